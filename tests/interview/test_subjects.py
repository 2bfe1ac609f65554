"""Several officers in one report: told apart, changed one by one, and taken out again."""

from __future__ import annotations

import pytest

from interview.finished import case_slots
from interview.state import Heard
from interview.turn import is_digression
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


# Another one, told of in the middle of the details of the first -------------------------------------------------------

ANOTHER = (
    "another officer was there too",
    "there was another officer",
    "oh and there were two other officers with him",
    "his sergeant was there as well",
    "a second pc helped him",
    "he had another cop with him",
    "he wasn't alone",
    "other officers joined in",
    "Someone else from the police was involved.",
    "another officer was there too, a woman with red hair",
)


@pytest.mark.parametrize("words", ANOTHER)
@pytest.mark.parametrize("slot", ["subject_known", "subject_name", "subject_role_rank", "vehicle_or_online_handle"])
def test_another_officer_in_the_middle_of_the_details_is_noted_and_asked_about_later(slot: str, words: str) -> None:
    told = Told().say(*messages(upto=slot), words)
    assert told.state.guide.messages["noted_another"] in told.said
    assert (told.state.asked, told.value(slot)) == (slot, None)
    assert words in told.account
    for _ in range(8):
        if told.state.guide.messages["next_subject"] not in told.said:
            told.say("skip")
    assert told.state.asked == "subject_known"
    told.say("yes i know who", "Nadia", "PC", "skip", "skip", "skip")
    assert told.state.asked == "other_subjects"
    told.say("no")
    others = case_slots(told.state)["other_subjects"]["value"]
    assert [other["subject_name"]["value"] for other in others] == ["Nadia"]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Dave Harding, and another officer was there too", "Dave Harding"),
        ("Dave Harding. Another officer was with him.", "Dave Harding"),
    ],
)
def test_the_answer_beside_another_officer_is_taken(words: str, name: str) -> None:
    told = Told().say(*messages(upto="subject_name"), words)
    assert told.value("subject_name") == name
    assert told.state.asked == "subject_role_rank"
    assert told.state.guide.messages["noted_another"] in told.said


@pytest.mark.parametrize("intent", ["faq_who_covered", "out_of_scope", "deny", "faq_evidence_needed"])
def test_another_officer_is_noted_whatever_the_classifier_made_of_it(intent: str) -> None:
    told = Told().say(*messages(upto="subject_name"))
    assert not is_digression(told.state, Heard(ANOTHER[0], intent))
    assert told.say(ANOTHER[0], intent=intent).state.guide.messages["noted_another"] in told.said


@pytest.mark.parametrize(
    "words", ["another officer told me he is called Dave", "Dave, like the other officer", "two cops called him Dave"]
)
def test_officers_who_only_know_of_it_are_no_subjects(words: str) -> None:
    told = Told().say(*messages(upto="subject_name"), words)
    assert told.state.guide.messages["noted_another"] not in told.said


def test_another_officer_as_a_witness_stays_a_witness() -> None:
    told = Told().say(*messages(upto="witnesses"), ANOTHER[0])
    assert told.value("witnesses") == ANOTHER[0]
