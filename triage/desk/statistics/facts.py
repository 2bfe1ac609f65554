"""What of each case may be counted: weeks, choices and days, none of a reporter's words."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from candour.errors import SealedFileError
from triage.audit.entry import EXPORT, OPEN, Entry, Kept, unlock_purpose
from triage.case import Case
from triage.desk.keyring import DeskKey
from triage.desk.standing import codes_of
from triage.desk.survey import Survey, survey
from triage.form import CHANNEL, SEALED_CHANNEL
from triage.store import CaseEntry, CaseStore

PURPOSE = "statistics"
# Anyone can seal a case to the team and write what they like into it: no such words get into a table.
CHANNELS, OTHER = ("web", "telegram", CHANNEL, SEALED_CHANNEL), "other"
# Opened by the desk to put cases in order, and not by a person to read one.
NOT_READ = frozenset({"index"})


@dataclass(frozen=True)
class Fact:
    """What is counted of one case. What only an opened case tells is None, or empty, until then.

    Args:
        created: the day it was handed over.
        state: as the store has it.
        channel: on which it came.
        categories: what the reporter chose.
        outcome: of the last assessment.
        codes: the categories that the team gave it.
        look: days until somebody first read it.
        decision: days until it was first assessed.
    """

    created: date
    state: str
    channel: str | None = None
    categories: tuple[str, ...] = ()
    outcome: str | None = None
    codes: tuple[str, ...] = ()
    look: int | None = None
    decision: int | None = None


async def gather(store: CaseStore, keys: Sequence[DeskKey]) -> list[Fact]:
    """Look through all cases, on record.

    Raises:
        StoreError: it cannot be written to the trail, so all stay shut.
    """
    seen = await survey(store, keys, PURPOSE)
    looks = await _first_looks(store.trail().entries(), seen.bonds)
    return [_fact(entry, seen, looks.get(entry.id)) for entry in await store.cases()]


def _fact(entry: CaseEntry, seen: Survey, look: date | None) -> Fact:
    fact = Fact(entry.created, entry.state, look=_days(entry.created, look))
    if entry.id not in seen.cases:
        return fact
    case = seen.cases[entry.id].case
    decided = [one for one in case.assessments if one.get("kind") == "assessment"]
    first = date.fromisoformat(str(decided[0]["day"])) if decided else None
    return Fact(
        created=entry.created,
        state=entry.state,
        channel=case.channel if case.channel in CHANNELS else OTHER,
        categories=_categories(case),
        outcome=str(decided[-1]["outcome"]) if decided else None,
        codes=codes_of(seen.cases[entry.id].filed),
        look=fact.look,
        decision=_days(entry.created, first),
    )


def _categories(case: Case) -> tuple[str, ...]:
    answer = case.slots.get("conduct_category")
    chosen = answer.value if answer else None
    return tuple(one for one in chosen if isinstance(one, str)) if isinstance(chosen, list) else ()


def _days(start: date, end: date | None) -> int | None:
    return max(0, (end - start).days) if end else None


async def _first_looks(trail: AsyncIterator[Kept], bonds: Mapping[UUID, bytes]) -> dict[UUID, date]:
    found: dict[UUID, date] = {}
    async for kept in trail:
        entry = _read(kept)
        if entry and entry.deed in (OPEN, EXPORT) and entry.case not in found and not _put_in_order(entry, bonds):
            found[entry.case] = datetime.strptime(entry.hour, "%Y-%m-%dT%H").date()  # noqa: DTZ007 - in UTC, as all days
    return found


def _put_in_order(entry: Entry, bonds: Mapping[UUID, bytes]) -> bool:
    try:
        return entry.case in bonds and unlock_purpose(entry, bonds[entry.case]) in NOT_READ
    except SealedFileError:
        return False


def _read(kept: Kept) -> Entry | None:
    try:
        return Entry.from_bytes(kept.entry)
    except SealedFileError:
        return None  # the audit names it
