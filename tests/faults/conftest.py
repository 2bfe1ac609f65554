"""A played Rasa, and settings for a gateway in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from candour.settings import Settings
from tests.support.gateways import gateway_settings
from tests.support.played_rasa import PlayedRasa


@pytest.fixture
async def rasa() -> AsyncIterator[PlayedRasa]:
    played = PlayedRasa()
    await played.start()
    yield played
    await played.stop()


@pytest.fixture
def gateway(tmp_path: Path, rasa: PlayedRasa) -> Settings:
    return gateway_settings(tmp_path, rasa)
