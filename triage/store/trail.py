"""The audit trail where it lies, and changes to cases, which are written together with their entry or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, insert, select, tuple_, type_coerce, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.types import NullType

from candour.errors import PlaceTaken
from triage.audit.entry import BEGINNING, Head, Kept, digest
from triage.store.engine import OnlyStoreErrors
from triage.store.models import AssessmentRow, CaseRow, TrailRow

NEW, OPENED, ASSESSED = "new", "opened", "assessed"
_PAGE = 1000
_SEALED_PAGE = 100  # assessments, of 32 KiB and more each
_ASSESSMENTS = select(AssessmentRow.case, AssessmentRow.sequence, AssessmentRow.sealed)


@dataclass(frozen=True)
class StoredAssessment:
    """An assessment, or a note beside it, as it lies in the store, which cannot tell one from the other."""

    case: UUID
    sequence: int
    sealed: bytes


@dataclass(frozen=True)
class Change:
    """What a deed changes: a case that was new is opened from now on; with an assessment it is assessed.

    Args:
        case: which case.
        filed: the assessment or note that comes with the deed.
        assessed: whether it is an assessment.
    """

    case: UUID
    filed: StoredAssessment | None = None
    assessed: bool = False


class TrailStore:
    """The trail, and the assessments beside it. Every method raises StoreError when the store cannot be reached."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def head(self) -> Head:
        """Where the trail ends."""
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            row = (await connection.execute(_rows().order_by(TrailRow.sequence.desc()).limit(1))).first()
        return Head(row[0], digest(_bytes(row[1]))) if row else Head(0, BEGINNING)

    async def add(self, kept: Kept, change: Change) -> None:
        """Add an entry, and make the change that it records, or do neither.

        Raises:
            PlaceTaken: another desk was faster; make both again for the next place.
        """
        async with OnlyStoreErrors():
            try:
                async with self._engine.begin() as connection:
                    await connection.execute(insert(TrailRow).values(**vars(kept)))
                    if change.filed:
                        await connection.execute(insert(AssessmentRow).values(**vars(change.filed)))
                    await connection.execute(_state_after(change))
            except IntegrityError:
                raise PlaceTaken from None

    async def entries(self, after: int = 0) -> AsyncIterator[Kept]:
        """Read the trail from its beginning, or from after an entry, a page at a time."""
        page = await self._page(_rows().where(TrailRow.sequence > after) if after else _rows())
        while page:
            for kept in page:
                yield kept
            page = await self._page(_rows().where(TrailRow.sequence > page[-1].sequence))

    async def assessments(self, case_id: UUID) -> list[StoredAssessment]:
        """List the assessments and notes of a case in their order."""
        return await self._assessments(_ASSESSMENTS.where(AssessmentRow.case == case_id))

    async def assessments_of(self, cases: Collection[UUID]) -> dict[UUID, list[StoredAssessment]]:
        """List the assessments and notes of these cases, each in their order. Name a hundred or so at a time."""
        found: dict[UUID, list[StoredAssessment]] = {}
        for one in await self._assessments(_ASSESSMENTS.where(AssessmentRow.case.in_(cases))):
            found.setdefault(one.case, []).append(one)
        return found

    async def all_assessments(self) -> AsyncIterator[StoredAssessment]:
        """Read the assessments of all cases, a page at a time, so that nobody who writes waits long."""
        page = await self._assessments(_ASSESSMENTS.limit(_SEALED_PAGE))
        while page:
            for one in page:
                yield one
            further = tuple_(AssessmentRow.case, AssessmentRow.sequence) > (page[-1].case, page[-1].sequence)
            page = await self._assessments(_ASSESSMENTS.where(further).limit(_SEALED_PAGE))

    async def _assessments(self, rows: Select[Any, Any, Any]) -> list[StoredAssessment]:
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            found = await connection.execute(rows.order_by(AssessmentRow.case, AssessmentRow.sequence))
            return [StoredAssessment(*row) for row in found]

    async def _page(self, rows: Select[Any, None, None]) -> list[Kept]:
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            found = await connection.execute(rows.order_by(TrailRow.sequence).limit(_PAGE))
            return [Kept(sequence, _bytes(entry), _bytes(signature)) for sequence, entry, signature in found]


def _rows() -> Select[Any, None, None]:
    # Taken as they are: whoever controls the store could have put something else than bytes there.
    return select(
        TrailRow.sequence, type_coerce(TrailRow.entry, NullType()), type_coerce(TrailRow.signature, NullType())
    )


def _bytes(value: object) -> bytes:
    return bytes(value) if isinstance(value, bytes | memoryview) else b""


def _state_after(change: Change) -> Any:
    statement = update(CaseRow).where(CaseRow.id == change.case)
    if change.assessed:
        return statement.values(state=ASSESSED)
    # A case of a flood keeps that mark until it is assessed: looking at it is no judgement.
    return statement.where(CaseRow.state == NEW).values(state=OPENED)
