"""The turn engine: examples of each rule, and properties that hold whatever is said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from interview.answers import Answer, applies, dependants, next_slot, required_slots
from interview.domain import FORM
from interview.finished import case_slots, contact_details
from interview.guide import load_guide
from interview.state import Heard, State, read_answers
from interview.turn import FORM_INTENTS, is_digression, take_turn
from tests.support.reports import messages

GUIDE = load_guide()
ROOT = Path(__file__).parents[2]
COMMANDS = ["don't know", "skip", "back", "why do you ask?", "help", "stop", "delete", "carry on", "no, keep it"]
TITLES = [title for slot in GUIDE.slots for title in slot.titles()] + ["That's all", "That's everything"]
INTENTS = [
    "inform",
    "affirm",
    "deny",
    "dont_know",
    "skip",
    "go_back",
    "why",
    "help",
    "stop",
    "pause",
    "danger",
    "faq_x",
]
texts = st.one_of(
    st.sampled_from(COMMANDS + TITLES), st.text(max_size=60), st.sampled_from(["1", "7", "99", "no", "yes"])
)
heard = st.builds(Heard, texts, st.sampled_from(INTENTS), st.booleans())


def begin() -> State:
    return take_turn(State(GUIDE), Heard(""))


def say(state: State, *words: str, intent: str = "inform") -> State:
    for text in words:
        state.says, state.keep, state.account_cleared = [], [], False
        take_turn(state, Heard(text, intent))
        state.parts = len(state.keep) + (0 if state.account_cleared else state.parts)
    return state


def test_the_interview_begins_with_its_limits() -> None:
    state = begin()
    assert state.asked == "limits_ack"
    assert "automated" in state.says[0].text


def test_a_whole_report_reaches_its_end() -> None:
    state = say(begin(), *messages())
    assert state.asked is None
    assert next_slot(GUIDE, state.answers) is None


@pytest.mark.parametrize("words", ["skip", "don't know"])
def test_nothing_is_asked_again_after_it_was_left_out(words: str) -> None:
    state, asked = begin(), []
    while state.asked != "summary_ok":
        asked.append(state.asked)
        say(state, words)
    assert len(asked) == len(set(asked))


def test_only_a_clear_yes_sends_the_report() -> None:
    for words in ("yes but the name is wrong", "1", "maybe", "yes yes but wait a moment please", "sergeant"):
        assert say(begin(), *messages(upto="summary_ok"), words).asked is not None, words
    for words in ("Yes, send it", "yes", "send it!", "YES"):
        assert say(begin(), *messages(upto="summary_ok"), words).asked is None, words


def test_a_guess_of_the_classifier_never_sends_the_report() -> None:
    state = say(begin(), *messages(upto="summary_ok"))
    assert say(state, "hm that looks alright I suppose", intent="affirm").asked == "change_line"


def test_what_fits_no_option_is_asked_again_once_and_then_kept_as_said() -> None:
    state = say(begin(), *messages(upto="duty_status"), "it was odd")
    assert state.asked == "duty_status"
    say(state, "hard to say really")
    assert state.answers["duty_status"] == Answer(None, "it was odd / hard to say really", "unclear")


def test_every_intent_is_the_forms_or_has_a_rule_within_it() -> None:
    intents = yaml.safe_load((ROOT / "domain/intents.yml").read_text("utf-8"))["intents"]
    names = {next(iter(intent)) if isinstance(intent, dict) else intent for intent in intents}
    files = [yaml.safe_load(file.read_text("utf-8")) for file in (ROOT / "stories").glob("*.yml")]
    rules = [
        rule for file in files for rule in file.get("rules", []) if {"active_loop": FORM} in rule.get("condition", [])
    ]
    ruled = {step["intent"] for rule in rules for step in rule["steps"] if "intent" in step}
    assert len(ruled) > 20
    assert names - FORM_INTENTS == ruled


def test_a_digression_is_left_to_the_rules_unless_its_words_are_an_answer() -> None:
    state = say(begin(), *messages(upto="force"))
    assert is_digression(state, Heard("who reads this?", "faq_who_reads"))
    assert not is_digression(state, Heard("who reads this?", "faq_who_reads", answered=True))
    assert not is_digression(state, Heard("skip", "faq_who_reads"))
    assert not is_digression(say(state, "the met", "x", "yes", "Bob"), Heard("PC", "faq_free"))


def test_contact_details_are_not_in_the_case() -> None:
    before = messages(upto="follow_up")
    state = say(begin(), *before, "contact me", "07700 900123", "mornings")
    assert contact_details(state) == ("07700 900123", "mornings")
    assert "07700" not in json.dumps(case_slots(state))


def test_contact_details_vanish_when_the_reporter_chooses_to_stay_anonymous() -> None:
    state = say(begin(), *messages(upto="follow_up"), "contact me", "07700 900123", "mornings")
    state.clear("follow_up")
    say(state, "Stay anonymous")
    assert contact_details(state) == ("", "")


def test_every_child_of_a_parent_is_known() -> None:
    assert dependants(GUIDE, "subject_known") == [
        "subject_name",
        "warrant_number",
        "subject_description",
    ]
    assert "safe_time" in dependants(GUIDE, "follow_up")


@settings(max_examples=200, deadline=None)
@given(st.lists(heard, max_size=25))
def test_whatever_is_said_a_turn_ends_with_a_question_or_the_end(conversation: list[Heard]) -> None:
    state = begin()
    for message in conversation:
        take_turn(state, message)
        if state.withdrawn or state.asked is None:
            return
        known = [*GUIDE.names(), *GUIDE.controls]
        assert state.asked in known
        if state.asked in GUIDE.names():
            assert applies(GUIDE.slot(state.asked), state.answers)


@settings(max_examples=200, deadline=None)
@given(st.lists(heard, max_size=25))
def test_the_state_survives_the_way_through_rasas_slots(conversation: list[Heard]) -> None:
    state = begin()
    for message in conversation:
        if state.withdrawn or state.asked is None:
            return
        state.parts, state.keep = state.parts + len(state.keep), []
        slots = json.loads(json.dumps({name: answer.to_slot() for name, answer in state.answers.items()}))
        memory = json.loads(json.dumps(state.memory))
        again = State(GUIDE, read_answers(GUIDE, slots), state.asked, memory, parts=state.parts)
        take_turn(state, message)
        take_turn(again, message)
        assert (again.answers, again.asked, again.memory) == (state.answers, state.asked, state.memory)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([*TITLES, "skip", "back", "3 May", "a van"]), max_size=40))
def test_no_answer_is_left_whose_condition_does_not_hold(words: list[str]) -> None:
    state = begin()
    for text in words:
        if state.withdrawn or state.asked is None:
            return
        say(state, text)
        wanted = required_slots(GUIDE, state.answers)
        # With several subjects the case shows the first, and the conditions are about the one being asked about.
        apart = ["other_subjects", *(GUIDE.group("subject") if state.recall("others") else [])]
        left_over = [name for name in case_slots(state) if name not in (*wanted, *apart)]
        assert left_over == []
