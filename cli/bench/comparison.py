"""The run: starts both, lets reporters talk to them in turns so that drift hits both alike, and measures."""

from __future__ import annotations

import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from candour.errors import BenchError
from candour.settings import current_settings
from cli.bench import BARE_EPOCHS, BARE_EXAMPLES
from cli.bench.bare import ensure_bare_model, running_bare
from cli.bench.measures import BARE_STAGE, STAGES, WINDOW, Measured, Turns
from cli.bench.processes import weigh
from cli.bench.reporters import ANSWER_SECONDS, Report, Reporter, Side, converse, rest_side, web_side
from cli.bench.script import REPORT, long_conversation
from cli.bench.sealing import seal_and_store
from cli.bench.whole import running_whole
from cli.stages import Stages
from cli.train import ensure_model

LONG_TURNS, BARE_LONG_TURNS = STAGES[-1] + WINDOW, BARE_STAGE + WINDOW
LONG_PAUSE = 0.05  # seconds before each message of a long conversation: nobody is taken more than 240 a minute from


@dataclass(frozen=True)
class Plan:
    """How much is measured: reports each way, reporters at once, long conversations, cases, reports to warm up.

    `examples` is on how many of each intent the bare Rasa is trained, `epochs` for how many.
    """

    reports: int
    at_once: int
    long: int = 4
    cases: int = 100
    warm_up: int = 3
    examples: int = BARE_EXAMPLES
    epochs: int = BARE_EPOCHS

    @classmethod
    def quick(cls, at_once: int) -> Plan:
        """As little as still gives every figure."""
        return cls(reports=6, at_once=at_once, long=2, cases=20, warm_up=1)


def compare(plan: Plan) -> Measured:
    """Measure everything.

    Raises:
        ModelError: one of the two models cannot be trained.
        StartError: Candour or the bare Rasa does not start.
        BenchError: a report did not become a case, or an answer did not come.
    """
    stages, settings = Stages(), current_settings()
    ensure_model(settings, stages)
    ensure_bare_model(stages, plan.examples, plan.epochs)
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        try:
            return asyncio.run(_measure(plan, Path(folder), settings.signposts, stages))
        except TimeoutError:
            raise BenchError(f"no answer came within {ANSWER_SECONDS:.0f} s") from None
        except aiohttp.ClientError as error:
            raise BenchError(f"a connection failed ({type(error).__name__})") from None


async def _measure(plan: Plan, folder: Path, signposts: Path | None, stages: Stages) -> Measured:
    load = os.getloadavg()[0]
    for part in ("whole", "bare"):
        (folder / part).mkdir()
    async with AsyncExitStack() as stack:
        with stages.stage("Starting Candour"):
            whole = await stack.enter_async_context(running_whole(folder / "whole", signposts))
        with stages.stage("Starting the bare Rasa"):
            bare = await stack.enter_async_context(running_bare(folder / "bare"))
        session = await stack.enter_async_context(patient_session())
        sides = (web_side(session, whole.url), rest_side(session, bare.url, bare.vault.begin))
        ours, theirs = await _talk(plan, sides, stages)
        memory, bare_memory = weigh(whole.pid), weigh(*bare.pids)
        with stages.stage("Sealing and storing cases"):
            sealing = await seal_and_store(whole.settings, folder, plan.cases)
    loads = (load, os.getloadavg()[0])
    trained = (plan.examples, plan.epochs)
    return Measured(ours, theirs, whole.ready, memory, bare_memory, sealing, plan.at_once, loads, *trained)


def patient_session() -> aiohttp.ClientSession:
    """Connections without a limit, which wait for an answer as long as a reporter might."""
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    return aiohttp.ClientSession(timeout=timeout, connector=aiohttp.TCPConnector(limit=0))


async def _talk(plan: Plan, sides: tuple[Side, Side], stages: Stages) -> tuple[Turns, Turns]:
    ours, bare = Turns(), Turns()
    both = list(zip(sides, (ours, bare), strict=True))
    with stages.stage("Warming up") as say:
        for side in sides:
            await _report(side, Turns())
            for _ in range(plan.warm_up):
                await _at_once(side, plan.at_once, Turns())
        say("Warmed up")
    with stages.stage("One reporter after another") as say:
        for number in range(plan.reports):
            say(f"One reporter after another: {number + 1} of {plan.reports}")
            for side, turns in both:
                await _report(side, turns)
    with stages.stage(f"{plan.at_once} reporters at once") as say:
        rounds = max(1, round(plan.reports / plan.at_once))
        for number in range(rounds):
            say(f"{plan.at_once} reporters at once: {number + 1} of {rounds}")
            for side, turns in both:
                await _at_once(side, plan.at_once, turns)
    with stages.stage("Long conversations") as say:
        for number in range(plan.long):
            say(f"Long conversations: {number + 1} of {plan.long}")
            for (side, turns), length in zip(both, (LONG_TURNS, BARE_LONG_TURNS), strict=True):
                turns.long.append((await _conversation(side, long_conversation(length), LONG_PAUSE)).seconds)
    if ours.cases != ours.reports:
        raise BenchError(f"only {ours.cases} of {ours.reports} reports became a case")
    return ours, bare


async def _report(side: Side, turns: Turns) -> None:
    report = await _conversation(side, REPORT)
    turns.alone += report.seconds
    _count([report], turns)


async def _at_once(side: Side, number: int, turns: Turns) -> None:
    async with AsyncExitStack() as stack:
        reporters = [await stack.enter_async_context(side()) for _ in range(number)]
        began = time.perf_counter()
        reports = await _all(reporters, REPORT)
        turns.wall.append(time.perf_counter() - began)
    turns.together += [second for report in reports for second in report.seconds]
    _count(reports, turns)


async def _all(reporters: Sequence[Reporter], texts: Sequence[str]) -> list[Report]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(converse(reporter, texts)) for reporter in reporters]
    return [task.result() for task in tasks]


async def _conversation(side: Side, texts: Sequence[str], pause: float = 0.0) -> Report:
    async with side() as reporter:
        return await converse(reporter, texts, pause)


def _count(reports: Sequence[Report], turns: Turns) -> None:
    turns.reports += len(reports)
    turns.cases += sum(report.handed_over for report in reports)
