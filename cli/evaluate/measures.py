"""Shares and F1 scores with their 95 % intervals.

Source: E. B. Wilson, "Probable inference" (1927), for shares; the percentile bootstrap (Efron) for F1 and medians.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any

Z = 1.959964
RESAMPLES = 1000


@dataclass(frozen=True)
class Figure:
    """One measured figure.

    Args:
        name: what it is.   value: the figure.   low, high: its 95 % interval.   count: of how many.
        target: what it should be; None when nothing was set.   less_is_better: for times.
    """

    name: str
    value: float
    low: float
    high: float
    count: int
    target: float | None = None
    less_is_better: bool = False

    @property
    def met(self) -> bool | None:
        """Whether the target is reached."""
        if self.target is None:
            return None
        return self.value <= self.target if self.less_is_better else self.value >= self.target


@dataclass(frozen=True)
class Counts:
    """What was found in one example: rightly, in all, and what there was to find."""

    hits: int
    said: int
    right: int


def share(name: str, outcomes: Sequence[bool], target: float | None = None) -> Figure:
    """How many of these are true, with Wilson's interval; of none, anything from 0 to 1 is possible."""
    total = len(outcomes)
    if not total:
        return Figure(name, 0.0, 0.0, 1.0, 0, target)
    part = sum(outcomes) / total
    centre, bound = part + Z * Z / (2 * total), Z * sqrt(part * (1 - part) / total + Z * Z / (4 * total * total))
    scale = 1 + Z * Z / total
    return Figure(name, part, max(0.0, (centre - bound) / scale), min(1.0, (centre + bound) / scale), total, target)


def f1(name: str, counts: Sequence[Counts], target: float | None = None) -> Figure:
    """The micro F1 of these examples, with a bootstrap interval over examples."""
    low, high = _bootstrap(counts, _f1)
    return Figure(name, _f1(counts), low, high, sum(one.right for one in counts), target)


def median(name: str, values: Sequence[float], target: float | None = None) -> Figure:
    """The median of these times, with a bootstrap interval."""
    low, high = _bootstrap(values, statistics.median)
    return Figure(name, statistics.median(values), low, high, len(values), target, less_is_better=True)


def _f1(counts: Sequence[Counts]) -> float:
    whole = sum(one.said + one.right for one in counts)
    return 2 * sum(one.hits for one in counts) / whole if whole else 1.0


def _bootstrap(items: Sequence[Any], measure: Callable[[Sequence[Any]], float]) -> tuple[float, float]:
    chance = random.Random(0)  # noqa: S311 - the same report for the same model
    drawn = sorted(measure(chance.choices(items, k=len(items))) for _ in range(RESAMPLES))
    return drawn[round(RESAMPLES * 0.025)], drawn[round(RESAMPLES * 0.975) - 1]
