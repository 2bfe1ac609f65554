"""Casework in a browser: documents, recordings, links, sharing, deadlines, holds, destroying; by keyboard, and by axe.

Pages are visited with `lost=True`, as in `test_desk.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from tests.browser.conftest import DESKTOP, SMALL, Visit
from tests.browser.test_desk import LOOKS, assert_accessible, go
from tests.support.desk_cases import LINKED, REPORTS
from tests.support.desk_past import decide_long_ago
from tests.support.desks import Team, make_team
from triage.desk.keyring import DeskKey

pytestmark = pytest.mark.asyncio(loop_scope="session")
HALE, ANNA, VAN = 0, 1, 2
MOST_TABS = 120
UNIT = DeskKey.new("unit")


@pytest_asyncio.fixture(loop_scope="session")
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    made = await make_team(tmp_path, (REPORTS[0], LINKED[0], LINKED[2]))
    await decide_long_ago(made, made.cases[VAN], "record", "The force was told.", 4000)
    yield made


async def read(page: Page, team: Team, *numbers: int) -> None:
    for number in numbers:
        await go(page, team.cases[number].reference)


async def place(page: Page, path: str) -> None:
    await page.goto("/".join(page.url.split("/")[:3]) + path)


async def test_a_whole_case_is_worked_on(team: Team, visit: Visit) -> None:
    hale, anna = team.cases[HALE].reference, team.cases[ANNA].reference
    with team.desk() as link:
        page = await visit(link, lost=True, **DESKTOP)
        await read(page, team, HALE, ANNA)

        await page.get_by_label("Investigate").check()
        await page.get_by_label("Why", exact=True).first.fill("Names, a number and a place.")
        await page.get_by_role("button", name="File the assessment").click()
        await expect(page.locator(".decision")).to_contain_text("Investigate")

        await page.get_by_role("link", name="Links").click()
        other = page.get_by_role("article", name=hale)
        await expect(other).to_contain_text("Strong")
        await expect(other.get_by_role("row", name="Shoulder number")).to_contain_text("4471")
        await other.get_by_label("Why").fill("The same number, car and station.")
        await other.get_by_role("button", name="The same officer").click()
        await expect(other.locator(".decided")).to_contain_text("alice")
        await expect(other.locator(".decided")).to_contain_text("The same number, car and station.")

        await go(page, anna)
        await page.get_by_role("link", name="Share").click()
        await expect(page.get_by_label("My name is Anna Kowalska")).to_be_checked()
        await page.get_by_label("Other words to leave out").fill("kitchen table")
        await page.get_by_role("checkbox", name="Witnesses My sister").check()
        await page.get_by_label("The unit’s key").fill(UNIT.recipient.text)
        await page.get_by_role("button", name="Read it as they will").click()
        reading = page.get_by_role("article", name="The case as it is shared")
        await expect(reading.locator("mark").first).to_be_visible()
        for words in ("Kowalska", "kitchen table", "anna.k@example.org"):
            await expect(reading).not_to_contain_text(words)
        await expect(page.get_by_text(UNIT.fingerprint)).to_be_visible()
        await page.get_by_role("button", name="Leave out more").click()
        await expect(page.get_by_label("Other words to leave out")).to_have_value("kitchen table")
        await expect(page.get_by_role("checkbox", name="Witnesses My sister")).to_be_checked()
        await page.get_by_role("button", name="Read it as they will").click()
        await page.get_by_role("button", name="Make the parcel").click()
        for name in (f"{anna}.tar.age", "case.pdf", "case.json", "manifest.json"):
            async with page.expect_download() as taken:
                await page.get_by_role("link", name=name).click()
            assert (await taken.value).suggested_filename.endswith(name)

        await go(page, anna)
        await page.locator("summary", has_text="Hold it").click()
        await page.get_by_label("Why it must be kept").fill("An inquest.")
        await page.get_by_role("button", name="Hold it").click()
        await expect(page.locator("#keeping")).to_contain_text("Held until it is released: An inquest.")
        await expect(page.locator("#history")).to_contain_text("Shared with another unit")
    assert team.run("audit")["ok"]


async def test_destroying_asks_for_words(team: Team, visit: Visit) -> None:
    van = team.cases[VAN].reference
    with team.desk() as link:
        page = await visit(link, lost=True, **DESKTOP)
        await page.get_by_role("link", name="Retention").click()
        await page.get_by_role("button", name="Destroy those that are ticked").click()
        await page.get_by_label("To do so, type").fill("yes")
        await page.get_by_role("button", name="Destroy for good").click()
        await expect(page.get_by_role("alert")).to_contain_text("nothing was destroyed")
        await page.get_by_label("To do so, type").fill("destroy 1 case")
        await page.get_by_role("button", name="Destroy for good").click()
        await expect(page.get_by_text(f"{van} is gone.")).to_be_visible()
        await go(page, van)
        await expect(page.get_by_role("heading", name="This did not work")).to_be_visible()
    assert team.run("audit")["ok"]


async def test_documents_are_pictures_and_recordings_play(team: Team, visit: Visit) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **DESKTOP)
        await read(page, team, HALE)
        for player in await page.locator("audio").all():
            await player.evaluate("(one) => { one.muted = true; return one.play(); }")
            assert 2.5 < await player.evaluate("(one) => one.duration") < 3.5
            await player.evaluate("(one) => { one.currentTime = 2; }")
            assert await player.evaluate("(one) => one.currentTime >= 2")
        await page.get_by_role("link", name="Read its pages as pictures").click()
        sheets = page.locator(".sheets img")
        await expect(sheets).to_have_count(3)
        for sheet in await sheets.all():
            await sheet.scroll_into_view_if_needed()
            await page.wait_for_function("(one) => one.naturalWidth > 900", arg=await sheet.element_handle())
        await assert_accessible(page)


async def _tab_to(page: Page, wanted: Locator) -> None:
    """Go on by the Tab key until something has the focus."""
    for _ in range(MOST_TABS):
        await page.keyboard.press("Tab")
        if await wanted.evaluate("(one) => one === document.activeElement"):
            return
    pytest.fail("the keyboard does not come there")


async def test_a_link_is_decided_by_the_keyboard_alone(team: Team, visit: Visit) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **DESKTOP)
        await read(page, team, HALE, ANNA)
        await _tab_to(page, page.get_by_role("link", name="Links"))
        await page.keyboard.press("Enter")
        other = page.get_by_role("article", name=team.cases[HALE].reference)
        await _tab_to(page, other.get_by_label("Why"))
        await page.keyboard.type("Read side by side.")
        await _tab_to(page, other.get_by_role("button", name="Not the same"))
        await page.keyboard.press("Space")
        await expect(other.locator(".decided")).to_contain_text("Read side by side.")
        await expect(other).to_contain_text("Not the same")


@LOOKS
async def test_every_page_of_casework_is_accessible(team: Team, visit: Visit, look: dict[str, Any]) -> None:
    anna = team.cases[ANNA].reference
    with team.desk() as link:
        page = await visit(link, lost=True, **look)
        await read(page, team, HALE, ANNA)
        for path in ("/deadlines", "/deadlines?mine=1", "/retention", f"/case/{anna}/links", f"/case/{anna}/share"):
            await place(page, path)
            await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            await assert_accessible(page)
        await page.get_by_label("The unit’s key").fill(UNIT.recipient.text)
        await page.get_by_role("button", name="Read it as they will").click()
        await assert_accessible(page)
        await page.get_by_role("button", name="Make the parcel").click()
        await assert_accessible(page)
        await place(page, "/retention")
        await page.get_by_role("button", name="Destroy those that are ticked").click()
        await assert_accessible(page)


async def test_it_all_fits_where_there_is_little_room_and_no_script(team: Team, visit: Visit) -> None:
    anna = team.cases[ANNA].reference
    with team.desk() as link:
        page = await visit(link, lost=True, java_script_enabled=False, **SMALL)
        await read(page, team, HALE, ANNA)
        for path in ("/", "/deadlines", "/retention", f"/case/{anna}", f"/case/{anna}/links", f"/case/{anna}/share"):
            await place(page, path)
            box = await page.locator("main").bounding_box()
            assert box
            assert box["width"] <= SMALL["viewport"]["width"], path  # type: ignore[index]
