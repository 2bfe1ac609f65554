"""Destroying a case on record: its files, its mailbox and letters, all that was written about it, and its links."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from triage.audit.entry import DELETE, OPEN, Head, digest
from triage.case import Case
from triage.desk.files import files_of
from triage.desk.keyring import DeskKey
from triage.desk.places import at_next_place, entry_after
from triage.desk.record import open_on_record
from triage.sealing import unlock
from triage.store import CaseStore, StoredCase
from triage.store.files import FileStore

PURPOSE = "retention"


async def destroy_on_record(
    store: CaseStore, files: FileStore, stored: StoredCase, keys: Sequence[DeskKey], links: Sequence[UUID]
) -> None:
    """Destroy a case for good.

    It is opened once more, on record, for what only it can name: its files and its mailbox. The files go first: if it
    stops between them and the rest, the case is still there and is destroyed when this is done again.

    Args:
        store: where the case is.
        files: where its files are.
        stored: the case.
        keys: the first that opens it acts.
        links: those that name it.

    Raises:
        SealedFileError: none of the keys opens it, or it is not what was handed over.
        CaseNotFound: it is gone already.
        StoreError: it is not known to be destroyed.
    """
    case = await open_on_record(store, stored, keys, OPEN, PURPOSE)
    for file_id in _file_ids(case):
        await files.remove(file_id)
    key, mailbox = unlock(stored.sealed, keys).identity, case.mailbox.address if case.mailbox else None

    async def attempt(head: Head) -> None:
        entries, after = [], head
        for record in (case.id, *links):
            entries.append(entry_after(after, key, DELETE, record, purpose=PURPOSE))
            after = Head(entries[-1].sequence, digest(entries[-1].entry))
        await store.destruction().destroy(entries, case.id, mailbox, links)

    await at_next_place(store.trail(), attempt)


def _file_ids(case: Case) -> list[str]:
    return [attachment.id for _, attachment in files_of(case)]
