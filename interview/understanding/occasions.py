"""Times that people name by an occasion: half term, Eid, the night of the Euros final; always the latest that began."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache

import holidays

from interview.understanding import calendar
from interview.understanding.calendar import Span
from interview.understanding.words import any_of, word_list

_YEAR = r"(?: (?:in |of )?(?P<y>(?:19[5-9]|20[0-4])\d)| last year)?"
_AROUND = {"feb": "02-17", "oct": "10-28"}  # a day of the week that most schools are off
_SEASON = {"spring": "feb", "winter": "feb", "autumn": "oct", "summer": "may"}


Reader = Callable[["re.Match[str]", date], "Span | None"]


def shapes() -> Iterator[tuple[str, Reader, float]]:
    """The shapes of occasions, each with its reader and how sure it is."""
    lists = word_list("calendar")
    yield (
        r"\b(?:(?P<which>feb(?:ruary)?|may|oct(?:ober)?|autumn|spring|summer|winter)(?:'s)? )?half[ \-]?term\b"
        rf"(?: (?:week|hols|holidays?))?{_YEAR}",
        to_half_term,
        0.85,
    )
    yield rf"\b(?P<name>{any_of(lists['feasts'])})\b(?P<weekend> weekend)?(?: day| night| eve)?{_YEAR}", to_feast, 0.85
    yield (
        rf"\b(?:the )?(?:(?:night|day|weekend|evening) of )?(?:the )?(?P<name>{any_of(lists['once'])})\b{_YEAR}",
        to_once,
        0.85,
    )
    yield rf"\b(?P<name>mother'?s day|mothering sunday|father'?s day)\b{_YEAR}", to_parents_day, 0.85
    yield rf"\b(?:notting hill carnival|carnival (?:weekend|sunday|monday)){_YEAR}", to_carnival, 0.85


def to_half_term(match: re.Match[str], today: date) -> Span | None:
    """The nine days around the week off, from a Saturday to a Sunday."""
    which = match["which"] or ""
    wanted = [_SEASON.get(which, which[:3])] if which else ["feb", "may", "oct"]
    years = [_year(match, today)] if _year(match, today) else [today.year, today.year - 1]
    spans = [_week_off(part, year) for year in years if year for part in wanted]
    return max((span for span in spans if span[0] <= today), default=None)


def to_feast(match: re.Match[str], today: date) -> Span | None:
    """The days of a religious feast; with "weekend", until the Sunday after it."""
    before, after, names = _feasts()[re.sub(r"[\s\-]+", " ", match["name"])]
    year = _year(match, today)
    days = [day for day, called in _feast_days(today.year).items() if called in names and year in (None, day.year)]
    spans = [(day - timedelta(days=before), day + timedelta(days=after)) for day in days]
    span = max((span for span in spans if span[0] <= today), default=None)
    return (span[0], span[1] + timedelta(days=6 - span[1].weekday())) if span and match["weekend"] else span


def to_once(match: re.Match[str], today: date) -> Span | None:
    """A day or some days that came only in some years."""
    year = _year(match, today)
    days = word_list("calendar")["once"][re.sub(r"[\s\-]+", " ", match["name"])]
    spans = [(date.fromisoformat(first), date.fromisoformat(last)) for first, last in days]
    return max((span for span in spans if span[0] <= today and year in (None, span[0].year)), default=None)


def to_parents_day(match: re.Match[str], today: date) -> Span | None:
    """Mothering Sunday, three weeks before Easter, or the third Sunday of June."""
    year = _year(match, today)
    days = [_parents_day(match["name"], one) for one in ([year] if year else [today.year, today.year - 1])]
    return next(((day, day) for day in days if day and day <= today), None)


def to_carnival(match: re.Match[str], today: date) -> Span | None:
    """The Sunday and Monday of the August bank holiday."""
    span = calendar.bank_holiday_weekend(today, "", 8, _year(match, today))
    if span and match.group().endswith("monday"):
        return span[1], span[1]
    return (span[1] - timedelta(days=1), span[1]) if span else None


def _year(match: re.Match[str], today: date) -> int | None:
    if match.group().endswith(" last year"):
        return today.year - 1
    return int(match["y"]) if match["y"] else None


def _week_off(part: str, year: int) -> Span:
    day = date.fromisoformat(f"{year}-{_AROUND[part]}") if part in _AROUND else date(year, 5, 31)
    monday = day - timedelta(days=day.weekday())
    return monday - timedelta(days=2), monday + timedelta(days=6)


def _parents_day(name: str, year: int) -> date | None:
    if name.startswith("father"):
        first = date(year, 6, 1)
        return first + timedelta(days=6 - first.weekday() + 14)
    span = calendar.easter(date(year, 12, 31), year)
    return span[0] - timedelta(days=19) if span else None


@lru_cache(maxsize=1)
def _feasts() -> dict[str, tuple[int, int, tuple[str, ...]]]:
    feasts = word_list("calendar")["feasts"]
    return {name: (int(one["before"]), int(one["after"]), tuple(one["days"])) for name, one in feasts.items()}


@lru_cache(maxsize=8)
def _feast_days(year: int) -> dict[date, str]:
    """The feasts of that year and the ten before, from two countries where they are public holidays."""
    years = range(year - 10, year + 1)
    singapore = holidays.country_holidays("SG", years=years, observed=False)
    israel = holidays.country_holidays("IL", years=years, observed=False, language="en_US")
    return {**dict(singapore.items()), **dict(israel.items())}
