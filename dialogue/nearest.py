"""Says how likely each intent is from the examples whose meaning is nearest: what is rare is told best by its like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

NEAREST = 15
STEEPNESS = 10.0  # how much more a nearer example counts
FLOOR = 0.01  # what an intent has of which no example is near
# Comparing all of every meaning would take four times as long, most of it to fetch them from memory.
WIDTH = 96  # numbers that are compared first, along the axes where meanings differ most
SHORTLIST = 300  # the nearest in those, which are compared in full


@dataclass(frozen=True)
class Neighbours:
    """Examples whose meanings are compared.

    Args:
        meant: the meaning of each, a row of unit length.
        axes: those along which the meanings reach furthest, as columns.   along: how far each reaches along them.
    """

    meant: np.ndarray
    axes: np.ndarray
    along: np.ndarray

    @classmethod
    def of(cls, meant: np.ndarray) -> Neighbours:
        """Keep examples by the meaning of each, a row of unit length."""
        meant = meant.astype(np.float32, copy=False)
        _, axes = np.linalg.eigh((meant.T @ meant).astype(np.float64))  # in the order of how far they reach
        furthest = np.ascontiguousarray(axes[:, -WIDTH:], dtype=np.float32)
        return cls(meant, furthest, meant @ furthest)

    def nearest(self, meaning: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The rows of the nearest examples, in no order, and how alike each is: 1 for the same, 0 for nothing shared.

        Args:
            meaning: of unit length.   count: of examples, fewer if there are no more.
        """
        first = _highest(self.along @ (meaning @ self.axes), SHORTLIST)
        alike = self.meant[first] @ meaning
        best = _highest(alike, count)
        return first[best], alike[best]


@dataclass(frozen=True)
class Nearest:
    """Examples and what each is of.

    Args:
        examples: their meanings.   intents: the number of the intent of each.   count: of all intents.
    """

    examples: Neighbours
    intents: np.ndarray
    count: int

    @classmethod
    def learn(cls, meant: np.ndarray, intents: np.ndarray, count: int) -> Nearest:
        """Keep examples.

        Args:
            meant: the meaning of each, a row of unit length.   intents: the number of its intent.   count: of all.
        """
        return cls(Neighbours.of(meant), intents, count)

    def log_scores(self, meant: np.ndarray) -> np.ndarray:
        """The logarithm of each intent's share of the nearest examples, one row a text."""
        shares = np.array([self._shares(meaning) for meaning in meant]).reshape(len(meant), self.count)
        return np.log(shares + FLOOR)

    def _shares(self, meaning: np.ndarray) -> np.ndarray:
        near, alike = self.examples.nearest(meaning, NEAREST)
        votes = np.bincount(self.intents[near], np.exp(STEEPNESS * alike), self.count)
        return votes / votes.sum()

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers."""
        return {"nearest_meant": self.examples.meant, "nearest_intents": self.intents.astype(np.int32)}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], count: int) -> Nearest:
        """Build it from stored arrays."""
        return cls.learn(stored["nearest_meant"], stored["nearest_intents"], count)


def _highest(scores: np.ndarray, count: int) -> np.ndarray:
    return np.argpartition(scores, -count)[-count:] if count < len(scores) else np.arange(len(scores))
