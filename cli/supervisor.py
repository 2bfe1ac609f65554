"""Keeps a few processes running: started together, restarted when they die, stopped as groups, never orphaned."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from candour.errors import StartError
from candour.logs import Event, log
from cli.leash import leashed

STABLE_AFTER = 60.0  # seconds: a part that ran so long starts again at the shortest pause


@dataclass(frozen=True)
class Part:
    """One process to keep running.

    Attributes:
        name: what it is called in messages.
        command: program and arguments.
        environment: its whole environment; nothing is inherited.
        folder: where it runs.
        grace: seconds it has to stop before it is killed.
    """

    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    folder: Path
    grace: float = 6.0


class Supervisor:
    """Runs parts while its `async with` block runs.

    Args:
        parts: what to run. The last is stopped first, and alone: the others may still be answering it.
        pauses: shortest and longest wait before a restart, in seconds.
    """

    def __init__(self, parts: Sequence[Part], *, pauses: tuple[float, float] = (0.5, 30.0)) -> None:
        self._parts = parts
        self._pauses = pauses
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._keepers: list[asyncio.Task[None]] = []
        self._starting = True

    async def __aenter__(self) -> Supervisor:
        self._keepers = [asyncio.create_task(self._keep(part)) for part in self._parts]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for keeper in self._keepers:
            keeper.cancel()
        await asyncio.gather(*self._keepers, return_exceptions=True)
        await self._end(self._parts[-1:])
        await self._end(self._parts[:-1])

    async def started(self, ready: Awaitable[None]) -> None:
        """Wait until everything is ready; from then on a part that dies is restarted.

        Args:
            ready: returns when the parts answer.

        Raises:
            StartError: a part ended before that.
        """
        waiting = asyncio.ensure_future(ready)
        try:
            await asyncio.wait([waiting, *self._keepers], return_when=asyncio.FIRST_COMPLETED)
            for keeper in self._keepers:
                if keeper.done():
                    keeper.result()  # raises what ended it
            await waiting
        finally:
            waiting.cancel()
        self._starting = False

    def kill(self) -> None:
        """Kill every part now, without grace."""
        for process in self._processes.values():
            _signal_group(process.pid, signal.SIGKILL)

    async def _keep(self, part: Part) -> None:
        pause, longest = self._pauses
        while True:
            began = time.monotonic()
            code = await self._run_once(part)
            if self._starting:
                raise StartError(f"{part.name} stopped while starting (exit code {code})")
            if time.monotonic() - began > STABLE_AFTER:
                pause = self._pauses[0]
            log(Event.STOPPED, level="warning", what=part.name, status=code)
            await asyncio.sleep(pause)
            pause = min(pause * 2, longest)

    async def _run_once(self, part: Part) -> int:
        process = await asyncio.create_subprocess_exec(
            *leashed(list(part.command)),
            env=dict(part.environment),
            cwd=part.folder,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=2,  # our standard error: standard output is for the stages
            start_new_session=True,  # a group of its own: Ctrl-C reaches us alone, and we stop the whole group
        )
        self._processes[part.name] = process
        code = await process.wait()
        _signal_group(process.pid, signal.SIGKILL)  # workers that its death has left behind
        return code

    async def _end(self, parts: Sequence[Part]) -> None:
        await asyncio.gather(*(self._end_one(part) for part in parts))

    async def _end_one(self, part: Part) -> None:
        process = self._processes.get(part.name)
        if process is None or process.returncode is not None:
            return
        _signal_group(process.pid, signal.SIGTERM)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), part.grace)
        _signal_group(process.pid, signal.SIGKILL)
        await process.wait()


def _signal_group(group: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, number)
