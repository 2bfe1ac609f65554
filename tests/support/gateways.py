"""The gateway for tests: settings that point to a played Rasa, and the real application on a real port."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp

from bot.app import create_app
from bot.conversation import Conversations, Patience
from bot.limits import Limits
from bot.rasa_client import RasaClient
from bot.receipts import Reception
from bot.replicas import open_replicas, open_senders
from bot.server import Runner
from candour.settings import Settings
from drafts import open_vault
from tests.support.played_rasa import TOKEN, PlayedRasa
from triage.desk.demo import make_demo_keys

IMPATIENT = Patience(told_after=1, first_pause=0.02, longest_pause=0.1)


def gateway_settings(folder: Path, rasa: PlayedRasa, **changes: Any) -> Settings:
    """Make settings for a gateway in this folder."""
    usual = {"rasa_url": rasa.url, "actions_url": rasa.url, "internal_token": TOKEN}
    return Settings(data_dir=folder / "data", draft_keys=folder / "keys", **{**usual, **changes})


def demo_settings(folder: Path, rasa: PlayedRasa, megabytes: int) -> Settings:
    """The same, sealing to the demo's keys, and taking files of so many megabytes."""
    made = gateway_settings(folder, rasa, file_megabytes=megabytes)
    make_demo_keys(made.data_dir)
    return made


def conversations(
    settings: Settings,
    limits: Limits | None = None,
    reception: Reception | None = None,
    patience: Patience = IMPATIENT,
) -> Conversations:
    """Make the gateway's heart alone."""
    rasa = RasaClient(settings.rasa_url, settings.internal_token, seconds=5)
    senders, replicas = open_senders(settings), open_replicas(settings)
    return Conversations(open_vault(settings), senders, rasa, limits, patience, reception=reception, replicas=replicas)


@asynccontextmanager
async def running_gateway(
    settings: Settings, port: int = 0, limits: Limits | None = None, patience: Patience = IMPATIENT
) -> AsyncIterator[str]:
    """Run the gateway on a real port and give its address."""
    runner = Runner(create_app(settings, limits, patience), shutdown_timeout=1)
    await runner.setup()
    await runner.listen("127.0.0.1", port)
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}"
    finally:
        await runner.cleanup()


class Page:
    """What the page's script does on the wire, for tests without a browser."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.token: str | None = None

    async def hello(self, token: str | None = None) -> dict[str, Any]:
        """Greet, and return the welcome."""
        await self.socket.send_json({"type": "hello", "token": token})
        welcome = await self.receive("welcome")
        self.token = welcome["token"]
        return welcome

    async def say(self, name: str, text: str) -> None:
        """Send one message."""
        await self.socket.send_json({"type": "say", "id": name, "text": text})

    async def got(self, name: str) -> None:
        """Confirm one answer."""
        await self.socket.send_json({"type": "got", "id": name})

    async def receive(self, kind: str) -> dict[str, Any]:
        """Wait for the next message of this type, passing over others."""
        while True:
            message: dict[str, Any] = await self.socket.receive_json(timeout=5)
            if message["type"] == kind:
                return message


@asynccontextmanager
async def open_page(url: str, origin: str | None = None) -> AsyncIterator[Page]:
    """Connect as a page of the gateway does."""
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(f"{url}/chat", headers={"Origin": origin or url}) as socket,
    ):
        yield Page(socket)
