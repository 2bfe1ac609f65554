"""Dates in running text, found by their shapes and read as spans of days, UK order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from interview.understanding.calendar import Span
from interview.understanding.date_readers import (
    DAY,
    MONTH,
    SHORT_DAY,
    to_absolute,
    to_ago,
    to_ago_between,
    to_ago_today,
    to_bank_holiday,
    to_day_in_month,
    to_day_of_month,
    to_day_of_week,
    to_day_with_weekday,
    to_days_of_month,
    to_duration,
    to_easter,
    to_either_day,
    to_last_unit,
    to_month,
    to_named,
    to_named_ago,
    to_numeric,
    to_part_of_year,
    to_relative,
    to_season,
    to_span,
    to_week_of_month,
    to_weekday,
    to_year,
)
from interview.understanding.occasions import shapes as occasions
from interview.understanding.worded_dates import shapes as worded_dates
from interview.understanding.words import any_of, word_list

_LONG_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december|sept|jan|"
    r"feb|aug|oct|nov|dec)"
)
_PART = r"(?: (?:just gone|gone|early hours|(?:early |late )?(?:morning|afternoon|evening|night|nite|eve)))?"
_YEAR = r"(?:19[5-9]\d|20[0-4]\d)"
# "and may he", "to march they": no months.
_PARTICLE = (
    r"(?<=(?:to|nd|by|at) may),? (?:be|have|not|get|been|he|she|they|i|we)\b|(?<=(?:to|nd|by) march),? (?:he|she|"
    r"they|i|we)\b"
)
_COUNT = (
    r"(?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|a couple of|"
    r"couple of|couple|a few|few|several|half an?)"
)
_UNIT = r"(?:day|week|wk|month|mth|year|yr|hour|hr|minute|min|night|weekend|fortnight)s?"
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


@lru_cache(maxsize=2)
def _grammar(bare: bool) -> tuple[tuple[re.Pattern[str], Reader, float], ...]:
    return tuple(
        (re.compile(pattern), reader, sure) for pattern, reader, sure in (*_full(), *(_bare() if bare else ()))
    )


def _full() -> Iterator[tuple[str, Reader, float]]:
    day = rf"(?:{DAY}|{SHORT_DAY})(?: night| morning| evening| afternoon)?,? \(?(?:the )?"
    with_year = rf"(?:,? (?:of )?{_YEAR}| last year| '?\d\d(?= |\Z))?"
    lists = word_list("calendar")
    y = rf"(?: (?:in |of )?(?P<y>{_YEAR})| last year)?"
    yield r"(?<![\d/.\-])(?P<d>\d{1,2})[/.\-](?P<m>\d{1,2})[/.\-](?P<y>\d{4}|\d{2})(?![\d/])", to_numeric, 0.95
    yield r"(?<![\d/.\-])(?P<date>\d{4}-\d{2}-\d{2})(?!\d)", to_absolute, 0.95
    ordinal = r"(?:st|nd|rd|th)?"
    # "the 3rd and the 9th of october" are two days, "between the 3rd and the 9th" are not.
    yield (
        rf"(?<!between )(?<!between the )\b(?:on )?(?:the )?(?P<d>\d{{1,2}}){ordinal}"
        rf"(?=(?:, (?:the )?\d{{1,2}}{ordinal}){{0,4}},? (?:and|&) (?:the |again on the )?\d{{1,2}}{ordinal} (?:of )?"
        rf"(?P<month>{MONTH})\b(?:,? (?:of )?(?P<y>{_YEAR}))?)",
        to_day_in_month,
        0.95,
    )
    yield (
        rf"\b(?:(?:between|from) )?(?:the )?(?P<d>\d{{1,2}}){ordinal}(?: and | to | or | until | till |"
        rf" ?[\-/] ?)(?:the )?"
        rf"(?P<d2>\d{{1,2}}){ordinal} (?:of )?(?P<month>{MONTH})\b(?:,? (?:of )?(?P<y>{_YEAR})| last year)?",
        to_days_of_month,
        0.93,
    )
    yield (
        rf"\b(?:on )?(?P<date>(?:{day})?(?:the )?\d{{1,2}}(?:st|nd|rd|th)? (?:of |o'? )?{MONTH}\b{with_year})",
        to_absolute,
        0.95,
    )
    yield (
        rf"\b(?P<date>(?:{day})?{MONTH} (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?!:|\d)(?:,? {_YEAR}| last year)?)",
        to_absolute,
        0.95,
    )
    yield (
        rf"\b(?P<date>(?:{day})\d{{1,2}}(?:st|nd|rd|th)?\b(?! ?(?:am|pm|:|\.\d|people|officers|of us))\)?)",
        to_day_with_weekday,
        0.85,
    )
    yield r"\bon (?P<d>\d{1,2})/(?P<m>\d{1,2})(?P<y>)\b(?!/)", to_numeric, 0.85
    # A day that is no month, or two digits each: not "1/2", "9/11" or "24/7".
    yield (
        r"(?<![\d/.\-£$])(?!24/7|10/10)(?P<d>1[3-9]|2\d|3[01]|0[1-9]|1[0-2](?=/[01]\d))/(?P<m>0?[1-9]|"
        r"1[0-2])(?P<y>)(?![\d/])",
        to_numeric,
        0.8,
    )
    yield from worded_dates()
    yield from occasions()
    yield from _weeks()
    yield (
        rf"\b(?:the )?(?:(?P<which>(?:early |late |first |end of )?{_LONG_MONTH}|spring|late summer|summer|"
        rf"easter) )?(?:bank|bankk|"
        rf"bnk) ?hol(?:iday|s)?(?P<day> (?:weekend|monday|mon|sunday|saturday))?(?: in (?P<month>{_LONG_MONTH}))?{y}",
        to_bank_holiday,
        0.85,
    )
    yield (
        rf"\beaster\b(?: (?P<day>sunday|monday|saturday|sun|mon|sat)\b)?(?: weekend| time| hols| holidays)?{y}",
        to_easter,
        0.85,
    )
    yield rf"\b(?P<day>good friday)\b{y}", to_easter, 0.85
    yield (
        rf"\b(?P<count>two|three|four|[2-4]|a couple of) (?P<name>{any_of(lists['days'])})'?(?:e?s)? (?:ago|back)\b",
        to_named_ago,
        0.85,
    )
    yield rf"\b(?P<name>{any_of(lists['days'])})\b(?: (?:time|period|before last))?{y}", to_named, 0.85
    yield rf"\b(?:during |in |through )(?:the )?(?:first |second )?(?P<name>{any_of(lists['spans'])})\b", to_span, 0.8
    yield rf"\b(?:the )?(?P<day>{DAY}) (?:before last|the week before last|week before last)\b", to_weekday, 0.9
    yield (
        rf"\b{_HEDGE}(?P<count>{_COUNT}) (?P<unit>{_UNIT})(?: or so)? (?:ago|back|before now|agao)\b(?: in "
        rf"(?P<month>{_LONG_MONTH})\b)?",
        to_ago,
        0.9,
    )
    yield (
        rf"\b(?:for|over|in|during|past|within) (?:the )?(?:(?:past|last) )?{_HEDGE}(?P<count>{_COUNT}) "
        r"(?P<unit>(?:week|wk|month|mth|year|yr)s?)\b(?! (?:ago|old|later|before|sentence|after))(?: now)?",
        to_duration,
        0.8,
    )
    yield rf"\b{_HEDGE}(?P<count>{_COUNT}) (?P<unit>(?:month|mth|year|yr)s?) now\b", to_duration, 0.8
    yield r"\b(?:in|over|during|within) the (?:past|last) (?P<unit>week|month|year)\b(?P<count>)", to_duration, 0.85
    yield (
        rf"\b(?:the )?(?P<nth>first|1st|second|2nd|third|3rd|fourth|4th|last) (?:week|wk) (?:of|in) "
        rf"(?P<month>{_LONG_MONTH})\b{y}",
        to_week_of_month,
        0.88,
    )
    yield rf"\bthe (?:past|last) {_HEDGE}(?P<count>{_COUNT}) (?P<unit>(?:day|week|month|year)s?)\b", to_duration, 0.85
    yield (
        rf"\b(?:(?:i think|maybe|about|around) )?(?:(?:on|last|this past|this|that) )+(?P<day>{DAY}|"
        rf"{SHORT_DAY})\b{_PART}",
        to_weekday,
        0.9,
    )
    yield rf"\b(?P<day>{SHORT_DAY}) (?:night|morning|afternoon|evening|just gone|gone)\b", to_weekday, 0.85
    yield (
        rf"\b(?<!every )(?<!each )(?<!most )(?<!on a )(?<!of a )(?<!was a )(?<!were a )"
        rf"(?P<day>{DAY})\b(?! (?:nick|road|street)){_PART}",
        to_weekday,
        0.8,
    )
    yield (
        r"\b(?:(?:the )?(?:day before yesterday|night before last)|yesterday(?: (?:morning|afternoon|evening|"
        r"night))?|last nigh?te?|"
        r"tonight|this (?:morning|afternoon|evening)|earlier (?:on )?today|today|the other (?:day|night|"
        r"evening|morning))\b",
        to_relative,
        0.9,
    )
    yield (
        r"\b(?:(?:in|last|this|over|during|early|late|mid|back in|through|that|of|the|sometime|some time) )+"
        rf"(?P<season>spring|summer|autumn|winter)\b(?: hols| holidays)?{y}",
        to_season,
        0.85,
    )
    yield rf"\b(?P<season>spring|summer|autumn|winter) (?:of )?(?P<y>{_YEAR})\b", to_season, 0.9
    yield (
        r"\b(?:the )?(?P<count>two|three|2|3) (?P<season>spring|summer|autumn|winter)s (?:ago|back)\b(?P<y>)",
        to_season,
        0.85,
    )
    yield r"\b(?P<season>spring|summer|autumn|winter) last year\b(?P<y>)", to_season, 0.85
    yield r"\bthe (?P<season>spring|summer|autumn|winter) before last\b(?P<y>)", to_season, 0.85
    yield (
        r"\b(?P<part>early|mid|late|(?:the )?(?:start|beginning|end|middle|whole|rest) of|all of|throughout|"
        r"around|about|back in|in|last|"
        r"this|during|since|between|from|until|till?|by|to|and|through)[ \-](?:last |early |late |mid |"
        rf"around |about |like |the end of )?(?P<month>{_LONG_MONTH})\b(?!{_PARTICLE})(?:,? (?:of "
        rf")?(?P<y>{_YEAR})| last year)?",
        to_month,
        0.85,
    )
    yield rf"\b(?P<part>)(?P<month>{MONTH}),? (?:of )?(?P<y>{_YEAR})\b", to_month, 0.95
    yield (
        r"\b(?:in|since|from|back in|around|about|during|until|till|summer of|between|and|to|early|late) "
        rf"(?P<y>{_YEAR})\b(?! ?(?:pounds|quid|people|times))",
        to_year,
        0.85,
    )
    yield (
        r"\b(?:on|of|around|about|till|until|since|was) the (?P<d>\d{1,2})(?:st|nd|rd|th)\b(?! (?:floor|street|"
        r"time|officer|one|of (?!last|this)))"
        r"(?: of (?:last|this) month)?",
        to_day_of_month,
        0.75,
    )
    yield r"\b(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th) of (?:last|this) month\b", to_day_of_month, 0.85
    yield r"(?<=, )the (?P<d>\d{1,2})(?:st|nd|rd|th)\b(?=[.,;\n]|\Z)", to_day_of_month, 0.75
    yield (
        r"\b(?P<which>earlier this|this|last|the other|the) (?P<unit>weekend)(?: before last| just gone)?\b(?! "
        r"shift)",
        to_last_unit,
        0.88,
    )
    yield (
        r"\b(?P<which>earlier this|this|last|the other) (?P<unit>week|month|year)(?: before last)?\b",
        to_last_unit,
        0.85,
    )
    yield r"\b(?:the )?(?P<unit>week|month|year|weekend) before last\b(?P<which>)", to_last_unit, 0.85


def _weeks() -> Iterator[tuple[str, Reader, float]]:
    days = rf"(?:{DAY}|{SHORT_DAY})"
    yield (
        r"\b(?P<count>an?|one|two|three|four|five|six|\d{1,2}) (?P<unit>(?:week|fortnight|month|year)s?) ago "
        r"(?:today|yesterday|to the day)\b",
        to_ago_today,
        0.92,
    )
    yield rf"\b(?P<y>{_YEAR}),? (?:in |during )?(?:the )?(?P<season>spring|summer|autumn|winter)\b", to_season, 0.9
    yield (
        rf"\b(?:either )?(?:on )?(?:the )?(?P<day>{days}) or (?:the |maybe |possibly )?(?P<other>{days})\b"
        r"(?P<week>,? (?:of )?(?:last week|the week before(?: last)?|this week))?",
        to_either_day,
        0.88,
    )
    week = r"(?:last week|this week|(?:the )?week before last|the week before)"
    yield (
        rf"\b(?:on )?(?:the )?(?P<day>{DAY})(?: night| morning| evening| afternoon)?,? (?:of )?(?P<week>{week})\b",
        to_day_of_week,
        0.9,
    )
    yield rf"\b(?P<week>{week}),? (?:on )?(?:the )?(?P<day>{DAY})\b{_PART}", to_day_of_week, 0.9
    yield (
        rf"\b(?P<week>{_HEDGE}(?P<count>{_COUNT}) (?:weeks?|wks?) ago),? (?:on )?(?:the )?(?P<last>last )?"
        rf"(?P<day>{DAY})\b{_PART}",
        to_day_of_week,
        0.9,
    )
    yield (
        rf"\b(?P<week>(?P<count>a|one|two|three|1|2|3) weeks?) (?P<last>last|past) (?P<day>{DAY})\b{_PART}",
        to_day_of_week,
        0.88,
    )
    yield (
        rf"\b{_HEDGE}(?P<low>{_COUNT})(?: or | to | ?- ?)(?P<high>{_COUNT}) (?P<unit>{_UNIT})(?: or so)? (?:ago|"
        rf"back)\b",
        to_ago_between,
        0.88,
    )
    yield (
        rf"\b{_HEDGE}an? (?P<unit>day|week|month|year)(?P<low>) or (?P<high>two|so|three) (?:ago|back)\b",
        to_ago_between,
        0.88,
    )
    yield (
        r"\b(?:(?P<part>early|mid|late|(?:right )?(?:at )?(?:the )?(?:very )?(?:start|beginning|end|back end|"
        r"middle) of)"
        rf"[ \-](?:in )?)(?P<which>{_YEAR}|last year|this year|the year|last month|this month|the month)\b",
        to_part_of_year,
        0.85,
    )


def _bare() -> Iterator[tuple[str, Reader, float]]:
    verb = r"(?<!he )(?<!she )(?<!they )(?<!it )(?<!we )"  # "he may have"
    yield rf"\b{verb}(?P<part>)(?P<month>{MONTH})\b(?P<y>)(?: last year)?", to_month, 0.85
    yield rf"(?P<y>{_YEAR})\b", to_year, 0.85
    yield r"\b(?P<season>spring|summer|autumn|winter)\b(?P<y>)(?: last year)?", to_season, 0.8
    yield rf"\b(?P<day>{SHORT_DAY})\b{_PART}", to_weekday, 0.85
    yield r"\b(?P<d>\d{1,2})[/.](?P<m>\d{1,2})(?P<y>)(?![\d/])", to_numeric, 0.85
    yield r"\b(?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)\b", to_day_of_month, 0.8
