"""Signs of the scene in a text: what tells a slot by itself, and what makes it likely where nothing else was told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from interview.understanding.findings import Finding
from interview.understanding.text import Text
from interview.understanding.words import Starting, searcher, word_list

FIRM, LIKELY = 0.92, 0.6
BOTH_WAYS = 0.72  # where something else tells another value
Sign = tuple[str, Starting | re.Pattern[str]]


def told_firmly(text: Text, found: Sequence[Finding], asked: str | None) -> list[Finding]:
    """The findings, with those of a slot replaced for which the text has a firm sign.

    Args:
        text: the reporter's words.
        found: what was found so far.
        asked: the slot that the text answers; only that slot is read in an answer.
    """
    signs = {slot: sign for slot in _signs("firm") if asked in (None, slot) and (sign := _first(text, "firm", slot))}
    if asked in _signs("answer") and asked not in signs and (sign := _first(text, "answer", asked)):
        signs[asked] = sign
    told = {slot: {one.value for one in found if one.slot == slot} for slot in signs}
    firm = [
        text.finding(slot, value, span, FIRM if told[slot] <= {value} else BOTH_WAYS)
        for slot, (value, span) in signs.items()
    ]
    return [one for one in found if one.slot not in signs] + firm


def likely(text: Text, found: Sequence[Finding]) -> Iterator[Finding]:
    """What is likely for the slots that nothing told."""
    told = {one.slot for one in found}
    for slot in _signs("likely"):
        if slot not in told and (sign := _first(text, "likely", slot)):
            value, span = sign
            yield text.finding(slot, value, span, LIKELY)


def _first(text: Text, kind: str, slot: str) -> tuple[str, tuple[int, int]] | None:
    """The first value of a slot that has a sign in the text, with the words of the sign."""
    for value, pattern in _signs(kind)[slot]:
        if match := next(iter(pattern.finditer(text.low)), None):
            return value, match.span()
    return None


@lru_cache(maxsize=3)
def _signs(kind: str) -> dict[str, tuple[Sign, ...]]:
    lists = word_list("scene/signs")
    return {
        slot: tuple((value, searcher(_filled(one))) for value, patterns in values.items() for one in patterns)
        for slot, values in lists[kind].items()
    }


def _filled(pattern: str) -> str:
    """A pattern with its parts; a later part may hold an earlier one."""
    for name, part in reversed(word_list("scene/signs")["parts"].items()):
        pattern = pattern.replace("{" + name + "}", part)
    return pattern
