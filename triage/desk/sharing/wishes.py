"""What an assessor asks for when a case is shared: read against the case, the same on the terminal and the page."""

from __future__ import annotations

from dataclasses import dataclass, field

from candour.errors import RecipientsError, SealedFileError, UsageError
from interview.guide import Guide
from triage.case import Case, Contact
from triage.desk.record import open_contact_on_record
from triage.desk.sharing.marks import Marks, left_out_slots, proposals, words_of
from triage.desk.sitting import Sitting
from triage.sealing import Recipient
from triage.store import StoredCase

PURPOSE = "share"
NO_CONTACT = "contact details were not opened, so what of them stands in the report is not known: look for it yourself"


@dataclass(frozen=True)
class Wishes:
    """What is to be left out, and what is to go along.

    Args:
        keep: numbers of proposals that are taken along all the same.
        leave_out: words to leave out wherever they stand.
        without: answers to leave out whole.
        files: numbers of files to take along.
        assessments: whether what the team decided goes along.
    """

    keep: frozenset[int] = frozenset()
    leave_out: tuple[str, ...] = field(default=(), repr=False)
    without: frozenset[str] = frozenset()
    files: frozenset[int] = frozenset()
    assessments: bool = False

    def marks(self, case: Case, contact: Contact | None, guide: Guide) -> Marks:
        """What that means for a case.

        Args:
            case: which one.
            contact: how its reporter is reached, which is left out wherever it stands.
            guide: of the interview.

        Raises:
            UsageError: something is named that is not there.
        """
        proposed = proposals(case)
        if wrong := sorted(self.keep - {one.number for one in proposed}):
            raise UsageError(f"nothing is proposed under the number {wrong[0]}")
        if unknown := sorted(self.without - set(guide.names())):
            raise UsageError(f"{unknown[0]}: there is no such question; `candour desk show --json` has them")
        chosen = [one for one in proposed if one.number not in self.keep]
        return Marks(
            words=words_of(chosen, self.leave_out, contact),
            slots=left_out_slots(case, guide, sorted(self.without)),
            files=self.files,
            assessments=self.assessments,
        )


def unit_of(text: str) -> Recipient:
    """Read the key of the unit that a case is for: age1pq1..., or what a .pub file holds.

    Raises:
        UsageError: it is none to which Candour seals.
    """
    try:
        return Recipient.from_text((text.split() or [""])[0])
    except RecipientsError:
        raise UsageError("this is not an age1pq1... key, to which alone Candour seals") from None


async def contact_to_look_for(sitting: Sitting, stored: StoredCase, kind: str) -> tuple[Contact | None, bool]:
    """Contact details, to look for them in the report; they go nowhere themselves.

    Args:
        sitting: whose keys open them.
        stored: the case, opened on record for the same.
        kind: of what is done, as in `triage.audit.entry.DEEDS`.

    Returns:
        What the reporter left, and whether that is known.
    """
    if not stored.contact:
        return None, True
    try:
        return await open_contact_on_record(sitting.store, stored, sitting.keys, kind), True
    except SealedFileError:
        return None, False
