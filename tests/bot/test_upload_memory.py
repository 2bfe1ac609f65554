"""A large file through the page's own upload does not show in the memory of the gateway: a real process, a real client.

As large as CANDOUR_UPLOAD_MEGABYTES says; `make promises` sends 200, which is all that the gateway takes.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from candour.settings import Settings
from tests.bot.test_file_memory import MEGABYTE, video
from tests.support.figures import Record
from tests.support.gateway_process import gateway_process
from tests.support.gateways import open_page
from tests.support.played_rasa import PlayedRasa
from tests.support.ports import answers, free_port
from triage.desk.demo import make_demo_keys

LARGE = int(os.environ.get("CANDOUR_UPLOAD_MEGABYTES", "32"))
SMALL = 4
MOST_GROWN = 16  # megabytes between the small file and the large one


@pytest.fixture
def settings(settings: Settings) -> Settings:
    make_demo_keys(settings.data_dir)
    return replace(settings, port=free_port())


@pytest.mark.promise
@pytest.mark.parametrize("what", ["anything", "video"])
async def test_a_large_upload_does_not_show_in_the_gateways_memory(
    settings: Settings, rasa: PlayedRasa, tmp_path: Path, what: str, figure: Record
) -> None:
    url = f"http://127.0.0.1:{settings.port}"
    async with gateway_process(settings, tmp_path / "output") as process:
        await answers(url, seconds=60)
        async with open_page(url) as page, aiohttp.ClientSession() as session:
            await page.hello()
            await page.got((await page.receive("answer"))["id"])
            sender = {"Origin": url, "Authorization": f"Bearer {page.token}"}
            peaks = [
                await _peak_after(session, sender, process.pid, _content(tmp_path, what, size))
                for size in (SMALL, LARGE)
            ]
    grown = round(peaks[1] - peaks[0], 1)
    figure(f"MB that the gateway grew by, {LARGE} MB ({what}) uploaded", f"at most {MOST_GROWN}", grown)
    assert grown <= MOST_GROWN


async def _peak_after(
    session: aiohttp.ClientSession, sender: dict[str, str], pid: int, content: AsyncIterator[bytes]
) -> float:
    """Send a file as the page does; returns the most megabytes that the gateway has ever had since its start."""
    timeout = aiohttp.ClientTimeout(total=600)
    async with session.post(f"{sender['Origin']}/files", data=content, headers=sender, timeout=timeout) as response:
        assert response.status == 200, await response.text()
    status = await asyncio.to_thread(Path(f"/proc/{pid}/status").read_text)
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) / 1024


async def _content(folder: Path, what: str, megabytes: int) -> AsyncIterator[bytes]:
    if what == "anything":
        for _ in range(megabytes * 4):
            yield secrets.token_bytes(MEGABYTE // 4)
        return
    made = await asyncio.to_thread(video, folder, megabytes - 1)  # what is around the pictures comes on top
    with await asyncio.to_thread(made.open, "rb") as file:
        while piece := await asyncio.to_thread(file.read, MEGABYTE // 4):
            yield piece
