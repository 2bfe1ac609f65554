"""A whole report over Telegram: a Bot API server of its own, the real model, the real desk."""

from __future__ import annotations

import re
from typing import Any

from tests.support.reports import ACCOUNT, RICH, question
from tests.support.stack import Stack
from tests.support.telegram_peer import Peer, User, telegram_peer, titles_of, until

UID = 90210


async def test_a_report_on_telegram_reaches_the_desk(stack: Stack, bot_api: str) -> None:
    async with telegram_peer(bot_api) as peer:
        user = peer.user(UID)
        await user.command("/start")
        for slot, texts in RICH:
            await _until_asked(user, slot)
            for text in texts:
                await _say_or_press(user, text)
        reference = await _reference(user)
        case = stack.case(reference)
        assert case["channel"] == "telegram"
        assert case["account"] == list(ACCOUNT)
        assert case["slots"]["shoulder_number"]["value"] == "SE 123"
        await _leaves_no_trace_of_the_account(stack, peer)


async def _say_or_press(user: User, text: str) -> None:
    """Press the button with this title where there is one; type it where there is none."""
    before = len(await user.chat())
    last = (await user.chat())[-1]
    if text in titles_of(last):
        await user.press(last, text)
    else:
        await user.say(text)
    await until(lambda: _more_than(user, before), 30, "an answer")
    await until(lambda: _is_quiet(user), 30, "the end of the answer")


async def _until_asked(user: User, slot: str) -> None:
    async def asked() -> bool:
        return any(question(slot) in message["text"] for message in (await user.chat())[-3:])

    await until(asked, 30, f"the question for {slot}")


async def _more_than(user: User, count: int) -> bool:
    return len(await user.chat()) > count


async def _is_quiet(user: User) -> bool:
    # Each answer ends with a question that has buttons, or with the reference.
    chat = await user.chat()
    return bool(titles_of(chat[-1])) or any("Your reference" in message["text"] for message in chat)


async def _reference(user: User) -> str:
    async def there() -> Any:
        return re.search(r"CND-\w{4}-\w{4}", "\n".join(message["text"] for message in await user.chat()))

    await until(there, 30, "the reference")
    return str((await there()).group())


async def _leaves_no_trace_of_the_account(stack: Stack, peer: Peer) -> None:
    assert await peer.calls("sendMessage")
    for file in stack.data.parent.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert str(UID).encode() not in content, file
            assert b"ann_of_lewisham" not in content, file
            assert peer.user().token.split(":")[1].encode() not in content, file
