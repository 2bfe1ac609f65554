"""Anger, nonsense, other languages, pictures: a fitting reply each time, the question again, and nothing lost."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from interview.guide import FOLDER, load_guide
from interview.languages import foreign, sentence
from tests.support.reports import RICH, messages
from tests.support.told import Told

GUIDE = load_guide()
MESSAGES = GUIDE.messages
FOREIGN = {
    "cy": "mae swyddog heddlu yn cymryd arian gan droseddwyr",
    "pl": "policjant bierze łapówki od handlarzy narkotyków",
    "bn": "একজন পুলিশ অফিসার আমার কাছে টাকা চেয়েছে",
    "ur": "ایک پولیس افسر نے مجھ سے پیسے مانگے",
    "ro": "un polițist mi-a cerut bani ca să nu mă aresteze",
    "es": "un policía me pidió dinero para no detenerme",
    "pt": "um polícia pediu-me dinheiro para não me prender",
    "ar": "طلب مني ضابط شرطة مالا حتى لا يعتقلني",
    "fr": "un policier m'a demandé de l'argent pour ne pas m'arrêter",
}
ENGLISH = (
    "he took cash off the dealers",
    "hes a pc in the met innit",
    "Constable Llywelyn ap Rhys",
    "Jose Garcia Fernandez, BCU central",
    "i dont no wot to do",
    "no comment",
    "last tues nite",
    "se 123 pc taylor",
    "asdf asdf qwer zxcv lkj poiu",
    "sgt kowalski in barking",
)


def told(upto: str) -> Told:
    return Told(GUIDE).say(*messages(upto=upto))


def test_each_language_has_its_sentence_and_says_whether_a_person_checked_it() -> None:
    entries = yaml.safe_load((FOLDER / "languages.yml").read_text("utf-8"))
    assert entries.keys() == FOREIGN.keys()
    assert all(entry.keys() == {"name", "reviewed", "text", "danger", "distress"} for entry in entries.values())


@pytest.mark.parametrize(("language", "text"), FOREIGN.items())
def test_another_language_is_answered_in_it_once_and_the_words_are_kept(language: str, text: str) -> None:
    someone = told("account").say(text)
    assert sentence(language) in someone.said
    assert someone.account == [text]
    assert sentence(language) not in someone.say(text).said


@pytest.mark.parametrize("text", ENGLISH)
def test_names_and_short_or_odd_english_are_no_other_language(text: str) -> None:
    assert foreign(text) is None


def test_what_the_classifier_makes_of_another_language_means_nothing() -> None:
    someone = told("ongoing").say(FOREIGN["pl"], intent="delete")
    assert someone.state.asked == "ongoing"
    someone.say(FOREIGN["pl"])
    assert FOREIGN["pl"] in str(someone.state.answers["ongoing"].as_said)


@pytest.mark.parametrize("intent", ["abuse", "out_of_scope"])
@pytest.mark.parametrize("slot", [slot for slot, _ in RICH if GUIDE.slot(slot).kind in ("choice", "multi")])
def test_each_stray_message_gets_another_reply(intent: str, slot: str) -> None:
    someone, replies = told(slot), []
    for _ in range(4):
        replies.append(someone.say("bla bla bla", intent=intent).said)
        assert someone.state.asked == slot
    assert replies[:3] == [MESSAGES[intent], MESSAGES["stray_buttons"], MESSAGES["stray_skip"]]
    assert all(one != other for one, other in pairwise(replies))


def test_what_anger_tells_is_kept() -> None:
    words = "you useless thing he is a racist bully and nobody stops him"
    assert told("ongoing").say(words, intent="abuse").account[-1] == words


@pytest.mark.parametrize("text", ["🙂", "😡😡😡", "?!", "...", "❤️"])
def test_signs_without_words_are_no_answer(text: str) -> None:
    someone = told("subject_name").say(text)
    assert (someone.state.asked, someone.said) == ("subject_name", MESSAGES["wordless"])


def test_signs_in_the_account_are_kept() -> None:
    assert told("account").say("😡😡").account == ["😡😡"]


@pytest.mark.parametrize(("text", "value"), [("👍", "yes"), ("👎", "no"), ("👍🏽", "yes")])
def test_thumbs_say_yes_and_no(text: str, value: str) -> None:
    assert told("ongoing").say(text).value("ongoing") == value


def test_a_thumb_does_not_send_the_report() -> None:
    assert told("summary_ok").say("👍").state.asked is not None


def test_nonsense_at_the_summary_is_no_loop() -> None:
    someone = told("summary_ok").say("hm")
    assert someone.say("blah").said.startswith(MESSAGES["summary_unsure"])
    assert someone.say("blah").said.startswith(MESSAGES["stray_buttons"])
    assert someone.say("blah").said.startswith(MESSAGES["stray_skip"])


ANY = st.one_of(st.text(max_size=200), st.sampled_from([*FOREIGN.values(), "k", "1", "42", "x" * 4000, "مرحبا", "😡"]))
INTENTS = st.sampled_from(
    ["inform", "abuse", "out_of_scope", "danger", "distress", "greet", "pause", "correct", "deny"]
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from([slot for slot, _ in RICH]), st.lists(st.tuples(ANY, INTENTS), min_size=1, max_size=4))
def test_any_text_at_any_question_is_followed_by_a_question(slot: str, said: list[tuple[str, str]]) -> None:
    someone = told(slot)
    for text, intent in said:
        if someone.state.asked is None or someone.state.withdrawn:
            return
        someone.say(text, intent=intent)
        # A slot's question is put by Rasa; a control's is among what was said.
        over = someone.state.withdrawn or someone.state.asked is None  # it was sent: "y" at the last question
        assert over or someone.state.asked in [*GUIDE.names(), *GUIDE.controls]
        assert over or someone.state.asked in GUIDE.names() or someone.said
