"""How the desk's commands come to the store and to their keys."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from candour.errors import StoreError, UsageError
from candour.settings import Settings
from cli.passphrase import read_passphrase
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.export import as_json
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.roles import UNVOUCHED, Roles, permit, roles_in
from triage.desk.sitting import Team
from triage.documents import Json
from triage.keys import fingerprint
from triage.recipients import current_list, current_recipients
from triage.store import CaseStore

KEY_VARIABLE = "CANDOUR_DESK_KEY"
ACT: ContextVar[str] = ContextVar("act")  # the command that is carried out, by its name in `triage.desk.roles.POLICY`
Result = TypeVar("Result")


def with_store(url: str, work: Callable[[CaseStore], Awaitable[Result]]) -> Result:
    """Do something with the store, and close it.

    Raises:
        StoreError: there is no store yet, it cannot be reached, or its schema is older than this program.
    """

    async def carry_out() -> Result:
        store = await CaseStore.open(url)
        try:
            await check_schema(store)
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(carry_out())


async def check_schema(store: CaseStore) -> None:
    """Refuse a store whose schema is another than this program's.

    Raises:
        StoreError: it is.
    """
    if not await store.newest():
        raise StoreError("the triage store has another schema than this program; `candour up` there brings it forward")


def make_team(settings: Settings) -> Team:
    """Read from the list of recipients who the team is.

    Raises:
        RecipientsError: there is no list, or it is not wholly right.
    """
    listed = current_list(settings)
    names = {fingerprint(recipient.raw): name for name, recipient in listed.members}
    return Team(current_recipients(settings).cases, names, dict(listed.signers) or None, current_roles(settings))


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
    """Load the keys as `find_keys` does, of who may carry out the command at hand.

    Raises:
        UsageError: none is named.
        KeyFileError: one cannot be loaded.
        NotPermitted: none of their roles goes as far as that.
        RecipientsError: the list that says what their roles are is not wholly right.
    """
    if keys := find_keys(files, settings):
        check_role(ACT.get(), keys, settings)
        return keys
    raise UsageError(f"name the desk key with --key FILE or {KEY_VARIABLE}")


def check_role(act: str, keys: Sequence[DeskKey], settings: Settings) -> None:
    """Let through whose keys, taken together, have a role that may do something.

    Raises:
        NotPermitted: they have none.
        RecipientsError: the list that says what their roles are is not wholly right.
    """
    permit(act, current_roles(settings).of(key.fingerprint for key in keys))


def current_roles(settings: Settings) -> Roles:
    """Read who has which roles from the signed list.

    Raises:
        RecipientsError: the list is not wholly right.
    """
    if settings.recipients is None and not settings.demo:
        return UNVOUCHED
    found = roles_in(current_list(settings))
    # In a demo anybody may try a key of their own.
    return replace(found, others=UNVOUCHED.others) if settings.demo else found


def print_json(content: Mapping[str, Json]) -> None:
    """Print JSON that cannot act on a terminal."""
    print(as_json(content).decode("ascii"), end="")
