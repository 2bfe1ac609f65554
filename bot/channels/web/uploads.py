"""Files from the page: each is the body of a request, streamed; the token comes in a header, never in an address.

POST /files takes one; DELETE /files/2 removes it; POST /files/2/as-it-is sends one that could not be cleaned. Answers
are JSON: {number, text, asks}, or {text} with what went wrong. A mark in a header tells a file that is sent again,
after an answer was lost, from others. What the page has sealed itself says so in another (sealed_photos.py).
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web

from bot.attachments import Attachments, FileRefused, wording
from bot.channels.web.chat import CHANNEL
from bot.channels.web.origin import Origins
from bot.channels.web.protocol import is_token
from bot.channels.web.sealed_photos import SealedPhotos
from bot.channels.web.streaming import chunks
from bot.conversation import Conversations
from bot.speech import Speech
from candour.logs import Event, log

ORIGINAL_TOO = "Candour-Original"  # the header that asks for the untouched original as well
MARK = "Candour-Mark"
_MARK = re.compile(r"(?:[0-9a-f]{32})?\Z")
_BEARER = "Bearer "


class Uploads:
    """The routes of files.

    Args:
        conversations: the gateway's conversations.
        files: takes files.
        origins: which pages may send some.
        sealed: reads what is said of photos that the page has sealed.
    """

    def __init__(
        self, conversations: Conversations, files: Attachments, origins: Origins, sealed: SealedPhotos
    ) -> None:
        self._sealed = sealed
        self._conversations = conversations
        self._files = files
        self._origins = origins

    async def take(self, request: web.Request) -> web.Response:
        """Take a file."""
        return await self._answer(request, self._take)

    async def remove(self, request: web.Request) -> web.Response:
        """Remove a file."""
        return await self._answer(request, self._remove)

    async def send_as_it_is(self, request: web.Request) -> web.Response:
        """Send a file that could not be cleaned."""
        return await self._answer(request, self._send_as_it_is)

    async def _answer(
        self, request: web.Request, work: Callable[[web.Request, str], Awaitable[dict[str, object]]]
    ) -> web.Response:
        if not self._origins.allow(request):
            raise web.HTTPForbidden(text="403: only this site's own page may send files\n")
        try:
            answer = await work(request, await self._sender(request))
            return web.json_response(answer | {"text": self._speech(request).text(str(answer["text"]))})
        except FileRefused as refusal:
            log(Event.FILE_REFUSED, channel=CHANNEL, status=refusal.status)
            response = web.json_response({"text": self._speech(request).text(str(refusal))}, status=refusal.status)
            if not request.content.at_eof():
                response.force_close()  # the rest of the file is on its way, and nobody will read it
            return response

    def _speech(self, request: web.Request) -> Speech:
        return self._conversations.speech(self._conversations.sender(CHANNEL, _token(request)))

    async def _sender(self, request: web.Request) -> str:
        sender = self._conversations.sender(CHANNEL, _token(request))
        if not self._conversations.is_open(sender):
            raise FileRefused(wording.NO_REPORT, 409)
        if not await self._conversations.allows_file(sender):
            raise FileRefused(wording.BUSY, 429)
        return sender

    def _draft(self, sender: str) -> str:
        conversation = self._conversations.draft(sender)
        if conversation is None:
            raise FileRefused(wording.NO_REPORT, 409)
        return conversation

    async def _take(self, request: web.Request, sender: str) -> dict[str, object]:
        sealed = self._sealed.read(request)
        if not sealed and (request.content_length or 0) > self._files.most:
            raise FileRefused(wording.TOO_LARGE.format(megabytes=self._files.most // 1024**2), 413)
        original = request.headers.get(ORIGINAL_TOO) == "1"
        body = chunks(request, FileRefused(wording.CUT))
        taken = await self._conversations.take_file(
            sender, body, mark=_mark(request), with_original=original, sealed=sealed
        )
        log(Event.FILE_TAKEN, channel=CHANNEL)
        return {"number": taken.number, "text": taken.text, "asks": taken.asks}

    async def _remove(self, request: web.Request, sender: str) -> dict[str, object]:
        number = int(request.match_info["number"])
        removed = await self._files.remove(self._draft(sender), number)
        text = wording.REMOVED if removed else wording.NOT_THERE
        return {"number": number, "text": text.format(number=number), "asks": False}

    async def _send_as_it_is(self, request: web.Request, sender: str) -> dict[str, object]:
        number = int(request.match_info["number"])
        taken = await self._files.send_as_it_is(self._draft(sender), number)
        text = taken.text if taken else wording.NOT_THERE.format(number=number)
        return {"number": number, "text": text, "asks": False}


def _token(request: web.Request) -> str:
    given = request.headers.getall(hdrs.AUTHORIZATION, [])
    token = given[0].removeprefix(_BEARER) if len(given) == 1 and given[0].startswith(_BEARER) else ""
    if not is_token(token):
        raise web.HTTPUnauthorized(text="401: no token\n")
    return token


def _mark(request: web.Request) -> str:
    given = request.headers.get(MARK, "")
    return given if _MARK.match(given) else ""
