"""People who report at the same time, each thinking before every message, at the doors of a running Candour."""

from __future__ import annotations

import asyncio
import random
import time
from dataclasses import dataclass, field

from cli.bench.reporters import HANDED_OVER, Side
from cli.bench.script import REPORT

THINK_SECONDS = 30.0  # between an answer and the next message: reading it, and writing a line or a few


@dataclass(frozen=True)
class Crowd:
    """How they come.

    Attributes:
        size: how many reports are open at the same time.
        think: mean of the seconds before each message, which are exponentially distributed.
        arrive: seconds over which they come.
        until: seconds after which nobody begins another report; none begins a second one if 0.
    """

    size: int
    think: float = THINK_SECONDS
    arrive: float = 0.0
    until: float = 0.0


@dataclass
class Talked:
    """What became of them.

    Attributes:
        seconds: of each turn.
        reports: that were begun.
        cases: that were handed over.
        most_open: reports that were open at the same time.
        wall: seconds that all of it took.
    """

    seconds: list[float] = field(default_factory=list)
    reports: int = 0
    cases: int = 0
    most_open: int = 0
    wall: float = 0.0

    @property
    def lost(self) -> int:
        """Reports that did not become a case."""
        return self.reports - self.cases


async def talk(side: Side, crowd: Crowd, seed: int = 1) -> Talked:
    """Let them report.

    Args:
        side: begins a conversation.
        crowd: who comes.
        seed: of their thinking; the same one gives the same crowd.

    Raises:
        BenchError: somebody was not answered.
    """
    talked, chance, began = Talked(), random.Random(seed), time.monotonic()  # noqa: S311 - no secret
    comes = [chance.uniform(0, crowd.arrive) for _ in range(crowd.size)]
    own = [random.Random(f"{seed} {number}") for number in range(crowd.size)]  # noqa: S311 - no secret
    tasks = [
        asyncio.create_task(_reporter(side, crowd, talked, mind, began + after))
        for mind, after in zip(own, comes, strict=True)
    ]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    talked.wall = time.monotonic() - began
    return talked


async def _reporter(side: Side, crowd: Crowd, talked: Talked, chance: random.Random, comes: float) -> None:
    await asyncio.sleep(max(0.0, comes - time.monotonic()))
    ends = time.monotonic() + crowd.until
    await _report(side, crowd, talked, chance)
    while time.monotonic() < ends:
        await _report(side, crowd, talked, chance)


async def _report(side: Side, crowd: Crowd, talked: Talked, chance: random.Random) -> None:
    talked.reports += 1
    talked.most_open = max(talked.most_open, talked.reports - talked.cases)
    async with side() as reporter:
        events: list[str] = []
        for text in REPORT:
            await asyncio.sleep(chance.expovariate(1 / crowd.think) if crowd.think else 0)
            began = time.perf_counter()
            events += await reporter.say(text)
            talked.seconds.append(time.perf_counter() - began)
    talked.cases += HANDED_OVER in events
