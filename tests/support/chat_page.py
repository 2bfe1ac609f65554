"""What everybody does on the page of the chat, in a browser."""

from __future__ import annotations

from playwright.async_api import Locator, Page


def log(page: Page) -> Locator:
    """What was said so far."""
    return page.get_by_role("log")


def box(page: Page) -> Locator:
    """Where the next message is written."""
    return page.get_by_role("textbox", name="Your message")


async def say(page: Page, text: str) -> None:
    """Send a message."""
    await box(page).fill(text)
    await page.get_by_role("button", name="Send", exact=True).click()
