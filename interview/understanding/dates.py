"""Dates in running text: finds what is a date by its shape, and reads it as a span of days, UK order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from interview.readings import read_when
from interview.understanding import calendar
from interview.understanding.calendar import Span
from interview.understanding.words import any_of, word_list

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_LONG_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december|sept|jan|feb|aug|oct|nov|dec)"
_DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|tuesdays?|weds|thurs?|tues)"
_SHORT_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)"
_PART = r"(?: (?:just gone|gone|early hours|(?:early |late )?(?:morning|afternoon|evening|night|nite|eve)))?"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
_COUNT = r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|a couple of|couple of|couple|a few|few|several|half an?)"
_UNIT = r"(?:day|week|wk|month|mth|year|yr|hour|hr|minute|min|night|weekend|fortnight)s?"
_NUMBERS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "eighteen": 18,
}
_HEDGE = r"(?:(?:about|around|roughly|approx|maybe|like|over|nearly|almost|at least|some|say) )?"

Reader = Callable[["re.Match[str]", date], "Span | None"]


@dataclass(frozen=True)
class Dated:
    """A stretch of text that is a date; no span when it names a time without saying which."""

    start: int
    end: int
    span: Span | None
    sure: float


def find_dates(low: str, today: date, bare: bool = False) -> list[Dated]:
    """All dates, longer ones before those inside them.

    Args:
        low: folded text.
        today: the day that relative dates count from.
        bare: whether the text answers "when", so that a lone "may" or "2023" is a date.
    """
    found: list[Dated] = []
    for pattern, reader, sure in _grammar(bare):
        for match in pattern.finditer(low):
            if all(match.end() <= other.start or other.end <= match.start() for other in found):
                span = _read(reader, match, today)
                if span and span[0] <= today:
                    found.append(Dated(match.start(), match.end(), (span[0], max(span[0], min(span[1], today))), sure))
    return sorted(found, key=lambda dated: dated.start)


def _read(reader: Reader, match: re.Match[str], today: date) -> Span | None:
    try:
        return reader(match, today)
    except (ValueError, OverflowError):  # the 31st of June, or the year 0
        return None


def days_of(count: str, unit: str) -> int:
    """How many days a duration has, roughly; 0 when it has no number."""
    return _number(count) * {"d": 1, "n": 1, "w": 7, "f": 14, "m": 30, "y": 365}.get(unit[0], 0)


def _number(count: str) -> int:
    return int(count) if count.isdigit() else _NUMBERS.get(count, 2 if "couple" in count else 4)


def back_by(today: date, count: str, unit: str) -> date:
    """The day some days, weeks, months or years before today, by the calendar."""
    if unit[0] not in "my" or unit.startswith("min"):
        return today - timedelta(days=days_of(count, unit))
    months = today.year * 12 + today.month - 1 - _number(count) * (12 if unit[0] == "y" else 1)
    first, last = calendar.month_span(months // 12, months % 12 + 1)
    return first.replace(day=min(today.day, last.day))


def _absolute(match: re.Match[str], today: date) -> Span | None:
    said = re.sub(
        rf"\b{_DAY}\b,?|\b{_SHORT_DAY}\b,? (?=\d)|\bthe\b|\bof\b|(?<=\d)(?:st|nd|rd|th)\b|,", " ", match["date"]
    )
    read = read_when(" ".join(said.split()), today)
    return (date.fromisoformat(read["from"]), date.fromisoformat(read["to"])) if read else None


def _numeric(match: re.Match[str], today: date) -> Span | None:
    day, month, year = int(match["d"]), int(match["m"]), int(match["y"] or 0)
    year = year + 2000 if match["y"] and year < 100 else year
    found = date(year or today.year, month, day)
    if not year and found > today:
        found = found.replace(year=today.year - 1)
    return found, found


def _month(match: re.Match[str], today: date) -> Span | None:
    year = int(match["y"]) if match["y"] else None
    first, last = calendar.last_month_named(match["month"], today)
    if year or "last year" in match.group():
        first, last = calendar.month_span(year or today.year - 1, first.month)
    part = match["part"] or ""
    if re.search(r"early|start|beginning", part):
        return first, first.replace(day=10)
    if re.search(r"mid", part):
        return first.replace(day=11), first.replace(day=20)
    return (first.replace(day=21), last) if re.search(r"late|end", part) else (first, last)


def _weekday(match: re.Match[str], today: date) -> Span | None:
    weeks = 1 if re.search(r"before last|week before", match.group()) else 0
    day = calendar.weekday(match["day"], today, weeks)
    return day, day


def _ago(match: re.Match[str], today: date) -> Span | None:
    count, unit = match["count"], match["unit"]
    if unit[0] == "h" or unit.startswith("min") or "half" in count:
        return today, today
    if "few" in count or "several" in count:
        middle = back_by(today, "a few", unit)
        return back_by(today, "6", unit), back_by(today, "2", unit) if middle else middle
    day = back_by(today, count, unit)
    if unit[0] == "y" and match["month"]:
        return calendar.month_span(day.year, calendar.month_number(match["month"]))
    return _rounded(
        day, unit, bool(re.search(r"\b(?:about|around|roughly|maybe|like|over|or so|ish)\b", match.group()))
    )


def _rounded(day: date, unit: str, hedged: bool) -> Span:
    if unit[0] in "wf":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    if unit.startswith("m"):
        return calendar.month_span(day.year, day.month)
    if unit.startswith("y"):
        return date(day.year, 1, 1), date(day.year, 12, 31)
    return (day - timedelta(days=1), day + timedelta(days=1)) if hedged else (day, day)


def _duration(match: re.Match[str], today: date) -> Span | None:
    return (back_by(today, match["count"], match["unit"]), today) if match["unit"][0] not in "hn" else None


def _relative(match: re.Match[str], today: date) -> Span | None:
    said = re.sub(r"\s+", " ", match.group())
    back = {"today": 0, "tonight": 0, "this": 0, "earlier": 0, "just": 0, "yesterday": 1, "last": 1}
    if "day before yesterday" in said:
        return today - timedelta(days=2), today - timedelta(days=2)
    if "other" in said:
        return today - timedelta(days=7), today - timedelta(days=1)
    day = today - timedelta(days=next(days for word, days in back.items() if word in said))
    return day, day


def _last_unit(match: re.Match[str], today: date) -> Span | None:
    which, unit = match["which"], match["unit"]
    back = {"this": 0, "last": 1, "the other": 1, "the": 1, "earlier this": 0, "later": 0}.get(which, 1) + (
        1 if "before last" in match.group() else 0
    )
    if which == "the other" and unit in ("week", "month"):
        return (
            (today - timedelta(days=21), today - timedelta(days=7))
            if unit == "week"
            else (today - timedelta(days=90), today - timedelta(days=30))
        )
    if unit == "weekend":
        return calendar.weekend(today, 1 if "before last" in match.group() else 0)
    if unit == "week":
        monday = today - timedelta(days=today.weekday() + 7 * back)
        return monday, monday + timedelta(days=6)
    if unit == "month":
        months = today.year * 12 + today.month - 1 - back
        return calendar.month_span(months // 12, months % 12 + 1)
    return date(today.year - back, 1, 1), date(today.year - back, 12, 31)


def _season(match: re.Match[str], today: date) -> Span | None:
    first, last = calendar.season(
        match["season"].replace("fall", "autumn"), today, int(match["y"]) if match["y"] else None
    )
    if "last year" in match.group():
        return calendar.season(match["season"], today, today.year - 1)
    count = match.groupdict().get("count") or ("2" if "before last" in match.group() else "1")
    return calendar.season(match["season"], today, first.year - _number(count) + 1) if count != "1" else (first, last)


def _named(match: re.Match[str], today: date) -> Span | None:
    year = int(match["y"]) if match["y"] else today.year - 1 if "last year" in match.group() else None
    latest = calendar.named_day(match["name"], today, year)
    if "before last" in match.group():
        return calendar.named_day(match["name"], today, latest[0].year - 1)
    return latest


def _bank_holiday(match: re.Match[str], today: date) -> Span | None:
    which = match["which"] or ""
    month = calendar.month_number(which) if re.match(_MONTH, which) else None
    name = "" if month else which.strip()
    span = calendar.bank_holiday_weekend(today, name, month, int(match["y"]) if match["y"] else None)
    return (span[1], span[1]) if span and "monday" in match.group() else span


def _easter(match: re.Match[str], today: date) -> Span | None:
    span = calendar.easter(today, int(match["y"]) if match["y"] else None)
    if span and match["day"]:
        day = span[0] + timedelta(
            days={"good": 0, "sat": 1, "sun": 2, "mon": 3}[
                match["day"].split()[0][: 4 if "good" in match["day"] else 3]
            ]
        )
        return day, day
    return span


def _year(match: re.Match[str], today: date) -> Span | None:
    del today
    year = int(match["y"])
    return date(year, 1, 1), date(year, 12, 31)


def _span(match: re.Match[str], today: date) -> Span | None:
    del today
    return calendar.named_span(match["name"])


def _day_of_month(match: re.Match[str], today: date) -> Span | None:
    first = today.replace(day=1)
    if int(match["d"]) > today.day or "last month" in match.group():
        first = (first - timedelta(days=1)).replace(day=1)
    day = first.replace(day=int(match["d"]))
    return day, day


@lru_cache(maxsize=2)
def _grammar(bare: bool) -> tuple[tuple[re.Pattern[str], Reader, float], ...]:
    return tuple(
        (re.compile(pattern), reader, sure) for pattern, reader, sure in (*_full(), *(_bare() if bare else ()))
    )


def _full() -> Iterator[tuple[str, Reader, float]]:
    day = rf"(?:{_DAY}|{_SHORT_DAY}),? (?:the )?"
    with_year = rf"(?:,? (?:of )?{_YEAR}| '?\d\d(?= |\Z))?"
    lists = word_list("calendar")
    y = rf"(?: (?:in |of )?(?P<y>{_YEAR})| last year)?"
    yield r"(?<![\d/.\-])(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2})(?![\d/])", _numeric, 0.95
    yield r"(?<![\d/.\-])(?P<date>\d{4}-\d{2}-\d{2})(?!\d)", _absolute, 0.95
    yield (
        rf"\b(?:on )?(?P<date>(?:{day})?(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}\b{with_year})",
        _absolute,
        0.95,
    )
    yield (
        rf"\b(?P<date>(?:{day})?{_MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?!:|\d)(?:,? {_YEAR})?)",
        _absolute,
        0.95,
    )
    yield (
        rf"\b(?P<date>(?:{day})\d{{1,2}}(?:st|nd|rd|th)?\b(?! ?(?:am|pm|:|\.|people|officers|of us)))",
        _day_with_weekday,
        0.85,
    )
    yield r"\bon (?P<d>\d{1,2})/(?P<m>\d{1,2})(?P<y>)\b(?!/)", _numeric, 0.85
    yield (
        rf"\b(?:the )?(?:(?P<which>{_LONG_MONTH}|early may|spring|late summer|summer|easter) )?(?:bank|bankk|bnk) ?hol(?:iday|s)?(?P<day> (?:weekend|monday|mon))?{y}",
        _bank_holiday,
        0.85,
    )
    yield (
        rf"\beaster\b(?: (?P<day>sunday|monday|saturday|sun|mon|sat)\b)?(?: weekend| time| hols| holidays)?{y}",
        _easter,
        0.85,
    )
    yield rf"\b(?P<day>good friday)\b{y}", _easter, 0.85
    yield rf"\b(?P<name>{any_of(lists['days'])})\b(?: (?:time|period|before last))?{y}", _named, 0.85
    yield rf"\b(?:during |in |through )(?:the )?(?:first |second )?(?P<name>{any_of(lists['spans'])})\b", _span, 0.8
    yield rf"\b(?:the )?(?P<day>{_DAY}) (?:before last|the week before last|week before last)\b", _weekday, 0.9
    yield (
        rf"\b{_HEDGE}(?P<count>{_COUNT}) (?P<unit>{_UNIT})(?: or so)? (?:ago|back|before now|agao)\b(?: in (?P<month>{_LONG_MONTH})\b)?",
        _ago,
        0.9,
    )
    yield (
        rf"\b(?:for|over|in|during|past|within) (?:the )?(?:(?:past|last) )?{_HEDGE}(?P<count>{_COUNT}) (?P<unit>(?:week|wk|month|mth|year|yr)s?)\b(?! (?:ago|old|later|before|sentence|after))(?: now)?",
        _duration,
        0.8,
    )
    yield rf"\bthe (?:past|last) {_HEDGE}(?P<count>{_COUNT}) (?P<unit>(?:day|week|month|year)s?)\b", _duration, 0.85
    yield (
        rf"\b(?:(?:i think|maybe|about|around) )?(?:(?:on|last|this past|this|that) )+(?P<day>{_DAY}|{_SHORT_DAY})\b{_PART}",
        _weekday,
        0.9,
    )
    yield rf"\b(?<!every )(?<!each )(?<!most )(?P<day>{_DAY})\b(?! (?:nick|road|street)){_PART}", _weekday, 0.8
    yield (
        r"\b(?:(?:the )?day before yesterday|yesterday(?: (?:morning|afternoon|evening|night))?|last nigh?te?|tonight|this (?:morning|afternoon|evening)|earlier (?:on )?today|today|the other (?:day|night|evening|morning))\b",
        _relative,
        0.9,
    )
    yield (
        rf"\b(?:(?:in|last|this|over|during|early|late|mid|back in|through|that|of|the|sometime|some time) )+(?P<season>spring|summer|autumn|winter)\b(?: hols| holidays)?{y}",
        _season,
        0.85,
    )
    yield rf"\b(?P<season>spring|summer|autumn|winter) (?:of )?(?P<y>{_YEAR})\b", _season, 0.9
    yield (
        r"\b(?:the )?(?P<count>two|three|2|3) (?P<season>spring|summer|autumn|winter)s (?:ago|back)\b(?P<y>)",
        _season,
        0.85,
    )
    yield r"\b(?P<season>spring|summer|autumn|winter) last year\b(?P<y>)", _season, 0.85
    yield r"\bthe (?P<season>spring|summer|autumn|winter) before last\b(?P<y>)", _season, 0.85
    yield (
        rf"\b(?P<part>early|mid|late|(?:the )?(?:start|beginning|end|middle) of|around|about|back in|in|last|this|during|since|between|from|until|till?|by|to|and|through)[ \-](?:last |early |late |mid |around |about |like |the end of )?(?P<month>{_LONG_MONTH})\b(?!,? (?:be|have|not|get|been|he|she|they|i|we)\b)(?:,? (?:of )?(?P<y>{_YEAR})| last year)?",
        _month,
        0.85,
    )
    yield rf"\b(?P<part>)(?P<month>{_MONTH}),? (?:of )?(?P<y>{_YEAR})\b", _month, 0.95
    yield (
        rf"\b(?:in|since|from|back in|around|about|during|until|till|summer of|between|and|to|early|late) (?P<y>{_YEAR})\b(?! ?(?:pounds|quid|people|times))",
        _year,
        0.85,
    )
    yield (
        r"\bon the (?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|street|time|officer))(?: of (?:last|this) month)?",
        _day_of_month,
        0.75,
    )
    yield (
        r"\b(?P<which>earlier this|this|last|the other|the) (?P<unit>weekend)(?: before last| just gone)?\b(?! shift)",
        _last_unit,
        0.88,
    )
    yield (
        r"\b(?P<which>earlier this|this|last|the other) (?P<unit>week|month|year)(?: before last)?\b",
        _last_unit,
        0.85,
    )
    yield r"\bthe (?P<unit>week|month|year|weekend) before last\b(?P<which>)", _last_unit, 0.85


def _bare() -> Iterator[tuple[str, Reader, float]]:
    yield rf"\b(?P<part>)(?P<month>{_MONTH})\b(?P<y>)(?: last year)?", _month, 0.85
    yield rf"(?P<y>{_YEAR})\b", _year, 0.85
    yield r"\b(?P<season>spring|summer|autumn|winter)\b(?P<y>)(?: last year)?", _season, 0.8
    yield rf"\b(?P<day>{_SHORT_DAY})\b{_PART}", _weekday, 0.85
    yield r"\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})(?P<y>)(?![\d/])", _numeric, 0.85
    yield r"\b(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)\b", _day_of_month, 0.8


def _day_with_weekday(match: re.Match[str], today: date) -> Span | None:
    number = re.search(r"\d{1,2}", match["date"])
    day = int(number.group()) if number else 0
    first = today.replace(day=1) if day <= today.day else (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return first.replace(day=day), first.replace(day=day)
