"""What the desk writes about a case: assessments and notes, in one chain. Earlier ones are opened and checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID

from candour.errors import SealedFileError, UsageError
from triage.assessment import FIRST, Assessment, digest_of
from triage.desk.mail import MISSING, UNREADABLE, Entry
from triage.documents import Json
from triage.note import Note
from triage.padding import unpad
from triage.sealing import Identity, Recipient, open_sealed
from triage.store import StoredAssessment

LONGEST = 4000  # characters of a reason or a note, so that all of them are of one size
ASSESSMENT = "assessment"  # the kind of entries that are one
Written = Assessment | Note


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

    def at(self, place: Place) -> Assessment:
        """What is filed there."""
        return Assessment(
            sequence=place.sequence,
            previous=place.previous,
            day=place.day,
            outcome=self.outcome,
            risk=self.risk,
            reason=self.reason.strip(),
            by=place.by,
        )


@dataclass(frozen=True)
class Remark:
    """What somebody notes on a case.

    Args:
        kind: one of `triage.note.KINDS`.
        value: what the kind says of it.
        text: in their words.

    Raises:
        UsageError: the text is too long.
    """

    kind: str
    value: Json = None
    text: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not to be filed."""
        if len(self.text) > LONGEST:
            raise UsageError(f"a note has at most {LONGEST} characters")

    def at(self, place: Place) -> Note:
        """What is filed there."""
        return Note(
            sequence=place.sequence,
            previous=place.previous,
            day=place.day,
            kind=self.kind,
            value=self.value,
            text=self.text.strip(),
            by=place.by,
        )


@dataclass(frozen=True)
class Place:
    """Where the next assessment or note of a case goes, when it is written, and by whose key."""

    sequence: int
    previous: str
    day: date
    by: str


@dataclass(frozen=True)
class Filed:
    """An assessment or note as it was found.

    Args:
        entry: as `Assessment.view` or `Note.view` shows it; of kind UNREADABLE or MISSING where something is wrong.
        digest: of the sealed document; empty where it is missing.
    """

    entry: Entry
    digest: str = ""


def read_filed(
    stored: Sequence[StoredAssessment], case_id: UUID, bond: bytes, keys: Sequence[Identity]
) -> tuple[Filed, ...]:
    """Open what was written about a case, which comes in its order.

    Returns:
        All of it. What does not open, or was not written by the team for this place, is shown as of kind UNREADABLE,
        and a gap as MISSING.
    """
    found: list[Filed] = []
    expected, before = 0, FIRST
    for one in stored:
        gap = one.sequence != expected
        if gap:
            found.append(Filed(_bad(expected, MISSING)))
        entry = _entry(one, None if gap else before, case_id, bond, keys)
        expected, before = one.sequence + 1, digest_of(one.sealed)
        found.append(Filed(entry, before))
    return tuple(found)


def assessments(filed: Sequence[Filed]) -> tuple[Entry, ...]:
    """The assessments among what was written, and what is wrong anywhere in it."""
    return tuple(one.entry for one in filed if one.entry["kind"] in (ASSESSMENT, UNREADABLE, MISSING))


def next_place(earlier: Sequence[StoredAssessment], by: str) -> Place:
    """The place after all that was written about a case, today.

    Args:
        earlier: all of it, in its order.
        by: fingerprint of the recipient whose key writes.
    """
    last, today = earlier[-1] if earlier else None, datetime.now(UTC).date()
    return Place(last.sequence + 1 if last else 0, digest_of(last.sealed) if last else FIRST, today, by)


def seal_written(written: Written, case_id: UUID, bond: bytes, team: Sequence[Recipient]) -> StoredAssessment:
    """Seal an assessment or a note to the team.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """
    return StoredAssessment(case_id, written.sequence, written.seal(case_id, bond, team))


def _entry(one: StoredAssessment, before: str | None, case_id: UUID, bond: bytes, keys: Sequence[Identity]) -> Entry:
    try:
        written = _read(unpad(open_sealed(one.sealed, keys)), case_id, bond, one.sequence)
    except SealedFileError:
        return _bad(one.sequence, UNREADABLE)
    return written.view() if before in (None, written.previous) else _bad(one.sequence, UNREADABLE)


def _read(data: bytes, case_id: UUID, bond: bytes, sequence: int) -> Written:
    readers: tuple[Callable[..., Written], ...] = (Assessment.read, Note.read)
    for read in readers:
        try:
            return read(data, case_id, bond, sequence)
        except SealedFileError:
            continue
    raise SealedFileError


def _bad(sequence: int, kind: str) -> Entry:
    return {"sequence": sequence, "kind": kind, "day": None, "outcome": None, "risk": None, "reason": "", "by": None}
