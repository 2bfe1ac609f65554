"""What reporters put right, add beside a question, or say instead of a number."""

from __future__ import annotations

import pytest

from interview.state import Heard, State
from interview.turn import is_digression
from tests.support.reports import messages
from tests.support.told import Told

BAKER = "PC Tom Baker from Kent police took a bribe off my mate on 3 May 2025"


def asked_about(slot: str) -> Told:
    told = Told().say(*messages(upto=slot))
    assert told.state.asked == slot
    return told


def beside(told: Told, text: str, intent: str) -> Told:
    """What a rule has answered comes to the interview a second time."""
    assert is_digression(told.state, Heard(text, intent))
    return told.hear(Heard(text, intent, answered=True))


def test_a_day_in_a_correction_is_no_number_of_a_line() -> None:
    told = Told().say("yes", "no", "no", BAKER, "that's everything", "No, something is wrong", "it was 4 May 2025")
    assert told.value("when") == {"from": "2025-05-04", "to": "2025-05-04"}
    assert told.value("subject_name") == "Tom Baker"


def test_a_corrected_parent_clears_its_children_and_says_so() -> None:
    told = asked_about("subject_known").say("actually it was kent police")
    assert told.value("force") == "Kent Police"
    assert told.state.guide.messages["cleared"] in told.said
    assert told.state.asked == "borough_bcu_or_station"


def test_a_correction_that_makes_the_open_question_needless_drops_it() -> None:
    told = asked_about("shoulder_number").say("actually he was an inspector")
    assert told.value("subject_role_rank") == "inspector"
    assert told.state.asked == "warrant_number"


@pytest.mark.parametrize("text", ["actually it was on 4 May 2025", "it was 4 May 2025", "no, 4 May 2025 it was"])
def test_the_read_back_is_changed_by_saying_how_it_was(text: str) -> None:
    told = asked_about("summary_ok").say(text)
    assert told.value("when") == {"from": "2025-05-04", "to": "2025-05-04"}
    assert told.state.asked == "summary_ok"
    assert "2025-05-04" in told.said
    assert told.say("change something", text.replace("4", "5", 1)).state.asked == "summary_ok"
    assert told.value("when") == {"from": "2025-05-05", "to": "2025-05-05"}


def test_a_number_where_lines_are_numbered_is_never_a_question() -> None:
    for asked in ("summary_ok", "change_line"):
        state = State(Told().state.guide, asked=asked)
        assert not is_digression(state, Heard("99", "faq_emergency"))
        assert is_digression(state, Heard("is this 999?", "faq_emergency"))


def test_an_answer_beside_a_question_is_taken() -> None:
    told = beside(asked_about("force"), "its kent police. will they find out it was me?", "faq_will_they_know")
    assert told.value("force") == "Kent Police"
    told = beside(asked_about("setting"), "online. who reads this?", "faq_who_reads")
    assert told.value("setting") == "online"


def test_a_part_of_the_account_beside_a_question_is_kept_without_it() -> None:
    told = beside(
        asked_about("account"), "he takes cash behind the bookies every friday. who reads this?", "faq_who_reads"
    )
    assert told.account == ["he takes cash behind the bookies every friday"]
    assert told.state.asked == "account_more"


@pytest.mark.parametrize("text", ["who reads this?", "ok. who reads this?", "hm, does he see this"])
def test_a_question_alone_answers_nothing(text: str) -> None:
    for slot in ("account", "force", "setting", "witnesses"):
        told = beside(asked_about(slot), text, "faq_who_reads")
        assert told.state.asked == slot
        assert slot not in told.state.answers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("some time in spring 2025", {"from": "2025-03-01", "to": "2025-05-31"}),
        ("it was on 3 May 2025 in the custody suite", {"from": "2025-05-03", "to": "2025-05-03"}),
        ("when the clocks had stopped", "when the clocks had stopped"),
    ],
)
def test_a_time_is_read_within_other_words_and_kept_as_said(text: str, value: object) -> None:
    told = asked_about("when").say(text)
    assert told.value("when") == value
    assert told.state.answers["when"].as_said == text


def test_a_line_of_the_second_officer_is_named_by_its_label() -> None:
    told = asked_about("other_subjects").say("yes", "partly", "Tom")
    while told.state.asked != "summary_ok":
        told.say("no" if told.state.asked == "other_subjects" else "skip")
    told.say("change person 2, name", "Tim")
    assert told.state.asked == "summary_ok"
    assert 'Person 2, name: "Tim"' in told.said
    assert 'Person 1, name: "Quentin"' in told.said


def test_a_wish_to_go_on_after_an_alarm_is_no_alarm() -> None:
    told = asked_about("setting").say("i want to die", intent="distress")
    assert told.state.asked == "after_alarm"
    assert told.say("i want to carry on", intent="distress").state.asked == "setting"


@pytest.mark.parametrize("intent", ["out_of_scope", "skip", "faq_human", "stop"])
def test_an_address_is_an_answer_whatever_it_resembles(intent: str) -> None:
    told = asked_about("follow_up").say("leave contact details")
    assert not is_digression(told.state, Heard("me@example.org", intent))
    assert told.say("me@example.org", intent=intent).value("contact_method") == "me@example.org"


def test_signs_without_words_are_told_so_whatever_they_resemble() -> None:
    told = asked_about("duty_status").say("👮🤷", intent="out_of_scope")
    assert told.state.guide.messages["wordless"] in told.said


@pytest.mark.parametrize(
    ("kind", "kept"),
    [("using police powers for sex or gain", "cash in an envelope"), ("violence or serious crime", None)],
)
def test_what_was_said_to_be_gained_stays_where_the_new_kind_of_conduct_keeps_it(kind: str, kept: str | None) -> None:
    told = asked_about("summary_ok").say("No, something is wrong", "kind of conduct")
    assert told.state.guide.messages["cleared"] in told.said
    assert told.value("benefit_or_favour") is None
    told.say(kind, "that's all")
    assert told.value("benefit_or_favour") == kept
