"""Contact details opened by a custodian whose key does not open the case."""

from __future__ import annotations

from collections.abc import Sequence

from triage.audit.entry import CONTACT, Head
from triage.case import Contact
from triage.desk.keyring import DeskKey
from triage.desk.opening import read_contact
from triage.desk.places import at_next_place, entry_after
from triage.sealing import unlock
from triage.store import CaseStore, Change, StoredCase


async def open_contact_alone(store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey]) -> Contact | None:
    """Open how to reach a reporter, once that stands in the trail.

    The entry says in the clear that it was contact details: whose key acted tells that anyway, for it opens no more.

    Returns:
        None where the reporter left nothing.

    Raises:
        SealedFileError: none of the keys opens them, or they are not those of this case.
        StoreError: it cannot be written to the trail, so they stay shut.
    """
    if stored.contact is None:
        return None
    unlocked = unlock(stored.contact, keys)

    async def attempt(head: Head) -> None:
        await store.trail().add(entry_after(head, unlocked.identity, CONTACT, stored.id), Change(stored.id))

    await at_next_place(store.trail(), attempt)
    return read_contact(unlocked.content(), stored.id) or None
