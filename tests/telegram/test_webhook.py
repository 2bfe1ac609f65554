"""The webhook against those who are not Telegram, and against bodies that no Bot API server would send."""

from __future__ import annotations

import asyncio
import dataclasses
import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from bot.app import create_app
from bot.channels.telegram.service import webhook_address
from bot.conversation import Patience
from candour.errors import SettingsError
from candour.settings import Settings
from tests.support.gateways import running_gateway
from tests.support.played_rasa import PlayedRasa
from tests.support.telegram_peer import Peer, User, until

pytestmark = pytest.mark.on_both

PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
CHAT = {"id": 42, "type": "private"}
FROM = {"id": 42, "is_bot": False, "first_name": "A"}


@pytest.fixture
async def http(webhook_settings: Settings) -> AsyncIterator[httpx.AsyncClient]:
    async with (
        running_gateway(webhook_settings, webhook_settings.port, patience=Patience()) as url,
        httpx.AsyncClient(base_url=url, trust_env=False, timeout=20) as client,
    ):
        yield client


@pytest.fixture
def secret(webhook_settings: Settings) -> str:
    return webhook_settings.telegram_webhook_secret


def update(update_id: int = 500, **message: Any) -> dict[str, Any]:
    """An update with one private message."""
    return {"update_id": update_id, "message": {"message_id": 1, "date": 1, "chat": CHAT, "from": FROM, **message}}


async def test_right_secret_is_let_in(http: httpx.AsyncClient, secret: str, rasa: PlayedRasa) -> None:
    response = await http.post(PATH, json=update(text="taken"), headers={HEADER: secret})
    assert response.status_code == 200
    assert rasa.texts == ["taken"]


@pytest.mark.parametrize("wrong", ["", "wrong", "s3cret_of-the_webhoo", "S3CRET_OF-THE_WEBHOOK", "x" * 4000])
async def test_row_13_wrong_secret_finds_nothing(http: httpx.AsyncClient, rasa: PlayedRasa, wrong: str) -> None:
    response = await http.post(PATH, json=update(text="/start"), headers={HEADER: wrong})
    assert response.status_code == 404
    assert rasa.turns == []


async def test_row_13_missing_secret_finds_nothing(http: httpx.AsyncClient, rasa: PlayedRasa) -> None:
    assert (await http.post(PATH, json=update(text="/start"))).status_code == 404
    assert rasa.turns == []


async def test_row_13_without_the_secret_it_looks_like_any_address_that_is_not_there(http: httpx.AsyncClient) -> None:
    hidden, absent = await http.post(PATH, json=update()), await http.post("/not/there", json=update())
    assert (hidden.status_code, hidden.content) == (absent.status_code, absent.content)
    assert {**hidden.headers, "date": ""} == {**absent.headers, "date": ""}


@pytest.mark.parametrize("second", ["s3cret_of-the_webhook", "wrong"])
async def test_row_13_secret_sent_twice_finds_nothing(
    http: httpx.AsyncClient, secret: str, rasa: PlayedRasa, second: str
) -> None:
    headers = [(HEADER, secret), (HEADER.lower(), second)]
    assert (await http.post(PATH, json=update(text="/start"), headers=headers)).status_code == 404
    assert rasa.turns == []


@pytest.mark.parametrize("value", ["s3cret_of-the_webhook\xe9".encode("latin-1"), "ſ3cret".encode(), b"\xff\xfe"])
async def test_row_13_secret_that_is_not_ascii_finds_nothing(
    http: httpx.AsyncClient, rasa: PlayedRasa, value: bytes
) -> None:
    response = await http.post(PATH, json=update(text="/start"), headers=[(HEADER.encode(), value)])
    assert response.status_code == 404
    assert rasa.turns == []


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "OPTIONS"])
async def test_other_methods_find_nothing(http: httpx.AsyncClient, secret: str, method: str) -> None:
    assert (await http.request(method, PATH, headers={HEADER: secret})).status_code == 404


async def test_polling_has_no_webhook(gateway: str, secret: str) -> None:
    async with httpx.AsyncClient(base_url=gateway, trust_env=False) as http:
        assert (await http.post(PATH, json=update(text="/start"), headers={HEADER: secret})).status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"text"',
        b"\xff\xfe\x00",
        b"\x00" * 10,
        b"[" * 60_000,
        b'{"":' * 60_000,
        b'{"update_id": "1"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 1.5}',
        b'{"update_id": ' + b"9" * 5000 + b"}",
        b'{"message": {}}',
        b'{"update_id": 1, "message": []}',
        b'{"update_id": 1, "message": {"message_id": 1}}',
        b'{"update_id": 1, "message": {"message_id": 1, "date": 1, "chat": "x", "text": "x"}}',
        b'{"update_id": 1, "message": {"message_id": 1, "date": 1e300, "chat": {"id": 1, "type": "private"}}}',
        b'{"update_id": 1, "callback_query": {"id": 1}}',
    ],
    ids=lambda body: repr(body[:40]),
)
async def test_row_15_body_that_is_no_update_is_a_bad_request(
    http: httpx.AsyncClient, secret: str, body: bytes
) -> None:
    response = await http.post(PATH, content=body, headers={HEADER: secret, "Content-Type": "application/json"})
    assert response.status_code == 400
    assert b"Traceback" not in response.content


@pytest.mark.parametrize(
    "odd",
    [
        {"chat": {"id": "42", "type": "private"}, "text": "x"},
        {"chat": {"id": 42, "type": ["private"]}, "text": "x"},
        {"chat": {"id": {"a": 1}, "type": "private"}, "text": "x"},
        {"text": ["x"]},
        {"text": {"a": 1}},
        {"text": 5},
        {"photo": "x", "caption": 7},
        {"text": "x", "entities": "y"},
    ],
    ids=repr,
)
async def test_row_15_update_of_odd_types_neither_breaks_nor_hangs(
    http: httpx.AsyncClient, secret: str, odd: dict[str, Any], peer: Peer
) -> None:
    response = await http.post(PATH, json=update(700, **odd), headers={HEADER: secret})
    assert response.status_code in {200, 400}
    after = await http.post(PATH, json=update(701, text="still there"), headers={HEADER: secret})
    assert after.status_code == 200


async def test_row_15_megabyte_is_too_large(http: httpx.AsyncClient, secret: str) -> None:
    body = json.dumps(update(text="x" * 1_000_000)).encode()
    assert (await http.post(PATH, content=body, headers={HEADER: secret})).status_code == 413


async def test_row_15_endless_body_without_a_length_is_too_large(http: httpx.AsyncClient, secret: str) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(64):
            yield b"x" * 16_384

    try:
        status = (await http.post(PATH, content=endless(), headers={HEADER: secret})).status_code
    except httpx.WriteError:  # refused before all was sent
        return
    assert status == 413


@pytest.mark.parametrize("text", ["nul \x00 byte", "right \u202eto\u202c left", "\x07bell", "a" * 4096])
async def test_row_15_odd_characters_are_taken(
    http: httpx.AsyncClient, secret: str, user: User, rasa: PlayedRasa, text: str
) -> None:
    assert (await http.post(PATH, json=update(text=text), headers={HEADER: secret})).status_code == 200
    await until(lambda: _said_something(rasa))
    await until(lambda: _answered(user))


async def test_row_15_lone_surrogate_is_taken(
    http: httpx.AsyncClient, secret: str, user: User, rasa: PlayedRasa
) -> None:
    body = json.dumps(update(text="half \ud83d of a pair")).encode()
    assert (await http.post(PATH, content=body, headers={HEADER: secret})).status_code == 200
    assert rasa.texts == ["half \ufffd of a pair"]


async def test_row_14_parallel_repeats_are_dealt_with_once_and_all_told_when_it_is_taken(
    http: httpx.AsyncClient, secret: str, rasa: PlayedRasa
) -> None:
    rasa.delay = 0.25
    posts = [asyncio.create_task(http.post(PATH, json=update(text="once"), headers={HEADER: secret})) for _ in range(5)]
    await asyncio.sleep(0.1)
    assert not any(post.done() for post in posts)
    assert {response.status_code for response in await asyncio.gather(*posts)} == {200}
    assert rasa.texts == ["once"]


async def test_telegram_is_told_secret_address_and_kinds(http: httpx.AsyncClient, peer: Peer, secret: str) -> None:
    await until(lambda: _webhook_is_set(peer))
    told = (await peer.calls("setWebhook"))[0]
    assert told["secret_token"] == secret
    assert told["url"].endswith(PATH)
    assert json.loads(told["allowed_updates"]) == ["message", "edited_message", "callback_query"]


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://report.example.org", "https://report.example.org/telegram/webhook"),
        ("https://report.example.org/", "https://report.example.org/telegram/webhook"),
        ("https://report.example.org/telegram/webhook", "https://report.example.org/telegram/webhook"),
        ("https://report.example.org/other", "https://report.example.org/other"),
    ],
)
def test_webhook_address_gets_the_path_where_it_has_none(url: str, address: str) -> None:
    assert webhook_address(url) == address


@pytest.mark.parametrize("bad", ["with space", "ümlaut", "x" * 257])
def test_secret_that_telegram_refuses_stops_the_start(webhook_settings: Settings, bad: str) -> None:
    with pytest.raises(SettingsError, match="TELEGRAM_WEBHOOK_SECRET") as caught:
        create_app(dataclasses.replace(webhook_settings, telegram_webhook_secret=bad))
    assert bad not in str(caught.value)


async def _said_something(rasa: PlayedRasa) -> bool:
    return bool(rasa.texts)


async def _answered(user: User) -> bool:
    return (await user.chat())[-1]["text"].startswith("You said: ")


async def _webhook_is_set(peer: Peer) -> bool:
    return bool(await peer.calls("setWebhook"))
