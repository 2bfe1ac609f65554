"""Corrects slips of the finger: a word that nobody knows becomes the likeliest known word that is one slip away.

The sentence encoder cuts a misspelt word into pieces that mean something else, and so loses what the text says.
Source: P. Norvig, "How to Write a Spelling Corrector" (2007), with the weights below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from math import log
from string import ascii_lowercase

import numpy as np

SHORTEST, LONGEST = 3, 20  # letters
COMMON = 16000  # of the encoder's whole words, which stand in the order of how frequent they are; the rest are odd
SEEN = 2  # times in the training texts; what stands there once may be a slip itself
TRUSTED = 5  # times that a word must be seen to replace an odd one, such as "tis"
TRUSTED_SHORT = 10  # the same for words of three letters, of which nearly each one means something
ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
# How much likelier a slip is than others, as logarithms.
SWAPPED, LOST, NEIGHBOUR, FIRST_LETTER = 2.0, 0.7, 1.0, -3.0
_NEAR = {pair for row in (*ROWS, *(row[::-1] for row in ROWS)) for pair in pairwise(row)}


class Spelling:
    """The known words.

    Args:
        counts: how often each word stands in the training texts.
        frequent: whole words of the language, the most frequent first.
    """

    def __init__(self, counts: Mapping[str, int], frequent: Sequence[str]) -> None:
        self._counts = dict(counts)
        self._ranks = {word: rank for rank, word in enumerate(frequent)}
        self._known = {word for word, count in counts.items() if count >= SEEN} | set(frequent[:COMMON])

    @classmethod
    def learn(cls, texts: Sequence[str], frequent: Sequence[str]) -> Spelling:
        """Count the words of the training texts."""
        return cls(Counter(word for text in texts for word in text.split() if word.isalpha()), frequent)

    def knows(self, word: str) -> bool:
        """Whether a word needs no correction: known, no word at all, or too short or long to say."""
        return word in self._known or not word.isalpha() or not SHORTEST <= len(word) <= LONGEST

    def correct(self, word: str) -> str:
        """The word itself if it is known, or nothing known is one slip away."""
        if self.knows(word):
            return word
        trusted = self._trusted(word)
        near = {
            other for other in _one_slip_away(word) if other in self._known and self._counts.get(other, 0) >= trusted
        }
        return max(sorted(near), key=lambda other: self._likely(word, other), default=word)

    def _trusted(self, word: str) -> int:
        if len(word) == SHORTEST:
            return TRUSTED_SHORT
        return TRUSTED if word in self._ranks or word in self._counts else 0

    def _likely(self, word: str, other: str) -> float:
        rank = self._ranks.get(other)
        frequency = 20 * self._counts.get(other, 0) + (0 if rank is None else 3000 / (1 + rank / 3))
        return log(1 + frequency) + _slip(word, other) + (FIRST_LETTER if word[0] != other[0] else 0)

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers and text."""
        words, counts = list(self._counts), list(self._counts.values())
        return {"spelling_words": np.array(words, dtype=str), "spelling_counts": np.array(counts, dtype=np.int32)}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], frequent: Sequence[str]) -> Spelling:
        """Build it from stored arrays."""
        words, counts = stored["spelling_words"].tolist(), stored["spelling_counts"].tolist()
        return cls(dict(zip(words, counts, strict=True)), frequent)


def _one_slip_away(word: str) -> Iterator[str]:
    for at in range(len(word) + 1):
        before, after = word[:at], word[at:]
        yield before + after[1:]
        yield before + after[1:2] + after[:1] + after[2:]
        for letter in ascii_lowercase:
            yield before + letter + after[1:]
            yield before + letter + after


def _slip(word: str, other: str) -> float:
    if sorted(word) == sorted(other):
        return SWAPPED
    if len(word) != len(other):
        return LOST if len(word) < len(other) else 0.0
    return NEIGHBOUR if any(pair in _NEAR for pair in zip(word, other, strict=True)) else 0.0
