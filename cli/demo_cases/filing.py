"""Plays stories at the web chat's WebSocket, the door that everybody's browser uses, and some on the form.

No limit is lifted: one reporter comes after the other, about as fast as the answers come.
"""

from __future__ import annotations

import asyncio
import struct
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import aiohttp

from bot.receipts.wording import NO_CONTACT
from bot.speech import Speech, Speeches
from candour.errors import BenchError, StartError
from candour.settings import Settings
from cli.bench.reporters import WebReporter
from cli.conversations.names import Names
from cli.conversations.player import LAST, MOST_MESSAGES, OTHERWISE
from cli.demo_cases.form import fill_in
from cli.demo_cases.stories import Story
from interview.signposts import load_signposts, numbers

_DEMO = 'class="demo"'  # the notice that every page of a demo bears
_SAID = OTHERWISE | {
    "limits_ack": "Yes",
    "immediate_danger": "No",
    "child_or_vulnerable_at_risk": "No",
    "account_more": "that's everything",
    "picked_more": "That's all",
    "about_police": "Yes",
    "is_complaint": "No",
    "follow_up": "Stay anonymous",
    LAST: "Yes, send it",
}


@dataclass(frozen=True)
class Filed:
    """A story that became a case."""

    story: str
    reference: str


class Teller:
    """Tells stories to one Candour.

    Args:
        session: of the connections.
        url: of the gateway.
        settings: of it.
    """

    def __init__(self, session: aiohttp.ClientSession, url: str, settings: Settings) -> None:
        self._session, self._url = session, url
        self._names = Names.load(settings.signposts)
        self._speeches = Speeches(numbers(load_signposts(settings.signposts)))

    async def check(self) -> None:
        """Make sure that a demo answers there.

        Raises:
            StartError: nothing does, or something else.
        """
        try:
            async with self._session.get(self._url) as response:
                page = await response.text()
        except aiohttp.ClientError:
            raise StartError(f"no Candour answers at {self._url}; start one with `candour up`") from None
        if _DEMO not in page:
            raise StartError(f"what answers at {self._url} is no demo")

    async def tell(self, story: Story) -> Filed:
        """Tell a story, up to its reference and what comes later.

        Raises:
            BenchError: it did not become a case.
        """
        way = fill_in(self._session, self._url, story) if story.form else self._chat(story)
        reference, code = await way
        if not reference:
            raise BenchError(f"{story.story!r} did not become a case")
        if code and story.message:
            await _at_desk("message", reference, story.message)
        if code and story.later:
            await self._come_back(code, story)
        if story.assessed:
            await _at_desk("assess", reference, *(f"--{name}={text}" for name, text in story.assessed.items()))
        return Filed(story.story, reference)

    async def _chat(self, story: Story) -> tuple[str, str]:
        """Tell a story in the chat; gives the reference, and the code."""
        async with self._session.ws_connect(f"{self._url}/chat", headers={"Origin": self._url}) as socket:
            reporter = WebReporter(socket)
            await reporter.begin(story.language)
            if story.file:
                await self._send_picture(reporter)
            await self._converse(reporter, story)
            reference, code = reporter.first("reference"), reporter.first("text", of="secret")
            if code:
                await reporter.say(code)
            return reference, code

    async def _converse(self, reporter: WebReporter, story: Story) -> None:
        speech = self._speeches.of(story.language)
        left = {"account": (*story.account, "that's everything")} | story.answers
        for _ in range(MOST_MESSAGES):
            asked = self._asked(reporter, speech)
            for text in left.pop(asked, (_SAID.get(asked, "skip"),)):
                events = await reporter.say(text, pressed=text in reporter.buttons)
            if "handed_over" in events:
                return

    def _asked(self, reporter: WebReporter, speech: Speech) -> str:
        """The question that stands: the last whose words were said."""
        for reply in reversed(reporter.replies):
            for name in self._names.questions:
                for words in self._names.messages.get(f"question {name}", ()):
                    if self._names.holds(reply["text"], speech.text(words)):
                        return name
        return ""

    async def _send_picture(self, reporter: WebReporter) -> None:
        headers = {"Origin": self._url, "Authorization": f"Bearer {reporter.token}"}
        async with self._session.post(f"{self._url}/files", data=_picture(), headers=headers) as response:
            if response.status != 200:
                raise BenchError(f"a picture was refused with status {response.status}")

    async def _come_back(self, code: str, story: Story) -> None:
        async with self._session.ws_connect(f"{self._url}/chat", headers={"Origin": self._url}) as socket:
            reporter = WebReporter(socket)
            await reporter.begin()
            await reporter.say(code)
            await reporter.say(NO_CONTACT if story.later.get("withdraw") else str(story.later["add"]))


async def file_all(settings: Settings, stories: Sequence[Story], tell: Callable[[Filed], None]) -> list[Filed]:
    """Tell all stories, one after the other.

    Args:
        settings: of the Candour that runs.
        stories: which.
        tell: is told of each that became a case.

    Raises:
        StartError: no Candour of a demo answers.
        BenchError: stories did not become a case; all others were filed.
    """
    url, done, failed = f"http://{settings.host}:{settings.port}", list[Filed](), list[str]()
    async with aiohttp.ClientSession() as session:
        teller = Teller(session, url, settings)
        await teller.check()
        for story in stories:
            try:
                done.append(await teller.tell(story))
            except BenchError:
                failed.append(story.story)
                continue
            tell(done[-1])
    if failed:
        raise BenchError(f"{len(done)} were filed; these did not become a case: {', '.join(failed)}")
    return done


async def _at_desk(*arguments: str) -> None:
    """Do what the team does, in a process of its own that holds the demo key."""
    command = (sys.executable, "-m", "cli.main", "desk", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
    if await process.wait():
        raise BenchError("the team could not write to a reporter, or assess a case")


def _picture(side: int = 64) -> bytes:
    """A grey square, as PNG."""
    rows = b"".join(b"\0" + bytes([90 + row]) * side for row in range(side))
    parts = ((b"IHDR", struct.pack(">2I5B", side, side, 8, 0, 0, 0, 0)), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunks(parts))


def _chunks(parts: Sequence[tuple[bytes, bytes]]) -> Iterator[bytes]:
    for name, data in parts:
        yield struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
