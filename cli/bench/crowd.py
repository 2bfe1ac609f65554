"""People who report at the same time, each thinking before every message, at the doors of a running Candour."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from dataclasses import dataclass, field

import aiohttp

from candour.errors import BenchError
from cli.bench.reporters import HANDED_OVER, Reporter, Side
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
        begun: when each turn began, in seconds since the beginning.
        whole: from when until when all of the crowd had a report open, in the same seconds.
        reports: that were begun.
        cases: that were handed over.
        most_open: reports that were open at the same time.
        wall: seconds that all of it took.
        broken: why conversations ended before their reports did, and how many for each reason; those reports are lost.
    """

    seconds: list[float] = field(default_factory=list)
    begun: list[float] = field(default_factory=list)
    whole: tuple[float, float] = (0.0, 0.0)
    reports: int = 0
    cases: int = 0
    most_open: int = 0
    wall: float = 0.0
    broken: Counter[str] = field(default_factory=Counter)

    @property
    def lost(self) -> int:
        """Reports that did not become a case."""
        return self.reports - self.cases

    @property
    def at_full(self) -> list[float]:
        """Seconds of the turns that began while all of the crowd had a report open."""
        since, until = self.whole
        return [second for second, at in zip(self.seconds, self.begun, strict=True) if since <= at < until]

    @property
    def a_second_at_full(self) -> float:
        """Turns a second meanwhile."""
        return len(self.at_full) / (self.whole[1] - self.whole[0]) if self.at_full else 0.0


async def talk(side: Side, crowd: Crowd, seed: int = 1) -> Talked:
    """Let them report.

    Args:
        side: begins a conversation.
        crowd: who comes.
        seed: of their thinking; the same one gives the same crowd.

    Returns:
        What became of them; whoever was not answered is counted, and the others go on.
    """
    talked, chance, began = Talked(), random.Random(seed), time.monotonic()  # noqa: S311 - no secret
    comes = [chance.uniform(0, crowd.arrive) for _ in range(crowd.size)]
    own = [random.Random(f"{seed} {number}") for number in range(crowd.size)]  # noqa: S311 - no secret
    talked.whole = (max(comes), float("inf"))
    tasks = [
        asyncio.create_task(_Mind(side, crowd, talked, mind, began).report(after))
        for mind, after in zip(own, comes, strict=True)
    ]
    try:
        await asyncio.gather(*tasks)
    finally:
        for task in tasks:
            task.cancel()
    talked.wall = time.monotonic() - began
    return talked


@dataclass(frozen=True)
class _Mind:
    """One of them: at which doors, of which crowd, where the turns are noted, with which chance, and since when."""

    side: Side
    crowd: Crowd
    talked: Talked
    chance: random.Random
    began: float

    async def report(self, comes: float) -> None:
        await asyncio.sleep(max(0.0, comes - self._now))
        ends = self._now + self.crowd.until
        await self._report()
        while self._now < ends:
            await self._report()
        since, until = self.talked.whole
        self.talked.whole = (since, min(until, self._now))

    async def _report(self) -> None:
        talked = self.talked
        talked.reports += 1
        talked.most_open = max(talked.most_open, talked.reports - talked.cases - talked.broken.total())
        try:
            async with self.side() as reporter:
                events = [event for text in REPORT for event in await self._say(reporter, text)]
        except (BenchError, TimeoutError, aiohttp.ClientError) as error:
            talked.broken[str(error) or type(error).__name__] += 1
            return
        talked.cases += HANDED_OVER in events

    async def _say(self, reporter: Reporter, text: str) -> list[str]:
        await asyncio.sleep(self.chance.expovariate(1 / self.crowd.think) if self.crowd.think else 0)
        began, at = time.perf_counter(), self._now
        events = await reporter.say(text)
        self.talked.seconds.append(time.perf_counter() - began)
        self.talked.begun.append(at)
        return events

    @property
    def _now(self) -> float:
        return time.monotonic() - self.began
