"""What is not understood at a closed question is asked again kindly, never guessed."""

from __future__ import annotations

from interview.guide import load_guide
from interview.state import Heard, State
from interview.turn import take_turn


def test_words_that_name_no_option_are_no_answer_and_the_question_is_asked_again() -> None:
    state = State(load_guide(), asked="ongoing")
    take_turn(state, Heard("purple teapots"))
    assert state.asked == "ongoing"
    assert "ongoing" not in state.answers
    assert [said.text for said in state.says] == [state.guide.messages["retry"]]


def test_after_a_second_time_the_words_are_kept_and_the_interview_goes_on() -> None:
    state = State(load_guide(), asked="ongoing")
    for text in ("purple teapots", "green ones"):
        take_turn(state, Heard(text))
    assert state.asked != "ongoing"
    assert state.answers["ongoing"].value is None
    assert "purple teapots" in state.answers["ongoing"].as_said
