"""A crowd at played doors: everybody is counted, nobody is lost unseen, and what is used is added up."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from candour.errors import BenchError
from cli.bench.crowd import Crowd, Talked, talk
from cli.bench.reporters import HANDED_OVER, Reporter
from cli.bench.running import Run, document, memory, summary
from cli.bench.script import REPORT
from cli.bench.watch import MIB, Watch, slope, watching


class Doors:
    """A chat that hands a report over after its last message, but for those numbers that it loses."""

    def __init__(self, loses: frozenset[int] = frozenset(), breaks: bool = False) -> None:
        self.begun, self.open, self.most, self._loses, self._breaks = 0, 0, 0, loses, breaks

    @asynccontextmanager
    async def side(self) -> AsyncIterator[Reporter]:
        self.begun += 1
        self.open += 1
        self.most = max(self.most, self.open)
        yield self._Reporter(self, self.begun)
        self.open -= 1

    class _Reporter:
        def __init__(self, doors: Doors, number: int) -> None:
            self._doors, self._number, self._said = doors, number, 0

        async def say(self, text: str) -> list[str]:
            if self._doors._breaks:
                raise BenchError("no answer")
            assert text == REPORT[self._said]
            self._said += 1
            await asyncio.sleep(0.001)
            ends = self._said == len(REPORT) and self._number not in self._doors._loses
            return [HANDED_OVER] if ends else []


async def test_everybody_of_a_crowd_reports_once_and_all_are_open_at_the_same_time() -> None:
    doors = Doors()
    talked = await talk(doors.side, Crowd(12, think=0.005, arrive=0.01))
    assert (talked.reports, talked.cases, talked.lost) == (12, 12, 0)
    assert len(talked.seconds) == 12 * len(REPORT)
    assert doors.most == talked.most_open == 12
    assert 0 < len(talked.at_full) < len(talked.seconds)
    assert talked.a_second_at_full > 0


async def test_a_report_that_does_not_become_a_case_is_lost() -> None:
    talked = await talk(Doors(frozenset({2, 3})).side, Crowd(4, think=0))
    assert (talked.reports, talked.lost) == (4, 2)


async def test_a_soak_begins_reports_until_its_time_is_over() -> None:
    talked = await talk(Doors().side, Crowd(2, think=0, until=0.3))
    assert talked.reports > 2
    assert talked.lost == 0


async def test_whoever_is_not_answered_is_counted_and_lost() -> None:
    talked = await talk(Doors(breaks=True).side, Crowd(3, think=0))
    assert (talked.reports, talked.lost, talked.broken) == (3, 3, {"no answer": 3})


def test_growth_is_told_by_the_hour_once_it_has_settled() -> None:
    times = [60.0 * minute for minute in range(30)]
    settled = [int((100 if minute < 10 else 200 + minute) * MIB) for minute in range(30)]
    assert Watch(times, {"gateway": settled}).slopes["gateway"] == pytest.approx(60)
    assert slope([], []) == slope([1.0], [5]) == 0.0


async def test_what_processes_use_is_seen() -> None:
    work = "import time; began = time.process_time()\nwhile time.process_time() - began < 0.2: pass\ntime.sleep(60)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", work)
    async with watching(process.pid, every=0.05) as watch:
        await asyncio.sleep(1)
    process.kill()
    await process.wait()
    (name,) = watch.memory
    assert len(watch.memory[name]) == len(watch.times) > 3
    assert min(watch.memory[name][1:]) > MIB


def test_what_is_said_of_a_run() -> None:
    seconds = [*[0.1] * 30, *[0.2] * 20, *[0.1] * 12]
    talked = Talked(seconds, [float(at) for at in range(62)], (30.0, 50.0), 2, 2, 2, wall=31.0)
    watch = Watch([0.0, 30.0], {"gateway": [80 * MIB, 90 * MIB]}, {"gateway": 0.62}, (0.5, 0.7))
    run = Run(Crowd(2), talked, watch, stored=1, written=4096)
    assert run.lost == 1  # two said to be handed over, and one in the store
    told = document(run)
    assert (told["turns_a_second"], told["lost"], told["bytes_a_report"]) == (2.0, 1, 2048)
    assert told["processor_ms_a_turn"] == {"gateway": 10.0}
    assert told["while_all_open"]["turn_ms"]["p95"] == 200
    assert told["while_all_open"]["turns_a_second"] == 1
    assert any("open at once: 2, lost: 1" in line for line in summary(run))
    assert "While all 2 were open: 20 turns, 1.0 a second; ms: p50 200, p95 200, p99 200, longest 200." in summary(run)
    assert memory(watch).row_count == 1
