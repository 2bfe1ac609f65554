"""Small numbers hidden, and as many others as it takes that the total does not give them away.

Primary and complementary suppression, as in the handbooks of statistical offices: a cell under five is hidden; then
the smallest others, until at least two are hidden and what they add up to is five or more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from triage.desk.statistics.tables import Table
from triage.documents import Json

SMALLEST = 5
HIDDEN = "hidden"  # said where a number is, small or not: which of the two it is would tell


@dataclass(frozen=True)
class Safe:
    """A table that can be passed on. A number that is None is hidden."""

    name: str
    title: str
    rows: tuple[tuple[str, int | None], ...]
    total: int | None
    overlapping: bool
    median: int | None

    def view(self) -> dict[str, Json]:
        """Show it as `candour desk statistics --json` does."""
        rows: list[Json] = [{"label": label, "cases": number} for label, number in self.rows]
        return {"name": self.name, "title": self.title, "rows": rows, "total": self.total, "median_days": self.median}


def hide(table: Table) -> Safe:
    """Hide what is small, and what would tell it."""
    numbers = [number for _, number in table.rows]
    hidden = _hidden(numbers)
    rows = tuple((label, None if place in hidden else number) for place, (label, number) in enumerate(table.rows))
    counted = sum(numbers) - next((number for label, number in table.rows if label == "not yet"), 0)
    return Safe(
        name=table.name,
        title=table.title,
        rows=rows,
        total=None if 0 < table.total < SMALLEST or _tells(numbers, hidden) else table.total,
        overlapping=table.overlapping,
        median=table.median if counted >= SMALLEST else None,
    )


def hide_parts(whole: Safe, parts: Mapping[str, Table]) -> list[Safe]:
    """Hide what is small in tables of parts, each of one row of a whole.

    Args:
        whole: the table of all, in which small numbers are hidden.
        parts: by the label of the row that they add up to.

    Returns:
        Those of rows that are shown, and are not none: the parts of a hidden one would add up to what is hidden.
    """
    return [hide(parts[label]) for label, number in whole.rows if number and label in parts]


def _hidden(numbers: list[int]) -> set[int]:
    hidden = {place for place, number in enumerate(numbers) if 0 < number < SMALLEST}
    left = sorted((place for place, number in enumerate(numbers) if number >= SMALLEST), key=lambda p: numbers[p])
    while left and _tells(numbers, hidden):
        hidden.add(left.pop(0))
    return hidden


def _tells(numbers: list[int], hidden: set[int]) -> bool:
    """Whether the total would tell what is hidden: one number alone, or several that are small together."""
    return bool(hidden) and (len(hidden) < 2 or sum(numbers[place] for place in hidden) < SMALLEST)
