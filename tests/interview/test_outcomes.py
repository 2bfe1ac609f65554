"""What is counted of a turn: the question and what became of it, by names alone."""

from __future__ import annotations

import pytest

from interview.guide import load_guide
from interview.outcomes import OUTCOMES, Asked, outcomes
from interview.state import Heard, State
from interview.turn import take_turn


def turn(asked: str, text: str, intent: str = "inform", *, unsure: bool = False) -> set[tuple[str, str]]:
    """What is counted when a message comes at a question."""
    state = State(load_guide(), asked=asked)
    before = Asked.of(state)
    take_turn(state, Heard(text, intent))
    return set(outcomes(before, state, unsure=unsure))


def test_the_beginning_asks_the_first_question() -> None:
    state = State(load_guide())
    take_turn(state, Heard("/start", "start"))
    assert outcomes(Asked(None, None), state) == [("limits_ack", "asked")]


@pytest.mark.parametrize(
    ("asked", "text", "what"),
    [
        ("where", "skip", "skipped"),
        ("where", "don't know", "dont_know"),
        ("duty_status", "don't know", "dont_know"),
        ("duty_status", "purple", "not_understood"),
        ("duty_status", "purple", "asked_again"),
        ("where", "why do you ask?", "asked_again"),
        ("where", "???", "not_understood"),
        ("immediate_danger", "he sold my address to my ex last week", "not_understood"),
    ],
)
def test_what_becomes_of_a_question_is_counted(asked: str, text: str, what: str) -> None:
    assert (asked, what) in turn(asked, text)


def test_an_answer_is_counted_as_nothing_but_the_next_question() -> None:
    [(name, what)] = turn("where", "in the car park")
    assert name != "where"
    assert what == "asked"


def test_a_guess_that_was_too_unsure_is_a_fallback() -> None:
    assert ("where", "fallback") in turn("where", "leave it maybe", unsure=True)


def test_going_on_with_the_account_is_no_question_asked_again() -> None:
    assert turn("account_more", "and then he left") == {("account_more", "asked")}


def test_no_word_of_the_reporter_is_in_what_is_counted() -> None:
    guide = load_guide()
    names = {*guide.names(), *guide.controls}
    for asked in guide.names():
        for question, what in turn(asked, "zebra harding 07700 900123", unsure=True):
            assert question in names
            assert what in OUTCOMES
