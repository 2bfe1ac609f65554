"""Files the reports of the form: sealed here at once, or sealed in the browser and passed on unread. Each once."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from bot.channels.web.form.sealed import SealedReport
from bot.channels.web.form.tickets import Tickets
from candour.errors import CaseNotFound, ReferenceTaken, StoreError
from candour.logs import Event, log
from interview.finished import case_slots, contact_details, risk, wants_receipt
from interview.form import Filled
from interview.state import State
from triage.case import Case, Contact, SlotAnswer
from triage.envelope import seal_case, seal_contact
from triage.files import Attachment
from triage.form import CHANNEL
from triage.receipt import Receipt
from triage.recipients import Recipients
from triage.reference import RANDOM_BYTES, make_reference
from triage.store import NEW, QUARANTINE, CaseStore, StoredCase
from triage.store.files import FileStore

REFERENCES_TRIED = 5


@dataclass(frozen=True)
class Told:
    """A report that came in the clear.

    Attributes:
        filled: what was filled in.
        state: the same, read.
        attachments: its files, which are kept already.
    """

    filled: Filled
    state: State
    attachments: Sequence[Attachment] = ()


@dataclass(frozen=True)
class Filed:
    """A report that the team has.

    Attributes:
        reference: that the reporter is told.
        words: their receipt code; empty for none, or where their browser made it.
        same: whether what is stored is what was sent now, and not what came before under the same ID.
    """

    reference: str
    words: str = ""
    same: bool = True


class Filing:
    """Hands reports to the triage store.

    Args:
        store_url: of the store, which is opened when it is first needed.
        recipients: gives those to whom reports are sealed.
        files: where sealed files lie.
        tickets: of forms without script.
        demo: whether the reports are demos.
    """

    def __init__(
        self, store_url: str, recipients: Callable[[], Recipients], files: FileStore, tickets: Tickets, *, demo: bool
    ) -> None:
        self._url = store_url
        self._recipients = recipients
        self._files = files
        self._tickets = tickets
        self._demo = demo
        self._opened: CaseStore | None = None

    async def close(self) -> None:
        """Close the store."""
        if self._opened:
            await self._opened.close()

    # In the clear, from a page without script -------------------------------------------------------------------------

    async def known(self, ticket: str) -> str | None:
        """The reference of the report that was sent with this ticket, if one was.

        Raises:
            StoreError: that cannot be told.
        """
        stored = await self._stored(self._id(ticket))
        return stored.reference if stored else None

    async def file(self, ticket: str, told: Told, *, crowd: bool) -> Filed:
        """Seal and store a report.

        Args:
            ticket: of its page.
            told: the report.
            crowd: whether it came in a flood.

        Raises:
            StoreError, RecipientsError: it is not known to be stored.
        """
        receipt = self.receipt(ticket, told.state)
        if receipt:
            await (await self._store()).mailboxes().make(receipt.mailbox.address)
        for attempt in range(REFERENCES_TRIED):
            reference = make_reference(self._tickets.derive(ticket, f"reference {attempt}", RANDOM_BYTES))
            case = self._case(self._id(ticket), reference, told, receipt)
            try:
                stored = await self._hand_over(case.id, reference, self._sealed(case, told), crowd=crowd)
            except ReferenceTaken:
                continue
            return Filed(stored, receipt.words if receipt else "")
        raise ReferenceTaken

    def receipt(self, ticket: str, state: State) -> Receipt | None:
        """The code, where one is wanted; the same however often the form is sent, and kept nowhere."""
        return Receipt(self._tickets.derive(ticket, "receipt code")) if wants_receipt(state) else None

    def _case(self, case_id: UUID, reference: str, told: Told, receipt: Receipt | None) -> Case:
        return Case(
            id=case_id,
            reference=reference,
            created=datetime.now(UTC).date(),
            channel=CHANNEL,
            demo=self._demo,
            slots={name: SlotAnswer(**answer) for name, answer in case_slots(told.state).items()},
            account=told.filled.account,
            attachments=tuple(one.view() for one in told.attachments),
            risk=risk(told.state),
            mailbox=receipt.mailbox if receipt else None,
        )

    def _sealed(self, case: Case, told: Told) -> tuple[bytes, bytes]:
        recipients, (method, safe_time) = self._recipients(), contact_details(told.state)
        contact = Contact(case=case.id, method=method, safe_time=safe_time)
        return seal_case(case, recipients.cases), seal_contact(contact, recipients.contacts)

    def _id(self, ticket: str) -> UUID:
        return UUID(bytes=self._tickets.derive(ticket, "case id"), version=4)

    # Sealed in the browser --------------------------------------------------------------------------------------------

    async def pass_on(self, report: SealedReport, *, crowd: bool) -> Filed:
        """Store a report unread.

        Raises:
            ReferenceTaken: another report has its reference.
            StoreError: it is not known to be stored.
        """
        stored = await self._stored(report.id)
        if stored is None:
            if report.mailbox:
                await (await self._store()).mailboxes().make(report.mailbox)
            for file in report.files:
                await self._files.keep(file)
            await self._hand_over(report.id, report.reference, (report.sealed, report.contact), crowd=crowd)
            stored = await self._stored(report.id)
        if stored is None:
            raise StoreError("a report is gone as soon as it was stored")
        return Filed(stored.reference, same=hmac.compare_digest(stored.sealed, report.sealed))

    # The store --------------------------------------------------------------------------------------------------------

    async def _hand_over(self, case_id: UUID, reference: str, sealed: tuple[bytes, bytes], *, crowd: bool) -> str:
        store, state = await self._store(), QUARANTINE if crowd else NEW
        try:
            told = await store.hand_over(case_id, reference, *sealed, state=state)
        except ReferenceTaken:
            raise
        except StoreError:
            # Perhaps it is stored, and only the word of it was lost on the way.
            told = await store.hand_over(case_id, reference, *sealed, state=state)
        log(Event.CASE_HANDED_OVER, channel=CHANNEL)
        return told

    async def _stored(self, case_id: UUID) -> StoredCase | None:
        try:
            return await (await self._store()).get(case_id)
        except CaseNotFound:
            return None

    async def _store(self) -> CaseStore:
        if self._opened is None:
            self._opened = await CaseStore.open(self._url)
        return self._opened
