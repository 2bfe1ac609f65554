"""Where sheets are kept: in the draft's own vault, and what belongs to no draft for a while in a note."""

from __future__ import annotations

from collections.abc import Iterator

from bot.channels.web.plain.sheet import Sheet, from_bytes, to_bytes
from bot.replicas.notes import Notes
from bot.senders import Senders
from candour.errors import DraftDamaged, DraftGone
from candour.logs import Event, error_name, log
from drafts import Vault, streams

IDLE_SECONDS = 30 * 60  # as long as a visit with a code stays open
ROOM = "page"


class Sheets:
    """All sheets.

    Args:
        senders: which draft is whose.
        vault: drafts.
        notes: keep what belongs to no draft.
    """

    def __init__(self, senders: Senders, vault: Vault, notes: Notes) -> None:
        self._senders = senders
        self._vault = vault
        self._notes = notes

    def get(self, sender: str) -> Sheet | None:
        """What the sender's page showed last; None if nothing is known of it."""
        conversation = self._senders.conversation(sender)
        if held := self._notes.get(ROOM, sender):
            return _without_gone(from_bytes(held), conversation or "")
        return self._read(conversation) if conversation else None

    def kept(self) -> Iterator[tuple[str, Sheet]]:
        """List what is kept beside drafts, with whose it is."""
        for sender, conversation in list(self._senders.items()):
            if sheet := self._read(conversation):
                yield sender, sheet

    def _read(self, conversation: str) -> Sheet | None:
        try:
            content = self._vault.read(conversation, streams.PAGE)
            return from_bytes(content) if content else None
        except (DraftGone, DraftDamaged):
            return None

    def put(self, sender: str, sheet: Sheet) -> bool:
        """Keep what the sender's page shows; returns whether it survives a crash."""
        sheet.trim()
        sheet.draft = self._senders.conversation(sender) or ""
        durable = self._write(sender, sheet)
        # A note is only of what is in no draft: a visit, what follows a report, what a full disk did not take.
        if durable and not sheet.passing:
            self._notes.drop(ROOM, sender)
        else:
            self._notes.put(ROOM, sender, to_bytes(sheet, whole=True), IDLE_SECONDS)
        return durable

    def _write(self, sender: str, sheet: Sheet) -> bool:
        conversation = self._senders.conversation(sender)
        if conversation is None:
            return False
        try:
            self._vault.write(conversation, streams.PAGE, to_bytes(sheet))
        except DraftGone:
            return False
        except OSError as error:
            log(Event.TURN_FAILED, level="error", error=error_name(error))
            return False
        return True


def _without_gone(sheet: Sheet, conversation: str) -> Sheet:
    """Nothing of a draft that was shredded since may show, but for the end of a report."""
    if sheet.draft and sheet.draft != conversation:
        if sheet.ending:
            sheet.close()
        else:
            sheet.lines, sheet.waiting = [line for line in sheet.lines if line.passing], []
    return sheet
