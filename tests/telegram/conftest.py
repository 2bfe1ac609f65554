"""The gateway, run for real between a Bot API server of its own process and a played Rasa."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.conversation import Patience
from candour.settings import Settings
from tests.support.gateways import gateway_settings, running_gateway
from tests.support.played_rasa import PlayedRasa
from tests.support.ports import free_port
from tests.support.telegram_peer import TOKEN, Peer, User, telegram_peer, telegram_server

SECRET = "s3cret_of-the_webhook"
WEB = "https://report.example.org"
PATIENT = Patience()


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    with telegram_server() as url:
        yield url


@pytest.fixture
async def peer(server: str) -> AsyncIterator[Peer]:
    async with telegram_peer(server) as running:
        yield running


@pytest.fixture
def user(peer: Peer) -> User:
    return peer.user()


@pytest.fixture
def settings(tmp_path: Path, peer: Peer, rasa: PlayedRasa) -> Settings:
    """Settings with which the gateway polls."""
    telegram = {"telegram_token": TOKEN, "telegram_base_url": peer.base_url}
    telegram |= {"telegram_base_file_url": f"{peer.url}/file/bot"}
    return gateway_settings(tmp_path, rasa, port=free_port(), public_url=WEB, **telegram)


@pytest.fixture
def webhook_settings(settings: Settings) -> Settings:
    """The same settings, with a webhook."""
    url = f"http://127.0.0.1:{settings.port}"
    return dataclasses.replace(settings, telegram_webhook_url=url, telegram_webhook_secret=SECRET)


@pytest.fixture(params=["polling", "webhook"])
def each_way(request: pytest.FixtureRequest, settings: Settings, webhook_settings: Settings) -> Settings:
    """Settings, once for polling and once for a webhook."""
    return settings if request.param == "polling" else webhook_settings


@pytest.fixture
async def either_way(each_way: Settings) -> AsyncIterator[str]:
    """The gateway, once polling and once with a webhook."""
    async with running_gateway(each_way, each_way.port, patience=PATIENT) as url:
        yield url


@pytest.fixture
async def gateway(settings: Settings) -> AsyncIterator[str]:
    """The gateway, polling."""
    async with running_gateway(settings, settings.port, patience=PATIENT) as url:
        yield url


@pytest.fixture
def events(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, dict[str, Any]]]:
    """Every event that the channel logs."""
    logged: list[tuple[str, dict[str, Any]]] = []
    for module in ("api", "channel", "service", "webhook"):
        monkeypatch.setattr(
            f"bot.channels.telegram.{module}.log", lambda event, **fields: logged.append((event.value, fields))
        )
    return logged
