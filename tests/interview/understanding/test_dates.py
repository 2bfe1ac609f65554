"""Dates as people name them, read as the days they mean; today is Tuesday 24 November 2026."""

from __future__ import annotations

from datetime import date

import pytest

from interview.understanding import find

TODAY = date(2026, 11, 24)


def whens(text: str) -> list[str]:
    found = [finding.value for finding in find(text, None, TODAY).of("when")]
    return [value if isinstance(value, str) else f"{value['from']} {value['to']}" for value in found]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("it was in october half term week, the friday", "2026-10-30 2026-10-30"),
        ("during half term", "2026-10-24 2026-11-01"),
        ("feb half-term last year", "2025-02-15 2025-02-23"),
        ("on eid weekend he stopped me", "2026-05-26 2026-05-31"),
        ("on eid al fitr", "2026-03-20 2026-03-22"),
        ("diwali night", "2026-11-08 2026-11-08"),
        ("all through ramadan 2025", "2025-03-01 2025-03-30"),
        ("early may bank holiday monday", "2026-05-04 2026-05-04"),
        ("the bank holiday monday in may", "2026-05-25 2026-05-25"),
        ("mother's day", "2026-03-15 2026-03-15"),
        ("father's day 2025", "2025-06-15 2025-06-15"),
        ("carnival monday", "2026-08-31 2026-08-31"),
        ("the night of the euros final", "2024-07-14 2024-07-14"),
        ("just before easter", "2026-03-27 2026-04-02"),
        ("the week after easter", "2026-04-07 2026-04-13"),
        ("it started after the summer", "2026-09-01 2026-11-24"),
        ("it was monday or tuesday", "2026-11-16 2026-11-17"),
        ("either monday or tuesday last week", "2026-11-16 2026-11-17"),
        ("wed or thurs i think", "2026-11-18 2026-11-19"),
        ("three weeks ago Friday", "2026-11-06 2026-11-06"),
        ("three weeks ago last friday", "2026-10-30 2026-10-30"),
        ("a week last tuesday", "2026-11-10 2026-11-10"),
        ("last week, on the wednesday night", "2026-11-18 2026-11-18"),
        ("last summer", "2026-06-01 2026-08-31"),
        ("early hours of Sunday", "2026-11-22 2026-11-22"),
        ("between June and August 2024", "2024-06-01 2024-08-31"),
        ("for about two years", "2024-11-24 2026-11-24"),
        ("he hit me 21/11 outside", "2026-11-21 2026-11-21"),
        ("2 or 3 weeks ago", "2026-11-02 2026-11-15"),
        ("a couple of weekends ago", "2026-11-14 2026-11-15"),
        ("late 2023", "2023-09-01 2023-12-31"),
        ("end of last month", "2026-10-21 2026-10-31"),
        ("week before last", "2026-11-09 2026-11-15"),
        ("between 3 and 5 november", "2026-11-03 2026-11-05"),
        ("from the 3rd to the 5th of november", "2026-11-03 2026-11-05"),
        ("in late august last year", "2025-08-21 2025-08-31"),
        ("Sunday night into Monday", "2026-11-22 2026-11-23"),
        ("on Monday, no, Tuesday", "2026-11-17 2026-11-17"),
        ("on the last Friday in July", "2026-07-31 2026-07-31"),
        ("the first monday of june last year", "2025-06-02 2025-06-02"),
        ("at the protest on 9 September last year", "2025-09-09 2025-09-09"),
        ("on October 3rd last year", "2025-10-03 2025-10-03"),
        ("between 3 and 5 november last year", "2025-11-03 2025-11-05"),
        ("on Monday night (16th)", "2026-11-16 2026-11-16"),
        ("on friday (the 16th) he came", "2026-10-16 2026-10-16"),
        ("on Friday (16 October)", "2026-10-16 2026-10-16"),
        ("friday the sixteenth", "2026-10-16 2026-10-16"),
        ("the third week of August", "2026-08-15 2026-08-21"),
        ("the fourth week of august last year", "2025-08-22 2025-08-28"),
        ("two christmases ago", "2024-12-24 2024-12-26"),
        ("three halloweens back", "2024-10-31 2024-10-31"),
    ],
)
def test_a_date_is_read_as_the_days_it_means(text: str, days: str) -> None:
    assert whens(text) == [days]


@pytest.mark.parametrize(
    "text", ["on the night of the final", "before christmas", "pride weekend", "since i was 14", "ages ago"]
)
def test_a_vague_time_stays_as_it_was_said(text: str) -> None:
    assert len(whens(text)) == 1
    assert whens(text)[0] in text


@pytest.mark.parametrize(
    "text",
    [
        "we argue 24/7",
        "it was 50/50",
        "9/11",
        "i reported it three weeks ago",
        "i was born in may 1990",
        "mark may help",
    ],
)
def test_what_is_no_time_of_the_events_is_left_out(text: str) -> None:
    assert whens(text) == []
