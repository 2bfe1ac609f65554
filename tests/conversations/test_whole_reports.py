"""Reports from the first message to the desk, through the real model and the running servers."""

from __future__ import annotations

import re

from bot.words import CLOSED
from interview.guide import load_guide
from tests.support.reports import ACCOUNT, RICH, messages, question
from tests.support.stack import Stack
from tests.support.web_reporter import WebReporter, web_reporter

REFERENCE = re.compile(r"CND-[2-9A-Z]{4}-[2-9A-Z]{4}\Z")


async def test_a_rich_report_reaches_the_desk_slot_by_slot(stack: Stack, reporter: WebReporter) -> None:
    for slot, texts in RICH:
        assert question(slot) in reporter.text, slot
        await reporter.say_all(*texts)
    assert reporter.events == ["handed_over"]
    assert "reference" in reporter.text
    assert REFERENCE.match(str(reporter.reference))
    case = stack.case(reporter.reference)
    assert case["account"] == list(ACCOUNT)
    assert case["channel"] == "web"
    values = {name: slot["value"] for name, slot in case["slots"].items()}
    assert values["conduct_category"] == ["trading_information"]
    assert values["force"] == "Metropolitan Police Service"
    assert values["subject_name"] == "Quentin"
    assert values["subject_role_rank"] == "sergeant"
    assert values["shoulder_number"] == "SE 123"
    assert values["when"] == {"from": "2025-05-03", "to": "2025-05-03"}
    assert case["slots"]["force"]["as_said"] == "the met"
    assert case["slots"]["warrant_number"] == {"value": None, "as_said": "", "source": "dont_know"}
    assert case["risk"]["ongoing"] == "yes"


async def test_the_read_back_numbers_every_line(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="summary_ok"))
    labels = load_guide().labels()
    for slot in ("force", "subject_name", "shoulder_number", "when", "follow_up"):
        assert labels[slot] in reporter.text
    assert '"the met" (Metropolitan Police Service)' in reporter.text
    assert "Left out:" in reporter.text
    assert reporter.reference is None
    assert "reference" not in reporter.text.lower()


async def test_skip_everything_still_makes_a_case(stack: Stack, reporter: WebReporter) -> None:
    await _until_summary(reporter, "skip")
    await reporter.say("yes, send it")
    case = stack.case(reporter.reference)
    assert {slot["source"] for slot in case["slots"].values()} <= {"skipped", "asked"}
    assert case["account"] == []


async def test_dont_know_to_everything_still_makes_a_case(stack: Stack, reporter: WebReporter) -> None:
    await _until_summary(reporter, "don't know")
    await reporter.say("yes, send it")
    case = stack.case(reporter.reference)
    assert case["slots"]["immediate_danger"]["value"] == "unsure"
    assert case["slots"]["follow_up"]["value"] == "none"


async def test_contact_details_are_sealed_apart_from_the_case(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="follow_up"), "leave contact details", "ring 07700 900123", "weekdays only")
    await reporter.say("yes, send it")
    case = stack.case(reporter.reference)
    assert case["slots"]["follow_up"]["value"] == "contact"
    assert "contact_method" not in case["slots"]
    assert "900123" not in str(case)


async def test_two_officers_are_both_in_the_case(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="other_subjects"), "yes", "partly", "Tom", "pc", "2345", "no", "tall", "no")
    assert question("other_subjects") in reporter.text
    await reporter.say_all(*messages()[len(messages(upto="other_subjects")) :])
    case = stack.case(reporter.reference)
    assert case["slots"]["subject_name"]["value"] == "Quentin"
    [second] = case["slots"]["other_subjects"]["value"]
    assert second["subject_name"]["value"] == "Tom"
    assert second["shoulder_number"]["value"] == "2345"


async def test_after_the_hand_over_the_draft_is_shredded_and_a_new_report_begins(
    stack: Stack, reporter: WebReporter
) -> None:
    before = {entry.name for entry in stack.keys.iterdir()}
    await reporter.say_all(*messages())
    assert reporter.reference
    [gone] = await stack.eventually(lambda: before - {entry.name for entry in stack.keys.iterdir()})
    assert not (stack.data / "drafts" / gone).exists()
    async with web_reporter(stack.url, reporter.token) as again:
        await again.begin()
        if CLOSED in again.text:  # the opening comes after it, as an answer of its own
            await again.late_answer()
        assert load_guide().slot("limits_ack").question in again.text


async def _until_summary(reporter: WebReporter, words: str) -> None:
    for _ in range(len(RICH) + 8):
        if question("summary_ok") in reporter.text:
            return
        await reporter.say(words)
    raise AssertionError(f"the summary was not reached: {reporter.text}")
