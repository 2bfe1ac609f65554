"""How many reporters must be together before a number about them is told to anybody."""

from __future__ import annotations

CROWD = 5


def in_steps(count: int) -> int:
    """A count as it may be shown: in steps of a crowd, so that two readings do not tell what one reporter did."""
    return count // CROWD * CROWD
