"""Reads the shapes of dates as spans of days: one reader for each shape, from its match and today."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from interview.understanding import calendar
from interview.understanding.calendar import Span

MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct"
    r"(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
DAY = r"(?:monday|tuesday|wednesday|thursday|friday|saturday|sunday|weds|thurs?|tues)"
SHORT_DAY = r"(?:mon|tue|wed|thu|fri|sat|sun)"
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
_NTH = (("first", "1st"), ("second", "2nd"), ("third", "3rd"), ("fourth", "4th"))


def _days(count: str, unit: str) -> int:
    """How many days a duration has, roughly; 0 when it has no number."""
    return _number(count) * {"d": 1, "n": 1, "w": 7, "f": 14, "m": 30, "y": 365}.get(unit[0], 0)


def _number(count: str) -> int:
    return int(count) if count.isdigit() else _NUMBERS.get(count, 2 if "couple" in count else 4)


def back_by(today: date, count: str, unit: str) -> date:
    """The day some days, weeks, months or years before today, by the calendar."""
    if unit[0] not in "my" or unit.startswith("min"):
        return today - timedelta(days=_days(count, unit))
    months = today.year * 12 + today.month - 1 - _number(count) * (12 if unit[0] == "y" else 1)
    first, last = calendar.month_span(months // 12, months % 12 + 1)
    return first.replace(day=min(today.day, last.day))


def to_absolute(match: re.Match[str], today: date) -> Span | None:
    said = re.sub(
        rf"\b(?:night|morning|evening|afternoon)\b|"
        rf"\b{DAY}\b,?|\b{SHORT_DAY}\b,? (?=\d)|\bthe\b|\bof\b|\bo\b'?|(?<=\d)(?:st|nd|rd|th)\b|[,(]",
        " ",
        re.sub(r"\blast year\Z", str(today.year - 1), match["date"]),
    )
    return _whole_date(" ".join(said.split()), today)


def _whole_date(text: str, today: date) -> Span | None:
    """The days that a text means which is a date as a whole; UK order (day before month)."""
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        languages=["en"],
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past",
            "RELATIVE_BASE": datetime(today.year, today.month, today.day, 12),  # noqa: DTZ001 - a plain calendar day
            "RETURN_TIME_AS_PERIOD": False,
        },
    )
    found = parser.get_date_data(text)
    if found.date_obj is None:
        return None
    first, last = _range(found.date_obj.date(), found.period or "day")
    return first, min(last, max(first, today))


def _range(day: date, period: str) -> Span:
    if period == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if period == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    return day, day


def to_numeric(match: re.Match[str], today: date) -> Span | None:
    day, month, year = int(match["d"]), int(match["m"]), int(match["y"] or 0)
    year = year + 2000 if match["y"] and year < 100 else year
    found = date(year or today.year, month, day)
    if not year and found > today:
        found = found.replace(year=today.year - 1)
    return found, found


def to_month(match: re.Match[str], today: date) -> Span | None:
    year = int(match["y"]) if match["y"] else None
    first, last = calendar.last_month_named(match["month"], today)
    if year or "last year" in match.group():
        first, last = calendar.month_span(year or today.year - 1, first.month)
    part = match.group().rsplit(match["month"], 1)[0]
    if re.search(r"early|start|beginning", part):
        return first, first.replace(day=10)
    if re.search(r"mid", part):
        return first.replace(day=11), first.replace(day=20)
    return (first.replace(day=21), last) if re.search(r"late|end", part) else (first, last)


def to_day_in_month(match: re.Match[str], today: date) -> Span | None:
    """The first of several days of a month: "the 3rd" of "the 3rd and the 9th of november"."""
    first, _ = calendar.last_month_named(match["month"], today)
    day = (date(int(match["y"]), first.month, 1) if match["y"] else first).replace(day=int(match["d"]))
    return day, day


def to_ago_today(match: re.Match[str], today: date) -> Span | None:
    """Whole weeks, months or years before a day: "a fortnight ago today"."""
    count, unit = match["count"], match["unit"].rstrip("s")
    many = _number(count) * (2 if unit == "fortnight" else 1)
    day = back_by(today, str(many), "week" if unit == "fortnight" else unit)
    day -= timedelta(days="yesterday" in match.group())
    return day, day


def year_told(match: re.Match[str], today: date) -> int | None:
    """The year that is said with a day or a month, "last year" too; None when none is."""
    return today.year - 1 if match.group().endswith(" last year") else int(match["y"]) if match["y"] else None


def to_days_of_month(match: re.Match[str], today: date) -> Span | None:
    """ "between the 3rd and the 5th of november"."""
    first, _ = calendar.last_month_named(match["month"], today)
    first = calendar.month_span(year, first.month)[0] if (year := year_told(match, today)) else first
    return first.replace(day=int(match["d"])), first.replace(day=int(match["d2"]))


def to_week_of_month(match: re.Match[str], today: date) -> Span | None:
    """The first, second, third, fourth or last seven days of a month."""
    first, last = calendar.last_month_named(match["month"], today)
    if year := year_told(match, today):
        first, last = calendar.month_span(year, first.month)
    if match["nth"] == "last":
        return last - timedelta(days=6), last
    nth = next(at for at, words in enumerate(_NTH) if match["nth"] in words)
    start = first + timedelta(days=7 * nth)
    return start, start + timedelta(days=6)


def to_weekday(match: re.Match[str], today: date) -> Span | None:
    weeks = 1 if re.search(r"before last|week before", match.group()) else 0
    day = calendar.weekday(match["day"], today, weeks)
    return day, day


def to_day_of_week(match: re.Match[str], today: date) -> Span | None:
    """A weekday in a week: "tuesday last week", "three weeks ago friday", "a week last tuesday"."""
    groups = match.groupdict()
    if groups.get("last"):
        day = calendar.weekday(match["day"], today, _number(match["count"]))
        return day, day
    back = _number(groups["count"]) if groups.get("count") else _weeks_back(match["week"])
    monday = today - timedelta(days=today.weekday() + 7 * back)
    day = monday + timedelta(days=calendar.weekday_number(match["day"]))
    return day, day


def _weeks_back(week: str) -> int:
    return 0 if "this" in week else 2 if "before" in week else 1


def to_either_day(match: re.Match[str], today: date) -> Span | None:
    """ "monday or tuesday": from the one to the other, in the latest week that has both."""
    if match["week"]:
        monday = today - timedelta(days=today.weekday() + 7 * _weeks_back(match["week"]))
        first, last = (monday + timedelta(days=calendar.weekday_number(match[name])) for name in ("day", "other"))
        return min(first, last), max(first, last)
    last = calendar.weekday(match["other"], today)
    return calendar.weekday(match["day"], last), last


def to_ago_between(match: re.Match[str], today: date) -> Span | None:
    """ "two or three weeks ago", "a month or so ago"."""
    low, high = match["low"] or "one", match["high"].replace("so", "two")
    first = _rounded(back_by(today, high, match["unit"]), match["unit"], hedged=False)[0]
    return first, _rounded(back_by(today, low, match["unit"]), match["unit"], hedged=False)[1]


def to_part_of_year(match: re.Match[str], today: date) -> Span | None:
    """ "late 2023", "the start of the year", "end of last month": the first, middle or last third."""
    which, part = match["which"], match["part"]
    if "month" in which:
        months = today.year * 12 + today.month - 1 - ("last" in which)
        first, last = calendar.month_span(months // 12, months % 12 + 1)
        cuts = (first, first.replace(day=11), first.replace(day=21), last + timedelta(days=1))
    else:
        year = int(which) if which.isdigit() else today.year - ("last" in which)
        cuts = (date(year, 1, 1), date(year, 5, 1), date(year, 9, 1), date(year + 1, 1, 1))
    third = 2 if re.search(r"late|end", part) else 1 if "mid" in part else 0
    return cuts[third], cuts[third + 1] - timedelta(days=1)


def to_ago(match: re.Match[str], today: date) -> Span | None:
    count, unit = match["count"], match["unit"]
    if unit.startswith("weekend"):
        return calendar.weekend(today, _number(count) - 1)
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


def to_duration(match: re.Match[str], today: date) -> Span | None:
    return (back_by(today, match["count"] or "a", match["unit"]), today) if match["unit"][0] not in "hn" else None


def to_relative(match: re.Match[str], today: date) -> Span | None:
    said = re.sub(r"\s+", " ", match.group())
    back = {"today": 0, "tonight": 0, "this": 0, "earlier": 0, "just": 0, "yesterday": 1, "last": 1}
    if "day before yesterday" in said or "night before last" in said:
        return today - timedelta(days=2), today - timedelta(days=2)
    if "other" in said:
        return today - timedelta(days=7), today - timedelta(days=1)
    day = today - timedelta(days=next(days for word, days in back.items() if word in said))
    return day, day


def to_last_unit(match: re.Match[str], today: date) -> Span | None:
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


def to_season(match: re.Match[str], today: date) -> Span | None:
    first, last = calendar.season(
        match["season"].replace("fall", "autumn"), today, int(match["y"]) if match["y"] else None
    )
    if "last year" in match.group():
        return calendar.season(match["season"], today, today.year - 1)
    count = match.groupdict().get("count") or ("2" if "before last" in match.group() else "1")
    return calendar.season(match["season"], today, first.year - _number(count) + 1) if count != "1" else (first, last)


def to_named(match: re.Match[str], today: date) -> Span | None:
    year = int(match["y"]) if match["y"] else today.year - 1 if "last year" in match.group() else None
    latest = calendar.named_day(match["name"], today, year)
    if "before last" in match.group():
        return calendar.named_day(match["name"], today, latest[0].year - 1)
    return latest


def to_named_ago(match: re.Match[str], today: date) -> Span | None:
    """ "two christmases ago": the latest is the first of them."""
    latest = calendar.named_day(match["name"], today)[0]
    return calendar.named_day(match["name"], today, latest.year - _number(match["count"]) + 1)


def to_bank_holiday(match: re.Match[str], today: date) -> Span | None:
    which = match["which"] or ""
    named = re.search(rf"{MONTH}\Z", which)
    said = match["month"] or (named.group() if named else "")
    month = calendar.month_number(said) if said else None
    name = which.strip() if not month else "may day" if which.startswith(("early", "first")) else ""
    span = calendar.bank_holiday_weekend(today, name, month, int(match["y"]) if match["y"] else None)
    back = next((count for count, day in enumerate(("monday", "sunday", "saturday")) if day in match.group()), None)
    return (span[1] - timedelta(days=back), span[1] - timedelta(days=back)) if span and back is not None else span


def to_easter(match: re.Match[str], today: date) -> Span | None:
    span = calendar.easter(today, int(match["y"]) if match["y"] else None)
    if span and match["day"]:
        day = span[0] + timedelta(
            days={"good": 0, "sat": 1, "sun": 2, "mon": 3}[
                match["day"].split()[0][: 4 if "good" in match["day"] else 3]
            ]
        )
        return day, day
    return span


def to_year(match: re.Match[str], today: date) -> Span | None:
    del today
    year = int(match["y"])
    return date(year, 1, 1), date(year, 12, 31)


def to_span(match: re.Match[str], today: date) -> Span | None:
    del today
    return calendar.named_span(match["name"])


def to_day_of_month(match: re.Match[str], today: date) -> Span | None:
    first = today.replace(day=1)
    if int(match["d"]) > today.day or "last month" in match.group():
        first = (first - timedelta(days=1)).replace(day=1)
    day = first.replace(day=int(match["d"]))
    return day, day


def to_day_with_weekday(match: re.Match[str], today: date) -> Span | None:
    number = re.search(r"\d{1,2}", match["date"])
    found = calendar.latest_on(int(number.group()) if number else 0, match["date"], today)
    return found, found
