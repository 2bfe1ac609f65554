"""Rows 8 and 9 of the bad-input table: processes die at many points of what they do, and every promise holds.

As many as CANDOUR_FAULT_KILLS says; `make faults` takes 520.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.faults.kills import kills

KILLS = int(os.environ.get("CANDOUR_FAULT_KILLS", "100"))


async def test_rows_8_and_9_nothing_is_lost_or_doubled_wherever_a_process_dies(tmp_path: Path) -> None:
    figures = await kills(tmp_path, KILLS)
    assert figures.sound, figures.details
    assert figures.kills >= KILLS * 0.9, "too few died: the points are not reached any more"
