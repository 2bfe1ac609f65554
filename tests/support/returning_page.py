"""The web chat as the page's script uses it: it comes back by itself, and brings again what was not acknowledged."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import aiohttp

PAUSE = 0.3  # seconds until it comes back; the page's own is a little longer
ANSWERED_WITHIN = 60
ELSEWHERE = 1008


class ReturningPage:
    """One page.

    Attributes:
        answers: the texts of each answer, by the ID of its message; each is shown once, however often it comes.
        notes: what was said beside the answers.
        visits: how often it connected.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self.answers: dict[str, list[str]] = {}
        self.notes: list[str] = []
        self.visits = 0
        self._session = session
        self._url = url
        self._token: str | None = None
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._unacknowledged: dict[str, str] = {}
        self._ids = itertools.count(1)
        self._news = asyncio.Event()
        self._staying: asyncio.Task[None] | None = None

    async def begin(self) -> list[str]:
        """Open the page and wait for the opening."""
        self._staying = asyncio.create_task(self._stay())
        self._staying.add_done_callback(lambda _: self._news.set())
        await self._until_there_are(1)
        return next(iter(self.answers.values()))

    async def say(self, text: str) -> list[str]:
        """Send a message and wait for its answer, wherever that comes from."""
        name, count = f"m{next(self._ids)}", len(self.answers)
        self._unacknowledged[name] = text
        await self._transmit({"type": "say", "id": name, "text": text})
        await self._until_there_are(count + 1)
        assert list(self.answers)[count:] == [name], "an answer to something else"
        return self.answers[name]

    async def leave(self) -> None:
        """Close the page."""
        if self._staying:
            self._staying.cancel()
            with suppress(asyncio.CancelledError):
                await self._staying

    async def _until_there_are(self, count: int) -> None:
        async with asyncio.timeout(ANSWERED_WITHIN):
            while len(self.answers) < count:
                self._news.clear()
                await self._news.wait()
                if self._staying and self._staying.done():
                    await self._staying  # raises what ended it

    async def _stay(self) -> None:
        while True:
            with suppress(aiohttp.ClientError):
                await self._visit()
            await asyncio.sleep(PAUSE)

    async def _visit(self) -> None:
        async with self._session.ws_connect(f"{self._url}/chat", headers={"Origin": self._url}) as socket:
            self.visits += 1
            await socket.send_json({"type": "hello", "token": self._token, "language": "en"})
            try:
                async for frame in socket:
                    await self._receive(socket, json.loads(frame.data))
            finally:
                self._socket = None
            assert socket.close_code != ELSEWHERE, "told that it is open elsewhere"

    async def _receive(self, socket: aiohttp.ClientWebSocketResponse, body: dict[str, Any]) -> None:
        match body["type"]:
            case "welcome":
                assert self._token in (None, body["token"]), "its report was lost"
                self._token, self._socket = body["token"], socket
                for name, text in self._unacknowledged.items():
                    await self._transmit({"type": "say", "id": name, "text": text})
            case "ack":
                self._unacknowledged.pop(body["id"], None)
            case "answer":
                await self._transmit({"type": "got", "id": body["id"]})
                texts = [reply["text"] for reply in body["replies"]]
                assert self.answers.setdefault(body["id"], texts) == texts, "answered twice, in different words"
                self._news.set()
            case "note":
                self.notes += [reply["text"] for reply in body["replies"]]
            case other:
                raise AssertionError(f"{other}: {body['text']}")

    async def _transmit(self, body: dict[str, Any]) -> None:
        if self._socket:
            with suppress(ConnectionError):  # it comes again
                await self._socket.send_json(body)


@asynccontextmanager
async def returning_page(url: str) -> AsyncIterator[ReturningPage]:
    """Have a page, which is not open yet."""
    async with aiohttp.ClientSession() as session:
        page = ReturningPage(session, url)
        try:
            yield page
        finally:
            await page.leave()
