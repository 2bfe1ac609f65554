"""Any answer, any time: several at once, early, in pieces, corrected, beside a question, and back again."""

from __future__ import annotations

import pytest

from interview.phrases import before_question
from interview.state import Heard
from interview.understanding import find
from tests.support.reports import messages
from tests.support.told import Told


def at(slot: str) -> Told:
    """The interview of the rich report, at the question of a slot."""
    return Told().say(*messages(upto=slot))


def test_several_questions_are_answered_in_one_message() -> None:
    told = at("force").say("the met, hes a pc at lewisham nick called Dave Harding")
    assert told.value("borough_bcu_or_station") == "Lewisham"
    assert told.value("subject_known") == "identity"
    assert told.value("subject_name") == "Dave Harding"
    assert told.value("subject_role_rank") == "constable"
    assert told.state.asked == "shoulder_number"


@pytest.mark.parametrize(
    ("words", "slot", "value"),
    [
        ("actually she was an inspector", "subject_role_rank", "inspector"),
        ("sorry it was brixton nick not lewisham", "borough_bcu_or_station", "Brixton"),
        ("i meant 4 may 2025", "when", {"from": "2025-05-04", "to": "2025-05-04"}),
        ("correction, he was off duty", "duty_status", "off"),
    ],
)
def test_an_earlier_answer_is_corrected_and_the_question_comes_again(words: str, slot: str, value: object) -> None:
    told = at("witnesses").say(words)
    assert told.value(slot) == value
    assert told.state.asked == "witnesses"
    assert "changed" in told.said


def test_a_correction_that_says_the_same_is_no_answer_to_another_question() -> None:
    told = at("witnesses").say("actually she was a sergeant")
    assert told.state.asked == "witnesses"
    assert told.value("witnesses") is None


def test_changing_a_parent_clears_its_children_and_says_so() -> None:
    told = at("witnesses").say("actually it was all online")
    assert told.value("where") is None
    assert "clears what depended on it" in told.said
    told = at("witnesses").say("actually I don't know who he is")
    assert told.value("subject_name") is None
    assert "clears what depended on it" in told.said


def test_an_answer_and_a_question_in_one_message_are_both_heard() -> None:
    told = at("subject_name").say("Dave Harding. why do you ask?", intent="why")
    assert told.value("subject_name") == "Dave Harding"
    assert told.state.guide.slot("subject_name").why in told.said
    told = at("duty_status").say("he was off duty, why?", intent="why")
    assert told.value("duty_status") == "off"


def test_an_answer_beside_a_question_about_the_service_is_heard() -> None:
    told = at("duty_status")
    told.hear(_answered("he was off duty. is this anonymous?"))
    assert told.value("duty_status") == "off"
    told = at("when")
    told.hear(_answered("is this anonymous?"))
    assert told.state.asked == "when"


def test_an_answer_comes_in_pieces() -> None:
    told = at("subject_name").say("Dave", "oh and his surname is Harding")
    assert told.value("subject_name") == "Dave Harding"
    assert told.state.asked == "subject_role_rank"


def test_what_comes_to_mind_later_fills_what_was_not_known() -> None:
    told = at("witnesses").say("oh and his warrant number was 187733")
    assert told.value("warrant_number") == "187733"
    assert told.state.asked == "witnesses"
    assert "oh and his warrant number was 187733" in told.account


@pytest.mark.parametrize(
    ("words", "value"), [("he was off duty", "off"), ("she wasn't on duty", "off"), ("in full uniform", "on")]
)
def test_a_choice_is_answered_in_ones_own_words(words: str, value: str) -> None:
    assert at("duty_status").say(words).value("duty_status") == value


@pytest.mark.parametrize("words", ["thats it", "that's all i know", "ok thanks", "5ft 10, skinny", "looked about 25"])
@pytest.mark.parametrize("slot", ["subject_name", "shoulder_number", "warrant_number"])
def test_the_end_and_a_look_are_no_name_and_no_number(slot: str, words: str) -> None:
    told = at(slot).say(words)
    assert told.value(slot) is None
    assert told.state.asked != slot


@pytest.mark.parametrize("words", ["thats it", "that's all", "tall with a beard"])
@pytest.mark.parametrize("slot", ["force", "borough_bcu_or_station"])
def test_the_end_and_a_look_are_no_force_and_no_station(slot: str, words: str) -> None:
    told = at(slot).say(words)
    assert told.value(slot) is None
    assert told.state.asked == slot
    assert told.say("Lewisham nick").value(slot) == "Lewisham nick"


def test_a_number_beside_a_look_is_the_number() -> None:
    assert at("shoulder_number").say("5ft 10, skinny, number 3345").value("shoulder_number") == "3345"
    assert at("warrant_number").say("ends in 42 i think").value("warrant_number")


def test_back_walks_back_through_all_kinds_of_questions() -> None:
    told = at("ongoing")
    asked = [told.say("back").state.asked for _ in range(17)]
    expected = [
        "when", "setting", "duty_status", "other_subjects", "vehicle_or_online_handle", "warrant_number",
        "shoulder_number", "subject_role_rank", "subject_name", "subject_known", "borough_bcu_or_station", "force",
        "information_misused", "benefit_or_favour", "conduct_category",
    ]  # fmt: skip
    assert asked[: len(expected)] == expected


def test_back_from_a_second_officer_returns_to_the_first() -> None:
    told = at("other_subjects").say("yes", "no", "don't know")
    asked = [told.say("back").state.asked for _ in range(5)]
    assert asked == [
        "subject_role_rank", "subject_known", "other_subjects", "vehicle_or_online_handle", "warrant_number",
    ]  # fmt: skip
    assert told.value("subject_name") == "Quentin"


def test_after_going_back_the_second_officer_of_an_account_is_still_known() -> None:
    told = Told().say("yes", "no", "no", "PC Dave Harding took the money. Sergeant Karen Mills watched the door.")
    told.say("that's everything", "yes")
    while told.state.asked != "confirm_found":
        told.say("skip")
    assert "Karen Mills" in told.said
    told.say("back")
    assert told.state.asked == "other_subjects"
    assert told.value("subject_name") == "Dave Harding"
    told.say("yes")
    assert "Karen Mills" in told.said


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Dave Harding. why do you ask?", "Dave Harding"),
        ("he was off duty, why?", "he was off duty"),
        ("why do you ask?", ""),
        ("is this anonymous", ""),
        ("he asked me why", ""),
    ],
)
def test_what_stands_before_a_question_is_told_apart(text: str, rest: str) -> None:
    assert before_question(text) == rest


def _answered(text: str) -> Heard:
    return Heard(text, "faq_anonymous", answered=True)


def test_a_multiple_choice_offers_the_commands_while_more_is_chosen() -> None:
    told = at("conduct_category").say("Something else")
    [more] = [says for says in told.state.says if says.buttons]
    assert more.buttons[-5:] == ("That's all", "Don't know", "Skip", "Back", "Why do you ask?")
    assert told.say("Why do you ask?").state.asked == "picked_more"
    assert told.state.guide.slot("conduct_category").why in told.said


@pytest.mark.parametrize("words", ["Skip", "Don't know", "That's all"])
def test_what_was_chosen_stays_when_nothing_is_added(words: str) -> None:
    told = at("conduct_category").say("Something else", words)
    assert told.value("conduct_category") == ["other"]


def test_back_while_more_is_chosen_begins_the_choice_again() -> None:
    told = at("conduct_category").say("Something else", "Back")
    assert told.state.asked == "conduct_category"
    assert told.say("racism", "that's all").value("conduct_category") == ["discrimination"]


@pytest.mark.parametrize(
    ("words", "answered"),
    [
        ("it was last tuesday night", "when"),
        ("my sister saw the whole thing", "witnesses"),
        ("he was off duty at the time", "duty_status"),
    ],
)
@pytest.mark.parametrize("slot", ["force", "borough_bcu_or_station", "subject_name", "shoulder_number"])
def test_what_answers_another_question_is_taken_there_and_the_question_comes_again(
    slot: str, words: str, answered: str
) -> None:
    told = at(slot).say(words)
    assert told.value(answered)
    assert told.state.asked == slot
    assert slot not in told.state.answers
    assert words in told.account
    assert told.say("skip").state.asked != slot


def test_a_question_comes_again_only_once_for_what_answers_another() -> None:
    told = at("subject_name").say("my sister saw the whole thing", "and it was last tuesday night")
    assert told.state.asked != "subject_name"


@pytest.mark.parametrize("words", ["some special unit", "the lot up by the reservoir", "Lewisham nick"])
def test_words_that_answer_nothing_else_are_kept_as_the_answer(words: str) -> None:
    assert at("force").say(words).value("force") == words


@pytest.mark.parametrize(
    ("words", "name"),
    [("pc will smith", "Will Smith"), ("they said it was osei mensah", "Osei Mensah"), ("someone said brian", "Brian")],
)
def test_a_name_within_an_answer_is_read(words: str, name: str) -> None:
    found = find(words, "subject_name").best("subject_name")
    assert found
    assert found.value == name


@pytest.mark.parametrize("words", ["it was horrible", "size 10 boots", "it was last tuesday night"])
def test_what_is_no_name_is_not_read_as_one(words: str) -> None:
    assert find(words, "subject_name").best("subject_name") is None
