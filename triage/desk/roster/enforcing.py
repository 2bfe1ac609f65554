"""Putting the team in force: what was sealed before is re-wrapped for those whom the list names now."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from candour.errors import SealedFileError, StoreError, UsageError
from triage.audit.entry import TEAM, Entry
from triage.desk.keyring import DeskKey
from triage.desk.rewrapping.rewrapping import Tally, Work, rewrap_all
from triage.desk.roster.book import Book
from triage.desk.roster.deciding import acting, record_rewrapping
from triage.desk.roster.listing import WAYS_OUT, unexplained
from triage.recipients import RecipientList, readers_of
from triage.store import CaseStore
from triage.store.files import FileStore

BEGUN, DONE, PARTLY = "begun", "done", "partly done"


class TeamChanged(StoreError):
    """The team was changed while all was re-wrapped."""

    def __init__(self) -> None:
        super().__init__("the team was changed meanwhile: run `candour desk rewrap` with the list as it is now")


class Unchanged:
    """Sees before each page that nobody has changed the team since, for then the page would be for the wrong people."""

    def __init__(self, store: CaseStore) -> None:
        self._store = store
        self._seen = 0

    async def begin(self) -> None:
        """Look from here on."""
        self._seen = (await self._store.trail().head()).entries

    async def __call__(self) -> None:
        """Look.

        Raises:
            TeamChanged: it was.
        """
        async for kept in self._store.trail().entries(after=self._seen):
            self._seen = kept.sequence
            if _deed(kept.entry) in TEAM:
                raise TeamChanged


async def rewrap_for_team(
    store: CaseStore, files: FileStore, keys: Sequence[DeskKey], book: Book, *, listed: RecipientList, bookmark: Path
) -> Tally:
    """Re-wrap all for those whom a list names, on record; go on where an earlier run was cut off.

    Raises:
        UsageError: the list gives somebody what two people have not put on record, or what was taken from them.
        NotPermitted: none of the keys is of somebody who may.
        TeamChanged: the team was changed meanwhile.
        StoreError: the store cannot be used; what is done so far stays done.
    """
    if strangers := unexplained(listed, book):
        given = "; ".join(strangers)
        raise UsageError(f"the list gives what the team has not put on record, or has taken back: {given}. {WAYS_OUT}")
    key, about = acting("rewrap", keys, book), sha256(listed.signed_part()).hexdigest()
    await record_rewrapping(store, key, BEGUN, about)
    step = Unchanged(store)
    await step.begin()
    tally = await rewrap_all(Work(store, files, keys, readers_of(listed), bookmark, step))
    await record_rewrapping(store, key, DONE if tally.whole else PARTLY, about)
    return tally


def _deed(entry: bytes) -> str:
    try:
        return Entry.from_bytes(entry).deed
    except SealedFileError:
        return ""
