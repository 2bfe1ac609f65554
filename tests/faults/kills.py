"""Many deaths: of the gateway during a conversation, and of the action server during messages and the hand-over.

The points to die at are spread evenly over all that there are. A share of each kind of point is taken, so that any
number of deaths touches every stage.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path

from actions import resources
from tests.faults.action_deaths import Ward, hand_over, take_message, ward
from tests.faults.figures import Figures
from tests.faults.gateway_deaths import Death, template
from tests.faults.nursery import nursery

# Shares of all deaths.
GATEWAY_CHANGES, GATEWAY_LINES, HAND_OVER_LINES, HAND_OVER_TIME, MESSAGES = 0.25, 0.25, 0.25, 0.1, 0.15
HAND_OVER_MICROSECONDS = 30_000


async def kills(folder: Path, number: int, store_url: str = "") -> Figures:
    """Let so many processes die, on both cores of a small machine, and count.

    Args:
        folder: an empty one.
        number: of deaths, about.
        store_url: of an empty triage store for the hand-overs; SQLite in the folder unless given.
    """
    figures = Figures()
    for part in ("gateway", "actions"):
        (folder / part).mkdir()
    data = await template(folder / "gateway")  # one after the other: Alembic has but one state a process
    async with prepared(folder / "actions", store_url) as place:
        for half in await asyncio.gather(_gateway(data, number), _actions(place, number)):
            figures.add(half)
    return figures


async def _gateway(data: Path, number: int) -> Figures:
    figures, numbers = Figures(), count()
    async with nursery() as place:

        async def die(points: str, at: int) -> int:
            own = data.with_name(f"{next(numbers)}")
            own.mkdir()
            death = Death(place, own, points, at)
            figures.add(await death.run(data))
            return death.passed

        for points, share in (("changes", GATEWAY_CHANGES), ("lines", GATEWAY_LINES)):
            for at in spread(await die(points, 0), round(number * share)):
                await die(points, at)
    return figures


async def _actions(place: Ward, number: int) -> Figures:
    figures = Figures()

    async def end(points: str, at: int) -> int:
        found, passed = await hand_over(place, points, at)
        figures.add(found)
        return passed

    for at in spread(await end("lines", 0), round(number * HAND_OVER_LINES)):
        await end("lines", at)
    for at in spread(HAND_OVER_MICROSECONDS, round(number * HAND_OVER_TIME)):
        await end("time", at)
    await _messages(place, round(number * MESSAGES), figures)
    return figures


async def _messages(place: Ward, number: int, figures: Figures) -> None:
    """Spread the deaths over all messages, each at another line."""
    lines = 100
    for index, at in enumerate(spread(lines, number)):
        found, _ = await take_message(place, index % len(place.before), "lines", at)
        figures.add(found)


@asynccontextmanager
async def prepared(folder: Path, store_url: str = "") -> AsyncIterator[Ward]:
    """A store and a report to be handed over, for the block."""
    async with nursery() as place:
        try:
            yield await ward(place, folder, store_url)
        finally:
            await resources.stop()


def spread(points: int, number: int) -> Iterator[int]:
    """So many of the points from 1 on, evenly; all of them where there are not more."""
    number = min(points, number)
    return (1 + index * points // number for index in range(number))
