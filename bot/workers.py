"""One worker a conversation: hands its parts to Rasa in order, and keeps each answer before anyone is given it."""

from __future__ import annotations

import asyncio

from bot.delivery import Delivery
from bot.drafted_files import DraftedFiles
from bot.ledger import Ledger, Part
from bot.line import Asker, Line
from bot.metrics.crowd import SPEAKING
from bot.open_drafts import OpenDrafts
from bot.receipts import Reception
from bot.replicas import Replicas
from bot.speech import choosing
from bot.turns import HAND_OVER_FAILED, HANDED_OVER, Answer, Reply
from candour import spans
from candour.errors import DraftDamaged, DraftGone, StoreError
from candour.logs import Event, error_name, log

WORK = "work"


class Workers:
    """Sees that every kept message gets its answer.

    Args:
        drafts: the conversations.
        asker: asks Rasa for as long as it takes.
        delivery: where answers go.
        files: the files of drafts.
        reception: adds the receipt code to the end of a report.
        replicas: let one gateway at a time work at a conversation.
        pause: seconds until something that failed here is tried again.
    """

    def __init__(
        self,
        drafts: OpenDrafts,
        asker: Asker,
        delivery: Delivery,
        files: DraftedFiles,
        reception: Reception | None,
        *,
        replicas: Replicas,
        pause: float,
    ) -> None:
        self._drafts = drafts
        self._asker = asker
        self._delivery = delivery
        self._files = files
        self._reception = reception
        self._replicas = replicas
        self._pause = pause

    def work_on(self, line: Line) -> None:
        """Have a worker at this conversation, if none is."""
        if line.worker is None or line.worker.done():
            line.worker = asyncio.create_task(self._work(line))

    async def finish(self, seconds: float) -> bool:
        """Wait until no worker has anything in hand, but no longer than this; returns whether that came."""
        working = [line.worker for line in self._drafts.lines() if line.worker and not line.worker.done()]
        if not working:
            return True
        _, left = await asyncio.wait(working, timeout=seconds)
        return not left

    async def close(self) -> None:
        """Stop the workers; what they had in hand is in the vault."""
        workers = [line.worker for line in self._drafts.lines() if line.worker]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)

    async def _work(self, line: Line) -> None:
        SPEAKING.set(line.conversation)
        while True:
            try:
                async with self._replicas.holding(WORK, line.conversation):
                    await self._work_through(line)
                return None
            except DraftDamaged as error:
                return log(Event.TURN_FAILED, level="error", error=error_name(error))
            except (OSError, StoreError) as error:
                # The record is as it was; Rasa gives the same replies again once they can be written.
                log(Event.TURN_FAILED, level="error", error=error_name(error))
                await asyncio.sleep(self._pause)

    async def _work_through(self, line: Line) -> None:
        worked = False
        try:
            while part := self._next(line):
                worked, line.in_hand = True, part
                replies = await self._asker.ask(line.conversation, part, line.progress)
                with spans.span("answer kept"):
                    replies = await self._attend(line.conversation, choosing.with_language_buttons(replies))
                    await self._settle(line, part, replies)
                line.in_hand = None
            if not worked:  # another gateway was faster, and its word of it may be lost, or that gateway itself
                await self._delivery.push(line)
        except DraftGone:
            self._drafts.start_over(line)

    def _next(self, line: Line) -> Part | None:
        ledger = self._drafts.read(line.conversation)
        line.progress = ledger.progress
        line.wake_answered(ledger)  # by another gateway
        # What comes after the end belongs to a new report, and that begins once the end was read.
        return None if ledger.finished or not ledger.pending else ledger.pending[0]

    async def _attend(self, conversation: str, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        # Files go before the reporter is told that they are gone.
        await self._files.clear(conversation, [number for reply in replies for number in reply.files])
        return await self._reception.handing_out.attend(conversation, replies) if self._reception else replies

    async def _settle(self, line: Line, part: Part, replies: tuple[Reply, ...]) -> None:
        def settle(ledger: Ledger) -> tuple[Answer | None, bool] | None:
            if ledger.pending[:1] != [part]:
                return None
            return ledger.settle(part, replies), bool(ledger.pending)

        settled = self._drafts.change(line.conversation, settle)
        if settled is None:
            return  # another worker, which took this one for dead, was faster
        answer, more = settled
        self._drafts.newcomers.discard(line.conversation)
        line.late = False
        if any(reply.event == HANDED_OVER for reply in replies):
            log(Event.CASE_HANDED_OVER)
        if any(reply.event == HAND_OVER_FAILED for reply in replies):
            log(Event.HAND_OVER_FAILED, level="error")
        # An opening goes out with the answer to what was said first, where something was said.
        opening = part.kind == "start" and more
        if answer and not line.wake(part.message) and not opening and not await self._delivery.push(line):
            await self._replicas.tell_answers(line.sender)
