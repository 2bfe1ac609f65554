"""Rows 8 and 9 of the bad-input table: processes die at many points of what they do, and every promise holds.

As many as CANDOUR_FAULT_KILLS says; `make promises` takes 520.
"""

from __future__ import annotations

import asyncio
import os
import uuid
from pathlib import Path

import pytest

from tests.faults.action_deaths import hand_over
from tests.faults.figures import Figures
from tests.faults.kills import HAND_OVER_MICROSECONDS, kills, prepared, spread
from tests.support import postgres
from tests.support.figures import Record

KILLS = int(os.environ.get("CANDOUR_FAULT_KILLS", "100"))


@pytest.mark.promise
async def test_row_8_and_row_9_nothing_is_lost_or_doubled_wherever_a_process_dies(
    tmp_path: Path, figure: Record
) -> None:
    figures = await kills(tmp_path, KILLS)
    figure("processes killed at a point of a conversation", "at least 500", figures.kills)
    figure("messages and cases lost in those deaths", "0", figures.lost)
    figure("messages and cases doubled in those deaths", "0", figures.doubled)
    figure("false words to reporters in those deaths", "0", figures.false_words)
    figure("drafts that outlived their end in those deaths", "0", figures.left)
    assert figures.sound, figures.details
    assert figures.kills >= KILLS * 0.9, "too few died: the points are not reached any more"


async def test_row_9_a_case_is_one_wherever_its_hand_over_to_postgresql_dies(
    tmp_path: Path, postgres_server: str
) -> None:
    name, figures = f"t{uuid.uuid4().hex}", Figures()
    await asyncio.to_thread(postgres.create_database, postgres_server, name, postgres.PLAIN)
    async with prepared(tmp_path, f"postgresql+asyncpg://{postgres.PLAIN}@{postgres_server}/{name}") as place:
        _, lines = await hand_over(place, "lines", 0)
        for points, last in (("lines", lines), ("time", HAND_OVER_MICROSECONDS)):
            for at in spread(last, KILLS // 10):
                figures.add((await hand_over(place, points, at))[0])
    assert figures.sound, figures.details
    assert figures.kills >= KILLS // 10
