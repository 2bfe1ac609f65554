"""Finding what an opened case may be linked to, and what was decided on it before."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from candour.errors import SealedFileError
from interview.guide import Guide
from triage.case import Case
from triage.desk.background import Progress, Turns
from triage.desk.clock import this_hour
from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import last_of, open_links
from triage.desk.linking.index import Candidate, LinkIndex
from triage.desk.places import record_survey
from triage.desk.survey import OPENED_BEFORE, read_with_bond
from triage.documents import Json
from triage.link import Link
from triage.store import CaseStore, StoredCase

PURPOSE = "links"
_AT_A_TIME = 5  # cases between which others get their turn: each takes about half a millisecond to open


@dataclass(frozen=True)
class Known:
    """What is kept of a case beside what is compared: its reference, and the secret that binds links to it."""

    reference: str
    bond: bytes = field(repr=False)


@dataclass(frozen=True)
class Found:
    """What there is to a case.

    Args:
        candidates: cases that may be about the same officer, the strongest first.
        decided: the last decision on each other case, candidate or not.
        references: of all other cases, by their ID.
        compared: with how many cases it was compared.
    """

    candidates: tuple[Candidate, ...]
    decided: Mapping[UUID, Link]
    references: Mapping[UUID, str]
    compared: int


class Comparing:
    """What a desk compares cases with: all that were opened before, each read once, in memory while the desk is open.

    What is read, and that cases were compared in an hour, stands in the trail first, as a survey.

    Args:
        store: of the cases.
        keys: of who compares.
        turns: pages go first.

    Attributes:
        progress: how far reading them has come.
    """

    def __init__(self, store: CaseStore, keys: Sequence[DeskKey], turns: Turns | None = None) -> None:
        self.progress = Progress()
        self._store, self._keys, self._turns = store, keys, turns or Turns()
        self._reading: asyncio.Task[None] | None = None
        self._index = LinkIndex()
        self._known: dict[UUID, Known] = {}
        self._shut: set[UUID] = set()  # cases that none of the keys opens
        self._links: dict[UUID, Link] = {}
        self._hour = ""

    def begin(self) -> None:
        """Begin to read in the background, unless something was read already, or is just being read."""
        if self._reading is None:
            self._read_on()

    async def begun(self, patience: float | None = None) -> bool:
        """Begin, and wait until it is done, or could not be.

        Args:
            patience: for so many seconds; without it, as long as it takes.

        Returns:
            Whether it was in time.
        """
        reading = self._reading or self._read_on()
        await asyncio.wait({reading}, timeout=patience)
        return reading.done()

    async def stop(self) -> None:
        """Stop, and forget everything, the keys too."""
        if self._reading:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)
        self._keys, self._index = (), LinkIndex()
        for kept in (self._known, self._shut, self._links):
            kept.clear()

    async def find(self, case: Case) -> Found:
        """Compare a case that was opened on record with all that were opened before.

        Raises:
            StoreError: it cannot be written to the trail, so the others stay shut.
        """
        await asyncio.shield(self._read_on())  # whoever stops asking does not stop it
        await self._on_record()
        self._index.remove(case.id)  # how common a name is, others say
        candidates, compared = self._index.candidates(case), len(self._index)
        if case.id in self._known:
            self._index.add(case)
        references = {other: one.reference for other, one in self._known.items() if other != case.id}
        return Found(tuple(candidates), await self._decided(case.id), references, compared)

    def _read_on(self) -> asyncio.Task[None]:
        """Read what was opened since, or go on with what is being read."""
        if self._reading is None or self._reading.done():
            self._reading = asyncio.create_task(self._keep_up())
            self._reading.add_done_callback(_seen)
        return self._reading

    async def _keep_up(self) -> None:
        """Read what is new, and if that took long what others opened meanwhile; forget what was destroyed."""
        new = await self._new()
        while new:
            self.progress = Progress(total=len(new))
            try:
                await self._on_record(new=True)
                await self._read_all(new)
            finally:
                self.progress.total = self.progress.done
            new = await self._new() if len(new) > _AT_A_TIME else set()

    async def _new(self) -> set[UUID]:
        there = set(await self._store.ids(OPENED_BEFORE))
        for gone in self._known.keys() - there:
            self._index.remove(gone)
            del self._known[gone]
        return there - self._known.keys() - self._shut

    async def _on_record(self, *, new: bool = False) -> None:
        if new or self._hour != this_hour():
            await record_survey(self._store.trail(), self._keys[0], PURPOSE)
            self._hour = this_hour()

    async def _read_all(self, new: set[UUID]) -> None:
        async for page in self._store.sealed(new):
            for some in itertools.batched(page, _AT_A_TIME):
                await self._turns.mine()
                for stored in some:
                    self._read(stored)
            self.progress.done += len(page)

    def _read(self, stored: StoredCase) -> None:
        try:
            case, bond = read_with_bond(stored, self._keys)
        except SealedFileError:
            self._shut.add(stored.id)
            return
        self._index.add(case)
        self._known[stored.id] = Known(stored.reference, bond)

    async def _decided(self, case: UUID) -> dict[UUID, Link]:
        """The last decision on this case and each other one. A link that was read before is not opened again."""
        stored, bonds = await self._store.links().all(), {other: one.bond for other, one in self._known.items()}
        new = open_links([one for one in stored if one.id not in self._links], self._keys, bonds)
        self._links |= {link.id: link for link in new}
        links = [self._links[one.id] for one in stored if one.id in self._links]
        return {link.other(case): link for link in last_of(links).values() if case in link.cases}


async def find_links(store: CaseStore, case: Case, keys: Sequence[DeskKey]) -> Found:
    """Compare one case once, as `Comparing.find` does.

    Raises:
        StoreError: as there.
    """
    return await Comparing(store, keys).find(case)


def _seen(reading: asyncio.Task[None]) -> None:
    """What went wrong in the background is raised for whoever asks next, who tries again."""
    if not reading.cancelled():
        reading.exception()


def view_of(found: Found, guide: Guide) -> list[Mapping[str, Json]]:
    """Candidates, and other cases on which something was decided, as `candour desk links --json` shows them."""
    named = {one.case: one for one in found.candidates}
    others = [*named, *(case for case in found.decided if case not in named)]
    return [_row(case, named.get(case), found, guide) for case in others]


def _row(case: UUID, candidate: Candidate | None, found: Found, guide: Guide) -> Mapping[str, Json]:
    link, labels = found.decided.get(case), guide.labels()
    reasons = [
        {"what": one.what, "label": labels.get(one.what, one.what), "here": one.here, "there": one.there}
        for one in (candidate.reasons if candidate else ())
    ]
    return {
        "id": str(case),
        "reference": found.references[case],
        "strength": candidate.strength if candidate else None,
        "reasons": reasons,
        "decided": link.view() if link else None,
    }
