"""Normalised readings of free text: they stand beside the reporter's words and never replace them.

Each reading is a pure function from text to a value, or None when there is nothing to read. Reading a reading again
changes nothing (idempotent), except for dates, which become a range.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

import yaml
from rapidfuzz import fuzz, process

from interview.guide import FOLDER
from interview.phrases import plain

FORCE_SCORE = 88  # below this, a misspelt name is closer to a guess than to a reading
# The whole message; or letters that touch the digits or are capitals ("in 7" is no number of division IN); or digits.
_ALONE = re.compile(r"([A-Za-z]{1,2})?[ \-/]?(\d{1,6}) ?([A-Za-z]{1,2})?\Z")
_WITHIN = re.compile(r"\b(?:([A-Za-z]{1,2}(?=\d)|[A-Z]{1,2}(?= \d)) ?)(\d{1,6})()\b")
_DIGITS = re.compile(r"()\b(\d{1,6})\b()")
_RANKS = {"PC", "PS", "DC", "DS", "DI", "NO"}
_WARRANT = re.compile(r"\b(?:[A-Za-z]{0,2}\d{4,8})\b")


def read(kind: str, text: str, today: date | None = None) -> Any:
    """Read a text.

    Args:
        kind: force, shoulder_number, warrant_number or when; anything else reads as the text itself.
        text: the reporter's words.
        today: the day that relative dates count from.
    """
    if kind == "when":
        return read_when(text, today or date.today()) or text.strip()  # noqa: DTZ011 - the reporter's own day is meant
    reading = READINGS.get(kind)
    found = reading(text) if reading else None
    return found if found is not None else text.strip()


def read_force(text: str) -> str | None:
    """The official name of a UK police force, from its name, a short form or a near spelling."""
    said = plain(text).replace(" police", "").removeprefix("the ").strip()
    names = force_names()
    if said in names:
        return names[said]
    within = {full for short, full in names.items() if re.search(rf"\b{re.escape(short)}\b", said)}
    if len(within) == 1:
        return within.pop()
    match = process.extractOne(said, list(names), scorer=fuzz.ratio, score_cutoff=FORCE_SCORE)
    return names[match[0]] if match else None


def read_shoulder_number(text: str) -> str | None:
    """A shoulder number as letters, space, digits ("se123" is "SE 123"); parts are kept as they are."""
    match = _ALONE.match(text.strip()) or _WITHIN.search(text) or _DIGITS.search(text)
    if not match:
        return None
    before, digits, after = match.groups()
    letters = (before or after or "").upper()
    return f"{letters} {digits}" if letters and letters not in _RANKS else digits


def read_warrant_number(text: str) -> str | None:
    """A warrant number: mostly 5 to 7 digits, sometimes with letters before them."""
    match = _WARRANT.search(text.replace(" ", "")) or _WARRANT.search(text)
    return match.group().upper() if match else None


def read_when(text: str, today: date) -> dict[str, str] | None:
    """A date or a range of dates, both ends included, as ISO 8601 days; UK order (day before month).

    Only what is a date as a whole is read; vaguer words stay as said.
    """
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
    found = parser.get_date_data(_without_hedges(text))
    if found.date_obj is None:
        return None
    first, last = _range(found.date_obj.date(), found.period or "day")
    return {"from": first.isoformat(), "to": min(last, max(first, today)).isoformat()}


def _range(day: date, period: str) -> tuple[date, date]:
    if period == "year":
        return day.replace(month=1, day=1), day.replace(month=12, day=31)
    if period == "month":
        first = day.replace(day=1)
        return first, (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)
    if period == "week":
        first = day - timedelta(days=day.weekday())
        return first, first + timedelta(days=6)
    return day, day


_HEDGES = re.compile(r"\b(?:about|around|roughly|maybe|i think|it was|on|some ?time|probably|at night|night|evening)\b")


def _without_hedges(text: str) -> str:
    return " ".join(_HEDGES.sub(" ", plain(text)).split())


@lru_cache(maxsize=1)
def force_names() -> dict[str, str]:
    """Every name and short form of a UK force, folded, with the official name it stands for."""
    forces = yaml.load((FOLDER / "forces.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - text only
    return {_fold(name): full for full, names in forces.items() for name in (full, *names)}


def _fold(name: str) -> str:
    return plain(name).replace(" police", "").removeprefix("the ").strip()


READINGS: dict[str, Callable[[str], Any]] = {
    "force": read_force,
    "shoulder_number": read_shoulder_number,
    "warrant_number": read_warrant_number,
}
