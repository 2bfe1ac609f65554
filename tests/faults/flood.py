"""Row 21: a flood of fake conversations, and in the middle of it real reporters who want to come to an end."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import psutil

from bot.limits import MID_REPORT
from bot.turns import HANDED_OVER
from tests.faults.dying import ROOT
from tests.faults.gateway_deaths import template
from tests.faults.page import open_page
from tests.support.played_rasa import TOKEN, PlayedRasa
from tests.support.ports import free_port

END = "hand over"
MESSAGES = ("Yes, begin", *(f"part {number} of what I saw" for number in range(1, 13)), END)
THINKING = (0.1, 0.6)  # seconds before each message
TURN_SECONDS = 0.04  # with 16 turns at a time the played Rasa takes 400 a second, ten times what the real one does
AT_ONCE = 400  # fakes that are connected at a time
PATIENCE = 120  # seconds for one answer


@dataclass
class Flood:
    """What came of it.

    Attributes:
        fakes: conversations that were opened by the flood.
        real: reporters in the middle of it, and how many of them came to their end.
        completed: of the real ones.
        refused: messages of theirs that were not taken at first.
        seconds: that the flood took.
        slowest: seconds for the slowest answer that a real one got.
        slowest_later: the same of those who were past their fifth message.
        slowest_opening: seconds for the the slowest opening took.
        before: MiB of the gateway before the flood.
        most: MiB at its worst.
    """

    fakes: int = 0
    real: int = 0
    completed: int = 0
    refused: int = 0
    seconds: float = 0
    slowest: float = 0
    slowest_later: float = 0
    slowest_opening: float = 0
    before: int = 0
    most: int = 0

    def line(self) -> str:
        """One line for people."""
        return (
            f"Flood: {self.fakes} fakes in {self.seconds:.0f} s, {self.completed} of {self.real} real reports "
            f"complete, the slowest opening took {self.slowest_opening:.1f} s, answer {self.slowest:.1f} s, "
            f"from the fifth message on {self.slowest_later:.1f} s, "
            f"{self.refused} refused at first, gateway {self.before} to {self.most} MiB"
        )


async def flood(folder: Path, fakes: int, real: int = 20) -> Flood:
    """Send a flood against a real gateway with a played Rasa.

    Args:
        folder: an empty one.
        fakes: conversations that the flood opens.
        real: reporters; half of them begin before it.
    """
    figures = Flood(fakes=fakes, real=real)
    async with _gateway(folder) as (url, process):
        figures.before = _mebibytes(process)
        watch = asyncio.create_task(_watch(process, figures))
        early = [asyncio.create_task(_report(url, figures)) for _ in range(real // 2)]
        await asyncio.sleep(2)
        began = time.monotonic()
        pouring = asyncio.create_task(pour(url, fakes))
        await asyncio.sleep(2)
        late = [asyncio.create_task(_report(url, figures)) for _ in range(real - real // 2)]
        await asyncio.gather(pouring, *early, *late)
        figures.seconds = time.monotonic() - began
        watch.cancel()
        await asyncio.gather(watch, return_exceptions=True)
    return figures


@asynccontextmanager
async def _gateway(folder: Path) -> AsyncIterator[tuple[str, psutil.Process]]:
    await template(folder)
    rasa, port = PlayedRasa(delay=TURN_SECONDS), free_port()
    await rasa.start()
    environment = {
        "CANDOUR_DATA_DIR": str(folder / "template"),
        "CANDOUR_DRAFT_KEYS": str(folder / "keys"),
        "CANDOUR_PORT": str(port),
        "CANDOUR_RASA_URL": rasa.url,
        "CANDOUR_ACTIONS_URL": rasa.url,
        "CANDOUR_INTERNAL_TOKEN": TOKEN,
        "CANDOUR_LOG_LEVEL": "ERROR",
    }
    # Not forked from one that has loaded all of Candour: its memory is measured.
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log
        )
        try:
            yield f"http://127.0.0.1:{port}", psutil.Process(process.pid)
        finally:
            process.terminate()
            await process.wait()
            await rasa.stop()


async def _watch(process: psutil.Process, figures: Flood) -> None:
    while True:
        figures.most = max(figures.most, _mebibytes(process))
        await asyncio.sleep(0.2)


def _mebibytes(process: psutil.Process) -> int:
    return int(process.memory_info().rss / 2**20)


async def _report(url: str, figures: Flood) -> None:
    """Make one real report, from the opening to the reference."""
    async with open_page(url, nothing) as page:
        began = time.monotonic()
        await asyncio.wait_for(page.begin(), PATIENCE)
        figures.slowest_opening = max(figures.slowest_opening, time.monotonic() - began)
        for number, text in enumerate(MESSAGES):
            await asyncio.sleep(random.uniform(*THINKING))  # noqa: S311 - a pause
            began = time.monotonic()
            await page.say(f"m{number}", text)
            replies = await page.answer(f"m{number}", PATIENCE)
            figures.slowest = max(figures.slowest, time.monotonic() - began)
            if number >= MID_REPORT:
                figures.slowest_later = max(figures.slowest_later, time.monotonic() - began)
        figures.completed += any(reply["event"] == HANDED_OVER for reply in replies)
        figures.refused += page.refused


async def nothing() -> None:
    """Whoever watches over the gateway starts it again."""


async def pour(url: str, fakes: int) -> None:
    """Open so many fake conversations, some hundred at a time."""
    numbers = iter(range(fakes))
    connector = aiohttp.TCPConnector(limit=0)
    async with aiohttp.ClientSession(connector=connector, headers={"Origin": url}) as session:
        await asyncio.gather(*(_fakes(session, url, numbers) for _ in range(AT_ONCE)))


async def _fakes(session: aiohttp.ClientSession, url: str, numbers: Iterator[int]) -> None:
    for number in numbers:
        with suppress(aiohttp.ClientError, TimeoutError, OSError):
            async with session.ws_connect(f"{url}/chat") as socket:
                await _fake(socket, number)


async def _fake(socket: aiohttp.ClientWebSocketResponse, number: int) -> None:
    """Open a conversation and say something, without waiting for much; each third makes a whole report of it."""
    await socket.send_json({"type": "hello", "token": None})
    texts = (*MESSAGES[:3], END) if number % 3 == 0 else MESSAGES[: 1 + number % 3]
    for index, text in enumerate(texts):
        await socket.send_json({"type": "say", "id": f"f{index}", "text": text})
    left = len(texts)
    while left:
        body: dict[str, Any] = await socket.receive_json(timeout=30)
        if body["type"] == "answer" and number % 3 == 0:
            await socket.send_json({"type": "got", "id": body["id"]})
        left -= (
            body["type"] in ("ack", "refused", "note") if number % 3 else body["type"] in ("answer", "refused", "note")
        )
