"""Putting changes to the team on record: proposed, approved by a second person, or ended at once."""

from __future__ import annotations

from collections.abc import Sequence

from candour.errors import NotPermitted, UsageError
from triage.audit.entry import APPROVE, FOUND, NO_CASE, REWRAP, Head
from triage.desk.keyring import DeskKey
from triage.desk.places import at_next_place, entry_after
from triage.desk.roles import POLICY, may
from triage.desk.roster.book import Book, Proposal, read_book
from triage.desk.roster.change import Change, change_digest, new_change
from triage.recipients import RecipientList
from triage.store import CaseStore, StoredChange
from triage.store import Change as StateChange

_SHORTEST = 8  # characters of an ID that are enough to name a proposal


async def found_team(store: CaseStore, key: DeskKey, listed: RecipientList, signed: bytes) -> Book:
    """Read the team; where the trail knows of none yet, it begins with the list as it is now.

    Args:
        store: which one.
        key: who puts that on record.
        listed: the list.
        signed: the same as it lies in its file.

    Raises:
        TrailBroken: the trail is not whole.
        StoreError: it is not known to be written.
    """
    book = await read_book(store, listed)
    return book if book.founded else await found_anew(store, key, listed, signed)


async def found_anew(store: CaseStore, key: DeskKey, listed: RecipientList, signed: bytes) -> Book:
    """Begin the team with the list as it is now, whatever the trail knows: after a backup was restored, for example.

    Raises:
        as `found_team`.
    """
    await _write(store, key, FOUND, new_change(FOUND, listed=signed.decode("ascii")))
    return await read_book(store, listed)


def acting(act: str, keys: Sequence[DeskKey], book: Book) -> DeskKey:
    """Which of the keys acts: the first of somebody who may.

    Raises:
        NotPermitted: none.
    """
    roles: set[str] = set()
    for key in keys:
        name = book.name_of(key.fingerprint)
        held = book.people[name].roles if name else frozenset()
        roles |= held
        if may(act, held):
            return key
    raise NotPermitted(act, sorted(roles), sorted(POLICY[act]))


async def record_change(store: CaseStore, key: DeskKey, book: Book, change: Change) -> str:
    """Put a change on record: a grant as a proposal, anything else as done.

    Returns:
        Its digest.

    Raises:
        UsageError: it cannot be made, or not by this key.
        StoreError: it is not known to be written.
    """
    book.check(change.kind, key.fingerprint, change)
    await _write(store, key, change.kind, change)
    return change_digest(change.to_bytes())


async def record_approval(store: CaseStore, key: DeskKey, book: Book, proposal: Proposal) -> None:
    """Approve what somebody else has proposed.

    Raises:
        as `record_change`.
    """
    book.check(APPROVE, key.fingerprint, proposal.change, proposal)

    async def attempt(head: Head) -> None:
        change, about = proposal.change, proposal.digest
        entry = entry_after(head, key, APPROVE, change.id, purpose=change.role, about=about)
        await store.trail().add(entry, StateChange(NO_CASE))

    await at_next_place(store.trail(), attempt)


async def record_rewrapping(store: CaseStore, key: DeskKey, purpose: str, about: str) -> None:
    """Write down that all is re-wrapped for the team of a list.

    Args:
        store: which one.
        key: who does it.
        purpose: that it begins, or that it is done.
        about: digest of the list.

    Raises:
        StoreError: it is not known to be written.
    """

    async def attempt(head: Head) -> None:
        entry = entry_after(head, key, REWRAP, NO_CASE, purpose=purpose, about=about)
        await store.trail().add(entry, StateChange(NO_CASE))

    await at_next_place(store.trail(), attempt)


def proposal_named(book: Book, text: str) -> Proposal:
    """Find a proposal by its ID, or by the beginning of it.

    Raises:
        UsageError: there is none, or more than one.
    """
    found = [one for one in book.proposals.values() if str(one.change.id).startswith(text.strip().lower())]
    if len(text.strip()) < _SHORTEST or len(found) != 1:
        raise UsageError("no proposal that waits has this ID; `candour desk roster` lists them")
    return found[0]


async def _write(store: CaseStore, key: DeskKey, deed: str, change: Change) -> None:
    document = change.to_bytes()

    async def attempt(head: Head) -> None:
        entry = entry_after(head, key, deed, change.id, purpose=change.role, about=change_digest(document))
        await store.changes().add(entry, StoredChange(change.id, document))

    await at_next_place(store.trail(), attempt)
