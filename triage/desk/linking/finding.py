"""Finding what an opened case may be linked to, and what was decided on it before."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from interview.guide import Guide
from triage.case import Case
from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import decisions
from triage.desk.linking.index import Candidate, LinkIndex
from triage.desk.survey import survey
from triage.documents import Json
from triage.link import Link
from triage.store import CaseStore

PURPOSE = "links"


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


async def find_links(store: CaseStore, case: Case, keys: Sequence[DeskKey]) -> Found:
    """Compare a case that was opened on record with all that were opened before.

    Raises:
        StoreError: it cannot be written to the trail, so the others stay shut.
    """
    seen = await survey(store, keys, PURPOSE)
    others = {other: one for other, one in seen.cases.items() if other != case.id}
    index = LinkIndex(one.case for one in others.values())
    known = decisions(await store.links().all(), keys, seen.bonds)
    decided = {link.other(case.id): link for link in known.values() if case.id in link.cases}
    references = {other: one.stored.reference for other, one in others.items()}
    return Found(tuple(index.candidates(case)), decided, references, len(index))


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
