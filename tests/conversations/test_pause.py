"""Leaving in the middle and coming back: what is said, and that everything stands where it was."""

from __future__ import annotations

import pytest

from interview.guide import load_guide
from tests.support.reports import messages, question
from tests.support.web_reporter import WebReporter

GUIDE = load_guide()


@pytest.mark.parametrize(
    ("upto", "words"),
    [
        ("immediate_danger", "I'll come back later"),
        ("account", "someone came in"),
        ("subject_name", "sorry gotta go ill finish this later"),
        ("summary_ok", "brb"),
    ],
)
async def test_a_break_says_how_to_come_back_and_how_long_it_is_kept(
    reporter: WebReporter, upto: str, words: str
) -> None:
    await reporter.say_all(*messages(upto=upto), words)
    assert GUIDE.messages["back_web"] in reporter.text
    assert "7 days" in reporter.text
    assert "delete" in reporter.text


@pytest.mark.parametrize("words", ["hi", "I'm back", "Carry on", "hello again"])
async def test_coming_back_is_welcomed_and_the_same_question_asked(reporter: WebReporter, words: str) -> None:
    await reporter.say_all(*messages(upto="subject_name"), "brb", words)
    assert GUIDE.messages["welcome_back"] in reporter.text
    assert question("subject_name") in reporter.text


async def test_the_answer_itself_is_taken_after_a_break(reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="subject_name"), "brb", "Quentin")
    assert question("subject_role_rank") in reporter.text


async def test_the_account_goes_on_after_a_break(reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="account"), "there is somebody", "brb", "and he took money from them")
    assert "go on" in reporter.text


async def test_hello_in_the_middle_is_no_name(reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="subject_name"), "hi")
    assert question("subject_name") in reporter.text
