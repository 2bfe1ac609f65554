"""Two gateways, two Rasas and two action servers on one PostgreSQL and one Redis, each pair behind a balancer."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

from candour.settings import Settings, load_settings
from cli.leash import leashed
from tests.support.balancer import Balancer, balancing
from tests.support.ports import free_port
from tests.support.stack import CANDOUR, ROOT
from triage.audit.entry import OPEN
from triage.case import Case
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import load_desk_key
from triage.desk.record import open_on_record
from triage.store import CaseStore

PARTS = ("actions", "rasa", "bot")
TOKEN = "a secret that all of the replicas share"
READY_SECONDS = 300
STOP_SECONDS = 30
HEALTH = {"actions": "/health", "rasa": "/webhooks/candour/ready", "bot": "/healthz"}


@dataclass
class Replica:
    """One process.

    Attributes:
        part: bot, rasa or actions.
        port: where it listens.
    """

    part: str
    port: int
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, as systemd or a container does."""
        with self.log.open("ab") as log:
            command = leashed([str(CANDOUR), "serve", self.part])
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=log, stderr=log)

    def kill(self) -> None:
        """Let it die."""
        assert self.process
        self.process.kill()
        self.process.wait()

    async def stop(self) -> None:
        """Tell it to stop, and wait until it has."""
        if self.process is None or self.process.poll() is not None:
            return
        self.process.terminate()
        try:
            await asyncio.to_thread(self.process.wait, STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.part} did not stop") from None

    async def ready(self) -> None:
        """Wait until it answers."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with asyncio.timeout(READY_SECONDS), aiohttp.ClientSession(headers=headers) as session:
            while True:
                assert self.process
                assert self.process.poll() is None, self.log.read_text()[-2000:]
                with suppress(aiohttp.ClientError):
                    async with session.get(f"{self.url}{HEALTH[self.part]}") as response:
                        if response.status == 200:
                            return
                await asyncio.sleep(0.2)


@dataclass
class Replicas:
    """All of them.

    Attributes:
        settings: that they have in common.
        url: what reporters see.
        balancer: in front of each pair.
        of: the replicas of each part.
    """

    settings: Settings
    url: str
    balancer: Balancer
    of: dict[str, list[Replica]] = field(default_factory=dict)

    def everyone(self) -> list[Replica]:
        """All processes, those first that others call."""
        return [replica for part in PARTS for replica in self.of[part]]

    async def cases(self) -> list[Case]:
        """Open all cases at the desk, on record."""
        keys = [load_desk_key(demo_desk_key(self.settings.data_dir), PASSPHRASE)]
        store = await CaseStore.open(self.settings.store_url)
        try:
            stored = [await store.get(str(entry.id)) for entry in await store.cases()]
            return [await open_on_record(store, one, keys, OPEN, "show") for one in stored]
        finally:
            await store.close()


@asynccontextmanager
async def running_replicas(folder: Path, redis_url: str, database_url: str, **settings: str) -> AsyncIterator[Replicas]:
    """Start two of each; `{url}` in a setting becomes what reporters see."""
    front = {part: free_port() for part in PARTS}
    behind = {part: [free_port(), free_port()] for part in PARTS}
    ways = {part: f"http://127.0.0.1:{port}" for part, port in front.items()}
    common = {
        "CANDOUR_DATA_DIR": str(folder / "data"),
        "CANDOUR_DRAFT_KEYS": str(folder / "keys"),
        "CANDOUR_REDIS_URL": redis_url,
        "CANDOUR_DATABASE_URL": database_url,
        "CANDOUR_INTERNAL_TOKEN": TOKEN,
        "CANDOUR_RASA_URL": ways["rasa"],
        "CANDOUR_ACTIONS_URL": ways["actions"],
        **{name: value.format(url=ways["bot"]) for name, value in settings.items()},
    }
    environment = _clean() | common
    await asyncio.to_thread(subprocess.run, [CANDOUR, "prepare"], cwd=ROOT, env=environment, check=True)
    async with balancing(folder, {part: (front[part], behind[part]) for part in PARTS}) as balancer:
        made = Replicas(load_settings(common), ways["bot"], balancer)
        for part in PARTS:
            made.of[part] = [_replica(part, port, environment, folder) for port in behind[part]]
        try:
            for replica in made.everyone():
                replica.start()
            for replica in made.everyone():
                await replica.ready()
            yield made
        finally:
            for part in reversed(PARTS):
                await asyncio.gather(*(replica.stop() for replica in made.of[part]))


def _clean() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("CANDOUR_", "TELEGRAM_"))}


def _replica(part: str, port: int, shared: Mapping[str, str], folder: Path) -> Replica:
    own = {
        "bot": {"CANDOUR_PORT": str(port)},
        "rasa": {"CANDOUR_RASA_URL": f"http://127.0.0.1:{port}"},
        "actions": {"CANDOUR_ACTIONS_URL": f"http://127.0.0.1:{port}"},
    }
    return Replica(part, port, {**shared, **own[part]}, folder / f"{part}-{port}.log")
