"""`candour bench --profile`: where the time of a turn goes, by stage, as a table with bars, JSON and a picture."""

from __future__ import annotations

import asyncio
import json
import re
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.bar import Bar
from rich.console import Console
from rich.table import Table

from candour.errors import BenchError
from candour.settings import current_settings
from cli.bench.comparison import patient_session
from cli.bench.crowd import Crowd, talk
from cli.bench.measures import percentile
from cli.bench.report import machine
from cli.bench.reporters import ANSWER_SECONDS, Side, web_side
from cli.bench.script import REPORT
from cli.bench.stages import Span, account, calls, order, read_spans, title
from cli.bench.watch import watching
from cli.bench.whole import Whole, running_whole
from cli.stages import Stages
from cli.train import ensure_model

WARM_UP = 2  # reports that are not counted
MS = 1e-6  # milliseconds of a nanosecond
WIDTH, BAR = 118, 34  # columns of the table with its bars, and of these
_FONTS = re.compile(r"\s*@font-face \{\{.*?\}\}", re.DOTALL)  # they would be fetched from somebody else's server


@dataclass(frozen=True)
class Profile:
    """What was measured with one reporter after another.

    Attributes:
        turns: nanoseconds by stage, of each turn.
        calls: how often each stage was entered in all of them.
        processor: seconds of processor by process, over all turns.
        loads: load average of the machine before and after.
    """

    turns: Sequence[Mapping[str, int]]
    calls: Mapping[str, int]
    processor: Mapping[str, float]
    loads: tuple[float, float]

    @property
    def stages(self) -> list[str]:
        """Those that took any time, in the order of a turn."""
        return sorted({stage for turn in self.turns for stage in turn}, key=order)

    def of(self, stage: str) -> list[float]:
        """Milliseconds of a stage in each turn."""
        return [turn.get(stage, 0) * MS for turn in self.turns]

    def mean(self, stage: str) -> float:
        """Milliseconds of a stage in a turn."""
        return sum(self.of(stage)) / len(self.turns)

    @property
    def whole(self) -> list[float]:
        """Milliseconds of each turn."""
        return [sum(turn.values()) * MS for turn in self.turns]


def profile(reports: int) -> Profile:
    """Measure so many reports, one after another.

    Raises:
        ModelError: the model cannot be trained.
        StartError: Candour does not start.
        BenchError: a report did not become a case, or an answer did not come.
    """
    stages, settings = Stages(), current_settings()
    ensure_model(settings, stages)
    with tempfile.TemporaryDirectory(prefix="candour-bench-") as folder:
        try:
            return asyncio.run(_measure(reports, Path(folder), settings.signposts, stages))
        except TimeoutError:
            raise BenchError(f"no answer came within {ANSWER_SECONDS:.0f} s") from None
        except aiohttp.ClientError as error:
            raise BenchError(f"a connection failed ({type(error).__name__})") from None


async def _measure(reports: int, folder: Path, signposts: Path | None, stages: Stages) -> Profile:
    spans = folder / "spans"
    spans.mkdir()
    async with AsyncExitStack() as stack:
        with stages.stage("Starting Candour"):
            whole = await stack.enter_async_context(running_whole(folder, signposts, spans))
        side = web_side(await stack.enter_async_context(patient_session()), whole.url)
        return await _profiled(whole, side, reports, spans, stages)


async def _profiled(whole: Whole, side: Side, reports: int, spans: Path, stages: Stages) -> Profile:
    turns: list[Span] = []
    with stages.stage("Reports, one after another") as say:
        await talk(side, Crowd(WARM_UP, think=0))
        async with watching(whole.pid) as watch:
            for number in range(reports):
                say(f"Reports, one after another: {number + 1} of {reports}")
                turns += await _report(side)
    seen = read_spans(spans)
    return Profile(account(turns, seen), calls(turns, seen), watch.processor, watch.loads)


async def _report(side: Side) -> list[Span]:
    turns = []
    async with side() as reporter:
        for text in REPORT:
            began = time.monotonic_ns()
            await reporter.say(text)
            turns.append(Span(began, time.monotonic_ns(), "turn"))
    return turns


def show(measured: Profile, file: Path) -> None:
    """Print the table, and write JSON and picture beside each other.

    Args:
        measured: what to show.
        file: of the JSON; the picture has its name, ending in .svg.

    Raises:
        OSError: a file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(measured), indent=2) + "\n", "utf-8")
    draw(measured, file.with_suffix(".svg"))
    console = Console(highlight=False)
    console.print(table(measured, bars=console.width >= WIDTH))
    for line in notes(measured):
        console.print(line, soft_wrap=True)
    console.print(f"JSON: {file}; picture: {file.with_suffix('.svg')}")


def draw(measured: Profile, file: Path) -> None:
    """Write the table with its bars as a picture, which loads nothing from anywhere.

    Raises:
        OSError: it cannot be written.
    """
    with file.with_suffix(".tmp").open("w") as nowhere:
        console = Console(record=True, width=WIDTH, file=nowhere, highlight=False)
        console.print(table(measured))
    file.with_suffix(".tmp").unlink()
    console.save_svg(str(file), title="candour bench --profile", code_format=_FONTS.sub("", CONSOLE_SVG_FORMAT))


def table(measured: Profile, *, bars: bool = True) -> Table:
    """A line a stage, with a bar as long as its share of a turn where there is room."""
    made = Table(title="Where the time of a turn goes", title_justify="left")
    made.add_column("Stage", no_wrap=True)
    for heading in ("Mean, ms", "p50", "p95", "Share", "Calls a turn"):
        made.add_column(heading, justify="right")
    if bars:
        made.add_column("", width=BAR)
    total, largest = sum(map(measured.mean, measured.stages)), max(map(measured.mean, measured.stages))
    for stage in measured.stages:
        bar = [Bar(largest, 0, measured.mean(stage), width=BAR)] if bars else []
        made.add_row(*_row(measured, stage, total), *bar)
    made.add_section()
    made.add_row("Whole turn", *_numbers(measured.whole), "100 %", "")
    return made


def notes(measured: Profile) -> list[str]:
    """What must be known to read the table."""
    each = {name: 1000 * seconds / len(measured.turns) for name, seconds in sorted(measured.processor.items())}
    used = ", ".join(f"{name} {milliseconds:.1f}" for name, milliseconds in each.items())
    before, after = measured.loads
    return [
        f"Turns: {len(measured.turns)}. Each nanosecond is counted once, in the innermost stage;"
        " an action in Rasa includes the way to the action server and back.",
        f"Processor a turn, ms: {used}; {sum(each.values()):.1f} together.",
        f"Load of the machine before: {before:.1f}, after: {after:.1f}.",
    ]


def document(measured: Profile) -> dict[str, Any]:
    """The JSON object."""
    number = len(measured.turns)
    return {
        "machine": machine(),
        "load": {"before": measured.loads[0], "after": measured.loads[1]},
        "turns": number,
        "turn_ms": _times(measured.whole),
        "stages": [_stage(measured, stage) for stage in measured.stages],
        "processor_ms_a_turn": {name: round(1000 * used / number, 2) for name, used in measured.processor.items()},
    }


def _stage(measured: Profile, stage: str) -> dict[str, Any]:
    calls_a_turn = round(_calls(measured, stage), 3)
    return {"stage": stage, "title": title(stage), "calls_a_turn": calls_a_turn} | _times(measured.of(stage))


def _times(milliseconds: Sequence[float]) -> dict[str, float]:
    mean = sum(milliseconds) / len(milliseconds)
    return {"mean": round(mean, 3)} | {f"p{p}": round(percentile(milliseconds, p), 3) for p in (50, 95, 99)}


def _row(measured: Profile, stage: str, total: float) -> list[str]:
    share = f"{100 * measured.mean(stage) / total:.0f} %"
    number = _calls(measured, stage)
    return [title(stage), *_numbers(measured.of(stage)), share, f"{number:.2f}" if number else ""]


def _calls(measured: Profile, stage: str) -> float:
    return Counter(measured.calls)[stage] / len(measured.turns)


def _numbers(milliseconds: Sequence[float]) -> list[str]:
    mean = sum(milliseconds) / len(milliseconds)
    return [f"{value:.2f}" for value in (mean, percentile(milliseconds, 50), percentile(milliseconds, 95))]
