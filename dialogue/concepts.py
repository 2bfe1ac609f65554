"""Turns texts into vectors of what their words hint at: groups of words that trainers keep in nlu/lookups/.

A few hundred examples cannot show each of a thousand words that people have for a bribe, a slur or a blow; a list can.
Which group says what, alone and with another, is learned from the examples.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import combinations

import numpy as np

REACH = 3  # words: as far as a "not" reaches
_NOT = re.compile(
    r"\b(?:not|never|no|nothing|none|nobody|without|aint|isnt|wasnt|didnt|doesnt|dont|hasnt|havent|werent|arent|nor"
    r"|isn't|wasn't|didn't|doesn't|don't|hasn't|haven't|weren't|aren't|ain't)\b"
)
_CLAUSE = re.compile(r"[,.;:!?]|\b(?:but|just|only|its|it's|he's|hes)\b")


class Concepts:
    """The groups of words.

    Args:
        groups: the words of each group, by its name; `*` in a word stands for any ending.
        pairs: whether two groups together are told apart from each alone.
    """

    def __init__(self, groups: Mapping[str, Sequence[str]], *, pairs: bool = False) -> None:
        self.groups = {name: list(words) for name, words in sorted(groups.items())}
        self.pairs = pairs
        self._patterns = [_pattern(words) for words in self.groups.values()]

    def encode(self, texts: list[str]) -> np.ndarray:
        """One row a text: for each group whether it is hinted at, and with pairs the same for each two groups."""
        return np.array([self._encode(text) for text in texts], dtype=np.float32).reshape(len(texts), self._width())

    def _width(self) -> int:
        count = len(self._patterns)
        return count + count * (count - 1) // 2 * self.pairs

    def _encode(self, text: str) -> list[bool]:
        hints = [any(not _negated(text, match.start()) for match in found.finditer(text)) for found in self._patterns]
        return [*hints, *(one and other for one, other in combinations(hints, 2) if self.pairs)]

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of text."""
        return {f"concept_{name}": np.array(words) for name, words in self.groups.items()}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], prefix: str = "", *, pairs: bool = False) -> Concepts:
        """Build it from stored arrays, of the groups whose name begins so."""
        names = [name for name in stored if name.startswith(f"concept_{prefix}")]
        return cls({name[len("concept_") :]: stored[name].tolist() for name in names}, pairs=pairs)


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    # The longest first, so that "n word" is not cut short by "n".
    ordered = sorted(words, key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(_loose, ordered)) + r")(?!\w)") if ordered else re.compile(r"(?!)")


def _loose(word: str) -> str:
    return re.escape(word.casefold().replace("'", "")).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")


def _negated(text: str, start: int) -> bool:
    before = " ".join(_CLAUSE.split(text[:start])[-1].split()[-REACH:])
    return bool(_NOT.search(before))
