"""Makes the pictures in docs/images, each from what is given:

`.venv/bin/python docs/screenshots.py http://127.0.0.1:8080` those of a running Candour's chat and form, in each state;
`.venv/bin/python docs/screenshots.py flow.html` the one of the flow (`candour flow` writes the page);
`PYTHONPATH=. .venv/bin/python docs/screenshots.py desk` those of the desk, which it starts on invented cases.

A second argument names another folder for them, and more those that are wanted.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, NamedTuple

from PIL import Image, ImageDraw
from playwright.async_api import Browser, Page, async_playwright, expect

IMAGES = Path(__file__).parent / "images"
CHROMIUM = "/usr/bin/chromium"
COLOURS = 96  # of a picture: text stays sharp, and the file small
SAID = (
    "Yes",
    "No",
    "Don't know",
    "my sister told me about pc dave harding at lewisham nick, he sells names off the pnc to a dealer",
    "it was last tuesday night behind the station, he was on duty and there's cctv. hes in the met",
    "That's everything",
)
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 760},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 1.5,
}
VIEWS = {
    "desktop": DESKTOP,
    "dark": {**DESKTOP, "color_scheme": "dark"},
    "phone": PHONE,
    "phone-dark": {**PHONE, "color_scheme": "dark"},
}
SMALL: dict[str, Any] = {**PHONE, "viewport": {"width": 320, "height": 640}}
WAIT = 30_000


class Picture(NamedTuple):
    """What is done on which page before its picture is taken."""

    view: dict[str, Any]
    act: Callable[[Page], Awaitable[None]]
    path: str = "/"


async def main(source: str, folder: Path, names: list[str]) -> None:
    """Take the pictures of a chat and its form, or the one of the flow."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--headless", "--no-sandbox"])
        if source.endswith(".html"):
            await _flow(browser, source, folder)
        elif source == "desk":
            await _desk(browser, folder, names)
        else:
            for name in names or PICTURES:
                await _picture(browser, source, folder / f"{name}.png", PICTURES[name])
        await browser.close()


async def _flow(browser: Browser, address: str, folder: Path) -> None:
    page = await (await browser.new_context(viewport={"width": 1240, "height": 1150})).new_page()
    await page.goto(address)
    _keep(await page.screenshot(), folder / "flow.png")
    await page.close()


async def _desk(browser: Browser, folder: Path, names: list[str]) -> None:
    from desk_pictures import LOOKS, open_desk

    async with open_desk(browser) as (url, state, team):
        for name in names or LOOKS:
            view, act = LOOKS[name]
            context = await browser.new_context(**VIEWS[view], storage_state=state, reduced_motion="reduce")
            page = await context.new_page()
            await page.goto(url)
            await act(page, team)
            await page.wait_for_timeout(400)
            _keep(await page.screenshot(), folder / f"{name}.png")
            await context.close()


async def _picture(browser: Browser, url: str, place: Path, picture: Picture) -> None:
    context = await browser.new_context(**picture.view, reduced_motion="reduce")
    page = await context.new_page()
    await page.goto(f"{url}{picture.path}")
    await picture.act(page)
    await page.wait_for_timeout(400)
    _keep(await page.screenshot(), place)
    await context.close()


def _keep(picture: bytes, place: Path) -> None:
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(place, optimize=True)


# What is done -------------------------------------------------------------------------------------------------------


async def _nothing(page: Page) -> None:
    await expect(page.locator("#choices button").first).to_be_visible(timeout=WAIT)


async def _mid_report(page: Page) -> None:
    for text in SAID:
        await _say(page, text)


async def _error(page: Page) -> None:
    for text in SAID[:3]:
        await _say(page, text)
    await page.context.set_offline(True)
    await page.evaluate("socket.close()")
    await page.get_by_role("textbox", name="Your message").fill("he was at the station again last night")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status")).to_contain_text("No connection")


async def _upload(page: Page) -> None:
    for text in SAID[:4]:
        await _say(page, text)
    await _add_photo(page)


async def _add_photo(page: Page) -> None:
    made = io.BytesIO()
    photo = Image.new("RGB", (1200, 900), "#8aa")
    ImageDraw.Draw(photo).ellipse((200, 200, 700, 700), fill="#345")
    photo.save(made, "JPEG")
    file: Any = {"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": made.getvalue()}
    await page.get_by_label("Add a file").set_input_files(file)
    await expect(page.get_by_role("log")).to_contain_text("File 1: added", timeout=WAIT)


async def _files(page: Page) -> None:
    await _upload(page)
    await page.locator("#adder > summary").click()
    await page.get_by_text("Who can open it").click()
    await expect(page.locator("#keys code").first).to_be_visible()


async def _menu(page: Page) -> None:
    await _mid_report(page)
    await page.locator("#menu > summary").click()


async def _summary(page: Page) -> None:
    await _mid_report(page)
    await _skip_to(page, "Yes, send it")


async def _receipt(page: Page) -> None:
    await _mid_report(page)
    await _skip_to(page, "Get a secret code")
    await _say(page, "Get a secret code")
    await _skip_to(page, "Yes, send it")
    await _say(page, "Yes, send it")
    await expect(page.locator(".reference strong")).to_be_visible(timeout=WAIT)
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")


async def _in_another_language(page: Page) -> None:
    for choice in (0, 1, 1):
        await _press(page, choice)


async def _form(page: Page) -> None:
    await page.locator('[data-key="immediate_danger"]').get_by_label("No", exact=True).check()
    await page.get_by_label("Please tell us").fill(SAID[3])


async def _form_ends(page: Page) -> None:
    await _form(page)
    await page.locator('[data-key="follow_up"]').get_by_label("Get a secret code").check()
    await page.get_by_role("button", name="Seal and send my report").click()
    if await page.locator("#warning").inner_text():
        await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#reference")).to_contain_text("CND", timeout=WAIT)


async def _without_script(page: Page) -> None:
    for text in SAID[:5]:
        await page.get_by_role("textbox", name="Your message").fill(text)
        await page.get_by_role("button", name="Send", exact=True).click()


async def _skip_to(page: Page, title: str) -> None:
    for _ in range(60):
        if await page.get_by_role("button", name=title, exact=True).count():
            return
        await _say(page, "skip")


async def _press(page: Page, number: int) -> None:
    said = await page.locator("#log .theirs").count()
    await page.locator("#choices button").nth(number).click()
    await _answered(page, said)


async def _say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Your message")
    await expect(page.locator("#choices button").first).to_be_visible(timeout=WAIT)
    said = await page.locator("#log .theirs").count()
    await box.fill(text)
    await box.press("Enter")
    await _answered(page, said)


async def _answered(page: Page, before: int) -> None:
    await expect(page.locator("#log .theirs").nth(before)).to_be_visible(timeout=WAIT)
    await expect(page.locator("#typing")).to_be_hidden(timeout=WAIT)
    await expect(page.locator("#choices button").first).to_be_visible(timeout=WAIT)


PICTURES = {
    "chat": Picture(DESKTOP, _mid_report),
    "chat-dark": Picture({**DESKTOP, "color_scheme": "dark"}, _mid_report),
    "chat-empty": Picture(DESKTOP, _nothing),
    "chat-start-phone": Picture(PHONE, _nothing),
    "chat-phone": Picture(PHONE, _mid_report),
    "chat-menu": Picture(PHONE, _menu),
    "chat-error": Picture(PHONE, _error),
    "chat-upload": Picture(PHONE, _upload),
    "chat-files": Picture(PHONE, _files),
    "chat-summary": Picture(PHONE, _summary),
    "chat-receipt": Picture(PHONE, _receipt),
    "chat-narrow": Picture(SMALL, _mid_report),
    "chat-right-to-left": Picture(PHONE, _in_another_language, "/?language=ar"),
    "chat-forced-colours": Picture({**PHONE, "forced_colors": "active"}, _upload),
    "chat-without-script": Picture({**PHONE, "java_script_enabled": False}, _without_script),
    "form": Picture(DESKTOP, _form, "/form"),
    "form-phone": Picture(PHONE, _form, "/form"),
    "form-end": Picture(PHONE, _form_ends, "/form"),
    "form-forced-colours": Picture({**PHONE, "forced_colors": "active"}, _form, "/form"),
}

if __name__ == "__main__":
    given = sys.argv[1]
    address = Path(given).absolute().as_uri() if given.endswith(".html") else given
    images = Path(sys.argv[2]) if len(sys.argv) > 2 else IMAGES
    images.mkdir(exist_ok=True)
    asyncio.run(main(address, images, sys.argv[3:]))
