"""Both kinds of vault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from drafts import DraftVault, Vault
from drafts.shared.box import Box
from drafts.shared.server import connect
from drafts.shared.vault import SharedVault
from tests.support.redis_server import RedisServer

SECRET = "a secret that Redis does not have"


@pytest.fixture
def shared(shared_redis: RedisServer, tmp_path: Path) -> SharedVault:
    return SharedVault(connect(shared_redis.url), Box(SECRET), tmp_path / "files")


@pytest.fixture(params=["folders", "redis"])
def make_vault(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Vault]:
    """Opens the same drafts again each time, as another process does."""
    if request.param == "folders":
        return lambda: DraftVault(tmp_path / "keys", tmp_path / "files")
    url = request.getfixturevalue("shared_redis").url
    return lambda: SharedVault(connect(url), Box(SECRET), tmp_path / "files")


@pytest.fixture
def vault(make_vault: Callable[[], Vault]) -> Vault:
    return make_vault()
