"""The pages of the team and of the trail in a browser: a colleague is added by two people, and axe on both pages.

Pages are visited with `lost=True`, as in `test_desk.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.browser.conftest import DESKTOP, Visit
from tests.browser.test_desk import LOOKS, assert_accessible, go
from tests.support.desk_cases import REPORTS
from tests.support.desks import Team, make_team
from triage.desk.keyring import DeskKey

pytestmark = pytest.mark.asyncio(loop_scope="session")
ERIN = DeskKey.new("erin")
PUBLIC = f"{ERIN.recipient.text}\n# signer: {ERIN.signer.hex()}\n"


@pytest_asyncio.fixture(loop_scope="session")
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    yield await make_team(tmp_path, REPORTS[:2])


async def test_a_colleague_is_added_by_two_people_and_the_trail_says_so(team: Team, visit: Visit) -> None:
    with team.desk("alice") as link, team.desk("bob") as other_link:
        page = await visit(link, lost=True, **DESKTOP)
        await go(page, team.cases[0].reference)
        await page.get_by_role("link", name="Team").click()
        await page.get_by_label("Name").fill("erin")
        await page.get_by_role("combobox", name="Role").select_option("Auditor")
        await page.get_by_label("Public half of their key").fill(PUBLIC)
        await page.get_by_role("button", name="Propose").click()
        await expect(page.get_by_role("article", name="erin as auditor")).to_contain_text(ERIN.fingerprint)
        await expect(page.get_by_role("row", name="alice")).to_contain_text("you")

        bob = await visit(other_link, lost=True, **DESKTOP)
        await bob.get_by_role("link", name="Team").click()
        await bob.get_by_role("button", name="Approve erin").click()
        await expect(bob.get_by_role("row", name="erin")).to_contain_text("alice and bob")
        await expect(bob.get_by_text("Not in force yet: erin: auditor")).to_be_visible()
        await bob.get_by_role("link", name="Trail").click()
        await expect(bob.get_by_role("heading", name="The trail is whole")).to_be_visible()
        await expect(bob.get_by_role("row", name="Role approved: auditor")).to_contain_text("bob")
        await bob.get_by_label("By whom").select_option("alice")
        await bob.get_by_role("button", name="Show").click()
        await expect(bob.get_by_role("row", name="Role approved: auditor")).to_have_count(0)
        await bob.get_by_role("link", name=team.cases[0].reference).click()
        await expect(bob.get_by_text("My ex is a sergeant at Northgate nick.")).to_be_visible()


@LOOKS
async def test_team_and_trail_are_accessible(team: Team, visit: Visit, look: dict[str, Any]) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **look)
        await go(page, team.cases[0].reference)
        for name in ("Trail", "Team"):
            await page.get_by_role("link", name=name).click()
            await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            await assert_accessible(page)
        await page.get_by_label("Name").fill("erin")
        await page.get_by_label("Public half of their key").fill(PUBLIC)
        await page.get_by_role("button", name="Propose").click()
        await expect(page.get_by_role("article", name="erin as assessor")).to_be_visible()
        await assert_accessible(page)
        await page.get_by_label("Name").fill("frank")
        await page.get_by_role("button", name="Propose").click()
        await expect(page.get_by_role("alert")).to_contain_text("public half")
        await assert_accessible(page)
