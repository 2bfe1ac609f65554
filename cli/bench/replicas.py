"""`candour bench --replicas`: one of each process beside two of each, on one PostgreSQL and one Redis, in one run.

Each Candour is a `candour up`: a gateway, a Rasa and an action server, which reach each other on loopback. Reporters go
to the gateways in turn, as a balancer sends them; the work of a balancer is not in it.
"""

from __future__ import annotations

import asyncio
import itertools
import secrets
import tempfile
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil

from candour.errors import BenchError
from candour.settings import Settings, current_settings
from cli.bench.comparison import patient_session
from cli.bench.desk.filling import make_empty
from cli.bench.processes import processor_seconds, together, weigh
from cli.bench.reporters import ANSWER_SECONDS, HANDED_OVER, Side, web_side
from cli.bench.script import REPORT
from cli.bench.whole import Whole, running_whole
from cli.stages import Stages
from cli.train import ensure_model

REPORTERS = "reporters"  # this process
WARM_UP = 4  # reports at once that are not counted, at each Candour that was started
SETTLING = 5.0  # seconds until everybody is talking


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Attributes:
        store: URL of an empty store.
        redis: URL of a Redis.
        at_once: reporters at the same time, none of whom thinks.
        seconds: of each round; there are two with one of each, and between them two with two.
    """

    store: str
    redis: str
    at_once: int = 16
    seconds: float = 40.0


@dataclass
class Seen:
    """What was seen with so many of each.

    Attributes:
        seconds: that were measured.
        turns: the seconds of each turn that ended in them.
        processor: seconds of processor, by process, that were used in them.
        busy: the same of all that this machine did, the database, Redis and what else it runs included.
        resident: bytes at the end, the pages that processes share counted once.
        reports: that were begun, in all.
        cases: of those, that were handed over.
    """

    seconds: float = 0.0
    turns: list[float] = field(default_factory=list)
    processor: dict[str, float] = field(default_factory=dict)
    busy: float = 0.0
    resident: int = 0
    reports: int = 0
    cases: int = 0

    @property
    def a_second(self) -> float:
        """Turns a second."""
        return len(self.turns) / self.seconds

    @property
    def cores(self) -> dict[str, float]:
        """How many processors each kind of process kept busy."""
        return {name: used / self.seconds for name, used in self.processor.items()}


@dataclass(frozen=True)
class Found:
    """What was found, by how many of each there were; and the cases in the store at the end."""

    seen: dict[int, Seen]
    at_once: int
    stored: int

    @property
    def ratio(self) -> float:
        """Turns a second of two of each, divided by those of one."""
        return self.seen[2].a_second / self.seen[1].a_second

    @property
    def lost(self) -> int:
        """Reports that are no case in the store; those of the warming up are in it, too."""
        warmed = 2 * WARM_UP
        handed = sum(one.cases for one in self.seen.values())
        return sum(one.reports for one in self.seen.values()) - min(handed, self.stored - warmed)


def compare_replicas(plan: Plan) -> Found:
    """Measure.

    Raises:
        ModelError: the model cannot be trained.
        UsageError: the store is not empty.
        StoreError: it cannot be used.
        StartError: Candour does not start.
        BenchError: somebody was not answered.
    """
    stages, settings = Stages(), current_settings()
    ensure_model(settings, stages)
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        try:
            return asyncio.run(_compare(plan, Path(folder), settings.signposts, stages))
        except TimeoutError:
            raise BenchError(f"no answer came within {ANSWER_SECONDS:.0f} s") from None
        except aiohttp.ClientError as error:
            raise BenchError(f"a connection failed ({type(error).__name__})") from None


async def _compare(plan: Plan, folder: Path, signposts: Path | None, stages: Stages) -> Found:
    await make_empty(plan.store)
    common = Settings(
        data_dir=folder / "data",
        draft_keys=folder / "keys",
        signposts=signposts,
        database_url=plan.store,
        redis_url=plan.redis,
        internal_token=secrets.token_urlsafe(32),
    )
    seen = {1: Seen(), 2: Seen()}
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(patient_session())
        first = await stack.enter_async_context(_warm(folder / "first", common, session, stages))
        await _round(plan, session, [first], seen[1], stages)
        async with _warm(folder / "second", common, session, stages) as second:
            for _ in range(2):
                await _round(plan, session, [first, second], seen[2], stages)
        await _round(plan, session, [first], seen[1], stages)
    return Found(seen, plan.at_once, await _stored(plan.store))


@asynccontextmanager
async def _warm(folder: Path, common: Settings, session: aiohttp.ClientSession, stages: Stages) -> AsyncIterator[Whole]:
    await asyncio.to_thread(folder.mkdir)
    async with AsyncExitStack() as stack:
        with stages.stage(f"Starting the {folder.name} of each"):
            whole = await stack.enter_async_context(running_whole(folder, common.signposts, shared=common))
            side = web_side(session, whole.url)
            async with asyncio.TaskGroup() as group:
                for _ in range(WARM_UP):
                    group.create_task(_report(side, [], Seen()))
        yield whole


async def _round(
    plan: Plan, session: aiohttp.ClientSession, wholes: Sequence[Whole], seen: Seen, stages: Stages
) -> None:
    sides, ended = [web_side(session, whole.url) for whole in wholes], time.monotonic() + SETTLING + plan.seconds
    turns: list[tuple[float, float]] = []
    with stages.stage(f"{plan.at_once} reporters at {len(wholes)} of each"):
        async with asyncio.TaskGroup() as group:
            for number in range(plan.at_once):
                first = number % len(sides)
                group.create_task(_reports(sides[first:] + sides[:first], ended, turns, seen))
            await asyncio.sleep(SETTLING)
            await _watch(plan.seconds, [whole.pid for whole in wholes], turns, seen)


async def _watch(seconds: float, pids: Sequence[int], turns: list[tuple[float, float]], seen: Seen) -> None:
    """Add what happens from now on, for so long."""
    began, before, busy = time.monotonic(), _used(pids), _busy()
    await asyncio.sleep(seconds)
    ended = time.monotonic()
    for name, used in _used(pids).items():
        seen.processor[name] = seen.processor.get(name, 0.0) + used - before.get(name, 0.0)
    seen.busy += _busy() - busy
    seen.seconds += ended - began
    seen.turns += [took for at, took in turns if began <= at < ended]
    seen.resident = max(seen.resident, await asyncio.to_thread(lambda: together(weigh(*pids))))


async def _reports(sides: Sequence[Side], ended: float, turns: list[tuple[float, float]], seen: Seen) -> None:
    for side in itertools.cycle(sides):
        if time.monotonic() > ended:
            return
        await _report(side, turns, seen)


async def _report(side: Side, turns: list[tuple[float, float]], seen: Seen) -> None:
    seen.reports += 1
    async with side() as reporter:
        events: list[str] = []
        for text in REPORT:
            began = time.monotonic()
            events += await reporter.say(text)
            turns.append((time.monotonic(), time.monotonic() - began))
    seen.cases += HANDED_OVER in events


def _used(pids: Sequence[int]) -> dict[str, float]:
    own = psutil.Process().cpu_times()
    used = {REPORTERS: own.user + own.system}
    for name, seconds in itertools.chain.from_iterable(processor_seconds(pid).items() for pid in pids):
        used[name] = used.get(name, 0.0) + seconds
    return used


def _busy() -> float:
    times = psutil.cpu_times()
    return sum(times) - times.idle - getattr(times, "iowait", 0.0) - getattr(times, "guest", 0.0)


async def _stored(url: str) -> int:
    from triage.store import CaseStore

    store = await CaseStore.open(url)
    try:
        return len(await store.cases())
    finally:
        await store.close()
