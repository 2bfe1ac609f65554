"""Answers the pages without script: which page a form came from, and what the next one shows.

POST / takes the form of a page, answers with the next page and sends nobody elsewhere; only "Leave quickly" does.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress

from aiohttp import hdrs, web

from bot import words
from bot.attachments import Attachments
from bot.channels.web.origin import Origins
from bot.channels.web.page import EXIT_URL, Page, language_of
from bot.channels.web.plain.incoming import DO, FILES, TEXT, TOKEN, Form, FormBroken, FormTooLarge, too_large
from bot.channels.web.plain.page_turn import LEAVE, PageTurn
from bot.channels.web.plain.sheet import Sheet
from bot.channels.web.plain.sheets import Sheets
from bot.channels.web.plain.tokens import PageTokens, Place
from bot.channels.web.plain.view import STATUS, Outcome, View, shown
from bot.conversation import Conversations
from triage.receipt import looks_like_receipt

AT_ONCE = 2000  # forms; each waits for its answer
RESERVED = 0.25  # of them, for people who have something open
END_SECONDS = 600  # from the page with the reference until its draft is destroyed, if no other page is asked for
BESIDE_FILES = 1024 * 1024  # bytes of a form without its files


class PlainChat:
    """All pages without script.

    Args:
        conversations: the gateway's conversations.
        files: takes files.
        origins: which pages may send forms.
        page: renders pages.
        tokens: of pages.
        sheets: what pages show.
    """

    def __init__(
        self,
        conversations: Conversations,
        files: Attachments,
        origins: Origins,
        page: Page,
        *,
        tokens: PageTokens,
        sheets: Sheets,
    ) -> None:
        self._conversations = conversations
        self._files = files
        self._origins = origins
        self._tokens = tokens
        self._sheets = sheets
        self._page = page
        self._in_hand = 0

    async def show(self, request: web.Request) -> web.Response:
        """Serve the page to somebody new. Nothing is kept of it."""
        return self._first(Outcome(language=language_of(request)))

    async def take(self, request: web.Request) -> web.Response:
        """Take a form."""
        if not self._origins.allow(request):
            raise web.HTTPForbidden(text="403: only this site's own page may send this\n")
        if self._in_hand >= AT_ONCE:
            raise web.HTTPServiceUnavailable(text="503: too many pages are open just now\n")
        if (request.content_length or 0) > FILES * self._files.most + BESIDE_FILES:
            raise too_large()
        self._in_hand += 1
        try:
            return await self._take(await Form.of(request, self._files.most), language_of(request))
        except FormBroken:
            raise web.HTTPBadRequest(text="400: this is not a form of this page\n") from None
        except FormTooLarge:
            raise too_large() from None
        finally:
            self._in_hand -= 1

    async def _take(self, form: Form, language: str) -> web.Response:
        if TOKEN not in form.fields:
            raise FormBroken
        place = self._tokens.open(form.fields[TOKEN])
        if place is None:
            return await self._closed(form, language)
        if self._is_full_for(place.sender):
            return await self._busy(form, place, language)
        self._conversations.speak(place.sender, language)
        async with self._conversations.replicas.holding("page", place.sender):
            if form.fields.get(DO) == LEAVE:
                return self._leave(place)
            return await self._answer(form, place)

    def _is_full_for(self, sender: str) -> bool:
        return self._in_hand > AT_ONCE * (1 - RESERVED) and not self._conversations.is_open(sender)

    async def _answer(self, form: Form, place: Place) -> web.Response:
        sheet = self._sheets.get(place.sender)
        if sheet is None and place.turn and not self._conversations.is_open(place.sender):
            await form.pass_over()
            if not looks_like_receipt(form.fields.get(TEXT, "")):
                return await self._closed(form, self._language(place))
        sheet = sheet or Sheet(turn=place.turn)
        if sheet.left:
            return self._first(Outcome(language=self._language(place)))
        turn = PageTurn(self._conversations, self._files, form, place, sheet, Outcome())
        if place.turn < sheet.turn:
            await turn.look_back()
        else:
            sheet.turn = place.turn
            await turn.take()
        self._keep(place.sender, sheet)
        turn.outcome.language = self._language(place)
        return self._going(Place(place.sender, sheet.turn), sheet, turn.outcome)

    def _language(self, place: Place) -> str:
        return self._conversations.speech(place.sender).language.code

    # What is kept -----------------------------------------------------------------------------------------------------

    async def recover(self, _app: web.Application) -> None:
        """Go on, after a start, with letting reports end that were over."""
        for sender, sheet in self._sheets.kept():
            self._end_later(sender, sheet.ending)

    def _keep(self, sender: str, sheet: Sheet) -> None:
        """Keep the sheet, and let go of the answers that it has from now on."""
        if not sheet.turn:
            return
        if self._sheets.put(sender, sheet):
            for answer in self._conversations.undelivered(sender).answers:
                if answer.id in sheet.shown and not answer.finishes:
                    self._conversations.confirm(sender, answer.id)
        if sheet.withdrawn:
            self._end(sender, sheet.ending)
        else:
            self._end_later(sender, sheet.ending)

    def _end_later(self, sender: str, ending: str) -> None:
        if ending:
            asyncio.get_running_loop().call_later(END_SECONDS, self._end, sender, ending)

    def _end(self, sender: str, ending: str) -> None:
        """Destroy the draft of a report that is over; its end stays on the page for a while."""
        sheet = self._sheets.get(sender)
        if sheet and sheet.ending == ending:
            self._conversations.confirm(sender, ending)
            sheet.close()
            self._sheets.put(sender, sheet)

    def _leave(self, place: Place) -> web.Response:
        sheet = self._sheets.get(place.sender)
        if sheet and sheet.ending:
            self._conversations.confirm(place.sender, sheet.ending)
        self._conversations.leave(place.sender)
        if sheet or self._conversations.is_open(place.sender):
            self._sheets.put(place.sender, Sheet(turn=max(place.turn, 1), left=True))
        return web.Response(status=303, headers={hdrs.LOCATION: EXIT_URL})

    # Pages ------------------------------------------------------------------------------------------------------------

    def _first(self, outcome: Outcome, place: Place | None = None) -> web.Response:
        token = self._tokens.seal(place or self._tokens.fresh())
        return self._page.response(
            View(
                token,
                (),
                box=outcome.box,
                trouble=tuple(outcome.trouble),
                status=outcome.status,
                language=outcome.language,
            )
        )

    def _going(self, place: Place, sheet: Sheet, outcome: Outcome) -> web.Response:
        if not sheet.turn:
            return self._first(outcome, place)
        draft = self._conversations.draft(place.sender)
        view = View(
            token=self._tokens.seal(place),
            lines=shown(sheet, lambda number: self._files.state(draft, number) if draft else ""),
            buttons=sheet.buttons,
            waiting=bool(sheet.waiting),
            box=outcome.box,
            trouble=tuple(outcome.trouble),
            status=outcome.status,
            going=True,
            language=outcome.language,
        )
        return self._page.response(view)

    async def _closed(self, form: Form, language: str) -> web.Response:
        with suppress(FormTooLarge):
            await form.pass_over()
        return self._first(Outcome(form.fields.get(TEXT, ""), [words.CLOSED], STATUS[words.CLOSED], language))

    async def _busy(self, form: Form, place: Place, language: str) -> web.Response:
        with suppress(FormTooLarge):
            await form.pass_over()
        return self._first(Outcome(form.fields.get(TEXT, ""), [words.BUSY], STATUS[words.BUSY], language), place)
