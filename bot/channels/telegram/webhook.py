"""The webhook: who does not know the secret learns nothing, not even that there is one."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Callable
from typing import Any

from aiohttp import web
from telegram import Bot, Update

from candour.logs import Event, error_name, log

PATH = "/telegram/webhook"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name, not its value
BODY_LIMIT = 256 * 1024  # the largest update that Telegram sends is a small part of this


class Webhook:
    """Handler of the route.

    Args:
        secret: what Telegram must send in exactly one header.
        bot: client of the Bot API, which parses updates.
        take: starts to deal with an update; its future says whether the update is safely taken.
    """

    def __init__(self, secret: str, bot: Bot, take: Callable[[Update], asyncio.Future[bool]]) -> None:
        self._secret = secret.encode()
        self._bot = bot
        self._take = take

    async def handle(self, request: web.Request) -> web.Response:
        """Answer 200 once an update is safely taken, so that Telegram brings it again in any other case."""
        if request.method != "POST" or not self._knows_secret(request):
            raise web.HTTPNotFound
        update = self._parse(await _body(request))
        # Shielded: when Telegram hangs up, the message is dealt with all the same, once.
        if not await asyncio.shield(self._take(update)):
            raise web.HTTPServiceUnavailable
        return web.Response()

    def _knows_secret(self, request: web.Request) -> bool:
        given = request.headers.getall(SECRET_HEADER, [])
        # On bytes, since hmac.compare_digest raises for text that is not ASCII.
        values = [value.encode("utf-8", "surrogateescape") for value in given]
        return len(values) == 1 and hmac.compare_digest(values[0], self._secret)

    def _parse(self, body: bytes) -> Update:
        try:
            content = json.loads(body)
            if not _is_update(content):
                raise web.HTTPBadRequest
            return Update.de_json(content, self._bot)
        except web.HTTPException:
            raise
        except Exception as error:  # whatever the parser meets in a body that no Bot API server would send
            log(Event.MESSAGE_REFUSED, level="warning", channel="telegram", error=error_name(error))
            raise web.HTTPBadRequest from None


def _is_update(content: Any) -> bool:
    number = content.get("update_id") if isinstance(content, dict) else None
    return isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 2**63


async def _body(request: web.Request) -> bytes:
    if (request.content_length or 0) > BODY_LIMIT:
        raise _too_large()
    body = bytearray()
    async for chunk in request.content.iter_any():
        body += chunk
        if len(body) > BODY_LIMIT:
            raise _too_large()
    return bytes(body)


def _too_large() -> web.HTTPRequestEntityTooLarge:
    return web.HTTPRequestEntityTooLarge(max_size=BODY_LIMIT, actual_size=BODY_LIMIT + 1)
