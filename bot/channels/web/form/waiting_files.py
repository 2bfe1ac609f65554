"""Files of forms without script: cleaned and sealed as they come, they wait in a draft until the report is sent."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from bot.attachments import Attachments, FileRefused
from bot.attachments import wording as file_words
from bot.attachments.attachments import BY_CONTENT
from bot.channels.web.form.tickets import Tickets
from bot.channels.web.plain.incoming import IncomingFile
from bot.conversation import Conversations
from bot.senders import Senders
from candour.errors import StoreError
from candour.logs import Event, error_name, log
from drafts import Vault
from triage.files import Attachment


class WaitingFiles:
    """The files of all forms, by the ticket of their page.

    Args:
        conversations: has the limits that all ways in share.
        files: takes files of drafts.
        tickets: of pages.
        senders: remembers whose draft it is.
        vault: drafts.
    """

    def __init__(
        self,
        conversations: Conversations,
        files: Attachments,
        tickets: Tickets,
        senders: Senders,
        vault: Vault,
    ) -> None:
        self._conversations = conversations
        self._files = files
        self._tickets = tickets
        self._senders = senders
        self._vault = vault

    @property
    def most(self) -> int:
        """Bytes that a file may have."""
        return self._files.most

    async def take(self, ticket: str, file: IncomingFile, *, with_original: bool) -> None:
        """Take one more.

        Raises:
            FileRefused: nothing of it was kept; the text says why.
        """
        room = self._vault.has_room(self._conversations.limits.disk)
        if not room or not await self._conversations.buckets.form_file_may():
            raise FileRefused(file_words.BUSY, 503)
        try:
            draft = self._draft(ticket) or self._begin(ticket)
        except OSError as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="file")
            raise FileRefused(file_words.CANNOT_KEEP, 503) from None
        # A page that is loaded again after a crash brings its files once more.
        await self._files.take(draft, file.chunks(), with_original=with_original, mark=BY_CONTENT)

    async def remove(self, ticket: str, number: int) -> None:
        """Take one out again; one that is not there is no error."""
        if draft := self._draft(ticket):
            with suppress(FileRefused):
                await self._files.remove(draft, number)

    async def send_as_it_is(self, ticket: str, number: int) -> None:
        """Seal one that could not be cleaned, as the reporter wishes."""
        if draft := self._draft(ticket):
            with suppress(FileRefused):
                await self._files.send_as_it_is(draft, number)

    def listed(self, ticket: str) -> list[tuple[int, str, str]]:
        """The number of each, what stands of it, and its name in a word."""
        draft = self._draft(ticket)
        return self._files.listed(draft) if draft else []

    async def keep(self, ticket: str) -> Sequence[Attachment]:
        """Keep them for the report that names them.

        Raises:
            StoreError: they could not be kept.
        """
        draft = self._draft(ticket)
        try:
            return await self._files.keep(draft) if draft else ()
        except FileRefused:
            raise StoreError("the files of a form could not be kept") from None

    def let_go(self, ticket: str) -> None:
        """Forget the draft: what was kept stays, the rest goes with it."""
        if draft := self._draft(ticket):
            self._files.let_go(draft, withdrawn=False)
            self._senders.forget(self._tickets.sender(ticket))
            self._vault.shred(draft)

    def _draft(self, ticket: str) -> str | None:
        draft = self._senders.conversation(self._tickets.sender(ticket))
        return draft if draft and self._vault.exists(draft) else None

    def _begin(self, ticket: str) -> str:
        draft = self._vault.begin()
        self._senders.remember(self._tickets.sender(ticket), draft)
        return draft
