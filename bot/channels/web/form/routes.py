"""The form's addresses.

GET /form shows it. POST /form takes a page without script, in the clear, and answers with the next page. POST
/form/files takes a file and POST /form/sealed a report that were sealed in the browser; what they take is passed on
unread, and their answers are JSON.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from bot.channels.web.form import sealed
from bot.channels.web.form.filing import Filing
from bot.channels.web.form.incoming import SealedFiles
from bot.channels.web.form.plain import PlainForm
from bot.channels.web.form.sealed import NotSealed, OtherKeys
from bot.channels.web.form.tickets import CHANNEL, Tickets
from bot.channels.web.form.view import FormPages, FormView
from bot.channels.web.origin import Origins
from bot.channels.web.page import form_language, language_of
from bot.channels.web.streaming import BROKEN_OFF
from bot.conversation import Conversations
from candour.errors import RecipientsError, ReferenceTaken, StoreError
from candour.logs import Event, error_name, log
from drafts.vault import has_room
from triage.recipients import Recipients

WHOLE_SECONDS = 300  # for a whole report; nobody may hold a place by dripping
AT_ONCE = 300  # reports that come in at the same time; each can take three megabytes
FILES_AT_ONCE = 32
PROBLEM = "problem"


class FormRoutes:
    """The form's handlers.

    Args:
        conversations: has the limits that all ways in share.
        origins: which pages may send something.
        pages: renders them.
        plain: takes pages without script.
        filing: hands reports to the store.
        files: takes sealed files.
        tickets: for new pages.
        recipients: gives those to whom reports are sealed.
    """

    def __init__(
        self,
        conversations: Conversations,
        origins: Origins,
        pages: FormPages,
        *,
        plain: PlainForm,
        filing: Filing,
        files: SealedFiles,
        tickets: Tickets,
        recipients: Callable[[], Recipients],
    ) -> None:
        self._conversations = conversations
        self._origins = origins
        self._pages = pages
        self._plain = plain
        self._filing = filing
        self._files = files
        self._tickets = tickets
        self._recipients = recipients
        self._in_hand: Counter[str] = Counter()

    async def show(self, request: web.Request) -> web.Response:
        """Serve the form to somebody new. Nothing is kept of it."""
        return self._pages.form(FormView(self._tickets.fresh(), language=form_language(language_of(request))))

    async def take(self, request: web.Request) -> web.StreamResponse:
        """Take a page without script."""
        return await self._one_more(request, self._plain.take, AT_ONCE)

    async def take_sealed(self, request: web.Request) -> web.StreamResponse:
        """Take a report that was sealed in the browser."""
        return await self._one_more(request, self._take_sealed, AT_ONCE)

    async def take_file(self, request: web.Request) -> web.StreamResponse:
        """Take a file that was sealed in the browser."""
        return await self._one_more(request, self._take_file, FILES_AT_ONCE)

    async def _one_more(
        self, request: web.Request, work: Callable[[web.Request], Awaitable[web.StreamResponse]], most: int
    ) -> web.StreamResponse:
        if not self._origins.allow(request):
            raise web.HTTPForbidden(text="403: only this site's own page may send this\n")
        kind = request.path
        if self._in_hand[kind] >= most:
            raise web.HTTPServiceUnavailable(text="503: too many reports are coming in just now\n")
        self._in_hand[kind] += 1
        try:
            return await work(request)
        finally:
            self._in_hand[kind] -= 1

    async def _take_sealed(self, request: web.Request) -> web.Response:
        if not await self._conversations.buckets.form_may():
            return _refused("busy", 429)
        try:
            body = await _body(request)
            recipients = self._recipients()
            report = sealed.read(body, recipients)
            crowd = await self._conversations.buckets.in_flood(CHANNEL)
            filed = await self._filing.pass_on(report, crowd=crowd)
        except NotSealed:
            log(Event.MESSAGE_REFUSED, channel=CHANNEL)
            return _refused("malformed", 422)
        except OtherKeys:
            return _refused("keys", 409)
        except ReferenceTaken:
            return _refused("reference", 409)
        except (StoreError, RecipientsError, OSError) as error:
            log(Event.HAND_OVER_FAILED, level="error", error=error_name(error), channel=CHANNEL)
            return _refused("store", 503)
        return web.json_response({"reference": filed.reference, "same": filed.same})

    async def _take_file(self, request: web.Request) -> web.Response:
        room = has_room(self._files.folder, self._conversations.limits.disk + (request.content_length or 0))
        if not room or not await self._conversations.buckets.form_file_may():
            return _cut(request, _refused("busy", 503))
        try:
            file = await self._files.take(request)
        except NotSealed:
            log(Event.FILE_REFUSED, channel=CHANNEL, status=422)
            return _cut(request, _refused("malformed", 422))
        except (StoreError, RecipientsError, OSError) as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="file")
            return _cut(request, _refused("store", 503))
        log(Event.FILE_TAKEN, channel=CHANNEL)
        return web.json_response({"id": file})


def _refused(problem: str, status: int) -> web.Response:
    return web.json_response(
        {PROBLEM: problem}, status=status, headers={hdrs.RETRY_AFTER: "20"} if status > 422 else {}
    )


def _cut(request: web.Request, response: web.Response) -> web.Response:
    if not request.content.at_eof():
        response.force_close()  # the rest of the file is on its way, and nobody will read it
    return response


async def _body(request: web.Request) -> bytes:
    """Read a request's body, but no more than a report can take.

    Raises:
        NotSealed: it is longer, or breaks off.
    """
    body = bytearray()
    try:
        async with asyncio.timeout(WHOLE_SECONDS):
            while chunk := await request.content.readany():
                body += chunk
                if len(body) > sealed.BODY_BYTES:
                    raise NotSealed
        return bytes(body)
    except BROKEN_OFF:
        raise NotSealed from None
