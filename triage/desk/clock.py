"""The desk's clock: the day for deadlines, the hour for the trail."""

from __future__ import annotations

from datetime import UTC, date, datetime


def today() -> date:
    """The day that deadlines are counted from."""
    return datetime.now(UTC).date()


def this_hour() -> str:
    """The hour, as the trail tells it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H")
