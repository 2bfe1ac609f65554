"""`make pages`: measures the web chat as a site's visitor meets it, beside two other chats in the same run.

Prints a table and writes JSON. The phone is played: a processor four times slower, and a slow mobile network.
"""

from __future__ import annotations

import asyncio
import gzip
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Frame, Page, Playwright, Response, async_playwright
from playwright.async_api import Error as PlaywrightError
from rich.console import Console
from rich.table import Table

from candour import logs
from tests.browser.conftest import FLAGS, PHONE
from tests.support.gateways import gateway_settings, running_gateway
from tests.support.played_rasa import PlayedRasa
from tests.support.ports import free_port
from tests.widgets.hosts import CHATS, MODULES, OWN_PAGE, Chat, running_host

ROUNDS = 5
SLOWER = 4  # times, than this machine's processor
# Lighthouse's slow mobile network: round trip in milliseconds, and bytes a second down and up.
LATENCY, DOWN, UP = 150, 1_638_400 // 8, 768_000 // 8
# What a frame left on the device; one that has no origin of its own may not even ask, and can leave nothing.
STORED = """async () => {
    try { return localStorage.length + sessionStorage.length + document.cookie.length
        + (await indexedDB.databases()).length + (await caches.keys()).length }
    catch { return 0 }
}"""
# Presses what opens the chat as soon as it is there, and notes when the box can be written in.
WATCH = """(() => {
    const [launcher, box] = [%s, %s];
    const find = (root, wanted) => root.querySelector(wanted)
        || [...root.querySelectorAll("*")].map((one) => one.shadowRoot && find(one.shadowRoot, wanted)).find(Boolean);
    let pressed = !launcher || self !== top;
    const look = () => {
        const button = !pressed && find(document, launcher);
        if (button && button.checkVisibility()) { pressed = true; button.click(); }
        const found = find(document, box);
        if (found && found.checkVisibility() && !found.disabled) {
            window.typableAt = performance.timeOrigin + performance.now();
        } else requestAnimationFrame(look);
    };
    look();
})()"""
AUDITS = ("accessibility", "best-practices")


@dataclass(frozen=True)
class Measured:
    """One chat.

    Attributes:
        name: of the chat.
        kilobytes: of everything it needed until one could type, compressed with gzip, in thousands of bytes.
        requests: for these, the page itself left out.
        strangers: hosts that were asked besides the site and the chat's own server.
        stored: entries that were left on the device.
        seconds: from opening the page until one could type, on the played phone; the median.
        violations: of axe-core's rules, on the page with the open chat.
    """

    name: str
    kilobytes: float
    requests: int
    strangers: list[str]
    stored: int
    seconds: float
    violations: int


@dataclass(frozen=True)
class Figures:
    """What was measured.

    Attributes:
        chats: each on another site's page.
        page_seconds: until one could type on Candour's own page, on the played phone; the median.
        lighthouse: marks of that page, of 100.
    """

    chats: list[Measured]
    page_seconds: float
    lighthouse: dict[str, int]


async def measure() -> Figures:
    """Measure everything, in one run."""
    with tempfile.TemporaryDirectory() as folder:
        rasa, port = PlayedRasa(), free_port()
        await rasa.start()
        settings = gateway_settings(Path(folder), rasa, embed_origins=(f"http://localhost:{port}",))
        async with running_gateway(settings) as listening, async_playwright() as playwright:
            # By the same name as the host page, so that the browser runs the frame in the process that is slowed down.
            candour = listening.replace("127.0.0.1", "localhost")
            browser = await _browser(playwright)
            chats = [await _measure(browser, chat, port, candour) for chat in CHATS]
            own = statistics.median([await _seconds(browser, OWN_PAGE, candour) for _ in range(ROUNDS)])
            await browser.close()
            audited = await asyncio.to_thread(_audited, candour)
        await rasa.stop()
    return Figures(chats, round(own, 2), audited)


async def _browser(playwright: Playwright) -> Browser:
    return await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)


async def _measure(browser: Browser, chat: Chat, port: int, candour: str) -> Measured:
    async with running_host(chat, port, candour) as url:
        seconds = [await _seconds(browser, chat, url) for _ in range(ROUNDS)]
        return await _visited(browser, chat, url, candour, statistics.median(seconds))


async def _seconds(browser: Browser, chat: Chat, url: str) -> float:
    page = await (await browser.new_context(**PHONE)).new_page()
    await _slow_down(page)
    await page.add_init_script(WATCH % (json.dumps(chat.launcher), json.dumps(chat.box)))
    await page.goto(url, wait_until="commit")
    async with asyncio.timeout(30):
        while not (seen := [one for one in [await _seen(frame) for frame in page.frames] if one]):  # noqa: ASYNC110
            await asyncio.sleep(0.2)
    taken = (min(seen) - await page.evaluate("performance.timeOrigin")) / 1000
    await page.context.close()
    return float(taken)


async def _seen(frame: Frame) -> float | None:
    """When one could type in this frame, on the page's own clock: asking from outside would slow it down."""
    try:
        return float(await frame.evaluate("window.typableAt || 0"))
    except PlaywrightError:
        return None  # the frame has gone on to another page


async def _slow_down(page: Page) -> None:
    session = await page.context.new_cdp_session(page)
    network = {"offline": False, "latency": LATENCY, "downloadThroughput": DOWN, "uploadThroughput": UP}
    await session.send("Network.emulateNetworkConditions", network)
    await session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})


async def _typable(page: Page, chat: Chat) -> Frame:
    if chat.launcher:
        await page.locator(chat.launcher).first.click()
    while True:
        for frame in page.frames:
            box = frame.locator(chat.box).first
            if await box.count() and await box.is_visible() and await box.is_enabled():
                return frame
        await asyncio.sleep(0.01)


async def _visited(browser: Browser, chat: Chat, url: str, candour: str, seconds: float) -> Measured:
    page = await (await browser.new_context(**PHONE)).new_page()
    answers: list[Response] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("response", lambda response: answers.append(response))  # noqa: PLW0108 - a method cannot be marked
    await page.goto(url)
    await _typable(page, chat)
    await page.wait_for_timeout(1000)
    found = await Axe().run(page)
    stored = sum([await frame.evaluate(STORED) for frame in page.frames if frame.url.startswith("http")])
    stored += len(await page.context.cookies())
    own = {urlsplit(url).netloc, urlsplit(candour).netloc}
    strangers = {urlsplit(one).netloc for one in asked if one.startswith("http")} - own
    bodies = [await answer.body() for answer in answers if answer.url != f"{url}/" and answer.ok]
    await page.context.close()
    kilobytes = sum(len(gzip.compress(body, 9, mtime=0)) for body in bodies) / 1000
    return Measured(
        chat.name,
        round(kilobytes, 1),
        len([one for one in asked if one.startswith("http")]) - 1,
        sorted(strangers),
        int(stored),
        round(seconds, 2),
        len(found.response["violations"]),
    )


def _audited(url: str) -> dict[str, int]:
    """Lighthouse's marks of the chat's own page, of 100."""
    command = [str(MODULES / ".bin" / "lighthouse"), url, "--output=json", "--quiet"]
    command += [f"--only-categories={','.join(AUDITS)}", f"--chrome-flags={' '.join(FLAGS)}"]
    environment = {**os.environ, "CHROME_PATH": shutil.which("chromium") or ""}
    told = subprocess.run(command, capture_output=True, check=True, text=True, env=environment, timeout=180)
    categories: dict[str, Any] = json.loads(told.stdout)["categories"]
    return {name: round(categories[name]["score"] * 100) for name in AUDITS}


def show(figures: Figures) -> None:
    """Print the table."""
    table = Table("", *(one.name for one in figures.chats), title="The web chat beside others, on another site's page")
    rows = {
        "kB until one can type (gzip)": [f"{one.kilobytes:.1f}" for one in figures.chats],
        "requests": [str(one.requests) for one in figures.chats],
        "other hosts asked": [str(len(one.strangers)) for one in figures.chats],
        "entries left on the device": [str(one.stored) for one in figures.chats],
        "seconds until one can type": [f"{one.seconds:.2f}" for one in figures.chats],
        "axe-core violations": [str(one.violations) for one in figures.chats],
    }
    for name, cells in rows.items():
        table.add_row(name, *cells)
    console = Console()
    console.print(table)
    marks = ", ".join(f"{name} {mark}" for name, mark in figures.lighthouse.items())
    console.print(f"Candour's own page: {figures.page_seconds:.2f} s until one can type. Lighthouse: {marks}.")


def main(file: Path) -> None:
    """Measure, print, and write the JSON."""
    logs.configure("pages", "ERROR")
    figures = asyncio.run(measure())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(asdict(figures), indent=2) + "\n", "utf-8")
    show(figures)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else ".bench/pages.json"))
