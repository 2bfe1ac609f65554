"""Looking through all assessed cases for what is due, on record and in memory."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import decisions, open_links
from triage.desk.mail import correspondence
from triage.desk.practice import Practice
from triage.desk.retention.destroying import PURPOSE
from triage.desk.retention.due import BACK, WRITTEN, Keeping, keeping, wait_for_linked, written_since
from triage.desk.retention.policy import Policy
from triage.desk.survey import Surveyed, survey
from triage.link import CONFIRMED, Link
from triage.store import CaseStore


@dataclass(frozen=True)
class Rules:
    """By which it is decided: how long cases are kept, and which outcomes need a second person."""

    policy: Policy
    practice: Practice


@dataclass(frozen=True)
class Overview:
    """What is kept, and for how long.

    Args:
        keepings: of each assessed case that the keys open, by reference.
        back: cases that were deleted and are in the store again, by reference.
        links: all links between cases that the keys open.
        shut: how many cases they do not open.
    """

    keepings: tuple[Keeping, ...]
    back: tuple[Keeping, ...]
    links: tuple[Link, ...]
    shut: int

    def due(self) -> list[Keeping]:
        """What is to be destroyed."""
        return [*self.back, *(one for one in self.keepings if not one.kept)]

    def links_of(self, case: UUID) -> list[UUID]:
        """The IDs of all links that name a case."""
        return [link.id for link in self.links if case in link.cases]


async def look_through(
    store: CaseStore, keys: Sequence[DeskKey], rules: Rules, deleted: Mapping[UUID, date], today: date
) -> Overview:
    """Look through all cases that were opened before, and for those that were deleted before among all there are.

    Raises:
        StoreError: it cannot be written to the trail, so all stay shut.
    """
    seen = await survey(store, keys, PURPOSE)
    stored = await store.links().all()
    found = [
        one
        for case, surveyed in seen.cases.items()
        if case not in deleted and (one := await _keeping(store, surveyed, keys, rules, today))
    ]
    if rules.policy.linked_wait:
        confirmed = decisions(stored, keys, seen.bonds).values()
        found = wait_for_linked(found, (link.cases for link in confirmed if link.verdict == CONFIRMED))
    back = [
        Keeping(entry.id, entry.reference, None, None, deleted[entry.id], BACK)
        for entry in await store.cases()
        if entry.id in deleted
    ]
    links = open_links(stored, keys, seen.bonds)
    return Overview(_by_reference(found), _by_reference(back), tuple(links), seen.shut)


async def _keeping(
    store: CaseStore, one: Surveyed, keys: Sequence[DeskKey], rules: Rules, today: date
) -> Keeping | None:
    found = keeping(one, rules.policy, rules.practice, today)
    if found and not found.kept:
        letters = await correspondence(store.mailboxes(), one.case, keys)
        return replace(found, kept=WRITTEN) if written_since(found, letters) else found
    return found


def _by_reference(found: Sequence[Keeping]) -> tuple[Keeping, ...]:
    return tuple(sorted(found, key=lambda one: one.reference))
