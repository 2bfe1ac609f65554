"""The heart of the gateway: takes a reporter's message from any channel, and sees that it is answered exactly once.

A message is written, encrypted, to the draft's vault before anything else happens to it. One worker per conversation
hands the parts to Rasa in order and tries again for as long as Rasa gives no usable answer. An answer stays in the
vault until the channel says that it reached the reporter.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from weakref import WeakValueDictionary

from bot import intake, words
from bot.attachments import Attachments
from bot.attachments.attachments import Taken
from bot.attachments.sealed import SealedPhoto
from bot.delivery import Delivery, Push
from bot.drafted_files import DraftedFiles
from bot.interpreter import Interpreter
from bot.ledger import Ledger, Part
from bot.limits import MID_REPORT, Buckets, Limits
from bot.line import Asker, Line, Patience
from bot.open_drafts import OpenDrafts
from bot.rasa_client import RasaClient
from bot.receipts import NotTaken, Reception
from bot.replicas import Alone, Replicas
from bot.room import Room
from bot.senders import Senders, channel_of
from bot.speech import Speech, Speeches
from bot.turns import Answer, Reply, Turn
from bot.workers import WORK, Workers
from candour import spans
from candour.errors import DraftGone
from candour.logs import Event, error_name, log
from drafts import Vault
from interview.catalogues import chosen

__all__ = ["Answer", "Conversations", "Patience", "Push", "Reply", "Turn"]

PENDING_PARTS = 200
RECEIVED = 1000  # replies of the reception that wait to be asked for


class Conversations:
    """All open conversations.

    Args:
        vault: drafts.
        senders: which open draft is whose.
        rasa: the dialogue.
        limits: how many messages are taken a minute.
        patience: how long things may take.
        reception: sees to receipt codes; without it there are none.
        files: takes the files of drafts; without it there are none.
        speeches: the languages that can be spoken; without it English alone.
        replicas: the other gateways; without it there are none.
    """

    def __init__(
        self,
        vault: Vault,
        senders: Senders,
        rasa: RasaClient,
        limits: Limits | None = None,
        patience: Patience | None = None,
        *,
        reception: Reception | None = None,
        files: Attachments | None = None,
        speeches: Speeches | None = None,
        replicas: Replicas | None = None,
    ) -> None:
        self._vault = vault
        self._senders = senders
        self._patience = patience = patience or Patience()
        self._limits = limits or Limits()
        self.replicas = replicas = replicas or Alone()
        self._buckets = replicas.make_buckets(self._limits)
        self._reception = reception
        self._received: OrderedDict[tuple[str, str], tuple[Reply, ...]] = OrderedDict()
        self._drafts = drafts = OpenDrafts(vault, senders, self._limits, replicas.notes)
        self._interpreter = Interpreter(drafts, speeches or Speeches({}))
        self._files = DraftedFiles(drafts, vault, files, reception)
        self._delivery = Delivery(drafts, self._files, reception, replicas=replicas, try_again=patience.longest_pause)
        self._room = Room()
        asker = Asker(rasa, vault, patience, self._room)
        self._workers = Workers(
            drafts, asker, self._delivery, self._files, reception, replicas=replicas, pause=patience.longest_pause
        )
        self._left: set[str] = set()
        self._order: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        drafts.worked_on_by(self._workers.work_on)

    @property
    def buckets(self) -> Buckets:
        """How much is taken; all ways in draw on the same."""
        return self._buckets

    @property
    def limits(self) -> Limits:
        """What is taken."""
        return self._limits

    def waiting(self) -> int:
        """How many conversations wait for their turn."""
        return self._room.waiting

    def sender(self, channel: str, identifier: str) -> str:
        """Return the pseudonym that stands for a channel's own ID everywhere else."""
        return self._senders.pseudonym(channel, identifier)

    def add_push(self, push: Push, knows: Callable[[str], bool] = bool) -> None:
        """Register a channel's way to deliver late answers, and how it says whether it could reach a sender."""
        self._delivery.add_push(push, knows)

    def is_open(self, sender: str) -> bool:
        """Whether the sender has an open draft, or is in the middle of something with a receipt code."""
        return self._drafts.has(sender) or bool(self._reception and self._reception.is_open(sender))

    async def begin(self, sender: str, *, returning: bool = False) -> Turn:
        """Start a draft if none is open and return the opening; else say "carry on" and ask the same question again.

        Args:
            sender: whose.
            returning: whether they believe that one is open, and so are told first where none is.
        """
        refusal = await self._over_limit(sender)
        if refusal:
            return refusal
        self.leave(sender)
        opening = not self._drafts.has(sender)
        try:
            line, ledger = self._drafts.open_or_begin(sender, [], notice=words.CLOSED if returning else "")
            await self._count_in(sender, opening)
        except OSError:
            return intake.refused(words.CANNOT_KEEP)
        if ledger.last is None:
            return await self._answer(line, ledger, ledger.pending[0].message)
        if self._delivery.unhanded(line, ledger) or ledger.finished:
            return self._delivery.collect(line, again=ledger.finished)
        return Turn((Reply(words.CARRY_ON), *ledger.last.replies[-1:]))

    async def say(self, sender: str, message_id: str, text: str, *, pressed: bool = False) -> Turn:
        """Take a message and return its answer, or, when that is late, a turn that says so (the answer is pushed).

        A message ID that was answered last gets the same turn again, an older one a turn without replies.
        """
        refusal = await self.accept(sender, message_id, text, pressed=pressed)
        return refusal or await self.answer(sender, message_id)

    async def accept(
        self, sender: str, message_id: str, text: str, *, returning: bool = False, pressed: bool = False
    ) -> Turn | None:
        """Take a message: once this returns None it survives a crash. A refusal says why nothing was kept.

        Args:
            sender: whose.
            message_id: what tells it from others.
            text: their words.
            returning: whether they were here before, so that where no report is open they are told what became of one.
            pressed: whether it is a button, whose text is in English whatever stands on it.
        """
        try:
            # In the order in which they came, however long the limits of one take to be asked for.
            async with self._order.setdefault(sender, asyncio.Lock()):
                with spans.span("message kept"):
                    return await self._accept(sender, intake.short(message_id), text, returning, pressed)
        except OSError as error:
            log(Event.TURN_FAILED, level="error", error=error_name(error))
            return intake.refused(words.CANNOT_KEEP)

    async def answer(self, sender: str, message_id: str) -> Turn:
        """Wait for the answer to an accepted message, but no longer than the reporter should sit in the dark."""
        received = self._received.pop((sender, intake.short(message_id)), None)
        if received is not None:
            return Turn(received, answers=(Answer(intake.short(message_id), received),))
        line, ledger = self._drafts.open(sender)
        return await self._answer(line, ledger, intake.short(message_id)) if line and ledger else Turn(())

    def undelivered(self, sender: str) -> Turn:
        """Return every answer that is not known to have reached the sender, handed to a channel already or not."""
        line, ledger = self._drafts.open(sender)
        if line is None or ledger is None:
            return Turn(())
        if ledger.pending:  # the gateway that took it may be gone
            self._workers.work_on(line)
        return self._delivery.collect(line, again=True)

    def is_passing(self, sender: str, message_id: str) -> bool:
        """Whether an accepted message went to the gateway's own room for codes or files, and to no draft."""
        return (sender, intake.short(message_id)) in self._received

    def is_visiting(self, sender: str) -> bool:
        """Whether the sender's report is open to them by their code."""
        return bool(self._reception and self._reception.is_visiting(sender))

    def has_said(self, sender: str) -> bool:
        """Whether the sender has said anything in the open report."""
        return self._drafts.has_said(sender)

    def leave(self, sender: str) -> None:
        """The sender has gone: what their code had opened closes."""
        if self._reception:
            self._reception.leave(sender)

    def question(self, sender: str) -> Turn:
        """The open question once more, after something that was not taken; nothing while an answer is on its way."""
        line, ledger = self._drafts.open(sender)
        if (
            line is None
            or ledger is None
            or ledger.last is None
            or ledger.pending
            or self._delivery.unhanded(line, ledger)
        ):
            return Turn(())
        return Turn(ledger.last.replies[-1:])

    def confirm(self, sender: str, answer_id: str) -> None:
        """Note that one answer reached the sender, for a channel that confirms each by its ID."""
        line, _ = self._drafts.open(sender)
        if line:
            self._delivery.delivered(line, {answer_id})

    def recover(self) -> int:
        """Go on, after a start, with every message that was kept but not answered; returns how many conversations."""
        return self._drafts.recover()

    async def answered_elsewhere(self, sender: str) -> None:
        """Another gateway has something for a sender: wake who waits for it here, or offer it to the channels."""
        line, ledger = self._drafts.open(sender)
        if line and ledger and not line.wake_answered(ledger):
            await self._delivery.push(line)

    def take_over(self) -> int:
        """Go on with what another gateway left in the middle: nobody worked on it at two calls; returns how many."""
        waiting = self._drafts.waiting()
        idle = waiting - self.replicas.held(WORK, waiting)
        left, self._left = idle & self._left, idle
        return sum(self._drafts.take_over(conversation) for conversation in left)

    def expire(self, days: int) -> int:
        """Shred drafts untouched for so long, forget whose they were, and let the secret rotate; returns how many."""
        count = self._drafts.expire(days, self._files.let_go)
        if count:
            log(Event.DRAFTS_EXPIRED, count=count)
        return count

    def discard_if_silent(self, sender: str) -> bool:
        """Shred a draft in which the reporter has said nothing yet; returns whether there was one."""
        line, ledger = self._drafts.open(sender)
        if line is None or ledger is None or ledger.pending or self._drafts.has_said(sender):
            return False
        self._files.let_go(line.conversation)
        with contextlib.suppress(DraftGone):
            self._drafts.end(line)
        return True

    async def finish(self, seconds: float) -> bool:
        """Wait until the messages that were taken are answered, but no longer than this; returns whether all are."""
        return await self._workers.finish(seconds)

    async def close(self) -> None:
        """Stop the workers; what they had in hand is in the vault."""
        await self._workers.close()
        await self._files.close()
        await self.replicas.close()

    # Files ------------------------------------------------------------------------------------------------------------

    def draft(self, sender: str) -> str | None:
        """The sender's open draft, which a file can go to; None while there is none, or it is finished."""
        return self._files.draft(sender)

    async def take_file(
        self,
        sender: str,
        chunks: AsyncIterator[bytes],
        *,
        mark: str,
        with_original: bool = False,
        ask: bool = False,
        sealed: SealedPhoto | None = None,
    ) -> Taken:
        """Take a file, as `DraftedFiles.take` says.

        Raises:
            FileRefused: nothing of it was kept; the text says why.
        """
        return await self._files.take(sender, chunks, mark=mark, with_original=with_original, ask=ask, sealed=sealed)

    async def allows_file(self, sender: str) -> bool:
        """Whether the sender may send one more file now."""
        return await self._buckets.sender_may(sender)

    async def sweep_files(self, days: int) -> None:
        """Remove sealed files that no report and no open draft can claim any more.

        Raises:
            StoreError: the store of files cannot be used.
        """
        await self._files.sweep(days)

    # Languages --------------------------------------------------------------------------------------------------------

    def speech(self, sender: str) -> Speech:
        """The sender's language, in which a channel shows them texts and buttons."""
        return self._interpreter.speech(sender)

    def speech_of(self, code: str) -> Speech:
        """A language, for somebody who is no sender yet."""
        return self._interpreter.speech_of(code)

    def speak(self, sender: str, code: str) -> None:
        """Speak this language to somebody who comes to begin; whoever has a report open chooses by a message."""
        if not self.is_open(sender):
            self._interpreter.speak(sender, code)

    # Taking messages ------------------------------------------------------------------------------------------------

    async def _accept(self, sender: str, message: str, text: str, returning: bool, pressed: bool) -> Turn | None:
        if self._knows(sender, message):
            return None
        content, unusable = intake.read(text)
        refusal = unusable or await self._over_limit(sender)
        if refusal:
            log(Event.MESSAGE_REFUSED)
            return refusal
        content, language = self._interpreter.understand(sender, content, pressed)
        if code := chosen(content):
            notices = self._interpreter.change(sender, message, code, visiting=self.is_visiting(sender))
            return None if notices is None else self._keep_received(sender, message, notices)
        if (passing := await self._in_passing(sender, message, content)) is not None:
            return self._keep_received(sender, message, passing)
        opening = not self._drafts.has(sender)
        refusal = self._take(sender, intake.parts(message, content, language), content, returning)
        await self._count_in(sender, opening)
        return refusal

    async def _in_passing(self, sender: str, message: str, content: str) -> Turn | tuple[Reply, ...] | None:
        """What the gateway itself says to a message that is none for the interview, or why it is refused."""
        if said := self._interpreter.answer(sender, content):
            return said
        if content == words.GO_ON and self._drafts.has(sender):
            return self.question(sender).replies
        if self._reception and self._reception.is_for_me(sender, content, self._drafts.has_said(sender)):
            return await self._receive(self._reception, sender, message, content)
        if asked := self._files.asked_for(sender, content):
            done = await self._files.carry_out(sender, asked)
            return done if isinstance(done, Turn) else (Reply(done), *self.question(sender).replies)
        return None

    async def _receive(self, reception: Reception, sender: str, message: str, content: str) -> Turn | tuple[Reply, ...]:
        try:
            return await reception.take(sender, message, content, self._drafts.has_said(sender))
        except NotTaken as refusal:
            log(Event.MESSAGE_REFUSED)
            return intake.refused(str(refusal))

    def _keep_received(self, sender: str, message: str, said: Turn | tuple[Reply, ...]) -> Turn | None:
        """Keep what the gateway says until it is asked for; a refusal is given at once."""
        if isinstance(said, Turn):
            return said
        self._received[sender, message] = said
        if len(self._received) > RECEIVED:
            self._received.popitem(last=False)
        return None

    async def _over_limit(self, sender: str) -> Turn | None:
        if not await self._buckets.sender_may(sender):
            return intake.refused(words.TOO_FAST)
        _, ledger = self._drafts.open(sender)
        mid_report = ledger is not None and ledger.progress >= MID_REPORT
        may = await self._buckets.all_may(channel_of(sender), mid_report=mid_report)
        full = len(self._drafts.newcomers) >= self._limits.newcomers and not self.is_open(sender)
        if full or not may:
            return intake.refused(words.BUSY)
        return None

    async def _count_in(self, sender: str, opening: bool) -> None:
        """Mark a report begun just now if too many were: it is taken as any other, and triage sees the mark."""
        if opening and self._drafts.conversation(sender) and await self._buckets.in_flood(channel_of(sender)):
            self._drafts.mark_crowd(sender)

    def _knows(self, sender: str, message: str) -> bool:
        _, ledger = self._drafts.open(sender)
        return ledger is not None and message in ledger.seen

    def _take(self, sender: str, parts: list[Part], content: str, returning: bool) -> Turn | None:
        if not self._drafts.has(sender):
            # What is no more than a greeting gets the opening; anything else is kept and answered after it.
            back = intake.is_coming_back(content)
            greeting = back or intake.is_greeting(content)
            notice = words.CLOSED if back else words.LEFT_OPEN if returning else ""
            self._drafts.open_or_begin(
                sender, [] if greeting else parts, parts[0].message if greeting else None, notice
            )
            if self._knows(sender, parts[0].message):
                return None
        return None if self._drafts.take(sender, parts, PENDING_PARTS) else intake.refused(words.QUEUE_FULL)

    # Answering ------------------------------------------------------------------------------------------------------

    async def _answer(self, line: Line, ledger: Ledger, message: str) -> Turn:
        if all(part.message != message for part in ledger.pending):
            return self._delivery.repeat(line, ledger, message)
        if any(answer.finishes for answer in self._delivery.unhanded(line, ledger)):
            return self._delivery.collect(line)
        future = asyncio.get_running_loop().create_future()
        line.waiting.setdefault(message, set()).add(future)
        self._workers.work_on(line)
        try:
            await asyncio.wait({future}, timeout=0.1 if line.late else self._patience.told_after)
        finally:
            line.waiting.get(message, set()).discard(future)
        return self._after_waiting(line.sender, future.done())

    def _after_waiting(self, sender: str, answered: bool) -> Turn:
        line, ledger = self._drafts.open(sender)  # afresh: the message may be in a new conversation by now
        if line is None or ledger is None:
            return Turn(())
        if answered or ledger.finished:
            return self._delivery.collect(line, again=not answered)
        told, line.late = line.late, True
        return Turn((Reply(words.WAITING_STILL if told else words.WAITING),))
