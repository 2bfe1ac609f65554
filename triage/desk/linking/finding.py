"""Finding what an opened case may be linked to, and what was decided on it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from candour.errors import SealedFileError
from interview.guide import Guide
from triage.case import Case
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
    """

    def __init__(self, store: CaseStore, keys: Sequence[DeskKey]) -> None:
        self._store, self._keys = store, keys
        self._index = LinkIndex()
        self._known: dict[UUID, Known] = {}
        self._shut: set[UUID] = set()  # cases that none of the keys opens
        self._links: dict[UUID, Link] = {}
        self._hour = ""

    def forget(self) -> None:
        """Forget everything, the keys too."""
        self._keys, self._index = (), LinkIndex()
        for kept in (self._known, self._shut, self._links):
            kept.clear()

    async def find(self, case: Case) -> Found:
        """Compare a case that was opened on record with all that were opened before.

        Raises:
            StoreError: it cannot be written to the trail, so the others stay shut.
        """
        await self._keep_up(set(await self._store.ids(OPENED_BEFORE)))
        self._index.remove(case.id)  # how common a name is, others say
        candidates, compared = self._index.candidates(case), len(self._index)
        if case.id in self._known:
            self._index.add(case)
        references = {other: one.reference for other, one in self._known.items() if other != case.id}
        return Found(tuple(candidates), await self._decided(case.id), references, compared)

    async def _keep_up(self, there: set[UUID]) -> None:
        """Read what was opened since, and forget what was destroyed."""
        for gone in self._known.keys() - there:
            self._index.remove(gone)
            del self._known[gone]
        new, hour = there - self._known.keys() - self._shut, this_hour()
        if new or hour != self._hour:
            await record_survey(self._store.trail(), self._keys[0], PURPOSE)
            self._hour = hour
        async for page in self._store.sealed(new):
            for stored in page:
                self._read(stored)

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
