"""Whoever comes back to a report that is no longer open is told so, kindly, and can begin anew."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot import words
from bot.conversation import Conversations
from bot.intake import is_coming_back
from candour.settings import Settings
from tests.support.gateways import conversations as make
from tests.support.gateways import open_page
from tests.support.played_rasa import OPENING, PlayedRasa

pytestmark = pytest.mark.on_both


@pytest.fixture
async def heart(settings: Settings) -> AsyncIterator[Conversations]:
    heart = make(settings)
    yield heart
    await heart.close()
    await heart._workers._asker._rasa.close()


@pytest.mark.parametrize("text", ["I'm back", "im back", "Carry on", "I\u2019m back!", "hi, I'm back"])
async def test_coming_back_to_nothing_is_told_before_the_opening(heart: Conversations, text: str) -> None:
    turn = await heart.say(heart.sender("telegram", "1"), "m1", text)
    assert [reply.text for reply in turn.replies] == [words.CLOSED, OPENING]


@pytest.mark.parametrize("text", ["hi", "hello", "start"])
async def test_a_greeting_alone_begins_without_it(heart: Conversations, text: str) -> None:
    turn = await heart.say(heart.sender("telegram", "1"), "m1", text)
    assert [reply.text for reply in turn.replies] == [OPENING]


async def test_an_account_is_not_taken_for_coming_back(heart: Conversations, rasa: PlayedRasa) -> None:
    assert not is_coming_back("he came back to my flat")
    await heart.say(heart.sender("telegram", "1"), "m1", "he came back to my flat")
    assert rasa.texts == ["he came back to my flat"]


async def test_a_page_whose_report_is_gone_is_told_and_begins_anew(gateway: str) -> None:
    async with open_page(gateway) as page:
        await page.hello("a" * 43)
        answers = [await page.receive("answer"), await page.receive("answer")]
        assert [reply["text"] for answer in answers for reply in answer["replies"]] == [words.CLOSED, OPENING]
