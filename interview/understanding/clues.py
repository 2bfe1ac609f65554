"""Phrases in which reporters tell who they are, so that they can reword them before the report is sealed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from interview.understanding.text import Text, free_of
from interview.understanding.words import word_list


@dataclass(frozen=True)
class Clue:
    """One phrase that may identify the reporter.

    Attributes:
        kind: name, contact, address, job, boss, family, only_one, case or born.
        as_said: the exact words, a part of the message.
        part: which message they are in.
        start: where they begin in it.
    """

    kind: str
    as_said: str
    part: int
    start: int


def identity_clues(parts: Sequence[str]) -> list[Clue]:
    """Find the clues in the messages of an account, in their order.

    Args:
        parts: the messages.
    """
    return [clue for number, part in enumerate(parts) for clue in _in_message(number, Text(part))]


def _in_message(number: int, text: Text) -> list[Clue]:
    found: list[Clue] = []
    taken: list[tuple[int, int]] = []
    for kind, pattern in _patterns():
        for match in pattern.finditer(text.low):
            if free_of(taken, *match.span()):
                taken.append(match.span())
                found.append(Clue(kind, text.raw[slice(*match.span())].rstrip(), number, match.start()))
    return sorted(found, key=lambda clue: clue.start)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((kind, re.compile(pattern)) for kind, patterns in word_list("clues").items() for pattern in patterns)
