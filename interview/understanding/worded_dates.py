"""Dates told in words: "the twentieth of the tenth", "friday the thirteenth", "the monday of the august bank "
"holiday"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from interview.understanding import calendar
from interview.understanding.calendar import Span
from interview.understanding.date_readers import year_told
from interview.understanding.occasions import shapes as occasions
from interview.understanding.words import word_list

Reader = Callable[["re.Match[str]", date], "Span | None"]
_DAYS = word_list("calendar")["ordinals"]
_NUMBER = {word: count for count, word in enumerate(_DAYS, 1)}
_TH = "(?:" + "|".join(word.replace("-", r"[\- ]") for word in reversed(_DAYS)) + ")"
_MONTH = r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
_WEEKDAY = r"(?:mon|tues|wednes|thurs|fri|satur|sun)day"
_YEAR = r"(?:19[5-9]|20[0-4])\d"
_SAID = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_SAID += ["thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"]
_ONES, _TEEN = "|".join(_SAID[:9]), "|".join(reversed(_SAID[9:19]))
_SMALL = rf"{_TEEN}|twenty(?:[ \-](?:{_ONES}))?|{_ONES}"


def shapes() -> Iterator[tuple[str, Reader, float]]:
    """The shapes of such dates, each with its reader and how sure it is."""
    yield rf"\b(?:the )?(?P<d>{_TH}) of (?:the )?(?P<m>{_MONTH}|{_TH})\b(?:,? (?P<y>{_YEAR}))?", to_worded, 0.9
    yield rf"\b(?P<m>{_MONTH}) (?:the )?(?P<d>{_TH})\b(?:,? (?P<y>{_YEAR}))?", to_worded, 0.9
    yield (
        rf"\b(?P<day>{_WEEKDAY}),? \(?the (?P<d>{_TH}|\d{{1,2}}(?:st|nd|rd|th))\b\)?(?! of)",
        to_day_on_weekday,
        0.9,
    )
    yield rf"\b(?:the )?(?P<d>{_TH}) of (?:this|last) month\b(?P<m>)(?P<y>)", to_worded, 0.9
    yield (
        rf"\b(?:on )?(?:the )?(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) (?P<day>{_WEEKDAY}) "
        rf"(?:of|in) (?P<month>{_MONTH}|this month|last month)\b(?: (?:of )?(?P<y>{_YEAR})| last year)?",
        to_nth_weekday,
        0.93,
    )
    yield rf"\b(?:a |the )?fortnight (?:ago )?(?:(?:on|last|past|gone) )?(?P<day>{_WEEKDAY})\b", to_fortnight, 0.88
    year = rf"two thousand(?: and)? (?:{_SMALL})|twenty (?:{_TEEN}|twenty(?:[ \-](?:{_ONES}))?)"
    # Without the word before it or a comma around it, it is a sum or a number on a shoulder.
    yield (
        rf"\b(?:in|since|back in|early|late|summer of|year) (?P<y>{year})\b(?! (?:hundred|pounds|quid))",
        to_year,
        0.85,
    )
    yield rf"(?<=[a-z], )(?P<y>two thousand(?: and)? (?:{_TEEN}))(?=\s*(?:[.;\n]|\Z))", to_year, 0.8
    yield (
        rf"\b(?:the )?(?:week|wk) before (?P<which>the |october |autumn |feb(?:ruary)? |may )?half[ \-]?term,? "
        rf"(?:on )?(?:the )?(?P<day>{_WEEKDAY})\b",
        to_day_before_half_term,
        0.9,
    )
    yield (
        rf"\b(?:the )?(?P<day>{_WEEKDAY}) (?:of )?the week before (?P<which>the |october |autumn |feb(?:ruary)? |may )?"
        r"half[ \-]?term\b",
        to_day_before_half_term,
        0.9,
    )
    yield (
        rf"\b(?:the )?(?P<day>{_WEEKDAY}) (?:of|on) (?:the )?(?:(?P<month>{_MONTH}|spring|easter|may day) )?"
        rf"(?:late )?bank holiday(?: weekend)?(?: (?P<y>{_YEAR}))?",
        to_day_of_bank_holiday,
        0.9,
    )
    yield r"\bcarnival,? (?:the |on (?:the )?)?(?P<day>sunday|monday)(?P<month>)\b(?P<y>)", to_day_of_carnival, 0.85
    yield (
        r"\b(?:(?:weekend|night|week) )?(?:(?:that|when|before|after|since) )?the clocks (?:went|go|changed|had gone)\b"
        r"(?: back| forward)?",
        to_clocks,
        0.8,
    )
    yield r"\bshrove tuesday\b|\bpancake day\b", to_shrove, 0.9


def to_worded(match: re.Match[str], today: date) -> Span | None:
    """A day of a month; without a month, the latest day of that number."""
    day = _number(match["d"])
    if not match["m"]:
        first = today.replace(day=1)
        month = (
            first
            if day <= today.day and "last month" not in match.group()
            else (first - timedelta(days=1)).replace(day=1)
        )
        return month.replace(day=day), month.replace(day=day)
    number = calendar.month_number(match["m"]) if match["m"] in calendar_months() else _number(match["m"])
    year = int(match["y"]) if match["y"] else today.year - ((number, day) > (today.month, today.day))
    return date(year, number, day), date(year, number, day)


def to_day_on_weekday(match: re.Match[str], today: date) -> Span | None:
    """ "friday the thirteenth": the latest day of that number, of the month in which it was that weekday."""
    found = calendar.latest_on(_number(match["d"]), match["day"], today)
    return found, found


def to_nth_weekday(match: re.Match[str], today: date) -> Span | None:
    """The first Monday of a month, and the like; without a year, of the latest such month."""
    named = match["month"]
    if named in ("this month", "last month"):
        first = today.replace(day=1) if named == "this month" else (today.replace(day=1) - timedelta(days=1))
        span = calendar.month_span(first.year, first.month)
    elif year := year_told(match, today):
        span = calendar.month_span(year, calendar.month_number(named))
    else:
        span = calendar.last_month_named(named, today)
    days = [span[0] + timedelta(days=count) for count in range((span[1] - span[0]).days + 1)]
    mine = [day for day in days if day.weekday() == calendar.weekday_number(match["day"])]
    order = {"first": 0, "1st": 0, "second": 1, "2nd": 1, "third": 2, "3rd": 2, "fourth": 3, "4th": 3, "last": -1}
    day = mine[order[match["nth"]]]
    return day, day


def to_fortnight(match: re.Match[str], today: date) -> Span | None:
    """The days between which "a fortnight Saturday" lies: some count from the latest Saturday, some from today."""
    return calendar.weekday(match["day"], today, 2), calendar.weekday(match["day"], today, 1)


def to_year(match: re.Match[str], today: date) -> Span | None:
    """A year in words: "two thousand nineteen", "twenty twenty four"; none that has not begun."""
    told = re.sub(r"\A(?:two thousand(?: and)?|twenty) ", "", match["y"])
    year = 2000 + sum(_SAID.index(word) + 1 for word in re.split(r"[ \-]", told))
    return (date(year, 1, 1), date(year, 12, 31)) if year <= today.year else None


def to_day_before_half_term(match: re.Match[str], today: date) -> Span | None:
    """A day of the school week before the days off."""
    which = (match["which"] or "").strip()
    shape, reader, _ = next(iter(occasions()))
    said = re.match(shape, f"{'' if which in ('', 'the') else which + ' '}half term")
    span = reader(said, today) if said else None
    days = [span[0] - timedelta(days=count) for count in range(1, 8)] if span else []
    return next(((day, day) for day in days if day.weekday() == calendar.weekday_number(match["day"])), None)


def calendar_months() -> tuple[str, ...]:
    """The months' names."""
    return tuple(_MONTH[3:-1].split("|"))


def to_day_of_bank_holiday(match: re.Match[str], today: date) -> Span | None:
    """A day of the long weekend."""
    named = match["month"] or ""
    month = calendar.month_number(named) if named in calendar_months() else None
    span = calendar.bank_holiday_weekend(today, "" if month else named, month, int(match["y"]) if match["y"] else None)
    return _day_in(span, match["day"])


def to_day_of_carnival(match: re.Match[str], today: date) -> Span | None:
    """The Sunday or the Monday of Notting Hill Carnival."""
    return _day_in(calendar.bank_holiday_weekend(today, "", 8), match["day"])


def to_clocks(match: re.Match[str], today: date) -> Span | None:
    """The weekend when the clocks went back in October, or forward in March."""
    month = 3 if match.group().endswith("forward") else 10
    last = date(today.year, month, 31)
    sunday = last - timedelta(days=(last.weekday() + 1) % 7)
    if sunday > today:
        sunday = date(today.year - 1, month, 31) - timedelta(days=(date(today.year - 1, month, 31).weekday() + 1) % 7)
    if re.search(r"\bsince the clocks", match.group()):
        return sunday, today
    return sunday - timedelta(days=7 if "before" in match.group() else 1), sunday


def to_shrove(match: re.Match[str], today: date) -> Span | None:
    """The Tuesday 47 days before Easter."""
    del match
    days = [
        span[0] - timedelta(days=45) for year in (today.year, today.year - 1) if (span := calendar.easter(today, year))
    ]
    return next(((day, day) for day in days if day <= today), None)


def _day_in(span: Span | None, day: str) -> Span | None:
    days = [span[0] + timedelta(days=count) for count in range(4)] if span else []
    return next(((one, one) for one in days if one.weekday() == calendar.weekday_number(day)), None)


def _number(word: str) -> int:
    digits = re.match(r"\d+", word)
    return int(digits.group()) if digits else _NUMBER[word.replace(" ", "-")]
