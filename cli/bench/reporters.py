"""Reporters as programs: one at the web chat's WebSocket, one at the stock REST channel of the bare Rasa."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import aiohttp

from candour.errors import BenchError

ANSWER_SECONDS = 60.0
HANDED_OVER = "handed_over"


class Reporter(Protocol):
    """Someone in a conversation that has begun."""

    async def say(self, text: str) -> list[str]:
        """Send a message, wait for the whole answer, and return the events in it."""
        ...


Side = Callable[[], AbstractAsyncContextManager[Reporter]]
"""Begins a new conversation: with Candour, or with the bare Rasa."""


@dataclass(frozen=True)
class Report:
    """How one conversation went: seconds of each turn, and whether a case was handed over in it."""

    seconds: list[float]
    handed_over: bool


async def converse(reporter: Reporter, texts: Sequence[str], pause: float = 0.0) -> Report:
    """Say one text after another, as fast as the answers come, or with a pause (seconds) before each."""
    seconds, events = [], []
    for text in texts:
        await asyncio.sleep(pause)
        began = time.perf_counter()
        events += await reporter.say(text)
        seconds.append(time.perf_counter() - began)
    return Report(seconds, HANDED_OVER in events)


class WebReporter:
    """At the web chat, speaking `bot.channels.web.protocol` as the page does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self._frames: asyncio.Queue[aiohttp.WSMessage] = asyncio.Queue()
        self._listening: asyncio.Task[None] | None = None  # ends with the connection
        self.token = ""
        self.replies: list[dict[str, Any]] = []  # what was answered last

    @property
    def buttons(self) -> list[str]:
        """The buttons under the last reply."""
        return list(self.replies[-1]["buttons"]) if self.replies else []

    def first(self, name: str, of: str = "") -> str:
        """What stands under a name in the first of the last replies that has it, and has `of`; empty for none."""
        return next((str(one[name]) for one in self.replies if one[name] and one[of or name]), "")

    async def begin(self, language: str = "en") -> None:
        """Say hello and wait for the opening."""
        await self._send(type="hello", token=None, language=language)
        await self._answer()

    async def say(self, text: str, *, pressed: bool = False) -> list[str]:
        """Send a message and return the events in its answer."""
        await self._send(type="say", id=f"m{next(self._ids)}", text=text, pressed=pressed)
        return [reply["event"] for reply in await self._answer() if reply["event"]]

    async def _listen(self) -> None:
        # Also while its reporter thinks: the gateway's pings are answered by whoever reads.
        frame = await self._socket.receive()
        while frame.type is aiohttp.WSMsgType.TEXT:
            self._frames.put_nowait(frame)
            frame = await self._socket.receive()
        self._frames.put_nowait(frame)

    async def _answer(self) -> list[dict[str, Any]]:
        self._listening = self._listening or asyncio.create_task(self._listen())
        while True:
            async with asyncio.timeout(ANSWER_SECONDS):
                frame = await self._frames.get()
            if frame.type is not aiohttp.WSMsgType.TEXT:
                raise BenchError("the web chat closed the conversation")
            body = json.loads(frame.data)
            if body["type"] in ("refused", "error"):  # a note says that the answer takes long
                raise BenchError(f"the web chat sent no answer but: {body['text']}")
            if body["type"] == "welcome":
                self.token = body["token"]
            if body["type"] == "answer":
                await self._send(type="got", id=body["id"])
                self.replies = list(body["replies"])
                return self.replies

    async def _send(self, **body: Any) -> None:
        await self._socket.send_str(json.dumps(body))


class RestReporter:
    """At the REST channel of Rasa."""

    def __init__(self, session: aiohttp.ClientSession, url: str, conversation: str) -> None:
        self._session = session
        self._url = url
        self._conversation = conversation

    async def say(self, text: str) -> list[str]:
        """Post a message and return the events in its answer."""
        body = {"sender": self._conversation, "message": text}
        async with self._session.post(self._url, json=body) as response:
            if response.status != 200:
                raise BenchError(f"the bare Rasa answered with status {response.status}")
            replies = await response.json()
        return [reply["custom"]["event"] for reply in replies if reply.get("custom")]


def web_side(session: aiohttp.ClientSession, url: str) -> Side:
    """Reporters at the web chat of the gateway at a URL."""

    @asynccontextmanager
    async def open_chat() -> AsyncIterator[Reporter]:
        async with session.ws_connect(f"{url}/chat", headers={"Origin": url}) as socket:
            reporter = WebReporter(socket)
            await reporter.begin()
            yield reporter

    return open_chat


def rest_side(session: aiohttp.ClientSession, url: str, begin_draft: Callable[[], str]) -> Side:
    """Reporters at the REST channel of the Rasa at a URL.

    Args:
        session: its connections are kept alive and shared.
        url: where that Rasa listens.
        begin_draft: makes a draft and returns its conversation ID, which the actions need.
    """

    @asynccontextmanager
    async def open_conversation() -> AsyncIterator[Reporter]:
        reporter = RestReporter(session, f"{url}/webhooks/rest/webhook", begin_draft())
        await reporter.say("/start")
        yield reporter

    return open_conversation
