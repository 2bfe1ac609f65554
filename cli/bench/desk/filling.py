"""A store filled for measuring: every case is sealed as intake seals it, under an ID of its own, and opens.

What is quick about it is only that rows are written many at a time. Those that were opened before have their entries in
the trail, signed and chained, every second one an assessment beside it, as a desk would have left them.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from candour.errors import UsageError
from cli.bench.desk.cases import many_cases
from triage.assessment import FIRST, digest_of
from triage.audit.entry import ASSESS, BEGINNING, OPEN, Head, digest, next_entry
from triage.case import Case, Contact
from triage.desk.assessing import Judgement, Place, seal_written
from triage.desk.keyring import DeskKey
from triage.desk.record import bond_of
from triage.envelope import seal_case, seal_contact
from triage.receipt import Receipt
from triage.recipients import Recipients
from triage.sealing import unlock
from triage.store import ASSESSED, NEW, OPENED, CaseStore, migrate
from triage.store.engine import OnlyStoreErrors, make_engine
from triage.store.models import AssessmentRow, CaseRow, MailboxRow, TrailRow

AT_A_TIME = 500  # cases in a transaction
_ROOM = "PRAGMA cache_size=-400000"  # KiB: what a transaction writes is not read again within it
Rows = dict[type[Any], list[dict[str, Any]]]


@dataclass(frozen=True)
class Filling:
    """What a store is filled with.

    Args:
        sealed: cases that nobody has opened.
        opened: cases that were opened before, every second one assessed.
    """

    sealed: int
    opened: int


class Filler:
    """Makes the rows of cases, and of what was done to some of them.

    Args:
        team: for whom all is sealed.
        key: of the colleague who opened some.
    """

    def __init__(self, team: Recipients, key: DeskKey) -> None:
        self._team, self._key = team, key
        self._head = Head(0, BEGINNING)

    def anew(self, team: Recipients) -> Filler:
        """The same for another team, for cases that nobody has opened."""
        return Filler(team, self._key)

    def rows(self, case: Case, *, opened: bool, assessed: bool) -> Rows:
        """Make the rows of one case."""
        case = replace(case, mailbox=Receipt(case.id.bytes).mailbox)
        assert case.mailbox  # noqa: S101 - just given
        sealed = seal_case(case, self._team.cases)
        contact = seal_contact(Contact(case=case.id), self._team.contacts)
        state = ASSESSED if assessed else OPENED if opened else NEW
        row = {"id": case.id, "reference": case.reference, "created": case.created, "state": state}
        made: Rows = {
            MailboxRow: [{"address": case.mailbox.address, "created": case.created}],
            CaseRow: [row | {"sealed": sealed, "contact": contact}],
        }
        if opened:
            bond = bond_of(unlock(sealed, [self._key]))
            made[TrailRow] = [self._entry(case, OPEN, bond)]
            made[AssessmentRow] = [self._assessment(case, bond, made[TrailRow])] if assessed else []
        return made

    def _assessment(self, case: Case, bond: bytes, trail: list[dict[str, Any]]) -> dict[str, Any]:
        place = Place(0, FIRST, case.created, self._key.fingerprint)
        stored = seal_written(Judgement("record", "Measured.").at(place), case.id, bond, self._team.cases)
        trail.append(self._entry(case, ASSESS, bond, digest_of(stored.sealed)))
        return vars(stored)

    def _entry(self, case: Case, deed: str, bond: bytes, about: str | None = None) -> dict[str, Any]:
        entry = next_entry(self._head, self._key, deed, case.id, purpose="show", bond=bond, about=about)
        kept = entry.keep(self._key)
        self._head = Head(kept.sequence, digest(kept.entry))
        return vars(kept)


async def make_empty(url: str) -> None:
    """Prepare a store to be filled.

    Raises:
        UsageError: there is something in it: it is nobody's to measure with.
        StoreError: it cannot be used.
    """
    await migrate(url)
    store = await CaseStore.open(url)
    try:
        if await store.cases() or (await store.trail().head()).entries:
            raise UsageError("--store: only an empty store is filled to measure with, and this one is not")
    finally:
        await store.close()


async def fill(url: str, filling: Filling, filler: Filler, tell: Callable[[int], None]) -> None:
    """Fill a store.

    Args:
        url: of the store.
        filling: with what.
        filler: makes the rows.
        tell: is told how many cases are there.

    Raises:
        StoreError: it cannot be used.
    """
    engine, done = make_engine(url), 0
    try:
        for some in itertools.batched(many_cases(filling.sealed + filling.opened), AT_A_TIME):
            rows = [_row(filler, case, done + place, filling) for place, case in enumerate(some)]
            async with OnlyStoreErrors():
                await _write(engine, _together(rows))
            done += len(some)
            tell(done)
    finally:
        await engine.dispose()


def _row(filler: Filler, case: Case, number: int, filling: Filling) -> Rows:
    """Opened cases are spread over all, as they are in a store that is at work."""
    every = filling.sealed + filling.opened
    opened = number * filling.opened // every != (number + 1) * filling.opened // every
    return filler.rows(case, opened=opened, assessed=opened and number % 2 == 0)


def _together(made: Sequence[Rows]) -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    for table in (MailboxRow, CaseRow, AssessmentRow, TrailRow):
        if rows := [row for one in made for row in one.get(table, ())]:
            yield table, rows


async def _write(engine: AsyncEngine, tables: Iterable[tuple[type[Any], list[dict[str, Any]]]]) -> None:
    async with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            await connection.exec_driver_sql(_ROOM)
        for table, rows in tables:
            await connection.execute(insert(table), rows)
