"""Where sheets are kept: in the draft's own vault, and what belongs to no draft for a while in memory."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.channels.web.plain.sheet import Sheet, from_bytes, to_bytes
from bot.senders import SenderIndex
from candour.errors import DraftDamaged, DraftGone
from candour.logs import Event, error_name, log
from drafts import DraftVault, streams

IDLE_SECONDS = 30 * 60  # as long as a visit with a code stays open
MOST_CHARACTERS = 32 * 1024 * 1024  # of all that are in memory
OVERHEAD = 1000  # characters that an empty one counts for


@dataclass
class _Held:
    sheet: Sheet
    size: int
    seen: float


class Sheets:
    """All sheets.

    Args:
        senders: which draft is whose.
        vault: drafts.
    """

    def __init__(self, senders: SenderIndex, vault: DraftVault) -> None:
        self._senders = senders
        self._vault = vault
        self._held: OrderedDict[str, _Held] = OrderedDict()
        self._characters = 0

    def __len__(self) -> int:
        """How many are in memory."""
        return len(self._held)

    def get(self, sender: str) -> Sheet | None:
        """What the sender's page showed last; None if nothing is known of it."""
        self.sweep()
        conversation = self._senders.conversation(sender)
        if held := self._held.get(sender):
            return _without_gone(_copy(held.sheet), conversation or "")
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
        self._drop(sender)
        # In memory is only what is in no draft: a visit, what follows a report, what a full disk did not take.
        if not durable or sheet.passing:
            self._hold(sender, sheet)
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

    def _hold(self, sender: str, sheet: Sheet) -> None:
        self._held[sender] = _Held(sheet, sheet.size + OVERHEAD, time.monotonic())
        self._characters += self._held[sender].size
        while self._characters > MOST_CHARACTERS:
            self._drop(next(iter(self._held)))

    def _drop(self, sender: str) -> None:
        if held := self._held.pop(sender, None):
            self._characters -= held.size

    def sweep(self) -> None:
        """Let go of what has been in memory for too long."""
        now = time.monotonic()
        while self._held and (first := next(iter(self._held.items())))[1].seen + IDLE_SECONDS < now:
            self._drop(first[0])


def _copy(sheet: Sheet) -> Sheet:
    # What goes wrong half way must leave the one in memory as it was.
    return replace(sheet, lines=list(sheet.lines), waiting=list(sheet.waiting), shown=list(sheet.shown))


def _without_gone(sheet: Sheet, conversation: str) -> Sheet:
    """Nothing of a draft that was shredded since may show, but for the end of a report."""
    if sheet.draft and sheet.draft != conversation:
        if sheet.ending:
            sheet.close()
        else:
            sheet.lines, sheet.waiting = [line for line in sheet.lines if line.passing], []
    return sheet
