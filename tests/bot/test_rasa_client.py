"""The client believes nothing that Rasa says unchecked."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.rasa_client import BODY_BYTES, RasaClient, TurnRefused
from bot.turns import Reply
from candour.errors import DialogueUnavailable, DraftGone
from tests.support.played_rasa import OPENING, TOKEN, PlayedRasa

CONVERSATION = "cd" * 16


@pytest.fixture
async def client(rasa: PlayedRasa) -> AsyncIterator[RasaClient]:
    client = RasaClient(rasa.url, TOKEN, seconds=2)
    yield client
    await client.close()


async def test_turn_returns_the_replies(client: RasaClient) -> None:
    replies = await client.turn(CONVERSATION, "m1", "start", "")
    assert replies == (Reply(OPENING, ("Yes, begin", "Help")),)


def _answer(**changes: Any) -> bytes:
    usual = {"text": "hello", "buttons": [], "event": None, "reference": None}
    return json.dumps({"replies": [{**usual, **changes}]}).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"rubbish",
        b"\xff\xfe",
        b"[]",
        b"null",
        b"{}",
        b'{"replies": {}}',
        b'{"replies": [1]}',
        b"[" * 60_000,
        b'{"replies": ' + b"[" * 60_000 + b"]" * 60_000 + b"}",
        b'{"replies": [], "x": "' + b"x" * BODY_BYTES + b'"}',
        _answer(text=None),
        _answer(buttons="yes"),
        _answer(buttons=[1]),
        _answer(buttons=[""]),
        _answer(buttons=["é" * 31]),
        _answer(event="party"),
        _answer(event=["handed_over"]),
        _answer(reference=7),
        _answer(files=1),
        _answer(files=["1"]),
        _answer(files=[True]),
        _answer(files=[0]),
        _answer(event="handed_over"),
        _answer(event="handed_over", reference=""),
        _answer()[:-1],
    ],
    ids=lambda body: body[:40].decode("ascii", "replace"),
)
async def test_rubbish_is_no_answer(client: RasaClient, rasa: PlayedRasa, body: bytes) -> None:
    rasa.fault = (200, body)
    with pytest.raises(DialogueUnavailable):
        await client.turn(CONVERSATION, "m1", "message", "hello")


@pytest.mark.parametrize("status", [204, 302, 401, 404, 413, 500, 503])
async def test_other_statuses_are_no_answer(client: RasaClient, rasa: PlayedRasa, status: int) -> None:
    rasa.fault = (status, _answer())
    with pytest.raises(DialogueUnavailable):
        await client.turn(CONVERSATION, "m1", "message", "hello")


async def test_gone_and_refused_have_their_own_errors(client: RasaClient, rasa: PlayedRasa) -> None:
    rasa.fault = (410, b"")
    with pytest.raises(DraftGone):
        await client.turn(CONVERSATION, "m1", "message", "hello")
    rasa.fault = (400, b"")
    with pytest.raises(TurnRefused):
        await client.turn(CONVERSATION, "m1", "message", "hello")


async def test_lone_surrogate_in_an_answer_is_replaced(client: RasaClient, rasa: PlayedRasa) -> None:
    rasa.fault = (200, _answer(text="a\ud800b"))
    (reply,) = await client.turn(CONVERSATION, "m1", "message", "hello")
    assert reply.text == "a\ufffdb"


async def test_nobody_listening_is_no_answer(client: RasaClient, rasa: PlayedRasa) -> None:
    await rasa.stop()
    with pytest.raises(DialogueUnavailable):
        await client.turn(CONVERSATION, "m1", "message", "hello")
    assert await client.missing() == ("rasa",)


async def test_slow_answer_is_no_answer(rasa: PlayedRasa) -> None:
    rasa.delay = 5
    client = RasaClient(rasa.url, TOKEN, seconds=0.2)
    with pytest.raises(DialogueUnavailable):
        await client.turn(CONVERSATION, "m1", "message", "hello")
    await client.close()


async def test_wrong_token_is_no_answer(rasa: PlayedRasa) -> None:
    client = RasaClient(rasa.url, "another", seconds=2)
    with pytest.raises(DialogueUnavailable):
        await client.turn(CONVERSATION, "m1", "message", "hello")
    await client.close()


async def test_missing_names_what_rasa_says(client: RasaClient, rasa: PlayedRasa) -> None:
    assert await client.missing() == ()
    rasa.missing = ["model"]
    assert await client.missing() == ("model",)


@pytest.mark.parametrize(("piece", "pause"), [(b" " * 65536, 0), (b" ", 0.02)], ids=["endless", "one byte at a time"])
async def test_row_22_a_body_that_never_ends_is_no_answer(piece: bytes, pause: float) -> None:
    async def pour(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(piece)
            await asyncio.sleep(pause)

    app = web.Application()
    app.router.add_post("/webhooks/candour/turn", pour)
    async with TestServer(app, host="127.0.0.1") as server:
        client = RasaClient(str(server.make_url("")), TOKEN, seconds=0.5)
        with pytest.raises(DialogueUnavailable):
            await client.turn(CONVERSATION, "m1", "message", "hello")
        await client.close()


async def test_of_alarms_only_what_is_known_is_believed(client: RasaClient, rasa: PlayedRasa) -> None:
    rasa.alarms["help"] = ["distress", "fire", "danger"]
    assert await client.alarms("help") == ("distress", "danger")
    assert await client.alarms("hello") == ()
    for body in (b"rubbish", b"[]", b"{}", b'{"alarms": "danger"}', b'{"alarms": [[]]}'):
        rasa.fault = (200, body)
        assert await client.alarms("help") == ()
