"""Findings from the phrases in `cues.yml`: duty, setting, basis, evidence, witnesses and the like."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import Starting, searcher, word_list

SURE, WEAK = 0.9, 0.55
_AS_SAID = "words"


@dataclass(frozen=True)
class Cue:
    """One pattern that tells a value; None as value keeps the words themselves."""

    slot: str
    value: str | None
    pattern: Starting | re.Pattern[str]
    sure: float
    negated: bool


@lru_cache(maxsize=1)
def cues() -> tuple[Cue, ...]:
    """All cues, in the order of the file."""
    lists = word_list("cues")
    return tuple(
        _cue(slot, value, pattern, lists["parts"])
        for slot, values in lists["slots"].items()
        for value, patterns in values.items()
        for pattern in patterns
    )


def find_cues(text: Text) -> Iterator[Finding]:
    """What the cues tell; where two patterns of a slot touch, the earlier in the file is taken."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for cue in sorted(cues(), key=lambda cue: not cue.negated):  # "no cctv" before "cctv"
        for match in cue.pattern.finditer(text.low):
            span = match.span("words") if match.groupdict().get("words") else match.span()
            if span[0] < span[1] and free_of(taken.setdefault(cue.slot, []), *match.span()):
                taken[cue.slot].append(match.span())
                found = text.finding(cue.slot, cue.value, span, cue.sure)
                yield Finding(found.slot, found.value, found.as_said, cue.sure, found.start, negated=cue.negated)


def _cue(slot: str, value: str, pattern: str, parts: dict[str, str]) -> Cue:
    body = pattern.lstrip("~0")
    for name, part in reversed(parts.items()):  # a later part may hold an earlier one
        body = body.replace("{" + name + "}", part)
    sure = WEAK if pattern.startswith("~") else SURE
    return Cue(slot, None if value == _AS_SAID else value, searcher(body), sure, pattern.startswith("0"))
