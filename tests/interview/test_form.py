"""The guide as one page, and what was filled in as the answers of an interview."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interview.finished import case_slots, contact_details, risk, wants_receipt
from interview.form import (
    DONT_KNOW,
    NOT_ASKED,
    SKIP,
    Filled,
    clues,
    conditions,
    interview_of,
    sections,
    tells,
    unwanted_contact,
)
from interview.guide import load_guide
from interview.state import Heard, State
from interview.turn import take_turn

GUIDE = load_guide()
DAY = date(2026, 11, 28)


def slots_of(fields: Mapping[str, Sequence[str]], *others: Mapping[str, Sequence[str]]) -> dict[str, dict[str, object]]:
    return case_slots(interview_of(GUIDE, Filled(fields, others, day=DAY)))


def test_the_page_has_every_question_once_in_the_guides_order() -> None:
    asked = [slot for part in sections(GUIDE) for slot in (*part.questions, *part.persons, *part.after)]
    assert [slot.name for slot in asked] == [slot.name for slot in GUIDE.slots if slot.name not in NOT_ASKED]
    assert [slot.name for part in sections(GUIDE) for slot in part.persons] == GUIDE.group("subject")


def test_every_condition_can_be_said() -> None:
    conditional = [slot for slot in GUIDE.slots if slot.when and slot.name not in NOT_ASKED]
    assert len(conditional) > 8
    for slot in conditional:
        assert all(line.label for line in conditions(GUIDE, slot))


def test_a_form_reads_as_the_same_words_in_the_chat() -> None:
    said = {"force": "the met", "subject_name": "Quentin", "when": "3 May 2025", "witnesses": "a colleague"}
    for name, text in said.items():
        state = State(GUIDE, asked=name)
        take_turn(state, Heard(text))
        assert slots_of({name: [text], "subject_known": ["identity"]})[name] == state.answers[name].to_slot()


def test_relative_days_count_from_the_reporters_day() -> None:
    assert slots_of({"when": ["yesterday"]})["when"]["value"] == {"from": "2026-11-27", "to": "2026-11-27"}


def test_what_was_left_empty_counts_as_skipped_where_it_would_have_been_asked() -> None:
    slots = slots_of({"setting": ["online"]})
    skipped = {"value": None, "as_said": "", "source": "skipped"}
    assert slots["duty_status"] == slots["witnesses"] == skipped
    assert "where" not in slots
    assert "discrimination_grounds" not in slots
    assert slots["follow_up"]["value"] == "none"


def test_what_was_said_is_kept_though_it_would_not_have_been_asked() -> None:
    assert slots_of({"benefit_or_favour": ["cash"]})["benefit_or_favour"]["as_said"] == "cash"


def test_dont_know_is_what_it_is_in_the_chat() -> None:
    slots = slots_of({"ongoing": [DONT_KNOW], "setting": [DONT_KNOW], "duty_status": [SKIP]})
    assert slots["ongoing"]["value"] == "unknown"
    assert slots["setting"] == {"value": None, "as_said": "", "source": "dont_know"}
    assert slots["duty_status"]["source"] == "skipped"


def test_words_that_fit_no_option_are_kept() -> None:
    assert slots_of({"duty_status": ["sideways"]})["duty_status"] == {
        "value": None,
        "as_said": "sideways",
        "source": "unclear",
    }


def test_further_people_are_listed_with_the_first_in_the_slots() -> None:
    slots = slots_of({"subject_name": ["one"]}, {"subject_name": ["two"]}, {}, {"subject_known": ["no"]})
    assert slots["subject_name"]["as_said"] == "one"
    others = slots["other_subjects"]["value"]
    assert isinstance(others, list)
    assert [one.get("subject_name", {}).get("as_said", "") for one in others] == ["two", ""]


def test_contact_details_stand_apart_and_only_if_they_are_wanted() -> None:
    given = {"contact_method": ["07700 900000"], "safe_time": ["evenings"]}
    wanted = interview_of(GUIDE, Filled({**given, "follow_up": ["contact"]}))
    assert contact_details(wanted) == ("07700 900000", "evenings")
    assert "contact_method" not in case_slots(wanted)
    assert contact_details(interview_of(GUIDE, Filled(given))) == ("", "")
    assert unwanted_contact(Filled(given), interview_of(GUIDE, Filled(given)))
    assert not unwanted_contact(Filled({**given, "follow_up": ["contact"]}), wanted)


def test_danger_decides_how_soon_it_is_looked_at() -> None:
    assert risk(interview_of(GUIDE, Filled({"immediate_danger": ["yes"]})))["immediate_danger"] == "yes"
    assert wants_receipt(interview_of(GUIDE, Filled({"follow_up": ["receipt"]})))


def test_clues_are_found_anywhere_but_in_contact_details() -> None:
    found = clues(GUIDE, Filled({"witnesses": ["my sergeant"], "contact_method": ["my number is 07700 900000"]}))
    assert found == ["my sergeant"]


def test_choices_of_nothing_tell_nothing() -> None:
    assert not tells(GUIDE, Filled({"ongoing": [SKIP], "follow_up": ["receipt"], "account": [" "]}))
    assert tells(GUIDE, Filled({}, ({"subject_name": ["x"]},)))


NAMES = st.sampled_from([*GUIDE.names(), "nonsense"])
TEXTS = st.one_of(
    st.text(max_size=60), st.sampled_from(["yes", "no", DONT_KNOW, SKIP, "3 May", "dunno", "my sergeant"])
)
GIVEN = st.dictionaries(NAMES, st.lists(TEXTS, max_size=3), max_size=8)


@given(GIVEN, st.lists(GIVEN, max_size=12), st.booleans())
@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_anything_that_was_filled_in_can_be_read(
    first: Mapping[str, Sequence[str]], others: Sequence[Mapping[str, Sequence[str]]], files: bool
) -> None:
    known = {name: texts for name, texts in first.items() if name in GUIDE.names()}
    state = interview_of(GUIDE, Filled(first, others, files, DAY))
    for answer in case_slots(state).values():
        assert set(answer) == {"value", "as_said", "source"}
    json.dumps([case_slots(state), risk(state)])
    clues(GUIDE, Filled(known))
