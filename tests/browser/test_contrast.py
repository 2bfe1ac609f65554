"""Every state of chat and form in colours that the system has chosen, and with more contrast: axe, and what shows."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Locator, Page, expect

from candour.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.support import form_page, samples
from tests.support.played_rasa import OPENING, QUESTION, PlayedRasa
from tests.support.receipts import CHOOSE, SEND, hand_out_codes

pytestmark = pytest.mark.asyncio(loop_scope="session")
FORCED: dict[str, Any] = {"forced_colors": "active", "reduced_motion": "reduce"}
LOOKS = pytest.mark.parametrize(
    "look",
    [
        {**PHONE, **FORCED},
        {**DESKTOP, **FORCED, "color_scheme": "dark"},
        {**PHONE, "contrast": "more", "reduced_motion": "reduce"},
        {**DESKTOP, "contrast": "more", "color_scheme": "dark", "reduced_motion": "reduce"},
    ],
    ids=["forced-phone", "forced-dark-desktop", "more-phone", "more-dark-desktop"],
)
REFERENCE = re.compile(r"CND-\w{4}-\w{4}")


@pytest_asyncio.fixture(loop_scope="session")
async def url(settings: Settings, rasa: PlayedRasa) -> AsyncIterator[str]:
    async with form_page.form_gateway(settings) as url:
        await hand_out_codes(settings, rasa)
        yield url


async def assert_accessible(page: Page) -> None:
    results = (await Axe().run(page)).response
    assert len(results["passes"]) > 10
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in results["violations"]] == []


async def say(page: Page, text: str) -> None:
    await page.get_by_role("textbox", name="Your message").fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()


def photo() -> Any:
    made = io.BytesIO()
    samples.picture().save(made, "JPEG")
    return {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


@LOOKS
async def test_the_chat_in_every_state(url: str, visit: Visit, look: dict[str, Any]) -> None:
    page = await visit(url, lost=True, **look)
    log = page.get_by_role("log")
    await expect(log).to_contain_text(OPENING)
    await assert_accessible(page)  # empty
    for details in await page.locator("details.limits summary").all():
        await details.click()
    await page.get_by_role("button", name="Yes, begin").click()
    await expect(log).to_contain_text(QUESTION)
    await assert_accessible(page)  # in the middle, with all that can be unfolded
    await page.get_by_label("Add a file").set_input_files(photo())
    await expect(log).to_contain_text("File 1: added")
    await page.locator("#adder > summary").click()
    await page.get_by_text("Who can open it").click()
    await expect(page.locator("#keys code").first).to_be_visible()
    await assert_accessible(page)  # a file, and the sheet for files
    await page.keyboard.press("Escape")
    await page.locator("#menu summary").click()
    await assert_accessible(page)  # the menu
    await page.keyboard.press("Escape")
    await say(page, CHOOSE)
    await page.get_by_role("button", name=SEND).click()
    await expect(page.locator(".secret")).to_be_visible()
    await expect(page.locator(".reference strong")).to_be_visible()
    await assert_accessible(page)  # reference and code
    await page.context.set_offline(True)
    await page.evaluate("socket.close()")
    await say(page, "words that wait")
    await expect(page.get_by_role("status")).to_contain_text("No connection")
    await assert_accessible(page)  # an error


@LOOKS
async def test_the_chat_without_script(url: str, visit: Visit, browser: Browser, look: dict[str, Any]) -> None:
    page = await visit(url, java_script_enabled=False, **look)
    await page.get_by_role("button", name="Yes", exact=True).click()
    await say(page, "My sergeant sells names.")
    await expect(page.get_by_role("log")).to_contain_text("You said")
    # Axe is a script and cannot run on the page itself: it looks at a copy.
    copy, html = await (await browser.new_context(**look)).new_page(), await page.content()
    await copy.route("**/*.js", lambda route: route.abort())
    await copy.route(f"{url}/copy", lambda route: route.fulfill(body=html, content_type="text/html"))
    await copy.goto(f"{url}/copy")
    await assert_accessible(copy)
    await copy.context.close()


@LOOKS
async def test_the_chat_from_right_to_left(url: str, visit: Visit, look: dict[str, Any]) -> None:
    page = await visit(f"{url}/?language=ar", **look)
    await expect(page.locator("#choices button").first).to_be_visible()
    await assert_accessible(page)


@LOOKS
async def test_the_form_in_every_state(url: str, visit: Visit, look: dict[str, Any]) -> None:
    page = await visit(f"{url}/form", **look)
    await assert_accessible(page)
    for summary in await page.locator("details > summary:visible").all():
        await summary.click()
    await page.get_by_label("Yes", exact=True).first.check()
    await page.get_by_label("Add files").set_input_files(photo())
    await expect(page.locator("#picked")).to_contain_text("Place, time and phone")
    await page.get_by_label("Please tell us").fill("my sergeant did it")
    await page.locator('[data-key="follow_up"]').get_by_label("Get a secret code").check()
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#warning")).to_contain_text("could show who you are")
    await assert_accessible(page)
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#reference")).to_have_text(REFERENCE, timeout=15_000)
    await assert_accessible(page)


async def test_what_can_be_pressed_and_what_was_chosen_has_an_edge_in_forced_colours(url: str, visit: Visit) -> None:
    page = await visit(url, **DESKTOP, **FORCED)
    await expect(page.get_by_role("log")).to_contain_text(OPENING)
    await page.locator("#adder > summary").click()
    for name in ("#send", "#leave", "#choices button", ".theirs", ".pick", "#menu > summary", "#adder > summary"):
        assert await edge(page.locator(name).first) >= 1, name
    form = await visit(f"{url}/form", **DESKTOP, **FORCED)
    option = form.locator(".option").first
    before = await edge(option)
    await option.get_by_role("radio").check()
    assert await edge(option) > before >= 1  # not by its ground alone
    assert await ring(option) >= 2  # and the one that has the focus shows beside it
    await form.locator(".option").nth(6).get_by_role("radio").focus()
    assert await ring(option) == 0


async def edge(element: Locator) -> float:
    """How wide the edge of an element is."""
    return float(await element.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)"))


async def ring(element: Locator) -> float:
    """How wide the ring of the focus around an element is."""
    return float(
        await element.evaluate(
            "one => getComputedStyle(one).outlineStyle === 'none' ? 0 : parseFloat(getComputedStyle(one).outlineWidth)"
        )
    )
