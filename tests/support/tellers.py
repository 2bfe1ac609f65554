"""People who tell a whole report, each by another channel, with an account that goes on for as long as is wanted.

Whatever happens behind the channel, they do no more than people and browsers do: wait, and press Send again where
the browser says that the page cannot be reached.
"""

from __future__ import annotations

import asyncio
import itertools
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

import aiohttp

from bot import words
from tests.support.plain_page import PlainPage
from tests.support.reports import RICH, question
from tests.support.returning_page import ReturningPage
from tests.support.telegram_peer import Peer, User, titles_of, until

THINKS = 0.2  # seconds before each message
ANSWERED_WITHIN = 60
AGAIN = 0.5  # seconds until somebody presses Send once more
DELAYS = (words.WAITING, words.WAITING_STILL)
LAST, READ_BACK = "that's everything", "Have I got that right?"
# Little that fills a slot, so that nearly every question of the guide is reached.
NOUNS = (
    "desk",
    "shelf",
    "corridor",
    "cupboard",
    "kettle",
    "clock",
    "basket",
    "carpet",
    "doorway",
    "bench",
    "staircase",
)
_REFERENCE = re.compile(r"CND-\w{4}-\w{4}")


class Channel(Protocol):
    """A way to tell; both give all that was answered, text by text."""

    async def begin(self) -> list[str]: ...

    async def say(self, text: str) -> list[str]: ...


@dataclass
class Telling:
    """One report as it is told.

    Attributes:
        told: the account, message by message.
        heard: what was said to each of those messages.
        delays: how often they were told to wait.
        reference: once it was handed over.
    """

    opener: str
    told: list[str] = field(default_factory=list)
    heard: list[list[str]] = field(default_factory=list)
    delays: int = 0
    reference: str = ""


async def tell(channel: Channel, telling: Telling, enough: asyncio.Event) -> Telling:
    """Tell a whole report, whose account grows until it is enough."""
    heard = await channel.begin()
    for slot, texts in RICH:
        if READ_BACK in "\n".join(heard):
            heard = await channel.say("yes")
        if question(slot) not in "\n".join(heard):
            continue  # something in a long account was taken for its answer
        if slot == "account":
            await _account(channel, telling, enough)
        for text in (LAST,) if slot == "account" else texts:
            await asyncio.sleep(THINKS)
            heard = await channel.say(text)
            telling.delays += _delays(heard)
    [telling.reference] = set(_REFERENCE.findall("\n".join(heard)))
    return telling


async def _account(channel: Channel, telling: Telling, enough: asyncio.Event) -> None:
    for one, other, third in itertools.permutations(NOUNS, 3):
        if enough.is_set() and len(telling.told) >= 2:
            return
        await asyncio.sleep(THINKS)
        telling.told.append(f"{telling.opener} the {one}, the {other} and the {third}")
        heard = await channel.say(telling.told[-1])
        telling.delays += _delays(heard)
        telling.heard.append([text for text in heard if text not in DELAYS])
    raise AssertionError("nothing is left to tell")


def _delays(heard: list[str]) -> int:
    return sum(text in DELAYS for text in heard)


@dataclass
class OnPage:
    """At the web chat."""

    page: ReturningPage
    _noted: int = 0

    async def begin(self) -> list[str]:
        """As in Channel."""
        return await self.page.begin()

    async def say(self, text: str) -> list[str]:
        """As in Channel."""
        answer = await self.page.say(text)
        notes, self._noted = self.page.notes[self._noted :], len(self.page.notes)
        return notes + answer


@dataclass
class OnTelegram:
    """In a chat on Telegram. The only one with the bot, so that every update that waits there is theirs."""

    peer: Peer
    user: User

    async def begin(self) -> list[str]:
        """As in Channel."""
        return await self._heard(lambda: self.user.command("/start"))

    async def say(self, text: str) -> list[str]:
        """As in Channel."""
        last = (await self.user.chat())[-1]
        return await self._heard(
            lambda: self.user.press(last, text) if text in titles_of(last) else self.user.say(text)
        )

    async def _heard(self, act: Callable[[], object]) -> list[str]:
        before = [message["message_id"] for message in await self.user.chat()]
        await act()  # type: ignore[misc]

        async def answered() -> bool:
            new = [message["text"] for message in await self.user.chat() if message["message_id"] not in before]
            return bool(new) and new[-1] not in DELAYS and not await self.peer.waiting()

        await until(answered, ANSWERED_WITHIN, "an answer on Telegram")
        return [message["text"] for message in await self.user.chat() if message["message_id"] not in before]


@dataclass
class WithoutScript:
    """At the page without script, in a browser that sends a page again when it is told to."""

    page: PlainPage
    broken: int = 0

    async def begin(self) -> list[str]:
        """As in Channel."""
        await self._sent(lambda: self.page.say("hello"))
        delays = await self._looked()
        return delays + self.page.lines

    async def say(self, text: str) -> list[str]:
        """As in Channel."""
        before = len(self.page.lines)
        pressing = text in self.page.buttons
        await self._sent(lambda: self.page.press(text) if pressing else self.page.say(text))
        delays = await self._looked()
        own, *answer = self.page.lines[before:]
        assert own.endswith(text)
        return delays + answer

    async def _looked(self) -> list[str]:
        """Look for the answer for as long as the page says that it is on its way; gives what was said meanwhile."""
        delays = []
        while self.page.tree.xpath("//button[@value='look']"):
            delays.append(words.WAITING)
            await self._sent(lambda: self.page.send([("do", "look")]))
        return delays

    async def _sent(self, act: Callable[[], object]) -> None:
        async with asyncio.timeout(ANSWERED_WITHIN):
            while True:
                page = self.page.text, self.page.status
                try:
                    await act()  # type: ignore[misc]
                except aiohttp.ClientError:
                    self.page.status = 0
                if self.page.status == 200:
                    return
                assert self.page.status in (0, 502), self.page.status
                self.broken += 1
                self.page.text = page[0]
                await asyncio.sleep(AGAIN)
