"""The page as a person uses it."""

from __future__ import annotations

from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect

from bot import words
from bot.conversation import Patience
from candour.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, SMALL, Visit
from tests.support.chat_page import box, log, say
from tests.support.gateways import running_gateway
from tests.support.played_rasa import OPENING, QUESTION, REFERENCE, PlayedRasa, reply

pytestmark = pytest.mark.asyncio(loop_scope="session")
SIZES = pytest.mark.parametrize("size", [PHONE, SMALL, DESKTOP], ids=["phone", "small", "desktop"])
WEATHER = "https://www.bbc.co.uk/weather"


async def _reported(page: Page) -> None:
    """Go through the played interview up to the reference."""
    await page.get_by_role("button", name="Yes, begin").click()
    await expect(log(page)).to_contain_text(QUESTION)
    await say(page, "My sergeant sells names.")
    await expect(log(page)).to_contain_text("You said: My sergeant sells names.")
    await say(page, "hand over")
    await expect(page.get_by_text("Your reference", exact=True)).to_be_visible()


@SIZES
async def test_whole_conversation(gateway: str, visit: Visit, rasa: PlayedRasa, size: dict[str, Any]) -> None:
    page = await visit(gateway, **size)
    await expect(log(page)).to_contain_text(OPENING)
    await _reported(page)
    await expect(page.locator(".reference strong")).to_have_text(REFERENCE)
    await expect(page.locator(".unbroken")).to_have_text(REFERENCE)
    await expect(log(page)).to_contain_text(f"Your reference is {REFERENCE}.")
    assert rasa.texts == ["Yes, begin", "My sergeant sells names.", "hand over"]


async def test_a_reference_stays_on_one_line_wherever_it_stands(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    rasa.script["end"] = [
        reply(f"Your reference is {REFERENCE}."),
        reply("Thank you.", event="handed_over", reference=REFERENCE),
    ]
    page = await visit(gateway, **PHONE)
    await say(page, "end")
    await expect(page.locator(".reference strong")).to_have_text(REFERENCE)
    await expect(page.locator(".said .unbroken")).to_have_text(REFERENCE)


@SIZES
async def test_nothing_is_wider_than_the_window(gateway: str, visit: Visit, size: dict[str, Any]) -> None:
    page = await visit(gateway, **size)
    await expect(log(page)).to_contain_text(OPENING)
    await say(page, "x" * 300)
    await expect(log(page)).to_contain_text("You said: xxx")
    await _reported_end(page)
    assert await page.evaluate("document.documentElement.scrollWidth") == size["viewport"]["width"]


async def _reported_end(page: Page) -> None:
    await say(page, "hand over")
    await expect(page.get_by_text("Your reference", exact=True)).to_be_visible()


@SIZES
async def test_box_and_newest_message_are_in_view(gateway: str, visit: Visit, size: dict[str, Any]) -> None:
    page = await visit(gateway, **size)
    await expect(box(page)).to_be_in_viewport()
    for number in range(12):
        await say(page, f"message {number}")
        await expect(log(page)).to_contain_text(f"You said: message {number}")
    await expect(page.get_by_text("You said: message 11")).to_be_in_viewport()
    await expect(page.get_by_role("button", name="Skip")).to_be_in_viewport()
    await expect(box(page)).to_be_in_viewport()


@SIZES
async def test_targets_are_large_enough(gateway: str, visit: Visit, size: dict[str, Any]) -> None:
    page = await visit(gateway, **size)
    await _reported(page)
    await page.locator("#menu summary").click()
    seen = 0
    for target in await page.locator("button:visible, summary:visible, textarea:visible, .onward a:visible").all():
        bounds = await target.bounding_box()
        assert bounds
        assert bounds["height"] >= 44
        assert bounds["width"] >= 44
        seen += 1
    assert seen >= 10


# Keyboard -----------------------------------------------------------------------------------------------------------


async def test_whole_conversation_by_keyboard_alone(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    page = await visit(gateway, **DESKTOP)
    await expect(page.get_by_role("button", name="Yes, begin")).to_be_visible()
    await _tab_to(page, page.get_by_role("button", name="Yes, begin"))
    await page.keyboard.press("Enter")
    await expect(log(page)).to_contain_text(QUESTION)
    await expect(box(page)).to_be_focused()
    await page.keyboard.type("first line")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("second line")
    await page.keyboard.press("Enter")
    await expect(log(page)).to_contain_text("You said: first line")
    await expect(box(page)).to_be_focused()
    await expect(box(page)).to_have_value("")
    await page.keyboard.type("hand over")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Your reference", exact=True)).to_be_visible()
    assert rasa.texts == ["Yes, begin", "first line\nsecond line", "hand over"]


async def _tab_to(page: Page, target: Locator) -> None:
    for _ in range(25):
        await page.keyboard.press("Tab")
        if await target.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError("not reached by the Tab key")


async def test_skip_link_leads_to_the_box(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **DESKTOP)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the chat")).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(box(page)).to_be_focused()


async def test_menu_sends_what_it_says(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    page = await visit(gateway, **DESKTOP)
    await expect(log(page)).to_contain_text(OPENING)
    for name, text in {"Help": "help", "Go back": "back", "Stop for now": "stop"}.items():
        await page.locator("#menu summary").click()
        await page.locator("#menu").get_by_role("button", name=name).click()
        await expect(log(page)).to_contain_text(f"You said: {text}")
    await page.locator("#menu summary").click()
    await page.get_by_role("button", name="Delete this report").click()
    await expect(log(page)).to_contain_text("Everything is deleted.")
    assert rasa.texts == ["help", "back", "stop", "delete"]


async def test_quick_reply_goes_once_it_is_used(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **PHONE)
    await page.get_by_role("button", name="Yes, begin").tap()
    await expect(page.get_by_role("button", name="That's everything")).to_be_visible()
    await expect(page.get_by_role("button", name="Yes, begin")).to_have_count(0)
    await expect(box(page)).not_to_be_focused()  # the keyboard of the phone would cover the question


# Markup is text -----------------------------------------------------------------------------------------------------


async def test_markup_in_messages_stays_text(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **DESKTOP)
    nasty = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    await expect(log(page)).to_contain_text(OPENING)
    await say(page, nasty)
    await expect(log(page)).to_contain_text(f"You said: {nasty}")
    assert await page.locator("#log img, #log script").count() == 0
    assert await page.title() == "Candour"


async def test_nothing_is_stored_in_the_browser(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **DESKTOP)
    await _reported(page)
    stored = await page.evaluate(
        "async () => [document.cookie, localStorage.length, sessionStorage.length,"
        " (await indexedDB.databases()).length, location.href]"
    )
    assert stored == ["", 0, 0, 0, f"{gateway}/"]
    assert await page.context.cookies() == []


# Leaving ------------------------------------------------------------------------------------------------------------


async def _arrive_at_weather(page: Page) -> None:
    await page.context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="weather"))


@pytest.mark.parametrize("way", ["button", "escape"])
async def test_leaving_quickly_replaces_the_page(gateway: str, browser: Any, rasa: PlayedRasa, way: str) -> None:
    page = await (await browser.new_context(**DESKTOP)).new_page()
    await _arrive_at_weather(page)
    await page.goto("about:blank")
    await page.goto(gateway)
    await expect(log(page)).to_contain_text(OPENING)
    await box(page).fill("half a sent")
    if way == "button":
        await page.get_by_role("button", name="Leave quickly").click()
    else:
        for _ in range(3):
            await page.keyboard.press("Escape")
    await page.wait_for_url(WEATHER)
    await page.go_back()
    assert page.url == "about:blank"
    assert rasa.texts == []


async def test_leaving_clears_the_page_even_if_nothing_else_loads(gateway: str, browser: Any) -> None:
    page = await (await browser.new_context(**DESKTOP)).new_page()
    await page.context.route("https://www.bbc.co.uk/**", lambda route: route.abort())
    await page.goto(gateway)
    await expect(log(page)).to_contain_text(OPENING)
    await page.evaluate("window.leftAt = 1")
    cleared = await page.evaluate(
        "() => { document.getElementById('leave').click(); return [document.body.innerText, document.title.trim()]; }"
    )
    assert cleared[0] == ""
    assert "Candour" not in cleared[1]


async def test_escape_twice_or_slowly_does_not_leave(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **DESKTOP)
    await expect(log(page)).to_contain_text(OPENING)
    await page.keyboard.press("Escape")
    await page.keyboard.press("Escape")
    await page.wait_for_timeout(2200)
    await page.keyboard.press("Escape")
    await expect(log(page)).to_contain_text(OPENING)


# A bad connection ---------------------------------------------------------------------------------------------------


async def test_nothing_is_lost_or_doubled_over_a_restart_of_the_gateway(
    settings: Settings, visit: Visit, rasa: PlayedRasa
) -> None:
    async with running_gateway(settings) as url:
        page = await visit(url, **DESKTOP)
        await expect(log(page)).to_contain_text(OPENING)
        await say(page, "before the cut")
        await expect(log(page)).to_contain_text("You said: before the cut")
    await expect(page.get_by_role("status")).to_contain_text("No connection just now")
    await say(page, "during the cut")
    await expect(log(page)).to_contain_text("Waiting for a connection")
    async with running_gateway(settings, port=int(url.rpartition(":")[2])):
        await expect(log(page)).to_contain_text("You said: during the cut", timeout=20_000)
        await expect(page.get_by_role("status")).to_have_text("")
        await say(page, "after the cut")
        await expect(log(page)).to_contain_text("You said: after the cut")
        answers = await page.locator(".theirs").all_text_contents()
        assert [text for text in answers if "cut" in text] == [
            f"Candour: You said: {when} the cut" for when in ("before", "during", "after")
        ]
    assert rasa.texts == ["before the cut", "during the cut", "after the cut"]
    await page.close()


async def test_page_says_when_an_answer_is_late_and_shows_it_when_it_comes(
    gateway: str, visit: Visit, rasa: PlayedRasa
) -> None:
    page = await visit(gateway, **DESKTOP)
    await expect(log(page)).to_contain_text(OPENING)
    rasa.fault = (503, b"")
    await say(page, "is anyone there")
    await expect(log(page)).to_contain_text(words.WAITING)
    rasa.fault = None
    await expect(log(page)).to_contain_text("You said: is anyone there")


async def test_too_long_text_stays_in_the_box(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    page = await visit(gateway, **DESKTOP)
    await expect(log(page)).to_contain_text(OPENING)
    await box(page).evaluate("box => { box.value = 'é'.repeat(40000); }")
    await page.get_by_role("button", name="Send", exact=True).click()
    await expect(page.get_by_role("status")).to_contain_text("too long")
    assert await box(page).evaluate("box => box.value.length") == 40_000
    await say(page, "shorter words")
    await expect(log(page)).to_contain_text("You said: shorter words")
    await expect(page.get_by_role("status")).to_have_text("")
    assert rasa.texts == ["shorter words"]


async def test_refused_message_can_be_sent_again(gateway: str, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    page = await visit(gateway, **DESKTOP)
    await expect(log(page)).to_contain_text(OPENING)
    monkeypatch.setattr("bot.intake.MESSAGE_BYTES", 5)
    await say(page, "too long for five")
    await expect(log(page)).to_contain_text(words.TOO_LONG)
    monkeypatch.setattr("bot.intake.MESSAGE_BYTES", 500)
    await page.get_by_role("button", name="Send again").click()
    await expect(log(page)).to_contain_text("You said: too long for five")


# For everybody ------------------------------------------------------------------------------------------------------


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_no_accessibility_violations(gateway: str, visit: Visit, size: dict[str, Any], scheme: str) -> None:
    page = await visit(gateway, color_scheme=scheme, reduced_motion="reduce", **size)
    await expect(log(page)).to_contain_text(OPENING)
    await _assert_accessible(page)
    for details in await page.locator("details.limits summary").all():
        await details.click()
    await _reported(page)
    await page.locator("#menu summary").click()
    await _assert_accessible(page)


async def _assert_accessible(page: Page) -> None:
    results = await Axe().run(page)
    assert len(results.response["passes"]) > 10
    assert results.violations_count == 0, results.generate_report()


async def test_messages_are_announced_politely(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **DESKTOP)
    await expect(log(page)).to_have_attribute("aria-live", "polite")
    await say(page, "hello to you")
    await expect(log(page)).to_contain_text("You said: hello to you")
    snapshot = await log(page).aria_snapshot()
    assert "You: hello to you" in snapshot
    assert "Candour: You said: hello to you" in snapshot


async def test_box_grows_with_what_is_written(gateway: str, visit: Visit) -> None:
    page = await visit(gateway, **PHONE)
    before = await box(page).bounding_box()
    await box(page).fill("line\n" * 5)
    after = await box(page).bounding_box()
    assert before
    assert after
    assert after["height"] > before["height"] * 2


async def test_reduced_motion_stops_all_animation(settings: Settings, visit: Visit, rasa: PlayedRasa) -> None:
    rasa.delay = 3
    async with running_gateway(settings, patience=Patience()) as url:
        page = await visit(url, reduced_motion="reduce", **DESKTOP)
        await expect(page.locator("#typing")).to_be_visible()
        assert await page.evaluate("document.getAnimations().length") == 0
        await expect(log(page)).to_contain_text(OPENING)
        await expect(page.locator("#typing")).to_be_hidden()
        await page.close()
