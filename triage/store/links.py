"""Sealed links where they lie, each written together with its entry in the trail or not at all."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from candour.errors import PlaceTaken
from triage.audit.entry import Kept
from triage.store.engine import OnlyStoreErrors
from triage.store.models import LinkRow, TrailRow


@dataclass(frozen=True)
class StoredLink:
    """A link as it lies in the store, which knows neither of its cases."""

    id: UUID
    sealed: bytes


class LinkStore:
    """All links. Every method raises StoreError when the store cannot be reached."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def all(self) -> list[StoredLink]:
        """List all links, by their random IDs."""
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            rows = await connection.execute(select(LinkRow.id, LinkRow.sealed).order_by(LinkRow.id))
            return [StoredLink(*row) for row in rows]

    async def add(self, kept: Kept, link: StoredLink) -> None:
        """Add an entry to the trail and the link that it records, or neither.

        Raises:
            PlaceTaken: another desk was faster; make the entry again for the next place.
        """
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(TrailRow).values(**vars(kept)))
                    await connection.execute(insert(LinkRow).values(**vars(link)))
            except IntegrityError:
                raise PlaceTaken from None
