"""The pictures of the desk: a team of two at work on invented cases, in a folder that is gone afterwards."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from playwright.async_api import Browser, Page, expect

from tests.support.desk_cases import LINKED, REPORTS
from tests.support.desk_past import decide_long_ago
from tests.support.desks import Team, make_team
from triage.desk.keyring import DeskKey

WAIT = 60_000
HALE, ANNA, SON, VAN = 0, 6, 7, 8  # cases, by their place
Act = Callable[[Page, Team], Awaitable[None]]


@asynccontextmanager
async def open_desk(browser: Browser) -> AsyncIterator[tuple[str, Any, Team]]:
    """Open a desk where all cases are opened; gives its address, what a browser needs to come in, and the team."""
    with tempfile.TemporaryDirectory() as folder:
        team = await make_team(Path(folder), REPORTS + LINKED)
        await decide_long_ago(team, team.cases[VAN], "no-action", "Parking; the force was told.", 700)
        await decide_long_ago(team, team.cases[SON], "record", "Looked at with another report.", 90)
        await asyncio.to_thread(team.run, "confirm", team.cases[VAN].reference, key="bob")
        with team.desk() as link:
            context = await browser.new_context()
            page = await context.new_page()
            await page.goto(link)
            for button in ("Open all of them", "Open assessed ones too"):
                await page.get_by_role("button", name=button).click()
                await expect(page.locator("[data-progress]")).to_have_count(0, timeout=WAIT)
            state = await context.storage_state()
            await context.close()
            yield "/".join(link.split("/")[:3]), state, team


async def _go(page: Page, path: str) -> None:
    await page.goto("/".join(page.url.split("/")[:3]) + path)


def _at(path: str, case: int = HALE) -> Act:
    async def act(page: Page, team: Team) -> None:
        await _go(page, path.format(team.cases[case].reference))

    return act


async def _files(page: Page, team: Team) -> None:
    await _go(page, f"/case/{team.cases[HALE].reference}#files")
    for picture in await page.locator("#files img").all():
        await expect(picture).to_have_js_property("complete", True)
    await page.evaluate("document.querySelector('#files').scrollIntoView()")


async def _reads_as_they_will(page: Page, team: Team) -> None:
    await _go(page, f"/case/{team.cases[ANNA].reference}/share")
    await page.get_by_label("Other words to leave out").fill("kitchen table")
    await page.get_by_label("File 1").check()
    await page.get_by_label("The unit’s key").fill(DeskKey.new("unit").recipient.text)
    await page.get_by_role("button", name="Read it as they will").click()
    await expect(page.get_by_role("heading", name="As they will read it")).to_be_visible()


async def _takes_away(page: Page, team: Team) -> None:
    await _reads_as_they_will(page, team)
    await page.get_by_role("button", name="Make the parcel").click()
    await expect(page.get_by_role("heading", name="The parcel is made")).to_be_visible()


async def _destroys(page: Page, team: Team) -> None:
    await _go(page, "/retention")
    await page.get_by_role("button", name="Destroy those that are ticked").click()
    await page.get_by_label("To do so, type").fill("destroy 1")


async def _team(page: Page, _: Team) -> None:
    await _go(page, "/team")
    if await page.get_by_role("article", name="erin as auditor").count() == 0:
        erin = DeskKey.new("erin")
        public = f"{erin.recipient.text}\n# signer: {erin.signer.hex()}"
        await page.get_by_label("Name").fill("erin")
        await page.get_by_role("combobox", name="Role").select_option("Auditor")
        await page.get_by_label("Public half of their key").fill(public)
        await page.get_by_role("button", name="Propose").click()
    await expect(page.get_by_role("article", name="erin as auditor")).to_be_visible()
    await page.evaluate("scrollTo(0, 0)")


LOOKS: dict[str, tuple[str, Act]] = {
    "desk-inbox": ("desktop", _at("/")),
    "desk-inbox-phone": ("phone", _at("/")),
    "desk-case": ("desktop", _at("/case/{}")),
    "desk-case-dark": ("dark", _at("/case/{}")),
    "desk-case-phone": ("phone", _at("/case/{}")),
    "desk-files": ("desktop", _files),
    "desk-document": ("desktop", _at("/case/{}/file/file-2.pdf/pages")),
    "desk-links": ("desktop", _at("/case/{}/links")),
    "desk-links-phone": ("phone", _at("/case/{}/links")),
    "desk-share": ("desktop", _at("/case/{}/share", ANNA)),
    "desk-share-phone": ("phone", _at("/case/{}/share", ANNA)),
    "desk-share-reading": ("desktop", _reads_as_they_will),
    "desk-share-made": ("phone", _takes_away),
    "desk-deadlines": ("desktop", _at("/deadlines")),
    "desk-deadlines-dark": ("phone-dark", _at("/deadlines")),
    "desk-retention": ("phone-dark", _at("/retention")),
    "desk-destroy": ("phone", _destroys),
    "desk-team": ("desktop", _team),
    "desk-team-phone": ("phone", _team),
    "desk-trail": ("desktop", _at("/trail")),
    "desk-trail-dark": ("phone-dark", _at("/trail")),
    "desk-report": ("desktop", _at("/case/{}/report")),
}
