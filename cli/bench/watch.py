"""What the processes of a running Candour use while something is measured: memory over time, and processor seconds."""

from __future__ import annotations

import asyncio
import contextlib
import os
import statistics
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from cli.bench.processes import processor_seconds, weigh

MIB = 1024 * 1024
EVERY = 15.0  # seconds between two looks
SETTLING = 1 / 3  # of the time, before which caches still fill


@dataclass
class Watch:
    """What was seen.

    Attributes:
        times: seconds since the beginning, of each look.
        memory: resident bytes by process, at each look.
        processor: seconds of processor by process, over the whole time.
        loads: load average of the machine before and after.
    """

    times: list[float] = field(default_factory=list)
    memory: dict[str, list[int]] = field(default_factory=dict)
    processor: dict[str, float] = field(default_factory=dict)
    loads: tuple[float, float] = (0.0, 0.0)

    @property
    def slopes(self) -> Mapping[str, float]:
        """By process, MiB that its memory grows an hour, by least squares after it has settled."""
        start = int(len(self.times) * SETTLING)
        return {name: slope(self.times[start:], seen[start:]) * 3600 / MIB for name, seen in self.memory.items()}

    def look(self, pid: int, began: float) -> None:
        """Weigh once."""
        self.times.append(time.monotonic() - began)
        weights: dict[str, int] = {}
        for weight in weigh(pid):
            weights[weight.name] = weights.get(weight.name, 0) + weight.mapped
        for name in weights.keys() | self.memory.keys():
            seen = self.memory.setdefault(name, [0] * (len(self.times) - 1))
            seen.append(weights.get(name, 0))


def slope(times: list[float], values: list[int]) -> float:
    """How much the values grow a second; 0 where too few are known."""
    if len(times) < 2 or times[0] == times[-1]:
        return 0.0
    return statistics.linear_regression(times, [float(value) for value in values]).slope


@asynccontextmanager
async def watching(pid: int, every: float = EVERY) -> AsyncIterator[Watch]:
    """Watch a process and all its descendants while the block runs."""
    watch, began, before = Watch(), time.monotonic(), processor_seconds(pid)
    load = os.getloadavg()[0]
    looking = asyncio.create_task(_looking(watch, pid, began, every))
    try:
        yield watch
    finally:
        looking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await looking
        await asyncio.to_thread(watch.look, pid, began)
        after = processor_seconds(pid)
        watch.processor = {name: after[name] - before.get(name, 0.0) for name in after}
        watch.loads = (load, os.getloadavg()[0])


async def _looking(watch: Watch, pid: int, began: float, every: float) -> None:
    while True:
        await asyncio.to_thread(watch.look, pid, began)
        await asyncio.sleep(every)
