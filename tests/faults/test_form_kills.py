"""Row 8 for the form: wherever the gateway dies while it takes one, sent again it is one report, whole."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.faults.figures import Figures
from tests.faults.form_deaths import FormDeath
from tests.faults.gateway_deaths import template
from tests.faults.kills import spread
from tests.faults.nursery import nursery
from tests.support import samples
from tests.support.figures import Record
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import load_desk_key

KILLS = int(os.environ.get("CANDOUR_FAULT_KILLS", "100"))
SHARES = {"changes": 0.1, "lines": 0.1}


@pytest.mark.promise
async def test_row_8_a_whole_form_sent_again_after_any_death_is_one_report(tmp_path: Path, figure: Record) -> None:
    figures, number = Figures(), 0
    (tmp_path / "made").mkdir()
    data = await template(tmp_path / "made")
    photo = samples.jpeg(tmp_path / "made")
    key = load_desk_key(demo_desk_key(data), PASSPHRASE)
    async with nursery() as place:

        async def die(points: str, at: int) -> int:
            nonlocal number
            number += 1
            (tmp_path / str(number)).mkdir()
            death = FormDeath(place, tmp_path / str(number), points, at, key=key, photo=photo)
            figures.add(await death.run(data))
            return death.passed

        for points, share in SHARES.items():
            for at in spread(await die(points, 0), round(KILLS * share)):
                await die(points, at)
    figure("gateways killed while they took a whole form", "as asked", figures.kills)
    figure("forms lost or doubled, or false words, in those", "0", len(figures.details))
    assert figures.sound, figures.details
    assert figures.kills >= KILLS * 0.15
