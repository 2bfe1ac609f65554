"""Says how likely each intent is from the examples whose meaning is nearest: what is rare is told best by its like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

NEAREST = 15
STEEPNESS = 10.0  # how much more a nearer example counts
FLOOR = 0.01  # what an intent has of which no example is near


@dataclass(frozen=True)
class Nearest:
    """The examples.

    Args:
        meant: the meaning of each, a row of unit length.   intents: the number of its intent.   count: of all intents.
    """

    meant: np.ndarray
    intents: np.ndarray
    count: int

    def log_scores(self, meant: np.ndarray) -> np.ndarray:
        """The logarithm of each intent's share of the nearest examples, one row a text."""
        likeness = meant @ self.meant.T
        count = min(NEAREST, likeness.shape[1])
        near = np.argpartition(likeness, -count, axis=1)[:, -count:]
        weights = np.exp(STEEPNESS * np.take_along_axis(likeness, near, axis=1))
        rows = [np.bincount(self.intents[at], one, self.count) for at, one in zip(near, weights, strict=True)]
        shares = np.array(rows).reshape(len(meant), self.count)
        return np.log(shares / shares.sum(axis=1, keepdims=True) + FLOOR)

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers."""
        return {"nearest_meant": self.meant.astype(np.float32), "nearest_intents": self.intents.astype(np.int32)}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], count: int) -> Nearest:
        """Build it from stored arrays."""
        return cls(stored["nearest_meant"], stored["nearest_intents"], count)
