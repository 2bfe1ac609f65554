"""A server that plays Rasa by the contract of the gateway: real HTTP, a short interview, and faults on demand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.test_utils import TestServer

TOKEN = "played-token-of-more-than-32-characters"
OPENING = "This is an automated interview. Nobody watches it live. Shall we begin?"
QUESTION = "Where would you like to start?"
REFERENCE = "CND-7K3M-9QXT"


def reply(text: str, *buttons: str, event: str | None = None, reference: str | None = None) -> dict[str, Any]:
    """Make one reply as the contract has it."""
    return {"text": text, "buttons": list(buttons), "event": event, "reference": reference}


@dataclass
class PlayedRasa:
    """Plays Rasa and the action server's health route.

    Attributes:
        turns: (conversation, message id, kind, text) of every turn that was taken, repeats left out.
        fault: a response to give in place of an answer, as (status, body), as long as it is set.
        delay: seconds a turn takes.
        alarms: of danger and distress, what each text tells of, by text.
        script: answers by text; anything else is answered with what was said.
        languages: of the words of each turn in `turns`; empty for English and for buttons.
        busy: turns in progress by conversation, and whether there were ever two at once.
    """

    turns: list[tuple[str, str, str, str]] = field(default_factory=list)
    fault: tuple[int, bytes] | None = None
    delay: float = 0
    alarms: dict[str, list[str]] = field(default_factory=dict)
    script: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    languages: list[str] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    overlapped: bool = False
    requests: int = 0
    missing: list[str] = field(default_factory=list)
    _last: dict[str, tuple[str, list[dict[str, Any]]]] = field(default_factory=dict)
    _server: TestServer | None = None

    async def start(self, port: int | None = None) -> None:
        """Listen on loopback, on this port if given."""
        app = web.Application()
        app.router.add_post("/webhooks/candour/turn", self._turn)
        app.router.add_post("/webhooks/candour/alarm", self._alarm)
        app.router.add_get("/webhooks/candour/ready", self._ready)
        app.router.add_get("/health", self._health)
        self._server = TestServer(app, host="127.0.0.1", port=port)
        await self._server.start_server(access_log=None)

    async def stop(self) -> None:
        """Stop listening, as if it died."""
        if self._server:
            await self._server.close()

    @property
    def url(self) -> str:
        """Where it listens."""
        assert self._server
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def port(self) -> int:
        """The port it listens on."""
        assert self._server
        assert self._server.port
        return self._server.port

    @property
    def texts(self) -> list[str]:
        """What reporters said, in the order it arrived."""
        return [text for _, _, kind, text in self.turns if kind == "message"]

    async def _ready(self, _request: web.Request) -> web.Response:
        if self.missing:
            return web.json_response({"ready": False, "missing": self.missing}, status=503)
        return web.json_response({"ready": True})

    async def _alarm(self, request: web.Request) -> web.Response:
        if self.fault:
            return web.Response(status=self.fault[0], body=self.fault[1], content_type="application/json")
        return web.json_response({"alarms": self.alarms.get((await request.json())["text"], [])})

    async def _health(self, _request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def _turn(self, request: web.Request) -> web.Response:
        self.requests += 1
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401)
        if self.fault:
            return web.Response(status=self.fault[0], body=self.fault[1], content_type="application/json")
        body = await request.json()
        words = (body["kind"], body["text"], body.get("language", ""))
        return await self._take(body["conversation"], body["message_id"], *words)

    async def _take(self, conversation: str, message_id: str, kind: str, text: str, language: str) -> web.Response:
        assert len(conversation) == 32
        assert 0 < len(message_id) <= 64
        assert len(text) <= 4000
        assert not text.startswith("/")
        self.overlapped = self.overlapped or conversation in self.busy
        self.busy.add(conversation)
        try:
            await asyncio.sleep(self.delay)
            known, replies = self._last.get(conversation, ("", []))
            if known != message_id:
                self.turns.append((conversation, message_id, kind, text))
                self.languages.append(language)
                replies = self._answer(kind, text)
                self._last[conversation] = (message_id, replies)
        finally:
            self.busy.discard(conversation)
        return web.json_response({"replies": replies})

    def _answer(self, kind: str, text: str) -> list[dict[str, Any]]:
        if kind == "start":
            return [reply(OPENING, "Yes, begin", "Help")]
        if text in self.script:
            return self.script[text]
        if text == "hand over":
            return [
                reply(f"It is handed over. Your reference is {REFERENCE}.", event="handed_over", reference=REFERENCE)
            ]
        if text == "delete":
            return [reply("Everything is deleted.", event="withdrawn")]
        if text == "Yes, begin":
            return [reply("Thank you."), reply(QUESTION, "That's everything", "Don't know", "Skip")]
        return [reply(f"You said: {text[:200]}", "Don't know", "Skip")]


@asynccontextmanager
async def playing_rasa() -> AsyncIterator[PlayedRasa]:
    """Play Rasa for as long as the block lasts."""
    played = PlayedRasa()
    await played.start()
    yield played
    await played.stop()
