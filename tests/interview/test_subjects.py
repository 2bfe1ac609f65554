"""Several officers in one report: told apart, changed one by one, and taken out again."""

from __future__ import annotations

import pytest

from interview.finished import case_slots
from tests.support.reports import messages
from tests.support.told import Told

SECOND = ("yes", "yes i know who", "Nadia", "PC", "skip", "skip", "skip")
THIRD = ("yes", "yes i know who", "Omar", "PC", "skip", "skip", "skip", "no")
EVENTS = messages()[messages().index("On duty") : -1]


@pytest.fixture
def three() -> Told:
    """Somebody at the summary of a report about Quentin, Nadia and Omar."""
    told = Told().say(*messages(upto="other_subjects"), *SECOND, *THIRD, *EVENTS)
    assert told.state.asked == "summary_ok"
    return told


def names(told: Told) -> list[str]:
    slots = case_slots(told.state)
    others = slots["other_subjects"]["value"]
    first = slots["subject_name"]["value"]
    return [first, *([other["subject_name"]["value"] for other in others] if isinstance(others, list) else [])]


def test_each_officer_has_their_own_lines(three: Told) -> None:
    assert names(three) == ["Quentin", "Nadia", "Omar"]
    assert "Person 2, name" in three.say("hm").say("nothing").said


def test_one_officer_can_be_changed_and_the_others_stay(three: Told) -> None:
    line = next(
        text.split(".")[0] for text in three.say("hm").say("nothing").said.splitlines() if "Person 2, name" in text
    )
    three.say(line, "Nadine")
    assert names(three) == ["Quentin", "Nadine", "Omar"]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("remove person 2", ["Quentin", "Omar"]),
        ("please take out the third officer", ["Quentin", "Nadia"]),
        ("Delete officer 1", ["Nadia", "Omar"]),
    ],
)
def test_one_officer_can_be_taken_out(three: Told, words: str, left: list[str]) -> None:
    assert three.say(words).state.asked == "summary_ok"
    assert names(three) == left


def test_the_last_officer_stays(three: Told) -> None:
    three.say("remove person 3", "remove person 2")
    assert names(three) == ["Quentin"]
    assert case_slots(three.state)["other_subjects"]["value"] == "no"
    three.say("remove person 1")
    assert names(three) == ["Quentin"]


def test_delete_alone_still_deletes_everything(three: Told) -> None:
    assert three.say("delete").state.asked == "confirm_delete"
