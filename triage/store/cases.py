"""Handing cases over, and finding them again. The store holds ciphertext; it cannot open it."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime
from operator import attrgetter
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, insert, null, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from candour.errors import CaseNotFound, ReferenceTaken, StoreError
from triage.reference import parse_reference
from triage.store.destruction import Destruction
from triage.store.engine import OnlyStoreErrors, existing_engine
from triage.store.envelopes import EnvelopeStore
from triage.store.mailboxes import MailboxStore
from triage.store.models import CaseRow
from triage.store.records import RecordStore, StoredChange, StoredLink
from triage.store.schema import is_newest
from triage.store.trail import NEW, TrailStore

_WHOLE = (CaseRow.id, CaseRow.reference, CaseRow.created, CaseRow.state, CaseRow.sealed, CaseRow.contact)
_PAGE = 100  # envelopes of 32 KiB and more
_IDS_AT_A_TIME = 500
_NUMBER = attrgetter("int")  # UUIDs compared as such take many times as long
QUARANTINE = "quarantine"  # begun in a flood: to be looked at as such, and never dropped


@dataclass(frozen=True)
class CaseEntry:
    """A case as it is listed. `created` is the day it was handed over."""

    id: UUID
    reference: str
    created: date
    state: str


@dataclass(frozen=True)
class StoredCase(CaseEntry):
    """A case with its envelopes."""

    sealed: bytes
    contact: bytes | None


class CaseStore:
    """The triage store. Made by `open`; every method raises StoreError when the store cannot be reached."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @classmethod
    async def open(cls, url: str) -> CaseStore:
        """Open a store that `migrate` has prepared; connections are made when they are needed.

        Raises:
            StoreError: the URL cannot be used, or there is no store yet.
        """
        async with OnlyStoreErrors():
            return cls(existing_engine(url))

    def mailboxes(self) -> MailboxStore:
        """The mailboxes of the same store; they close with it."""
        return MailboxStore(lambda: self._engine)

    def trail(self) -> TrailStore:
        """The audit trail of the same store; it closes with it."""
        return TrailStore(self._engine)

    def destruction(self) -> Destruction:
        """What destroys cases of the same store; it closes with it."""
        return Destruction(self._engine)

    def changes(self) -> RecordStore[StoredChange]:
        """The changes to the team in the same store; they close with it."""
        return RecordStore(self._engine, StoredChange)

    def envelopes(self) -> EnvelopeStore:
        """All envelopes of the same store; they close with it."""
        return EnvelopeStore(self._engine)

    def links(self) -> RecordStore[StoredLink]:
        """The links between cases of the same store; they close with it."""
        return RecordStore(self._engine, StoredLink)

    async def ids(self, states: Collection[str]) -> list[UUID]:
        """List the cases in these states, by their random IDs, in any order. It does not read the envelopes of any."""
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            found = await connection.scalars(select(CaseRow.id).where(CaseRow.state.in_(states)))
            return list(found)

    async def sealed(self, ids: Collection[UUID]) -> AsyncIterator[list[StoredCase]]:
        """Read these cases, without contact details, a page at a time, so that nobody who writes waits."""
        for some in itertools.batched(sorted(ids, key=_NUMBER), _PAGE):
            yield await self._whole(select(*_WHOLE[:-1], null()).where(CaseRow.id.in_(some)))

    async def close(self) -> None:
        """Close all connections."""
        await self._engine.dispose()

    async def hand_over(
        self, case_id: UUID, reference: str, sealed: bytes, contact: bytes | None = None, *, state: str = NEW
    ) -> str:
        """Store a case, once: repeating it with the same ID, even at the same time, keeps what came first.

        Args:
            case_id: of the case.
            reference: that the reporter is told.
            sealed: the case.
            contact: the contact details.
            state: NEW or QUARANTINE.

        Returns:
            The reference under which the case is safely stored.

        Raises:
            ReferenceTaken: another case has this reference; hand over again with another.
            StoreError: it is not known to be stored; hand over again.
        """
        if await self._insert(case_id, reference, sealed, contact, state):
            return reference
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            known = await connection.scalar(select(CaseRow.reference).where(CaseRow.id == case_id))
        if known is None:
            raise ReferenceTaken
        return str(known)

    async def cases(self) -> list[CaseEntry]:
        """List all cases, newest day first; within a day by reference, which tells nothing about order."""
        columns = select(CaseRow.id, CaseRow.reference, CaseRow.created, CaseRow.state)
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            rows = await connection.execute(columns.order_by(CaseRow.created.desc(), CaseRow.reference))
            return [CaseEntry(*row) for row in rows]

    async def cases_since(self, day: date) -> list[CaseEntry]:
        """List the cases of a day and of all days after it."""
        return await self._entries(CaseRow.created >= day)

    async def entries(self, ids: Collection[UUID]) -> list[CaseEntry]:
        """List these cases as they are now; those that are gone are left out."""
        found, asked = [], sorted(ids, key=_NUMBER)
        for start in range(0, len(asked), _IDS_AT_A_TIME):
            found += await self._entries(CaseRow.id.in_(asked[start : start + _IDS_AT_A_TIME]))
        return found

    async def get(self, id_or_reference: UUID | str) -> StoredCase:
        """Find a case by its ID or its reference (as people write it).

        Raises:
            CaseNotFound: there is none.
        """
        found = await self._whole(select(*_WHOLE).where(_matches(id_or_reference)))
        if not found:
            raise CaseNotFound
        return found[0]

    async def healthy(self) -> bool:
        """Whether a case could be handed over now: the store answers and has the newest schema."""
        try:
            return await self.newest()
        except StoreError:
            return False

    async def newest(self) -> bool:
        """Whether the store has the newest schema."""
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            return await connection.run_sync(is_newest)

    async def _whole(self, rows: Select[Any, Any, Any, Any, Any, Any]) -> list[StoredCase]:
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            return [StoredCase(*row) for row in await connection.execute(rows)]

    async def _entries(self, which: ColumnElement[bool]) -> list[CaseEntry]:
        columns = select(CaseRow.id, CaseRow.reference, CaseRow.created, CaseRow.state).where(which)
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            return [CaseEntry(*row) for row in await connection.execute(columns)]

    async def _insert(self, case_id: UUID, reference: str, sealed: bytes, contact: bytes | None, state: str) -> bool:
        row = {"id": case_id, "reference": reference, "created": datetime.now(UTC).date(), "state": state}
        statement = insert(CaseRow).values(**row, sealed=sealed, contact=contact)
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(statement)
            except IntegrityError:
                return False
            return True


def _matches(id_or_reference: UUID | str) -> ColumnElement[bool]:
    if isinstance(id_or_reference, UUID):
        return CaseRow.id == id_or_reference
    if reference := parse_reference(id_or_reference):
        return CaseRow.reference == reference
    try:
        return CaseRow.id == UUID(id_or_reference.strip())
    except ValueError:
        raise CaseNotFound from None
