"""Alarm words of other languages (languages.yml): few and sure, looked for where no classifier can read.

They are looked for in every message, whichever language was chosen. Words, not letters, are compared: whole ones, but
for those that may end in any way. So no word of one language is found within a word of another.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from interview.languages import entries
from interview.phrases import plain
from interview.safety import ALARMS

_ANY_ENDING = "*"
_APOSTROPHES = re.compile(r"['`\u00b4]")
# Of Latin and of Arabic letters. The signs of Bengali are vowels, and stay.
_MARKS = re.compile(r"[\u0300-\u036f\u064b-\u0655\u0670]")
_OTHERS = str.maketrans({"ł": "l"})  # what is no letter with a mark to Unicode


def told(text: str) -> tuple[str, ...]:
    """The alarms that a message tells of in words of another language, as `interview.safety` names them."""
    said = f" {_folded(text)} "
    return tuple(kind for kind in ALARMS if any(phrase in said for phrase in _phrases()[kind]))


@lru_cache(maxsize=1)
def _phrases() -> dict[str, tuple[str, ...]]:
    return {kind: tuple(_phrase(words) for entry in entries().values() for words in entry[kind]) for kind in ALARMS}


def _phrase(words: str) -> str:
    return f" {_folded(words)}" if words.endswith(_ANY_ENDING) else f" {_folded(words)} "


def _folded(text: str) -> str:
    """Words as people type them on a phone: without accents, capitals and signs, one space apart."""
    marked = unicodedata.normalize("NFD", _APOSTROPHES.sub("", plain(text)))
    letters = _MARKS.sub("", marked).translate(_OTHERS)
    return " ".join("".join(sign if unicodedata.category(sign)[0] in "LMN" else " " for sign in letters).split())
