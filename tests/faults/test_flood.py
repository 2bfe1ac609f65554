"""Row 21 of the bad-input table: a flood, and real reporters in the middle of it.

As many fakes as CANDOUR_FLOOD says; `make promises` takes 10,000.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.flood import flood
from tests.support.figures import Record

FAKES = int(os.environ.get("CANDOUR_FLOOD", "500"))
MOST_MEBIBYTES = 400


@pytest.mark.promise
async def test_row_21_real_reporters_come_to_their_end_in_a_flood_of_fakes(tmp_path: Path, figure: Record) -> None:
    figures = await flood(tmp_path, FAKES)
    figure("real reports completed in the flood", "20 of 20", figures.completed)
    figure("fake conversations in that flood", "10,000", figures.fakes)
    figure("MiB of the gateway in the flood", f"at most {MOST_MEBIBYTES}", figures.most)
    assert figures.completed == figures.real
    assert figures.most <= MOST_MEBIBYTES
