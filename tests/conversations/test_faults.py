"""Parts die or answer rubbish in the middle of a conversation; rows 8 and 22 of the bad-input table."""

from __future__ import annotations

import asyncio
import os
import signal

import pytest

from bot import words
from bot.turns import HANDED_OVER
from tests.faults.flood import nothing, pour
from tests.faults.page import open_page
from tests.support.reports import ACCOUNT, messages, question
from tests.support.stack import Stack
from tests.support.web_reporter import web_reporter

# Once each message for a long run; else one in the middle of the account, and the one that hands over.
LAST = len(messages()) - 1
TURNS = range(len(messages())) if os.environ.get("CANDOUR_EVERY_TURN") else (5, LAST)


@pytest.mark.parametrize("part", ["cli.action_server", "-m dialogue", "-m bot"])
async def test_row_8_and_row_9_a_part_that_is_killed_in_a_turn_comes_back_and_the_report_is_one_case(
    stack: Stack, part: str
) -> None:
    cases = len(stack.desk("list")["cases"])
    async with open_page(stack.url, nothing) as page:
        await page.begin()
        for number, text in enumerate(messages()):
            await page.say(f"m{number}", text)
            if number in TURNS:
                stack.child(part).send_signal(signal.SIGKILL)
            replies = await page.answer(f"m{number}", seconds=120)
    assert not {words.DRAFT_LOST, words.CLOSED, words.NOT_TAKEN} & set(page.texts())
    [reference] = [reply["reference"] for reply in replies if reply["event"] == HANDED_OVER]
    assert stack.case(reference)["account"] == list(ACCOUNT)
    assert len(stack.desk("list")["cases"]) == cases + 1
    await _back(stack)


async def test_row_21_a_report_comes_to_its_end_while_fakes_pour_in(stack: Stack) -> None:
    pouring = asyncio.create_task(pour(stack.url, 60))
    async with open_page(stack.url, nothing) as page:
        await page.begin()
        for number, text in enumerate(messages()):
            await page.say(f"m{number}", text)
            replies = await page.answer(f"m{number}", seconds=120)
    await pouring
    [reference] = [reply["reference"] for reply in replies if reply["event"] == HANDED_OVER]
    assert stack.case(reference)["account"] == list(ACCOUNT)


async def test_row_22_a_message_is_kept_while_rasa_is_away_and_answered_later(stack: Stack) -> None:
    async with web_reporter(stack.url) as someone:
        await someone.begin()
        await someone.say_all(*messages(upto="force"))
        rasa = stack.child("-m dialogue")
        rasa.suspend()
        try:
            await someone.say("the met")
            assert "kept" in someone.text
            assert "reference" not in someone.text
        finally:
            rasa.resume()
        await someone.late_answer()
        assert question("borough_bcu_or_station") in someone.text


async def test_a_message_that_is_sent_twice_counts_once(stack: Stack) -> None:
    async with web_reporter(stack.url) as someone:
        await someone.begin()
        await someone.say_all(*messages(upto="account"))
        await someone.say("this must be in the account once", "same-id")
        await someone.say("this must be in the account once", "same-id")
        await someone.say_all(*messages()[len(messages(upto="account")) + len(ACCOUNT) :])
        assert stack.case(someone.reference)["account"] == ["this must be in the account once"]


async def test_eight_reporters_at_once_do_not_hear_each_other(stack: Stack) -> None:
    async def report(number: int) -> None:
        async with web_reporter(stack.url) as someone:
            await someone.begin()
            await someone.say_all(*messages(upto="account"), f"report number {number}")
            await someone.say_all(*messages()[len(messages(upto="account")) + len(ACCOUNT) :])
            assert stack.case(someone.reference)["account"] == [f"report number {number}"]

    await asyncio.gather(*(report(number) for number in range(8)))


async def _back(stack: Stack) -> None:
    # The supervisor notices a death within moments; only then does waiting for health mean anything.
    await asyncio.sleep(1)
    await asyncio.to_thread(stack.wait_until_healthy, 90)
