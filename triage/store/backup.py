"""Backups of a store and its files: as they lie there, sealed, in a folder that either engine can be restored from.

    manifest.json      schema, columns and number of rows of each table; SHA-256 of every file
    <table>.jsonl      a row a line, by primary key, which tells nothing about order
    files/<id>.age     sealed files

Nothing here opens anything, and nothing but what was handed over is taken: no drafts, no keys, nothing of sessions.
"""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from io import FileIO
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from sqlalchemy import Connection, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from candour.errors import BackupError, StoreError, UsageError
from triage.store.engine import OnlyStoreErrors, existing_engine, make_engine, sqlite_file
from triage.store.files import FileStore
from triage.store.kinds import KINDS, kind_of
from triage.store.manifest import FILES, Manifest, TableEntry, sums
from triage.store.models import Base
from triage.store.schema import is_newest

_ROWS_AT_A_TIME = 100


async def back_up(url: str, files: FileStore, folder: Path) -> Manifest:
    """Write a backup into a new or empty folder, while desks and gateways go on working.

    Returns:
        What it holds.

    Raises:
        StoreError: the store or a file cannot be read, or the schema is not the newest.
        UsageError: the folder holds something already, or cannot be made.
        BackupError: the folder cannot be written to.
    """
    _make(folder)
    async with OnlyStoreErrors(), _snapshot(url, folder) as connection:
        if not await connection.run_sync(is_newest):
            raise StoreError("the triage store has another schema than this program; `candour up` brings it forward")
        schema = await connection.run_sync(_revision)
        tables = tuple([await _dump(connection, table, folder) for table in Base.metadata.sorted_tables])
    # A file is kept before the case that names it is stored, so none of a case's files is missed.
    for entry in await files.list():
        if entry.kept:
            await _copy(files, entry.id, folder / FILES)
    manifest = Manifest(schema, tables, await asyncio.to_thread(sums, folder))
    manifest.write(folder)  # last: a folder without it is no backup
    return manifest


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        filled = any(folder.iterdir())
        (folder / FILES).mkdir(mode=0o700, exist_ok=filled)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be used as a folder ({error.strerror})") from None
    if filled:
        raise UsageError(f"{folder}: is not empty; a backup is written into a folder of its own")


@asynccontextmanager
async def _snapshot(url: str, folder: Path) -> AsyncIterator[AsyncConnection]:
    """A connection that sees one moment of the store, however long it is read."""
    file = sqlite_file(url)
    copy = folder / ".snapshot"
    engine = existing_engine(url)
    if file:
        # Reading holds off writers, so what takes long is done on a copy, which is made at the disk's speed.
        await asyncio.to_thread(_copy_sqlite, file, copy)
        engine = make_engine(f"sqlite+aiosqlite:///{copy}")
    else:
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
    try:
        async with engine.connect() as connection:
            yield connection
    finally:
        await engine.dispose()
        copy.unlink(missing_ok=True)


def _copy_sqlite(file: Path, copy: Path) -> None:
    os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    source, target = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=30), sqlite3.connect(copy)
    try:
        source.backup(target)
    finally:
        source.close()
        target.close()


async def _dump(connection: AsyncConnection, table: Table, folder: Path) -> TableEntry:
    columns = {column.name: kind_of(column.type) for column in table.columns}
    rows = select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS_AT_A_TIME)
    count = 0
    with _new(folder / f"{table.name}.jsonl") as stream:
        async for row in await connection.stream(rows):
            _write(stream, _line(columns, dict(zip(columns, row, strict=True))))
            count += 1
    return TableEntry(table.name, columns, count)


def _line(columns: Mapping[str, str], row: Mapping[str, Any]) -> bytes:
    written = {name: None if row[name] is None else KINDS[kind].write(row[name]) for name, kind in columns.items()}
    return json.dumps(written).encode("ascii") + b"\n"


async def _copy(files: FileStore, file_id: str, folder: Path) -> None:
    with _new(folder / f"{file_id}.age") as stream:
        async for piece in files.open(file_id):
            await asyncio.to_thread(_write, stream, piece)


def _new(file: Path) -> FileIO:
    try:
        # Unbuffered: what cannot be written shows where it is written.
        return FileIO(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w")
    except OSError as error:
        raise _failed(error) from None


def _write(stream: FileIO, content: bytes) -> None:
    rest = memoryview(content)
    try:
        while rest:
            rest = rest[stream.write(rest) :]
    except OSError as error:
        raise _failed(error) from None


def _failed(error: OSError) -> BackupError:
    return BackupError(f"the backup cannot be written ({error.strerror or type(error).__name__})")


def _revision(connection: Connection) -> str:
    return str(MigrationContext.configure(connection).get_current_revision())
