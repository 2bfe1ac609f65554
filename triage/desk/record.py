"""Deeds on record: a case is opened, and an assessment or a note filed, only with an entry in the audit trail."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from candour.errors import PlaceTaken
from triage.assessment import Assessment, digest_of
from triage.audit.entry import ASSESS, NOTE, Signing, next_entry
from triage.case import Case, Contact
from triage.desk.assessing import (
    Filed,
    Judgement,
    Remark,
    Written,
    assessments,
    next_place,
    read_filed,
    seal_written,
)
from triage.desk.keyring import DeskKey
from triage.desk.mail import correspondence
from triage.desk.opening import read_case, read_contact
from triage.note import Note
from triage.sealing import Recipient, Unlocked, unlock
from triage.store import CaseStore, Change, StoredAssessment, StoredCase, TrailStore

CONTACT = "contact"  # purpose of opening contact details
TRIES = 100
_LONGEST_WAIT = 0.1  # seconds
# Seals an assessment or a note that comes after those that there are.
Write = Callable[[Sequence[StoredAssessment]], StoredAssessment]


@dataclass(frozen=True)
class Deed:
    """What is done to a case.

    Args:
        kind: one of `triage.audit.entry.DEEDS`.
        purpose: what it is for, which the store does not get to know.
        case: which case.
        bond: its secret.
    """

    kind: str
    purpose: str
    case: UUID
    bond: bytes = field(repr=False)


@dataclass(frozen=True)
class Opened:
    """A case that was opened, with all that was written since.

    Args:
        case: with its letters and assessments.
        filed: its assessments and notes.
        key: which of the keys opened it.
        bond: its secret, which unlocks what entries of the trail were for.
    """

    case: Case
    filed: tuple[Filed, ...]
    key: DeskKey = field(repr=False)
    bond: bytes = field(repr=False)


async def open_on_record(
    store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey], kind: str, purpose: str
) -> Case:
    """Open a case with its letters and assessments, once that stands in the trail.

    Raises:
        SealedFileError: none of the keys opens it, or it is not what was handed over under this ID and reference.
        StoreError: it cannot be written to the trail, so the case stays shut.
    """
    return (await open_whole_on_record(store, stored, keys, kind, purpose)).case


async def open_whole_on_record(
    store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey], kind: str, purpose: str
) -> Opened:
    """Open a case as `open_on_record` does, with its notes.

    Raises:
        SealedFileError: as there.
        StoreError: as there.
    """
    unlocked = unlock(stored.sealed, keys)
    await record(store.trail(), unlocked.identity, Deed(kind, purpose, stored.id, bond_of(unlocked)))
    return await _open(store, stored, unlocked, keys)


async def open_again(store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey]) -> Opened:
    """Open a case once more: in the hour in which it was opened on record, or in a survey that is on record.

    Raises:
        SealedFileError: as in `open_on_record`.
    """
    return await _open(store, stored, unlock(stored.sealed, keys), keys)


async def _open(store: CaseStore, stored: StoredCase, unlocked: Unlocked[DeskKey], keys: Sequence[DeskKey]) -> Opened:
    bond = bond_of(unlocked)
    case = read_case(unlocked.content(), stored.id, stored.reference, day=stored.created)
    letters = await correspondence(store.mailboxes(), case, keys)
    filed = read_filed(await store.trail().assessments(case.id), case.id, bond, keys)
    return Opened(replace(case, messages=letters, assessments=assessments(filed)), filed, unlocked.identity, bond)


async def open_contact_on_record(store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey], kind: str) -> Contact:
    """Open the contact details of a case that `open_on_record` has opened for the same.

    A custodian's key that opens them, where another opens the case, has an entry of its own.

    Raises:
        SealedFileError: none of the keys opens them, or they are not those of this case.
        StoreError: it cannot be written to the trail, so they stay shut.
    """
    unlocked, opened_by = unlock(stored.contact or b"", keys), unlock(stored.sealed, keys)
    if unlocked.identity.fingerprint != opened_by.identity.fingerprint:
        await record(store.trail(), unlocked.identity, Deed(kind, CONTACT, stored.id, bond_of(opened_by)))
    return read_contact(unlocked.content(), stored.id)


async def assess_on_record(
    store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey], judgement: Judgement, team: Sequence[Recipient]
) -> Assessment:
    """File an assessment, sealed to the team, after those that there are.

    Returns:
        The assessment as it was filed.

    Raises:
        SealedFileError: as in `open_on_record`.
        StoreError: it is not known to be filed.
        RecipientsError: there is no recipient, or one is named twice.
    """
    written = await _file(store, stored, keys, Deed(ASSESS, "assess", stored.id, b""), what=judgement, team=team)
    assert isinstance(written, Assessment)  # noqa: S101 - what a judgement makes
    return written


async def note_on_record(
    store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey], remark: Remark, team: Sequence[Recipient]
) -> Note:
    """File a note, sealed to the team, after what was written before.

    Returns:
        The note as it was filed.

    Raises:
        as `assess_on_record`.
    """
    written = await _file(store, stored, keys, Deed(NOTE, remark.kind, stored.id, b""), what=remark, team=team)
    assert isinstance(written, Note)  # noqa: S101 - what a remark makes
    return written


async def _file(
    store: CaseStore,
    stored: StoredCase,
    keys: Sequence[DeskKey],
    deed: Deed,
    *,
    what: Judgement | Remark,
    team: Sequence[Recipient],
) -> Written:
    unlocked, written = unlock(stored.sealed, keys), []
    read_case(unlocked.content(), stored.id, stored.reference)  # the bond of a case that was swapped binds nothing
    bond, key = bond_of(unlocked), unlocked.identity

    def write(earlier: Sequence[StoredAssessment]) -> StoredAssessment:
        written.append(what.at(next_place(earlier, key.fingerprint)))
        return seal_written(written[-1], stored.id, bond, team)

    await record(store.trail(), key, replace(deed, bond=bond), write)
    return written[-1]


async def record(trail: TrailStore, key: Signing, deed: Deed, write: Write | None = None) -> None:
    """Write a deed to the trail, and what is filed with it, at the first place that no other desk takes.

    Raises:
        PlaceTaken: others were faster each time.
        StoreError: it is not known to be written.
    """
    for tried in range(TRIES):
        if tried:
            await asyncio.sleep(random.uniform(0, _LONGEST_WAIT))  # noqa: S311 - only so that two desks part
        filed = write(await trail.assessments(deed.case)) if write else None
        about = digest_of(filed.sealed) if filed else None
        head = await trail.head()
        entry = next_entry(head, key, deed.kind, deed.case, purpose=deed.purpose, bond=deed.bond, about=about)
        try:
            return await trail.add(entry.keep(key), Change(deed.case, filed, assessed=deed.kind == ASSESS))
        except PlaceTaken:
            continue
    raise PlaceTaken


def bond_of(unlocked: Unlocked[DeskKey]) -> bytes:
    """The secret of a case that binds what the desk writes about it."""
    return unlocked.secret("desk")
