"""A reporter at the web chat, over the real WebSocket, without a browser."""

from __future__ import annotations

import itertools
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import aiohttp

ANSWER_SECONDS = 30


class WebReporter:
    """One conversation.

    Attributes:
        replies: what was answered last.
    """

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._ids = itertools.count(1)
        self.token = ""
        self.replies: list[dict[str, Any]] = []

    @property
    def text(self) -> str:
        """All that was answered last, as one text."""
        return "\n".join(reply["text"] for reply in self.replies)

    @property
    def buttons(self) -> list[str]:
        """The buttons under the last reply."""
        return list(self.replies[-1]["buttons"]) if self.replies else []

    @property
    def events(self) -> list[str]:
        """What happened besides text: handed_over, withdrawn, hand_over_failed."""
        return [reply["event"] for reply in self.replies if reply["event"]]

    @property
    def reference(self) -> str | None:
        """The reference, if the case was handed over."""
        return next((reply["reference"] for reply in self.replies if reply["reference"]), None)

    async def hello(self, token: str | None = None, language: str = "en") -> None:
        """Open or resume the conversation."""
        await self._send(type="hello", token=token, language=language)
        self.token = (await self._next("welcome"))["token"]

    async def begin(self) -> list[dict[str, Any]]:
        """Wait for the opening, which comes by itself once the page has said hello."""
        return await self._answer()

    async def say(self, text: str, message_id: str | None = None, *, pressed: bool = False) -> list[dict[str, Any]]:
        """Send one message and wait for its answer."""
        name = message_id or f"m{next(self._ids)}-{id(self)}"
        await self._send(type="say", id=name, text=text, pressed=pressed)
        return await self._answer()

    async def press(self, title: str) -> list[dict[str, Any]]:
        """Press the button on which this stands, and wait for the answer."""
        last = self.replies[-1]
        return await self.say(last["buttons"][last["titles"].index(title)], pressed=True)

    async def refused(self, frame: str) -> None:
        """Send a frame that is no message of the page, and wait to be told so."""
        await self._socket.send_str(frame)
        await self._next("error")

    async def late_answer(self) -> list[dict[str, Any]]:
        """Wait for an answer that comes by itself."""
        return await self._answer()

    async def say_all(self, *texts: str) -> list[dict[str, Any]]:
        """Send messages one after another; returns the last answer."""
        for text in texts:
            await self.say(text)
        return self.replies

    async def _answer(self) -> list[dict[str, Any]]:
        body = await self._next("answer", "note")
        if body.get("id"):
            await self._send(type="got", id=body["id"])
        self.replies = body["replies"]
        return self.replies

    async def _next(self, *kinds: str) -> dict[str, Any]:
        while True:
            body = json.loads(await self._socket.receive_str(timeout=ANSWER_SECONDS))
            if body["type"] in kinds:
                return dict(body)
            if body["type"] in ("refused", "error"):
                raise AssertionError(body)

    async def _send(self, **body: Any) -> None:
        await self._socket.send_str(json.dumps(body))


@asynccontextmanager
async def web_reporter(
    url: str, token: str | None = None, address: str = "127.0.0.1", language: str = "en"
) -> AsyncIterator[WebReporter]:
    """Open the chat's WebSocket as the page does, from an address of this machine."""
    connector = aiohttp.TCPConnector(local_addr=(address, 0))
    async with (
        aiohttp.ClientSession(headers={"Origin": url}, connector=connector) as session,
        session.ws_connect(f"{url}/chat") as socket,
    ):
        reporter = WebReporter(socket)
        await reporter.hello(token, language)
        yield reporter
