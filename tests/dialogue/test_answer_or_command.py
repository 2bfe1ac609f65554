from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from dialogue.answer_or_command import AnswerOrCommand, written_like_name
from interview.guide import load_guide
from interview.phrases import is_question

SPREAD = ("inform", "out_of_scope", "thanks")  # where the rest of the probability goes


def heard(text: str, asked: str | None, **likely: float) -> dict[str, Any]:
    """What the component makes of a text, given what the classifier guessed."""
    rest = (1 - sum(likely.values())) / len(SPREAD)
    everything = {**{name: rest for name in SPREAD if name not in likely}, **likely}
    ranking = [{"name": n, "confidence": c} for n, c in sorted(everything.items(), key=lambda pair: -pair[1])]
    message = Message({"text": text, "intent_ranking": ranking})
    tracker = SimpleNamespace(get_slot={"requested_slot": asked}.get) if asked else None
    component = AnswerOrCommand(AnswerOrCommand.get_default_config(), load_guide())
    [decided] = component.process([message], tracker)  # type: ignore[arg-type]
    alarms, ranking = decided.get("alarms"), decided.get("intent_ranking")
    return {**decided.get("intent"), "ranking": ranking, "alarms": alarms, **decided.get("decision")}


@pytest.mark.parametrize(
    ("text", "guess"),
    [("Quentin", "stop"), ("Hope Street", "thanks"), ("Telegram Road", "faq_telegram_safe"),
     ("Ian Back", "go_back"), ("Skipton", "skip"), ("i reported it to the iopc in 2022", "faq_already_reported"),
     ("yes i have screenshots", "faq_send_files"), ("Will", "faq_what_next"), ("no, nobody", "deny")],
)  # fmt: skip
def test_an_answer_in_own_words_is_not_swallowed_by_a_sure_guess(text: str, guess: str) -> None:
    assert heard(text, "subject_name", **{guess: 0.99})["name"] == "inform"


@pytest.mark.parametrize("text", ["is this anonymous?", "so will they know it was me", "who reads this"])
@pytest.mark.parametrize("asked", ["subject_name", "account", "setting", "account_more"])
def test_a_question_is_heard_at_every_question(text: str, asked: str) -> None:
    assert heard(text, asked, faq_anonymous=0.5)["name"] == "faq_anonymous"


def test_a_question_without_the_form_of_one_is_heard_at_a_choice_but_not_at_free_text() -> None:
    assert heard("tell me about anonymity", "setting", faq_anonymous=0.9)["name"] == "faq_anonymous"
    assert heard("tell me about anonymity", "where", faq_anonymous=0.9)["name"] == "inform"


def test_a_command_must_be_likelier_at_free_text_than_at_a_choice() -> None:
    assert heard("lets leave that one", "setting", skip=0.5)["name"] == "skip"
    assert heard("lets leave that one", "where", skip=0.5)["name"] == "inform"
    assert heard("lets leave that one", "where", skip=0.7)["name"] == "skip"


def test_a_long_answer_is_no_command() -> None:
    assert heard("then i wanted to stop but he would not let me " * 2, "account", stop=0.99)["name"] == "inform"


@pytest.mark.parametrize("asked", [None, "subject_name", "account", "setting", "conduct_category"])
def test_an_alarm_is_heard_early_at_every_question(asked: str | None) -> None:
    assert heard("he is battering it", asked, danger=0.2, distress=0.1)["name"] == "danger"
    assert heard("cant go on", asked, danger=0.1, distress=0.2)["name"] == "distress"


def test_a_faint_alarm_is_none() -> None:
    assert heard("he drove off", "account", danger=0.04, distress=0.04)["name"] == "inform"


def test_one_sentence_of_a_long_account_must_be_sure_to_alarm() -> None:
    account = "He took the money and went. " * 10
    assert heard(account, "account", danger=0.5)["name"] == "inform"
    assert heard(account, "account", danger=0.8)["name"] == "danger"


def test_a_name_that_sounds_alarming_is_a_name() -> None:
    assert heard("Hope", "subject_name", distress=0.5)["name"] == "inform"
    assert heard("Killer Smith", "subject_name", danger=0.6)["name"] == "inform"
    assert heard("He Has A Knife", "subject_name", danger=0.95)["name"] == "danger"


def test_a_sure_alarm_outweighs_words_that_also_answer_the_question() -> None:
    text = "yes, and he says he will kill me tonight"
    assert heard(text, "ongoing", danger=0.5)["name"] == "inform"
    assert heard(text, "ongoing", danger=0.95)["name"] == "danger"


@pytest.mark.parametrize(("text", "name"), [("Both", "inform"), ("2", "inform"), ("STOP!", "stop"), ("skip", "skip")])
def test_exact_words_need_no_guess(text: str, name: str) -> None:
    decided = heard(text, "setting", danger=0.99)
    assert (decided["name"], decided["confidence"]) == (name, 1.0)


def test_the_ranking_is_cut_short_so_that_trackers_stay_small() -> None:
    assert len(heard("hm", "setting", stop=0.3, skip=0.3, help=0.2)["ranking"]) == 3


def test_a_message_that_no_classifier_has_seen_is_an_answer() -> None:
    component = AnswerOrCommand(AnswerOrCommand.get_default_config(), load_guide())
    [decided] = component.process([Message({"text": "hm"})])
    assert decided.get("intent")["name"] == "inform"


@pytest.mark.parametrize("text", ["ok so is it free", "can you stop him", "anonymous?", "whats this for then"])
def test_forms_of_questions(text: str) -> None:
    assert is_question(text)
    assert not written_like_name(text)


@pytest.mark.parametrize("text", ["Will", "May", "will", "i know who did it", "he asked who i was"])
def test_what_is_no_question(text: str) -> None:
    assert not is_question(text)


@pytest.mark.parametrize(
    ("text", "asked", "likely", "by", "needed"),
    [
        ("skip", "where", {}, "phrase", None),
        ("Off duty", "duty_status", {}, "option", None),
        ("she was in uniform i think", "duty_status", {"stop": 0.9}, "answer", None),
        ("he is outside", "setting", {"danger": 0.5}, "alarm", 0.1),
        ("Mark Lane", "where", {"danger": 0.5}, "weak_alarm", None),
        ("anything", None, {"faq_free": 0.3}, "nothing_asked", None),
        ("lets leave that one", "setting", {"skip": 0.5}, "guess", 0.4),
        ("lets leave that one", "setting", {"skip": 0.35}, "unsure", 0.4),
        ("lets leave that one", "where", {"skip": 0.5}, "unsure", 0.6),
        ("is this anonymous?", "where", {"faq_anonymous": 0.5}, "guess", 0.4),
        ("thanks a lot", "where", {"thanks": 0.9}, "own_words", None),
        ("Hope Street", "where", {"skip": 0.9}, "name", None),
        ("stop " * 13, "where", {"stop": 0.9}, "long", None),
        ("tell me about anonymity", "where", {"faq_anonymous": 0.9}, "statement", None),
    ],
)
def test_what_decided_is_told(
    text: str, asked: str | None, likely: dict[str, float], by: str, needed: float | None
) -> None:
    told = heard(text, asked, **likely)
    assert (told["by"], told["needed"]) == (by, needed)


@pytest.mark.parametrize("guess", ["affirm", "deny", "dont_know", "faq_anonymous"])
def test_an_unsure_guess_at_a_choice_is_left_to_the_form_which_asks_again(guess: str) -> None:
    assert heard("sort of, it depends", "ongoing", **{guess: 0.35})["name"] == "inform"


def test_the_name_of_a_line_is_no_question_where_lines_are_changed() -> None:
    assert heard("Evidence", "change_line", faq_evidence_needed=0.9)["name"] == "inform"
    assert heard("evidence", "duty_status", faq_evidence_needed=0.9)["name"] == "faq_evidence_needed"


def test_an_alarm_can_tell_of_danger_and_distress_at_once() -> None:
    assert heard("he will kill me and i dont care", None, danger=0.5, distress=0.4)["alarms"] == ["danger", "distress"]
    assert heard("he is at the door", None, danger=0.8, distress=0.1)["alarms"] == ["danger"]
    assert heard("i cannot bear it", None, danger=0.1, distress=0.6)["alarms"] == ["danger", "distress"]
    assert heard("i cannot bear it", None, danger=0.04, distress=0.6)["alarms"] == ["distress"]
    assert heard("hello", None, greet=0.9)["alarms"] == []


def test_ways_of_stopping_count_together() -> None:
    assert heard("gotta go, later", "subject_name", pause=0.5, stop=0.4)["name"] == "pause"
    assert heard("gotta go, later", "subject_name", pause=0.5)["name"] == "inform"
