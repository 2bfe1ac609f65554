"""Changes to the team where they lie, each written together with its entry in the trail or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from candour.errors import PlaceTaken
from triage.audit.entry import Kept
from triage.store.engine import OnlyStoreErrors
from triage.store.models import ChangeRow, TrailRow


@dataclass(frozen=True)
class StoredChange:
    """A change as it lies in the store."""

    id: UUID
    document: bytes


class ChangeStore:
    """All changes to the team. Every method raises StoreError when the store cannot be reached."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> list[StoredChange]:
        """List all changes, by their random IDs."""
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            rows = await connection.execute(select(ChangeRow.id, ChangeRow.document).order_by(ChangeRow.id))
            return [StoredChange(*row) for row in rows]

    async def add(self, kept: Kept, change: StoredChange) -> None:
        """Add an entry to the trail and the change that it records, or neither.

        Raises:
            PlaceTaken: another desk was faster; make the entry again for the next place.
        """
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(TrailRow).values(**vars(kept)))
                    await connection.execute(insert(ChangeRow).values(**vars(change)))
            except IntegrityError:
                raise PlaceTaken from None
