"""A number is read as the same number in every notation that people use, and never where it is denied or a thing's."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cli.evaluate.measures import f1
from cli.evaluate.slots import read, score
from interview.understanding import find
from interview.understanding.numerals import shoulder
from interview.understanding.runs import ON_A_CARD, digits_told, spans
from interview.understanding.text import Text

SAID = Path(__file__).with_name("numbers_said.yml")
WORDS = ("oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
digits = st.text("0123456789", min_size=3, max_size=5)
units = st.sampled_from(["KF", "CW", "N", "U", "HT", "ZD"])


def numbers(text: str) -> list[object]:
    return [one.value for one in find(text).of("shoulder_number")]


@settings(max_examples=60, deadline=None)
@given(digits, units)
def test_a_number_is_the_same_in_every_notation(figures: str, letters: str) -> None:
    told = [figures, " ".join(figures), "-".join(figures), " ".join(WORDS[int(one)] for one in figures)]
    assert {shoulder(one) for one in told} == {figures}
    assert {shoulder(f"{letters} {one}") for one in told} == {f"{letters} {figures}"}


@settings(max_examples=60, deadline=None)
@given(digits, units)
def test_a_normal_form_is_read_as_itself(figures: str, letters: str) -> None:
    assert shoulder(f"{letters} {figures}") == f"{letters} {figures}"
    assert shoulder(figures) == figures


@settings(max_examples=150, deadline=None)
@given(
    st.text("0123456789 abkowuz,.-'?\n", max_size=60)
    | st.lists(
        st.sampled_from(
            (
                *WORDS,
                "double",
                "triple",
                "something",
                "then",
                "and",
                "a",
                "kilo",
                "hundred",
                "twenty",
                "PC",
                "7",
                "41",
                "2231",
                ".",
            )
        ),
        max_size=14,
    ).map(" ".join)
)
def test_numbers_stand_apart_in_the_text_and_are_short_enough(said: str) -> None:
    text = Text(said)
    found = sorted(spans(text))
    assert all(0 <= start < end <= len(said) for start, end in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert all(digits_told(text, span) <= ON_A_CARD for span in found)


@settings(max_examples=25, deadline=None)
@given(st.integers(1000, 9999).filter(lambda number: not 1950 <= number < 2050))
def test_a_number_that_is_denied_is_not_the_officers(number: int) -> None:
    assert numbers(f"It was not PC {number}, he only helped me up.") == []
    assert numbers(f"The dog had {number} on its harness when the officer kicked it.") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("PC Ritchie was driving, CE 418. Sorry, 481.", "CE 481"),
        ("on the shoulder of this one 1 0 7 7 6", "10776"),
        ("It was NOT PC 1187. The constable who spat at me is 1178.", "1178"),
        ("PS nineteen from Hendon was in the room", "19"),
        ("I want to report 7702, he is on our estate", "7702"),
        ("name? dunno. number? 4003", "4003"),
        ("blue badge 0512 is mine. His shoulder number is ZD 233", "ZD 233"),
        ("8812 is her collar number, it is on the forms LP 203 to LP 219", "8812"),
    ],
)
def test_the_officers_number_is_told_from_the_others(text: str, wanted: str) -> None:
    assert numbers(text) == [wanted]


def test_a_name_that_is_denied_is_not_the_officers() -> None:
    names = [one.value for one in find("Not the last one, PC Khan. The new one, PC Doyle, hit me.").of("subject_name")]
    assert names == ["Doyle"]


def test_numbers_said_on_a_phone_are_found_and_decoys_are_not() -> None:
    scores = [score(entry) for entry in read(SAID)]
    told = [counts for one in scores for slot, counts in one.items() if slot in ("shoulder_number", "warrant_number")]
    assert f1("numbers", told).value >= 0.8


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("six thousand and twelve was his number", "6012"),
        ("his number was two thousand two hundred and one", "2201"),
        ("his number was four seven one eight, four seven one eight, I kept saying it", "4718"),
        ("KD4O7 on his shoulder", "KD 407"),
        ("his number began with 20, then I think a 5", "205"),
        ("it was 4 4 question mark 1 on his shoulder", "44?1"),
        ("he said I'm PC 3902 and you can complain all you like", "3902"),
        ("he goes my number's 3902 mate, go ahead", "3902"),
        ("2207. He pushed my gran over in her own hall.", "2207"),
        ("it's 2201 that broke my door", "2201"),
        ("not 2210, that's his mate who did nothing. it's 2201 that broke my door", "2201"),
        ("3408 his number, no hang on, 3480", "3480"),
    ],
)
def test_a_number_is_read_as_people_say_it_by_heart(text: str, number: str) -> None:
    assert numbers(text)[-1:] == [number]


@pytest.mark.parametrize(
    "text",
    ["his number was either 4417 or 4471", "either PC 4417 or PC 4471, it was dark", "4417 or 4471, he had a coat on"],
)
def test_two_guesses_at_a_number_are_one_officers(text: str) -> None:
    found = find(text)
    assert [one.value for one in found.found if one.slot == "shoulder_number"] == ["4417"]
    assert found.subjects == 1


@pytest.mark.parametrize(
    "text",
    [
        "I'm PC 3388 and I want to report my sergeant.",
        "1130, he came to my house.",
        "2019, he hit me for the first time.",
        "450, he took that off me.",
        "Flat 3341 or 3347. He lives there.",
        "He took two thousand off me.",
    ],
)
def test_what_a_text_begins_with_is_no_number_of_an_officer_when_it_is_like_a_time_or_a_sum(text: str) -> None:
    assert numbers(text) == []
