"""Which cases are due, and what keeps the others: pure functions over what the desk knows of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from triage.desk.practice import Practice
from triage.desk.retention.holds import Hold, hold_of
from triage.desk.retention.policy import Policy
from triage.desk.standing import DECIDED, Standing, standing
from triage.desk.survey import Surveyed
from triage.documents import Json

# Why a case is kept, although its time may be over.
TIME, FOR_EVER, HELD, WRITTEN, LINKED, DAMAGED, REOPENED, UNDECIDED, BACK = (
    "its time is not over",
    "its outcome is kept for ever",
    "held",
    "the reporter has written since",
    "linked to a case that is kept",
    "something that was written about it is missing or altered",
    "to be assessed anew",
    "to be confirmed",
    "was deleted, and came back with a backup",
)


@dataclass(frozen=True)
class Keeping:
    """How long a case is kept.

    Args:
        case: which one.
        reference: as people name it.
        outcome: of its last assessment, if that is known.
        since: the day of that.
        due: from when it may be destroyed; None for never.
        kept: why it is not due; empty when it is.
        hold: what holds it.
    """

    case: UUID
    reference: str
    outcome: str | None
    since: date | None
    due: date | None
    kept: str = ""
    hold: Hold | None = None

    def view(self) -> dict[str, Json]:
        """Show it as `candour desk retention --json` does."""
        hold = self.hold
        return {
            "id": str(self.case),
            "reference": self.reference,
            "outcome": self.outcome,
            "since": self.since.isoformat() if self.since else None,
            "due": self.due.isoformat() if self.due else None,
            "kept": self.kept or None,
            "hold": {"until": hold.until.isoformat() if hold.until else None, "reason": hold.reason, "by": hold.by}
            if hold
            else None,
        }


def keeping(one: Surveyed, policy: Policy, practice: Practice, today: date) -> Keeping | None:
    """How long a case is kept by its outcome and by what was noted on it; None for one that nobody has assessed."""
    now, hold = standing(one.filed, practice), hold_of(one.filed)
    case, reference = one.entry.id, one.entry.reference
    if now.damaged:
        return Keeping(case, reference, None, None, None, DAMAGED, hold)
    if now.outcome is None:
        return None
    since = max(date.fromisoformat(str(entry["day"])) for entry in one.case.assessments)
    due = policy.due(now.outcome, since)
    return Keeping(case, reference, now.outcome, since, due, _kept(now, due, hold, today), hold)


def _kept(now: Standing, due: date | None, hold: Hold | None, today: date) -> str:
    if now.stage != DECIDED:
        return REOPENED if now.reopened else UNDECIDED
    if due is None:
        return FOR_EVER
    if today < due:
        return TIME
    return HELD if hold and hold.holds(today) else ""


def wait_for_linked(keepings: Iterable[Keeping], links: Iterable[tuple[UUID, UUID]]) -> list[Keeping]:
    """Keep what is linked, over any number of cases, to one that is kept. A case that is not among them is kept."""
    known = {one.case: one for one in keepings}
    beside: dict[UUID, set[UUID]] = {}
    for one, other in links:
        beside.setdefault(one, set()).add(other)
        beside.setdefault(other, set()).add(one)
    waiting = [case for case in beside if case not in known or known[case].kept]
    seen = set(waiting)
    while waiting:
        for other in beside[waiting.pop()] - seen:
            seen.add(other)
            waiting.append(other)
    return [replace(one, kept=LINKED) if not one.kept and one.case in seen else one for one in known.values()]


def written_since(keeping: Keeping, messages: Iterable[Mapping[str, Json]]) -> bool:
    """Whether a letter of the reporter came after the last assessment, or one cannot be read."""
    days = [str(one.get("day") or "9") for one in messages if one.get("from") == "reporter"]
    return keeping.since is not None and any(day > keeping.since.isoformat() for day in days)
