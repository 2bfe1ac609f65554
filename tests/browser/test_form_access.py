"""The form for everybody: axe in its states, by keyboard alone, narrow, dark, and without script."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from bot.channels.web.form import wording
from bot.channels.web.page import form_languages
from candour.settings import Settings
from interview.catalogues import offered
from tests.browser.conftest import DESKTOP, PHONE, SMALL, Visit
from tests.support import form_page
from tests.support.played_rasa import PlayedRasa

pytestmark = pytest.mark.asyncio(loop_scope="session")
OFF = {"java_script_enabled": False}
LEAST_TARGET = 24  # CSS pixels, WCAG 2.2
REFERENCE = re.compile(r"CND-\w{4}-\w{4}")
LOOKS = pytest.mark.parametrize(
    "look",
    [
        {**DESKTOP, "color_scheme": "light"},
        {**SMALL, "color_scheme": "dark"},
        {**PHONE, "color_scheme": "light", "contrast": "more"},
    ],
    ids=["desktop", "narrow-dark", "phone-high-contrast"],
)


@pytest_asyncio.fixture(loop_scope="session")
async def url(settings: Settings, rasa: PlayedRasa) -> AsyncIterator[str]:
    async with form_page.form_gateway(settings) as url:
        yield url


async def assert_accessible(page: Page) -> None:
    results = (await Axe().run(page)).response
    assert len(results["passes"]) > 10
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in results["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = await page.evaluate(
        """(least) => [...document.querySelectorAll("button, summary, textarea, .option, .pick, .leave")]
            .filter((one) => one.checkVisibility() && !one.classList.contains("unseen"))
            .filter((one) => Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width) < least)
            .map((one) => one.outerHTML)""",
        LEAST_TARGET,
    )
    assert small == []


@LOOKS
async def test_it_is_accessible_in_every_state(url: str, visit: Visit, look: dict[str, Any]) -> None:
    page = await visit(f"{url}/form", **look)
    await assert_accessible(page)
    for summary in await page.locator("details > summary:visible").all():
        await summary.click()
    await page.get_by_label("Yes", exact=True).first.check()
    await page.locator('[data-key="other_subjects"]').get_by_label("Yes, someone else").check()
    await page.get_by_label("Add files").set_input_files(
        {"name": "x" * 90 + ".pdf", "mimeType": "application/pdf", "buffer": b"%PDF"}
    )
    await expect(page.locator("#picked")).to_contain_text("It goes as it is")
    await page.get_by_label("Please tell us").fill("my sergeant did it " + "w" * 400)
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#warning")).to_contain_text("could show who you are")
    await assert_accessible(page)
    await page.locator('[data-key="follow_up"]').get_by_label("Get a secret code").check()
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#reference")).to_have_text(REFERENCE, timeout=15_000)
    await assert_accessible(page)


@pytest.mark.parametrize("code", [code for code in form_languages() if code in ("ar", "bn", "ur", "pl")])
async def test_it_works_in_other_languages(url: str, settings: Settings, visit: Visit, code: str) -> None:
    page = await visit(f"{url}/form?language={code}", **SMALL)
    direction = await page.evaluate("getComputedStyle(document.body).direction")
    assert direction == offered()[code].direction
    await assert_accessible(page)
    await page.locator('textarea[name="account"]').fill("Bierze pieniądze od handlarza za nazwiska z bazy.")
    await page.locator('[data-key="ongoing"] input').first.check()
    await page.locator("#send").click()
    await expect(page.locator("#reference")).to_have_text(REFERENCE, timeout=15_000)
    await assert_accessible(page)
    case = await form_page.opened(settings, await page.locator("#reference").inner_text())
    assert case["slots"]["ongoing"] == {"value": "yes", "as_said": "Yes", "source": "asked"}
    assert "account" in next(iter(case["risk"]["translate"].values()))


async def test_it_can_be_filled_in_and_sent_by_keyboard_alone(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form", **DESKTOP)
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the questions")).to_be_focused()
    await page.keyboard.press("Enter")
    await _tab_to(page, "immediate_danger")
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")  # in a radio button it must send nothing
    await _tab_to(page, "account")
    await page.keyboard.type("It happened.")
    await page.keyboard.press("Enter")
    await page.keyboard.type("Twice.")
    await _tab_to(page, "do")
    await page.keyboard.press("Enter")
    await expect(page.locator("#reference")).to_have_text(REFERENCE, timeout=15_000)
    await expect(page.locator("#done")).to_be_focused()
    case = await form_page.opened(settings, await page.locator("#reference").inner_text())
    assert case["account"] == ["It happened.\nTwice."]
    assert case["slots"]["immediate_danger"]["value"] == "no"


async def _tab_to(page: Page, name: str) -> None:
    for _ in range(150):
        await page.keyboard.press("Tab")
        if await page.evaluate("document.activeElement.name") == name:
            return
    raise AssertionError(f"{name} is never reached")


async def test_the_chat_and_the_form_lead_to_each_other(url: str, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    await page.get_by_role("link", name="Prefer one question at a time?").click()
    await expect(page.get_by_role("log")).to_be_visible()
    await page.get_by_role("link", name="Prefer a form?").click()
    await expect(page.get_by_role("heading", name="What happened")).to_be_visible()


async def test_what_seals_is_loaded_on_this_page_only(url: str, visit: Visit) -> None:
    page = await visit(url)
    assert "seal.js" not in await page.content()
    await page.goto(f"{url}/form")
    assert await page.evaluate("typeof candourSeal.seal") == "function"


async def test_without_what_seals_it_does_not_say_that_it_is_end_to_end(url: str, browser: Browser) -> None:
    page = await (await browser.new_context()).new_page()
    await page.route("**/seal.js", lambda route: route.abort())
    await page.goto(f"{url}/form")
    await expect(page.get_by_text("not end-to-end encrypted")).to_be_visible()
    await expect(page.get_by_text("End-to-end encrypted:", exact=True)).to_be_hidden()
    await page.get_by_label("Please tell us").fill("It happened.")
    await page.get_by_role("button", name="Send my report").click()
    await expect(page.locator(".reference strong")).to_have_text(REFERENCE)
    await page.context.close()


# Without script -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [PHONE, DESKTOP, SMALL], ids=["phone", "desktop", "narrow"])
async def test_a_whole_report_with_script_disabled(
    url: str, settings: Settings, visit: Visit, browser: Browser, size: dict[str, Any]
) -> None:
    page = await visit(f"{url}/form", **OFF, **size)
    await expect(page.get_by_text("not end-to-end encrypted")).to_be_visible()
    await expect(page.get_by_text("End-to-end encrypted:", exact=True)).to_be_hidden()
    await page.get_by_label("Please tell us").fill("my sergeant took money")
    await page.locator('[data-key="conduct_category"]').get_by_label("Misusing information or selling favours").check()
    await page.locator('textarea[name="force"]').fill("the met")
    await page.get_by_text("Person 2", exact=True).click()
    await page.locator('textarea[name="2.subject_name"]').fill("Horace")
    await page.locator('[data-key="follow_up"]').get_by_label("Get a secret code").check()
    await _assert_accessible(page, browser, size)
    await page.get_by_role("button", name="Check it first").last.click()
    await expect(page.get_by_role("heading", name=wording.CHECKED)).to_be_visible()
    await expect(page.locator(".trouble").first).to_contain_text("“my sergeant”")
    await _assert_accessible(page, browser, size)
    await page.get_by_label(wording.LEAVE_CLUES).check()
    await page.get_by_role("button", name="Send my report").click()
    reference = page.locator(".reference strong")
    await expect(reference).to_have_text(REFERENCE)
    await expect(page.locator(".secret")).to_have_text(re.compile(r"(\w+ ){11}\w+"))
    await _assert_accessible(page, browser, size)
    case = await form_page.opened(settings, await reference.inner_text())
    assert case["slots"]["other_subjects"]["value"][0]["subject_name"]["value"] == "Horace"
    await page.reload()
    await expect(reference).to_have_text(case["reference"])
    assert await form_page.count(settings) == 1


async def _assert_accessible(page: Page, browser: Browser, size: dict[str, Any]) -> None:
    """Look at a copy of the page with axe, which is a script and cannot run on the page itself."""
    copy = await (await browser.new_context(**size)).new_page()
    html, url = await page.content(), page.url
    await copy.route("**/*", lambda route: route.continue_())
    await copy.route(url.partition("#")[0], lambda route: route.fulfill(body=html, content_type="text/html"))
    await copy.route("**/*.js", lambda route: route.abort())
    await copy.goto(url)
    await assert_accessible(copy)
    await copy.context.close()
