"""Row 8 for the page without script: wherever the gateway dies, the form sent again loses and doubles nothing."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.figures import Figures
from tests.faults.gateway_deaths import FULL, template
from tests.faults.kills import spread
from tests.faults.nursery import nursery
from tests.faults.plain_deaths import PlainDeath
from tests.support.figures import Record

KILLS = int(os.environ.get("CANDOUR_FAULT_KILLS", "100"))
SHARES = {"changes": 0.1, "lines": 0.1, FULL: 0.05}


@pytest.mark.promise
async def test_row_8_a_form_sent_again_after_any_death_is_taken_once(tmp_path: Path, figure: Record) -> None:
    figures, number = Figures(), 0
    (tmp_path / "made").mkdir()
    data = await template(tmp_path / "made")
    async with nursery() as place:

        async def die(points: str, at: int) -> int:
            nonlocal number
            number += 1
            (tmp_path / str(number)).mkdir()
            death = PlainDeath(place, tmp_path / str(number), points, at)
            figures.add(await death.run(data))
            return death.passed

        for points, share in SHARES.items():
            for at in spread(await die(points, 0), round(KILLS * share)):
                await die(points, at)
    figure("gateways killed in a conversation without script", "as asked", figures.kills)
    figure("messages lost or doubled, or false words, in those", "0", len(figures.details))
    assert figures.sound, figures.details
    assert figures.kills >= KILLS * 0.15
