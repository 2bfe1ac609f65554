"""Facts counted into tables of one dimension each: with two, single reporters stand out in nearly every row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median_low

from interview.guide import Guide
from triage.assessment import OUTCOMES
from triage.desk.categories import Categories, Category
from triage.desk.statistics.facts import Fact
from triage.store import ASSESSED, NEW, OPENED, QUARANTINE

NOT_OPENED, NOT_YET, NOT_SAID = "not opened yet", "not yet", "not said"
NOT_CODED, OFF_LIST = "not coded", "a code that is not on the list"
CODE = "code"  # the table of main categories
SEVERAL, NO_PART = "more than one of these", "none of these named"
_BANDS = (
    (0, "the same day"),
    (1, "the next day"),
    (7, "within 7 days"),
    (30, "within 30 days"),
    (92, "within 3 months"),
)
_LATER = "later"
Rows = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Table:
    """One table, before small numbers are hidden.

    Args:
        name: for programs.
        title: for people.
        rows: label and number, in the order shown.
        total: of how many cases; the rows of a table in which a case counts more than once add up to more.
        overlapping: whether a case can count in several rows.
        median: of the days, where days are counted.
    """

    name: str
    title: str
    rows: Rows
    total: int
    overlapping: bool = False
    median: int | None = None


def tables(facts: Sequence[Fact], guide: Guide, codes: Categories) -> list[Table]:
    """Count all facts."""
    categories = guide.slot("conduct_category")
    labels = {value: categories.title(value) for value in categories.options}
    return [
        _by_week(facts),
        _one("channel", "Channel", facts, lambda fact: fact.channel or NOT_OPENED),
        _by_kind(facts, labels),
        _by_code(facts, codes),
        _one("state", "State", facts, lambda fact: fact.state, (NEW, QUARANTINE, OPENED, ASSESSED)),
        _one("outcome", "Outcome of the last assessment", facts, lambda fact: fact.outcome or NOT_YET, OUTCOMES),
        _days("first_look", "Days until a case was first read", facts, [fact.look for fact in facts]),
        _days("decision", "Days until a case was first assessed", facts, [fact.decision for fact in facts]),
    ]


def week_of(day: date) -> str:
    """The week of a day, as ISO 8601 counts them: 2026-W48."""
    year, week, _ = day.isocalendar()
    return f"{year}-W{week:02}"


def _by_week(facts: Sequence[Fact]) -> Table:
    counts = Counter(week_of(fact.created) for fact in facts)
    return Table("week", "Cases handed over, by week", tuple((w, counts[w]) for w in _weeks(facts)), len(facts))


def _weeks(facts: Iterable[Fact]) -> list[str]:
    days = {fact.created for fact in facts}
    if not days:
        return []
    first, last = min(days), max(days)
    every = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return list(dict.fromkeys(week_of(day) for day in every))


def _one(name: str, title: str, facts: Sequence[Fact], of: Callable[[Fact], str], order: Sequence[str] = ()) -> Table:
    counts = Counter(map(of, facts))
    rows = [(label, counts[label]) for label in (*order, *sorted(counts.keys() - set(order)))]
    return Table(name, title, tuple(rows), len(facts))


def _several(facts: Sequence[Fact], labels: Mapping[str, str], none: str, of: Callable[[Fact], Iterable[str]]) -> Rows:
    opened = [set(of(fact)) & labels.keys() for fact in facts if fact.channel is not None]
    counts = Counter(one for found in opened for one in found)
    rows = [(label, counts[one]) for one, label in labels.items()]
    return (*rows, (none, sum(not found for found in opened)), (NOT_OPENED, len(facts) - len(opened)))


def _by_kind(facts: Sequence[Fact], labels: Mapping[str, str]) -> Table:
    rows = _several(facts, labels, NOT_SAID, lambda fact: fact.categories)
    return Table("category", "Kind of conduct, as reporters chose it", rows, len(facts), overlapping=True)


def part_tables(facts: Sequence[Fact], codes: Categories) -> dict[str, Table]:
    """Count the sub-categories of each main category, by its row in the table of these.

    Every case of a main category is in one row only, so that its rows add up to the number of the whole, and hiding
    small ones (`hiding.hide`) is exact: with rows that overlap, the whole less a part would tell of the few outside it.
    """
    found = {}
    for one in filter(lambda group: group.parts, codes.groups):
        given = [{code for code in fact.codes if codes.main(code) == one.code} for fact in facts]
        counts = Counter(_row_of_parts(some - {one.code}) for some in given if some)
        labels = {code: f"{code} {name}" for code, name in one.parts.items()} | {SEVERAL: SEVERAL, NO_PART: NO_PART}
        rows = tuple((label, counts[code]) for code, label in labels.items())
        title = f"{_whole(one)}, by sub-category"
        found[_whole(one)] = Table(f"{CODE}_{one.code}", title, rows, sum(counts.values()))
    return found


def _row_of_parts(parts: Set[str]) -> str:
    return next(iter(parts)) if len(parts) == 1 else SEVERAL if parts else NO_PART


def _whole(group: Category) -> str:
    return f"{group.code} {group.name}"


def _by_code(facts: Sequence[Fact], codes: Categories) -> Table:
    """Main categories; their parts have tables of their own (`part_tables`)."""
    labels = {one.code: _whole(one) for one in codes.groups} | {"": OFF_LIST}

    def mains(fact: Fact) -> list[str]:
        return [codes.main(code) or "" for code in fact.codes]

    rows = _several(facts, labels, NOT_CODED, mains)
    return Table(CODE, "Categories, as the team coded them", rows, len(facts), overlapping=True)


def _days(name: str, title: str, facts: Sequence[Fact], days: Sequence[int | None]) -> Table:
    known = [one for one in days if one is not None]
    counts = Counter(_band(one) for one in known)
    labels = [*(label for _, label in _BANDS), _LATER]
    rows = [*((label, counts[label]) for label in labels), (NOT_YET, len(days) - len(known))]
    return Table(name, title, tuple(rows), len(facts), median=median_low(known) if known else None)


def _band(days: int) -> str:
    return next((label for limit, label in _BANDS if days <= limit), _LATER)
