"""The gateway dies at one point of a conversation without script; the form is sent again, as by a reload."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import aiohttp

from bot import words
from bot.receipts import wording
from tests.faults.gateway_deaths import CHOOSE, DELETE, MORE, NEVER, SEND, TOLD, Death
from tests.support.plain_page import PlainPage
from tests.support.played_rasa import REFERENCE

PAUSE = 0.05
REFUSED = {429, 503}  # told so, with the words in the box: people send it again
KEPT = "Candour: " + " ".join(wording.KEPT.split())


@dataclass
class PlainDeath(Death):
    """One conversation without script, with one death in it."""

    async def _converse(self) -> None:
        async with aiohttp.ClientSession() as session:
            page = PlainPage(f"http://127.0.0.1:{self._port}", session)
            await self._until_it_arrives(page.open)
            await self._tell_all(page)
        for _ in range(300):  # on a full disk it is tried again every few seconds
            if self._all_shredded():
                break
            await asyncio.sleep(0.1)
        else:
            self._wrong("left", "a draft outlived its end")
        self._check_all()

    async def _tell_all(self, page: PlainPage) -> None:
        for text in TOLD:
            await self._say(page, text)
        await self._say(page, SEND)
        self._look_at_the_end(page)
        code = self._shown_code
        for _ in range(3):
            await self._say(page, code)
            if KEPT in page.lines or _welcomed(page):
                break
        if _welcomed(page):  # what was shown is forgotten with the process, so that the code opened its mailbox
            await self._say(page, wording.LEAVE)
        await self._say(page, MORE)
        await self._say(page, DELETE)

    async def _say(self, page: PlainPage, text: str) -> None:
        await self._send(page, [("do", "send")], text)
        if page.status == 410:  # nothing was open any more, and the page says so
            self._gone.append(text)
            if text != DELETE:  # that is what was wanted
                await self._send(page, [("do", "send")], page.box)
        while words.LOOK in page.buttons:
            await self._send(page, [("do", "look")], "")

    async def _send(self, page: PlainPage, pressed: list[tuple[str, str]], text: str) -> None:
        while True:
            token = page.token
            await self._until_it_arrives(lambda: page.send(pressed, text=text, token=token))  # noqa: B023 - awaited here
            if page.status not in REFUSED:
                break
            await asyncio.sleep(PAUSE)
        if page.status not in (200, 410):
            self._wrong("stuck", f"status {page.status}")

    async def _until_it_arrives(self, send: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                return await send()
            except (aiohttp.ClientError, OSError):
                await self._revive()
                await asyncio.sleep(PAUSE)

    # What must hold -------------------------------------------------------------------------------------------------

    def __post_init__(self) -> None:
        self._gone: list[str] = []
        self._shown_code = ""

    def _look_at_the_end(self, page: PlainPage) -> None:
        said = [line.removeprefix("You: ") for line in page.lines if line.startswith("You: ")]
        if said != [*TOLD, SEND]:
            self._wrong("lost", f"the page shows {[text[:20] for text in said]}")
        if REFERENCE not in page.text:
            self._wrong("lost", "no reference")
        secret = page.tree.xpath("//*[contains(@class, 'secret')]")
        self._shown_code = " ".join(secret[0].text_content().split()[-12:]) if secret else ""
        for false in NEVER:
            if any(false in line for line in page.lines):
                self._wrong("false_words", false)

    def _check_all(self) -> None:
        expected, taken = [*TOLD[:2], *TOLD[2].split(), *TOLD[3:], SEND, MORE, DELETE], self._rasa.texts
        if taken != expected:
            self._wrong("lost" if len(taken) < len(expected) else "doubled", f"Rasa heard {[t[:20] for t in taken]}")
        if [text for text in self._gone if text not in (MORE, DELETE)]:
            self._wrong("false_words", "told that nothing is open")
        if CHOOSE not in taken or len(self._shown_code.split()) != 12:
            self._wrong("lost", "no code")


def _welcomed(page: PlainPage) -> bool:
    return any("Welcome back" in line for line in page.lines)
