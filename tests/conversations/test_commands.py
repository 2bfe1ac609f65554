"""What works at every question, through the real model: don't know, skip, back, why, help, stop, delete."""

from __future__ import annotations

import pytest

from interview.guide import Guide, load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from tests.support.reports import RICH, messages, question
from tests.support.stack import Stack
from tests.support.web_reporter import WebReporter, web_reporter

GUIDE: Guide = with_numbers(load_guide(), numbers(load_signposts()))


async def test_why_and_help_answer_at_every_question_and_ask_it_again(reporter: WebReporter) -> None:
    for slot, texts in RICH:
        await reporter.say("why do you ask?")
        assert GUIDE.slot(slot).why in reporter.text, slot
        assert question(slot) in reporter.text, slot
        await reporter.say("help")
        assert GUIDE.slot(slot).help in reporter.text, slot
        assert question(slot) in reporter.text, slot
        await reporter.say_all(*texts)
    assert reporter.reference


async def test_stop_and_carry_on_at_every_question_lose_nothing(reporter: WebReporter) -> None:
    for slot, texts in RICH:
        await reporter.say("stop")
        assert "Nothing has been sent" in reporter.text, slot
        await reporter.say("carry on")
        assert question(slot) in reporter.text, slot
        await reporter.say_all(*texts)
    assert reporter.reference


async def test_delete_at_every_question_asks_first(reporter: WebReporter) -> None:
    for slot, texts in RICH:
        await reporter.say("delete")
        assert "cannot be undone" in reporter.text, slot
        await reporter.say("no, keep it")
        assert question(slot) in reporter.text, slot
        await reporter.say_all(*texts)
    assert reporter.reference


async def test_delete_shreds_the_draft(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="force"))
    before = {entry.name for entry in stack.keys.iterdir()}
    await reporter.say_all("delete this report", "Yes, delete it")
    assert reporter.events == ["withdrawn"]
    [gone] = await stack.eventually(lambda: before - {entry.name for entry in stack.keys.iterdir()})
    assert not (stack.data / "drafts" / gone).exists()


async def test_back_walks_back_more_than_once_and_clears_what_depended(reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="benefit_or_favour"))
    assert question("benefit_or_favour") in reporter.text
    await reporter.say("back")
    assert question("conduct_category") in reporter.text
    await reporter.say("go back")
    assert question("account") in reporter.text
    await reporter.say_all("that's everything", "Violence or serious crime", "That's all")
    assert question("force") in reporter.text


async def test_change_of_a_parent_clears_its_children_and_says_so(reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="summary_ok"))
    number = _line(reporter, "Kind of conduct")
    await reporter.say(number)
    assert GUIDE.messages["cleared"] in reporter.text
    assert question("conduct_category") in reporter.text
    await reporter.say_all("Violence or serious crime", "That's all")
    assert "Money or favours" not in reporter.text
    assert question("summary_ok") in reporter.text


async def test_a_line_can_be_changed_by_its_name(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="summary_ok"), "change the police force")
    assert question("force") in reporter.text
    await reporter.say("essex")
    assert question("borough_bcu_or_station") in reporter.text
    await reporter.say_all("southend", "yes, send it")
    assert stack.case(reporter.reference)["slots"]["force"]["value"] == "Essex Police"


async def test_changing_the_account_replaces_it(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="summary_ok"))
    await reporter.say_all(_line(reporter, "What happened"), "I want to put it differently", "that's everything")
    await reporter.say("yes, send it")
    assert stack.case(reporter.reference)["account"] == ["I want to put it differently"]


@pytest.mark.parametrize("number", ["1", "7", "99"])
async def test_a_number_at_the_summary_never_sends_the_report(reporter: WebReporter, number: str) -> None:
    await reporter.say_all(*messages(upto="summary_ok"), number)
    assert reporter.events == []


async def test_a_question_in_between_is_answered_and_the_same_question_comes_again(reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="force"), "who reads this?")
    assert "triage team" in reporter.text
    assert question("force") in reporter.text


async def test_a_name_that_resembles_a_command_is_kept_as_a_name(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="subject_name"), "Skipton")
    assert question("subject_role_rank") in reporter.text
    await reporter.say_all(*messages()[len(messages(upto="subject_role_rank")) :])
    assert stack.case(reporter.reference)["slots"]["subject_name"]["value"] == "Skipton"


async def test_danger_in_the_account_gets_signposts_and_the_words_are_kept(stack: Stack, reporter: WebReporter) -> None:
    cry = "he is outside my door right now with a knife please help"
    await reporter.say_all(*messages(upto="account"), "he is a sergeant and he hits me", cry)
    assert "999" in reporter.text
    assert "carry on" in reporter.text
    await reporter.say_all("that's everything", "yes")
    while not reporter.reference:
        await reporter.say("Yes, send it" if "Yes, send it" in reporter.buttons else "skip")
    assert cry in stack.case(reporter.reference)["account"]


async def test_what_is_said_too_early_is_kept_for_the_account(stack: Stack, reporter: WebReporter) -> None:
    early = "a detective at my local station takes money from the dealers"
    await reporter.say(early)
    await reporter.say_all(*messages())
    assert early in stack.case(reporter.reference)["account"]


async def test_a_conversation_goes_on_after_a_lost_connection(stack: Stack) -> None:
    async with web_reporter(stack.url) as someone:
        await someone.begin()
        await someone.say_all(*messages(upto="force"))
        token = someone.token
    async with web_reporter(stack.url, token) as again:
        await again.say("the met")
        assert question("borough_bcu_or_station") in again.text


def _line(reporter: WebReporter, label: str) -> str:
    line = next(line for line in reporter.text.splitlines() if f". {label}:" in line)
    return line.split(".")[0]
