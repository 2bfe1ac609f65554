"""Deeds on record: a case is opened, and an assessment filed, only with an entry in the audit trail."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from candour.errors import PlaceTaken
from triage.assessment import Assessment, digest_of
from triage.audit.entry import ASSESS, Signing, next_entry
from triage.case import Case, Contact
from triage.desk.assessing import Judgement, read_assessments, seal_assessment, write_assessment
from triage.desk.keyring import DeskKey
from triage.desk.mail import correspondence
from triage.desk.opening import read_case, read_contact
from triage.sealing import Recipient, Unlocked, unlock
from triage.store import CaseStore, Change, StoredAssessment, StoredCase, TrailStore

CONTACT = "contact"  # purpose of opening contact details
TRIES = 100
_LONGEST_WAIT = 0.1  # seconds
# Seals an assessment that comes after those that there are.
Write = Callable[[Sequence[StoredAssessment]], StoredAssessment]


@dataclass(frozen=True)
class Deed:
    """What is done to a case.

    Args:
        kind: OPEN, EXPORT or ASSESS.
        purpose: what it is for, which the store does not get to know.
        case: which case.
        bond: its secret.
    """

    kind: str
    purpose: str
    case: UUID
    bond: bytes = field(repr=False)


async def open_on_record(
    store: CaseStore, stored: StoredCase, keys: Sequence[DeskKey], kind: str, purpose: str
) -> Case:
    """Open a case with its letters and assessments, once that stands in the trail.

    Raises:
        SealedFileError: none of the keys opens it, or it is not what was handed over under this ID and reference.
        StoreError: it cannot be written to the trail, so the case stays shut.
    """
    unlocked = unlock(stored.sealed, keys)
    bond = bond_of(unlocked)
    await record(store.trail(), unlocked.identity, Deed(kind, purpose, stored.id, bond))
    case = read_case(unlocked.content(), stored.id, stored.reference, day=stored.created)
    letters = await correspondence(store.mailboxes(), case, keys)
    filed = read_assessments(await store.trail().assessments(case.id), case.id, bond, keys)
    return replace(case, messages=letters, assessments=filed)


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
    unlocked, written = unlock(stored.sealed, keys), []
    read_case(unlocked.content(), stored.id, stored.reference)  # the bond of a case that was swapped binds nothing
    bond, key = bond_of(unlocked), unlocked.identity

    def write(earlier: Sequence[StoredAssessment]) -> StoredAssessment:
        written.append(write_assessment(judgement, earlier, key.fingerprint))
        return seal_assessment(written[-1], stored.id, bond, team)

    await record(store.trail(), key, Deed(ASSESS, "assess", stored.id, bond), write)
    return written[-1]


async def record(trail: TrailStore, key: Signing, deed: Deed, write: Write | None = None) -> None:
    """Write a deed to the trail, and an assessment with it, at the first place that no other desk takes.

    Raises:
        PlaceTaken: others were faster each time.
        StoreError: it is not known to be written.
    """
    for tried in range(TRIES):
        if tried:
            await asyncio.sleep(random.uniform(0, _LONGEST_WAIT))  # noqa: S311 - only so that two desks part
        assessment = write(await trail.assessments(deed.case)) if write else None
        about = digest_of(assessment.sealed) if assessment else None
        head = await trail.head()
        entry = next_entry(head, key, deed.kind, deed.case, purpose=deed.purpose, bond=deed.bond, about=about)
        try:
            return await trail.add(entry.keep(key), Change(deed.case, assessment))
        except PlaceTaken:
            continue
    raise PlaceTaken


def bond_of(unlocked: Unlocked[DeskKey]) -> bytes:
    """The secret of a case that binds what the desk writes about it."""
    return unlocked.secret("desk")
