"""Keys, cases and stores for the tests of the triage room."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from candour.settings import Settings, load_settings
from tests.support import node, postgres
from tests.support.object_storage import ObjectStorage
from triage.case import Case, SlotAnswer
from triage.desk.demo import make_demo_keys
from triage.desk.keyring import DeskKey, RootKey
from triage.store import CaseStore, migrate
from triage.store.files import FileStore, make_file_store

REFERENCE = "CND-7K3M-9QXT"


@pytest.fixture(scope="session")
def desk_key() -> DeskKey:
    return DeskKey.new("alice")


@pytest.fixture(scope="session")
def other_key() -> DeskKey:
    return DeskKey.new("bob")


@pytest.fixture(scope="session")
def root_key() -> RootKey:
    return RootKey.new()


@pytest.fixture(scope="session")
def make_case() -> Callable[..., Case]:
    def make(**changes: Any) -> Case:
        fields: dict[str, Any] = {
            "id": uuid.uuid4(),
            "reference": REFERENCE,
            "created": date(2026, 11, 24),
            "channel": "web",
            "demo": False,
            "slots": {"force": SlotAnswer("metropolitan", "the Met", "account")},
            "account": ("It began in spring.", "Er heißt Müller.\nÞað er allt."),
        }
        return Case(**fields | changes)

    return make


@pytest.fixture(name="settings")
def demo_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A demo's settings for the command line; those of whoever runs the tests do not reach it."""
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(tmp_path / "data"))
    for name in ("CANDOUR_DESK_KEY", "CANDOUR_RECIPIENTS", "CANDOUR_MODE", "CANDOUR_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.chdir(tmp_path)
    make_demo_keys(tmp_path / "data")
    return load_settings({"CANDOUR_DATA_DIR": str(tmp_path / "data")})


@pytest.fixture
def other_age() -> Callable[..., bytes]:
    """npm's age; fails where it is not installed."""
    if problem := node.missing():
        pytest.fail(problem)
    return node.age_peer


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_store_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store that nothing was ever put into, on each engine; on PostgreSQL as a user without privileges."""
    if request.param == "sqlite":
        return f"sqlite+aiosqlite:///{tmp_path / 'store' / 'triage.sqlite3'}"
    address = request.getfixturevalue("postgres_server")
    name = f"t{uuid.uuid4().hex}"
    postgres.create_database(address, name, postgres.PLAIN)
    return f"postgresql+asyncpg://{postgres.PLAIN}@{address}/{name}"


@pytest.fixture
def files(request: pytest.FixtureRequest, empty_store_url: str, tmp_path: Path) -> FileStore:
    """An empty store of files: a folder beside SQLite, a bucket beside PostgreSQL, as small and large services have."""
    if empty_store_url.startswith("sqlite"):
        return make_file_store(Settings(data_dir=tmp_path))
    server: ObjectStorage = request.getfixturevalue("object_storage_server")
    return make_file_store(Settings(data_dir=tmp_path, files_url=server.new_place()))


@pytest.fixture
def store_url(empty_store_url: str) -> str:
    """The same, with the newest schema."""
    asyncio.run(migrate(empty_store_url))
    return empty_store_url


@pytest.fixture
async def store(empty_store_url: str) -> AsyncIterator[CaseStore]:
    await migrate(empty_store_url)
    opened = await CaseStore.open(empty_store_url)
    yield opened
    await opened.close()
