"""Holds: notes on a case that keep it from being destroyed, sealed to the team like all notes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from candour.errors import UsageError
from triage.desk.assessing import Filed, Remark
from triage.note import HOLD, RELEASE


@dataclass(frozen=True)
class Hold:
    """Why a case must not be destroyed.

    Args:
        until: the last day; None for as long as nobody releases it.
        reason: why.
        by: fingerprint of who holds it.
    """

    until: date | None
    reason: str
    by: str

    def holds(self, today: date) -> bool:
        """Whether it still does."""
        return self.until is None or today <= self.until


def hold_of(filed: Sequence[Filed]) -> Hold | None:
    """The last hold of a case that nobody has released, over or not."""
    found = None
    for one in filed:
        entry: Mapping[str, Any] = one.entry
        if entry["kind"] == HOLD:
            until = None if entry["value"] is None else date.fromisoformat(str(entry["value"]))
            found = Hold(until, str(entry["text"]), str(entry["by"]))
        elif entry["kind"] == RELEASE:
            found = None
    return found


def new_hold(until: date | None, reason: str) -> Remark:
    """What is noted to hold a case.

    Raises:
        UsageError: there is no reason, or it is too long.
    """
    if not reason.strip():
        raise UsageError("say why the case is held")
    return Remark(HOLD, until.isoformat() if until else None, reason)


def new_release(reason: str) -> Remark:
    """What is noted to release a case.

    Raises:
        UsageError: the reason is too long.
    """
    return Remark(RELEASE, None, reason)
