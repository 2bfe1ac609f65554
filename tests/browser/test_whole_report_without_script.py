"""Row 20: a whole report with script disabled, on the running Candour, with a file and a code, opened at the desk."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.receipts import wording
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.support import samples
from tests.support.reports import ACCOUNT, RICH, question
from tests.support.stack import Stack

pytestmark = pytest.mark.asyncio(loop_scope="session")
OFF = {"java_script_enabled": False}
CODE = "Get a secret code"
LETTER = "Thank you. Where did you see the car?"


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_row_20_a_whole_report_with_script_disabled(stack: Stack, visit: Visit, size: dict[str, Any]) -> None:
    page = await visit(stack.url, **OFF, **size)
    log = page.get_by_role("log")
    for slot, texts in RICH:
        await expect(log).to_contain_text(question(slot))
        for text in texts:
            await _say_or_press(page, log, CODE if slot == "follow_up" else text)
        if slot == "account":
            await _add_a_file(page, log)
        if slot == "evidence_exists":  # whoever has sent a file may have more
            await expect(log).to_contain_text(question("attachments"))
            await _say_or_press(page, log, "Done")
    reference = page.locator(".reference strong")
    await expect(reference).to_have_text(re.compile(r"CND-\w{4}-\w{4}"))
    case = stack.case(await reference.inner_text())
    assert case["account"] == list(ACCOUNT)
    assert case["channel"] == "web"
    assert case["slots"]["subject_name"]["value"] == "Quentin"
    assert [file["stripped"] for file in case["attachments"]] == [True]
    code = " ".join((await page.locator(".secret").inner_text()).split()[-12:])
    await _say_or_press(page, log, code)
    await expect(log).to_contain_text(wording.KEPT)
    await _come_back(stack, await visit(stack.url, **OFF, **size), case["reference"], code)
    assert await page.context.cookies() == []


async def _come_back(stack: Stack, page: Page, reference: str, code: str) -> None:
    stack.desk("message", reference, LETTER)
    log = page.get_by_role("log")
    await page.locator("#menu summary").click()
    await page.get_by_role("button", name=wording.HAVE_CODE).click()
    await _say_or_press(page, log, code)
    await expect(log).to_contain_text(LETTER)
    await _say_or_press(page, log, "outside the chip shop")
    await expect(log).to_contain_text(wording.ADDED)
    await _say_or_press(page, log, wording.NO_CONTACT)
    await expect(log).to_contain_text(wording.WITHDRAWN)
    await _say_or_press(page, log, wording.LEAVE)
    await expect(log).not_to_contain_text(LETTER)
    told = [message["text"] for message in stack.case(reference)["messages"]]
    assert "outside the chip shop" in told


async def _add_a_file(page: Page, log: Locator) -> None:
    made = io.BytesIO()
    samples.picture().save(made, "JPEG")
    await page.locator("#adder > summary").click()
    await page.get_by_label("Add a file").set_input_files(
        {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    )
    await page.get_by_role("button", name="Send the file").click()
    await expect(log).to_contain_text("File 1, a photo, is added.", timeout=30_000)


async def _say_or_press(page: Page, log: Locator, text: str) -> None:
    before = await log.inner_text()
    button = page.locator("#choices").get_by_role("button", name=text, exact=True)
    if await button.count():
        await button.click()
    else:
        await page.get_by_role("textbox", name="Your message").fill(text)
        await page.get_by_role("button", name="Send", exact=True).click()
    await expect(log).not_to_have_text(before, timeout=30_000)
