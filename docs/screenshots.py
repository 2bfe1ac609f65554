"""Makes the pictures in docs/images, each from what is given:

`.venv/bin/python docs/screenshots.py http://127.0.0.1:8080` those of a running Candour's chat and form;
`.venv/bin/python docs/screenshots.py flow.html` the one of the flow (`candour flow` writes the page).
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, async_playwright, expect

IMAGES = Path(__file__).parent / "images"
CHROMIUM = "/usr/bin/chromium"
SAID = (
    "Yes",
    "No",
    "Don't know",
    "my sister told me about pc dave harding at lewisham nick, he sells names off the pnc to a dealer",
    "it was last tuesday night behind the station, he was on duty and there's cctv. hes in the met",
    "That's everything",
)
VIEWS: dict[str, dict[str, Any]] = {
    "chat": {"viewport": {"width": 1280, "height": 800}},
    "chat-dark": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
    "chat-phone": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "device_scale_factor": 2},
}


async def main(source: str) -> None:
    """Take the pictures of a chat, in the middle of an interview, or the one of the flow."""
    IMAGES.mkdir(exist_ok=True)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        if source.endswith(".html"):
            await _flow(browser, source)
        else:
            for name, view in VIEWS.items():
                await _picture(browser, source, name, view)
            await _form(browser, source)
        await browser.close()


async def _flow(browser: Browser, address: str) -> None:
    page = await (await browser.new_context(viewport={"width": 1240, "height": 1150})).new_page()
    await page.goto(address)
    await page.screenshot(path=IMAGES / "flow.png")
    await page.close()


async def _form(browser: Browser, url: str) -> None:
    page = await (await browser.new_context(viewport={"width": 1280, "height": 800})).new_page()
    await page.goto(f"{url}/form")
    await page.locator('[data-key="immediate_danger"]').get_by_label("No", exact=True).check()
    await page.get_by_label("Please tell us").fill(SAID[3])
    await page.screenshot(path=IMAGES / "form.png")
    await page.close()


async def _picture(browser: Browser, url: str, name: str, view: dict[str, Any]) -> None:
    page = await (await browser.new_context(**view)).new_page()
    await page.goto(url)
    for text in SAID:
        await _say(page, text)
    await page.wait_for_timeout(800)  # messages fade in
    await page.screenshot(path=IMAGES / f"{name}.png")
    await page.close()


async def _say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Your message")
    await expect(page.locator("#choices button").first).to_be_visible(timeout=30_000)
    await box.fill(text)
    await box.press("Enter")
    await expect(page.locator("#typing")).to_be_hidden(timeout=30_000)
    await expect(page.locator("#choices button").first).to_be_visible(timeout=30_000)


if __name__ == "__main__":
    given = sys.argv[1]
    asyncio.run(main(Path(given).absolute().as_uri() if given.endswith(".html") else given))
