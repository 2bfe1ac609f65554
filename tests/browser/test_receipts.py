"""A receipt code on the page: shown in full, typed back, and taken off the screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import expect

from bot.receipts import wording
from candour.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.support.chat_page import say
from tests.support.played_rasa import PlayedRasa
from tests.support.receipts import CHOOSE, SEND, hand_out_codes

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
async def test_a_code_is_shown_typed_back_and_taken_off_the_screen(
    settings: Settings, gateway: str, visit: Visit, rasa: PlayedRasa, size: dict[str, Any]
) -> None:
    await hand_out_codes(settings, rasa)
    page = await visit(gateway, **size)
    await page.get_by_role("button", name="Yes, begin").click()
    await say(page, "a long account of more than twelve words that must stay on the screen as it is")
    await say(page, CHOOSE)
    await page.get_by_role("button", name=SEND).click()
    secret = page.locator(".secret")
    await expect(secret).to_be_visible()
    code = (await secret.inner_text()).splitlines()[-1]
    assert len(code.split()[-12:]) == 12
    await expect(page.get_by_role("button", name=wording.CANNOT_KEEP_IT)).to_be_visible()
    await say(page, " ".join(code.split()[-12:]))
    await expect(page.get_by_role("log")).to_contain_text(wording.KEPT)
    await expect(secret).to_have_count(0)
    shown = await page.get_by_role("log").inner_text()
    assert " ".join(code.split()[-12:]) not in shown
    assert "a long account of more than twelve words" in shown
