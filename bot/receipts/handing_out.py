"""Handing out a code after a report: made ready before the hand-over, shown after it, and typed back."""

from __future__ import annotations

import json

from bot.receipts import wording
from bot.replicas.notes import Notes
from bot.turns import CODE_TAKEN, RECEIPT_CHOSEN, Reply
from candour.errors import ReceiptMistyped
from drafts import Vault, streams
from triage.receipt import Receipt, parse_receipt
from triage.store import MailboxStore

SHOWN = "code"
_BUTTONS = (wording.SHOW_AGAIN, wording.CANNOT_KEEP_IT)


class HandingOut:
    """Codes that were shown and not yet typed back.

    They are remembered in notes only, which no disk sees: once those are gone, a code that is typed opens its mailbox,
    which shows as well that the reporter has kept it.

    Args:
        vault: drafts, whose keys the codes are derived from.
        mailboxes: of the store.
        notes: of senders.
    """

    def __init__(self, vault: Vault, mailboxes: MailboxStore, notes: Notes) -> None:
        self._vault = vault
        self._mailboxes = mailboxes
        self._notes = notes

    async def attend(self, conversation: str, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        """See to what Rasa's replies call for, before they are kept: it may be called again for the same replies.

        Raises:
            StoreError: the mailbox could not be made; the replies must wait.
            DraftGone: the draft was shredded.
        """
        if any(reply.event == RECEIPT_CHOSEN for reply in replies):
            mailbox = self._receipt(conversation).mailbox
            self._vault.write(conversation, streams.MAILBOX, json.dumps(mailbox.view()).encode())
        if not any(reply.receipt for reply in replies):
            return replies
        receipt = self._receipt(conversation)
        await self._mailboxes.make(receipt.mailbox.address)
        return (*replies, *_show(receipt))

    def hand(self, sender: str, conversation: str) -> None:
        """From now on the sender is expected to type the code of this report. Call before its draft is shredded."""
        self._notes.put(SHOWN, sender, self._receipt(conversation).entropy)

    def waits_for(self, sender: str) -> bool:
        """Whether this sender was shown a code and has not typed it back."""
        return self._notes.has(SHOWN, sender)

    def forget(self, sender: str) -> None:
        """Wait no longer: the sender has gone on to something else."""
        self._notes.drop(SHOWN, sender)

    async def take(self, sender: str, text: str) -> tuple[Reply, ...]:
        """Take what the sender types while a code is waited for.

        Raises:
            StoreError: the code was to be let go, and its mailbox could not be removed.
        """
        shown = self._notes.get(SHOWN, sender)
        if shown is None:  # forgotten in this moment
            return (Reply(wording.LET_GO_LATE),)
        receipt = Receipt(shown)
        match wording.meant(text):
            case wording.SHOW_AGAIN:
                return _show(receipt)
            case wording.CANNOT_KEEP_IT:
                await self._mailboxes.remove(receipt.mailbox.address)
                self.forget(sender)
                return (Reply(wording.LET_GO, event=CODE_TAKEN),)
        return self._compare(sender, receipt, text)

    def _compare(self, sender: str, receipt: Receipt, text: str) -> tuple[Reply, ...]:
        try:
            same = parse_receipt(text) == receipt
        except ReceiptMistyped:
            same = False
        if not same:
            tried = len(text.split()) > 3  # fewer words are an answer to something else
            return (Reply(wording.NOT_THE_SAME if tried else wording.STILL_WAITING, _BUTTONS),)
        self.forget(sender)
        return (Reply(wording.KEPT, event=CODE_TAKEN),)

    def _receipt(self, conversation: str) -> Receipt:
        # From the draft's key: the same code however often a crash makes this happen again, and no other copy of it.
        return Receipt(self._vault.derive(conversation, "receipt code"))


def _show(receipt: Receipt) -> tuple[Reply, ...]:
    return (
        Reply(wording.YOUR_CODE),
        Reply(receipt.words, secret=True),
        Reply(wording.TYPE_IT_BACK, _BUTTONS),
    )
