"""Envelopes wherever they lie in the store, to be given to other recipients: read, and exchanged, a page at a time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from triage.store.engine import OnlyStoreErrors
from triage.store.models import AssessmentRow, CaseRow, LetterRow, LinkRow

PAGE = 100  # envelopes of 32 KiB and more
Place = tuple[UUID | int, ...]  # the primary key of a row


@dataclass(frozen=True)
class Drawer:
    """A column of envelopes: in which rows, and how these are named."""

    keys: tuple[InstrumentedAttribute[Any], ...]
    column: InstrumentedAttribute[Any]
    where: ColumnElement[bool]


# All that is sealed to the team. Its letters to a reporter are sealed to the code; they have a copy for the team.
DRAWERS = {
    "cases": Drawer((CaseRow.id,), CaseRow.sealed, CaseRow.sealed.is_not(None)),
    "contacts": Drawer((CaseRow.id,), CaseRow.contact, CaseRow.contact.is_not(None)),
    "assessments": Drawer(
        (AssessmentRow.case, AssessmentRow.sequence), AssessmentRow.sealed, AssessmentRow.sealed.is_not(None)
    ),
    "letters": Drawer((LetterRow.id,), LetterRow.sealed, LetterRow.copy.is_(None)),
    "copies": Drawer((LetterRow.id,), LetterRow.copy, LetterRow.copy.is_not(None)),
    "links": Drawer((LinkRow.id,), LinkRow.sealed, LinkRow.sealed.is_not(None)),
}


@dataclass(frozen=True)
class Envelope:
    """A sealed document, and the row in which it lies."""

    place: Place
    sealed: bytes


class EnvelopeStore:
    """All envelopes of a store. Every method raises StoreError when the store cannot be reached."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def page(self, drawer: str, after: Place = ()) -> list[Envelope]:
        """Read the next envelopes of a drawer, in the order of their random keys.

        Args:
            drawer: one of DRAWERS.
            after: the place of the last one that was read.
        """
        one = DRAWERS[drawer]
        rows = select(*one.keys, one.column).where(one.where).order_by(*one.keys).limit(PAGE)
        if after:
            rows = rows.where(tuple_(*one.keys) > after if len(after) > 1 else one.keys[0] > after[0])
        async with OnlyStoreErrors(), self._engine.connect() as connection:
            return [Envelope(tuple(row[:-1]), row[-1]) for row in await connection.execute(rows)]

    async def exchange(self, drawer: str, changed: Iterable[tuple[Envelope, bytes]]) -> None:
        """Put other envelopes in their places, all or none. What is gone by now, or is another by now, stays so."""
        one = DRAWERS[drawer]
        rows = [{"old": old.sealed, "new": new} | _named(old.place) for old, new in changed]
        places = [key == bindparam(name) for key, name in zip(one.keys, _NAMES, strict=False)]
        statement = (
            update(one.column.class_)
            .where(*places, one.column == bindparam("old"))
            .values({one.column: bindparam("new")})
        )
        if rows:
            async with OnlyStoreErrors(), self._engine.begin() as connection:
                await connection.execute(statement, rows)


_NAMES = ("first", "second")


def _named(place: Sequence[UUID | int]) -> dict[str, UUID | int]:
    return dict(zip(_NAMES, place, strict=False))
