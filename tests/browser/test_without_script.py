"""The page with script disabled, as a person uses it."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Error, Page, expect

from bot import words
from bot.receipts import wording
from candour.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, SMALL, Visit
from tests.support import samples
from tests.support.chat_page import box, log, say
from tests.support.gateways import gateway_settings, running_gateway
from tests.support.played_rasa import OPENING, QUESTION, REFERENCE, PlayedRasa
from tests.support.receipts import CHOOSE, SEND, hand_out_codes

pytestmark = pytest.mark.asyncio(loop_scope="session")
OFF = {"java_script_enabled": False}
SIZES = pytest.mark.parametrize("size", [PHONE, SMALL, DESKTOP], ids=["phone", "small", "desktop"])


@pytest.fixture
def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    return gateway_settings(tmp_path, rasa, file_megabytes=2)


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(settings: Settings, rasa: PlayedRasa) -> Any:
    await hand_out_codes(settings, rasa)
    async with running_gateway(settings) as url:
        yield url


def _photo() -> dict[str, Any]:
    made = io.BytesIO()
    samples.picture().save(made, "JPEG")
    return {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}


@SIZES
async def test_whole_conversation(gateway: str, visit: Visit, rasa: PlayedRasa, size: dict[str, Any]) -> None:
    page = await visit(gateway, **OFF, **size)
    await expect(log(page)).to_contain_text("Shall we start?")
    await page.get_by_role("button", name="Yes", exact=True).click()
    await expect(log(page)).to_contain_text(OPENING)
    await page.locator("#adder > summary").click()
    await page.get_by_label("Add a file").set_input_files([_photo()])
    await page.get_by_role("button", name="Send the file").click()
    await expect(log(page)).to_contain_text("File 1, a photo, is added.")
    await say(page, "My sergeant sells names.")
    await expect(log(page)).to_contain_text("You said: My sergeant sells names.")
    await expect(box(page)).to_have_value("")
    await say(page, CHOOSE)
    await page.get_by_role("button", name=SEND).click()
    await expect(page.locator(".reference strong")).to_have_text(REFERENCE)
    await expect(page.locator(".unbroken")).to_have_text(REFERENCE)
    code = " ".join((await page.locator(".secret").inner_text()).split()[-12:])
    await say(page, code)
    await expect(log(page)).to_contain_text(wording.KEPT)
    await expect(log(page)).not_to_contain_text(code)
    assert rasa.texts == ["Yes", "My sergeant sells names.", CHOOSE, SEND]
    back = await visit(gateway, **OFF, **size)
    await say(back, code)
    await expect(log(back)).to_contain_text(wording.NO_MESSAGES)
    await say(back, "it happened again")
    await expect(log(back)).to_contain_text(wording.ADDED)


@SIZES
async def test_newest_words_and_the_box_are_in_view(gateway: str, visit: Visit, size: dict[str, Any]) -> None:
    page = await visit(gateway, **OFF, **size)
    await expect(box(page)).to_be_in_viewport()
    for number in range(8):
        await say(page, f"message {number}")
    await expect(page.get_by_text("You said: message 7")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Skip")).to_be_in_viewport()
    await expect(box(page)).to_be_in_viewport()
    await say(page, "x" * 300)
    await expect(log(page)).to_contain_text("You said: xxx")
    assert (await page.locator("html").bounding_box() or {})["width"] == size["viewport"]["width"]


async def test_keyboard_alone_and_enter_never_presses_what_deletes(
    gateway: str, visit: Visit, rasa: PlayedRasa
) -> None:
    page = await visit(gateway, **OFF, **DESKTOP)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the chat")).to_be_focused()
    await page.keyboard.press("Enter")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("button", name="Send", exact=True)).to_be_focused()
    await page.keyboard.press("Shift+Tab")
    await page.keyboard.type("first line")
    await page.keyboard.press("Enter")
    await page.keyboard.type("second line")
    await page.locator("#adder > summary").click()
    await page.get_by_role("checkbox").focus()
    await page.keyboard.press("Enter")
    await expect(log(page)).to_contain_text("You said: first line")
    assert rasa.texts == ["first line\nsecond line"]


async def test_menu_sends_what_it_says(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    page = await visit(gateway, **OFF, **PHONE)
    for name, text in {"Help": "help", "Go back": "back", "Stop for now": "stop"}.items():
        await page.locator("#menu summary").click()
        await page.locator("#menu").get_by_role("button", name=name).click()
        await expect(log(page)).to_contain_text(f"You said: {text}")
    await page.locator("#menu summary").click()
    await page.get_by_role("button", name="Delete this report").click()
    await expect(log(page)).to_contain_text("Everything is deleted.")
    await expect(log(page)).not_to_contain_text("You said")
    assert rasa.texts == ["help", "back", "stop", "delete"]


# Reloading, going back, leaving -------------------------------------------------------------------------------------


async def test_reload_and_back_say_nothing_twice_and_lose_nothing(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    page = await visit(gateway, **OFF, **PHONE)
    await say(page, "one")
    await expect(log(page)).to_contain_text("You said: one")
    await say(page, "two")
    await expect(log(page)).to_contain_text("You said: two")
    await page.reload()
    await expect(page.get_by_text("You said: two")).to_have_count(1)
    await _back_and_send_again(page)
    await expect(page.get_by_text("You said: two")).to_have_count(1)
    await page.go_back()  # the page that was there before a word was said
    await expect(log(page)).to_contain_text("Shall we start?")
    assert rasa.texts == ["one", "two"]


async def _back_and_send_again(page: Page) -> None:
    # Nothing of a page is stored, so the browser asks first whether to send its form once more.
    with pytest.raises(Error, match="ERR_CACHE_MISS"):
        await page.go_back()
    for _ in range(40):  # Chromium takes a moment to put its own page of that in place
        try:
            await page.reload()
        except Error as error:
            if "Not attached" not in str(error):
                raise
            await page.wait_for_timeout(250)
        else:
            return
    raise AssertionError("the page of the browser's own error never came")


async def test_leaving_quickly_shows_nothing_on_the_way_back(gateway: str, browser: Browser) -> None:
    page = await (await browser.new_context(**OFF, **DESKTOP)).new_page()
    await page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))
    await page.goto(gateway)
    await expect(page.get_by_role("link", name="Leave quickly")).to_have_attribute(
        "href", "https://www.bbc.co.uk/weather"
    )
    await say(page, "my secret words")
    await expect(log(page)).to_contain_text("You said: my secret words")
    await page.get_by_role("button", name="Leave quickly").click()
    await page.wait_for_url("https://www.bbc.co.uk/weather")
    await page.go_back()  # coming from another site, Chromium sends the form once more without asking
    await expect(log(page)).to_contain_text("Shall we start?")
    await expect(page.locator("body")).not_to_contain_text("my secret words")
    await page.context.close()


# A bad day ----------------------------------------------------------------------------------------------------------


async def test_late_answer_is_looked_for(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    page = await visit(gateway, **OFF, **PHONE)
    await page.get_by_role("button", name="Yes", exact=True).click()
    await expect(log(page)).to_contain_text(OPENING)
    rasa.fault = (503, b"")
    await say(page, "is anyone there")
    await expect(log(page)).to_contain_text(words.WAITING)
    rasa.fault = None
    await page.wait_for_timeout(400)
    await page.get_by_role("button", name=words.LOOK).click()
    await expect(log(page)).to_contain_text("You said: is anyone there")
    await expect(log(page)).not_to_contain_text(words.WAITING)


async def test_a_file_that_is_too_large_gets_a_page_and_the_words_stay(gateway: str, browser: Browser) -> None:
    page = await (await browser.new_context(**OFF, **PHONE)).new_page()
    await page.goto(gateway)
    await box(page).fill("half a sent")
    await page.locator("#adder > summary").click()
    large = {"name": "large.bin", "mimeType": "application/octet-stream", "buffer": bytes(3 * 1024 * 1024)}
    await page.get_by_label("Add a file").set_input_files(large)
    await page.get_by_role("button", name="Send the file").click()
    await expect(page.get_by_role("status")).to_contain_text("2 MB")
    await expect(box(page)).to_have_value("half a sent")
    await page.context.close()


async def test_gateway_away_and_back_loses_nothing(settings: Settings, visit: Visit, rasa: PlayedRasa) -> None:
    async with running_gateway(settings) as url:
        page = await visit(url, lost=True, **OFF, **DESKTOP)
        await say(page, "before")
        await expect(log(page)).to_contain_text("You said: before")
    async with running_gateway(settings, port=int(url.rpartition(":")[2])):
        await say(page, "after")
        await expect(log(page)).to_contain_text("You said: before")
        await expect(log(page)).to_contain_text("You said: after")
    assert rasa.texts == ["before", "after"]


# For everybody ------------------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_accessibility_violations(gateway: str, browser: Browser, size: dict[str, Any], scheme: str) -> None:
    page = await (await browser.new_context(color_scheme=scheme, **OFF, **size)).new_page()
    await page.goto(gateway)
    await _assert_accessible(page, browser, scheme, size)
    await page.get_by_role("button", name="Yes", exact=True).click()
    await page.get_by_label("Add a file").set_input_files([_photo()])
    await say(page, "My sergeant sells names.")
    await expect(log(page)).to_contain_text("You said: My sergeant")
    await _assert_accessible(page, browser, scheme, size)
    await box(page).evaluate("box => { box.value = 'é'.repeat(40000); }")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("too long")
    await _assert_accessible(page, browser, scheme, size)
    await say(page, CHOOSE)
    await page.get_by_role("button", name=SEND).click()
    await expect(page.locator(".reference")).to_be_visible()
    await _assert_accessible(page, browser, scheme, size)
    await page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_error_pages_have_no_accessibility_violations(gateway: str, browser: Browser, scheme: str) -> None:
    page = await (await browser.new_context(color_scheme=scheme, **SMALL)).new_page()
    await page.goto(f"{gateway}/nothing-here")
    await expect(page.get_by_role("heading", name="There is no page here")).to_be_visible()
    found = (await Axe().run(page)).response["violations"]
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found] == []
    await expect(page.get_by_role("link", name="Leave quickly")).to_be_visible()
    await page.get_by_role("link", name="Go to the report page").click()
    await expect(log(page)).to_contain_text(OPENING)
    await page.context.close()


async def _assert_accessible(page: Page, browser: Browser, scheme: str, size: dict[str, Any]) -> None:
    """Look at a copy of the page with axe, which is a script and cannot run on the page itself."""
    copy = await (await browser.new_context(color_scheme=scheme, **size)).new_page()
    html, url = await page.content(), page.url
    await copy.route("**/*", lambda route: route.continue_())
    await copy.route(url.partition("#")[0], lambda route: route.fulfill(body=html, content_type="text/html"))
    await copy.route("**/*.js", lambda route: route.abort())
    await copy.goto(url)
    results = (await Axe().run(copy)).response
    assert len(results["passes"]) > 10
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in results["violations"]] == []
    for target in await copy.locator("button:visible, summary:visible, textarea:visible, .leave:visible").all():
        bounds = await target.bounding_box()
        assert bounds
        if bounds["width"] > 1:  # the form's first button is for no pointer
            assert bounds["height"] >= 44
            assert bounds["width"] >= 44
    await copy.context.close()


async def test_question_is_still_there_for_a_screen_reader(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **OFF, **PHONE)
    await page.get_by_role("button", name="Yes", exact=True).click()
    await say(page, "Yes, begin")
    snapshot = await log(page).aria_snapshot()
    assert "You: Yes, begin" in snapshot
    assert f"Candour: {QUESTION}" in snapshot
    assert await page.get_by_role("button", name="Send", exact=True).count() == 1
