"""What every sealed document shares: canonical JSON, a version and a purpose, strictly read.

age binds a file to nothing, so what a document is and where it belongs (purpose, case, sequence) stands inside it and
is checked on opening: bodies swapped between cases, an old version replayed or a draft offered as a case are refused.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn, TypeAlias

from candour.errors import SealedFileError

VERSION = 1

# What stands in a document: text, whole numbers, truth values, nothing, and lists and mappings of these.
Json: TypeAlias = "str | int | bool | Sequence[Json] | Mapping[str, Json] | None"


def to_bytes(content: Mapping[str, Json]) -> bytes:
    """Write canonical JSON: sorted names, no spaces, UTF-8.

    No text at all makes this fail: see `_encode`.

    Raises:
        TypeError: a value is not Json (a fraction, for one: it has more than one spelling).
    """
    _check(content)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return _encode(text)


def from_bytes(data: bytes, purpose: str, names: frozenset[str]) -> dict[str, Any]:
    """Read a document that has exactly these names beside its version and purpose.

    Raises:
        SealedFileError: it is not canonical, or has another version, purpose or set of names.
    """
    try:
        content = json.loads(data.decode("utf-8"), parse_float=_refuse, parse_constant=_refuse)
        canonical = isinstance(content, dict) and to_bytes(content) == data
    except (ValueError, TypeError, RecursionError):
        raise SealedFileError from None
    if not canonical or content.keys() != names | {"version", "purpose"}:
        raise SealedFileError
    if content["version"] is True or content["version"] != VERSION or content["purpose"] != purpose:
        raise SealedFileError
    return {name: content[name] for name in names}


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        # UTF-8 holds no lone surrogate: it is written as the JSON escape that stands for it. Two that make a pair
        # would be read back as the one character they mean, so they are joined first.
        joined = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        return joined.encode("utf-8", "backslashreplace")


def _check(value: Any) -> None:
    if value is None or isinstance(value, str | int):  # asked first, for nearly all values are text
        return
    if isinstance(value, Mapping):
        for name, inner in value.items():
            _check_name(name)
            _check(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            _check(inner)
    else:
        raise TypeError("a sealed document holds text, whole numbers, truth values, lists and mappings only")


def _check_name(name: Any) -> None:
    if not isinstance(name, str) or not name.isascii():
        raise TypeError("names in a sealed document are ASCII text")


def _refuse(_text: str) -> NoReturn:
    raise ValueError("fractions have no place in a sealed document")
