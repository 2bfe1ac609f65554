"""All cases in their order, kept so as they change: so that the first page of very many is there at once."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from datetime import date
from operator import attrgetter
from uuid import UUID

from triage.desk.inbox import PAGE, Counts, Filters, Key, Page, Row, count, count_one
from triage.desk.summary import SEALED_RANK, Summary
from triage.store import CaseEntry

_KEY = attrgetter("key")


class Shelf:
    """Cases by risk, then age. Sealed ones, which all stand together, are kept apart from opened ones."""

    def __init__(self) -> None:
        self._rows: dict[UUID, Row] = {}
        self._sealed: list[Row] = []
        self._opened: list[Row] = []
        self._found: tuple[Filters, date, list[Row]] | None = None
        self._counts: tuple[date, Counts] | None = None

    def __len__(self) -> int:
        """How many cases there are."""
        return len(self._rows)

    def fill(self, cases: Iterable[CaseEntry]) -> None:
        """Put all cases there, sealed."""
        self._rows = {case.id: Row(case) for case in cases}
        self._opened, self._sealed = [], sorted(self._rows.values(), key=_KEY)
        self._found = self._counts = None

    def get(self, case: UUID) -> Row | None:
        """One case."""
        return self._rows.get(case)

    def put(self, case: CaseEntry, summary: Summary | None) -> None:
        """Put a case where it belongs now."""
        row = Row(case, summary)
        if self._rows.get(case.id) == row:
            return
        self.drop(case.id)
        self._rows[case.id] = row
        for rows in self._lists_with(row):
            rows.insert(bisect_left(rows, row.key, key=_KEY), row)
        if self._counts:
            self._counts = (self._counts[0], self._counts[1] + count_one(row, self._counts[0]))

    def drop(self, case: UUID) -> None:
        """Take a case away."""
        if row := self._rows.pop(case, None):
            for rows in self._lists_with(row):
                del rows[bisect_left(rows, row.key, key=_KEY)]
            if self._counts:
                self._counts = (self._counts[0], self._counts[1] - count_one(row, self._counts[0]))

    def clear(self) -> None:
        """Take everything away."""
        self.fill(())

    def opened(self) -> list[Row]:
        """Those that were opened."""
        return list(self._opened)

    def in_order(self) -> list[Row]:
        """All of them: sealed ones stand after what is known to be at risk, before what is known not to be."""
        middle = bisect_left(self._opened, SEALED_RANK, key=lambda row: row.key[0])
        return [*self._opened[:middle], *self._sealed, *self._opened[middle:]]

    def newest(self) -> date:
        """The day of the newest case."""
        return max((row.case.created for row in self._rows.values()), default=date.min)

    def page(self, filters: Filters, today: date, after: Key | None = None, size: int = PAGE) -> Page:
        """Cut a page out of all that fit.

        Args:
            filters: which cases.
            today: for deadlines.
            after: the key of the last case on the page before.
            size: how many.
        """
        found = self._fitting(filters, today)
        start = 0 if after is None else bisect_right(found, after, key=_KEY)
        shown = tuple(found[start : start + size])
        return Page(shown, len(found), shown[-1].key if start + size < len(found) else None)

    def counts(self, today: date) -> Counts:
        """What is to be done in all."""
        if self._counts is None or self._counts[0] != today:
            self._counts = (today, count(self._opened, self._sealed, today))
        return self._counts[1]

    def _fitting(self, filters: Filters, today: date) -> list[Row]:
        if self._found is None or self._found[:2] != (filters, today):
            rows = self._opened if filters.need_opening else self.in_order()
            self._found = (filters, today, filters.select(rows, today))
        return self._found[2]

    def _lists_with(self, row: Row) -> Iterator[list[Row]]:
        """The lists in which a case has its place: of many cases none is gone through anew because of one."""
        yield self._opened if row.summary else self._sealed
        if self._found and self._found[0].select([row], self._found[1]):
            yield self._found[2]
