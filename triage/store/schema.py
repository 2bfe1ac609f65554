"""Bringing a store to the newest schema (Alembic), and knowing whether it is there."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from triage.store.engine import OnlyStoreErrors, make_engine, sqlite_file

# Any number: it only has to be the same in every process that migrates this store.
_ADVISORY_LOCK = 0x43414E44


def alembic_config() -> Config:
    """Describe the migrations, which lie beside this module."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")).replace("%", "%%"))
    return config


async def migrate(url: str) -> None:
    """Bring the store to the newest schema; nothing happens when it is there. Processes may do so at once.

    Raises:
        StoreError: the store cannot be reached or refuses.
    """
    async with OnlyStoreErrors():
        engine = make_engine(url)
        prepare_file(url)
        try:
            async with engine.begin() as connection:
                await connection.run_sync(lock_schema)
                await connection.run_sync(upgrade)
        finally:
            await engine.dispose()


def is_newest(connection: Connection) -> bool:
    """Whether the store has the newest schema."""
    head = ScriptDirectory.from_config(alembic_config()).get_current_head()
    return MigrationContext.configure(connection).get_current_revision() == head


def prepare_file(url: str) -> None:
    """Make the file of a store on SQLite, for its owner only, unless it is there."""
    if file := sqlite_file(url):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)


def lock_schema(connection: Connection) -> None:
    """Let nobody else migrate this store until the transaction ends."""
    if connection.dialect.name == "postgresql":  # SQLite's transaction holds the whole file already
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the store to a schema, in the transaction of this connection.

    Raises:
        CommandError: there is no such schema.
    """
    config = alembic_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
