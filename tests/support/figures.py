"""Figures that tests measure and print: what was promised, beside what was found."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True)
class Figure:
    """One promised figure.

    Attributes:
        promise: what is counted.
        promised: what was promised of it, in words.
        measured: what it was found to be; the test that measured it fails when that is not as promised.
    """

    promise: str
    promised: str
    measured: int | float


# Takes promise, promised and measured.
Record = Callable[[str, str, int | float], None]


def table(figures: list[Figure]) -> list[str]:
    """Write figures as lines of a table."""
    width = max(len(figure.promise) for figure in figures)
    return [f"{figure.promise:<{width}}  {figure.measured:>8}  promised: {figure.promised}" for figure in figures]


def write(figures: list[Figure], file: Path) -> None:
    """Write figures as JSON."""
    file.write_text(json.dumps([asdict(figure) for figure in figures], indent=2) + "\n", "utf-8")
