"""Anger, nonsense and another language through the real model."""

from __future__ import annotations

from interview.guide import load_guide
from interview.languages import sentence
from tests.support.reports import messages, question
from tests.support.stack import Stack
from tests.support.web_reporter import WebReporter

GUIDE = load_guide()
POLISH = "policjant bierze łapówki od handlarzy narkotyków"


async def test_an_account_in_polish_is_welcomed_and_reaches_the_desk_as_written(
    stack: Stack, reporter: WebReporter
) -> None:
    await reporter.say_all(*messages(upto="account"), POLISH)
    assert sentence("pl") in reporter.text
    await reporter.say("that's everything")
    while question("summary_ok") not in reporter.text:
        await reporter.say("skip")
    await reporter.say("Yes, send it")
    assert stack.case(reporter.reference)["account"] == [POLISH]


async def test_anger_and_nonsense_get_another_reply_each_time(reporter: WebReporter) -> None:
    await reporter.say_all(*messages(upto="immediate_danger"))
    replies = [await reporter.say(text) for text in ("fuck off you stupid bot", "🙃🙃", "?!?!")]
    assert len({reply[0]["text"] for reply in replies}) == len(replies)
    assert question("immediate_danger") in reporter.text
