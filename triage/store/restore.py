"""Restoring a backup into an empty store, of either engine, and bringing it to the newest schema."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from itertools import batched
from pathlib import Path
from typing import Any

from alembic.util import CommandError
from sqlalchemy import Connection, MetaData, column, func, insert, inspect, select, table

from candour.errors import BackupError, StoreError
from triage.store.engine import OnlyStoreErrors, make_engine
from triage.store.files import PIECE, FileStore
from triage.store.kinds import KINDS
from triage.store.manifest import FILES, Manifest, TableEntry
from triage.store.models import Base
from triage.store.schema import lock_schema, prepare_file, upgrade

_ROWS_AT_A_TIME = 100
_VERSION = "alembic_version"


async def restore(url: str, files: FileStore, folder: Path) -> Manifest:
    """Restore a backup: all of it, or nothing of its tables.

    Returns:
        What was restored.

    Raises:
        BackupError: the backup is not whole, or was made by a newer version.
        StoreError: the store holds something already, or cannot be written to.
    """
    manifest = Manifest.read(folder)
    async with OnlyStoreErrors():
        engine = make_engine(url)
        prepare_file(url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(_begin)
                # Files first: a file that no case names is an orphan, a case whose file is gone has lost something.
                await _restore_files(files, folder, manifest)
                await connection.run_sync(_fill, folder, manifest)
        finally:
            await engine.dispose()
    return manifest


def _begin(connection: Connection) -> None:
    """See that the store is empty, and take away the tables that an empty one has: the backup's may be older."""
    lock_schema(connection)
    found = MetaData()
    found.reflect(connection)
    for one in found.sorted_tables:
        if one.name not in (*Base.metadata.tables, _VERSION):
            raise StoreError("the database holds tables of something else; a backup is restored into one of its own")
        if one.name != _VERSION and connection.scalar(select(func.count()).select_from(one)):
            raise StoreError("the triage store holds something already; a backup is restored into an empty one")
    found.drop_all(connection)


async def _restore_files(files: FileStore, folder: Path, manifest: Manifest) -> None:
    for name in manifest.sha256:
        if name.startswith(f"{FILES}/"):
            file_id = Path(name).stem
            await files.remove(file_id)  # of a restoring that was cut off
            await files.create(file_id, _pieces(folder / name))
            await files.keep(file_id)


async def _pieces(file: Path) -> AsyncIterator[bytes]:
    for piece in _read(file):
        yield piece


def _read(file: Path) -> Iterator[bytes]:
    with file.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


def _fill(connection: Connection, folder: Path, manifest: Manifest) -> None:
    try:
        upgrade(connection, manifest.schema)
    except CommandError:
        raise BackupError(f"{folder}: was made by a newer version of Candour") from None
    known = set(inspect(connection).get_table_names())
    for entry in manifest.tables:
        if entry.name not in known or _insert(connection, entry, folder) != entry.rows:
            raise BackupError(f"{folder}: {entry.name} is not as it was written")
    upgrade(connection, "head")


def _insert(connection: Connection, entry: TableEntry, folder: Path) -> int:
    into = insert(table(entry.name, *(column(name, KINDS[kind].column()) for name, kind in entry.columns.items())))
    count = 0
    for rows in batched(_rows(entry, folder / f"{entry.name}.jsonl"), _ROWS_AT_A_TIME):
        connection.execute(into, list(rows))
        count += len(rows)
    return count


def _rows(entry: TableEntry, file: Path) -> Iterator[dict[str, Any]]:
    try:
        with file.open("rb") as stream:
            for line in stream:
                row = json.loads(line)
                yield {
                    name: None if row[name] is None else KINDS[kind].read(row[name])
                    for name, kind in entry.columns.items()
                }
    except (ValueError, TypeError, KeyError):
        raise BackupError(f"{file.name} is not as it was written") from None
