"""A survey: all cases that were opened before, looked through at once, in memory, with one entry in the trail.

A case that nobody has opened yet stays shut. Whom a survey shows something of does not stand in the trail: its entries
would tell the store which cases belong together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from candour.errors import SealedFileError
from triage.case import Case
from triage.desk.assessing import Filed, assessments, read_filed
from triage.desk.keyring import DeskKey
from triage.desk.opening import read_case
from triage.desk.places import record_survey
from triage.desk.record import bond_of
from triage.sealing import unlock
from triage.store import ASSESSED, OPENED, CaseEntry, CaseStore, StoredAssessment, StoredCase

OPENED_BEFORE = (OPENED, ASSESSED)


@dataclass(frozen=True)
class Surveyed:
    """A case of a survey. Its envelopes are not kept: there may be very many.

    Args:
        entry: as it is listed.
        case: with its assessments, without its letters.
        filed: its assessments and notes.
        bond: its secret.
    """

    entry: CaseEntry
    case: Case
    filed: tuple[Filed, ...]
    bond: bytes = field(repr=False)


@dataclass(frozen=True)
class Survey:
    """What a survey found.

    Args:
        cases: those that the keys open.
        shut: how many they do not open.
    """

    cases: Mapping[UUID, Surveyed]
    shut: int

    @property
    def bonds(self) -> dict[UUID, bytes]:
        """The secret of each case."""
        return {case: one.bond for case, one in self.cases.items()}


async def survey(store: CaseStore, keys: Sequence[DeskKey], purpose: str) -> Survey:
    """Look through all cases that were opened before, once that stands in the trail.

    Raises:
        StoreError: it cannot be written to the trail, so all stay shut.
    """
    await record_survey(store.trail(), keys[0], purpose)
    found, shut = {}, 0
    async for page in store.sealed(await store.ids(OPENED_BEFORE)):
        filed = await store.trail().assessments_of([stored.id for stored in page])
        for stored in page:
            try:
                found[stored.id] = _open(stored, keys, filed.get(stored.id, []))
            except SealedFileError:
                shut += 1
            await asyncio.sleep(0)  # the desk answers others between two cases
    return Survey(found, shut)


def _open(stored: StoredCase, keys: Sequence[DeskKey], filed: Sequence[StoredAssessment]) -> Surveyed:
    case, bond = read_with_bond(stored, keys)
    written = read_filed(filed, stored.id, bond, keys)
    entry = CaseEntry(stored.id, stored.reference, stored.created, stored.state)
    return Surveyed(entry, replace(case, assessments=assessments(written)), written, bond)


def read_with_bond(stored: StoredCase, keys: Sequence[DeskKey]) -> tuple[Case, bytes]:
    """Open a case, in a survey that is on record, with its secret.

    Raises:
        SealedFileError: none of the keys opens it, or it was altered.
    """
    unlocked = unlock(stored.sealed, keys)
    return read_case(unlocked.content(), stored.id, stored.reference, day=stored.created), bond_of(unlocked)
