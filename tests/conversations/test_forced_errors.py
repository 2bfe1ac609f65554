"""Row 12 of the bad-input table in Rasa: whatever the action server answers, no word gets into a log or an answer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.rasa_client import RasaClient
from candour.errors import CandourError
from candour.settings import Settings
from cli.parts import build_parts, free_ports, inner_settings
from cli.supervisor import Part
from drafts import DraftVault, open_vault
from triage.desk.demo import make_demo_keys
from triage.store import migrate

READY_SECONDS = 180
CANARY = "zqmirabelleqz"
SLOT_OF_ANOTHER_KIND = {"event": "slot", "name": CANARY, "value": {CANARY: [CANARY]}, "timestamp": None}
REAL, HANG_UP = (0, "real"), (0, "hang up")
RUBBISH: dict[str, tuple[int, Any]] = {
    "500 with words": (500, {"error": CANARY, "action_name": CANARY}),
    "400 with words": (400, {"error": CANARY, "action_name": CANARY}),
    "449 without end": (449, {"error": CANARY}),
    "302 elsewhere": (302, CANARY),
    "no JSON": (200, f"<html>{CANARY}"),
    "a list": (200, [CANARY]),
    "an event that nobody knows": (200, {"events": [{"event": CANARY, "text": CANARY}], "responses": []}),
    "an event without a name": (200, {"events": [{CANARY: CANARY}], "responses": []}),
    "a slot that nobody knows": (200, {"events": [SLOT_OF_ANOTHER_KIND], "responses": []}),
    "a response that is a list": (200, {"events": [], "responses": [[CANARY]]}),
    "a template that nobody knows": (200, {"events": [], "responses": [{"template": CANARY, "response": CANARY}]}),
    "times that are words": (
        200,
        {"events": [{"event": "user", "text": CANARY, "timestamp": CANARY}], "responses": []},
    ),
}


class Rubbish:
    """Plays the action server.

    Attributes:
        answer: status and body; HANG_UP; or REAL, for what the real one at `url` answers.
        calls: how many there were.
    """

    def __init__(self, url: str) -> None:
        self.answer: tuple[int, Any] = REAL
        self.calls = 0
        self._url = url

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer a call."""
        self.calls += 1
        if self.answer is HANG_UP:
            assert request.transport
            request.transport.abort()
        status, body = await self._real(request) if self.answer is REAL else self.answer
        text = body if isinstance(body, str) else json.dumps(body)
        headers = {"Location": f"/{CANARY}"} if status == 302 else {}
        return web.Response(status=status, text=text, content_type="application/json", headers=headers)

    async def _real(self, request: web.Request) -> tuple[int, str]:
        given = {name: request.headers[name] for name in ("Authorization", "Content-Type")}
        async with (
            aiohttp.ClientSession() as session,
            session.post(f"{self._url}/webhook", data=await request.read(), headers=given) as response,
        ):
            return response.status, await response.text()


@asynccontextmanager
async def running(part: Part, output: Path) -> AsyncIterator[None]:
    """A part as `candour up` starts it; the file gets all that it writes."""
    with output.open("wb") as file:
        process = await asyncio.create_subprocess_exec(
            *part.command, env=dict(part.environment), cwd=part.folder, stdout=file, stderr=file
        )
        try:
            yield
        finally:
            process.terminate()
            await process.wait()


@asynccontextmanager
async def rasa_and_actions(folder: Path) -> AsyncIterator[tuple[Settings, Rubbish]]:
    """Rasa at DEBUG, and between it and the real action server one that answers what it is told to."""
    outer = Settings(data_dir=folder / "data", draft_keys=folder / "keys", log_level="DEBUG")
    make_demo_keys(outer.data_dir)
    await migrate(outer.store_url)
    real, between = free_ports(), free_ports()
    settings = inner_settings(outer, between)
    behind = replace(settings, actions_url=inner_settings(outer, real).actions_url)
    rasa = {part.name: part for part in build_parts(settings, between)}["rasa"]
    actions = {part.name: part for part in build_parts(behind, real)}["actions"]
    played, app = Rubbish(behind.actions_url), web.Application(client_max_size=2**24)
    app.router.add_route("*", "/{path:.*}", played.handle)
    async with (
        running(actions, folder / "actions.log"),
        running(rasa, folder / "rasa.log"),
        TestServer(app, host="127.0.0.1", port=between.actions),
    ):
        yield settings, played


async def _ready(client: RasaClient) -> None:
    async with asyncio.timeout(READY_SECONDS):
        while await client.missing():  # noqa: ASYNC110 - another process becomes ready
            await asyncio.sleep(0.2)


async def _say(client: RasaClient, conversation: str, message_id: str, text: str) -> str:
    """Take a turn; returns what came of it."""
    try:
        replies = await client.turn(conversation, message_id, "message" if text else "start", text)
    except CandourError as error:
        return f"{type(error).__name__}: {error}"
    return " ".join(reply.text for reply in replies)


async def test_row_12_no_answer_of_the_action_server_gets_words_into_rasas_log(tmp_path: Path) -> None:
    async with rasa_and_actions(tmp_path) as (settings, actions):
        client = RasaClient(settings.rasa_url, settings.internal_token, seconds=20)
        vault = open_vault(settings)
        try:
            await _ready(client)
            await _hear_rubbish(client, vault, actions)
            await _find_a_damaged_draft(client, vault)
        finally:
            await client.close()
    for file in ("rasa.log", "actions.log"):
        written = (tmp_path / file).read_bytes()
        for forbidden in (CANARY.encode(), b"Traceback", settings.internal_token.encode()):
            assert forbidden not in written
    assert b"turn_failed" in (tmp_path / "rasa.log").read_bytes()


async def _hear_rubbish(client: RasaClient, vault: DraftVault, actions: Rubbish) -> None:
    for name, answer in {**RUBBISH, "hangs up": HANG_UP}.items():
        conversation, actions.answer = vault.begin(), REAL
        assert "DialogueUnavailable" not in await _say(client, conversation, "m0", "")
        actions.answer, called = answer, actions.calls
        told = await _say(client, conversation, "m1", f"it is about {CANARY}")
        assert actions.calls > called, (name, told)
        assert CANARY not in told, name


async def _find_a_damaged_draft(client: RasaClient, vault: DraftVault) -> None:
    conversation = vault.begin()
    vault.write(conversation, "tracker", b"{")
    assert "DialogueUnavailable" in await _say(client, conversation, "m1", f"the {CANARY} one")
