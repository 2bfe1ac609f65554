"""Takes what reporters type about codes: a code, the wish to enter one, and all that is written during a visit.

None of it goes to the dialogue. What is written during a visit is sealed and in the store before it is acknowledged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from uuid import UUID, uuid5

from bot.receipts import wording
from bot.receipts.handing_out import HandingOut
from bot.receipts.visits import Visits
from bot.replicas.notes import Notes
from bot.text import split
from bot.turns import CODE_TAKEN, Reply
from candour.errors import MailboxNotFound, ReceiptMistyped, RecipientsError, SealedFileError, StoreError
from candour.logs import Event, error_name, log
from interview import foreign_alarms
from interview.guide import Guide
from interview.safety import signposts
from triage.files import Attachment
from triage.mailbox import FILES, REPORTER, TEAM, TEXT, WITHDRAW, Letter
from triage.post import new_letter, send_as_reporter
from triage.receipt import Receipt, looks_like_receipt, parse_receipt
from triage.sealing import Recipient
from triage.store import MailboxStore

LONGEST = 16_000  # characters of one addition
ASKED = "asked"
_VISIT = (wording.READ_MESSAGES, wording.NO_CONTACT, wording.LEAVE)


class NotTaken(Exception):
    """Nothing of the message was kept; the text says so to the reporter."""


class Reception:
    """The room for people with a code.

    Args:
        mailboxes: of the store.
        team: gives those whom additions are sealed to.
        listens: says what of danger and distress a text tells of.
        handing_out: codes that wait to be typed back.
        guide: words what is said to somebody in danger or distress.
        notes: remembers who was asked for a code, and who is visiting.
    """

    def __init__(
        self,
        mailboxes: MailboxStore,
        team: Callable[[], Sequence[Recipient]],
        handing_out: HandingOut,
        listens: Callable[[str], Awaitable[Sequence[str]]],
        *,
        guide: Guide,
        notes: Notes,
    ) -> None:
        self._mailboxes = mailboxes
        self._team = team
        self._listens = listens
        self._guide = guide
        self._notes = notes
        self._visits = Visits(notes)
        self.handing_out = handing_out

    async def close(self) -> None:
        """Close the store's connections."""
        await self._mailboxes.close()

    def is_open(self, sender: str) -> bool:
        """Whether the sender is in the middle of something here."""
        waits = self._notes.has(ASKED, sender) or self.handing_out.waits_for(sender)
        return waits or self._visits.get(sender) is not None

    def is_visiting(self, sender: str) -> bool:
        """Whether the sender's report is open to them by their code, so that what they send is added to it."""
        return not self.handing_out.waits_for(sender) and self._visits.get(sender) is not None

    async def add_files(self, sender: str, message_id: str, files: Sequence[Attachment]) -> None:
        """Add sealed files to the report that is open; the same message again adds nothing.

        Raises:
            NotTaken: they were not added; the text says why.
        """
        receipt = self._visits.get(sender)
        if receipt is None:
            raise NotTaken(wording.TIMED_OUT)
        letter = replace(new_letter(REPORTER, FILES, ""), attachments=tuple(file.view() for file in files))
        try:
            await self._add(sender, receipt, message_id, letter)
        except (RecipientsError, StoreError) as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="mailbox")
            raise NotTaken(wording.NOT_ADDED) from None

    def leave(self, sender: str) -> None:
        """The sender turns to a report: nothing of theirs is for this room any more."""
        self._notes.drop(ASKED, sender)
        self._visits.close(sender)
        self.handing_out.forget(sender)

    def is_for_me(self, sender: str, text: str, draft: bool) -> bool:
        """Whether this message is to be taken here, and not by the report that may be under way."""
        return (
            self.is_open(sender)
            or looks_like_receipt(text)
            or wording.calls(text, draft=draft)
            or self._visits.timed_out(sender)
        )

    async def take(self, sender: str, message_id: str, text: str, draft: bool) -> tuple[Reply, ...]:
        """Take a message; the same message again adds nothing.

        Args:
            sender: the pseudonym.
            message_id: of the message.
            text: what was typed.
            draft: whether the sender has a report under way, to which they go back.

        Raises:
            NotTaken: nothing of it was kept; the text says why.
        """
        try:
            return await self._take(sender, message_id, text, draft)
        except (RecipientsError, StoreError) as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="mailbox")
            raise NotTaken(wording.NOT_ADDED if self._visits.get(sender) else wording.CANNOT_LOOK) from None

    async def _take(self, sender: str, message_id: str, text: str, draft: bool) -> tuple[Reply, ...]:
        if self.handing_out.waits_for(sender):
            return await self.handing_out.take(sender, text)
        if receipt := self._visits.get(sender):
            return await self._during_visit(sender, receipt, message_id, text, draft)
        said = wording.meant(text)
        if said == wording.CANNOT_KEEP_IT:
            return (Reply(wording.LET_GO_LATE),)
        if said == wording.HAVE_CODE:
            self._notes.put(ASKED, sender)
            return (Reply(wording.ASK_CODE, (wording.LEAVE,)),)
        return await self._open(sender, text, draft)

    async def _open(self, sender: str, text: str, draft: bool) -> tuple[Reply, ...]:
        if wording.meant(text) == wording.LEAVE:
            self._notes.drop(ASKED, sender)
            return (Reply(wording.LEFT_DRAFT if draft else wording.LEFT),)
        try:
            receipt = parse_receipt(text)
        except ReceiptMistyped:
            if not self._notes.has(ASKED, sender) and not looks_like_receipt(text):
                return (Reply(wording.TIMED_OUT),)
            return (Reply(wording.MISTYPED, (wording.LEAVE,)),)
        # The same two questions to the store whether the code is known or not, so that both take the same time.
        known = await self._mailboxes.exists(receipt.mailbox.address)
        letters = await self._letters(receipt)
        if not known:
            return (Reply(wording.UNKNOWN, (wording.LEAVE,)),)
        self._notes.drop(ASKED, sender)
        self._visits.open(sender, receipt)
        return (Reply(wording.WELCOME_BACK, event=CODE_TAKEN), Reply(self._guide.messages["emergency"]), *letters)

    async def _during_visit(
        self, sender: str, receipt: Receipt, message_id: str, text: str, draft: bool
    ) -> tuple[Reply, ...]:
        match wording.meant(text):
            case wording.LEAVE:
                self._visits.close(sender)
                return (Reply(wording.LEFT_DRAFT if draft else wording.LEFT),)
            case wording.READ_MESSAGES:
                return await self._letters(receipt)
            case wording.NO_CONTACT:
                return await self._add(sender, receipt, message_id, new_letter(REPORTER, WITHDRAW, ""))
        if looks_like_receipt(text):
            # Another code, or the same once more: it must never be added to a report.
            self._visits.close(sender)
            return await self._open(sender, text, draft)
        if len(text) > LONGEST:
            raise NotTaken(wording.TOO_LONG)
        added = await self._add(sender, receipt, message_id, new_letter(REPORTER, TEXT, text))
        return (*await self._signposts(text), *added)

    async def _signposts(self, text: str) -> tuple[Reply, ...]:
        """Where help is, when what was added tells of danger or distress."""
        for part in split(text):
            if alarms := foreign_alarms.told(part) or await self._listens(part):
                return tuple(map(Reply, signposts(self._guide, alarms, text)))
        return ()

    async def _add(self, sender: str, receipt: Receipt, message_id: str, letter: Letter) -> tuple[Reply, ...]:
        # The same message, sent again after a lost connection, is the same letter.
        letter_id = uuid5(UUID(bytes=receipt.mailbox.bond[:16]), message_id)
        try:
            await send_as_reporter(self._mailboxes, receipt.mailbox, self._team(), letter_id, letter)
        except MailboxNotFound:
            self._visits.close(sender)
            raise NotTaken(wording.UNKNOWN) from None
        return (Reply(wording.WITHDRAWN if letter.kind == WITHDRAW else wording.ADDED, _VISIT),)

    async def _letters(self, receipt: Receipt) -> tuple[Reply, ...]:
        stored = await self._mailboxes.letters(receipt.mailbox.address, TEAM)
        shown = [_shown(receipt, letter.sequence, letter.sealed) for letter in stored]
        texts = shown or [wording.NO_MESSAGES]
        return (*map(Reply, texts[:-1]), Reply(texts[-1], _VISIT))


def _shown(receipt: Receipt, sequence: int, sealed: bytes) -> str:
    try:
        letter = Letter.open(sealed, [receipt.key], receipt.mailbox, TEAM, sequence)
    except SealedFileError:
        return wording.BAD_MESSAGE
    return wording.A_MESSAGE.format(day=f"{letter.day.day} {letter.day:%B %Y}", text=letter.text)
