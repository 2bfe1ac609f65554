"""Answers on their way to reporters: each stays in the vault until a channel says that it arrived."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from functools import partial

from bot.drafted_files import DraftedFiles
from bot.ledger import Ledger
from bot.line import Line
from bot.open_drafts import OpenDrafts
from bot.receipts import Reception
from bot.replicas import Replicas
from bot.turns import FINISHING, WITHDRAWN, Answer, Reply, Turn
from candour.errors import DraftDamaged, DraftGone
from candour.logs import Event, error_name, log

Push = Callable[[str, Turn], Awaitable[bool]]
"""Called with a sender and a late turn; returns whether this channel took charge of delivering it."""


class Delivery:
    """Hands answers to channels, and forgets those that arrived.

    Args:
        drafts: where answers wait.
        files: the files of drafts, which a finished report lets go.
        reception: is told that a receipt code can be given out.
        replicas: know which answers a channel has in hand.
        try_again: seconds until what could not be forgotten is tried again.
    """

    def __init__(
        self,
        drafts: OpenDrafts,
        files: DraftedFiles,
        reception: Reception | None,
        *,
        replicas: Replicas,
        try_again: float,
    ) -> None:
        self._drafts = drafts
        self._files = files
        self._reception = reception
        self._replicas = replicas
        self._try_again = try_again
        self._pushes: list[tuple[Push, Callable[[str], bool]]] = []

    def add_push(self, push: Push, knows: Callable[[str], bool]) -> None:
        """Register a channel's way to deliver late answers, and how it says whether it could reach a sender."""
        self._pushes.append((push, knows))

    def unhanded(self, line: Line, ledger: Ledger) -> list[Answer]:
        """Return the answers that no channel has in hand."""
        handed = self._replicas.handed(line, {answer.id for answer in ledger.answers})
        return [answer for answer in ledger.answers if answer.id not in handed]

    def collect(self, line: Line, again: bool = False) -> Turn:
        """Make a turn of the answers that wait for the reporter: those no channel has in hand, or (again) all."""
        ledger = self._drafts.read(line.conversation)
        all_ids = {answer.id for answer in ledger.answers}
        free = self._replicas.hand(line, all_ids)
        ids = all_ids if again else free
        answers = tuple(answer for answer in ledger.answers if answer.id in ids)
        return Turn(
            tuple(reply for answer in answers for reply in answer.replies),
            delivered=lambda: self.delivered(line, ids),
            failed=lambda: self._replicas.release(line, ids),
            answers=answers,
        )

    def repeat(self, line: Line, ledger: Ledger, message: str) -> Turn:
        """The answer to a message once more, if it was the last one that was answered."""
        if ledger.last is None or ledger.last.id != message:
            return Turn(())
        if ledger.last in ledger.answers:
            return self.collect(line, again=True)
        return Turn(ledger.last.replies, answers=(ledger.last,))

    def delivered(self, line: Line, ids: set[str]) -> None:
        """Forget answers that reached the reporter, and end the report that they ended."""
        self._deliver(line, ids, first=True)

    def _deliver(self, line: Line, ids: set[str], *, first: bool) -> None:
        try:
            self._forget(line, ids, first)
        except (DraftGone, DraftDamaged):
            return
        except OSError as error:
            # They did arrive, so nobody asks again; but what was written since waits for the end of this draft.
            log(Event.TURN_FAILED, level="error", error=error_name(error))
            again = partial(self._deliver, line, ids, first=False)
            asyncio.get_running_loop().call_later(self._try_again, again)

    async def push(self, line: Line) -> bool:
        """Offer what waits for the reporter to each channel, until one takes charge of it; returns whether one did."""
        pushes = [push for push, knows in self._pushes if knows(line.sender)]
        if not pushes or not (turn := self.collect(line)).replies:
            return False
        for push in pushes:
            try:
                if await push(line.sender, turn):
                    return True
            except Exception as error:
                # A channel's failure must not stop the conversation.
                log(Event.TURN_FAILED, level="error", error=error_name(error))
        turn.failed()
        return False

    def _forget(self, line: Line, ids: set[str], first: bool) -> None:
        def forget(ledger: Ledger) -> list[Reply]:
            replies = [reply for answer in ledger.answers if answer.id in ids for reply in answer.replies]
            if first:
                self._hand_code(line, replies)  # the reporter has it, also if nothing can be written just now
            if any(reply.event in FINISHING for reply in replies):
                ledger.closed = True  # with its answers: after a crash before the end they are given out again
            else:
                ledger.forget(ids)
            return replies

        replies = self._drafts.change(line.conversation, forget)
        if any(reply.event in FINISHING for reply in replies):
            self._end(line, replies)

    def _hand_code(self, line: Line, replies: list[Reply]) -> None:
        if self._reception and any(reply.receipt for reply in replies):
            self._reception.handing_out.hand(line.sender, line.conversation)

    def _end(self, line: Line, replies: list[Reply]) -> None:
        self._files.let_go(line.conversation, withdrawn=any(reply.event == WITHDRAWN for reply in replies))
        self._drafts.end(line)
        log(Event.DRAFT_SHREDDED)
