"""Pages go first: work in the background takes a step only while nobody waits, and is not stopped by a long page."""

from __future__ import annotations

import asyncio
import time

from triage.desk.background import Turns


async def _work(turns: Turns, steps: list[float]) -> None:
    for _ in range(5):
        await turns.mine()
        steps.append(time.monotonic())


async def test_work_in_the_background_waits_while_somebody_waits_for_a_page() -> None:
    turns, steps = Turns(), list[float]()
    with turns.page(), turns.page():
        task = asyncio.create_task(_work(turns, steps))
        for _ in range(20):
            await asyncio.sleep(0)
        assert steps == []
    await asyncio.wait_for(task, 5)
    assert len(steps) == 5


async def test_a_page_that_takes_very_long_does_not_stop_it() -> None:
    turns, steps = Turns(), list[float]()
    with turns.page():
        await asyncio.wait_for(_work(turns, steps), 5)
    assert len(steps) == 5


async def test_a_page_that_waits_for_it_lets_it_go_on() -> None:
    turns, steps = Turns(), list[float]()
    began = time.monotonic()
    with turns.page(), turns.aside():
        await asyncio.wait_for(_work(turns, steps), 5)
    with turns.page():  # and goes first again
        await asyncio.wait_for(_work(turns, steps), 5)
    assert steps[4] - began < 0.1 <= steps[9] - steps[4]
