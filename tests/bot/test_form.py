"""The form without script: read, shown again, sealed at once, sent once."""

from __future__ import annotations

import asyncio
import io
import time
from collections.abc import AsyncIterator
from datetime import date
from typing import Any

import pytest

from bot.channels.web.form import wording
from bot.channels.web.page import form_languages
from bot.limits import Limits
from candour.settings import Settings
from interview.catalogues import offered, texts
from interview.form import NOT_ASKED
from interview.guide import load_guide
from tests.support import form_page, samples
from tests.support.form_page import PlainForm, form_gateway, opened, plain_form
from triage.form import CHANNEL
from triage.receipt import parse_receipt

TOLD = (
    ("immediate_danger", "no"),
    ("account", "He took money.\nBehind the nick."),
    ("conduct_category", "trading_information"),
    ("conduct_category", "other"),
    ("force", "the met"),
    ("subject_known", "identity"),
    ("subject_name", "Quentin"),
    ("2.subject_name", "Horace"),
    ("when", "3 May 2025"),
    ("ongoing", "dont_know"),
    ("where", ""),
)


@pytest.fixture
async def url(settings: Settings) -> AsyncIterator[str]:
    async with form_gateway(settings) as url:
        yield url


@pytest.fixture
async def form(url: str) -> AsyncIterator[PlainForm]:
    async with plain_form(url) as form:
        yield form


async def test_every_question_of_the_guide_is_on_the_page_in_its_order(form: PlainForm) -> None:
    guide = load_guide()
    wanted = [slot.name for slot in guide.slots if slot.name not in NOT_ASKED]
    found = [str(name) for name in form.tree.xpath("//div[@class='question'][not(ancestor::details)]/@data-key")]
    assert found == wanted
    for slot in guide.slots:
        if slot.name in wanted and slot.name not in wording.QUESTIONS:
            assert slot.question in form.text.replace("&#39;", "'").replace("&#34;", '"')
    for slot in guide.slots:
        offered = form.tree.xpath(f"//input[@name='{slot.name}']/@value")
        assert (
            not slot.options
            or slot.name in NOT_ASKED
            or slot.kind == "account"
            or offered[-2:] == ["dont_know", "skip"]
        )
    assert {slot.section for slot in guide.slots} - {"opening", "summary"} == set(wording.SECTIONS)
    assert len(form.tree.xpath("//*[@required]")) == 0


async def test_conditions_are_said_in_words(form: PlainForm) -> None:
    hints = [" ".join(one.text_content().split()) for one in form.tree.xpath("//span[contains(@class, 'only')]")]
    assert "Only if “Kind of conduct” is “Racism, sexism or other hate”." in hints
    assert "Only if “In person or online” is not “Online”." in hints
    assert "Only if “Police force” is answered." in hints


async def test_a_report_is_sealed_and_opens_at_the_desk(form: PlainForm, settings: Settings) -> None:
    await form.send(*TOLD)
    assert form.status == 200
    case = await opened(settings, form.reference)
    assert case["channel"] == CHANNEL
    assert case["account"] == ["He took money.\nBehind the nick."]
    slots = case["slots"]
    assert slots["force"] == {"value": "Metropolitan Police Service", "as_said": "the met", "source": "asked"}
    assert slots["when"]["value"] == {"from": "2025-05-03", "to": "2025-05-03"}
    assert slots["conduct_category"]["value"] == ["trading_information", "other"]
    assert slots["other_subjects"]["value"][0]["subject_name"]["value"] == "Horace"
    assert slots["where"] == {"value": None, "as_said": "", "source": "skipped"}
    assert case["created"] == str(date.today())  # noqa: DTZ011 - tests run within one day
    assert not form.code


async def test_the_same_form_again_is_the_same_report(form: PlainForm, settings: Settings) -> None:
    ticket = form.ticket
    await form.send(*TOLD, ("follow_up", "receipt"))
    first = form.reference, form.code
    await form.send(*TOLD, ("follow_up", "receipt"), ticket=ticket)
    assert (form.reference, form.code) == first
    assert await form_page.count(settings) == 1


async def test_the_same_form_after_a_restart_is_the_same_report(settings: Settings) -> None:
    references = []
    async with form_gateway(settings) as url, plain_form(url) as form:
        ticket = form.ticket
    for _ in range(2):
        async with form_gateway(settings) as url, plain_form(url) as form:
            await form.send(*TOLD, ticket=ticket)
            references.append(form.reference)
    assert references[0] == references[1] != ""


async def test_contact_details_are_sealed_apart(form: PlainForm, settings: Settings) -> None:
    await form.send(*TOLD, ("follow_up", "contact"), ("contact_method", "07700 900000"), ("safe_time", "evenings"))
    case = await opened(settings, form.reference, "--contact")
    assert case["contact"] == {"method": "07700 900000", "safe_time": "evenings"}
    assert "contact_method" not in case["slots"]


async def test_contact_details_without_the_wish_to_be_reached_are_asked_about(
    form: PlainForm, settings: Settings
) -> None:
    await form.send(*TOLD, ("contact_method", "07700 900000"))
    assert form.status == 422
    assert "did not choose “Leave contact details”" in form.trouble
    assert form.words("contact_method") == "07700 900000"
    assert await form_page.count(settings) == 0


async def test_a_code_leads_to_the_mailbox(form: PlainForm, settings: Settings) -> None:
    await form.send(*TOLD, ("follow_up", "receipt"))
    assert len(form.code.split()) == 12
    assert parse_receipt(form.code)
    await form_page.desk(settings, "message", form.reference, "Thank you.")
    assert [one["text"] for one in (await opened(settings, form.reference))["messages"]] == ["Thank you."]


async def test_checking_sends_nothing_and_keeps_what_was_filled_in(form: PlainForm, settings: Settings) -> None:
    await form.send(*TOLD, do="check")
    assert wording.CHECKED in form.text
    assert "Quentin" in form.tree.xpath("//section[@class='readback']")[0].text_content()
    assert form.words("account") == "He took money.\nBehind the nick."
    assert form.words("2.subject_name") == "Horace"
    assert form.chosen("conduct_category") == ["trading_information", "other"]
    assert form.chosen("ongoing") == ["dont_know"]
    assert "script-src" not in form.headers["Content-Security-Policy"]
    assert await form_page.count(settings) == 0
    await form.send(*TOLD)
    assert form.reference


async def test_words_that_show_who_they_are_are_pointed_out_before_it_goes(form: PlainForm, settings: Settings) -> None:
    told = (("account", "my sergeant did it"),)
    await form.send(*told)
    assert "“my sergeant”" in form.trouble
    assert await form_page.count(settings) == 0
    await form.send(*told, ("clues", "1"))
    assert form.reference


@pytest.mark.parametrize("fields", [(), (("account", "  \n"), ("duty_status", "skip"), ("follow_up", "receipt"))])
async def test_an_empty_form_is_not_sent(form: PlainForm, settings: Settings, fields: Any) -> None:
    await form.send(*fields)
    assert wording.NOTHING_TOLD in form.trouble
    assert await form_page.count(settings) == 0


async def test_what_is_no_question_is_left_out(form: PlainForm, settings: Settings) -> None:
    extra = [("summary_ok", "correct"), ("nonsense", "x"), ("99999.subject_name", "y"), ("2.account", "z")]
    await form.send(("account", "It happened."), ("duty_status", "sideways"), *extra)
    case = await opened(settings, form.reference)
    assert case["slots"]["duty_status"] == {"value": None, "as_said": "sideways", "source": "unclear"}
    assert not {"summary_ok", "nonsense"} & case["slots"].keys()
    assert "other_subjects" not in case["slots"] or case["slots"]["other_subjects"]["value"] is None


# Files ----------------------------------------------------------------------------------------------------------------


def _photo(size: tuple[int, int] = (96, 64)) -> bytes:
    made = io.BytesIO()
    samples.picture(size).save(made, "JPEG")
    return made.getvalue()


async def test_files_wait_while_the_form_is_checked_and_go_with_it(form: PlainForm, settings: Settings) -> None:
    await form.send(("account", "It happened."), do="check", files=(_photo(), _photo((80, 60))))
    assert form.attached == ["File 1: photo", "File 2: photo"]
    await form.send(("account", "It happened."), do="remove 1")
    assert form.attached == ["File 2: photo"]
    await form.send(("account", "It happened."))
    case = await opened(settings, form.reference)
    assert [(one["number"], one["stripped"]) for one in case["attachments"]] == [(2, True)]
    assert list(settings.drafts_dir.iterdir()) == []
    assert [one.suffix for one in (settings.data_dir / "files").iterdir()] == [".age"]


async def test_a_photo_that_a_page_loaded_again_brings_is_there_once(form: PlainForm, settings: Settings) -> None:
    await form.send(("account", "It happened."), do="check", files=(_photo(),))
    await form.send(("account", "It happened."), files=(_photo(),))
    case = await opened(settings, form.reference)
    assert len(case["attachments"]) == 1
    assert len(list((settings.data_dir / "files").glob("*.age"))) == 1


async def test_a_file_that_cannot_be_cleaned_waits_for_their_word(form: PlainForm, settings: Settings) -> None:
    await form.send(("account", "It happened."), files=(b"\xff\xd8\xff" + b"damaged" * 20,))
    assert wording.FILE_WAITS in form.trouble
    assert await form_page.count(settings) == 0
    await form.send(("account", "It happened."), do="as-it-is 1")
    await form.send(("account", "It happened."))
    assert [one["stripped"] for one in (await opened(settings, form.reference))["attachments"]] == [False]


async def test_leaving_shows_nothing_any_more_and_lets_files_go(form: PlainForm, settings: Settings) -> None:
    ticket = form.ticket
    await form.send(("account", "quokka"), do="check", files=(_photo(),))
    await form.send(do="leave", ticket=ticket)
    assert (form.status, form.headers["Location"]) == (303, "https://www.bbc.co.uk/weather")
    await form.send(("account", "quokka"), do="check", ticket=ticket)
    assert "quokka" not in form.text
    assert list(settings.drafts_dir.iterdir()) == []


# Bad input, failures and floods ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("ticket", ["", "x", "0" * 41, "00000000." + "x" * 33])
async def test_a_form_without_a_ticket_is_refused(form: PlainForm, ticket: str) -> None:
    await form.send(("account", "quokka"), ticket=ticket)
    assert form.status == 400
    assert "quokka" not in form.text


@pytest.mark.parametrize("origin", ["", "null", "https://elsewhere.example"])
@pytest.mark.parametrize("path", ["/form", "/form/sealed", "/form/files"])
async def test_other_sites_can_send_nothing(form: PlainForm, path: str, origin: str) -> None:
    await form.post(b"x", path, Origin=origin)
    assert form.status == 403


async def test_a_form_that_is_too_large_is_refused(form: PlainForm) -> None:
    ticket = form.ticket
    await form.send(("account", "x" * 300_000))
    assert form.status == 413
    await form.send(*[("account", "x")] * 500, ticket=ticket)
    assert form.status == 413


async def test_a_store_that_cannot_be_reached_is_said_and_nothing_is_lost(
    form: PlainForm, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("bot.channels.web.form.filing.CaseStore.hand_over", _refuse)
        await form.send(*TOLD)
    assert form.status == 503
    assert wording.NOT_HANDED_OVER in form.trouble
    assert form.words("subject_name") == "Quentin"
    await form.send(*TOLD)
    assert form.reference
    assert await form_page.count(settings) == 1


async def test_no_word_is_left_on_disk_or_in_a_log(
    form: PlainForm, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    told = (("account", "quokka"), ("subject_name", "Wombatson"), ("contact_method", "numbat@example.org"))
    await form.send(*told, do="check", files=(b"bilby of no known type",))
    await form.send(*told)
    await form.send(*told, ("follow_up", "contact"))
    assert form.reference
    kept = b"".join(one.read_bytes() for one in settings.data_dir.rglob("*") if one.is_file())
    assert len(kept) > 60_000
    printed = "".join(capsys.readouterr())
    for word in ("quokka", "Wombatson", "numbat@example.org", "bilby", form.reference):
        assert word not in printed
        assert word == form.reference or word.encode() not in kept


async def test_two_presses_at_once_are_one_report(form: PlainForm, settings: Settings) -> None:
    ticket, references = form.ticket, []

    async def press() -> None:
        async with plain_form(form.url) as one:
            await one.send(*TOLD, ticket=ticket, files=(_photo(),))
            references.append(one.reference)

    await asyncio.gather(*(press() for _ in range(4)))
    assert len(set(references)) == 1
    assert await form_page.count(settings) == 1
    assert len((await opened(settings, references[0]))["attachments"]) == 1


async def test_what_takes_long_to_read_keeps_nobody_waiting(form: PlainForm) -> None:
    hard = [
        (f"{number}.{name}", "3 may " * 33) for number in range(2, 11) for name in ("shoulder_number", "warrant_number")
    ]
    slow = asyncio.create_task(form.send(("account", "i was the only " * 10_000), *hard, do="check"))
    async with plain_form(form.url) as other:
        waited = []
        while not slow.done():
            before = time.monotonic()
            await other.open()
            waited.append(time.monotonic() - before)
    assert form.status == 200
    assert max(waited) < 1


async def _refuse(*_: Any, **__: Any) -> str:
    from candour.errors import StoreError

    raise StoreError("no")


async def test_more_than_usual_is_taken_and_marked_and_far_more_is_told_to_wait(settings: Settings) -> None:
    async with form_gateway(settings, Limits(new_reports=3, forms=5)) as url:
        states = []
        for _ in range(6):
            async with plain_form(url) as form:
                await form.send(*TOLD)
                states.append(form.status)
    assert states == [200] * 5 + [429]
    assert sorted(await form_page.states(settings)) == ["new"] * 2 + ["quarantine"] * 3


async def test_without_keys_the_page_says_so_and_sends_nothing(settings: Settings) -> None:
    from triage.store.schema import migrate

    await migrate(settings.store_url)
    async with form_page.running_gateway(settings) as url, plain_form(url) as form:
        assert "There are no keys just now" in form.text
        await form.send(*TOLD)
        assert form.status == 503


@pytest.mark.parametrize("language", form_languages())
async def test_the_form_is_there_in_other_languages_and_says_what_to_translate(
    form: PlainForm, settings: Settings, language: str
) -> None:
    async with form.session.get(f"{form.url}/form?language={language}") as answer:
        form.text = await answer.text()
    assert form.tree.xpath("//html/@dir") == [offered()[language].direction]
    say = texts(language)
    for slot in load_guide().slots:
        if slot.name not in (*NOT_ASKED, *wording.QUESTIONS):
            [asked] = form.tree.xpath(f"//div[@data-key='{slot.name}']//legend | //label[@for='{slot.name}']")
            assert asked.text == say.get(slot.question, slot.question)
    await form.send(("language", language), ("account", "policjant bierze"), ("immediate_danger", "no"))
    case = await opened(settings, form.reference)
    assert case["slots"]["immediate_danger"] == {"value": "no", "as_said": "No", "source": "asked"}
    unread = {} if language == "en" else {offered()[language].name: ["account"]}
    assert case["risk"].get("translate", {}) == unread
