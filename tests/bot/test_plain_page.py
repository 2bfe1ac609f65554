"""The page without script: one form a page, nothing lost, nothing said twice, and no harm from bad input."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from bot import words
from bot.app import create_app
from bot.limits import Limits
from candour.settings import Settings
from drafts import open_vault, streams
from tests.support.gateways import gateway_settings, open_page, running_gateway
from tests.support.kept_drafts import destroy_drafts, how_many_drafts
from tests.support.plain_page import PlainPage, plain_page
from tests.support.played_rasa import OPENING, QUESTION, REFERENCE, PlayedRasa

pytestmark = pytest.mark.on_both

TEXT = "he was told to look away"


@pytest.fixture
async def page(gateway: str) -> AsyncIterator[PlainPage]:
    async with plain_page(gateway) as page:
        yield page


# A conversation -----------------------------------------------------------------------------------------------------


async def test_looking_at_the_page_keeps_nothing(page: PlainPage, settings: Settings, rasa: PlayedRasa) -> None:
    assert page.status == 200
    assert "Shall we start?" in page.lines[-1]
    assert "Yes" in page.buttons
    assert how_many_drafts(settings) == 0
    assert rasa.turns == []


async def test_whole_conversation_keeps_its_transcript(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.press("Yes, begin")
    await page.say(TEXT)
    assert page.lines == [
        f"Candour: {OPENING}",
        "You: Yes, begin",
        "Candour: Thank you.",
        f"Candour: {QUESTION}",
        f"You: {TEXT}",
        f"Candour: You said: {TEXT}",
    ]
    assert page.buttons == ["Don't know", "Skip"]
    await page.say("hand over")
    assert page.tree.xpath("//*[@class='reference']//strong")[0].text == REFERENCE
    assert f"You: {TEXT}" in page.lines
    assert rasa.texts == ["Yes, begin", TEXT, "hand over"]


async def test_token_is_another_on_each_page_and_in_no_address(page: PlainPage) -> None:
    tokens = {page.token}
    for text in ("one", "two", "three"):
        await page.say(text)
        tokens.add(page.token)
        assert page.tree.xpath("//form/@action") == ["/", "/#now"]
    assert len(tokens) == 4
    assert not [name for name in page.headers if name.lower() in ("set-cookie", "location", "refresh")]


async def test_text_arrives_as_it_was_written(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.say("\n first\nsecond <b>&amp;</b>")
    assert rasa.texts == ["first\nsecond <b>&amp;</b>"]
    assert "first\nsecond <b>&amp;</b>" in page.tree.xpath("//div[@class='said mine']")[0].text_content()


async def test_greeting_and_coming_back_are_taken_as_in_the_chat(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.say("I'm back")
    assert page.lines == [f"Candour: {words.CLOSED}", "You: I'm back", f"Candour: {OPENING}"]
    assert rasa.texts == []


async def test_what_is_in_the_box_stays_when_a_button_is_pressed(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.press("Yes, begin", text="half a sent")
    assert page.box == "half a sent"
    assert rasa.texts == ["Yes, begin"]


async def test_an_empty_form_says_nothing(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.say(" \n ")
    assert page.status == 200
    assert rasa.turns == []


# Reloading, going back ----------------------------------------------------------------------------------------------


async def test_reload_shows_the_same_and_says_nothing_twice(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.press("Yes, begin")
    token = page.token
    await page.say(TEXT, token)
    shown = page.lines
    for _ in range(3):
        await page.say(TEXT, token)
        assert page.lines == shown
        assert (page.status, page.trouble, page.box) == (200, "", "")
    assert rasa.texts == ["Yes, begin", TEXT]
    await page.say("next")
    assert rasa.texts[-1] == "next"


async def test_first_page_sent_twice_is_one_report(page: PlainPage, settings: Settings, rasa: PlayedRasa) -> None:
    rasa.delay = 0.1
    token = page.token
    other = PlainPage(page.url, page.session)
    await asyncio.gather(page.say(TEXT, token), other.say(TEXT, token))
    assert page.lines == other.lines
    assert rasa.texts == [TEXT]
    assert how_many_drafts(settings) == 1


async def test_old_page_gets_where_we_are_now_and_loses_no_words(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.press("Yes, begin")
    old = page.token
    for text in ("one", "two"):
        await page.say(text)
    shown = page.lines
    await page.say("something else", old)
    assert page.lines == shown
    assert page.trouble == f"{words.OLD_PAGE} {words.OLD_TEXT}"
    assert page.box == "something else"
    await page.press("Skip", old)
    assert (page.lines, page.trouble, page.box) == (shown, words.OLD_PAGE, "")
    await page.say("one", old)
    assert (page.lines, page.trouble, page.box) == (shown, "", "")
    assert rasa.texts == ["Yes, begin", "one", "two"]
    await page.say("something else")
    assert rasa.texts[-1] == "something else"


async def test_what_was_taken_before_a_crash_is_not_taken_again(settings: Settings, rasa: PlayedRasa) -> None:
    async with running_gateway(settings) as url, plain_page(url) as page:
        await page.press("Yes, begin")
        token = page.token
        await page.say(TEXT)
        vault = open_vault(settings)
        (conversation,) = {turn[0] for turn in rasa.turns}
        before = vault.read(conversation, streams.PAGE)
        await page.say("after it")
    # As if the gateway had died before it wrote what the page shows.
    assert before
    vault.write(conversation, streams.PAGE, before)
    async with running_gateway(settings, port=int(url.rpartition(":")[2])) as url, plain_page(url) as page:
        await page.say(TEXT, token)
        assert page.lines[-1] == f"Candour: You said: {TEXT}"
        await page.say("after it")
        assert page.lines[-2:] == ["You: after it", "Candour: You said: after it"]
    assert rasa.texts == ["Yes, begin", TEXT, "after it"]


async def test_row_8_page_goes_on_after_the_gateway_was_restarted(settings: Settings, rasa: PlayedRasa) -> None:
    async with running_gateway(settings) as url, plain_page(url) as page:
        await page.press("Yes, begin")
        token = page.token
    async with running_gateway(settings) as url, plain_page(url) as page:
        await page.say(TEXT, token)
        assert page.lines[0] == f"Candour: {OPENING}"
        assert page.lines[-1] == f"Candour: You said: {TEXT}"


# The end ------------------------------------------------------------------------------------------------------------


async def test_end_is_shredded_once_the_next_page_is_asked_for(page: PlainPage, settings: Settings) -> None:
    await page.say(TEXT)
    token = page.token
    await page.say("hand over")
    assert how_many_drafts(settings) == 1
    await page.say("hand over", token)
    assert REFERENCE in page.text
    await page.say("hello")
    assert REFERENCE in page.text
    assert TEXT not in page.text
    assert page.lines[-1] == f"Candour: {OPENING}"
    assert how_many_drafts(settings) == 1


async def test_end_is_shredded_by_itself(page: PlainPage, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.channels.web.plain.chat.END_SECONDS", 0.05)
    token = page.token
    await page.say("hand over")
    await asyncio.sleep(0.2)
    assert how_many_drafts(settings) == 0
    await page.say("hand over", token)
    assert REFERENCE in page.text
    assert how_many_drafts(settings) == 0


async def test_end_is_shredded_by_itself_after_a_restart_too(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running_gateway(settings) as url, plain_page(url) as page:
        token = page.token
        await page.say("hand over")
    assert how_many_drafts(settings) == 1
    monkeypatch.setattr("bot.channels.web.plain.chat.END_SECONDS", 0.2)
    async with running_gateway(settings) as url, plain_page(url) as page:
        await page.say("hand over", token)
        assert REFERENCE in page.text
        await asyncio.sleep(0.4)
        assert how_many_drafts(settings) == 0


async def test_what_was_deleted_is_gone_at_once(page: PlainPage, settings: Settings) -> None:
    await page.say(TEXT)
    token = page.token
    await page.press("delete")
    assert page.lines == ["Candour: Everything is deleted."]
    assert how_many_drafts(settings) == 0
    await page.press("delete", token)
    assert page.lines == ["Candour: Everything is deleted."]
    assert page.trouble == ""


async def test_new_report_keeps_nothing_of_the_one_before(
    page: PlainPage, settings: Settings, rasa: PlayedRasa
) -> None:
    await page.say(TEXT)
    await page.say("hand over")
    await page.say("another thing")
    assert REFERENCE in page.text
    vault = open_vault(settings)
    kept = vault.read(rasa.turns[-1][0], streams.PAGE)
    assert kept
    assert b"another thing" in kept
    assert REFERENCE.encode() not in kept
    assert TEXT.encode() not in kept


async def test_page_of_a_report_that_is_gone_is_told_so_and_keeps_its_words(
    page: PlainPage, settings: Settings, rasa: PlayedRasa
) -> None:
    await page.say(TEXT)
    destroy_drafts(settings)
    await page.say("more of it")
    assert (page.status, page.trouble, page.box) == (410, words.CLOSED, "more of it")
    assert rasa.texts == [TEXT]
    await page.say("more of it")
    assert rasa.texts[-1] == "more of it"


async def test_leaving_closes_every_page(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.say(TEXT)
    old = page.token
    await page.say("more")
    newest = page.token
    await page.send([("do", "leave")])
    assert (page.status, page.headers["Location"]) == (303, "https://www.bbc.co.uk/weather")
    for token in (old, newest):
        await page.say(TEXT, token)
        assert page.status == 200
        assert TEXT not in page.text
        assert "Shall we start?" in page.lines[-1]
    assert rasa.texts == [TEXT, "more"]


# A bad day ----------------------------------------------------------------------------------------------------------


async def test_row_22_late_answer_is_there_when_it_is_looked_for(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.press("Yes, begin")
    rasa.fault = (503, b"")
    await page.say(TEXT)
    assert page.status == 200
    assert page.lines[-2:] == [f"You: {TEXT}", f"Candour: {words.WAITING}"]
    assert page.buttons == [words.LOOK]
    await page.say("and more")
    assert page.lines[-3:] == [f"You: {TEXT}", "You: and more", f"Candour: {words.WAITING}"]
    rasa.fault = None
    await asyncio.sleep(0.4)
    await page.send([("do", "look")])
    assert page.lines[-2:] == [f"Candour: You said: {TEXT}", "Candour: You said: and more"]
    assert page.buttons == ["Don't know", "Skip"]
    assert rasa.texts == ["Yes, begin", TEXT, "and more"]


async def test_flood_is_told_to_wait_and_the_words_stay(settings: Settings) -> None:
    async with running_gateway(settings, limits=Limits(per_sender=2)) as url, plain_page(url) as page:
        for _ in range(2):
            await page.say(TEXT)
        await page.say("one more")
        assert (page.status, page.trouble, page.box) == (429, words.TOO_FAST, "one more")


async def test_newcomers_wait_while_people_with_a_report_go_on(
    page: PlainPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    await page.say(TEXT)
    monkeypatch.setattr("bot.channels.web.plain.chat.AT_ONCE", 1.3)
    async with plain_page(page.url) as other:
        await other.say("let me in")
        assert (other.status, other.trouble, other.box) == (503, words.BUSY, "let me in")
        await page.say("next")
        assert page.status == 200
        monkeypatch.setattr("bot.channels.web.plain.chat.AT_ONCE", 0)
        await page.say("next")
        assert page.status == 503
        assert "A lot of people are here" in page.text


async def test_row_15_too_long_text_stays_in_the_box(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.press("Yes, begin")
    text = "é" * 40_000
    await page.say(text)
    assert (page.status, page.trouble, page.box) == (413, words.TOO_LONG, text)
    await page.say("shorter")
    assert rasa.texts == ["Yes, begin", "shorter"]


async def test_row_15_far_too_long_text_gets_a_page(page: PlainPage, rasa: PlayedRasa) -> None:
    await page.say("x" * 1_000_000)
    assert page.status == 413
    assert "too large" in page.text
    assert rasa.turns == []


@pytest.mark.parametrize(
    ("text", "arrives"),
    [
        ("a\x00b", "ab"),
        ("name\u202egpj", "namegpj"),
        ("/restart", "restart"),
        ("</textarea><script>", "</textarea><script>"),
    ],
)
async def test_row_15_odd_text_arrives_made_safe(page: PlainPage, rasa: PlayedRasa, text: str, arrives: str) -> None:
    await page.say(text)
    assert rasa.texts == [arrives]
    assert page.tree.xpath("//script") == []


BODIES = [
    b"",
    b"rubbish",
    b"--x\r\n",
    b"--x--\r\n",
    b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n',
    b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n",
    b"--x\r\nContent-Type: multipart/mixed; boundary=y\r\n\r\n--y--\r\n--x--\r\n",
    b"--x\r\n" + b"A: b\r\n" * 2000,
    b"--x\r\n" + b"A" * 70_000,
    b'--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n\xff\xfe\r\n--x--\r\n',
]


@pytest.mark.parametrize("body", BODIES, ids=range(len(BODIES)))
async def test_row_15_a_body_that_is_no_form_gets_a_page(page: PlainPage, rasa: PlayedRasa, body: bytes) -> None:
    await page.post(body, **{"Content-Type": "multipart/form-data; boundary=x"})
    assert page.status in (400, 410, 413)
    assert "Go to the report page" in page.text or words.CLOSED in page.trouble
    assert rasa.turns == []


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", ""])
async def test_row_15_a_form_of_another_type_is_refused(page: PlainPage, kind: str) -> None:
    await page.post(f"token={page.token}&text=x".encode(), **{"Content-Type": kind})
    assert page.status == 400


# Whose page it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        lambda own: "",
        lambda own: "null",
        lambda own: own.replace("http:", "https:"),
        lambda own: own + ".evil.example",
        lambda own: "https://evil.example",
    ],
)
async def test_row_19_a_form_of_another_site_is_refused(page: PlainPage, rasa: PlayedRasa, change: Any) -> None:
    form = aiohttp.FormData({"token": page.token, "text": "x"}, default_to_multipart=True)
    await page.post(form, Origin=change(page.url))
    assert page.status == 403
    assert "another site" in page.text
    assert rasa.turns == []


async def test_row_19_token_in_the_address_of_a_form_is_not_used(page: PlainPage, rasa: PlayedRasa) -> None:
    form = aiohttp.FormData({"text": "x"}, default_to_multipart=True)
    headers = {"Origin": page.url}
    async with page.session.post(f"{page.url}/?token={page.token}", data=form, headers=headers) as response:
        assert response.status == 400
    async with page.session.get(f"{page.url}/?token={page.token}") as response:
        assert page.token not in await response.text()
    assert rasa.turns == []


async def test_row_19_a_pages_token_opens_no_socket_and_takes_no_file(page: PlainPage) -> None:
    await page.say(TEXT)
    async with open_page(page.url) as chat:
        assert (await chat.hello(page.token))["resumed"] is False
    headers = {"Origin": page.url, "Authorization": f"Bearer {page.token}"}
    async with page.session.post(f"{page.url}/files", data=b"x", headers=headers) as response:
        assert response.status == 401


async def test_a_sockets_token_opens_no_page(page: PlainPage, rasa: PlayedRasa) -> None:
    async with open_page(page.url) as chat:
        token = (await chat.hello())["token"]
        await page.say(TEXT, token)
    assert page.status == 410
    assert rasa.texts == []


async def test_pages_in_the_middle_run_no_script(page: PlainPage) -> None:
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    await page.say(TEXT)
    policy = page.headers["Content-Security-Policy"]
    assert "script-src" not in policy
    assert policy.startswith("default-src 'none';")
    assert page.headers["Cache-Control"] == "no-store"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert page.tree.xpath("//script | //*[@onclick] | //*[@style]") == []


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nope", 404), ("PUT", "/", 405), ("GET", "/static/x", 404)]
)
async def test_errors_are_pages_for_people_and_text_for_programs(
    gateway: str, method: str, path: str, status: int
) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.request(method, gateway + path, headers={"Accept": "text/html"}) as response:
            assert response.status == status
            assert response.content_type == "text/html"
            assert "Leave quickly" in await response.text()
            assert "script-src" not in response.headers["Content-Security-Policy"]
            if status == 405:
                assert response.headers["Allow"] == "GET,HEAD,POST"
        async with session.request(method, gateway + path) as response:
            assert (response.status, response.content_type) == (status, "text/plain")


async def test_an_unexpected_error_is_a_page_too(
    gateway: str, page: PlainPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.channels.web.plain.chat.PageTurn", None)
    await page.say("canary-words")
    assert page.status == 500
    assert "on our side" in page.text
    assert "canary" not in page.text
    assert re.search("script-src", page.headers["Content-Security-Policy"]) is None


async def test_no_other_route_takes_a_form(tmp_path: Any, rasa: PlayedRasa) -> None:
    app = create_app(gateway_settings(tmp_path, rasa))
    posts = {route.resource.canonical for route in app.router.routes() if route.method == "POST" and route.resource}
    assert posts == {"/", "/files", "/files/{number}/as-it-is", "/form", "/form/files", "/form/sealed"}
