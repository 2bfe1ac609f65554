"""How the desk's commands come to the store and to their keys."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from candour.errors import StoreError, UsageError
from candour.settings import Settings
from cli.passphrase import read_passphrase
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.export import as_json
from triage.desk.keyring import DeskKey, load_desk_key
from triage.documents import Json
from triage.store import CaseStore

KEY_VARIABLE = "CANDOUR_DESK_KEY"
Result = TypeVar("Result")


def with_store(url: str, work: Callable[[CaseStore], Awaitable[Result]]) -> Result:
    """Do something with the store, and close it.

    Raises:
        StoreError: there is no store yet, it cannot be reached, or its schema is older than this program.
    """

    async def carry_out() -> Result:
        store = await CaseStore.open(url)
        try:
            await _check_schema(store)
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(carry_out())


async def _check_schema(store: CaseStore) -> None:
    if not await store.newest():
        raise StoreError("the triage store has another schema than this program; `candour up` there brings it forward")


def find_keys(files: Sequence[Path] | None, settings: Settings) -> list[DeskKey]:
    """Load the keys named on the command line, else by the environment, else the demo desk's; none where none is named.

    Raises:
        KeyFileError: one cannot be loaded.
    """
    named = files or [Path(file) for file in filter(None, [os.environ.get(KEY_VARIABLE)])]
    if named:
        return [load_desk_key(file, read_passphrase(f"Passphrase of {file.name}: ")) for file in named]
    return [load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)] if settings.demo else []


def load_keys(files: Sequence[Path] | None, settings: Settings) -> list[DeskKey]:
    """Load the keys as `find_keys` does.

    Raises:
        UsageError: none is named.
        KeyFileError: one cannot be loaded.
    """
    if keys := find_keys(files, settings):
        return keys
    raise UsageError(f"name the desk key with --key FILE or {KEY_VARIABLE}")


def print_json(content: Mapping[str, Json]) -> None:
    """Print JSON that cannot act on a terminal."""
    print(as_json(content).decode("ascii"), end="")
