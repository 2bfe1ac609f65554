"""The played Rasa, and a gateway in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from candour.settings import Settings
from tests.support.gateways import gateway_settings, running_gateway
from tests.support.played_rasa import PlayedRasa


@pytest.fixture
async def rasa() -> AsyncIterator[PlayedRasa]:
    played = PlayedRasa()
    await played.start()
    yield played
    await played.stop()


@pytest.fixture
def settings(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    return gateway_settings(tmp_path, rasa)


@pytest.fixture
async def gateway(settings: Settings) -> AsyncIterator[str]:
    async with running_gateway(settings) as url:
        yield url
