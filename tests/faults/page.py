"""A page that lives through the death of the gateway as the real one does: it connects again and repeats what was not
acknowledged (bot/pages/chat.js)."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

PAUSE = 0.02
REFUSED_PAUSE = 0.5


class Page:
    """One page.

    Args:
        url: of the gateway.
        revive: called when the gateway cannot be reached; starts it again if it died.

    Attributes:
        shown: replies by the ID of their answer, in the order in which they came; notes have the ID "".
        acknowledged: IDs of messages that the gateway has promised to keep.
        changed: IDs of answers that came again with other words.
        refused: messages that were not taken; the page sends them again.
    """

    def __init__(self, url: str, revive: Callable[[], Awaitable[None]]) -> None:
        self._url = url
        self._revive = revive
        self._token: str | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._waiting: dict[str, str] = {}
        self._news = asyncio.Event()
        self.shown: list[tuple[str, list[dict[str, Any]]]] = []
        self.acknowledged: set[str] = set()
        self.changed: list[str] = []
        self.refused = 0

    async def run(self, session: aiohttp.ClientSession) -> None:
        """Keep the page connected until cancelled."""
        while True:
            try:
                async with session.ws_connect(f"{self._url}/chat", headers={"Origin": self._url}) as socket:
                    await socket.send_json({"type": "hello", "token": self._token})
                    self._socket = socket
                    await self._read(socket)
            except (aiohttp.ClientError, OSError):
                pass
            self._socket = None
            await self._revive()
            await asyncio.sleep(PAUSE)

    async def begin(self) -> list[dict[str, Any]]:
        """Wait for the opening; where it is refused, load the page again as somebody who waits for it does."""
        while not (opening := [replies for name, replies in self.shown if name]):
            with contextlib.suppress(TimeoutError):
                await self.until(lambda: any(name for name, _ in self.shown), seconds=3)
                continue
            if self._socket is not None:
                await self._socket.close()
        return opening[0]

    async def say(self, name: str, text: str) -> None:
        """Send a message and wait until it is acknowledged, however often that must be tried."""
        self._waiting[name] = text
        await self._send({"type": "say", "id": name, "text": text})
        await self.until(lambda: name in self.acknowledged)

    async def answer(self, name: str, seconds: float = 20) -> list[dict[str, Any]]:
        """Wait for the answer to a message."""
        await self.until(lambda: bool(self._answer(name)), seconds)
        return self._answer(name)

    async def until(self, true: Callable[[], bool], seconds: float = 20) -> None:
        """Wait until something that the page is told of has come true."""
        async with asyncio.timeout(seconds):
            while not true():
                self._news.clear()
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), 0.5)

    def texts(self) -> list[str]:
        """All that was shown."""
        return [reply["text"] for _, replies in self.shown for reply in replies]

    def _answer(self, name: str) -> list[dict[str, Any]]:
        return next((replies for shown, replies in self.shown if shown == name), [])

    async def _read(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            await self._receive(json.loads(frame.data))
            self._news.set()

    async def _receive(self, body: dict[str, Any]) -> None:
        match body["type"]:
            case "welcome":
                self._token = body["token"]
                for name, text in self._waiting.items():
                    await self._send({"type": "say", "id": name, "text": text})
            case "ack":
                self.acknowledged.add(body["id"])
                self._waiting.pop(body["id"], None)
            case "answer":
                await self._send({"type": "got", "id": body["id"]})
                self._show(body["id"], body["replies"])
            case "note":
                self.shown.append(("", body["replies"]))
            case "refused":
                self.refused += 1
                asyncio.get_running_loop().call_later(REFUSED_PAUSE, self._say_again, body["id"])
            case kind:
                raise AssertionError(f"{kind}: {body.get('text')}")

    def _show(self, name: str, replies: list[dict[str, Any]]) -> None:
        known = self._answer(name)
        if not known:
            self.shown.append((name, replies))
        elif known != replies:
            self.changed.append(name)

    def _say_again(self, name: str) -> None:
        if name in self._waiting:
            self._again = asyncio.create_task(self._send({"type": "say", "id": name, "text": self._waiting[name]}))

    async def _send(self, body: dict[str, Any]) -> None:
        if self._socket is not None:
            with contextlib.suppress(ConnectionError, RuntimeError, aiohttp.ClientError):
                await self._socket.send_json(body)


@asynccontextmanager
async def open_page(url: str, revive: Callable[[], Awaitable[None]]) -> AsyncIterator[Page]:
    """Open a page and keep it open for the block."""
    page = Page(url, revive)
    async with aiohttp.ClientSession() as session:
        task = asyncio.create_task(page.run(session))
        try:
            yield page
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
