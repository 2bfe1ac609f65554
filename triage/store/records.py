"""Links and changes to the team where they lie, each written together with its entry in the trail or not at all."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Generic, TypeVar
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from candour.errors import PlaceTaken
from triage.audit.entry import Kept
from triage.store.engine import OnlyStoreErrors
from triage.store.models import ChangeRow, LinkRow, TrailRow


@dataclass(frozen=True)
class StoredLink:
    """A link as it lies in the store, which knows neither of its cases."""

    id: UUID
    sealed: bytes


@dataclass(frozen=True)
class StoredChange:
    """A change to the team as it lies in the store."""

    id: UUID
    document: bytes


Record = TypeVar("Record", StoredLink, StoredChange)


class RecordStore(Generic[Record]):
    """All records of one kind. Every method raises StoreError when the store cannot be reached.

    Args:
        engine: of the store.
        kind: of the records.
    """

    def __init__(self, engine: AsyncEngine, kind: type[Record]) -> None:
        self._engine = engine
        self._kind: type[Record] = kind
        self._table: type[LinkRow | ChangeRow] = LinkRow if kind is StoredLink else ChangeRow

    async def all(self) -> list[Record]:
        """List all of them, by their random IDs."""
        columns = [getattr(self._table, one.name) for one in fields(self._kind)]
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            rows = await connection.execute(select(*columns).order_by(self._table.id))
            return [self._kind(*row) for row in rows]

    async def add(self, kept: Kept, record: Record) -> None:
        """Add an entry to the trail and the record that it names, or neither.

        Raises:
            PlaceTaken: another desk was faster; make the entry again for the next place.
        """
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(TrailRow).values(**vars(kept)))
                    await connection.execute(insert(self._table).values(**vars(record)))
            except IntegrityError:
                raise PlaceTaken from None
