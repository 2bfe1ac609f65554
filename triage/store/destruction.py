"""Destroying a case in the store, together with the entries in the trail that say so, or not at all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from candour.errors import CaseNotFound, PlaceTaken
from triage.audit.entry import Kept
from triage.store.engine import OnlyStoreErrors
from triage.store.models import AssessmentRow, CaseRow, LetterRow, LinkRow, MailboxRow, TrailRow


class Destruction:
    """What takes cases out of the store for good. Raises StoreError when the store cannot be reached."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def destroy(self, entries: Sequence[Kept], case: UUID, mailbox: str | None, links: Collection[UUID]) -> None:
        """Destroy a case, all that was written about it, its mailbox with all letters, and links that name it.

        Args:
            entries: of the trail, which say so; they come in the same transaction.
            case: which one.
            mailbox: its address, if it has one.
            links: those that name it.

        Raises:
            PlaceTaken: another desk was faster; make the entries again for the next places.
            CaseNotFound: it is gone already.
        """
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(TrailRow), [vars(kept) for kept in entries])
                    await _delete(connection, case, mailbox, links)
            except IntegrityError:
                # Or something was written about the case between two of the statements; the next try takes that too.
                raise PlaceTaken from None


async def _delete(connection: AsyncConnection, case: UUID, mailbox: str | None, links: Collection[UUID]) -> None:
    await connection.execute(delete(AssessmentRow).where(AssessmentRow.case == case))
    await connection.execute(delete(LinkRow).where(LinkRow.id.in_(links)))
    if mailbox is not None:
        await connection.execute(delete(LetterRow).where(LetterRow.mailbox == mailbox))
        await connection.execute(delete(MailboxRow).where(MailboxRow.address == mailbox))
    gone = await connection.execute(delete(CaseRow).where(CaseRow.id == case))
    if gone.rowcount != 1:
        raise CaseNotFound
