"""Receipt codes on Telegram: shown, typed back, and taken out of the chat again."""

from __future__ import annotations

import pytest

from bot.receipts import wording
from candour.settings import Settings
from tests.support.played_rasa import PlayedRasa
from tests.support.receipts import CHOOSE, SEND, hand_out_codes
from tests.support.telegram_peer import User, until

pytestmark = pytest.mark.on_both


async def _report(user: User) -> str:
    """Make a report and choose a code; returns the code."""
    await user.command("/start")
    await user.answers(2)
    await user.say(CHOOSE)
    await user.answer()
    await user.say(SEND)
    told = await user.answers(5)  # the reference, three about the code, and what stays in the chat
    return next(message["text"] for message in told if len(message["text"].split()) == 12)


async def _texts(user: User) -> list[str]:
    return [message["text"] for message in await user.chat()]


async def test_a_code_typed_back_leaves_the_chat(
    settings: Settings, gateway: str, user: User, rasa: PlayedRasa
) -> None:
    await hand_out_codes(settings, rasa)
    code = await _report(user)
    await user.say(code)
    assert (await user.answer())["text"] == wording.KEPT

    async def gone() -> bool:
        return not any(code in text for text in await _texts(user))

    await until(gone)
    assert code not in rasa.texts


async def test_a_reporter_comes_back_on_telegram(
    settings: Settings, gateway: str, user: User, rasa: PlayedRasa
) -> None:
    await hand_out_codes(settings, rasa)
    code = await _report(user)
    await user.say(code)
    await user.answer()
    await user.say(wording.HAVE_CODE)
    assert (await user.answers(2))[-1]["text"] == wording.ASK_CODE
    await user.say(code)
    welcome, _, messages = await user.answers(3)
    assert welcome["text"].startswith("Welcome back")
    await user.press(messages, wording.LEAVE)
    assert (await user.answer())["text"] == wording.LEFT
    assert rasa.texts == [CHOOSE, SEND]
