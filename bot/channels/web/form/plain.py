"""A form without script: read as it comes in, shown again with how it reads, or sealed and sent. Never end-to-end.

Words are kept nowhere but on the page, which is shown again with all that was filled in. Files wait in a draft.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from aiohttp import hdrs, web

from bot.attachments import FileRefused
from bot.attachments.listing import ASKS
from bot.channels.web.form import wording
from bot.channels.web.form.filing import Filed, Filing, Told
from bot.channels.web.form.layout import by_person
from bot.channels.web.form.reading import Reader, Reading
from bot.channels.web.form.tickets import CHANNEL, Tickets
from bot.channels.web.form.view import FileShown, FormPages, FormView
from bot.channels.web.form.waiting_files import WaitingFiles
from bot.channels.web.page import EXIT_URL, LANGUAGE, form_language
from bot.channels.web.plain.incoming import DO, FILES, ORIGINAL, Form, FormBroken, FormTooLarge, too_large
from bot.conversation import Conversations
from bot.speech import Speeches
from bot.text import normalise
from candour.errors import RecipientsError, StoreError
from candour.logs import Event, error_name, log
from interview.form import Filled
from interview.guide import Guide
from interview.languages import ENGLISH
from interview.summary import summary

TICKET = "ticket"
SEND, CHECK, REMOVE, AS_IT_IS, KNOWN_CLUES = "send", "check", "remove", "as-it-is", "clues"
LEAVE = "leave"
LEFT = "left"  # notes of pages that show nothing any more
FIELDS = 400  # more than any form has
BESIDE_FILES = 4 * 1024 * 1024  # bytes of a form without its files


class PlainForm:
    """Takes forms.

    Args:
        conversations: has the limits that all ways in share.
        files: of forms that are not sent yet.
        filing: hands reports to the store.
        pages: renders what comes next.
        guides: gives the guide in a language, with telephone numbers filled in.
        speeches: all languages.
        tickets: of pages.
    """

    def __init__(
        self,
        conversations: Conversations,
        files: WaitingFiles,
        filing: Filing,
        pages: FormPages,
        *,
        guides: Callable[[str], Guide],
        speeches: Speeches,
        tickets: Tickets,
    ) -> None:
        self._conversations = conversations
        self._files = files
        self._filing = filing
        self._pages = pages
        self._guides = guides
        self._speeches = speeches
        self._reader = Reader(guides(ENGLISH))  # by which a case is made, whatever the page is in
        self._tickets = tickets

    async def take(self, request: web.Request) -> web.Response:
        """Take a page and answer with the next."""
        if (request.content_length or 0) > FILES * self._files.most + BESIDE_FILES:
            raise too_large()
        try:
            form = await Form.of(request, self._files.most, FIELDS)
            ticket = form.fields.get(TICKET, "")
            if not self._tickets.is_one(ticket):
                raise FormBroken
            async with self._conversations.replicas.holding("form", ticket):
                return await self._take(form, ticket)
        except FormBroken:
            raise web.HTTPBadRequest(text="400: this is not a form of this page\n") from None
        except FormTooLarge:
            raise too_large() from None

    async def _take(self, form: Form, ticket: str) -> web.Response:
        language = form_language(form.fields.get(LANGUAGE))
        if form.fields.get(DO) == LEAVE:
            return self._leave(ticket)
        if self._conversations.replicas.notes.has(LEFT, ticket):
            return self._pages.form(FormView(self._tickets.fresh(), language=language))
        view = FormView(ticket, language=language, going=True)
        try:
            sent = await self._filing.known(ticket)
        except StoreError:
            sent = None  # sending finds it out again
        if sent is None:
            await self._take_files(form, view)
        await form.pass_over()
        view.filled = self._filled(form, language, files=bool(self._files.listed(ticket)))
        if sent is not None:  # the same page again, after the report had gone
            receipt = self._filing.receipt(ticket, (await self._reader.read(view.filled)).state)
            return self._pages.filed(view, Filed(sent, receipt.words if receipt else ""))
        return await self._answer(form, view)

    async def _answer(self, form: Form, view: FormView) -> web.Response:
        wish, _, number = form.fields.get(DO, CHECK).partition(" ")
        if wish in (REMOVE, AS_IT_IS) and number.isdecimal() and len(number) < 4:
            change = self._files.remove if wish == REMOVE else self._files.send_as_it_is
            await change(view.ticket, int(number))
        if wish in (SEND, CHECK) and not await self._conversations.buckets.form_may():
            view.fail(self._say(view, wording.BUSY), 429)
        elif wish == CHECK:
            self._check(view, await self._reader.read(view.filled))
        elif wish == SEND and not view.trouble:
            reading = await self._reader.read(view.filled)
            if filed := await self._send(view, reading, clues_known=KNOWN_CLUES in form.fields):
                return self._pages.filed(view, filed)
        view.files = self._shown(view)
        return self._pages.form(view)

    def _leave(self, ticket: str) -> web.Response:
        """Going back shows nothing from now on; files that were not sent go."""
        self._conversations.replicas.notes.put(LEFT, ticket)
        self._files.let_go(ticket)
        return web.Response(status=303, headers={hdrs.LOCATION: EXIT_URL})

    # What was filled in -----------------------------------------------------------------------------------------------

    def _filled(self, form: Form, language: str, *, files: bool) -> Filled:
        values = {name: [normalise(text) for text in texts] for name, texts in form.values.items()}
        given, others = by_person(values, self._guides(ENGLISH))
        return Filled(given, others, files, language=language)

    def _check(self, view: FormView, reading: Reading) -> None:
        view.summary = summary(replace(reading.state, guide=self._guides(view.language)))
        self._complain(view, reading)
        self._point_out(view, reading)

    def _point_out(self, view: FormView, reading: Reading) -> None:
        if reading.clues:
            view.clued = True
            told = ", ".join(f"“{one}”" for one in reading.clues)
            view.trouble.append(self._say(view, wording.CLUES).format(clues=told))

    def _complain(self, view: FormView, reading: Reading) -> None:
        if not reading.tells:
            view.fail(self._say(view, wording.NOTHING_TOLD))
        if reading.unwanted_contact:
            title = self._guides(view.language).slot("follow_up").title("contact")
            view.fail(self._say(view, wording.UNWANTED_CONTACT).format(title=title))
        if any(state == ASKS for _, state, _ in self._files.listed(view.ticket)):
            view.fail(self._say(view, wording.FILE_WAITS))

    # Sending ----------------------------------------------------------------------------------------------------------

    async def _send(self, view: FormView, reading: Reading, *, clues_known: bool) -> Filed | None:
        self._complain(view, reading)
        if not clues_known:
            self._point_out(view, reading)
        if view.trouble:
            view.status = max(view.status, 422)
            return None
        reading.state.spoken = view.language  # so that the team is told what to have translated
        try:
            kept = await self._files.keep(view.ticket)
            crowd = await self._conversations.buckets.in_flood(CHANNEL)
            filed = await self._filing.file(view.ticket, Told(view.filled, reading.state, kept), crowd=crowd)
        except (StoreError, RecipientsError, OSError) as error:
            log(Event.HAND_OVER_FAILED, level="error", error=error_name(error), channel=CHANNEL)
            view.fail(self._say(view, wording.NOT_HANDED_OVER), 503)
            return None
        self._files.let_go(view.ticket)
        return filed

    # Files ------------------------------------------------------------------------------------------------------------

    async def _take_files(self, form: Form, view: FormView) -> None:
        while form.file:
            try:
                await self._files.take(view.ticket, form.file, with_original=form.fields.get(ORIGINAL) == "1")
            except FileRefused as refusal:
                view.fail(self._speeches.of(view.language).text(str(refusal)), refusal.status)
                await form.file.pass_over()
            await form.go_on()

    def _shown(self, view: FormView) -> list[FileShown]:
        found = []
        for number, state, name in self._files.listed(view.ticket):
            text = self._say(view, wording.FILE_ASKS if state == ASKS else wording.FILE_READY)
            about = text.format(number=number, name=self._speeches.of(view.language).text(name))
            found.append(FileShown(number, about, state == ASKS))
        return found

    def _say(self, view: FormView, text: str) -> str:
        return self._speeches.of(view.language).say(text)
