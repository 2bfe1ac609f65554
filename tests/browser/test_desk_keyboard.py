"""A whole assessment by the keyboard alone: every stop is seen, none is a trap, and what is wanted is reached.

The mouse is never used. Pages are visited with `lost=True`, as in `test_desk.py`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from playwright.async_api import TimeoutError as NotInTime

from tests.browser.conftest import DESKTOP, Visit
from tests.support.desk_cases import REPORTS
from tests.support.desks import Team, make_team

pytestmark = pytest.mark.asyncio(loop_scope="session")
MOST_STOPS = 200
LEAST_RATIO = 3  # of the ring to what is behind it: WCAG 2.2, 1.4.11
# Where the focus is: what it is, whether any of it is on the screen and behind nothing else (2.4.11), and its ring.
FOCUS = """(wanted) => {
    const one = document.activeElement;
    if (!one || one === document.body) return null;
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    const left = Math.max(0, box.left), right = Math.min(innerWidth, box.right);
    const top = Math.max(0, box.top), bottom = Math.min(innerHeight, box.bottom);
    const seen = [0.1, 0.5, 0.9].some((x) => [0.1, 0.5, 0.9].some((y) =>
        one.contains(document.elementFromPoint(left + (right - left) * x, top + (bottom - top) * y))));
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
    const on = right > left && bottom > top && one.checkVisibility();
    return {what: one.outerHTML.slice(0, 160), seen: on && seen, ring, colour: style.outlineColor,
        there: one === wanted};
}"""
SEEN = f"() => {{ const stop = ({FOCUS})(null); return !stop || stop.seen; }}"
# A page that a key moved glides for a moment, and would glide on under a focus that moved meanwhile.
STANDS = """() => new Promise((done) => {
    let last = scrollY, same = 0;
    const look = () => {
        same = scrollY === last ? same + 1 : 0;
        last = scrollY;
        same < 10 ? requestAnimationFrame(look) : done(true);
    };
    requestAnimationFrame(look);
})"""
INSIDE = "main :is(a[href], button, input:not([type='hidden']), select, textarea, summary)"
# How unlike two colours are, as WCAG counts it.
RATIO = """([one, other]) => {
    const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map((part) => part / 255)
        .map((part) => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
        .reduce((sum, part, place) => sum + part * [0.2126, 0.7152, 0.0722][place], 0);
    const [bright, dark] = [light(one), light(other)].sort((a, b) => b - a);
    return (bright + 0.05) / (dark + 0.05);
}"""


@pytest_asyncio.fixture(loop_scope="session")
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    yield await make_team(tmp_path, REPORTS[:2])


class Keyboard:
    """Somebody who has no mouse.

    Attributes:
        page: what they look at.
    """

    def __init__(self, page: Page) -> None:
        self.page = page

    async def to(self, wanted: Locator, key: str = "Tab") -> None:
        """Go on until something has the focus; every stop on the way can be seen."""
        there = await wanted.element_handle()
        for _ in range(MOST_STOPS):
            await self.page.keyboard.press(key)
            if (stop := await self.page.evaluate(FOCUS, there)) is not None:
                assert stop["seen"] or await self._comes_into_sight(), stop
                assert stop["ring"], stop
                if stop["there"]:
                    return
        pytest.fail("the keyboard does not come there")

    async def _comes_into_sight(self) -> bool:
        """Whether what has the focus is seen in a moment: the page is moved there after the key."""
        try:
            await self.page.wait_for_function(SEEN, timeout=5000)
        except NotInTime:
            return False
        return True

    async def press(self, wanted: Locator, key: str = "Enter") -> None:
        """Go to something, and press it."""
        await self.to(wanted)
        await self.page.keyboard.press(key)

    async def type(self, wanted: Locator, text: str) -> None:
        """Go to a field, and type into it."""
        await self.to(wanted)
        await self.page.keyboard.type(text)

    def button(self, name: str) -> Locator:
        """A button by its whole name."""
        return self.page.get_by_role("button", name=name, exact=True)


async def test_a_whole_assessment_without_a_mouse(team: Team, visit: Visit) -> None:
    case = team.cases[0]
    with team.desk() as link:
        page = await visit(link, lost=True, reduced_motion="reduce", **DESKTOP)
        keys = Keyboard(page)
        await keys.press(keys.button("Open all of them"))
        await expect(page.get_by_role("cell", name="Sealed")).to_have_count(0, timeout=15_000)
        await keys.press(page.get_by_role("link", name=case.reference))
        await expect(page.get_by_text("My ex is a sergeant at Northgate nick.")).to_be_visible()

        before = await page.evaluate("scrollY")
        await page.keyboard.press("PageDown")  # reading on needs no stop
        await page.wait_for_function("(before) => scrollY > before", arg=before)
        await page.evaluate(STANDS)

        await keys.type(page.get_by_label("Note", exact=True), "Rang the safeguarding lead.")
        await keys.press(keys.button("File the note"))
        await expect(page.locator("#notes .journal")).to_contain_text("Rang the safeguarding lead.")

        await keys.press(page.locator("summary", has_text="Categories"))
        await keys.press(page.get_by_label("D2 Disclosure of information"), "Space")
        await keys.press(keys.button("Code it"))
        await expect(page.locator("#assessment")).to_contain_text("D2")

        outcome = page.get_by_label("Safeguard")
        await keys.to(page.get_by_label("Investigate"))
        await page.keyboard.press("ArrowDown")  # radio buttons are one stop, as everywhere
        await expect(outcome).to_be_checked()
        await keys.to(page.get_by_label("Risk to a person"))
        await page.keyboard.type("High")
        await keys.type(page.get_by_label("Why").first, "A child lives there.")
        await keys.press(keys.button("File the assessment"))
        await expect(page.locator(".decision")).to_contain_text("Safeguard")
        await expect(page.locator(".decision")).to_contain_text("high", ignore_case=True)

        await keys.type(
            page.get_by_label("What they read when they come back"), "Is there a time when it is safe to write?"
        )
        await keys.press(keys.button("Send"))
        await expect(page.locator(".letter.ours")).to_contain_text("safe to write")
    shown = team.run("show", case.reference)
    assert [(one["outcome"], one["risk"]) for one in shown["assessments"]] == [("safeguard", "high")]


async def test_the_keyboard_goes_round_every_page_and_back_and_is_caught_nowhere(team: Team, visit: Visit) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, reduced_motion="reduce", **DESKTOP)
        home, keys = "/".join(link.split("/")[:3]), Keyboard(page)
        for path in ("/", f"/case/{team.cases[0].reference}", "/deadlines", "/retention", "/team", "/trail"):
            await page.goto(home + path)
            await page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
            skip, inside = page.locator("a.skip"), page.locator(INSIDE).filter(visible=True)
            await keys.to(skip)
            if await inside.count():  # a page may hold nothing to act on, such as a list where nothing is due
                await keys.to(inside.first)
            await keys.to(skip)  # all the way round
            if await inside.count():
                await keys.to(inside.last, "Shift+Tab")


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_the_ring_of_the_focus_stands_out(team: Team, visit: Visit, scheme: str) -> None:
    with team.desk() as link:
        page = await visit(link, lost=True, reduced_motion="reduce", color_scheme=scheme, **DESKTOP)
        await Keyboard(page).to(page.get_by_role("link", name="Deadlines"))
        ring = (await page.evaluate(FOCUS))["colour"]
        for place in ("body", ".bar", ".todo a", ".filters input"):
            behind = await page.locator(place).first.evaluate(
                "(one) => { while (getComputedStyle(one).backgroundColor === 'rgba(0, 0, 0, 0)' && one.parentElement) "
                "one = one.parentElement; return getComputedStyle(one).backgroundColor; }"
            )
            assert await page.evaluate(RATIO, [ring, behind]) >= LEAST_RATIO, (place, ring, behind)
