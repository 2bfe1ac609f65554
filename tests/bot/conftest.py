"""The played Rasa, and a gateway in front of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from candour.settings import Settings
from drafts import Vault, open_vault
from tests.support.gateways import running_gateway
from triage.store.files import FolderFiles


@pytest.fixture
async def gateway(settings: Settings) -> AsyncIterator[str]:
    async with running_gateway(settings) as url:
        yield url


@pytest.fixture
def store(settings: Settings) -> FolderFiles:
    return FolderFiles(settings.data_dir / "files")


@pytest.fixture
def vault(settings: Settings) -> Vault:
    return open_vault(settings)
