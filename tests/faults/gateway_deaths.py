"""The gateway dies at one point of a conversation, is started again, and the conversation goes on to its end."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import words
from bot.receipts import wording
from bot.turns import HANDED_OVER, RECEIPT_CHOSEN, WITHDRAWN
from tests.faults.figures import Figures
from tests.faults.nursery import Nursery
from tests.faults.page import Page, open_page
from tests.support.played_rasa import REFERENCE, TOKEN, PlayedRasa, reply
from tests.support.ports import free_port
from triage.desk.demo import make_demo_keys
from triage.receipt import parse_receipt
from triage.store import MailboxStore, migrate

CHOOSE, SEND, MORE, DELETE = "Get a secret code", "Yes, send it", "there is one more thing", "delete"
# The third is cut in two.
TOLD = ("Yes, begin", "my sergeant sells names", "a" * 3900 + " " + "b" * 300, CHOOSE)
SECONDS = 60
FULL = "full disk"
# Nothing that this conversation calls for.
NEVER = {words.DRAFT_LOST, words.NOT_TAKEN, words.CANNOT_KEEP, wording.LET_GO, wording.UNKNOWN, wording.MISTYPED}


async def template(folder: Path) -> Path:
    """Make a data folder with keys and an empty store, to be copied for each death."""
    data = folder / "template"
    make_demo_keys(data)
    await migrate(_store(data))
    return data


@dataclass
class Death:
    """One conversation with one death in it.

    Args:
        nursery: starts the gateway.
        folder: of this conversation alone.
        points: what is counted: `lines`, `changes`, or `full disk`, where nobody dies but nothing can be written.
        die: the number of the point; 0 for none.
    """

    nursery: Nursery
    folder: Path
    points: str
    die: int
    figures: Figures = field(default_factory=Figures)
    passed: int = 0
    _rasa: PlayedRasa = field(default_factory=PlayedRasa)
    _port: int = field(default_factory=free_port)
    _process: int | None = None

    async def run(self, template: Path) -> Figures:
        """Go through it and count what went wrong."""
        shutil.copytree(template, self.folder / "data")
        self._rasa.script = _script()
        await self._rasa.start()
        try:
            async with asyncio.timeout(SECONDS):
                await self._start(self.die)
                await self._converse()
        except TimeoutError:
            self._wrong("stuck", "the conversation did not come to its end")
        finally:
            await self._stop()
            await self._rasa.stop()
        return self.figures

    # The gateway ----------------------------------------------------------------------------------------------------

    async def _start(self, die: int) -> None:
        environment = {
            "CANDOUR_DATA_DIR": str(self.folder / "data"),
            "CANDOUR_DRAFT_KEYS": str(self.folder / "keys"),
            "CANDOUR_PORT": str(self._port),
            "CANDOUR_RASA_URL": self._rasa.url,
            "CANDOUR_ACTIONS_URL": self._rasa.url,
            "CANDOUR_INTERNAL_TOKEN": TOKEN,
        }
        job = {"run": "gateway", "environment": environment, "points": self.points, "die": die}
        job |= {"output": str(self.folder / "log"), "passed": str(self.folder / "passed")}
        self._process = await self.nursery.start(job)

    async def _revive(self) -> None:
        """Start the gateway again if it is dead."""
        if self._process is not None and not _alive(self._process):
            code = await self.nursery.wait(self._process)
            self._process = None
            if code == -signal.SIGKILL:
                self.figures.kills += 1
            elif self.points != FULL:  # it cannot start on a full disk, says so, and is started again
                self._wrong("stuck", f"the gateway ended with {code}")
            await self._start(0)

    async def _stop(self) -> None:
        if self._process is not None:
            os.kill(self._process, signal.SIGTERM)
            try:
                await self.nursery.wait(self._process)
            except TimeoutError:
                self._wrong("stuck", "the gateway did not stop when it was told to")
        passed = self.folder / "passed"
        self.passed = int(passed.read_text()) if passed.exists() else 0

    # The conversation -----------------------------------------------------------------------------------------------

    async def _converse(self) -> None:
        async with open_page(f"http://127.0.0.1:{self._port}", self._revive) as page:
            try:
                await self._tell(page)
                await page.until(self._all_shredded, seconds=10)
            except TimeoutError:
                self._wrong("left" if self._over() else "stuck", f"page saw {[t[:40] for t in page.texts()][-4:]}")
            await self._check(page)

    async def _tell(self, page: Page) -> None:
        await page.begin()
        for number, text in enumerate(TOLD):
            await page.say(f"m{number}", text)
            await page.answer(f"m{number}")
        await page.say("send", SEND)
        await page.say("more", MORE)  # perhaps before the end has arrived
        await page.answer("send")
        await page.answer("more")
        await self._type_code_back(page, _code(page))
        await page.say("delete", DELETE)
        await page.answer("delete")

    async def _type_code_back(self, page: Page, code: str) -> None:
        for attempt in range(4):  # what is said at the reception is not answered again after a crash: people type again
            try:
                await page.say(f"code{attempt}", code)
                [first, *_] = await page.answer(f"code{attempt}", seconds=2)
            except TimeoutError:
                continue
            if first["text"].startswith("Welcome back"):
                await page.say("leave", wording.LEAVE)
            return

    def _over(self) -> set[str]:
        return {conversation for conversation, _, _, text in self._rasa.turns if text in (SEND, DELETE)}

    def _all_shredded(self) -> bool:
        kept = {file.name for place in ("keys", "data/drafts") for file in (self.folder / place).iterdir()}
        return len(self._over()) == 2 and not kept & self._over()

    # What must hold -------------------------------------------------------------------------------------------------

    async def _check(self, page: Page) -> None:
        expected, taken = [*TOLD[:2], *TOLD[2].split(), *TOLD[3:], SEND, MORE, DELETE], self._rasa.texts
        self.figures.doubled += sum(Counter(taken).values()) - len(Counter(taken))
        self.figures.lost += len(set(expected) - set(taken))
        if taken != expected:
            self._wrong("lost" if len(taken) < len(expected) else "doubled", f"Rasa heard {[t[:20] for t in taken]}")
        self._check_words(page)
        if not await self._has_mailbox(_code(page)):
            self._wrong("lost", "no mailbox for the code")

    def _check_words(self, page: Page) -> None:
        for false in (NEVER - {words.CANNOT_KEEP if self.points == FULL else ""}) & set(page.texts()):
            self._wrong("false_words", false)
        if page.changed:
            self._wrong("false_words", f"other words the second time: {page.changed}")
        closed = [text for text in page.texts() if text == words.CLOSED]
        if closed and DELETE not in self._rasa.texts:
            self._wrong("false_words", "told that nothing is open")

    async def _has_mailbox(self, code: str) -> bool:
        mailboxes = MailboxStore.at(_store(self.folder / "data"))
        try:
            return await mailboxes.exists(parse_receipt(code).mailbox.address)
        finally:
            await mailboxes.close()

    def _wrong(self, kind: str, detail: str) -> None:
        setattr(self.figures, kind, getattr(self.figures, kind) + 1)
        self.figures.details.append(f"{self.points} {self.die}: {kind}: {detail}")


def _script() -> dict[str, list[dict[str, Any]]]:
    told = reply(f"Your reference is {REFERENCE}.", event=HANDED_OVER, reference=REFERENCE) | {"receipt": True}
    chosen = [reply("Is this right?", SEND, event=RECEIPT_CHOSEN)]
    return {CHOOSE: chosen, SEND: [told], DELETE: [reply("Everything is deleted.", event=WITHDRAWN)]}


def _code(page: Page) -> str:
    return next((reply["text"] for _, replies in page.shown for reply in replies if reply["secret"]), "")


def _store(data: Path) -> str:
    return f"sqlite+aiosqlite:///{data / 'triage.sqlite3'}"


def _alive(process: int) -> bool:
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] not in "ZX"
