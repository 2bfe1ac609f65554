"""Whoever tells it all at once is asked only for what is missing, through the real model and the running servers."""

from __future__ import annotations

from interview.guide import load_guide
from tests.support.stack import Stack
from tests.support.web_reporter import WebReporter

MOST_QUESTIONS = 12
SUMMARY = load_guide().slot("summary_ok").question
FILES = load_guide().messages["offer_files"]
OPENING = ("yes", "no", "no")
ACCOUNT = (
    "PC Dave Harding at Lewisham nick, his shoulder number is SE 2345, has been selling names off the pnc to a dealer",
    "he gets cash for it, my sister told me, last tuesday night he met him behind the station, he was on duty",
    "theres cctv there. hes in the met and it is still going on",
)


async def test_whoever_has_something_to_send_is_told_how_without_a_question_more(
    stack: Stack, reporter: WebReporter
) -> None:
    await reporter.say_all(*OPENING, *ACCOUNT, "and i kept screenshots of the messages", "that's everything")
    questions = len(OPENING) + 2
    asked = ""
    while SUMMARY not in reporter.text:
        questions += 1
        asked += reporter.text
        await reporter.say("yes" if "Have I got that right?" in reporter.text else "skip")
    assert FILES in asked
    assert questions <= MOST_QUESTIONS


async def test_a_rich_account_takes_at_most_twelve_questions(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*OPENING, *ACCOUNT, "that's everything")
    assert '"Dave Harding"' in reporter.text
    assert "Have I got that right?" in reporter.text
    questions = len(OPENING) + 2  # their three, the account, and this one
    while SUMMARY not in reporter.text:
        questions += 1
        await reporter.say("yes" if "Have I got that right?" in reporter.text else "skip")
    assert questions <= MOST_QUESTIONS
    await reporter.say("yes, send it")
    slots = stack.case(reporter.reference)["slots"]
    assert slots["subject_name"] == {"value": "Dave Harding", "as_said": "Dave Harding", "source": "account"}
    assert slots["shoulder_number"]["value"] == "SE 2345"
    assert slots["basis_of_knowledge"]["value"] == "was_told"
    assert slots["duty_status"]["value"] == "on"


async def test_a_correction_is_taken_in_the_reporters_words(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*OPENING, *ACCOUNT, "that's everything", "no its brixton nick")
    while SUMMARY not in reporter.text:
        await reporter.say("yes" if "Have I got that right?" in reporter.text else "skip")
    assert '"brixton nick"' in reporter.text.lower()
    assert "lewisham nick" not in reporter.text.lower()


async def test_clues_to_the_reporter_are_pointed_out_before_anything_is_sent(reporter: WebReporter) -> None:
    await reporter.say_all(*OPENING, "my sergeant takes bribes and I was the only one in the car", "that's everything")
    for _ in range(40):
        if "could show who you are" in reporter.text:
            break
        await reporter.say("yes" if "Have I got that right?" in reporter.text else "skip")
    assert '"my sergeant"' in reporter.text
    await reporter.say("Leave them")
    assert SUMMARY in reporter.text
