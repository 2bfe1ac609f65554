"""Row 23 of the bad-input table: the disk fills up at any point, and for a while nothing can be written.

At as many points as a sixth of CANDOUR_FAULT_KILLS.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.action_deaths import take_message
from tests.faults.figures import Figures
from tests.faults.gateway_deaths import FULL, Death, template
from tests.faults.kills import prepared, spread
from tests.faults.nursery import nursery
from tests.faults.test_kills import KILLS
from tests.support.reports import ACCOUNT, messages


async def test_row_23_a_disk_that_is_full_for_a_while_loses_nothing_that_was_acknowledged(tmp_path: Path) -> None:
    figures, data = Figures(), await template(tmp_path)
    async with nursery() as place:

        async def fill(at: int) -> int:
            own = tmp_path / str(at)
            own.mkdir()
            conversation = Death(place, own, FULL, at)
            figures.add(await conversation.run(data))
            return conversation.passed

        for at in spread(await fill(0), KILLS // 6):
            await fill(at)
    assert figures.sound, figures.details


@pytest.mark.parametrize("at", [1, 2])
async def test_row_23_a_message_that_the_action_server_cannot_keep_is_no_turn(tmp_path: Path, at: int) -> None:
    said = messages().index(ACCOUNT[1])
    async with prepared(tmp_path) as place:
        figures, passed = await take_message(place, said, FULL, at)
    assert passed >= 2
    assert figures.sound, figures.details
