"""Danger and distress: the fitting help first, no word lost, a mark for triage, and on only as the reporter wishes."""

from __future__ import annotations

import json

import pytest

from interview.finished import case_slots, contact_details, risk
from interview.guide import load_guide, with_numbers
from interview.safety import helplines_for, police_may_be_feared
from interview.signposts import load_signposts, numbers
from interview.state import Heard
from tests.support.reports import RICH, messages
from tests.support.told import Told

NUMBERS = numbers(load_signposts())
GUIDE = with_numbers(load_guide(), NUMBERS)
CRY = "hes outside my door rn he says hell kill me"
LOW = "i dont think i can go on"


def told(upto: str) -> Told:
    return Told(GUIDE).say(*messages(upto=upto))


@pytest.mark.parametrize("slot", [slot for slot, _ in RICH])
@pytest.mark.parametrize(
    ("intent", "words", "helpline"), [("danger", CRY, "domestic_abuse"), ("distress", LOW, "samaritans")]
)
def test_an_alarm_at_any_question_gets_signposts_and_a_gentle_choice(
    slot: str, intent: str, words: str, helpline: str
) -> None:
    someone = told(slot).say(words, intent=intent)
    assert NUMBERS[helpline] in someone.said
    assert NUMBERS["emergency"] in someone.said
    assert someone.state.asked == "after_alarm"
    assert GUIDE.slot(slot).question not in someone.said
    assert words in someone.account or someone.value(slot) == words


@pytest.mark.parametrize("slot", [slot for slot, _ in RICH])
def test_the_interview_goes_on_where_it_was_when_they_wish(slot: str) -> None:
    someone = told(slot).say(CRY, intent="danger").say("Carry on")
    answered = slot in ("immediate_danger", "affected_person_risk")
    if slot == "account":
        assert someone.state.asked == "account_more"
    elif slot in ("witnesses", "evidence_exists", "reported_before", "reporter_group", "who_else_knows", "follow_up"):
        assert someone.state.asked == slot
    elif slot == "summary_ok":
        assert someone.state.asked == "summary_ok"
        assert "This is what I will send" in someone.said
    elif not answered:
        assert someone.state.asked == slot


def test_whoever_simply_goes_on_is_heard_at_the_question_that_waits() -> None:
    someone = told("force").say(CRY, intent="danger").say("the met")
    assert someone.value("force") == "Metropolitan Police Service"
    someone = told("account").say(CRY, intent="danger").say("he is a sergeant at Lewisham")
    assert someone.account == [CRY, "he is a sergeant at Lewisham"]


@pytest.mark.parametrize("words", ["Take a break", "Stop", "no", "pause"])
def test_a_break_after_an_alarm_loses_nothing(words: str) -> None:
    someone = told("force").say(CRY, intent="danger").say(words)
    assert someone.state.asked == "paused"
    assert someone.say("carry on").state.asked == "force"


def test_everything_can_be_deleted_after_an_alarm() -> None:
    assert told("force").say(CRY, intent="danger").say("delete", "yes").state.withdrawn


def test_the_second_alarm_is_shorter_and_does_not_ask_again() -> None:
    first = told("account").say(CRY, intent="danger")
    long = len(first.said)
    second = first.say("Carry on").say("he is at the window now", intent="danger")
    assert len(second.said) < long / 2
    assert NUMBERS["emergency"] in second.said
    assert second.state.asked == "account_more"


def test_another_kind_of_alarm_is_answered_in_full() -> None:
    someone = told("account").say(CRY, intent="danger").say("Carry on").say(LOW, intent="distress")
    assert "sorry it is this bad" in someone.said
    assert someone.state.asked == "after_alarm"


def test_the_case_shows_the_danger_with_the_words_that_told_of_it() -> None:
    someone = told("force").say(CRY, intent="danger")
    slot = case_slots(someone.state)["immediate_danger"]
    assert (slot["value"], slot["as_said"]) == ("yes", f"no / {CRY}")
    assert risk(someone.state)["danger"] == [CRY]
    assert risk(someone.state)["immediate_danger"] == "yes"


def test_distress_is_shown_to_triage_and_changes_no_answer() -> None:
    someone = told("force").say(LOW, intent="distress")
    assert risk(someone.state)["distress"] == [LOW]
    assert someone.value("immediate_danger") == "no"


def test_an_alarm_of_both_kinds_names_help_for_both_and_shows_both() -> None:
    someone = told("force").say(LOW, intent="distress", alarms=("danger", "distress"))
    assert NUMBERS["samaritans"] in someone.said
    assert NUMBERS["domestic_abuse"] in someone.said
    assert {kind: risk(someone.state)[kind] for kind in ("danger", "distress")} == {"danger": [LOW], "distress": [LOW]}
    assert someone.value("immediate_danger") == "no"


def test_a_kind_that_was_only_told_of_beside_another_is_still_answered_in_full() -> None:
    someone = told("account").say(CRY, intent="danger", alarms=("danger", "distress")).say("Carry on")
    assert "sorry it is this bad" in someone.say(LOW, intent="distress").said
    assert "sorry it is this bad" not in someone.say("Carry on").say(LOW, intent="distress").said


def test_help_for_each_kind_is_named_however_much_else_fits() -> None:
    everything = "im 14, he raped me, my boyfriend said kill myself"
    assert {"samaritans", "domestic_abuse"} <= {*helplines_for(("danger", "distress"), everything)}
    assert len(helplines_for(("danger", "distress"), everything)) == 3


def test_whoever_says_at_the_opening_that_they_are_in_danger_is_not_asked_if_anyone_is() -> None:
    someone = Told(GUIDE).say(CRY, intent="danger").say("Carry on", "yes")
    assert someone.value("immediate_danger") == "yes"
    assert someone.state.asked == "child_or_vulnerable_at_risk"


def test_an_alarm_that_answers_the_question_is_its_answer() -> None:
    someone = told("ongoing").say("yes its still going on hes here now", intent="danger")
    assert someone.value("ongoing") == "yes"


def test_the_words_of_an_account_taken_back_are_not_kept_with_the_danger() -> None:
    someone = told("account").say(CRY, intent="danger").say("Carry on", "that's everything", "yes")
    someone.say(*messages()[messages().index("Misusing information or selling favours") :][:-1])
    line = next(text.split(".")[0] for text in someone.said.splitlines() if ". What happened" in text)
    someone.say(line)
    assert CRY not in json.dumps([someone.account, case_slots(someone.state), risk(someone.state)])
    assert someone.value("immediate_danger") == "yes"


def test_contact_details_in_an_alarm_stay_out_of_the_account() -> None:
    someone = told("follow_up").say("contact me").say("07700 900123 please hurry hes here", intent="danger")
    assert "07700" not in json.dumps([someone.account, case_slots(someone.state)])
    assert "07700 900123" in contact_details(someone.state)[0]


@pytest.mark.parametrize(
    ("alarm", "text", "first"),
    [
        ("danger", "im 14 and he waits outside my school", "childline"),
        ("danger", "he raped me and hes coming back", "rape_crisis"),
        ("danger", "my husband is a pc and hes at the door", "domestic_abuse"),
        ("danger", "they are coming for me", "domestic_abuse"),
        ("distress", "i want to kill myself", "samaritans"),
        ("distress", "everything is too much", "samaritans"),
    ],
)
def test_the_help_that_fits_stands_first(alarm: str, text: str, first: str) -> None:
    assert helplines_for((alarm,), text)[0] == first


@pytest.mark.parametrize(
    ("text", "feared"),
    [
        ("he is outside", True),
        ("the officer is my neighbour and hes at my door", True),
        ("my neighbour has a knife", False),
        ("my husband is having a heart attack", False),
    ],
)
def test_only_where_somebody_else_is_named_the_emergency_number_comes_first(text: str, feared: bool) -> None:
    assert police_may_be_feared(text) is feared
    said = told("account").say(text, intent="danger").said
    emergency_first = said.index(NUMBERS["emergency"]) < said.index(NUMBERS["domestic_abuse"])
    assert emergency_first is not feared


@pytest.mark.parametrize("alarm", ["danger", "distress"])
def test_the_emergency_number_comes_with_what_to_press_when_one_cannot_speak(alarm: str) -> None:
    said = told("account").say("help", intent="x").say(CRY, intent=alarm).said
    assert f"press {NUMBERS['emergency_silent']}" in said


def test_yes_to_the_question_about_danger_gives_signposts() -> None:
    said = told("immediate_danger").say("yes").said
    assert said.index(NUMBERS["domestic_abuse"]) < said.index(NUMBERS["emergency"])
    assert f"press {NUMBERS['emergency_silent']}" in said


def test_whoever_says_yes_to_it_chooses_how_to_go_on() -> None:
    someone = told("immediate_danger").say("yes")
    assert someone.state.asked == "after_alarm"
    assert GUIDE.slot("child_or_vulnerable_at_risk").question not in someone.said
    assert someone.say("Carry on").state.asked == "child_or_vulnerable_at_risk"


@pytest.mark.parametrize("answer", ["no", "not sure", "don't know", "skip"])
def test_whoever_does_not_say_yes_goes_straight_on(answer: str) -> None:
    assert told("immediate_danger").say(answer).state.asked == "child_or_vulnerable_at_risk"


def test_a_break_after_that_yes_keeps_the_answer() -> None:
    someone = told("immediate_danger").say("yes", "Take a break")
    assert someone.state.asked == "paused"
    assert someone.value("immediate_danger") == "yes"
    assert someone.say("I'm back").state.asked == "child_or_vulnerable_at_risk"


def test_danger_told_after_that_yes_still_brings_the_choice_again() -> None:
    someone = told("immediate_danger").say("yes", "Carry on").say(CRY, intent="danger")
    assert someone.state.asked == "after_alarm"


def test_a_yes_given_at_the_read_back_leads_back_to_it() -> None:
    someone = told("summary_ok").say("change something", "someone in danger now", "yes")
    assert someone.state.asked == "after_alarm"
    while (asked := someone.say("carry on").state.asked) != "summary_ok":
        assert asked == "affected_person_risk"


def test_a_repeated_message_of_an_answered_rule_is_no_alarm() -> None:
    someone = told("force")
    someone.state.says = []
    assert someone.hear(Heard(CRY, "danger", answered=True)).state.asked == "force"
