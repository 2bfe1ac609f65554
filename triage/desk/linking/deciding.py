"""Deciding whether two cases are about the same officer: sealed to the team, and on record without either case."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID, uuid4

from candour.errors import SealedFileError, UsageError
from triage.audit.entry import LINK, Head
from triage.desk.keyring import DeskKey
from triage.desk.opening import read_case
from triage.desk.places import at_next_place, entry_after
from triage.desk.record import bond_of
from triage.link import Link, link_digest, pair
from triage.sealing import Identity, Recipient, Unlocked, unlock
from triage.store import CaseStore, StoredCase, StoredLink

LONGEST = 4000  # characters of a reason, so that all links are of one size


@dataclass(frozen=True)
class Verdict:
    """What a person decides.

    Args:
        verdict: one of `triage.link.VERDICTS`.
        reason: why.

    Raises:
        UsageError: the reason is too long.
    """

    verdict: str
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse what is not to be filed."""
        if len(self.reason) > LONGEST:
            raise UsageError(f"a reason has at most {LONGEST} characters")


async def decide_on_record(
    store: CaseStore,
    two: tuple[StoredCase, StoredCase],
    keys: Sequence[DeskKey],
    verdict: Verdict,
    team: Sequence[Recipient],
) -> Link:
    """File a decision on two cases, sealed to the team, after those that there are.

    Returns:
        The link as it was filed.

    Raises:
        UsageError: both are the same case.
        SealedFileError: none of the keys opens one of them, or it was altered.
        StoreError: it is not known to be filed.
        RecipientsError: there is no recipient, or one is named twice.
    """
    one, other = two
    if one.id == other.id:
        raise UsageError("a case is linked to another one, not to itself")
    first, second = (_unlock(stored, keys) for stored in (one, other))
    bonds, key = {one.id: bond_of(first), other.id: bond_of(second)}, first.identity
    earlier = decisions(await store.links().all(), keys, bonds).get(pair(one.id, other.id))
    link = Link(
        id=uuid4(),
        cases=pair(one.id, other.id),
        sequence=earlier.sequence + 1 if earlier else 0,
        day=datetime.now(UTC).date(),
        verdict=verdict.verdict,
        reason=verdict.reason.strip(),
        by=key.fingerprint,
    )
    await _file(store, StoredLink(link.id, link.seal(bonds, team)), key)
    return link


def decisions(
    stored: Iterable[StoredLink], keys: Sequence[Identity], bonds: Mapping[UUID, bytes]
) -> dict[tuple[UUID, UUID], Link]:
    """The last decision on each two cases, of all whose bonds are given. What does not open is left out."""
    return last_of(open_links(stored, keys, bonds))


def last_of(links: Iterable[Link]) -> dict[tuple[UUID, UUID], Link]:
    """The last decision on each two cases."""
    found: dict[tuple[UUID, UUID], Link] = {}
    for link in links:
        known = found.get(link.cases)
        # Two desks may have decided at once: what a second look cannot tell apart, the ID does, the same everywhere.
        if known is None or (link.sequence, link.id) > (known.sequence, known.id):
            found[link.cases] = link
    return found


def open_links(stored: Iterable[StoredLink], keys: Sequence[Identity], bonds: Mapping[UUID, bytes]) -> list[Link]:
    """Open all links between cases whose bonds are given. What does not open is left out."""
    found = []
    for one in stored:
        try:
            found.append(Link.open(one.sealed, keys, one.id, bonds))
        except SealedFileError:
            continue
    return found


def _unlock(stored: StoredCase, keys: Sequence[DeskKey]) -> Unlocked[DeskKey]:
    unlocked = unlock(stored.sealed, keys)
    # The bond of a case that was swapped binds nothing.
    read_case(unlocked.content(), stored.id, stored.reference, day=stored.created)
    return unlocked


async def _file(store: CaseStore, link: StoredLink, key: DeskKey) -> None:
    async def attempt(head: Head) -> None:
        entry = entry_after(head, key, LINK, link.id, about=link_digest(link.sealed))
        await store.links().add(entry, link)

    await at_next_place(store.trail(), attempt)
