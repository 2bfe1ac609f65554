"""A report goes on where it stopped after every process was stopped and started, and is gone once it expired."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot import words
from interview.guide import load_guide
from tests.support.reports import ACCOUNT, messages, question
from tests.support.stack import Stack, running_stack
from tests.support.telegram_peer import TOKEN, Peer, User, telegram_peer, telegram_server, titles_of, until
from tests.support.web_reporter import web_reporter

GUIDE = load_guide()
# Where they stop, what they come back with, and what is then asked.
STOPS = {
    "account": ((*messages(upto="account"), ACCOUNT[0]), ACCOUNT[1], GUIDE.controls["account_more"].question),
    "details": (messages(upto="subject_name"), "I'm back", question("subject_name")),
    "summary": (messages(upto="summary_ok"), "hi", question("summary_ok")),
}


@pytest.fixture(scope="module")
def own_bot_api() -> Iterator[str]:
    """A Bot API server of this test's own: another bot with the same token would take its updates."""
    with telegram_server() as url:
        yield url


@asynccontextmanager
async def candour(folder: Path, bot_api: str) -> AsyncIterator[Stack]:
    telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": f"{bot_api}/bot"}
    with running_stack(folder, **telegram) as stack:
        yield stack


async def test_reports_go_on_after_a_restart_and_expire_untouched(tmp_path: Path, own_bot_api: str) -> None:
    async with telegram_peer(own_bot_api) as peer:
        users = {name: peer.user(uid=500 + number) for number, name in enumerate(STOPS)}
        async with candour(tmp_path, own_bot_api) as stack:
            tokens = {name: await _tell_on_the_web(stack, texts) for name, (texts, _, _) in STOPS.items()}
            for name, (texts, _, _) in STOPS.items():
                await _tell_on_telegram(users[name], texts)
        async with candour(tmp_path, own_bot_api) as stack:
            for name, (_, back, asked) in STOPS.items():
                await _comes_back_on_the_web(stack, tokens[name], back, asked)
                await _comes_back_on_telegram(users[name], back, asked)
            await _finishes(stack, tokens["account"])
        _let_expire(tmp_path)
        async with candour(tmp_path, own_bot_api) as stack:
            await _is_gone(stack, tokens["details"], peer, users["summary"])


async def _tell_on_the_web(stack: Stack, texts: tuple[str, ...]) -> str:
    async with web_reporter(stack.url) as someone:
        await someone.begin()
        await someone.say_all(*texts, "I'll come back later")
        assert "Nothing has been sent" in someone.text
        return someone.token


async def _comes_back_on_the_web(stack: Stack, token: str, back: str, asked: str) -> None:
    async with web_reporter(stack.url, token) as again:
        assert again.token == token
        await again.say(back)
        assert GUIDE.messages["welcome_back"] in again.text
        assert asked in again.text


async def _finishes(stack: Stack, token: str) -> None:
    async with web_reporter(stack.url, token) as again:
        await again.say_all(*messages()[messages().index("that's everything") :])
        assert stack.case(again.reference)["account"] == list(ACCOUNT)


async def _tell_on_telegram(user: User, texts: tuple[str, ...]) -> None:
    await user.command("/start")
    await _answered(user, 2)
    for text in (*texts, "brb"):
        before = len(await user.chat())
        await user.say(text)
        await _answered(user, before + 1)
    assert GUIDE.messages["back_telegram"] in (await user.chat())[-1]["text"]


async def _comes_back_on_telegram(user: User, back: str, asked: str) -> None:
    before = len(await user.chat())
    await user.say(back)
    await _answered(user, before + 1)
    said = "\n".join(message["text"] for message in (await user.chat())[before:])
    assert GUIDE.messages["welcome_back"] in said
    assert asked in said


async def _is_gone(stack: Stack, token: str, peer: Peer, user: User) -> None:
    async with web_reporter(stack.url, token) as again:
        assert again.token != token
        await again.late_answer()
        assert words.CLOSED in again.text
    before = len(await user.chat())
    await user.say("I'm back")
    await _answered(user, before + 2)
    said = "\n".join(message["text"] for message in (await user.chat())[before:])
    assert words.CLOSED in said
    assert "Hello. You can report" in said


async def _answered(user: User, count: int) -> None:
    async def quiet() -> bool:
        chat = await user.chat()
        return len(chat) >= count and bool(titles_of(chat[-1]))

    await until(quiet, 30, "the end of the answer")


def _let_expire(folder: Path) -> None:
    old = time.time() - 8 * 86400
    for kept in (folder / "keys", folder / "data" / "drafts"):
        for file in kept.rglob("*"):
            os.utime(file, (old, old))
