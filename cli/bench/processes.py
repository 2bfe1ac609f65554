"""The processes that are measured: started, waited for, weighed and stopped."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

from candour.errors import StartError
from cli.leash import leashed

READY_SECONDS = 180.0
GRACE = 30.0
NAMES = {
    "candour": "supervisor",
    "bot": "gateway",
    "dialogue": "rasa",
    "dialogue.profiling": "rasa",
    "rasa": "rasa",
    "cli.action_server": "actions",
}


@dataclass(frozen=True)
class Weight:
    """Resident memory of a process in bytes: what it alone holds, and all that it maps, shared pages included."""

    name: str
    alone: int
    mapped: int


@asynccontextmanager
async def running(
    command: tuple[str, ...], environment: Mapping[str, str], folder: Path, log: Path
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run a program while the block runs; it and all it started end with it, even when this process is killed.

    Args:
        command: program and arguments.
        environment: its whole environment.
        folder: where it runs.
        log: where its output goes.
    """
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            *leashed(list(command)),
            env=dict(environment),
            cwd=folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        await _end(process)


async def answers(name: str, url: str, process: asyncio.subprocess.Process, log: Path) -> None:
    """Wait until a URL answers with status 200.

    Raises:
        StartError: the process ended, or READY_SECONDS have passed.
    """
    timeout = aiohttp.ClientTimeout(total=5)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(READY_SECONDS), aiohttp.ClientSession(timeout=timeout) as session:
            while process.returncode is None:
                if await _is_ok(session, url):
                    return
                await asyncio.sleep(0.05)
    raise StartError(f"{name} did not start: {_last_line(log)}")


def weigh(*pids: int) -> list[Weight]:
    """Weigh processes and all their descendants, heaviest first."""
    roots = [psutil.Process(pid) for pid in pids]
    family = [member for root in roots for member in (root, *root.children(recursive=True))]
    return sorted((_weight(member) for member in family), key=lambda weight: -weight.mapped)


def processor_seconds(pid: int) -> dict[str, float]:
    """Seconds of processor that a process and its descendants have used so far, by name."""
    root = psutil.Process(pid)
    used: dict[str, float] = {}
    for member in (root, *root.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):  # one may have ended since they were listed
            times, name = member.cpu_times(), _name(member.cmdline())
            used[name] = used.get(name, 0.0) + times.user + times.system
    return used


def together(weights: list[Weight]) -> int:
    """Resident bytes of all: what each holds alone, and the shared pages once (as many as the one with most)."""
    return sum(w.alone for w in weights) + max((w.mapped - w.alone for w in weights), default=0)


def _weight(process: psutil.Process) -> Weight:
    memory = process.memory_full_info()
    return Weight(_name(process.cmdline()), memory.uss, memory.rss)


def _name(command: list[str]) -> str:
    words = [Path(word).name for word in command]
    return next((NAMES[word] for word in words if word in NAMES), words[0] if words else "?")


async def _is_ok(session: aiohttp.ClientSession, url: str) -> bool:
    try:
        async with session.get(url) as response:
            return response.status == 200
    except (aiohttp.ClientError, TimeoutError):
        return False


def _last_line(log: Path) -> str:
    lines = log.read_text("utf-8", "replace").split("\n")
    return next((line.strip()[:200] for line in reversed(lines) if line.strip()), "it said nothing")


async def _end(process: asyncio.subprocess.Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), GRACE)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
