"""The desk in a browser: a whole assessment by two people, files, locking, without script, and axe on every page.

Pages are visited with `lost=True`: a desk ends with its test, while its page may still ask it how far it has come.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, SMALL, Visit
from tests.support.desks import Team, make_team

pytestmark = pytest.mark.asyncio(loop_scope="session")
LEAST_TARGET = 24  # CSS pixels, WCAG 2.2
LOOKS = pytest.mark.parametrize(
    "look",
    [
        {**DESKTOP, "color_scheme": "light"},
        {**DESKTOP, "color_scheme": "dark"},
        {**SMALL, "color_scheme": "dark"},
        {**PHONE, "color_scheme": "light", "contrast": "more"},
    ],
    ids=["desktop", "desktop-dark", "narrow-dark", "phone-high-contrast"],
)


@pytest_asyncio.fixture(loop_scope="session")
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    yield await make_team(tmp_path)


async def opened(page: Page) -> None:
    """Open all cases, and wait until they are."""
    await page.get_by_role("button", name="Open all of them").click()
    await expect(page.get_by_text("6 cases not decided, the most urgent first")).to_be_visible()
    await expect(page.get_by_role("cell", name="Sealed")).to_have_count(0, timeout=15_000)


async def go(page: Page, reference: str) -> None:
    await page.goto("/".join(page.url.split("/")[:3]) + f"/case/{reference}")


async def assert_accessible(page: Page) -> None:
    results = (await Axe().run(page)).response
    assert len(results["passes"]) > 8
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in results["violations"]] == []
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = await page.evaluate(
        """(least) => [...document.querySelectorAll("button, summary, textarea, select, label.tick, nav a, th a")]
            .filter((one) => one.checkVisibility() && !one.closest(".unseen"))
            .filter((one) => Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width) < least)
            .map((one) => one.outerHTML)""",
        LEAST_TARGET,
    )
    assert small == []


async def test_a_whole_assessment_by_two_people(team: Team, visit: Visit) -> None:
    case = team.cases[0]
    with team.desk("alice") as link, team.desk("bob") as other_link:
        page = await visit(link, lost=True, **DESKTOP)
        await opened(page)
        first = page.get_by_role("row").nth(1)
        await expect(first).to_contain_text("In danger")
        await first.get_by_role("link", name=case.reference).click()
        await expect(page.get_by_text("My ex is a sergeant at Northgate nick.")).to_be_visible()
        number = page.locator("dl.facts > div").filter(has_text="Shoulder number")
        await expect(number).to_contain_text("4471")
        await expect(number.locator("q")).to_have_text("4471 I think")

        await page.locator("summary", has_text="Assign").click()
        await page.get_by_label("Whose case it is").select_option("alice")
        await page.get_by_role("button", name="Assign", exact=True).click()
        await expect(page.locator(".case-head")).to_contain_text("Assigned to alice")
        await page.locator("summary", has_text="Categories").click()
        await page.get_by_label("D2 Disclosure of information").check()
        await page.get_by_role("button", name="Code it").click()
        await page.get_by_label("Note", exact=True).fill("Rang the safeguarding lead.\nShe calls back.")
        await page.get_by_role("button", name="File the note").click()
        await expect(page.locator("#notes .journal")).to_contain_text("She calls back.")

        await page.get_by_role("button", name="We have your report").click()
        await expect(page.get_by_label("This message")).to_have_value("acknowledgement")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator(".letter.ours")).to_contain_text(f"Thank you for your report {case.reference}")
        await expect(page.get_by_text(re.compile("^Acknowledge in"))).to_have_count(0)

        await page.get_by_label("No action two decide").check()
        await page.get_by_label("Why").first.fill("It is known, and dealt with.")
        await page.get_by_label("Risk to a person").select_option("low")
        await page.get_by_role("button", name="File the assessment").click()
        await expect(page.get_by_text("It counts once somebody else has confirmed it.")).to_be_visible()

        bob = await visit(other_link, lost=True, **DESKTOP)
        await bob.get_by_role("button", name="Open assessed ones too").click()
        await bob.get_by_role("link", name="1 to be confirmed").click(timeout=15_000)
        await bob.get_by_role("link", name=case.reference).click()
        await bob.get_by_role("button", name="Confirm it").click()
        await expect(bob.locator(".decision")).to_contain_text("by alice, confirmed by bob")
        await bob.locator("summary", has_text="Open the case again").click()
        await bob.locator("#assessment form[action$=reopen] textarea").fill("He was seen there again.")
        await bob.get_by_role("button", name="Open it again").click()
        await expect(bob.get_by_text("Opened again: He was seen there again.")).to_be_visible()
        await bob.get_by_label("Safeguard").check()
        await bob.get_by_label("Why").first.fill("A child lives there.")
        await bob.get_by_role("button", name="File the assessment").click()
        await expect(bob.locator(".decision")).to_contain_text("Safeguard")

        await go(page, case.reference)
        await expect(page.locator("#history")).to_contain_text("bob")
        await page.get_by_role("link", name="Report").click()
        await expect(page.get_by_role("heading", name="Report about police conduct")).to_be_visible()
        await expect(page.locator(".report")).to_contain_text("A child lives there.")
    assert team.run("audit")["ok"]
    shown = team.run("show", case.reference)
    assert [one["outcome"] for one in shown["assessments"]] == ["no-action", "safeguard"]


@LOOKS
async def test_the_statistics_are_read_with_and_without_eyes(team: Team, visit: Visit, look: dict[str, Any]) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **look)
        await page.get_by_role("link", name="Statistics").click()
        await expect(page.get_by_role("heading", name="Statistics")).to_be_visible()
        wide = await page.evaluate("innerWidth > 736")  # on a phone its letters would be too small: there is the table
        await expect(page.get_by_role("img", name="Channel")).to_have_count(int(wide))
        await expect(page.get_by_role("table", name="Channel")).to_contain_text("not opened yet")
        await assert_accessible(page)


async def test_files_are_drawn_anew_and_known_malware_is_kept_in(team: Team, visit: Visit) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **DESKTOP)
        await go(page, team.cases[2].reference)
        picture = page.locator("figure.file img")
        await picture.scroll_into_view_if_needed()
        await expect(picture).to_have_js_property("complete", True, timeout=30_000)
        await page.wait_for_function("document.querySelector('figure.file img').naturalWidth === 640")
        flagged = page.locator("figure.file").nth(1)
        await expect(flagged).to_contain_text("neither shown nor given out")
        await expect(flagged.get_by_role("button")).to_have_count(0)
        async with page.expect_download() as taken:
            await page.get_by_role("button", name="Take out file-1.jpg").click()
        assert (await taken.value).suggested_filename == f"{team.cases[2].reference}-file-1.jpg"
        await page.reload()
        await expect(page.locator("#history")).to_contain_text("File taken out")


async def test_searching_and_filtering(team: Team, visit: Visit) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **DESKTOP)
        await opened(page)
        await page.get_by_label("Search in opened cases").fill("envelope cash")
        await page.get_by_role("button", name="Find").click()
        await expect(page.get_by_text("1 case fit")).to_be_visible()
        assert "envelope" not in page.url
        await page.get_by_role("link", name="Clear").click()
        await page.get_by_role("link", name="2 overdue").click()
        await expect(page.get_by_role("row")).to_have_count(3)


async def test_a_desk_that_nobody_uses_locks_and_clears_the_screen(team: Team, visit: Visit) -> None:
    with team.desk("alice", "--idle", "0.15") as link:
        page = await visit(link, lost=True, **DESKTOP)
        await go(page, team.cases[0].reference)
        await expect(page.get_by_text("The desk is locked")).to_be_visible(timeout=30_000)
        await expect(page.get_by_text("Northgate")).to_have_count(0)


async def test_the_lock_button_ends_it(team: Team, visit: Visit) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **DESKTOP)
        await page.get_by_role("button", name="Lock").click()
        await expect(page.get_by_role("heading", name="The desk is closed")).to_be_visible()


async def test_all_of_it_works_without_script(team: Team, visit: Visit) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, java_script_enabled=False, **PHONE)
        await page.get_by_role("button", name="Open all of them").click()
        await go(page, team.cases[1].reference)
        await page.get_by_label("Investigate").check()
        await page.get_by_label("Why").first.fill("There are times and places.")
        await page.get_by_role("button", name="File the assessment").click()
        await expect(page.locator(".decision")).to_contain_text("Investigate")


@LOOKS
async def test_every_page_is_accessible(team: Team, visit: Visit, look: dict[str, Any]) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, **look)
        await assert_accessible(page)
        await opened(page)
        await page.get_by_text("More filters").click()
        await assert_accessible(page)
        for number in (0, 2, 4, 5):
            await go(page, team.cases[number].reference)
            await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            await assert_accessible(page)
        await go(page, team.cases[3].reference)
        await page.get_by_role("button", name="Open contact details").click()
        await expect(page.get_by_text("01632 960 123")).to_be_visible()
        await assert_accessible(page)
        await go(page, f"{team.cases[0].reference}/report")
        await assert_accessible(page)


async def test_a_browser_without_the_cookie_sees_that_it_is_closed(team: Team, browser: Browser, visit: Visit) -> None:
    with team.desk() as link:
        await visit(link, lost=True, **DESKTOP)
        stranger = await (await browser.new_context()).new_page()
        await stranger.goto("/".join(link.split("/")[:3]))
        await expect(stranger.get_by_role("heading", name="The desk is closed")).to_be_visible()
        await assert_accessible(stranger)
        await stranger.goto(link)
        await expect(stranger.get_by_text("This link was used")).to_be_visible()
        await stranger.context.close()
