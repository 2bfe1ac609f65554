"""A sitting as a whole: cases are read, and what is decided about them is filed."""

from __future__ import annotations

from candour.errors import UsageError
from triage import note
from triage.assessment import Assessment
from triage.audit.entry import OPEN
from triage.desk import mail
from triage.desk.assessing import Judgement, Remark
from triage.desk.record import assess_on_record, note_on_record, open_again, open_whole_on_record
from triage.desk.sitting.reading import Reading
from triage.desk.standing import TO_CONFIRM, standing
from triage.note import Note
from triage.store import StoredCase


class Sitting(Reading):
    """A desk at work: `Reading`, and writing. What was written is learnt at once."""

    async def assess(self, reference: str, judgement: Judgement) -> Assessment:
        """File an assessment."""
        stored = await self.store.get(reference)
        filed = await assess_on_record(self.store, stored, self.keys, judgement, self.team.recipients)
        await self._learn(stored)
        return filed

    async def write(self, reference: str, remark: Remark) -> Note:
        """File a note."""
        stored = await self.store.get(reference)
        filed = await note_on_record(self.store, stored, self.keys, remark, self.team.recipients)
        await self._learn(stored)
        return filed

    async def confirm(self, reference: str, decision: str) -> Note:
        """Confirm the assessment that waits for a second person.

        Args:
            reference: of the case.
            decision: its digest, as it was read.

        Raises:
            UsageError: there is none, it is another by now, or it is one's own.
        """
        _, opened = await self.view(reference)
        now = standing(opened.filed, self.practice)
        if now.stage != TO_CONFIRM or now.decision != decision:
            raise UsageError("this assessment does not wait to be confirmed any more; look at the case again")
        if now.assessor == opened.key.fingerprint:
            raise UsageError("an assessment is confirmed by somebody else than who made it")
        return await self.write(reference, Remark(note.CONFIRM, decision))

    async def send(self, reference: str, text: str, settles: str = "") -> None:
        """Write to the reporter; what was read so far counts as read, and a duty as met.

        Raises:
            UsageError: the reporter cannot or does not want to be reached, or the text is empty or too long.
        """
        stored, opened = await self.view(reference)
        await open_whole_on_record(self.store, stored, self.keys, OPEN, "message")
        await mail.send_message(self.store.mailboxes(), opened.case, self.keys, text, self.team.recipients)
        if settles:
            await self.write(reference, Remark(note.TOLD, settles))
        await self.mark_read(reference)

    async def mark_read(self, reference: str) -> None:
        """Note that all letters of the reporter were read; nothing where that stands there already."""
        stored, _ = await self.view(reference)
        one = self.summary(stored.id)
        if one and one.unread:
            await self.write(reference, Remark(note.READ, one.letters))

    async def _learn(self, stored: StoredCase) -> None:
        self.memory.remember(await open_again(self.store, stored, self.keys))
        await self.refresh()
