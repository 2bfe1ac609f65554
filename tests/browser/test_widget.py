"""The chat in another site's page: the page of docs/embedding, with its strict policy, tried for real."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, FrameLocator, Page, Response, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.support.gateways import gateway_settings, running_gateway
from tests.support.played_rasa import OPENING, PlayedRasa
from tests.support.ports import free_port
from tests.support.stack import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="session")
HOST = ROOT / "docs" / "embedding" / "host.html"
WEATHER = "https://www.bbc.co.uk/weather"


@pytest_asyncio.fixture(loop_scope="session")
async def sites(tmp_path: Path, rasa: PlayedRasa) -> AsyncIterator[tuple[str, str]]:
    """The host page at an origin that may embed the chat, and at one that may not."""
    port = free_port()
    # Another name of this machine is another origin, and another site.
    may, may_not = f"http://localhost:{port}", f"http://127.0.0.1:{port}"
    settings = gateway_settings(tmp_path, rasa, embed_origins=(may,))
    async with running_gateway(settings) as url:
        html = HOST.read_text("utf-8")
        assert html.count("https://report.example") == 3

        async def host(_request: web.Request) -> web.Response:
            return web.Response(text=html.replace("https://report.example", url), content_type="text/html")

        app = web.Application()
        app.router.add_get("/", host)
        server = TestServer(app, host="127.0.0.1", port=port)
        await server.start_server(access_log=None)
        yield may, may_not
        await server.close()


async def _open(browser: Browser, url: str, size: dict[str, Any]) -> tuple[Page, FrameLocator, list[str]]:
    page = await (await browser.new_context(**size)).new_page()
    page.set_default_timeout(15_000)
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    await page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    await page.goto(url)
    return page, page.frame_locator("iframe"), complaints


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_conversation_in_another_sites_page(
    sites: tuple[str, str], browser: Browser, rasa: PlayedRasa, size: dict[str, Any]
) -> None:
    page, chat, complaints = await _open(browser, sites[0], size)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    await expect(page.locator("iframe")).to_have_count(0)
    assert rasa.turns == []
    await page.get_by_role("button", name="Report it safely").click()
    log = chat.get_by_role("log")
    await expect(log).to_contain_text(OPENING)
    await chat.get_by_role("textbox", name="Your message").fill("My sergeant sells names.")
    await chat.get_by_role("button", name="Send", exact=True).click()
    await expect(log).to_contain_text("You said: My sergeant sells names.")
    await page.get_by_role("button", name="Hide the chat").click()
    await expect(page.locator("iframe")).to_be_hidden()
    await page.get_by_role("button", name="Report it safely").click()
    await expect(log).to_contain_text("You said: My sergeant sells names.")  # hidden is not closed
    assert rasa.texts == ["My sergeant sells names."]
    assert {address.split("/")[2] for address in asked} == {asked[0].split("/")[2]}
    assert await page.evaluate("[document.cookie, localStorage.length, sessionStorage.length]") == ["", 0, 0]
    assert await page.context.cookies() == []
    assert complaints == []
    await page.context.close()


async def test_the_page_around_it_cannot_read_the_chat(sites: tuple[str, str], browser: Browser) -> None:
    page, chat, _ = await _open(browser, sites[0], DESKTOP)
    await page.get_by_role("button", name="Report it safely").click()
    await expect(chat.get_by_role("log")).to_contain_text(OPENING)
    frame = "document.body.lastElementChild.shadowRoot.querySelector('iframe')"
    assert await page.evaluate(f"{frame}.contentDocument") is None
    reading = f"() => {{ try {{ return {frame}.contentWindow.document.title }} catch (error) {{ return error.name }} }}"
    assert await page.evaluate(reading) == "SecurityError"
    await page.context.close()


async def test_other_sites_get_an_empty_frame(sites: tuple[str, str], browser: Browser, rasa: PlayedRasa) -> None:
    page, _, complaints = await _open(browser, sites[1], DESKTOP)
    await page.get_by_role("button", name="Report it safely").click()
    await page.wait_for_timeout(1000)
    assert rasa.turns == []
    assert any("frame-ancestors" in complaint for complaint in complaints)
    await page.context.close()


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_leaving_quickly_takes_the_whole_page_away(sites: tuple[str, str], browser: Browser, way: str) -> None:
    page, chat, _ = await _open(browser, sites[0], DESKTOP)
    await page.get_by_role("button", name="Report it safely").click()
    await expect(chat.get_by_role("log")).to_contain_text(OPENING)
    if way == "button":
        await chat.get_by_role("button", name="Leave quickly").click()
    else:
        for _ in range(3):
            await chat.get_by_role("textbox", name="Your message").press("Escape")
    await page.wait_for_url(WEATHER)
    await page.context.close()


async def test_launcher_is_accessible_and_looks_as_it_was_told(sites: tuple[str, str], browser: Browser) -> None:
    page, chat, _ = await _open(browser, sites[0], PHONE)
    launch = page.get_by_role("button", name="Report it safely")
    assert await launch.evaluate("button => getComputedStyle(button).backgroundColor") == "rgb(91, 42, 110)"
    assert await launch.evaluate("button => getComputedStyle(button).left") == "20px"
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(chat.get_by_role("log")).to_contain_text(OPENING)
    hide = page.get_by_role("button", name="Hide the chat")
    await hide.focus()
    await page.keyboard.press("Enter")
    await expect(launch).to_be_focused()
    await page.context.close()


async def test_accessibility_of_the_open_frame(sites: tuple[str, str], browser: Browser) -> None:
    page, chat, _ = await _open(browser, sites[0], PHONE)
    await page.get_by_role("button", name="Report it safely").click()
    await expect(chat.get_by_role("log")).to_contain_text(OPENING)
    copy = await (await browser.new_context(bypass_csp=True, **PHONE)).new_page()
    await copy.goto(sites[0])
    await copy.get_by_role("button", name="Report it safely").click()
    found = (await Axe().run(copy)).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    await copy.context.close()
    await page.context.close()


async def test_all_that_the_chat_needs_is_small(sites: tuple[str, str], browser: Browser) -> None:
    page = await (await browser.new_context(**PHONE)).new_page()
    needed: list[Response] = []
    page.on("response", lambda response: needed.append(response))  # noqa: PLW0108 - a method cannot be marked
    await page.goto(sites[0])
    await page.get_by_role("button", name="Report it safely").click()
    await expect(page.frame_locator("iframe").get_by_role("log")).to_contain_text(OPENING)
    assert sum([len(gzip.compress(await one.body())) for one in needed if one.url != f"{sites[0]}/"]) < 15_000
    await page.context.close()
