"""Rows 8 and 9 of the bad-input table: processes die at many points of what they do, and every promise holds.

As many as CANDOUR_FAULT_KILLS says; `make promises` takes 520.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.kills import kills
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
