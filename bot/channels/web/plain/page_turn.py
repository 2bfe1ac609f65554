"""One form of a page without script: what is done about it, so that nothing is lost and nothing is done twice."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from bot import words
from bot.attachments import Attachments, FileRefused
from bot.attachments import wording as file_words
from bot.channels.web.chat import CHANNEL
from bot.channels.web.plain.incoming import DO, ORIGINAL, SAY, TEXT, Form, IncomingFile
from bot.channels.web.plain.sheet import MINE, Line, Sheet
from bot.channels.web.plain.tokens import Place
from bot.channels.web.plain.view import Outcome
from bot.conversation import Conversations
from bot.turns import CODE_TAKEN, Turn
from candour.logs import Event, log
from triage.receipt import looks_like_receipt

SEND, FILES, LOOK, LEAVE = "send", "files", "look", "leave"


@dataclass
class PageTurn:
    """One form.

    Attributes:
        conversations: the gateway's conversations.
        files: takes files.
        form: on its way in.
        place: who sent it, from which page.
        sheet: what their page shows, and what it will show.
        outcome: what else it will show.
    """

    conversations: Conversations
    files: Attachments
    form: Form
    place: Place
    sheet: Sheet
    outcome: Outcome

    async def take(self) -> None:
        """Do what the page that counts asks for.

        Raises:
            FormBroken: the form broke off; what had arrived until then is kept.
        """
        self._arrived()
        taken = await self._take_files()
        await self.form.pass_over()
        self.outcome.box = self.form.fields.get(TEXT, "")
        taken = await self._do() or taken
        if taken:
            self.sheet.turn += 1
        self.sheet.visiting = self.conversations.is_visiting(self.place.sender)

    async def look_back(self) -> None:
        """Answer an older page: nothing is taken from it, and what was written there stays in the box."""
        await self.form.pass_over()
        written, said = self.form.fields.get(TEXT, ""), self._said()
        known = self.sheet.has(self.place.turn, said)
        if not self.sheet.has(self.place.turn, written):
            self.outcome.box = written
        if said.strip() and not known:
            self.outcome.trouble = [words.OLD_PAGE, *([words.OLD_TEXT] if self.outcome.box.strip() else [])]
        self._merge(self.conversations.undelivered(self.place.sender))

    def _arrived(self) -> None:
        """The newest page has arrived, or this form could not have come from it."""
        if self.sheet.ending:
            self.conversations.confirm(self.place.sender, self.sheet.ending)
            self.sheet.close()
        if self.sheet.visiting and not self.conversations.is_visiting(self.place.sender):
            self.sheet.end_visit()

    # Words ----------------------------------------------------------------------------------------------------------

    @property
    def _id(self) -> str:
        # The same for the same page, and no other page's: a letter in a mailbox is known by it too.
        return hashlib.sha256(f"{self.place.sender} {self.sheet.turn}".encode()).hexdigest()[:32]

    def _said(self) -> str:
        fields = self.form.fields
        return fields.get(SAY) or (fields.get(TEXT, "") if fields.get(DO, SEND) == SEND else "")

    async def _do(self) -> bool:
        """Carry out what was pressed; returns whether anything was taken."""
        text = self._said()
        if text.strip():
            return await self._say(text)
        if self.sheet.waiting:
            turn = await self.conversations.answer(self.place.sender, self.sheet.waiting[-1])
            self._merge(turn)
            self.sheet.waiting = self.sheet.waiting if turn.replies else []  # else nobody works on it any more
        self._merge(self.conversations.undelivered(self.place.sender))
        return False

    async def _say(self, text: str) -> bool:
        sender = self.place.sender
        refusal = await self.conversations.accept(sender, self._id, text, pressed=SAY in self.form.fields)
        if refusal:
            for reply in refusal.replies:
                self.outcome.fail(reply.text)
            return False
        passing, before = self.conversations.is_passing(sender, self._id), len(self.sheet.lines)
        turn = await self.conversations.answer(sender, self._id)
        self._merge(turn, said=text, passing=passing)
        if self.sheet.visiting and not self.conversations.is_visiting(sender):
            self.sheet.end_visit(before)
        if SAY not in self.form.fields:
            self.outcome.box = text if looks_like_receipt(text) and not _took_code(turn) else ""
        return True

    def _merge(self, turn: Turn, said: str = "", *, passing: bool = False) -> None:
        """Put what came onto the sheet, what answers something earlier before what was said just now."""
        own = [answer for answer in turn.answers if said and answer.id == self._id]
        for answer in turn.answers:
            if answer not in own:
                self.sheet.take(answer, passing=False)
        if said:
            self.sheet.say(said, passing=passing)
        for answer in own:
            self.sheet.take(answer, passing=passing)
        if said and not own:
            self.sheet.waiting.append(self._id)

    # Files ----------------------------------------------------------------------------------------------------------

    async def _take_files(self) -> bool:
        taken, number = False, 0
        while self.form.file:
            number += 1
            taken = await self._take_file(self.form.file, f"{self._id}-{number}") or taken
            await self.form.file.pass_over()
            await self.form.go_on()
        return taken

    async def _take_file(self, file: IncomingFile, mark: str) -> bool:
        sender, original = self.place.sender, self.form.fields.get(ORIGINAL) == "1"
        try:
            await self._ready_for_file()
            taken = await self.conversations.take_file(sender, file.chunks(), mark=mark, with_original=original)
        except FileRefused as refusal:
            log(Event.FILE_REFUSED, channel=CHANNEL, status=refusal.status)
            self.outcome.fail(str(refusal), refusal.status)
            return False
        log(Event.FILE_TAKEN, channel=CHANNEL)
        self._note_file(taken.number, taken.text)
        return True

    async def _ready_for_file(self) -> None:
        if not self.conversations.is_open(self.place.sender):
            begun = await self.conversations.begin(self.place.sender)
            if not begun.accepted:
                raise FileRefused(begun.replies[0].text, 503)
            self._merge(begun)
        if not await self.conversations.allows_file(self.place.sender):
            raise FileRefused(file_words.BUSY, 429)

    def _note_file(self, number: int, text: str) -> None:
        visiting = self.conversations.is_visiting(self.place.sender)
        name = file_words.A_FILE if visiting else file_words.FILE.format(number=number)
        self.sheet.lines.append(Line(MINE, name, passing=visiting))
        self.sheet.note(text, file=0 if visiting else number, passing=visiting)


def _took_code(turn: Turn) -> bool:
    return any(reply.event == CODE_TAKEN for reply in turn.replies)
