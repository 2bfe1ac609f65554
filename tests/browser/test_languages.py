"""The page in other languages: it follows the conversation, runs the right way, and is as accessible as in English."""

from __future__ import annotations

from dataclasses import replace

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Page, expect

from bot import words
from bot.speech import Speech, Speeches
from candour.settings import Settings
from interview.catalogues import offered
from interview.guide import load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.support.gateways import running_gateway
from tests.support.played_rasa import PlayedRasa, reply

pytestmark = pytest.mark.asyncio(loop_scope="session")
NUMBERS = numbers(load_signposts())
GUIDE = with_numbers(load_guide(), NUMBERS)
DANGER = GUIDE.slot("immediate_danger")
OFF = {"java_script_enabled": False}


def speech(code: str) -> Speech:
    return Speeches(NUMBERS).of(code)


@pytest.fixture
def rasa(rasa: PlayedRasa) -> PlayedRasa:
    rasa.script["Yes, begin"] = [reply(DANGER.question, *GUIDE.titles(DANGER))]
    return rasa


@pytest.mark.parametrize("code", ["pl", "ar"])
async def test_the_page_follows_the_conversation_and_nothing_said_is_lost(
    gateway: str, visit: Visit, rasa: PlayedRasa, code: str
) -> None:
    page, spoken = await visit(gateway, **DESKTOP), speech(code)
    await page.get_by_role("textbox", name="Your message").fill("hello there, it was on Tuesday")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("log")).to_contain_text("You said: hello there")
    await page.get_by_role("link", name=offered()[code].own).click()
    await expect(page.locator("html")).to_have_attribute("lang", code)
    await expect(page.locator("html")).to_have_attribute("dir", offered()[code].direction)
    await expect(page.get_by_role("log")).to_contain_text("You said: hello there")
    await expect(page.get_by_role("log")).to_contain_text(spoken.say(words.DRAFT_LANGUAGE))
    await expect(page.locator(".draft")).to_contain_text(spoken.say(words.DRAFT_LANGUAGE))
    await expect(page.get_by_role("heading", level=1)).to_have_text(spoken.say("Report police corruption or abuse"))
    await expect(page.get_by_role("textbox", name=spoken.say("Your message"))).to_be_visible()
    await expect(page.get_by_role("button", name=spoken.say("Leave quickly"))).to_be_visible()
    await page.get_by_role("textbox").fill("wczoraj")
    await page.keyboard.press("Enter")
    await expect(page.locator(".state").last).to_have_text(spoken.say("Received"))
    assert rasa.languages[-1] == code


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("code", ["pl", "ar"])
async def test_buttons_show_the_language_and_the_page_stays_accessible(
    gateway: str, visit: Visit, rasa: PlayedRasa, code: str, window: dict
) -> None:
    page, spoken = await visit(gateway, **window), speech(code)
    await page.goto(f"{gateway}/?language={code}")
    await page.get_by_role("button", name="Yes, begin").click()
    await expect(page.get_by_role("log")).to_contain_text(spoken.text(DANGER.question))
    await expect(page.get_by_role("button", name=spoken.title("Yes"), exact=True)).to_be_visible()
    await expect(page.get_by_role("button", name=spoken.title(words.IN_DANGER), exact=True)).to_be_visible()
    await page.wait_for_timeout(400)  # messages fade in
    await _is_accessible(page)
    wide = await page.evaluate("document.documentElement.scrollWidth > innerWidth")
    assert not wide, "the page scrolls sideways"
    await page.get_by_role("button", name=spoken.title("No"), exact=True).click()
    await expect(page.locator(".mine").last).to_contain_text(spoken.title("No"))
    assert rasa.texts[-1] == "No"


async def test_without_script_the_language_changes_by_the_menu(gateway: str, visit: Visit, rasa: PlayedRasa) -> None:
    page, urdu = await visit(gateway, **OFF, **PHONE), offered()["ur"]
    await page.get_by_role("textbox", name="Your message").fill("it was on Tuesday")
    await page.get_by_role("button", name="Send", exact=True).click()
    await page.locator("#menu summary").click()
    await page.get_by_role("button", name="Language").click()
    await page.locator("#choices").get_by_role("button", name=urdu.button).click()
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.get_by_role("log")).to_contain_text("You said: it was on Tuesday")
    await expect(page.get_by_role("textbox", name=speech("ur").say("Your message"))).to_be_visible()


async def test_other_sites_can_open_the_chat_in_a_language(settings: Settings, visit: Visit) -> None:
    for code in ("pl", "ar"):
        title = speech(code).say(words.WIDGET["title"])
        async with running_gateway(replace(settings, embed_origins=("https://charity.example",))) as url:
            page = await visit(url)
            assert title in await page.evaluate("fetch('/widget.js').then((answer) => answer.text())")


async def _is_accessible(page: Page) -> None:
    results = await Axe().run(page)
    assert results.response["violations"] == []
