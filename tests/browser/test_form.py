"""The form with script: sealed in a real browser, stored unread, opened at the desk with the real keys."""

from __future__ import annotations

import io
import re
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image
from playwright.async_api import Page, Request, Route, expect

from candour.settings import Settings
from tests.browser.conftest import DESKTOP, PHONE, SMALL, Visit
from tests.support import form_page, samples
from tests.support.played_rasa import PlayedRasa
from triage.files import UNCHECKED
from triage.form import SEALED_CHANNEL
from triage.receipt import parse_receipt

pytestmark = pytest.mark.asyncio(loop_scope="session")
ACCOUNT = "He took quokka money from a bar behind Lewisham nick."
CANARIES = ("quokka", "Wombatson", "numbat@example.org", "bilby", "echidna")
REFERENCE = re.compile(r"CND-\w{4}-\w{4}")
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP, SMALL], ids=["phone", "desktop", "narrow"])


@pytest_asyncio.fixture(loop_scope="session")
async def url(settings: Settings, rasa: PlayedRasa) -> AsyncIterator[str]:
    async with form_page.form_gateway(settings) as url:
        yield url


async def fill(page: Page) -> None:
    """A report in which all kinds of questions are answered."""
    await choose(page, "immediate_danger", "No")
    await page.get_by_label("Please tell us what happened").fill(ACCOUNT)
    await choose(page, "conduct_category", "Misusing information or selling favours")
    await choose(page, "conduct_category", "Something else")
    await write(page, "benefit_or_favour", "bilby notes in an envelope")
    await write(page, "force", "the met")
    await choose(page, "subject_known", "Yes, I know who")
    await write(page, "subject_name", "Wombatson")
    await choose(page, "subject_role_rank", "Sergeant")
    await write(page, "warrant_number", "don't know")
    await choose(page, "other_subjects", "Yes, someone else")
    await choose(page, "2.subject_known", "Partly")
    await write(page, "2.subject_name", "echidna")
    await write(page, "when", "3 May 2025")
    await choose(page, "ongoing", "Don't know")


async def choose(page: Page, key: str, title: str) -> None:
    await page.locator(f'[data-key="{key}"]').get_by_label(title, exact=True).check()


async def write(page: Page, key: str, text: str) -> None:
    await page.locator(f'textarea[name="{key}"]').fill(text)


async def send(page: Page) -> str:
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#reference")).to_have_text(REFERENCE, timeout=15_000)
    return await page.locator("#reference").inner_text()


@SIZES
async def test_a_whole_report_is_sealed_in_the_browser_and_opens_at_the_desk(
    url: str, settings: Settings, visit: Visit, size: dict[str, Any]
) -> None:
    page = await visit(f"{url}/form", **size)
    sent: list[bytes] = []
    page.on("request", lambda request: sent.append(request.post_data_buffer or b""))
    await expect(page.get_by_text("End-to-end encrypted:", exact=True)).to_be_visible()
    await expect(page.get_by_text("not end-to-end encrypted")).to_be_hidden()
    await fill(page)
    await choose(page, "follow_up", "Leave contact details")
    await write(page, "contact_method", "numbat@example.org")
    reference = await send(page)
    case = await form_page.opened(settings, reference, "--contact")
    assert case["channel"] == SEALED_CHANNEL
    assert case["account"] == [ACCOUNT]
    slots = case["slots"]
    assert slots["conduct_category"]["value"] == ["trading_information", "other"]
    assert slots["force"] == {"value": "Metropolitan Police Service", "as_said": "the met", "source": "asked"}
    assert slots["when"]["value"] == {"from": "2025-05-03", "to": "2025-05-03"}
    assert slots["warrant_number"] == {"value": None, "as_said": "", "source": "dont_know"}
    assert slots["ongoing"]["value"] == "unknown"
    assert [one["subject_name"]["value"] for one in slots["other_subjects"]["value"]] == ["echidna"]
    assert case["contact"] == {"method": "numbat@example.org", "safe_time": ""}
    assert "contact_method" not in slots
    assert case["demo"] is True
    assert not [word for word in CANARIES for body in sent if word.encode() in body]
    assert len([body for body in sent if body]) == 1
    assert await page.context.cookies() == []
    assert await page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert await page.locator("textarea[name=account]").input_value() == ""


async def test_the_desk_says_that_it_was_sealed_in_the_browser(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    await write(page, "account", "It happened.")
    shown = await form_page.desk(settings, "show", await send(page))
    assert "Sealed in the reporter's browser" in " ".join(shown.split())


async def test_questions_show_when_they_matter(url: str, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    grounds = page.locator('[data-key="discrimination_grounds"]')
    await expect(grounds).to_be_hidden()
    await choose(page, "conduct_category", "Racism, sexism or other hate")
    await expect(grounds).to_be_visible()
    await choose(page, "conduct_category", "Don't know")
    await expect(grounds).to_be_hidden()
    await choose(page, "immediate_danger", "Yes")
    await expect(page.locator('[data-key="immediate_danger"] .after:visible')).to_contain_text("999")
    await expect(page.locator('[data-key="affected_person_risk"]')).to_be_visible()
    await expect(page.locator('[data-key="where"]')).to_be_visible()
    await choose(page, "setting", "Online")
    await expect(page.locator('[data-key="where"]')).to_be_hidden()


async def test_what_is_hidden_again_is_not_sent(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    await write(page, "account", "It happened.")
    await choose(page, "follow_up", "Leave contact details")
    await write(page, "contact_method", "numbat@example.org")
    await choose(page, "follow_up", "Stay anonymous")
    case = await form_page.opened(settings, await send(page), "--contact")
    assert case["contact"] is None


async def test_there_is_room_for_ten_people(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    await write(page, "account", "There were ten of them.")
    for number in range(2, 11):
        await page.get_by_role("button", name="Add another person").click()
        await choose(page, f"{number}.subject_known", "Partly")
        await write(page, f"{number}.subject_name", f"name {number}")
    await expect(page.get_by_role("button", name="Add another person")).to_be_hidden()
    case = await form_page.opened(settings, await send(page))
    others = case["slots"]["other_subjects"]["value"]
    assert [one["subject_name"]["value"] for one in others] == [f"name {number}" for number in range(2, 11)]


async def test_words_that_show_who_they_are_are_pointed_out_once(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    await write(page, "account", "my sergeant hit him, I was the only one in the car")
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#warning")).to_contain_text("“my sergeant”")
    assert await form_page.count(settings) == 0
    await send(page)


async def test_an_empty_form_is_not_sent(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    await choose(page, "conduct_category", "Skip")
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#warning")).to_contain_text("Nothing is filled in yet")
    assert await form_page.count(settings) == 0


async def test_a_retry_after_a_lost_answer_is_not_filed_twice(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form", lost=True)
    bodies: list[str] = []

    async def lose_the_first_answer(route: Route, request: Request) -> None:
        bodies.append(request.post_data or "")
        if len(bodies) == 1:
            await route.fetch()
            return await route.fulfill(status=503, json={"problem": "store"})
        return await route.continue_()

    await page.route("**/form/sealed", lose_the_first_answer)
    await write(page, "account", "It happened.")
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#reference")).to_have_text(REFERENCE, timeout=15_000)
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert await form_page.count(settings) == 1
    await expect(page.locator("#differs")).to_be_hidden()


async def test_whoever_changes_a_report_that_had_arrived_is_told(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form", lost=True)

    async def lose(route: Route) -> None:
        await route.fetch()
        await route.fulfill(status=409, json={"problem": "lost"})

    await page.route("**/form/sealed", lose)
    await write(page, "account", "It happened.")
    await page.get_by_role("button", name="Seal and send my report").click()
    await expect(page.locator("#warning")).to_contain_text("not sure that your report has arrived")
    await page.unroute("**/form/sealed")
    await write(page, "account", "It happened twice.")
    case = await form_page.opened(settings, await send(page))
    await expect(page.locator("#differs")).to_be_visible()
    assert case["account"] == ["It happened."]
    assert await form_page.count(settings) == 1


async def test_a_photo_is_drawn_anew_and_other_files_go_as_they_are(
    url: str, settings: Settings, visit: Visit, tmp_path: Any
) -> None:
    page = await visit(f"{url}/form")
    photo, note = samples.jpeg(tmp_path), b"%PDF-1.7 " + samples.MARK.encode()
    await page.get_by_label("Add files").set_input_files(
        [
            {"name": "quokka.jpg", "mimeType": "image/jpeg", "buffer": photo},
            {"name": "bilby.pdf", "mimeType": "application/pdf", "buffer": note},
        ]
    )
    await expect(page.locator("#picked")).to_contain_text("Place, time and phone are taken out")
    await expect(page.locator("#picked")).to_contain_text("what is hidden in it, like a name or a place, stays in it")
    case = await form_page.opened(settings, await send(page))
    first, second = case["attachments"]
    assert (first["kind"], first["media_type"], first["stripped"]) == ("photo", "image/jpeg", True)
    assert (second["media_type"], second["stripped"]) == ("application/pdf", False)
    assert first["flags"] == second["flags"] == [UNCHECKED]
    opened = await form_page.contents(settings, case["reference"])
    assert samples.MARK.encode() not in opened[0]
    assert Image.open(io.BytesIO(opened[0])).size == (64, 96)  # upright, as the camera was held
    assert opened[1] == note


async def test_a_code_is_made_in_the_browser_and_opens_the_mailbox(url: str, settings: Settings, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.post_data or ""))
    await write(page, "account", "It happened.")
    await choose(page, "follow_up", "Get a secret code")
    reference = await send(page)
    words = (await page.locator("#words").inner_text()).split()
    assert len(words) == 12
    assert not [body for body in sent if " ".join(words) in body]
    await page.locator("#typed").fill("not the words")
    await page.get_by_role("button", name="Compare").click()
    await expect(page.locator("#compared")).to_contain_text("Not quite")
    await page.locator("#typed").fill(" ".join(words).upper())
    await page.get_by_role("button", name="Compare").click()
    await expect(page.locator("#compared")).to_contain_text("You have your code")
    await expect(page.locator("#words")).to_be_hidden()
    await form_page.desk(settings, "message", reference, "Thank you.")
    case = await form_page.opened(settings, reference)
    assert [letter["text"] for letter in case["messages"]] == ["Thank you."]
    assert parse_receipt(" ".join(words)).mailbox.address in sent[-1]


async def test_leaving_quickly_clears_the_page(url: str, visit: Visit) -> None:
    page = await visit(f"{url}/form")
    went: list[str] = []

    async def weather(route: Route) -> None:
        went.append(route.request.url)
        await route.fulfill(body="weather")

    await write(page, "account", "quokka")
    await page.evaluate("document.body.dataset.exit = '/nowhere'")
    await page.route("**/nowhere", weather)
    for _ in range(3):
        await page.keyboard.press("Escape")
    await expect(page.locator("body")).to_have_text("weather")
    assert len(went) == 1
    await page.go_back()
    assert "quokka" not in await page.content()
