"""Verifying the trail of a store, and whether the store agrees with it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

from candour.errors import CaseNotFound, SealedFileError
from triage.assessment import digest_of
from triage.audit.agreement import Agreement
from triage.audit.chain import Fault, Verification
from triage.audit.entry import NO_BOND, WITHOUT_BOND, Entry, Head, unlock_purpose
from triage.desk.keyring import DeskKey
from triage.desk.record import bond_of
from triage.desk.roster.change import change_digest
from triage.link import link_digest
from triage.sealing import unlock
from triage.store import CaseStore

_AT_A_TIME = 20  # entries between which the desk answers others


@dataclass(frozen=True)
class Verdict:
    """What an audit found.

    Args:
        head: where the trail ends, as far as it is sound.
        fault: the first bad entry.
        disagreements: what the store holds that the trail does not explain.
        entries: all sound entries.
    """

    head: Head
    fault: Fault | None
    disagreements: tuple[str, ...]
    entries: tuple[Entry, ...]

    @property
    def problem(self) -> str | None:
        """What is wrong first, in one line."""
        if self.fault:
            return f"entry {self.fault.entry} {self.fault.problem}"
        return self.disagreements[0] if self.disagreements else None


async def audit(store: CaseStore, signers: Mapping[str, bytes] | None, witnesses: Sequence[Head]) -> Verdict:
    """Follow the trail from its beginning, and compare the store with it.

    Args:
        store: which one.
        signers: as for `Verification`.
        witnesses: heads that were taken earlier.
    """
    trail = store.trail()
    known = (await trail.head()).entries
    filed = {(one.case, digest_of(one.sealed)) async for one in trail.all_assessments()}
    links = {(one.id, link_digest(one.sealed)) for one in await store.links().all()}
    changes = {(one.id, change_digest(one.document)) for one in await store.changes().all()}
    agreement = Agreement(await store.cases(), filed, known, links, changes)
    following, entries = Verification(signers, witnesses), []
    async for kept in trail.entries():
        if entry := following.take(kept):
            agreement.take(entry)
            entries.append(entry)
        if kept.sequence % _AT_A_TIME == 0:
            await asyncio.sleep(0)
    following.finish()
    faults = [fault for fault in (following.fault, agreement.fault) if fault]
    # Behind a fault there may be entries that would explain what the store holds.
    problems = () if faults else tuple(agreement.problems())
    return Verdict(following.head, min(faults, key=lambda fault: fault.entry, default=None), problems, tuple(entries))


async def purposes(store: CaseStore, entries: Sequence[Entry], keys: Sequence[DeskKey]) -> dict[int, str]:
    """Tell what entries were for, by their sequence, as far as these keys open their cases."""
    bonds = {case: await _bond(store, case, keys) for case in {entry.case for entry in entries}}
    found = {}
    for entry in entries:
        with suppress(SealedFileError):
            if bond := NO_BOND if entry.deed in WITHOUT_BOND else bonds[entry.case]:
                found[entry.sequence] = unlock_purpose(entry, bond)
    return found


async def _bond(store: CaseStore, case: UUID, keys: Sequence[DeskKey]) -> bytes | None:
    try:
        return bond_of(unlock((await store.get(case)).sealed, keys))
    except (SealedFileError, CaseNotFound):
        return None
