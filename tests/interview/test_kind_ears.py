"""What a competent interviewer hears: an answer to another question, a kind in a word, and what a yes adds."""

from __future__ import annotations

import pytest

from interview.guide import load_guide
from interview.state import Heard, State
from interview.turn import is_digression, take_turn
from tests.support.reports import messages
from tests.support.told import Told

MESSAGES = load_guide().messages
ACCOUNT = "Sgt Dave Harding hit my brother in the street last Tuesday."


def at(slot: str) -> Told:
    return Told().say(*messages(upto=slot))


def test_an_answer_to_a_later_question_is_not_called_misunderstood() -> None:
    told = at("setting").say("it was last tuesday night")
    assert told.state.asked == "setting"
    assert MESSAGES["retry"] not in told.said
    assert told.value("when")
    assert told.account[-1] == "it was last tuesday night"


@pytest.mark.parametrize("words", ["sometimes on duty sometimes not", "a bit of both really"])
def test_on_and_off_duty_is_both(words: str) -> None:
    assert at("duty_status").say(words).value("duty_status") == "both"


def test_a_kind_that_is_named_in_a_sentence_is_the_whole_answer_and_tells_its_ground() -> None:
    told = at("conduct_category").say("it is mostly the sexism at work")
    assert told.value("conduct_category") == ["discrimination"]
    assert told.value("discrimination_grounds") == ["sex"]
    assert told.state.asked == "force"


def test_a_button_that_names_several_kinds_tells_no_ground() -> None:
    told = at("conduct_category").say("Racism, sexism or other hate", "that's all")
    assert told.state.asked == "discrimination_grounds"


def test_what_a_yes_adds_is_not_asked_again() -> None:
    told = Told().say("yes", "no", "no", ACCOUNT, "that's everything")
    told.say("yes and he was off duty, and my brother works at Tesco")
    assert told.value("subject_name") == "Dave Harding"
    assert told.value("duty_status") == "off"


def test_a_place_that_was_told_is_read_back_with_the_rest_though_no_force_is_known() -> None:
    told = Told().say("yes", "no", "no", f"{ACCOUNT} He works at Bristol nick.", "that's everything")
    assert "Borough, unit or station" in told.said
    told.say("yes")
    while told.state.asked != "summary_ok":
        told.say("skip")
    assert "Borough, unit or station" in told.said


def test_not_right_now_is_a_no_also_where_it_alarms() -> None:
    state = State(load_guide(), asked="immediate_danger")
    take_turn(state, Heard("not right now he is at work", "danger", alarms=("danger",)))
    assert state.known("immediate_danger") == "no"
    assert state.asked == "after_alarm"


def test_a_no_with_a_but_that_alarms_is_no_no() -> None:
    state = State(load_guide(), asked="immediate_danger")
    take_turn(state, Heard("not right now but he is coming back tonight", "danger", alarms=("danger",)))
    assert state.known("immediate_danger") == "yes"


def test_numbers_that_pick_kinds_tell_no_ground() -> None:
    assert at("conduct_category").say("1 and 4").state.asked == "discrimination_grounds"


def test_what_is_told_at_length_stays_with_the_question() -> None:
    told = at("setting").say("well it started with a letter about my parking permit last year", "in person")
    assert told.state.asked == "when"
    assert "parking permit" in told.state.answers["setting"].as_said


def test_a_statement_that_resembles_a_question_about_files_is_an_answer() -> None:
    told = Told(channel="web").say("yes", "no", "no", "something happened", "that's everything")
    told.state.asked = "evidence_exists"
    assert not is_digression(told.state, Heard("theres screenshots of all the messages on my phone", "faq_files"))
    assert is_digression(told.state, Heard("can i send screenshots of the messages?", "faq_files"))


@pytest.mark.parametrize(
    "words", ["evenings after 7, dont say police", "weekdays only he is at work", "never leave a message he checks"]
)
def test_when_it_is_safe_to_call_stays_out_of_the_case_also_where_it_alarms(words: str) -> None:
    told = at("safe_time")
    told.state.answers.pop("safe_time", None)
    told.state.asked = "safe_time"
    told.say(words, intent="danger", alarms=("danger",))
    assert told.value("safe_time") == words
    assert words not in told.account
    assert words not in str(told.state.answers["immediate_danger"].as_said)
    assert words not in str(told.state.memory.get("alarms"))


@pytest.mark.parametrize("words", ["no", "nope", "No, that's all", "no i didn't see it", "sorry, no", "didnt catch it"])
@pytest.mark.parametrize("slot", ["shoulder_number", "warrant_number", "vehicle_or_online_handle"])
def test_no_is_no_number_and_no_vehicle(slot: str, words: str) -> None:
    told = at(slot).say(words)
    answer = told.state.answers[slot]
    assert (answer.value, answer.as_said, answer.source) == (None, words, "dont_know")
    assert told.state.asked != slot


@pytest.mark.parametrize("words", ["no 4417", "not 2231, it was 2213", "none of it but the end, 17"])
def test_a_no_that_tells_a_number_is_kept(words: str) -> None:
    assert at("shoulder_number").say(words).value("shoulder_number")
