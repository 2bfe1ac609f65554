"""The triage store, on SQLite and on PostgreSQL."""

from __future__ import annotations

import asyncio
import uuid
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from candour.errors import CaseNotFound, ReferenceTaken, StoreError
from triage.store import CaseEntry, CaseStore, migrate
from triage.store.engine import make_engine
from triage.store.models import Base
from triage.store.schema import alembic_config

REFERENCE, OTHER = "CND-7K3M-9QXT", "CND-2222-3333"
CANARY = b"a-sealed-envelope-that-nobody-may-see-in-an-error"


async def test_a_case_handed_over_is_listed_and_found(store: CaseStore) -> None:
    case_id = uuid.uuid4()
    await store.hand_over(case_id, REFERENCE, b"sealed", b"contact")
    today = datetime.now(UTC).date()
    assert await store.cases() == [CaseEntry(case_id, REFERENCE, today, "new")]
    for name in (case_id, str(case_id), str(case_id).upper(), REFERENCE, "cnd 7k3m 9qxt"):
        found = await store.get(name)
        assert (found.id, found.reference, found.created, found.state) == (case_id, REFERENCE, today, "new")
        assert (found.sealed, found.contact) == (b"sealed", b"contact")


async def test_what_is_not_there_is_not_found(store: CaseStore) -> None:
    assert await store.cases() == []
    for name in (uuid.uuid4(), str(uuid.uuid4()), REFERENCE, "", "x' OR 1=1 --", "\0", "\ud800"):
        with pytest.raises(CaseNotFound):
            await store.get(name)


async def test_a_retried_hand_over_keeps_what_came_first(store: CaseStore) -> None:
    case_id = uuid.uuid4()
    await store.hand_over(case_id, REFERENCE, b"first", None)
    await store.hand_over(case_id, REFERENCE, b"second", b"contact")
    await store.hand_over(case_id, OTHER, b"third", None)
    assert len(await store.cases()) == 1
    kept = await store.get(case_id)
    assert (kept.reference, kept.sealed, kept.contact) == (REFERENCE, b"first", None)


async def test_row_9_hand_overs_at_the_same_time_make_one_case(store: CaseStore, empty_store_url: str) -> None:
    second = await CaseStore.open(empty_store_url)
    case_id = uuid.uuid4()
    stores = [store, second] * 8
    await asyncio.gather(*(s.hand_over(case_id, REFERENCE, b"%d" % n, None) for n, s in enumerate(stores)))
    await second.close()
    assert [entry.id for entry in await store.cases()] == [case_id]
    assert (await store.get(case_id)).sealed in [b"%d" % n for n in range(16)]


async def test_many_cases_at_the_same_time_are_all_stored(store: CaseStore) -> None:
    cases = [(uuid.uuid4(), f"CND-2222-{a}{b}22") for a in "23456" for b in "23456"]
    await asyncio.gather(*(store.hand_over(case_id, reference, b"", None) for case_id, reference in cases))
    assert {(entry.id, entry.reference) for entry in await store.cases()} == set(cases)


async def test_a_reference_that_another_case_has_is_refused(store: CaseStore) -> None:
    await store.hand_over(uuid.uuid4(), REFERENCE, b"first", None)
    with pytest.raises(ReferenceTaken):
        await store.hand_over(uuid.uuid4(), REFERENCE, b"second", None)
    assert len(await store.cases()) == 1


async def test_a_store_is_healthy_only_with_the_newest_schema(empty_store_url: str) -> None:
    await migrate(empty_store_url)
    opened = await CaseStore.open(empty_store_url)
    assert await opened.healthy()
    await _execute(empty_store_url, "UPDATE alembic_version SET version_num = 'older'")
    assert not await opened.healthy()
    await opened.close()


async def test_migrating_twice_and_at_the_same_time_is_harmless(empty_store_url: str) -> None:
    await asyncio.gather(*(migrate(empty_store_url) for _ in range(4)))
    await migrate(empty_store_url)
    opened = await CaseStore.open(empty_store_url)
    assert await opened.cases() == []
    await opened.close()


async def test_the_migrated_schema_equals_the_models(empty_store_url: str) -> None:
    await migrate(empty_store_url)
    engine = make_engine(empty_store_url)
    async with engine.connect() as connection:
        assert await connection.run_sync(_differences) == []
        tables = await connection.run_sync(lambda c: inspect(c).get_table_names())
    await engine.dispose()
    assert set(tables) == set(Base.metadata.tables) | {"alembic_version"}
    assert set(tables) == {
        "cases",
        "mailboxes",
        "letters",
        "assessments",
        "trail",
        "links",
        "changes",
        "alembic_version",
    }


def test_the_history_of_migrations_is_one_line() -> None:
    scripts = ScriptDirectory.from_config(alembic_config())
    revisions = list(scripts.walk_revisions())
    assert len(revisions) >= 3
    assert len(scripts.get_heads()) == len(scripts.get_bases()) == 1
    assert not any(revision.is_branch_point or revision.is_merge_point for revision in revisions)


def test_no_column_describes_the_content_of_a_case() -> None:
    columns = {column.name: str(column.type) for column in Base.metadata.tables["cases"].columns}
    assert columns == {
        "id": "CHAR(32)",
        "reference": "VARCHAR(13)",
        "created": "DATE",  # a day, never a time
        "state": "VARCHAR(16)",
        "sealed": "BLOB",
        "contact": "BLOB",
    }


async def test_row_12_an_error_of_the_database_carries_no_values(store: CaseStore, empty_store_url: str) -> None:
    for table in ("assessments", "cases"):
        await _execute(empty_store_url, f"DROP TABLE {table}")
    calls = (store.hand_over(uuid.uuid4(), REFERENCE, CANARY, CANARY), store.cases(), store.get(REFERENCE))
    for call in calls:
        with pytest.raises(StoreError, match="CANDOUR_DATABASE_URL") as failed:
            await call
        assert failed.value.__cause__ is None
        assert failed.value.__suppress_context__
        for error in (failed.value, failed.value.__context__):
            assert REFERENCE not in str(error)
            assert CANARY.decode() not in str(error)
    assert await store.healthy() is True  # the version is there: only the table was taken away


async def test_row_23_a_store_that_cannot_be_reached_is_a_store_error(tmp_path: Path) -> None:
    unreachable = await CaseStore.open("postgresql+asyncpg://nobody@127.0.0.1:1/none")
    assert not await unreachable.healthy()
    with pytest.raises(StoreError):
        await unreachable.hand_over(uuid.uuid4(), REFERENCE, CANARY)
    await unreachable.close()
    with pytest.raises(StoreError, match="no triage store yet"):
        await CaseStore.open(f"sqlite+aiosqlite:///{tmp_path}/missing.sqlite3")
    for url in (
        "nonsense",
        f"sqlite+nodriver:///{tmp_path}/made.sqlite3",
        f"sqlite+aiosqlite:///{tmp_path}/file/x.sqlite3",
    ):
        (tmp_path / "file").touch()
        with pytest.raises(StoreError):
            await migrate(url)
    assert _names(tmp_path) == ["file"]


async def test_row_23_a_full_disk_loses_nothing_that_was_handed_over(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path / 'triage.sqlite3'}"
    await migrate(url)
    opened = await CaseStore.open(url)
    first, second = uuid.uuid4(), uuid.uuid4()
    await opened.hand_over(first, REFERENCE, b"small")
    # SQLite's own way of having no more room: the file may not grow.
    async with opened._engine.connect() as connection:
        await connection.exec_driver_sql("PRAGMA max_page_count = 1")
        await connection.rollback()
    with pytest.raises(StoreError):
        await opened.hand_over(second, OTHER, bytes(100_000))
    assert [entry.id for entry in await opened.cases()] == [first]
    await opened.close()
    again = await CaseStore.open(url)
    await again.hand_over(second, OTHER, bytes(100_000))
    assert {entry.id for entry in await again.cases()} == {first, second}
    await again.close()


async def test_sqlite_keeps_no_deleted_bytes(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "triage.sqlite3"
    await migrate(f"sqlite+aiosqlite:///{file}")
    opened = await CaseStore.open(f"sqlite+aiosqlite:///{file}")
    case_id = uuid.uuid4()
    await opened.hand_over(case_id, REFERENCE, CANARY * 500, CANARY)
    assert CANARY in file.read_bytes()
    async with opened._engine.begin() as connection:
        await connection.execute(text("DELETE FROM cases"))
    await opened.close()
    assert _names(file.parent) == [file.name]
    assert CANARY not in file.read_bytes()
    assert CANARY[:20] not in file.read_bytes()


async def test_sqlite_is_set_up_as_promised(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "triage.sqlite3"
    await migrate(f"sqlite+aiosqlite:///{file}")
    engine = make_engine(f"sqlite+aiosqlite:///{file}")
    pragmas = {"secure_delete": 1, "journal_mode": "delete", "foreign_keys": 1, "synchronous": 2, "busy_timeout": 10000}
    async with engine.connect() as connection:
        for name, value in pragmas.items():
            assert (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar() == value, name
    await engine.dispose()
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


async def test_postgresql_logs_no_values(postgres_server: str) -> None:
    wanted = {"log_parameter_max_length_on_error": "0", "log_min_error_statement": "panic", "log_statement": "none"}
    for user, names in (("app", wanted), ("plain", {"log_parameter_max_length_on_error": "0"})):
        engine = make_engine(f"postgresql+asyncpg://{user}@{postgres_server}/postgres")
        async with engine.connect() as connection:
            for name in names:
                assert (await connection.exec_driver_sql(f"SHOW {name}")).scalar() == wanted[name]
        await engine.dispose()


def _names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir())


def _differences(connection: Connection) -> list[object]:
    return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), Base.metadata)


async def _execute(url: str, statement: str) -> None:
    engine = make_engine(url)
    async with engine.begin() as connection:
        await connection.execute(text(statement))
    await engine.dispose()
