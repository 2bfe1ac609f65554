"""Amounts of money among the words of a text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interview.understanding.words import words_of

_SIGN = re.compile(r"[£$€]")
_COUNT = re.compile(r"\d[\d,.]*\Z")
_THOUSANDS = re.compile(r"\d+(?:\.\d+)?k\Z")
_SMALL = words_of("deeds/words", "sums_small")
_UNITS = words_of("deeds/words", "sums_units")
_NAMES = words_of("deeds/words", "sums_names")
_PER = words_of("deeds/words", "sums_per")
# What hundreds and dozens may be of that is no money.
_OTHERS = words_of("deeds/words", "sums_others")


def sums(said: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where amounts begin and end: "£50", "two hundred quid", "a tenner", "a couple of grand", "3k"."""
    at = 0
    while at < len(said):
        end = _sum(said, at)
        if end:
            yield at, end
        at = end or at + 1


def _sum(said: Sequence[str], at: int) -> int | None:
    if _SIGN.match(said[at]) or _THOUSANDS.match(said[at]):
        return at + 1 + (said[at + 1 : at + 2] == ("grand",))
    if said[at] in _NAMES:
        return at + 1
    end = at
    while end < len(said) and (said[end] in _SMALL or _COUNT.match(said[end])):
        end += 1
    if end == at or end >= len(said):
        return None
    if (said[end] in _UNITS and said[end] not in ("notes", "sheets", "k")) or (
        said[end] in ("quid", "pound", "pounds")
    ):
        return end + 1
    big = "hundred" in said[at:end] or "thousand" in said[at:end] or "fifty" in said[at:end]
    return end if big and said[end] in _PER and said[end] not in ("of",) else None
