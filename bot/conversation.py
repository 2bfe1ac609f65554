"""The heart of the gateway: takes a reporter's message from any channel, and sees that it is answered exactly once.

A message is written, encrypted, to the draft's vault before anything else happens to it. One worker per conversation
hands the parts to Rasa in order and tries again for as long as Rasa gives no usable answer. An answer stays in the
vault until the channel says that it reached the reporter.
"""

from __future__ import annotations

import asyncio
import errno
import secrets
from collections import OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

from bot import intake, words
from bot import ledger as ledgers
from bot.attachments import Attachments, FileRefused
from bot.attachments import wording as file_words
from bot.attachments.attachments import Taken
from bot.attachments.wishes import Wish, wish
from bot.ledger import Ledger, Part
from bot.limits import MID_REPORT, Buckets, Limits, has_room
from bot.line import Asker, Line, Patience
from bot.rasa_client import RasaClient
from bot.receipts import NotTaken, Reception
from bot.room import Room
from bot.senders import SenderIndex, channel_of
from bot.speech import Speech, Speeches, Tongues, choosing
from bot.turns import FINISHING, HANDED_OVER, WITHDRAWN, Answer, Reply, Turn
from candour.errors import DraftDamaged, DraftGone, StoreError
from candour.logs import Event, error_name, log
from drafts import DraftVault, streams
from interview.catalogues import chosen

__all__ = ["Answer", "Conversations", "Patience", "Push", "Reply", "Turn"]

PENDING_PARTS = 200
LINES = 4096  # kept in memory; one that nobody waits at is made again when it is needed
RECEIVED = 1000  # replies of the reception that wait to be asked for

Push = Callable[[str, Turn], Awaitable[bool]]
"""Called with a sender and a late turn; returns whether this channel took charge of delivering it."""


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
    """

    def __init__(
        self,
        vault: DraftVault,
        senders: SenderIndex,
        rasa: RasaClient,
        limits: Limits | None = None,
        patience: Patience | None = None,
        *,
        reception: Reception | None = None,
        files: Attachments | None = None,
        speeches: Speeches | None = None,
    ) -> None:
        self._speeches = speeches or Speeches({})
        self._tongues = Tongues(senders, vault)
        self._vault = vault
        self._senders = senders
        self._patience = patience or Patience()
        self._asker = Asker(rasa, vault, self._patience, Room())
        self._limits = limits or Limits()
        self._buckets = Buckets(self._limits)
        self._lines: OrderedDict[str, Line] = OrderedDict()
        self._newcomers: set[str] = set()  # conversations without an opening yet
        self._pushes: list[Push] = []
        self._reception = reception
        self._files = files
        self._received: OrderedDict[tuple[str, str], tuple[Reply, ...]] = OrderedDict()

    @property
    def buckets(self) -> Buckets:
        """How much is taken; all ways in draw on the same."""
        return self._buckets

    @property
    def limits(self) -> Limits:
        """What is taken."""
        return self._limits

    def sender(self, channel: str, identifier: str) -> str:
        """Return the pseudonym that stands for a channel's own ID everywhere else."""
        return self._senders.pseudonym(channel, identifier)

    def add_push(self, push: Push) -> None:
        """Register a channel's way to deliver late answers."""
        self._pushes.append(push)

    def is_open(self, sender: str) -> bool:
        """Whether the sender has an open draft, or is in the middle of something with a receipt code."""
        return self._has_draft(sender) or bool(self._reception and self._reception.is_open(sender))

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
        opening = not self._has_draft(sender)
        try:
            line, ledger = self._open_or_begin(sender, [], notice=words.CLOSED if returning else "")
            await self._count_in(sender, opening)
        except OSError:
            return intake.refused(words.CANNOT_KEEP)
        if ledger.last is None:
            return await self._answer(line, ledger, ledger.pending[0].message)
        if line.unhanded(ledger) or ledger.finished:
            return self._collect(line, again=ledger.finished)
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
            return await self._accept(sender, intake.short(message_id), text, returning, pressed)
        except OSError as error:
            log(Event.TURN_FAILED, level="error", error=error_name(error))
            return intake.refused(words.CANNOT_KEEP)

    async def _accept(self, sender: str, message: str, text: str, returning: bool, pressed: bool) -> Turn | None:
        if self._knows(sender, message):
            return None
        content, unusable = intake.read(text)
        refusal = unusable or await self._over_limit(sender)
        if refusal:
            log(Event.MESSAGE_REFUSED)
            return refusal
        content, language = self._understand(sender, content, pressed)
        if self._is_about_language(sender, message, content):
            return None
        if self._reception and self._reception.is_for_me(sender, content):
            return await self._receive(self._reception, sender, message, content)
        if about := self._about_files(sender, content):
            return await self._decide(sender, message, about)
        opening = not self._has_draft(sender)
        refusal = self._take(sender, intake.parts(message, content, language), content, returning)
        await self._count_in(sender, opening)
        return refusal

    async def answer(self, sender: str, message_id: str) -> Turn:
        """Wait for the answer to an accepted message, but no longer than the reporter should sit in the dark."""
        received = self._received.pop((sender, intake.short(message_id)), None)
        if received is not None:
            return Turn(received, answers=(Answer(intake.short(message_id), received),))
        line, ledger = self._open(sender)
        return await self._answer(line, ledger, intake.short(message_id)) if line and ledger else Turn(())

    def undelivered(self, sender: str) -> Turn:
        """Return every answer that is not known to have reached the sender, handed to a channel already or not."""
        line, _ = self._open(sender)
        return self._collect(line, again=True) if line else Turn(())

    def is_passing(self, sender: str, message_id: str) -> bool:
        """Whether an accepted message went to the gateway's own room for codes or files, and to no draft."""
        return (sender, intake.short(message_id)) in self._received

    def is_visiting(self, sender: str) -> bool:
        """Whether the sender's report is open to them by their code."""
        return bool(self._reception and self._reception.is_visiting(sender))

    def leave(self, sender: str) -> None:
        """The sender has gone: what their code had opened closes."""
        if self._reception:
            self._reception.leave(sender)

    def question(self, sender: str) -> Turn:
        """The open question once more, after something that was not taken; nothing while an answer is on its way."""
        line, ledger = self._open(sender)
        if line is None or ledger is None or ledger.last is None or ledger.pending or line.unhanded(ledger):
            return Turn(())
        return Turn(ledger.last.replies[-1:])

    def confirm(self, sender: str, answer_id: str) -> None:
        """Note that one answer reached the sender, for a channel that confirms each by its ID."""
        line, _ = self._open(sender)
        if line:
            self._delivered(line, {answer_id})

    def recover(self) -> int:
        """Go on, after a start, with every message that was kept but not answered; returns how many conversations."""
        self._sweep()
        found = 0
        for sender, conversation in list(self._senders.items()):
            found += self._recover(sender, conversation)
        return found

    def expire(self, days: int) -> int:
        """Shred drafts untouched for so long, forget whose they were, and let the secret rotate; returns how many."""
        for conversation in self._vault.stale(days * 86400.0):
            self._let_go(conversation)
        count = self._vault.expire(days * 86400.0)
        for sender, conversation in list(self._senders.items()):
            if not self._vault.exists(conversation):
                self._drop(sender, conversation)
        self._sweep()
        self._senders.rotate_after(days)
        if count:
            log(Event.DRAFTS_EXPIRED, count=count)
        return count

    def discard_if_silent(self, sender: str) -> bool:
        """Shred a draft in which the reporter has said nothing yet; returns whether there was one."""
        line, ledger = self._open(sender)
        if line is None or ledger is None or ledger.pending or self._has_said(sender):
            return False
        self._let_go(line.conversation)
        self._drop(sender, line.conversation)
        self._vault.shred(line.conversation)
        return True

    async def close(self) -> None:
        """Stop the workers; what they had in hand is in the vault."""
        workers = [line.worker for line in self._lines.values() if line.worker]
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._files:
            await self._files.close()

    # Files ------------------------------------------------------------------------------------------------------------

    def draft(self, sender: str) -> str | None:
        """The sender's open draft, which a file can go to; None while there is none, or it is finished."""
        line, ledger = self._open(sender)
        return line.conversation if line and ledger and not ledger.finished else None

    async def take_file(
        self, sender: str, chunks: AsyncIterator[bytes], *, mark: str, with_original: bool = False, ask: bool = False
    ) -> Taken:
        """Take a file: into the sender's draft, or to the report that their code has opened.

        Args:
            sender: whose.
            chunks: the file as it comes.
            mark: tells it, when it is brought again, from others.
            with_original: whether the untouched original goes to the team as well.
            ask: whether it is kept beside the draft, so that this can be decided later.

        Raises:
            FileRefused: nothing of it was kept; the text says why.
        """
        if self._files and self._reception and self.is_visiting(sender):
            return await self._add_to_report(self._files, self._reception, sender, chunks, (mark, with_original))
        conversation = self.draft(sender)
        if self._files is None or conversation is None:
            raise FileRefused(file_words.NO_REPORT, 409)
        return await self._files.take(conversation, chunks, with_original=with_original, keep_upload=ask, mark=mark)

    async def _add_to_report(
        self,
        files: Attachments,
        reception: Reception,
        sender: str,
        chunks: AsyncIterator[bytes],
        how: tuple[str, bool],
    ) -> Taken:
        mark, with_original = how
        conversation, added = self._vault.begin(), False  # a draft for this one file
        try:
            taken = await files.take(conversation, chunks, with_original=with_original)
            if taken.asks:
                raise FileRefused(file_words.NOT_CLEANED)
            await reception.add_files(sender, mark or taken.id, await files.keep(conversation))
            added = True
        except NotTaken as refusal:
            raise FileRefused(str(refusal), 503) from None
        finally:
            self._let_go(conversation, withdrawn=not added)
            self._vault.shred(conversation)
        return replace(taken, text=file_words.ADDED_TO_REPORT, original=False)

    async def allows_file(self, sender: str) -> bool:
        """Whether the sender may send one more file now."""
        return await self._buckets.sender_may(sender)

    async def sweep_files(self, days: int) -> None:
        """Remove sealed files that no report and no open draft can claim any more.

        Raises:
            StoreError: the store of files cannot be used.
        """
        if self._files:
            await self._files.sweep([conversation for _, conversation in self._senders.items()], (days + 1) * 86400.0)

    def _about_files(self, sender: str, content: str) -> Wish | None:
        """What a message wants done with a file, if it is that and nothing else."""
        return wish(content) if self._files and self._has_draft(sender) else None

    async def _decide(self, sender: str, message: str, carry_out: Wish) -> Turn | None:
        conversation = self.draft(sender)
        if self._files is None or conversation is None:
            return intake.refused(file_words.NO_REPORT)
        try:
            text = await carry_out(conversation, self._files)
        except FileRefused as refusal:
            return intake.refused(str(refusal))
        self._keep_received(sender, message, (Reply(text), *self.question(sender).replies))
        return None

    def _let_go(self, conversation: str, *, withdrawn: bool = False) -> None:
        if self._files:
            self._files.let_go(conversation, withdrawn=withdrawn)

    # Languages --------------------------------------------------------------------------------------------------------

    def speech(self, sender: str) -> Speech:
        """The sender's language, in which a channel shows them texts and buttons."""
        return self._speeches.of(self._tongues.of(sender))

    def speech_of(self, code: str) -> Speech:
        """A language, for somebody who is no sender yet."""
        return self._speeches.of(code)

    def speak(self, sender: str, code: str) -> None:
        """Speak this language to somebody who comes to begin; whoever has a report open chooses by a message."""
        if not self.is_open(sender):
            self._tongues.choose(sender, code)

    def has_said(self, sender: str) -> bool:
        """Whether the sender has said anything in the open report."""
        return self._has_said(sender)

    def _understand(self, sender: str, content: str, pressed: bool) -> tuple[str, str]:
        """What a message says, in English where it names a button, and else the language of its words."""
        speech = self.speech(sender)
        if pressed or speech.english:
            return content, ""
        line, ledger = self._open(sender)
        last = ledger.last if line and ledger else None
        meant = speech.meant(content, last.replies[-1].buttons if last and last.replies else ())
        has_words = any(character.isalpha() for character in content)
        return meant or content, "" if meant or not has_words else speech.language.code

    def _is_about_language(self, sender: str, message: str, content: str) -> bool:
        """Deal with a message about languages, or about questions that people ask; whether it was one."""
        if code := chosen(content):
            self._change_language(sender, message, code)
        elif choosing.wants_list(content):
            self._keep_received(sender, message, (choosing.which(),))
        elif content == words.ASK and self._has_draft(sender):
            self._keep_received(sender, message, (choosing.questions(),))
        elif content == words.GO_ON and self._has_draft(sender):
            self._keep_received(sender, message, self.question(sender).replies)
        else:
            return False
        return True

    def _change_language(self, sender: str, message: str, code: str) -> None:
        """Speak another language from now on, and have the open question asked in it."""
        self._tongues.choose(sender, code)
        notices = choosing.notices(self._speeches.of(code))
        line, ledger = self._open(sender)
        if line is None or ledger is None or ledger.finished or self.is_visiting(sender):
            self._keep_received(sender, message, notices)
            return
        ledger.answers.append(Answer(secrets.token_hex(8), notices))
        ledger.take([Part(message, message, "start", "")])
        ledgers.write(self._vault, line.conversation, ledger)

    # Receipt codes ----------------------------------------------------------------------------------------------------

    async def _receive(self, reception: Reception, sender: str, message: str, content: str) -> Turn | None:
        try:
            replies = await reception.take(sender, message, content, self._has_said(sender))
        except NotTaken as refusal:
            log(Event.MESSAGE_REFUSED)
            return intake.refused(str(refusal))
        self._keep_received(sender, message, replies)
        return None

    def _keep_received(self, sender: str, message: str, replies: tuple[Reply, ...]) -> None:
        self._received[sender, message] = replies
        if len(self._received) > RECEIVED:
            self._received.popitem(last=False)

    async def _attend(self, conversation: str, replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
        gone = [number for reply in replies for number in reply.files]
        if gone and self._files:
            await self._files.clear(conversation, gone)  # before the reporter is told so
        return await self._reception.handing_out.attend(conversation, replies) if self._reception else replies

    # Taking messages ------------------------------------------------------------------------------------------------

    def _has_draft(self, sender: str) -> bool:
        conversation = self._senders.conversation(sender)
        return conversation is not None and self._vault.exists(conversation)

    def _has_said(self, sender: str) -> bool:
        _, ledger = self._open(sender)
        return ledger is not None and len(ledger.seen) > 1

    async def _over_limit(self, sender: str) -> Turn | None:
        if not await self._buckets.sender_may(sender):
            return intake.refused(words.TOO_FAST)
        _, ledger = self._open(sender)
        mid_report = ledger is not None and ledger.progress >= MID_REPORT
        full = len(self._newcomers) >= self._limits.newcomers and not self.is_open(sender)
        if full or not await self._buckets.all_may(channel_of(sender), mid_report=mid_report):
            return intake.refused(words.BUSY)
        return None

    async def _count_in(self, sender: str, opening: bool) -> None:
        """Mark a report begun just now if too many were: it is taken as any other, and triage sees the mark."""
        conversation = self._senders.conversation(sender) if opening else None
        if conversation and await self._buckets.in_flood(channel_of(sender)):
            self._vault.write(conversation, streams.CROWD, b"")

    def _knows(self, sender: str, message: str) -> bool:
        _, ledger = self._open(sender)
        return ledger is not None and message in ledger.seen

    def _take(self, sender: str, parts: list[Part], content: str, returning: bool) -> Turn | None:
        if not self._has_draft(sender):
            # What is no more than a greeting gets the opening; anything else is kept and answered after it.
            back = intake.is_coming_back(content)
            greeting = back or intake.is_greeting(content)
            notice = words.CLOSED if back else words.LEFT_OPEN if returning else ""
            self._open_or_begin(sender, [] if greeting else parts, parts[0].message if greeting else None, notice)
            return None
        line, ledger = self._open_or_begin(sender, [])
        if len(ledger.pending) + len(parts) > PENDING_PARTS:
            return intake.refused(words.QUEUE_FULL)
        ledger.take(parts)
        ledgers.write(self._vault, line.conversation, ledger)
        return None

    def _open(self, sender: str) -> tuple[Line, Ledger] | tuple[None, None]:
        """Return the sender's open conversation, if its draft is there and can be read."""
        conversation = self._senders.conversation(sender)
        if conversation is None:
            return None, None
        try:
            return self._line(sender, conversation), ledgers.read(self._vault, conversation)
        except (DraftGone, DraftDamaged):
            return None, None

    def _open_or_begin(
        self, sender: str, parts: list[Part], opening_id: str | None = None, notice: str = ""
    ) -> tuple[Line, Ledger]:
        """Return the sender's open conversation; without a usable one begin one, with these parts to follow."""
        line, ledger = self._open(sender)
        if line and ledger:
            return line, ledger
        conversation = self._senders.conversation(sender)
        if conversation is None:
            return self._begin(sender, parts, opening_id, notice)
        if self._vault.exists(conversation):
            log(Event.DRAFT_DAMAGED, level="error")
        self._drop(sender, conversation)
        return self._begin(sender, parts, opening_id, words.DRAFT_LOST)

    def _begin(
        self, sender: str, parts: list[Part], opening_id: str | None = None, notice: str = ""
    ) -> tuple[Line, Ledger]:
        if not has_room(self._vault.files, self._limits.disk):
            raise OSError(errno.ENOSPC, "what room is left is for the reports under way")
        conversation, ledger = self._vault.begin(), Ledger()
        if notice:
            ledger.answers.append(Answer(secrets.token_hex(8), (Reply(notice),)))
        opening = opening_id or f"start-{secrets.token_hex(8)}"
        ledger.take([Part(opening, opening, "start", ""), *parts])
        try:
            self._vault.write(conversation, streams.CHANNEL, channel_of(sender).encode())
            self._tongues.keep(sender, conversation)
            ledgers.write(self._vault, conversation, ledger)
            self._senders.remember(sender, conversation)
        except OSError:
            self._vault.shred(conversation)
            raise
        self._newcomers.add(conversation)
        return self._line(sender, conversation), ledger

    # Answering ------------------------------------------------------------------------------------------------------

    async def _answer(self, line: Line, ledger: Ledger, message: str) -> Turn:
        if all(part.message != message for part in ledger.pending):
            return self._repeat(line, ledger, message)
        if any(answer.finishes for answer in line.unhanded(ledger)):
            return self._collect(line)
        future = asyncio.get_running_loop().create_future()
        line.waiting.setdefault(message, set()).add(future)
        self._work_on(line)
        try:
            await asyncio.wait({future}, timeout=0.1 if line.late else self._patience.told_after)
        finally:
            line.waiting.get(message, set()).discard(future)
        return self._after_waiting(line.sender, future.done())

    def _after_waiting(self, sender: str, answered: bool) -> Turn:
        line, ledger = self._open(sender)  # afresh: the message may have moved to a new conversation while it waited
        if line is None or ledger is None:
            return Turn(())
        if answered or ledger.finished:
            return self._collect(line, again=not answered)
        told, line.late = line.late, True
        return Turn((Reply(words.WAITING_STILL if told else words.WAITING),))

    def _repeat(self, line: Line, ledger: Ledger, message: str) -> Turn:
        if ledger.last is None or ledger.last.id != message:
            return Turn(())
        if ledger.last in ledger.answers:
            return self._collect(line, again=True)
        return Turn(ledger.last.replies, answers=(ledger.last,))

    def _collect(self, line: Line, again: bool = False) -> Turn:
        """Make a turn of the answers that wait for the reporter: those no channel has in hand, or (again) all."""
        ledger = ledgers.read(self._vault, line.conversation)
        answers = tuple(ledger.answers if again else line.unhanded(ledger))
        ids = {answer.id for answer in answers}
        line.handed |= ids
        return Turn(
            tuple(reply for answer in answers for reply in answer.replies),
            delivered=lambda: self._delivered(line, ids),
            failed=lambda: line.handed.difference_update(ids),
            answers=answers,
        )

    def _delivered(self, line: Line, ids: set[str]) -> None:
        try:
            self._forget(line, ids)
        except (DraftGone, DraftDamaged):
            return
        except OSError as error:
            # They did arrive, so nobody asks again; but what was written since waits for the end of this draft.
            log(Event.TURN_FAILED, level="error", error=error_name(error))
            asyncio.get_running_loop().call_later(self._patience.longest_pause, self._delivered, line, ids)

    def _forget(self, line: Line, ids: set[str]) -> None:
        ledger = ledgers.read(self._vault, line.conversation)
        events = {reply.event for answer in ledger.answers if answer.id in ids for reply in answer.replies}
        code = any(reply.receipt for answer in ledger.answers if answer.id in ids for reply in answer.replies)
        ledger.forget(ids)
        if events & FINISHING:
            if code and self._reception:
                self._reception.handing_out.hand(line.sender, line.conversation)
            self._let_go(line.conversation, withdrawn=WITHDRAWN in events)
            self._end(line, ledger.pending)
            log(Event.DRAFT_SHREDDED)
        else:
            ledgers.write(self._vault, line.conversation, ledger)

    # Working --------------------------------------------------------------------------------------------------------

    def _line(self, sender: str, conversation: str) -> Line:
        line = self._lines.setdefault(conversation, Line(sender, conversation))
        self._lines.move_to_end(conversation)
        while len(self._lines) > LINES and (oldest := next(iter(self._lines.values()))).idle:
            del self._lines[oldest.conversation]
        return line

    def _work_on(self, line: Line) -> None:
        if line.worker is None or line.worker.done():
            line.worker = asyncio.create_task(self._work(line))

    async def _work(self, line: Line) -> None:
        while True:
            try:
                return await self._work_through(line)
            except DraftDamaged as error:
                return log(Event.TURN_FAILED, level="error", error=error_name(error))
            except (OSError, StoreError) as error:
                # The record is as it was; Rasa gives the same replies again once they can be written.
                log(Event.TURN_FAILED, level="error", error=error_name(error))
                await asyncio.sleep(self._patience.longest_pause)

    async def _work_through(self, line: Line) -> None:
        try:
            while part := self._next(line):
                line.in_hand = part
                replies = await self._asker.ask(line.conversation, part, line.progress)
                replies = await self._attend(line.conversation, choosing.with_language_buttons(replies))
                await self._settle(line, part, replies)
                line.in_hand = None
        except DraftGone:
            self._start_over(line)

    def _next(self, line: Line) -> Part | None:
        ledger = ledgers.read(self._vault, line.conversation)
        line.progress = ledger.progress
        # What comes after the end belongs to a new report, and that begins once the end was read.
        return None if ledger.finished or not ledger.pending else ledger.pending[0]

    async def _settle(self, line: Line, part: Part, replies: tuple[Reply, ...]) -> None:
        ledger = ledgers.read(self._vault, line.conversation)
        answer = ledger.settle(part, replies)
        ledgers.write(self._vault, line.conversation, ledger)
        self._newcomers.discard(line.conversation)
        line.late = False
        if any(reply.event == HANDED_OVER for reply in replies):
            log(Event.CASE_HANDED_OVER)
        # An opening goes out with the answer to what was said first, where something was said.
        opening = part.kind == "start" and bool(ledger.pending)
        if answer and not line.wake(part.message) and not opening:
            await self._push(line)

    async def _push(self, line: Line) -> None:
        turn = self._collect(line)
        for push in self._pushes:
            try:
                if await push(line.sender, turn):
                    return
            except Exception as error:
                # A channel's failure must not stop the conversation.
                log(Event.TURN_FAILED, level="error", error=error_name(error))
        turn.failed()

    # Ending ---------------------------------------------------------------------------------------------------------

    def _end(self, line: Line, parts: list[Part], notice: str = "") -> None:
        """Shred a draft; what was written since begins the next report.

        The reporter's way to the draft is cut first: after a crash in between, nobody is told that a finished report
        was lost, nothing written since is gone, and `_sweep` shreds what was cut off.
        """
        if parts:
            self._carry_over(line, parts, notice)
        self._drop(line.sender, line.conversation)
        self._vault.shred(line.conversation)

    def _start_over(self, line: Line) -> None:
        """The draft is gone, but what the reporter wrote since is in hand: begin anew with it."""
        try:
            pending = ledgers.read(self._vault, line.conversation).pending
        except (DraftGone, DraftDamaged):
            pending = [line.in_hand] if line.in_hand else []
        self._end(line, [part for part in pending if part.kind != "start"], notice=words.DRAFT_LOST)

    def _carry_over(self, line: Line, parts: list[Part], notice: str) -> None:
        new, ledger = self._open(line.sender)
        if new is None or ledger is None or new is line:
            new, ledger = self._begin(line.sender, parts, notice=notice)
        # Done before, up to a failure; or the reporter has begun anew by themselves.
        left = [part for part in parts if part.message not in ledger.seen]
        if left:
            ledger.take(left)
            ledgers.write(self._vault, new.conversation, ledger)
        new.waiting, new.late = {**line.waiting, **new.waiting}, line.late
        self._work_on(new)

    def _drop(self, sender: str, conversation: str) -> None:
        if self._senders.conversation(sender) == conversation:
            self._senders.forget(sender)
        self._lines.pop(conversation, None)
        self._newcomers.discard(conversation)

    def _sweep(self) -> None:
        """Shred what a crash left without a reporter who could come back to it."""
        count = self._vault.sweep({conversation for _, conversation in self._senders.items()})
        if count:
            log(Event.DRAFTS_CUT_OFF, count=count)

    def _recover(self, sender: str, conversation: str) -> bool:
        line, ledger = self._open(sender)
        if line is None or ledger is None:
            if self._vault.exists(conversation):
                log(Event.DRAFT_DAMAGED, level="error")
            return False
        if ledger.pending:
            self._newcomers |= {conversation} if ledger.last is None else set()
            self._work_on(line)
        return bool(ledger.pending)
