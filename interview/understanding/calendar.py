"""Spans of days that people name: seasons, bank holidays, weekends, months; always the latest that has begun."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

import holidays

from interview.understanding.words import word_list

Span = tuple[date, date]
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def month_number(word: str) -> int:
    """1 for "jan", "january" and so on."""
    return _MONTHS.index(word[:3]) + 1


def month_span(year: int, month: int) -> Span:
    """The first and the last day of a month."""
    first = date(year, month, 1)
    return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def last_month_named(word: str, today: date) -> Span:
    """The latest month of that name that has begun."""
    month = month_number(word)
    return month_span(today.year if month <= today.month else today.year - 1, month)


def weekday_number(word: str) -> int:
    """0 for "mon", "monday" and so on."""
    return _WEEKDAYS.index(word[:3])


def weekday(word: str, today: date, weeks: int = 0) -> date:
    """The latest weekday of that name before today, or some weeks before that."""
    back = (today.weekday() - weekday_number(word)) % 7 or 7
    return today - timedelta(days=back + 7 * weeks)


def latest_on(day: int, weekday_said: str, today: date) -> date:
    """The latest past day of a number that was such a weekday, within three months; else the latest of the number.

    Raises:
        ValueError: no month has that day.
    """
    months = [divmod(today.year * 12 + today.month - 1 - back, 12) for back in range(4)]
    days = [date(year, month + 1, day) for year, month in months if day <= month_span(year, month + 1)[1].day]
    past = [one for one in days if one <= today]
    if not past or day < 1:
        raise ValueError(day)
    return next((one for one in past if one.weekday() == weekday_number(weekday_said)), past[0])


def weekend(today: date, weeks: int = 0) -> Span:
    """The latest weekend that has begun before today, or some weeks before that."""
    saturday = weekday("sat", today, weeks)
    return saturday, saturday + timedelta(days=1)


def season(name: str, today: date, year: int | None = None) -> Span:
    """A season of a year; without one, the latest that has begun. Winter belongs to the year in which it begins."""
    first, last = word_list("calendar")["seasons"][name]
    return _of_year(first, last, today, year)


def named_day(name: str, today: date, year: int | None = None) -> Span:
    """A day such as bonfire night; without a year, the latest."""
    first, last = word_list("calendar")["days"][name]
    return _of_year(first, last, today, year)


def named_span(name: str) -> Span:
    """A time that happened once, such as lockdown."""
    first, last = word_list("calendar")["spans"][name]
    return date.fromisoformat(first), date.fromisoformat(last)


def bank_holiday_weekend(today: date, name: str = "", month: int | None = None, year: int | None = None) -> Span | None:
    """The long weekend around the latest bank holiday that has begun.

    Args:
        today: the day that "latest" counts from.
        name: a part of the holiday's name, such as "easter" or "late summer".
        month: only holidays in that month.
        year: only holidays of that year.
    """
    days = [day for day, called in bank_holidays(today.year).items() if name in called.lower()]
    days = [day for day in days if month in (None, day.month) and year in (None, day.year)]
    weekends = [long for day in days if (long := _long_weekend(day)) and long[0] <= today]
    return max(weekends, default=None)


def easter(today: date, year: int | None = None) -> Span | None:
    """From Good Friday to Easter Monday."""
    mondays = [day for day, name in bank_holidays(today.year).items() if name == "Easter Monday"]
    spans = [(day - timedelta(days=3), day) for day in mondays if year in (None, day.year)]
    return max((span for span in spans if span[0] <= today), default=None)


@lru_cache(maxsize=8)
def bank_holidays(year: int) -> dict[date, str]:
    """The bank holidays of England, of that year and the ten before."""
    return dict(holidays.country_holidays("GB", subdiv="ENG", years=range(year - 10, year + 1)).items())


def _long_weekend(day: date) -> Span | None:
    if day.weekday() == 0:
        return day - timedelta(days=2), day
    return (day, day + timedelta(days=3)) if day.weekday() == 4 else None


def _of_year(first: str, last: str, today: date, year: int | None) -> Span:
    start = date.fromisoformat(f"{year or today.year}-{first}")
    if year is None and start > today:
        start = date(start.year - 1, start.month, start.day)
    end = date.fromisoformat(f"{start.year + (last < first)}-{last}")
    return start, end
