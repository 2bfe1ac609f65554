"""The telephone numbers that wording may show: read, checked, and ready for `str.format_map`.

Numbers are the operator's configuration (`signposts.yml`), never literals in wording or code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from candour.errors import GuideError

DEFAULT_PATH = Path(__file__).with_name("signposts.yml")

# Wording may rely on these and on no others, so a list that lacks one, or holds a misspelt one, is refused.
KEYS = frozenset(
    {
        "emergency",
        "emergency_silent",
        "non_emergency",
        "hotline",
        "domestic_abuse",
        "rape_crisis",
        "samaritans",
        "childline",
        "iopc",
        "pirc",
        "ombudsman_ni",
    }
)
_REQUIRED_FIELDS = frozenset({"label", "number", "confirmed"})
_FIELDS = _REQUIRED_FIELDS | {"hours"}


@dataclass(frozen=True)
class Signpost:
    """One place to turn to.

    Attributes:
        key: what wording calls it.
        label: who answers, in words for a person.
        number: as it is shown, with its spaces.
        hours: when it is answered; empty where that is not known.
        confirmed: whether the operator has checked this entry.
    """

    key: str
    label: str
    number: str
    hours: str
    confirmed: bool


def load_signposts(path: Path | None = None) -> Mapping[str, Signpost]:
    """Read and check the list of signposts.

    Args:
        path: the operator's own list; the one shipped here without it.

    Returns:
        Every signpost by its key, in the order of the file.

    Raises:
        GuideError: the file cannot be read, a key or field is missing or unknown, or a value has the wrong type.
    """
    file = path or DEFAULT_PATH
    entries = _read(file)
    _same_keys(file.name, entries.keys(), KEYS, KEYS)
    return {key: _signpost(file.name, key, entry) for key, entry in entries.items()}


def numbers(signposts: Mapping[str, Signpost]) -> dict[str, str]:
    """The number of each signpost by key, for `text.format_map(numbers(...))`."""
    return {key: signpost.number for key, signpost in signposts.items()}


def _read(file: Path) -> dict[str, Any]:
    try:
        entries = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError, RecursionError) as error:
        raise GuideError(f"{file.name}: cannot be read as YAML") from error
    if not isinstance(entries, dict):
        raise GuideError(f"{file.name}: not a mapping of signposts")
    return entries


def _signpost(file: str, key: str, entry: Any) -> Signpost:
    where = f"{file}, {key}"
    if not isinstance(entry, dict):
        raise GuideError(f"{where}: not a mapping of fields")
    _same_keys(where, entry.keys(), _REQUIRED_FIELDS, _FIELDS)
    texts = {field: _text(where, field, entry[field]) for field in entry if field != "confirmed"}
    if not isinstance(entry["confirmed"], bool):
        raise GuideError(f"{where}: confirmed must be true or false")
    return Signpost(key, texts["label"], texts["number"], texts.get("hours", ""), entry["confirmed"])


def _text(where: str, field: str, value: Any) -> str:
    # An unquoted 0800... would be read as an octal number and lose its noughts.
    if not isinstance(value, str) or not value.strip():
        raise GuideError(f"{where}: {field} must be text in quotes")
    return value


def _same_keys(where: str, given: Any, required: frozenset[str], allowed: frozenset[str]) -> None:
    if missing := sorted(required - set(given)):
        raise GuideError(f"{where}: {missing[0]} is missing")
    if unknown := sorted(str(key) for key in set(given) - allowed):
        raise GuideError(f"{where}: {unknown[0]} is unknown")
