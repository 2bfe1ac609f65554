"""The inbox: which cases there are to show, by what is asked, and what is to be done in all."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date, timedelta
from functools import cached_property
from operator import add, sub

from triage.desk.standing import DECIDED, TO_CONFIRM, UNASSESSED
from triage.desk.summary import CHILD, DANGER, SEALED_RANK, Summary
from triage.store import ASSESSED, CaseEntry

PAGE = 50
OPEN, ALL, SEALED = "open", "all", "sealed"  # which cases, beside a state or a stage
OVERDUE, SOON = "overdue", "soon"
ANY = "any"  # a deadline of any day
NOBODY = "nobody"
SOON_DAYS = 7

Key = tuple[int, date, str]


@dataclass(frozen=True)
class Row:
    """A case in the inbox: what the store knows of it, and what this desk does, if it has opened it."""

    case: CaseEntry
    summary: Summary | None = None

    @cached_property
    def key(self) -> Key:
        """Where it stands: risk first, then the oldest. A case that nobody here has opened may be anything."""
        return (self.summary.rank if self.summary else SEALED_RANK, self.case.created, self.case.reference)

    @property
    def decided(self) -> bool:
        """Whether it has an outcome that holds."""
        return self.summary.standing.stage == DECIDED if self.summary else self.case.state == ASSESSED


@dataclass(frozen=True)
class Filters:
    """What to show. Each but `which`, `since` and `until` finds opened cases only.

    Args:
        which: OPEN (not decided), ALL, SEALED (not opened here), a state of the store, or a stage.
        outcome: one of `triage.assessment.OUTCOMES`.
        category: what its reporter says it is about.
        force: part of its name.
        assignee: a fingerprint, or NOBODY.
        since: handed over on this day or later.
        until: handed over on this day or earlier.
        unread: with letters that nobody marked as read.
        deadline: OVERDUE, SOON or ANY.
        risk: at risk now: in danger, or a child or vulnerable person.
        words: all of these stand somewhere in it.
    """

    which: str = OPEN
    outcome: str = ""
    category: str = ""
    force: str = ""
    assignee: str = ""
    since: date | None = None
    until: date | None = None
    unread: bool = False
    deadline: str = ""
    risk: bool = False
    words: str = ""

    def select(self, rows: Sequence[Row], today: date) -> list[Row]:
        """Those that fit, in the order in which they come. Only what is asked is looked at: there may be very many."""
        if self.which != ALL:
            rows = [row for row in rows if self._fits_state(row)]
        if self.since or self.until:
            first, last = self.since or date.min, self.until or date.max
            rows = [row for row in rows if first <= row.case.created <= last]
        for test in self._tests(today):
            rows = [row for row in rows if row.summary and test(row.summary)]
        return list(rows)

    @property
    def need_opening(self) -> bool:
        """Whether they ask what only opening a case tells."""
        asked = (self.outcome, self.category, self.force, self.assignee, self.unread, self.deadline, self.risk)
        return any(asked) or bool(self.words.strip())

    def _fits_state(self, row: Row) -> bool:
        if self.which == OPEN:
            return not row.decided
        if self.which == SEALED:
            return row.summary is None
        return self.which in (row.case.state, row.summary.standing.stage if row.summary else None)

    def _tests(self, today: date) -> Iterator[Callable[[Summary], bool]]:
        """What is asked of opened cases, one after the other."""
        force, words = self.force.casefold(), self.words.casefold().split()
        tests: tuple[tuple[bool, Callable[[Summary], bool]], ...] = (
            (bool(self.outcome), lambda one: one.standing.outcome == self.outcome),
            (bool(self.category), lambda one: self.category in one.categories),
            (bool(force), lambda one: force in one.force.casefold()),
            (bool(self.assignee), lambda one: (one.standing.assignee or NOBODY) == self.assignee),
            (self.unread, lambda one: one.unread > 0),
            (bool(self.deadline), lambda one: _is_due(one, self.deadline, today)),
            (self.risk, at_risk),
            (bool(words), lambda one: all(word in one.text for word in words)),
        )
        yield from (test for asked, test in tests if asked)


@dataclass(frozen=True)
class Page:
    """One page.

    Args:
        rows: what is on it.
        total: how many cases fit in all.
        after: what to ask the next page with; None on the last.
    """

    rows: tuple[Row, ...]
    total: int
    after: Key | None


@dataclass(frozen=True)
class Counts:
    """What the first page says is to be done."""

    at_risk: int = 0
    overdue: int = 0
    soon: int = 0
    unread: int = 0
    to_confirm: int = 0
    sealed: int = 0
    sealed_assessed: int = 0

    def __add__(self, more: Counts) -> Counts:
        """With some cases more."""
        return Counts(*map(add, astuple(self), astuple(more)))

    def __sub__(self, less: Counts) -> Counts:
        """With some cases less."""
        return Counts(*map(sub, astuple(self), astuple(less)))


def count(opened: Sequence[Row], sealed: Sequence[Row], today: date) -> Counts:
    """Count what is to be done.

    Args:
        opened: cases that this desk has opened.
        sealed: all others.
        today: for deadlines.
    """
    known, assessed = [row.summary for row in opened if row.summary], sum(row.decided for row in sealed)
    return Counts(
        at_risk=sum(one.standing.stage == UNASSESSED and at_risk(one) for one in known),
        overdue=sum(_is_due(one, OVERDUE, today) for one in known),
        soon=sum(_is_due(one, SOON, today) for one in known),
        unread=sum(one.unread > 0 for one in known),
        to_confirm=sum(one.standing.stage == TO_CONFIRM for one in known),
        sealed=len(sealed) - assessed,
        sealed_assessed=assessed,
    )


def count_one(row: Row, today: date) -> Counts:
    """What one case adds to what is to be done."""
    return count([row], [], today) if row.summary else count([], [row], today)


def at_risk(one: Summary) -> bool:
    """Whether somebody may be hurt: in danger, or a child or vulnerable person at risk."""
    return DANGER in one.risks or CHILD in one.risks


def _is_due(one: Summary, deadline: str, today: date) -> bool:
    first = min(one.duties.values(), default=None)
    if first is None:
        return False
    late, soon = first < today, first <= today + timedelta(days=SOON_DAYS)
    return {OVERDUE: late, SOON: soon and not late, ANY: True}.get(deadline, False)
