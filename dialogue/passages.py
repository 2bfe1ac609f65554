"""Cuts a long text into its sentences, since one alarming sentence does not show in the average of thirty others.

What people did to each other shows less in a sentence than in what several say together: sections are longer.
"""

from __future__ import annotations

import re
from itertools import pairwise

LONGEST = 30  # words; a text up to here is a message like those that the classifier has learned from
PIECE = 16  # words; people who are afraid do not always put full stops
SECTION = 45  # words; as long as the longest examples of accounts
_END = re.compile(r"(?<=[.!?;])\s+|\n+")


def passages(text: str) -> list[str]:
    """The passages of a text, in order: no word is lost. A text without words is one passage."""
    if len(text.split()) <= LONGEST:
        return [text.strip()]
    return [piece for sentence in _END.split(text) for piece in _pieces(sentence.split())]


def sections(pieces: list[str]) -> list[str]:
    """Passages joined again, as many as make a section, in order: no word is lost."""
    joined, room = [pieces[:1]], SECTION - _length(pieces[:1])
    for piece in pieces[1:]:
        if (length := _length([piece])) > room:
            joined.append([])
            room = SECTION
        joined[-1].append(piece)
        room -= length
    return [" ".join(section) for section in joined]


def _length(pieces: list[str]) -> int:
    return sum(len(piece.split()) for piece in pieces)


def _pieces(words: list[str]) -> list[str]:
    # Of equal length, so that no sentence leaves a word or two that mean nothing alone.
    count = -(-len(words) // PIECE)
    bounds = [len(words) * step // count for step in range(count + 1)] if words else []
    return [" ".join(words[start:end]) for start, end in pairwise(bounds)]
