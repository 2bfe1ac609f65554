"""The files that reporters send: into their draft, or to the report that their code has opened."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from bot import intake
from bot.attachments import Attachments, FileRefused
from bot.attachments import wording as file_words
from bot.attachments.attachments import Taken
from bot.attachments.sealed import SealedPhoto
from bot.attachments.wishes import Wish, wish
from bot.open_drafts import OpenDrafts
from bot.receipts import NotTaken, Reception
from bot.turns import Turn
from drafts import Vault


class DraftedFiles:
    """Takes files, and keeps them with the draft or report that they belong to.

    Args:
        drafts: whose draft is whose.
        vault: where a draft for a single file is begun.
        files: takes them; without it there are none.
        reception: knows whose report is open by a code.
    """

    def __init__(
        self, drafts: OpenDrafts, vault: Vault, files: Attachments | None, reception: Reception | None
    ) -> None:
        self._drafts = drafts
        self._vault = vault
        self._files = files
        self._reception = reception

    def draft(self, sender: str) -> str | None:
        """The sender's open draft, which a file can go to; None while there is none, or it is finished."""
        line, ledger = self._drafts.open(sender)
        return line.conversation if line and ledger and not ledger.finished else None

    async def take(
        self,
        sender: str,
        chunks: AsyncIterator[bytes],
        *,
        mark: str,
        with_original: bool = False,
        ask: bool = False,
        sealed: SealedPhoto | None = None,
    ) -> Taken:
        """Take a file: into the sender's draft, or to the report that their code has opened.

        Args:
            sender: whose.
            chunks: the file as it comes.
            mark: tells it, when it is brought again, from others.
            with_original: whether the untouched original goes to the team as well.
            ask: whether it is kept beside the draft, so that this can be decided later.
            sealed: what a browser says of the file, where that has sealed it.

        Raises:
            FileRefused: nothing of it was kept; the text says why.
        """
        if self._files and self._reception and self._reception.is_visiting(sender):
            how = (mark, with_original, sealed)
            return await self._add_to_report(self._files, self._reception, sender, chunks, how)
        conversation = self.draft(sender)
        if self._files is None or conversation is None:
            raise FileRefused(file_words.NO_REPORT, 409)
        return await self._files.take(
            conversation, chunks, with_original=with_original, keep_upload=ask, mark=mark, sealed=sealed
        )

    async def _add_to_report(
        self,
        files: Attachments,
        reception: Reception,
        sender: str,
        chunks: AsyncIterator[bytes],
        how: tuple[str, bool, SealedPhoto | None],
    ) -> Taken:
        mark, with_original, sealed = how
        conversation, added = self._vault.begin(), False  # a draft for this one file
        try:
            taken = await files.take(conversation, chunks, with_original=with_original, sealed=sealed)
            if taken.asks:
                raise FileRefused(file_words.NOT_CLEANED)
            await reception.add_files(sender, mark or taken.id, await files.keep(conversation))
            added = True
        except NotTaken as refusal:
            raise FileRefused(str(refusal), 503) from None
        finally:
            self.let_go(conversation, withdrawn=not added)
            self._vault.shred(conversation)
        return replace(taken, text=file_words.ADDED_TO_REPORT, original=False)

    def asked_for(self, sender: str, content: str) -> Wish | None:
        """What a message wants done with a file, if it is that and nothing else."""
        return wish(content) if self._files and self._drafts.has(sender) else None

    async def carry_out(self, sender: str, asked: Wish) -> str | Turn:
        """Do with a file what was asked for; returns what to say, or the refusal."""
        conversation = self.draft(sender)
        if self._files is None or conversation is None:
            return intake.refused(file_words.NO_REPORT)
        try:
            return await asked(conversation, self._files)
        except FileRefused as refusal:
            return intake.refused(str(refusal))

    async def clear(self, conversation: str, numbers: list[int]) -> None:
        """Remove the files that went with an answer that changed."""
        if numbers and self._files:
            await self._files.clear(conversation, numbers)

    def let_go(self, conversation: str, *, withdrawn: bool = False) -> None:
        """The conversation is over: its files go with the case, or, when withdrawn, nowhere."""
        if self._files:
            self._files.let_go(conversation, withdrawn=withdrawn)

    async def sweep(self, days: int) -> None:
        """Remove sealed files that no report and no open draft can claim any more.

        Raises:
            StoreError: the store of files cannot be used.
        """
        if self._files:
            await self._files.sweep([conversation for _, conversation in self._drafts.everyone()], (days + 1) * 86400.0)

    async def close(self) -> None:
        """End what is under way."""
        if self._files:
            await self._files.close()
