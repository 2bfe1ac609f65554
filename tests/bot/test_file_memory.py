"""The size of a file does not show in the gateway's memory: measured in a process of its own.

`python -m tests.bot.test_file_memory 200` prints the figures for a file of 200 MB.
"""

from __future__ import annotations

import asyncio
import os
import resource
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from fractions import Fraction
from pathlib import Path

import pytest

from bot.attachments import Attachments
from candour.settings import Settings
from drafts import open_vault
from tests.support import samples
from triage.desk.demo import make_demo_keys
from triage.recipients import current_recipients
from triage.store.files import make_file_store

ROOT = Path(__file__).parents[2]
MEGABYTE = 1024 * 1024


def video(folder: Path, megabytes: int) -> Path:
    """A real MP4 whose size comes from a long recording: the same second again and again, muxed anew."""
    import av

    samples.recording(folder / "second.mp4", "mp4", "libx264", None)
    with av.open(folder / "second.mp4") as source:
        stream = source.streams.video[0]
        packets = [(bytes(packet), packet.is_keyframe) for packet in source.demux(stream) if packet.size]
        filler = bytes([0, 0, 0x40, 0, 12]) + b"\xff" * (0x4000 - 2) + b"\x80"  # a unit of filler data (H.264, 7.3.2.7)
        with av.open(folder / "long.mp4", "w") as target:
            into = target.add_stream_from_template(stream)
            for number in range(megabytes * MEGABYTE // (len(filler) + 300)):
                content, key = packets[number % len(packets)]
                packet = av.Packet(content + filler)
                packet.pts = packet.dts = number
                packet.time_base, packet.stream, packet.is_keyframe = Fraction(1, 10), into, key
                target.mux(packet)
    return folder / "long.mp4"


async def _take(folder: Path, chunks: AsyncIterator[bytes]) -> str:
    files_url = os.environ.get("CANDOUR_FILES_URL", "")
    settings = Settings(data_dir=folder / "data", draft_keys=folder / "keys", files_url=files_url)
    make_demo_keys(settings.data_dir)
    vault = open_vault(settings)
    team = current_recipients(settings).cases
    files = Attachments(vault, make_file_store(settings), lambda: team, 300 * MEGABYTE)
    return (await files.take(vault.begin(), chunks)).text


async def _random(megabytes: int) -> AsyncIterator[bytes]:
    for _ in range(megabytes * 4):
        yield secrets.token_bytes(MEGABYTE // 4)


async def _from(file: Path) -> AsyncIterator[bytes]:
    with await asyncio.to_thread(file.open, "rb") as source:
        while piece := await asyncio.to_thread(source.read, MEGABYTE // 4):
            yield piece


def measure(megabytes: int, what: str) -> dict[str, float]:
    """Take one file; returns megabytes of this process and of the confined one, at their highest, and seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        chunks = _from(video(folder, megabytes)) if what == "video" else _random(megabytes)
        before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.monotonic()
        text = asyncio.run(_take(folder, chunks))
        seconds = time.monotonic() - began
    assert ("video" in text) == (what == "video")
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {"gateway": after / 1024, "grown": (after - before) / 1024, "confined": child / 1024, "seconds": seconds}


def _measured(megabytes: int, what: str, files_url: str) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bot.test_file_memory", str(megabytes), what]
    environment = os.environ | {"CANDOUR_FILES_URL": files_url}
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True, env=environment)
    return {name: float(value) for name, value in (line.split("=") for line in done.stdout.split())}


@pytest.mark.parametrize("what", ["anything", "video"])
def test_memory_does_not_grow_with_the_file(what: str, files_url: str) -> None:
    small, large = _measured(16, what, files_url), _measured(64, what, files_url)
    assert large["gateway"] - small["gateway"] < 16
    assert large["confined"] - small["confined"] < 16


if __name__ == "__main__":
    for name, value in measure(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "anything").items():
        sys.stdout.write(f"{name}={value:.1f}\n")
