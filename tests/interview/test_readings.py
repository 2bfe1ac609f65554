"""Normalised readings: what they read, and that they never replace or lose words."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from interview.forces import force_names, force_of_place, read_force
from interview.guide import load_guide
from interview.hearing import read_choice, read_multi, understood
from interview.phrases import command, plain
from interview.understanding import read
from interview.understanding.words import word_list

GUIDE = load_guide()
TODAY = date(2026, 11, 24)  # a Tuesday


@pytest.mark.parametrize(
    ("said", "force"),
    [
        ("the met", "Metropolitan Police Service"),
        ("Met Police", "Metropolitan Police Service"),
        ("it was btp I think", "British Transport Police"),
        ("Gtr Manchester", "Greater Manchester Police"),
        ("greater manchster", "Greater Manchester Police"),
        ("dyfed-powys", "Dyfed-Powys Police"),
        ("scotland", "Police Scotland"),
        ("devon & cornwall", "Devon and Cornwall Police"),
        ("dunno really", None),
    ],
)
def test_a_force_is_read_from_what_people_call_it(said: str, force: str | None) -> None:
    assert read_force(said) == force


@pytest.mark.parametrize(
    ("place", "force"),
    [
        ("Lewisham", "Metropolitan Police Service"),
        ("Norwich", "Norfolk Constabulary"),
        ("Wrexham", "North Wales Police"),
        ("Newport", None),  # in Gwent, on the Isle of Wight, in Shropshire
        ("Bishopsgate", None),  # stations stand beside those of another force
        ("", None),
    ],
)
def test_a_place_tells_its_force_where_only_one_has_that_name(place: str, force: str | None) -> None:
    assert force_of_place(place) == force


def test_every_town_is_of_a_force_that_is_known_or_of_several() -> None:
    towns = word_list("places")["towns"]
    assert {*towns} <= {*force_names().values(), "of_several"}
    names = [name for listed in towns.values() for name in listed]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("SE123", "SE 123"),
        ("se 123", "SE 123"),
        ("his number was 2345", "2345"),
        ("PC 45", "45"),
        ("12 something", "12"),
        ("123ZD", "ZD 123"),
        ("i think it ended in 7", "7"),
        ("no idea", None),
    ],
)
def test_a_shoulder_number_is_read_in_parts_too(said: str, number: str | None) -> None:
    assert read(GUIDE.slot("shoulder_number"), said) == (number or said)


@pytest.mark.parametrize(("said", "number"), [("198765", "198765"), ("p198 765", "P198765"), ("dont know", None)])
def test_a_warrant_number_is_read(said: str, number: str | None) -> None:
    assert read(GUIDE.slot("warrant_number"), said) == (number or said)


@pytest.mark.parametrize(
    ("said", "first", "last"),
    [
        ("yesterday", "2026-11-23", "2026-11-23"),
        ("3 May 2025", "2025-05-03", "2025-05-03"),
        ("03/04/2025", "2025-04-03", "2025-04-03"),
        ("June 2024", "2024-06-01", "2024-06-30"),
        ("2023", "2023-01-01", "2023-12-31"),
        ("about three weeks ago", "2026-11-02", "2026-11-08"),
    ],
)
def test_a_date_is_read_in_uk_order(said: str, first: str, last: str) -> None:
    assert read(GUIDE.slot("when"), said, TODAY) == {"from": first, "to": last}


@pytest.mark.parametrize("said", ["some time ago", "it went on for ages", "he may have", ""])
def test_vague_times_stay_as_said(said: str) -> None:
    assert read(GUIDE.slot("when"), said, TODAY) == said


@given(st.sampled_from(["force", "shoulder_number", "warrant_number", "when", "witnesses"]), st.text(max_size=80))
def test_no_text_makes_a_reading_fail(kind: str, text: str) -> None:
    read(GUIDE.slot(kind), text, TODAY)


@example("shoulder_number", "GO0")
@given(st.sampled_from(["force", "shoulder_number", "warrant_number"]), st.text(max_size=40))
def test_reading_a_reading_changes_nothing(kind: str, text: str) -> None:
    once = read(GUIDE.slot(kind), text, TODAY)
    assert read(GUIDE.slot(kind), once, TODAY) == once


@given(st.text(max_size=80))
def test_plain_is_idempotent(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@given(st.text(min_size=1, max_size=80))
def test_free_text_is_kept_as_it_was_said(text: str) -> None:
    assert read(GUIDE.slot("vehicle_or_online_handle"), text) == text.strip()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("SKIP", "skip"),
        ("Don\u2019t know", "dont_know"),
        ("go back!", "go_back"),
        ("Why do you ask?", "why"),
        ("Quentin", None),
    ],
)
def test_commands_are_known_by_their_words(said: str, name: str | None) -> None:
    assert command(GUIDE, said) == name


@pytest.mark.parametrize(
    ("slot", "said", "value"),
    [
        ("subject_role_rank", "he's a sergeant I think", "sergeant"),
        ("subject_role_rank", "chief inspector", "chief_inspector"),
        ("subject_role_rank", "not a sergeant", None),
        ("immediate_danger", "yes she is", "yes"),
        ("immediate_danger", "nah", "no"),
        ("immediate_danger", "yes and no, not really", None),
        ("duty_status", "2", "off"),
        ("reporter_group", "I'd rather not say", "prefer_not"),
        ("reporter_group", "I work there but not police", "police"),
        ("reporter_group", "No, I'm not police", "public"),
        ("follow_up", "i want a secret code please", "receipt"),
    ],
)
def test_a_choice_is_read_from_natural_words(slot: str, said: str, value: str | None) -> None:
    assert read_choice(GUIDE.slot(slot), said, "inform") == value


@pytest.mark.parametrize(
    ("said", "values"),
    [
        ("racism, violence", ["discrimination", "violence_or_serious_crime"]),
        ("1 and 3", ["trading_information", "domestic_abuse_or_control"]),
        ("he takes bribes and he is racist", ["trading_information", "discrimination"]),
    ],
)
def test_several_answers_are_read_from_one_message(said: str, values: list[str]) -> None:
    assert read_multi(GUIDE.slot("conduct_category"), said) == values


@pytest.mark.parametrize(
    ("text", "answers"),
    [
        ("ring my sister on 07700 900123", True),
        ("me@example.org pls", True),
        ("+44 7700 900123", True),
        ("he's at the door", False),
        ("ring 999", False),
        ("call me on 0", False),
    ],
)
def test_what_one_can_be_reached_by_answers_how_to_be_reached(text: str, answers: bool) -> None:
    assert understood(load_guide().slot("contact_method"), text) is answers
    assert not understood(load_guide().slot("where"), text)
