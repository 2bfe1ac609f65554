"""The chat over its WebSocket: nothing is lost, nothing is said twice, and bad input does no harm."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

import aiohttp
import pytest

from bot import words
from bot.channels.web.chat import FRAME_BYTES
from bot.limits import Limits
from candour.settings import Settings
from tests.support.gateways import Page, gateway_settings, open_page, running_gateway
from tests.support.kept_drafts import how_many_drafts
from tests.support.played_rasa import OPENING, REFERENCE, PlayedRasa

pytestmark = pytest.mark.on_both

TEXT = "he was told to look away"


async def _opened(page: Page) -> None:
    await page.hello()
    opening = await page.receive("answer")
    await page.got(opening["id"])


# A conversation -----------------------------------------------------------------------------------------------------


async def test_page_gets_a_token_and_the_opening(gateway: str) -> None:
    async with open_page(gateway) as page:
        welcome = await page.hello()
        assert len(welcome["token"]) == 43
        assert welcome["resumed"] is False
        answer = await page.receive("answer")
        assert answer["replies"] == [
            {
                "text": OPENING,
                "buttons": ["Yes, begin", "Help"],
                "event": None,
                "reference": None,
                "receipt": False,
                "secret": False,
                "files": [],
                "language": "",
                "titles": ["Yes, begin", "Help"],
            }
        ]


async def test_message_is_acknowledged_then_answered(gateway: str) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        await page.say("m1", TEXT)
        assert (await page.receive("ack"))["id"] == "m1"
        answer = await page.receive("answer")
        assert answer["id"] == "m1"
        assert answer["replies"][0]["text"] == f"You said: {TEXT}"


async def test_two_pages_are_two_conversations(gateway: str, rasa: PlayedRasa) -> None:
    async with open_page(gateway) as one, open_page(gateway) as two:
        await _opened(one)
        await _opened(two)
        assert one.token != two.token
    assert len({conversation for conversation, *_ in rasa.turns}) == 2


async def test_end_is_shredded_only_when_the_page_has_it(gateway: str, settings: Settings) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        await page.say("m1", "hand over")
        answer = await page.receive("answer")
        assert answer["replies"][0]["reference"] == REFERENCE
        assert how_many_drafts(settings) == 1
        await page.got("m1")
        await page.say("m2", "one more thing")
        assert (await page.receive("answer"))["replies"][0]["text"] == OPENING
        assert (await page.receive("answer"))["id"] == "m2"
        assert how_many_drafts(settings) == 1


# Reconnecting -------------------------------------------------------------------------------------------------------


async def test_unconfirmed_answer_comes_again_after_a_reconnect(gateway: str, rasa: PlayedRasa) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        await page.say("m1", TEXT)
        await page.receive("answer")
        token = page.token
    async with open_page(gateway) as page:
        assert (await page.hello(token))["resumed"] is True
        assert page.token == token
        again = await page.receive("answer")
        assert again["id"] == "m1"
        await page.got("m1")
    async with open_page(gateway) as page:
        await page.hello(token)
        await page.say("m2", "next")
        assert (await page.receive("answer"))["id"] == "m2"
    assert rasa.texts == [TEXT, "next"]


async def test_message_sent_again_after_a_reconnect_makes_no_second_turn(gateway: str, rasa: PlayedRasa) -> None:
    rasa.delay = 0.05
    async with open_page(gateway) as page:
        await _opened(page)
        token = page.token
        await page.say("m1", TEXT)
    async with open_page(gateway) as page:
        await page.hello(token)
        await page.say("m1", TEXT)
        assert (await page.receive("ack"))["id"] == "m1"
        assert (await page.receive("answer"))["id"] == "m1"
    assert rasa.texts == [TEXT]


async def test_answer_that_came_while_the_page_was_away_is_delivered(gateway: str, rasa: PlayedRasa) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        token = page.token
        rasa.delay = 0.2
        await page.say("m1", TEXT)
        await page.receive("ack")
    await asyncio.sleep(0.5)
    async with open_page(gateway) as page:
        await page.hello(token)
        assert (await page.receive("answer"))["id"] == "m1"


async def test_row_22_late_answer_is_pushed_to_the_open_page(gateway: str, rasa: PlayedRasa) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        rasa.fault = (503, b"")
        await page.say("m1", TEXT)
        assert (await page.receive("note"))["replies"][0]["text"] == words.WAITING
        rasa.fault = None
        assert (await page.receive("answer"))["id"] == "m1"


async def test_page_goes_on_after_the_gateway_was_restarted(settings: Settings, rasa: PlayedRasa) -> None:
    async with running_gateway(settings) as url, open_page(url) as page:
        await _opened(page)
        token = page.token
        rasa.fault = (503, b"")
        await page.say("m1", TEXT)
        await page.receive("ack")
    rasa.fault = None
    async with running_gateway(settings) as url, open_page(url) as page:
        assert (await page.hello(token))["resumed"] is True
        assert (await page.receive("answer"))["replies"][0]["text"] == f"You said: {TEXT}"
    assert rasa.texts == [TEXT]


async def test_second_connection_with_the_token_replaces_the_first(gateway: str) -> None:
    async with open_page(gateway) as first, open_page(gateway) as second:
        await _opened(first)
        await second.hello(first.token)
        closing = await first.socket.receive(timeout=5)
        assert closing.type is aiohttp.WSMsgType.CLOSE
        assert closing.data == 1008
        await second.say("m1", TEXT)
        assert (await second.receive("answer"))["id"] == "m1"


@pytest.mark.parametrize("token", ["x" * 43, "", "../../etc/passwd", 7, None, ["x" * 43]])
async def test_token_the_gateway_did_not_make_is_replaced(gateway: str, token: object) -> None:
    async with open_page(gateway) as page:
        await page.socket.send_json({"type": "hello", "token": token})
        welcome = await page.receive("welcome")
        assert welcome["token"] != token
        assert welcome["resumed"] is False


async def test_page_closed_in_silence_leaves_no_draft(
    gateway: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web.chat.SILENT_SECONDS", 0.05)
    async with open_page(gateway) as silent, open_page(gateway) as speaking:
        await _opened(silent)
        await _opened(speaking)
        await speaking.say("m1", TEXT)
        await speaking.receive("answer")
        assert how_many_drafts(settings) == 2
    await asyncio.sleep(0.3)
    assert how_many_drafts(settings) == 1
    async with open_page(gateway) as page:
        assert (await page.hello(speaking.token))["resumed"] is True
        assert (await page.receive("answer"))["id"] == "m1"


# Row 16: whose page it is -------------------------------------------------------------------------------------------


async def _status(url: str, headers: list[tuple[str, str]]) -> int:
    async with aiohttp.ClientSession() as session:
        try:
            async with session.ws_connect(f"{url}/chat", headers=headers):
                return 101
        except aiohttp.WSServerHandshakeError as error:
            return error.status


async def test_own_origin_is_let_in(gateway: str) -> None:
    assert await _status(gateway, [("Origin", gateway)]) == 101


@pytest.mark.parametrize(
    "change",
    [
        lambda own: None,
        lambda own: "null",
        lambda own: "",
        lambda own: own.replace("http:", "https:"),
        lambda own: own + ".evil.example",
        lambda own: own + "/",
        lambda own: own.upper(),
        lambda own: own.rpartition(":")[0],
        lambda own: "http://evil.example",
        lambda own: f"http://evil.example?{own}",
        lambda own: f"{own} {own}",
    ],
)
async def test_row_16_other_origin_is_refused(gateway: str, change: object) -> None:
    assert callable(change)
    origin = change(gateway)
    assert await _status(gateway, [("Origin", origin)] if origin is not None else []) == 403


async def test_row_16_two_origins_are_refused(gateway: str) -> None:
    assert await _status(gateway, [("Origin", gateway), ("Origin", gateway)]) == 403


async def test_row_16_with_a_public_address_only_its_origin_counts(tmp_path: Path, rasa: PlayedRasa) -> None:
    settings = gateway_settings(tmp_path, rasa, public_url="https://report.example/chat")
    async with running_gateway(settings) as url:
        assert await _status(url, [("Origin", "https://report.example")]) == 101
        assert await _status(url, [("Origin", url)]) == 101  # somebody at the machine itself
        for wrong in ("http://report.example", "https://report.example.evil.example", "https://xreport.example"):
            assert await _status(url, [("Origin", wrong)]) == 403
        assert await _status(url, [("Origin", "http://report.example"), ("Host", "report.example")]) == 403


async def test_row_19_token_in_the_address_is_not_used(gateway: str) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(f"{gateway}/chat?token={page.token}", headers={"Origin": gateway}) as socket,
        ):
            other = Page(socket)
            assert (await other.hello())["token"] != page.token


# Row 15: bad input --------------------------------------------------------------------------------------------------

DEEP = "[" * 60_000 + "]" * 60_000
BAD_FRAMES = [
    "",
    "rubbish",
    '{"type": "say"',
    "null",
    "[]",
    '"say"',
    "1e999",
    "9" * 10_000,
    DEEP,
    '{"type": "say", "id": "m1", "text": ' + DEEP + "}",
    '{"type": "say", "id": "m1"}',
    '{"type": "say", "text": "x"}',
    '{"type": "say", "id": 1, "text": "x"}',
    '{"type": "say", "id": "m1", "text": ["x"]}',
    '{"type": "say", "id": "../x", "text": "x"}',
    '{"type": "say", "id": "' + "x" * 65 + '", "text": "x"}',
    '{"type": "say", "id": "\\ud800", "text": "x"}',
    '{"type": "got", "id": null}',
    '{"type": "execute", "id": "m1", "text": "x"}',
    '{"type": ["say"], "id": "m1", "text": "x"}',
    "{" * 70_000,
]


@pytest.mark.parametrize("frame", BAD_FRAMES, ids=lambda frame: frame[:40])
async def test_row_15_bad_frame_gets_an_error_and_the_conversation_goes_on(
    gateway: str, rasa: PlayedRasa, frame: str
) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        await page.socket.send_str(frame)
        assert (await page.receive("error"))["text"].startswith("This was not understood")
        await page.say("m9", TEXT)
        assert (await page.receive("answer"))["id"] == "m9"
    assert rasa.texts == [TEXT]


async def test_row_15_bytes_get_an_error(gateway: str) -> None:
    async with open_page(gateway) as page:
        await page.socket.send_bytes(b"\x00\xff")
        await page.receive("error")
        await _opened(page)


async def test_talking_before_hello_gets_an_error(gateway: str, rasa: PlayedRasa) -> None:
    async with open_page(gateway) as page:
        await page.say("m1", TEXT)
        assert (await page.receive("error"))["text"] == "Say hello first."
    assert rasa.turns == []


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("a\x00b", "ab"),
        ("a\ud800b", "a\ufffdb"),
        ("name\u202egpj", "namegpj"),
        ("/restart", "restart"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("'; DROP TABLE cases; --", "'; DROP TABLE cases; --"),
    ],
)
async def test_row_15_odd_text_arrives_made_safe(gateway: str, rasa: PlayedRasa, text: str, arrives: str) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        await page.socket.send_str(json.dumps({"type": "say", "id": "m1", "text": text}))
        await page.receive("answer")
    assert rasa.texts == [arrives]


@pytest.mark.parametrize("text", ["x" * 1_000_000, "é" * 40_000])
async def test_row_15_too_long_text_is_refused_and_the_conversation_goes_on(gateway: str, text: str) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        await page.say("m1", text)
        refusal = await page.receive("refused")
        assert refusal == {"type": "refused", "id": "m1", "text": words.TOO_LONG}
        await page.say("m2", TEXT)
        assert (await page.receive("answer"))["id"] == "m2"


async def test_row_17_oversized_frame_closes_the_socket_and_the_conversation_resumes(
    gateway: str, rasa: PlayedRasa
) -> None:
    async with open_page(gateway) as page:
        await _opened(page)
        token = page.token
        await page.say("m1", TEXT)
        await page.receive("answer")
        await page.socket.send_str("x" * (FRAME_BYTES + 1))
        closing = await page.socket.receive(timeout=5)
        assert (closing.type, closing.data) == (aiohttp.WSMsgType.CLOSE, 1009)
    async with open_page(gateway) as page:
        assert (await page.hello(token))["resumed"] is True
        assert (await page.receive("answer"))["id"] == "m1"
    assert rasa.texts == [TEXT]


async def test_flood_is_told_to_wait(settings: Settings) -> None:
    async with running_gateway(settings, limits=Limits(per_sender=3)) as url, open_page(url) as page:
        await _opened(page)
        for number in range(4):
            await page.say(f"m{number}", TEXT)
        refusal = await page.receive("refused")
        assert refusal["text"] == words.TOO_FAST


async def test_page_that_says_no_hello_is_let_go(gateway: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.web.chat.HELLO_SECONDS", 0.05)
    async with open_page(gateway) as page:
        closing = await page.socket.receive(timeout=5)
        assert closing.type is aiohttp.WSMsgType.CLOSE
