"""Assessments of a case: what was decided before is opened and checked, what is decided now is sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from candour.errors import SealedFileError, UsageError
from triage.assessment import FIRST, Assessment, digest_of
from triage.desk.mail import MISSING, UNREADABLE, Entry
from triage.sealing import Identity, Recipient
from triage.store import StoredAssessment

LONGEST = 4000  # characters of a reason, so that all assessments are of one size


@dataclass(frozen=True)
class Judgement:
    """What an assessor decides.

    Args:
        outcome: one of OUTCOMES.
        reason: why.
        risk: one of GRADES, if it is graded.

    Raises:
        UsageError: there is no reason, or it is too long.
    """

    outcome: str
    reason: str
    risk: str | None = None

    def __post_init__(self) -> None:
        """Refuse what is not to be filed."""
        if not self.reason.strip() or len(self.reason) > LONGEST:
            raise UsageError(f"--reason: 1 to {LONGEST} characters")


def read_assessments(
    stored: Sequence[StoredAssessment], case_id: UUID, bond: bytes, keys: Sequence[Identity]
) -> tuple[Entry, ...]:
    """Open assessments of a case, which come in their order.

    Returns:
        Assessments as `Assessment.view` shows them. One that does not open, or was not written by the team for this
        place, is shown as of kind UNREADABLE, and a gap as MISSING.
    """
    entries: list[Entry] = []
    expected, before = 0, FIRST
    for one in stored:
        gap = one.sequence != expected
        if gap:
            entries.append(_bad(expected, MISSING))
        entries.append(_entry(one, None if gap else before, case_id, bond, keys))
        expected, before = one.sequence + 1, digest_of(one.sealed)
    return tuple(entries)


def write_assessment(judgement: Judgement, earlier: Sequence[StoredAssessment], by: str) -> Assessment:
    """Write the assessment of today that comes after those that there are.

    Args:
        judgement: what was decided.
        earlier: all assessments of the case, in their order.
        by: fingerprint of the recipient whose key assesses.
    """
    last = earlier[-1] if earlier else None
    return Assessment(
        sequence=last.sequence + 1 if last else 0,
        previous=digest_of(last.sealed) if last else FIRST,
        day=datetime.now(UTC).date(),
        outcome=judgement.outcome,
        risk=judgement.risk,
        reason=judgement.reason.strip(),
        by=by,
    )


def seal_assessment(assessment: Assessment, case_id: UUID, bond: bytes, team: Sequence[Recipient]) -> StoredAssessment:
    """Seal an assessment to the team.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """
    return StoredAssessment(case_id, assessment.sequence, assessment.seal(case_id, bond, team))


def _entry(one: StoredAssessment, before: str | None, case_id: UUID, bond: bytes, keys: Sequence[Identity]) -> Entry:
    try:
        assessment = Assessment.open(one.sealed, keys, case_id, bond, one.sequence)
    except SealedFileError:
        return _bad(one.sequence, UNREADABLE)
    return assessment.view() if before in (None, assessment.previous) else _bad(one.sequence, UNREADABLE)


def _bad(sequence: int, kind: str) -> Entry:
    return {"sequence": sequence, "kind": kind, "day": None, "outcome": None, "risk": None, "reason": "", "by": None}
