"""A text prepared for finding: folded without moving a character, and cut into sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar, cast

from interview.understanding.findings import Finding

Made = TypeVar("Made")
_SAME = str.maketrans({"\u2018": "'", "\u2019": "'", "`": "'", "\u201c": '"', "\u201d": '"', "\u00a0": " ", "\t": " "})
_NOUGHT = re.compile(r"(?<=\d)[oO](?=\d)")
_SENTENCE = re.compile(r"\n|[!?]+|\.(?=\s|\Z)|\.{2,}|;")
_EDGES = re.compile(r"\A[\s,.:;\-]+|[\s,.:;\-]+\Z")
_ABBREVIATION = re.compile(r"\b(?:mr|mrs|ms|dr|no|st|insp|sgt|sup|supt|reg|approx|inc|\d{1,2})\Z")


@dataclass(frozen=True)
class Text:
    """A text and its folded copy, in which every character stands where it stood."""

    raw: str

    @cached_property
    def low(self) -> str:
        """Lower case, straight quotes, plain spaces; as long as the text."""
        return "".join(low if len(low := char.lower()) == 1 else char for char in self.digits.translate(_SAME))

    @cached_property
    def digits(self) -> str:
        """The text as written, but with a nought for a letter O among digits: "KD4O7"."""
        return _NOUGHT.sub("0", self.raw)

    @cached_property
    def shouted(self) -> bool:
        """Whether capitals tell nothing: nearly all letters are capitals, or there are none at all."""
        letters = [char for char in self.raw if char.isalpha()]
        capitals = sum(char.isupper() for char in letters)
        return capitals > 0.6 * len(letters) or capitals == 0

    @cached_property
    def careful(self) -> bool:
        """Whether it is written with capitals where they belong, so that a small letter tells of no name."""
        begun = [self.raw[start:end].lstrip(" \"'(-") for start, end in self._sentences]
        told = [one[0].isupper() for one in begun if len(one) > 12 and one[0].isalpha()]
        return not self.shouted and len(told) > 1 and sum(told) >= 0.9 * len(told)

    def once(self, name: str, made: Callable[[], Made]) -> Made:
        """Something that is made of the text, made only once."""
        if name not in self._made:
            self._made[name] = made()
        return cast(Made, self._made[name])

    @cached_property
    def _made(self) -> dict[str, object]:
        return {}

    def sentence(self, at: int) -> tuple[int, int]:
        """Where the sentence around a position begins and ends."""
        return _around(self._sentences, at, len(self.raw))

    def before(self, at: int, most: int = 40) -> str:
        """The folded words before a position, in the same sentence."""
        return self.low[max(self.sentence(at)[0], at - most) : at]

    def after(self, at: int, most: int = 40) -> str:
        """The folded words after a position, in the same sentence."""
        return self.low[at : min(self.sentence(at)[1], at + most)]

    def finding(self, slot: str, value: object, span: tuple[int, int], sure: float = 0.9) -> Finding:
        """A finding for the words in a span, without the spaces and commas around them.

        Args:
            slot: the slot's name.
            value: its reading; None for the words themselves.
            span: where the words begin and end.
            sure: how sure the reading is.
        """
        words = _EDGES.sub("", self.raw[slice(*span)])
        start = self.raw.index(words, span[0])
        return Finding(slot, words if value is None else value, words, sure, start)

    @cached_property
    def _sentences(self) -> list[tuple[int, int]]:
        ends = [m.span() for m in _SENTENCE.finditer(self.low) if not self._abbreviates(m)]
        return _between(ends, len(self.raw))

    def _abbreviates(self, end: re.Match[str]) -> bool:
        return end.group() == "." and bool(_ABBREVIATION.search(self.low, max(0, end.start() - 8), end.start()))


def _between(cuts: list[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), length]
    return list(zip(starts, ends, strict=True))


def _around(spans: list[tuple[int, int]], at: int, length: int) -> tuple[int, int]:
    start, end = spans[max(0, bisect_right(spans, (at, length + 1)) - 1)]
    return (start, end) if start <= at <= end else (0, length)


def free_of(spans: list[tuple[int, int]], start: int, end: int) -> bool:
    """Whether a stretch of text touches none of the spans."""
    return all(end <= first or last <= start for first, last in spans)
