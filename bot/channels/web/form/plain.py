"""A form without script: read as it comes in, shown again with how it reads, or sealed and sent. Never end-to-end.

Words are kept nowhere but on the page: it is shown again with all that was filled in. Files cannot be: they are cleaned
and sealed as they come, and wait with a draft of their own under the page's ticket until the report is sent.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from aiohttp import hdrs, web

from bot.attachments import Attachments, FileRefused
from bot.attachments.listing import ASKS
from bot.channels.web.form import wording
from bot.channels.web.form.filing import Filed, Filing, Told
from bot.channels.web.form.layout import by_person
from bot.channels.web.form.tickets import CHANNEL, Tickets
from bot.channels.web.form.view import FileShown, FormPages, FormView
from bot.channels.web.page import EXIT_URL, LANGUAGE, form_language
from bot.channels.web.plain.incoming import DO, FILES, ORIGINAL, Form, FormBroken, FormTooLarge
from bot.conversation import Conversations
from bot.senders import SenderIndex
from bot.speech import Speeches
from bot.text import normalise
from candour.errors import RecipientsError, StoreError
from candour.logs import Event, error_name, log
from drafts import DraftVault
from interview.form import Filled, clues, interview_of, tells, unwanted_contact
from interview.guide import Guide
from interview.languages import ENGLISH
from interview.summary import summary
from triage.form import LARGEST

TICKET = "ticket"
SEND, CHECK, REMOVE, AS_IT_IS, KNOWN_CLUES = "send", "check", "remove", "as-it-is", "clues"
LEAVE = "leave"
LEFT = 10_000  # remembered, in memory only
FIELDS = 400  # more than any form has
BESIDE_FILES = 4 * 1024 * 1024  # bytes of a form without its files


class PlainForm:
    """Takes forms.

    Args:
        conversations: has the limits that all ways in share.
        files: takes files of drafts.
        filing: hands reports to the store.
        pages: renders what comes next.
        guides: gives the guide in a language, with telephone numbers filled in.
        speeches: all languages.
        tickets: of pages.
        senders: remembers whose draft it is that holds the files of a page.
        vault: drafts.
    """

    def __init__(
        self,
        conversations: Conversations,
        files: Attachments,
        filing: Filing,
        pages: FormPages,
        *,
        guides: Callable[[str], Guide],
        speeches: Speeches,
        tickets: Tickets,
        senders: SenderIndex,
        vault: DraftVault,
    ) -> None:
        self._conversations = conversations
        self._files = files
        self._filing = filing
        self._pages = pages
        self._guides = guides
        self._speeches = speeches
        self._guide = guides(ENGLISH)  # what a case is made with, whatever the page is in
        self._tickets = tickets
        self._senders = senders
        self._vault = vault
        self._left: OrderedDict[str, None] = OrderedDict()  # tickets of pages that show nothing any more

    async def take(self, request: web.Request) -> web.Response:
        """Take a page and answer with the next."""
        if (request.content_length or 0) > FILES * self._files.most + BESIDE_FILES:
            raise _too_large()
        try:
            form = await Form.of(request, self._files.most, FIELDS)
            ticket = form.fields.get(TICKET, "")
            if not self._tickets.is_one(ticket):
                raise FormBroken
            return await self._take(form, ticket)
        except FormBroken:
            raise web.HTTPBadRequest(text="400: this is not a form of this page\n") from None
        except FormTooLarge:
            raise _too_large() from None

    async def _take(self, form: Form, ticket: str) -> web.Response:
        language = form_language(form.fields.get(LANGUAGE))
        if form.fields.get(DO) == LEAVE:
            return self._leave(ticket)
        if ticket in self._left:
            return self._pages.form(FormView(self._tickets.fresh(), language=language))
        view = FormView(ticket, language=language, going=True)
        try:
            sent = await self._filing.known(ticket)
        except StoreError:
            sent = None  # sending finds it out again
        if sent is None:
            await self._take_files(form, view)
        await form.pass_over()
        view.filled = self._filled(form, bool(self._listed(ticket)))
        if sent is not None:  # the same page again, after the report had gone
            receipt = self._filing.receipt(ticket, interview_of(self._guide, view.filled))
            return self._pages.filed(view, Filed(sent, receipt.words if receipt else ""))
        return await self._answer(form, view)

    async def _answer(self, form: Form, view: FormView) -> web.Response:
        wish, _, number = form.fields.get(DO, CHECK).partition(" ")
        with_file = int(number) if number.isdecimal() and len(number) < 4 else 0
        if wish in (REMOVE, AS_IT_IS):
            await self._decide(view, wish, with_file)
        settled = KNOWN_CLUES in form.fields
        if wish == SEND and not view.trouble and (filed := await self._send(view, clues_known=settled)):
            return self._pages.filed(view, filed)
        if wish == CHECK:
            self._check(view)
        view.files = self._shown(view)
        return self._pages.form(view)

    def _leave(self, ticket: str) -> web.Response:
        """Going back shows nothing from now on; files that were not sent go."""
        self._left[ticket] = None
        if len(self._left) > LEFT:
            self._left.popitem(last=False)
        if draft := self._draft(ticket):
            self._let_go(ticket, draft)
        return web.Response(status=303, headers={hdrs.LOCATION: EXIT_URL})

    # What was filled in -----------------------------------------------------------------------------------------------

    def _filled(self, form: Form, files: bool) -> Filled:
        values = {name: [normalise(text) for text in texts] for name, texts in form.values.items()}
        given, others = by_person(values, self._guide)
        return Filled(given, others, files)

    def _check(self, view: FormView) -> None:
        view.summary = summary(interview_of(self._guides(view.language), view.filled))
        self._complain(view)
        self._point_out(view)

    def _point_out(self, view: FormView) -> bool:
        """Point out words that could show who the reporter is; whether there are any."""
        found = clues(self._guide, view.filled)
        if found:
            view.clued = True
            told = ", ".join(f"“{one}”" for one in found)
            view.trouble.append(self._say(view, wording.CLUES).format(clues=told))
        return bool(found)

    def _complain(self, view: FormView) -> None:
        if not tells(self._guide, view.filled):
            view.fail(self._say(view, wording.NOTHING_TOLD))
        if unwanted_contact(self._guide, view.filled):
            title = self._guides(view.language).slot("follow_up").title("contact")
            view.fail(self._say(view, wording.UNWANTED_CONTACT).format(title=title))
        if any(state == ASKS for _, state, _ in self._listed(view.ticket)):
            view.fail(self._say(view, wording.FILE_WAITS))

    # Sending ----------------------------------------------------------------------------------------------------------

    async def _send(self, view: FormView, *, clues_known: bool) -> Filed | None:
        self._complain(view)
        if not clues_known and self._point_out(view):
            view.status = max(view.status, 422)
        if view.trouble:
            return None
        if not await self._conversations.buckets.form_may():
            view.fail(self._say(view, wording.BUSY), 429)
            return None
        return await self._hand_over(view)

    async def _hand_over(self, view: FormView) -> Filed | None:
        state, draft = interview_of(self._guide, view.filled), self._draft(view.ticket)
        try:
            kept = await self._files.keep(draft) if draft else ()
            crowd = await self._conversations.buckets.in_flood(CHANNEL)
            filed = await self._filing.file(view.ticket, Told(view.filled, state, kept), crowd=crowd)
        except (StoreError, RecipientsError, FileRefused, OSError) as error:
            log(Event.HAND_OVER_FAILED, level="error", error=error_name(error), channel=CHANNEL)
            view.fail(self._say(view, wording.NOT_HANDED_OVER), 503)
            return None
        if draft:
            self._let_go(view.ticket, draft)
        return filed

    # Files ------------------------------------------------------------------------------------------------------------

    async def _take_files(self, form: Form, view: FormView) -> None:
        while form.file:
            try:
                draft = self._draft(view.ticket) or self._begin(view.ticket)
                original = form.fields.get(ORIGINAL) == "1"
                await self._files.take(draft, form.file.chunks(), with_original=original)
            except FileRefused as refusal:
                view.fail(self._speeches.of(view.language).text(str(refusal)), refusal.status)
                await form.file.pass_over()
            except OSError as error:
                log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="file")
                view.fail(self._say(view, wording.NOT_HANDED_OVER), 503)
                await form.file.pass_over()
            await form.go_on()

    async def _decide(self, view: FormView, wish: str, number: int) -> None:
        draft = self._draft(view.ticket)
        if draft is None:
            return
        with suppress(FileRefused):
            if wish == REMOVE:
                await self._files.remove(draft, number)
            else:
                await self._files.send_as_it_is(draft, number)

    def _draft(self, ticket: str) -> str | None:
        draft = self._senders.conversation(self._tickets.sender(ticket))
        return draft if draft and self._vault.exists(draft) else None

    def _begin(self, ticket: str) -> str:
        draft = self._vault.begin()
        self._senders.remember(self._tickets.sender(ticket), draft)
        return draft

    def _let_go(self, ticket: str, draft: str) -> None:
        self._files.let_go(draft, withdrawn=False)
        self._senders.forget(self._tickets.sender(ticket))
        self._vault.shred(draft)

    def _listed(self, ticket: str) -> list[tuple[int, str, str]]:
        draft = self._draft(ticket)
        return self._files.listed(draft) if draft else []

    def _shown(self, view: FormView) -> list[FileShown]:
        found = []
        for number, state, name in self._listed(view.ticket):
            text = self._say(view, wording.FILE_ASKS if state == ASKS else wording.FILE_READY)
            about = text.format(number=number, name=self._speeches.of(view.language).text(name))
            found.append(FileShown(number, about, state == ASKS))
        return found

    def _say(self, view: FormView, text: str) -> str:
        return self._speeches.of(view.language).say(text)


def _too_large() -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(LARGEST, 2 * LARGEST, text="413: this is too large\n")
