"""What is wrong with a catalogue: texts that are missing, and fillings or marks that a translation lost or gained."""

from __future__ import annotations

import re
from collections.abc import Iterator

from babel.messages.catalog import Catalog

_FILLING = re.compile(r"\{[^{}]*\}")
_MARKUP = re.compile(r"</?[a-z][^>]*>|&[a-z]+;|\*\*|[`_]{2}", re.IGNORECASE)
_TELEPHONE = re.compile(r"\d{3,}")  # numbers come from signposts.yml alone
LONGEST_BUTTON = 60  # characters; longer ones would not fit beside others


def problems(template: Catalog, catalog: Catalog) -> Iterator[str]:
    """Name everything that is wrong with a catalogue, text by text."""
    for message in template:
        if message.id:
            given = catalog.get(message.id)
            text = str(given.string) if given and not given.fuzzy else ""
            yield from (f"{wrong}: {message.id[:60]!r}" for wrong in _wrong(str(message.id), text, message))
    for gone in (str(one.id) for one in catalog if one.id and one.id not in template):
        yield f"no such text any more: {gone[:60]!r}"


def _wrong(original: str, text: str, message: object) -> Iterator[str]:
    if not text.strip():
        yield "not translated"
        return
    if sorted(_FILLING.findall(original)) != sorted(_FILLING.findall(text)):
        yield "other names in {braces}"
    if original.count("\n\n") != text.count("\n\n"):
        yield "another number of messages (blank lines)"
    if original.count("*") != text.count("*"):
        yield "another number of *marks*"
    if set(_MARKUP.findall(text)) - set(_MARKUP.findall(original)):
        yield "markup that is not in the original"
    if set(_TELEPHONE.findall(text)) - set(_TELEPHONE.findall(original)):
        yield "a number that is not in the original"
    if text != text.strip():
        yield "space at the beginning or the end"
    if "A button" in " ".join(getattr(message, "auto_comments", [])) and len(text) > LONGEST_BUTTON:
        yield f"a button longer than {LONGEST_BUTTON} characters"
