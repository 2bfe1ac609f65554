"""`candour bench --open` and `--soak`: a crowd at a running Candour, how long it waited, and what was used."""

from __future__ import annotations

import asyncio
import json
import tempfile
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from candour.errors import BenchError
from candour.settings import Settings, current_settings
from cli.bench.comparison import patient_session
from cli.bench.crowd import Crowd, Talked, talk
from cli.bench.measures import MIB, percentile
from cli.bench.report import machine
from cli.bench.reporters import web_side
from cli.bench.watch import Watch, watching
from cli.bench.whole import running_whole
from cli.stages import Stages
from cli.train import ensure_model

PERCENTILES = (50, 95, 99)
WARM_UP = 4  # reports that are not counted
STARTING = 60.0  # seconds over which a crowd comes, unless it thinks so little that it would be gone by then


@dataclass(frozen=True)
class Run:
    """One run.

    Attributes:
        crowd: who came.
        talked: what became of them.
        watch: what the processes used.
        stored: cases in the store at the end.
        written: bytes that the data folder grew by.
        own: seconds of processor that the crowd itself took, which shared the machine.
    """

    crowd: Crowd
    talked: Talked
    watch: Watch
    stored: int
    written: int
    own: float = 0.0

    @property
    def lost(self) -> int:
        """Reports that are no case in the store."""
        return self.talked.reports - min(self.talked.cases, self.stored)

    @property
    def a_second(self) -> float:
        """Turns a second, over the whole time."""
        return len(self.talked.seconds) / self.talked.wall


def run_crowd(crowd: Crowd) -> Run:
    """Start Candour, let the crowd report, and count.

    Raises:
        ModelError: the model cannot be trained.
        StartError: Candour does not start.
        BenchError: nobody was answered.
    """
    stages, settings = Stages(), current_settings()
    ensure_model(settings, stages)
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        run = asyncio.run(_run(crowd, Path(folder), settings.signposts, stages))
    if not run.talked.seconds:
        raise BenchError(f"nobody was answered: {', '.join(run.talked.broken)}")
    return run


async def _run(crowd: Crowd, folder: Path, signposts: Path | None, stages: Stages) -> Run:
    async with AsyncExitStack() as stack:
        with stages.stage("Starting Candour"):
            whole = await stack.enter_async_context(running_whole(folder, signposts))
        side = web_side(await stack.enter_async_context(patient_session()), whole.url)
        await talk(side, Crowd(WARM_UP, think=0), seed=0)
        before, cases = _bytes_in(whole.settings), await _cases(whole.settings)
        with stages.stage(f"{crowd.size} reporters"):
            async with watching(whole.pid) as watch:
                own = time.process_time()
                talked = await talk(side, crowd)
                own = time.process_time() - own
        stored = await _cases(whole.settings) - cases
        return Run(crowd, talked, watch, stored, _bytes_in(whole.settings) - before, own)


async def _cases(settings: Settings) -> int:
    from triage.store import CaseStore

    store = await CaseStore.open(settings.store_url)
    try:
        return len(await store.cases())
    finally:
        await store.close()


def _bytes_in(settings: Settings) -> int:
    return sum(file.stat().st_size for file in settings.data_dir.rglob("*") if file.is_file())


def show(run: Run, file: Path) -> None:
    """Print the table, and write the JSON.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(run), indent=2) + "\n", "utf-8")
    console = Console(highlight=False)
    for line in summary(run):
        console.print(line, soft_wrap=True)
    console.print(memory(run.watch))
    console.print(f"JSON: {file}", soft_wrap=True)


def summary(run: Run) -> list[str]:
    """What was measured, a line a thing."""
    talked, watch = run.talked, run.watch
    full = talked.at_full
    meanwhile = f"{len(full)} turns, {talked.a_second_at_full:.1f} a second; ms: {_waited(full)}" if full else "no turn"
    before, after = watch.loads
    used = sum(watch.processor.values())
    return [
        f"Reports: {talked.reports}, open at once: {talked.most_open}, lost: {run.lost}.",
        *(f"Not answered: {number} ({reason})." for reason, number in talked.broken.items()),
        f"Minutes: {talked.wall / 60:.1f}; turns: {len(talked.seconds)}, {run.a_second:.1f} a second.",
        f"Turn, ms: {_waited(talked.seconds)}.",
        f"While all {run.crowd.size} were open: {meanwhile}.",
        f"Processor: {1000 * used / len(talked.seconds):.1f} ms a turn, {used / talked.wall:.2f} processors busy.",
        f"Written: {run.written / max(1, talked.reports) / 1024:.0f} KiB a report.",
        f"Load of the machine before: {before:.1f}, after: {after:.1f}.",
    ]


def _waited(seconds: list[float]) -> str:
    waited = ", ".join(f"p{p} {1000 * percentile(seconds, p):.0f}" for p in PERCENTILES)
    return f"{waited}, longest {1000 * max(seconds):.0f}"


def memory(watch: Watch) -> Table:
    """Memory of each process over the time."""
    made = Table(title="Resident memory, MiB", title_justify="left")
    made.add_column("Process")
    for heading in ("First", "Most", "Last", "Growth an hour, settled"):
        made.add_column(heading, justify="right")
    for name, seen in sorted(watch.memory.items()):
        numbers = [f"{value / MIB:.1f}" for value in (seen[0], max(seen), seen[-1])]
        made.add_row(name, *numbers, f"{watch.slopes[name]:+.1f}")
    return made


def document(run: Run) -> dict[str, Any]:
    """The JSON object."""
    talked, watch = run.talked, run.watch
    return {
        "machine": machine(),
        "load": {"before": watch.loads[0], "after": watch.loads[1]},
        "crowd": {"size": run.crowd.size, "think_seconds": run.crowd.think, "arrive_seconds": run.crowd.arrive},
        "reports": talked.reports,
        "lost": run.lost,
        "broken": dict(talked.broken),
        "most_open": talked.most_open,
        "seconds": round(talked.wall, 1),
        "turns": len(talked.seconds),
        "turns_a_second": round(run.a_second, 2),
        "turn_ms": _times(talked.seconds),
        "while_all_open": {
            "seconds": [round(at, 1) for at in talked.whole],
            "turns": len(talked.at_full),
            "turns_a_second": round(talked.a_second_at_full, 2),
            "turn_ms": _times(talked.at_full),
        },
        "processor_ms_a_turn": {k: round(1000 * v / len(talked.seconds), 2) for k, v in watch.processor.items()},
        "reporters_processor_ms_a_turn": round(1000 * run.own / len(talked.seconds), 2),
        "bytes_a_report": run.written // max(1, talked.reports),
        "memory_mib": {name: [round(value / MIB, 1) for value in seen] for name, seen in watch.memory.items()},
        "memory_at_seconds": [round(at, 1) for at in watch.times],
        "growth_mib_an_hour": {name: round(value, 2) for name, value in watch.slopes.items()},
    }


def _times(seconds: list[float]) -> dict[str, float]:
    return {f"p{p}": round(1000 * percentile(seconds, p), 1) for p in PERCENTILES} if seconds else {}
