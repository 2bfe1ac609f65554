"""Coming back with a code, through the running servers: the reporter, the team's desk, and the reporter again."""

from __future__ import annotations

import subprocess

import pytest

from bot.receipts import wording
from tests.support.reports import messages
from tests.support.stack import Stack
from tests.support.web_reporter import WebReporter, web_reporter


async def _report(reporter: WebReporter) -> tuple[str, str]:
    """Make a whole report and choose a code; returns the reference and the code."""
    await reporter.say_all(*messages(upto="follow_up"), "get a secret code")
    assert "code" in reporter.text
    await reporter.say("yes, send it")
    assert reporter.events == ["handed_over"]
    code = next(reply["text"] for reply in reporter.replies if reply["secret"])
    return str(reporter.reference), str(code)


async def test_a_reporter_comes_back_reads_what_the_team_wrote_and_answers(stack: Stack, reporter: WebReporter) -> None:
    reference, code = await _report(reporter)
    await reporter.say(code)
    assert reporter.text == wording.KEPT
    stack.desk("message", reference, "Thank you. Can you say which day it was?")
    async with web_reporter(stack.url) as back:
        await back.begin()
        await back.say(code.title())
        assert "Can you say which day it was?" in back.text
        await back.say("it was a tuesday, the canary-41d market day")
        assert back.text == wording.ADDED
        await back.say(wording.NO_CONTACT)
    case = stack.case(reference)
    assert {message["text"] for message in case["messages"]} == {
        "Thank you. Can you say which day it was?",
        "it was a tuesday, the canary-41d market day",
        "",
    }
    assert case["slots"]["follow_up"]["value"] == "receipt"
    with pytest.raises(subprocess.CalledProcessError):
        stack.desk("message", reference, "One more question")


async def test_neither_code_nor_what_was_added_is_in_any_file_or_log(stack: Stack, reporter: WebReporter) -> None:
    _, code = await _report(reporter)
    await reporter.say_all(code, code, "the canary-9e2 came back")
    written = [file.read_bytes() for place in (stack.data, stack.keys) for file in place.rglob("*") if file.is_file()]
    written.append(stack.log.read_bytes())
    assert len(written) > 3
    for secret in (code, code.split()[0] + " " + code.split()[1], "canary-9e2"):
        assert not any(secret.encode() in content for content in written)


async def test_a_reporter_who_changes_their_mind_has_no_mailbox(stack: Stack, reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="follow_up"), "get a secret code", "back", "stay anonymous", "yes, send it")
    assert reporter.events == ["handed_over"]
    assert not any(reply["secret"] for reply in reporter.replies)
    with pytest.raises(subprocess.CalledProcessError):
        stack.desk("message", str(reporter.reference), "hello")


async def test_danger_in_what_is_added_is_answered_with_signposts(stack: Stack, reporter: WebReporter) -> None:
    _, code = await _report(reporter)
    await reporter.say_all(code, code, "hes outside my door right now trying to get in")
    assert "999" in reporter.text
    assert wording.ADDED in reporter.text
