"""Engines that keep no more than they are told to, and errors that say nothing of what was stored."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import asyncpg  # type: ignore[import-untyped]
from sqlalchemy import URL, Connection, event, make_url
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from candour.errors import StoreError

DRIVER_ERRORS = (SQLAlchemyError, sqlite3.Error, asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError)
_SECONDS = 10
# WAL and PERSIST journals, and deletion without overwriting, leave deleted bytes in the file.
_SQLITE = (
    "PRAGMA secure_delete=ON",
    "PRAGMA journal_mode=DELETE",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA temp_store=MEMORY",
    f"PRAGMA busy_timeout={_SECONDS * 1000}",
)
# Set as far as this user may and this server knows them; what is left is the operator's part (see
# docs/decisions/0014-store-without-order.md).
_POSTGRESQL = {
    "log_parameter_max_length_on_error": "0",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_statement": "none",
}
_SET_IF_ALLOWED = """
    SELECT set_config(name, $2, false) FROM pg_settings
    WHERE name = $1 AND (context = 'user' OR current_setting('is_superuser') = 'on')
"""


def make_engine(url: str) -> AsyncEngine:
    """Make an engine for sqlite+aiosqlite:///... or postgresql+asyncpg://...

    Raises:
        SQLAlchemyError: the URL cannot be used.
    """
    parsed = make_url(url)
    engine = create_async_engine(
        parsed, echo=False, hide_parameters=True, pool_pre_ping=True, connect_args=_connect_args(parsed)
    )
    if engine.dialect.name == "sqlite":
        event.listen(engine.sync_engine, "connect", _set_up_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_immediate)
    else:
        event.listen(engine.sync_engine, "connect", _set_up_postgresql)
    return engine


def existing_engine(url: str) -> AsyncEngine:
    """Make an engine for a store that `migrate` has prepared.

    Raises:
        StoreError: there is no store yet.
        SQLAlchemyError: the URL cannot be used.
    """
    file = sqlite_file(url)
    if file and not file.is_file():
        raise StoreError("there is no triage store yet; `candour up` makes it")
    return make_engine(url)


def sqlite_file(url: str) -> Path | None:
    """Tell where the store is on disk; None for a server or memory."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
        return None
    return Path(str(parsed.database))


class OnlyStoreErrors:
    """A context in which every error of a driver becomes a StoreError that says nothing of what was stored."""

    async def __aenter__(self) -> None:
        """Begin."""

    async def __aexit__(self, _kind: object, error: BaseException | None, _traceback: object) -> None:
        """Translate.

        Raises:
            StoreError: a driver failed.
        """
        if isinstance(error, DRIVER_ERRORS):
            raise StoreError(
                f"CANDOUR_DATABASE_URL: the triage store cannot be used ({type(error).__name__})"
            ) from None


def _connect_args(url: URL) -> dict[str, Any]:
    if url.get_backend_name() == "sqlite":
        return {"timeout": _SECONDS}
    return {"timeout": _SECONDS, "command_timeout": 3 * _SECONDS}


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions are begun below, not by the driver's guess
    try:
        with closing(connection.cursor()) as cursor:
            for pragma in _SQLITE:
                cursor.execute(pragma)
    except Exception:
        connection.close()  # the pool does not know it yet, so nobody else would, and the file stayed open
        raise


def _begin_immediate(connection: Connection) -> None:
    # A transaction that reads first and writes later could not wait for another writer: SQLite would refuse it.
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    cursor = connection.cursor()
    for name_and_value in _POSTGRESQL.items():
        cursor.execute(_SET_IF_ALLOWED, name_and_value)
    cursor.close()
    connection.commit()
