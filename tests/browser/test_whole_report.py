"""A whole report in headless Chromium on the real page of the running Candour, opened at the desk."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.support.reports import ACCOUNT, RICH, question
from tests.support.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_report_on_the_page_reaches_the_desk(stack: Stack, visit: Visit, size: dict[str, Any]) -> None:
    page = await visit(stack.url, **size)
    log = page.get_by_role("log")
    for slot, texts in RICH:
        await expect(log).to_contain_text(question(slot), timeout=30_000)
        for text in texts:
            await _say_or_press(page, log, text)
    reference = page.locator(".reference strong")
    await expect(reference).to_have_text(re.compile(r"CND-\w{4}-\w{4}"), timeout=30_000)
    case = stack.case(await reference.inner_text())
    assert case["account"] == list(ACCOUNT)
    assert case["slots"]["subject_name"]["value"] == "Quentin"
    assert await page.context.cookies() == []
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0


async def _say_or_press(page: Page, log: Locator, text: str) -> None:
    before = await log.inner_text()
    button = page.get_by_role("button", name=text, exact=True)
    if await button.count():
        await button.last.click()
    else:
        await page.get_by_role("textbox", name="Your message").fill(text)
        await page.keyboard.press("Enter")
    await expect(log).not_to_have_text(before)
    await expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=30_000)
