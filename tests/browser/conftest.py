"""A browser, and a gateway in front of a played Rasa for it to visit.

`browser` and `visit` can be used for any gateway: a test of the whole stack gives its own address. One browser serves
all tests, so all of them run on one event loop: a test module here says
`pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from candour.settings import Settings
from tests.support.gateways import running_gateway
from tests.support.played_rasa import PlayedRasa, playing_rasa
from triage.store.files import FolderFiles

expect.set_options(timeout=20_000)  # milliseconds; a page takes that long only where the machine has other work

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SMALL = {"viewport": {"width": 320, "height": 568}, "has_touch": True, "is_mobile": True}
DESKTOP = {"viewport": {"width": 1280, "height": 800}}

Visit = Callable[..., Awaitable[Page]]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.fail("Chromium is missing: apt-get install -y chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser) -> AsyncIterator[Visit]:
    """Open an address in a fresh window; the test fails if the page reports an error or asks anybody else.

    `lost=True` where requests are meant to fail, which the browser itself reports.
    """
    complaints: list[str] = []
    windows: list[BrowserContext] = []

    async def visit(url: str, *, lost: bool = False, **options: Any) -> Page:
        home = "/".join(url.split("/")[:3])
        windows.append(await browser.new_context(**options))
        page = await windows[-1].new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda message: complaints.append(message.text) if _is_ours(message, lost) else None)
        page.on("request", lambda request: None if request.url.startswith(home) else complaints.append(request.url))
        await page.goto(url)
        return page

    yield visit
    for window in windows:
        await window.close()
    assert complaints == []


def _is_ours(message: Any, lost: bool) -> bool:
    if lost and "Failed to load resource" in message.text:
        return False
    # A connection that cannot be made is reported by the browser itself, and some tests cut connections.
    return message.type in ("error", "warning") and "WebSocket connection to" not in message.text


@pytest_asyncio.fixture(loop_scope="session")
async def rasa() -> AsyncIterator[PlayedRasa]:
    async with playing_rasa() as played:
        yield played


@pytest_asyncio.fixture(loop_scope="session")
async def gateway(settings: Settings) -> AsyncIterator[str]:
    async with running_gateway(settings) as url:
        yield url


@pytest.fixture
def store(settings: Settings) -> FolderFiles:
    return FolderFiles(settings.data_dir / "files")
