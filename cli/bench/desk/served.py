"""A desk over a filled store: the real application on loopback, and a browser's requests to it."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from candour.errors import BenchError
from cli.desk.pictures import ConfinedPictures
from interview.guide import load_guide
from triage.desk.keyring import DeskKey
from triage.desk.practice import load_practice
from triage.desk.retention.applying import Retention
from triage.desk.retention.looking import Rules
from triage.desk.retention.policy import load_policy
from triage.desk.retention.remembered import NAME
from triage.desk.sitting import Sitting, Team
from triage.desk.web import Door, make_app
from triage.recipients import Recipients
from triage.store import CaseStore
from triage.store.files import FolderFiles

HOST = "127.0.0.1"
_IDLE_SECONDS = 3600.0


@dataclass
class Desk:
    """A desk that is served.

    Attributes:
        sitting: what it holds.
        began: seconds from nothing to its first page.
    """

    sitting: Sitting
    session: aiohttp.ClientSession
    url: str
    began: float = 0.0

    async def get(self, path: str) -> float:
        """Ask for a page; returns the seconds until all of it is there.

        Raises:
            BenchError: it is not the page.
        """
        began = time.perf_counter()
        async with self.session.get(self.url + path) as answer:
            await answer.read()
        if answer.status != 200:
            raise BenchError(f"the desk answered with status {answer.status}")
        return time.perf_counter() - began


@asynccontextmanager
async def serving(store: CaseStore, team: Recipients, keys: Sequence[DeskKey], folder: Path) -> AsyncIterator[Desk]:
    """Serve a desk while the block runs, opened by a browser.

    Args:
        store: of the cases.
        team: for whom what it writes is sealed.
        keys: of who sits there.
        folder: for its files, of which there are none.
    """
    began = time.perf_counter()
    members = Team(team.cases, {key.fingerprint: key.name for key in keys})
    sitting = Sitting(store, FolderFiles(folder / "files"), keys, members, load_practice(), load_guide())
    door = Door(frozenset(), _IDLE_SECONDS)
    retention = Retention(Rules(load_policy(None), load_practice()), folder / NAME)
    runner = web.AppRunner(make_app(sitting, door, ConfinedPictures(team.cases), retention), access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, HOST, 0)
    await site.start()
    port = runner.addresses[0][1]
    door.hosts = frozenset({f"{HOST}:{port}"})
    try:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
            desk = Desk(sitting, session, f"http://{HOST}:{port}")
            await desk.get(f"/enter/{door.link}")
            desk.began = time.perf_counter() - began
            yield desk
    finally:
        await runner.cleanup()
