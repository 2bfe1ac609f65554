"""Cuts a long text into its sentences, since one alarming sentence does not show in the average of thirty others."""

from __future__ import annotations

import re
from itertools import pairwise

LONGEST = 30  # words; a text up to here is a message like those that the classifier has learned from
PIECE = 16  # words; people who are afraid do not always put full stops
_END = re.compile(r"(?<=[.!?;])\s+|\n+")


def passages(text: str) -> list[str]:
    """The passages of a text, in order: no word is lost. A text without words is one passage."""
    if len(text.split()) <= LONGEST:
        return [text.strip()]
    return [piece for sentence in _END.split(text) for piece in _pieces(sentence.split())]


def _pieces(words: list[str]) -> list[str]:
    # Of equal length, so that no sentence leaves a word or two that mean nothing alone.
    count = -(-len(words) // PIECE)
    bounds = [len(words) * step // count for step in range(count + 1)] if words else []
    return [" ".join(words[start:end]) for start, end in pairwise(bounds)]
