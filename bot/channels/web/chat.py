"""The chat's WebSocket: connects a page with its conversation, loses nothing and says nothing twice."""

from __future__ import annotations

import asyncio
import contextlib
import resource
import secrets
from collections.abc import Coroutine
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web
from aiolimiter import AsyncLimiter

from bot import words
from bot.channels.web import protocol
from bot.channels.web.origin import Origins
from bot.channels.web.protocol import BadMessage, Got, Hello, Say
from bot.conversation import Conversations, Reply, Turn
from candour.logs import Event, error_name, log

CHANNEL = "web"
FRAME_BYTES = 2 * 1024 * 1024  # above the longest message, so that most of what is too long gets a polite answer
HELLO_SECONDS = 20
HANDING_SECONDS = 0.5
GOODBYE_SECONDS = 2  # for pages to say goodbye as well
FRAMES_A_MINUTE = 2400
MOST_PAGES = 8000  # at a time, as far as the system lets this process open files
RESERVED_PAGES = 0.25  # of them, for people who come back to a report
SILENT_SECONDS = 600  # a page that was looked at and closed again leaves no draft behind


class WebChat:
    """All open pages.

    Args:
        conversations: the gateway's conversations.
        origins: which pages may connect.
    """

    def __init__(self, conversations: Conversations, origins: Origins) -> None:
        self._conversations = conversations
        self._origins = origins
        self._pages: dict[str, web.WebSocketResponse] = {}
        self._open: set[web.WebSocketResponse] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._silent: dict[str, asyncio.TimerHandle] = {}
        self._most = min(MOST_PAGES, resource.getrlimit(resource.RLIMIT_NOFILE)[0] * 3 // 4)

    async def connect(self, request: web.Request) -> web.StreamResponse:
        """Serve one page for as long as it is there."""
        if not self._origins.allow(request):
            raise web.HTTPForbidden(text="403: only this site's own page may open the chat\n")
        if len(self._open) >= self._most:
            raise web.HTTPServiceUnavailable(text="503: too many pages are open just now\n")
        # Compression would let a network observer learn about what is secret from sizes.
        socket = web.WebSocketResponse(compress=False, max_msg_size=FRAME_BYTES, heartbeat=30)
        await socket.prepare(request)
        self._open.add(socket)
        try:
            await self._serve(socket)
        finally:
            self._open.discard(socket)
        return socket

    def knows(self, sender: str) -> bool:
        """Whether the sender's page is open here."""
        return sender in self._pages

    async def opened_elsewhere(self, sender: str) -> None:
        """The sender's page was opened at another gateway, which gives it what did not certainly arrive here."""
        self._keep_silent_draft(sender)
        if socket := self._pages.pop(sender, None):
            await _close(socket)
            await self._deliver(sender, self._conversations.undelivered(sender))

    async def push(self, sender: str, turn: Turn) -> bool:
        """Deliver a late answer, if the sender's page is there."""
        return sender in self._pages and await self._deliver(sender, turn)

    async def close(self, _app: web.Application) -> None:
        """Say goodbye to every page; they come back by themselves."""
        if self._tasks:  # answers that are on their way to a page
            await asyncio.wait(self._tasks, timeout=HANDING_SECONDS)
        if goodbyes := [asyncio.create_task(_restarting(socket)) for socket in self._open]:
            await asyncio.wait(goodbyes, timeout=GOODBYE_SECONDS)
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _serve(self, socket: web.WebSocketResponse) -> None:
        sender = await self._greet(socket)
        if sender is None:
            return
        pace = AsyncLimiter(FRAMES_A_MINUTE)
        try:
            async for frame in socket:
                await pace.acquire()
                if message := await _read(socket, frame.type, frame.data):
                    await self._receive(socket, sender, message)
        finally:
            self._gone(sender, socket)

    def _gone(self, sender: str, socket: web.WebSocketResponse) -> None:
        if self._pages.get(sender) is socket:
            del self._pages[sender]
            self._silent[sender] = asyncio.get_running_loop().call_later(SILENT_SECONDS, self._discard, sender)

    def _keep_silent_draft(self, sender: str) -> None:
        if timer := self._silent.pop(sender, None):
            timer.cancel()

    def _discard(self, sender: str) -> None:
        self._silent.pop(sender, None)
        if sender not in self._pages:
            self._conversations.discard_if_silent(sender)

    async def _greet(self, socket: web.WebSocketResponse) -> str | None:
        """Wait for the page's hello; returns its sender, or None when it went or said nothing of use."""
        while True:
            try:
                frame = await socket.receive(HELLO_SECONDS)
            except TimeoutError:
                return None
            if frame.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return None
            message = await _read(socket, frame.type, frame.data)
            if isinstance(message, Hello):
                return await self._welcome(socket, message)
            if message:
                await _send(socket, {"type": "error", "text": "Say hello first."})

    async def _welcome(self, socket: web.WebSocketResponse, hello: Hello) -> str | None:
        # Only a token that a draft is open for goes on; so every token in use was made here.
        token, resumed = hello.token or "", False
        if token:
            resumed = self._conversations.is_open(self._conversations.sender(CHANNEL, token))
        if not resumed and len(self._open) > self._most * (1 - RESERVED_PAGES):
            speech = self._conversations.speech_of(hello.language)
            await _send(socket, {"type": "note", "replies": protocol.replies((Reply(words.BUSY_PAGE),), speech)})
            await socket.close(code=WSCloseCode.TRY_AGAIN_LATER)
            return None
        if not resumed:
            token = secrets.token_urlsafe(32)
        sender = self._conversations.sender(CHANNEL, token)
        self._keep_silent_draft(sender)
        earlier, self._pages[sender] = self._pages.get(sender), socket
        if earlier:
            self._spawn(_close(earlier))
        self._spawn(self._conversations.replicas.tell_opened(sender))
        await _send(socket, {"type": "welcome", "token": token, "resumed": resumed})
        if resumed:
            await self._deliver(sender, self._conversations.undelivered(sender))
        else:
            self._conversations.speak(sender, hello.language)
            self._spawn(self._begin(sender, returning=hello.token is not None))
        return sender

    async def _receive(self, socket: web.WebSocketResponse, sender: str, message: Hello | Say | Got) -> None:
        if isinstance(message, Say):
            await self._say(socket, sender, message)
        elif isinstance(message, Got):
            self._conversations.confirm(sender, message.id)

    async def _say(self, socket: web.WebSocketResponse, sender: str, said: Say) -> None:
        refusal = await self._conversations.accept(sender, said.id, said.text, pressed=said.pressed)
        if refusal:
            speech = self._conversations.speech(sender)
            text = " ".join(speech.text(reply.text) for reply in refusal.replies)
            await _send(socket, {"type": "refused", "id": said.id, "text": text})
            return
        await _send(socket, {"type": "ack", "id": said.id})
        self._spawn(self._answer(sender, said.id))

    async def _begin(self, sender: str, *, returning: bool = False) -> None:
        await self._deliver(sender, await self._conversations.begin(sender, returning=returning))

    async def _answer(self, sender: str, message_id: str) -> None:
        await self._deliver(sender, await self._conversations.answer(sender, message_id))

    async def _deliver(self, sender: str, turn: Turn) -> bool:
        """Send a turn to the sender's page; what the page does not confirm comes again when it reconnects.

        Where it has reconnected to another gateway by now, that one is told.
        """
        speech = self._conversations.speech(sender)
        frames = [protocol.answer(answer, speech) for answer in turn.answers]
        if turn.replies and not turn.answers:
            frames = [{"type": "note", "replies": protocol.replies(turn.replies, speech)}]
        socket = self._pages.get(sender)
        if socket is None or not all([await _send(socket, frame) for frame in frames]):
            turn.failed()
            if socket is None and turn.replies:
                await self._conversations.replicas.tell_answers(sender)
            return False
        return True

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(self._guard(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _guard(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception as error:
            log(Event.REQUEST_FAILED, level="error", error=error_name(error), channel=CHANNEL)


async def _read(socket: web.WebSocketResponse, kind: WSMsgType, data: Any) -> Hello | Say | Got | None:
    try:
        if kind is not WSMsgType.TEXT:
            raise BadMessage("This was not understood: only text is taken here.")
        return protocol.parse(data)
    except BadMessage as error:
        log(Event.MESSAGE_REFUSED, channel=CHANNEL)
        await _send(socket, {"type": "error", "text": str(error)})
        return None


async def _restarting(socket: web.WebSocketResponse) -> None:
    with contextlib.suppress(ConnectionError, RuntimeError):
        await socket.close(code=WSCloseCode.SERVICE_RESTART)


async def _send(socket: web.WebSocketResponse, body: dict[str, Any]) -> bool:
    try:
        await socket.send_json(body)
    except (ConnectionError, RuntimeError):  # the page went away; it will ask again
        return False
    return True


async def _close(socket: web.WebSocketResponse) -> None:
    await socket.close(code=WSCloseCode.POLICY_VIOLATION, message=b"opened elsewhere")
