"""The run: a store is filled, re-wrapped in part, and a desk over it is asked for pages like by somebody at work."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.bench.desk.filling import Filler, Filling, fill, make_empty
from cli.bench.desk.served import Desk, serving
from cli.stages import Stages
from triage.desk.inbox import Filters
from triage.desk.keyring import DeskKey
from triage.desk.record import open_again
from triage.desk.rewrapping.rewrapping import Work, rewrap_all
from triage.recipients import Recipients
from triage.store import NEW, CaseEntry, CaseStore
from triage.store.engine import sqlite_file
from triage.store.files import FolderFiles

_TEAM = ("alice", "bob", "carol")  # who reads cases; the last is the custodian, too
_PAUSE = 0.05  # seconds between two looks at a page while something is done in the background


@dataclass(frozen=True)
class Plan:
    """How much is measured.

    Args:
        cases: in the store.
        opened: how many of them were opened before.
        times: how often each thing is done.
    """

    cases: int
    opened: int
    times: int = 50

    @classmethod
    def quick(cls, cases: int, opened: int) -> Plan:
        """As little as still gives every figure."""
        return cls(cases, opened, times=5)

    @property
    def fresh(self) -> int:
        """How many cases stay that nobody opens: each thing is done to a case of its own."""
        return self.cases - self.opened - 3 * self.times - 2


@dataclass
class Measured:
    """What was measured, in seconds; each list has one number for each time.

    Attributes:
        filled: the filling.
        rewrapped: of so many cases, opened ones, with their contact details.
        began: from nothing to the first page of a desk.
        verified: until the trail was followed to its end, in the background.
        verifying: the first page meanwhile.
        first: the first page, while nothing changes.
        opening: a case that nobody had opened.
        changed: the first page, each time after a case was opened.
        read: until all that were opened before were read for linking, in the background, once a sitting.
        reading: the first page meanwhile.
        linking: linking a new case after that.
        many: the first page after a case was opened, once all that were opened before are open at this desk.
        searching: a search for words in these.
    """

    plan: Plan
    engine: str
    loads: list[float] = field(default_factory=list)
    filled: float = 0.0
    rewrapped: float = 0.0
    began: float = 0.0
    verified: float = 0.0
    read: float = 0.0
    verifying: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    opening: list[float] = field(default_factory=list)
    changed: list[float] = field(default_factory=list)
    reading: list[float] = field(default_factory=list)
    linking: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)
    searching: list[float] = field(default_factory=list)


async def measure(plan: Plan, url: str, stages: Stages | None = None) -> Measured:
    """Fill an empty store, and measure a desk over it.

    Args:
        plan: how much.
        url: of the store.
        stages: where progress is told.

    Raises:
        UsageError: the store is not empty.
        StoreError: it cannot be used.
        BenchError: the desk did not answer.
    """
    stages, keys = stages or Stages(), [DeskKey.new(name) for name in _TEAM]
    readers = tuple(key.recipient for key in keys)
    team, before = Recipients(readers, readers[-1:]), Recipients(readers[:2], readers[1:2])
    found = Measured(plan, "SQLite" if sqlite_file(url) else "PostgreSQL", [os.getloadavg()[0]])
    with tempfile.TemporaryDirectory(prefix="candour-desk-") as folder:
        await make_empty(url)
        filler = Filler(before, keys[1])
        with stages.stage("Filling the store with cases that were opened") as say:
            found.filled = await _timed(fill(url, Filling(0, plan.opened), filler, _told(say, plan.opened)))
        store = await CaseStore.open(url)
        try:
            with stages.stage("Re-wrapping them for another team"):
                work = Work(store, FolderFiles(Path(folder)), keys, team, Path(folder) / "bookmark", _on)
                found.rewrapped = await _timed(rewrap_all(work))
            sealed = plan.cases - plan.opened
            with stages.stage("Filling the store with sealed cases") as say:
                found.filled += await _timed(fill(url, Filling(sealed, 0), filler.anew(team), _told(say, sealed)))
            async with serving(store, team, keys[:1], Path(folder)) as desk:
                await _at_work(found, desk, stages)
        finally:
            await store.close()
    found.loads.append(os.getloadavg()[0])
    return found


async def _at_work(found: Measured, desk: Desk, stages: Stages) -> None:
    waiting = iter([case for case in await desk.sitting.store.cases() if case.state == NEW])
    found.began = desk.began
    with stages.stage("Verifying the trail"):
        found.verified, found.verifying = await _meanwhile(desk, desk.sitting.memory.followed())
    with stages.stage("The first page"):
        found.first = [await desk.get("/") for _ in range(found.plan.times)]
    with stages.stage("Reading cases to compare with"):
        await desk.get(_path(waiting))
        found.read, found.reading = await _meanwhile(desk, desk.sitting.links_prepared())
    with stages.stage("Opening cases"):
        for _ in range(found.plan.times):
            found.opening.append(await desk.get(_path(waiting)))
            found.changed.append(await desk.get("/"))
    with stages.stage("Linking cases"):
        found.linking = [await desk.get(_path(waiting, "/links")) for _ in range(found.plan.times)]
    with stages.stage("Opening here all that were opened before"):
        await _open_here(desk)
    with stages.stage("The first page with all of them"):
        for _ in range(found.plan.times):
            await desk.get(_path(waiting))
            found.many.append(await desk.get("/"))
    with stages.stage("Searching"):
        for number in range(found.plan.times):
            words = Filters(which="all", words=f"sergeant cash {number}")
            found.searching.append(await _timed(desk.sitting.inbox(words)))


async def _meanwhile(desk: Desk, work: Coroutine[Any, Any, object]) -> tuple[float, list[float]]:
    """Look at the first page now and then until something in the background is done; returns its time and theirs."""
    began, task, looks = time.perf_counter(), asyncio.create_task(work), list[float]()
    while not task.done():
        looks.append(await desk.get("/"))
        await asyncio.wait({task}, timeout=_PAUSE)
    await task
    return time.perf_counter() - began, looks


async def _open_here(desk: Desk) -> None:
    """As the desk opens them in the background when it is told to, but for its entry in the trail."""
    store = desk.sitting.store
    for case in desk.sitting.memory.in_order():
        if case.case.state != NEW and case.summary is None:
            stored = await store.get(case.case.id)
            desk.sitting.memory.remember(await open_again(store, stored, desk.sitting.keys))


def _path(waiting: Iterable[CaseEntry], page: str = "") -> str:
    return f"/case/{next(iter(waiting)).reference}{page}"


async def _timed(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


def _told(say: Callable[[str], None], count: int) -> Callable[[int], None]:
    return lambda done: say(f"Filling the store: {done} of {count}")


async def _on() -> None:
    """Nothing is written before a page of a measured re-wrapping."""
