"""Which draft is whose: opened, begun, given up, and shredded, each with its record and its line in this process."""

from __future__ import annotations

import contextlib
import errno
import secrets
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import TypeVar

from bot import ledger as ledgers
from bot import words
from bot.ledger import Ledger, Part
from bot.limits import Limits
from bot.line import Line
from bot.replicas.notes import Notes
from bot.senders import Senders, channel_of
from bot.speech import Tongues
from bot.turns import Answer, Reply
from candour.errors import DraftDamaged, DraftGone
from candour.logs import Event, log
from drafts import Vault, streams

T = TypeVar("T")
LINES = 4096  # kept in memory; one that nobody waits at is made again when it is needed


class OpenDrafts:
    """All drafts that are open.

    Args:
        vault: where they are kept.
        senders: which is whose.
        limits: how much room there must be left before another is begun.
        notes: what is remembered of senders without a draft.
    """

    def __init__(self, vault: Vault, senders: Senders, limits: Limits, notes: Notes) -> None:
        self.tongues = Tongues(senders, vault, notes)
        self.newcomers: set[str] = set()
        """Conversations without an opening yet."""
        self._vault = vault
        self._senders = senders
        self._limits = limits
        self._lines: OrderedDict[str, Line] = OrderedDict()
        self._work_on: Callable[[Line], None] | None = None

    def worked_on_by(self, work_on: Callable[[Line], None]) -> None:
        """Register who sees to the messages of a conversation."""
        self._work_on = work_on

    def work_on(self, line: Line) -> None:
        """Have the messages of a conversation seen to."""
        if self._work_on:
            self._work_on(line)

    def lines(self) -> list[Line]:
        """The conversations that are in this process's memory."""
        return list(self._lines.values())

    def everyone(self) -> Iterator[tuple[str, str]]:
        """Each sender with their conversation."""
        yield from list(self._senders.items())

    def conversation(self, sender: str) -> str | None:
        """The conversation that is known as the sender's, whether its draft is still there or not."""
        return self._senders.conversation(sender)

    def has(self, sender: str) -> bool:
        """Whether the sender has an open draft."""
        conversation = self.conversation(sender)
        return conversation is not None and self._vault.exists(conversation)

    def has_said(self, sender: str) -> bool:
        """Whether the sender has said anything in the open report."""
        _, ledger = self.open(sender)
        return ledger is not None and len(ledger.seen) > 1

    def open(self, sender: str) -> tuple[Line, Ledger] | tuple[None, None]:
        """Return the sender's open conversation, if its draft is there and can be read."""
        conversation = self.conversation(sender)
        if conversation is None:
            return None, None
        try:
            return self._line(sender, conversation), self.read(conversation)
        except (DraftGone, DraftDamaged):
            return None, None

    def open_or_begin(
        self, sender: str, parts: list[Part], opening_id: str | None = None, notice: str = ""
    ) -> tuple[Line, Ledger]:
        """Return the sender's open conversation; without a usable one begin one, with these parts to follow.

        Raises:
            OSError: there is no room for another.
        """
        while True:
            line, ledger = self.open(sender)
            if line and ledger:
                return line, ledger
            if conversation := self.conversation(sender):
                if self._vault.exists(conversation):
                    log(Event.DRAFT_DAMAGED, level="error")
                self.drop(sender, conversation)
                notice = words.DRAFT_LOST
            if begun := self._begin(sender, parts, opening_id, notice):
                return begun

    def take(self, sender: str, parts: list[Part], most: int) -> bool:
        """Queue a message's parts in the sender's draft: once this returns they survive a crash.

        Args:
            sender: whose.
            parts: of one message.
            most: parts that may wait.

        Returns:
            Whether there was room for them.

        Raises:
            OSError: they could not be kept.
        """

        def taken(ledger: Ledger) -> bool | None:
            if ledger.closed:
                return None
            if len(ledger.pending) + len(parts) > most:
                return False
            ledger.take(parts)
            return True

        while True:
            line, _ = self.open_or_begin(sender, [])
            with contextlib.suppress(DraftGone):  # it ended just now; what comes after it is for the next
                done = self.change(line.conversation, taken)
                if done is not None:
                    return done
                self.end(line)

    def read(self, conversation: str) -> Ledger:
        """Return the record of a conversation.

        Raises:
            DraftGone: its draft was shredded.
            DraftDamaged: it cannot be read.
        """
        return ledgers.read(self._vault, conversation)

    def change(self, conversation: str, alter: Callable[[Ledger], T]) -> T:
        """Change the record of a conversation, as `ledger.change` does."""
        return ledgers.change(self._vault, conversation, alter)

    def mark_crowd(self, sender: str) -> None:
        """Mark a report as begun when too many were: it is taken as any other, and triage sees the mark."""
        if conversation := self.conversation(sender):
            self._vault.write(conversation, streams.CROWD, b"")

    def end(self, line: Line) -> None:
        """Shred a draft whose end has reached the reporter; what was written since begins the next report.

        Raises:
            DraftGone: it is shredded already.
            DraftDamaged: what was written since cannot be read.
        """
        self._end(line, self.change(line.conversation, _close))

    def _end(self, line: Line, parts: list[Part], notice: str = "") -> None:
        """Shred a draft; these parts begin the next report.

        The reporter's way to the draft is cut first: after a crash in between, nobody is told that a finished report
        was lost, nothing written since is gone, and `sweep` shreds what was cut off.
        """
        if parts:
            self._carry_over(line, parts, notice)
        self.drop(line.sender, line.conversation)
        self._vault.shred(line.conversation)

    def start_over(self, line: Line) -> None:
        """The draft is gone, but what the reporter wrote since is in hand: begin anew with it."""
        if self.conversation(line.sender) != line.conversation:
            return self.drop(line.sender, line.conversation)  # it came to its end elsewhere
        try:
            pending = self.read(line.conversation).pending
        except (DraftGone, DraftDamaged):
            pending = [line.in_hand] if line.in_hand else []
        return self._end(line, [part for part in pending if part.kind != "start"], notice=words.DRAFT_LOST)

    def expire(self, days: int, let_go: Callable[[str], None]) -> int:
        """Shred drafts untouched for so long, forget whose they were, and let the secret rotate; returns how many.

        Args:
            days: how long.
            let_go: told of each conversation before it goes.
        """
        for conversation in self._vault.stale(days * 86400.0):
            let_go(conversation)
        count = self._vault.expire(days * 86400.0)
        for sender, conversation in self.everyone():
            if not self._vault.exists(conversation):
                self.drop(sender, conversation)
        self.sweep()
        self._senders.rotate_after(days)
        return count

    def recover(self) -> int:
        """Go on with every message that was kept but not answered; returns how many conversations."""
        self.sweep()
        waiting = self._vault.waiting()
        return sum(self._recover(sender, one) for sender, one in self.everyone() if one in waiting)

    def waiting(self) -> set[str]:
        """The conversations in which something may wait for an answer."""
        return set(self._vault.waiting())

    def take_over(self, conversation: str) -> bool:
        """Go on with a conversation that another gateway left; returns whether there was something to do."""
        sender = self._senders.owner(conversation)
        return sender is not None and self._recover(sender, conversation)

    def sweep(self) -> None:
        """Shred what a crash left without a reporter who could come back to it."""
        count = self._vault.sweep({conversation for _, conversation in self.everyone()})
        if count:
            log(Event.DRAFTS_CUT_OFF, count=count)

    def drop(self, sender: str, conversation: str) -> None:
        """Forget whose a conversation was."""
        self._senders.forget(sender, conversation)
        self._lines.pop(conversation, None)
        self.newcomers.discard(conversation)

    def _begin(
        self, sender: str, parts: list[Part], opening_id: str | None, notice: str, instead_of: str | None = None
    ) -> tuple[Line, Ledger] | None:
        """Begin a draft; None where somebody else did meanwhile."""
        if not self._vault.has_room(self._limits.disk):
            raise OSError(errno.ENOSPC, "what room is left is for the reports under way")
        conversation, opening = self._vault.begin(), opening_id or f"start-{secrets.token_hex(8)}"

        def first(ledger: Ledger) -> Ledger:
            if notice:
                ledger.answers.append(Answer(secrets.token_hex(8), (Reply(notice),)))
            ledger.take([Part(opening, opening, "start", ""), *parts])
            return ledger

        try:
            self._vault.write(conversation, streams.CHANNEL, channel_of(sender).encode())
            self.tongues.keep(sender, conversation)
            ledger = self.change(conversation, first)
            mine = self._senders.exchange(sender, instead_of, conversation)
        except OSError:
            self._vault.shred(conversation)
            raise
        if not mine:
            self._vault.shred(conversation)
            return None
        self.newcomers.add(conversation)
        return self._line(sender, conversation), ledger

    def _carry_over(self, line: Line, parts: list[Part], notice: str) -> None:
        new, ledger = self.open(line.sender)
        if new is None or ledger is None or new.conversation == line.conversation:
            before = self.conversation(line.sender)
            begun = self._begin(line.sender, parts, None, notice, instead_of=before)
            new, _ = begun or self.open_or_begin(line.sender, parts, notice=notice)
        # Done before, up to a failure; or the reporter has begun anew by themselves.
        self.change(new.conversation, lambda ledger: ledger.take(parts))
        new.waiting, new.late = {**line.waiting, **new.waiting}, line.late
        self.work_on(new)

    def _recover(self, sender: str, conversation: str) -> bool:
        line, ledger = self.open(sender)
        if line is None or ledger is None:
            if self._vault.exists(conversation):
                log(Event.DRAFT_DAMAGED, level="error")
            return False
        if ledger.pending:
            self.newcomers |= {conversation} if ledger.last is None else set()
            self.work_on(line)
        return bool(ledger.pending)

    def _line(self, sender: str, conversation: str) -> Line:
        line = self._lines.setdefault(conversation, Line(sender, conversation))
        self._lines.move_to_end(conversation)
        while len(self._lines) > LINES and (oldest := next(iter(self._lines.values()))).idle:
            del self._lines[oldest.conversation]
        return line


def _close(ledger: Ledger) -> list[Part]:
    ledger.closed = True
    return ledger.pending
