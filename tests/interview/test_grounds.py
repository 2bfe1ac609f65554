"""The grounds of discrimination: what a reporter tells of them is proposed in their words, and not asked anew."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from cli.evaluate.measures import f1
from cli.evaluate.slots import compare
from interview.understanding import find
from tests.support.told import Told

GROUNDS = "discrimination_grounds"
FILE = Path(__file__).with_name("understanding") / "grounds_told.yml"
TOLD: dict[str, dict[str, list[str]]] = yaml.safe_load(FILE.read_text("utf-8"))


def told(*account: str, kind: str = "discrimination") -> Told:
    """A reporter who has told an account of some kind, and all of it."""
    return Told().say("yes", "no", "no").say(*account, categories=(kind,)).say("that's everything")


def asked(report: Told) -> list[str]:
    """Every question from here to the read-back, each of them skipped."""
    names = []
    while report.state.asked != "summary_ok":
        names.append(str(report.state.asked))
        report.say("skip")
    return names


def test_an_insult_is_proposed_in_the_reporters_words_and_its_ground_not_asked() -> None:
    report = told("the sergeant called me a black c*** outside the shop")
    assert report.state.asked == "confirm_found"
    assert '"called me a black c***" (Race)' in report.said
    report.say("yes")
    assert report.value(GROUNDS) == ["race"]
    assert GROUNDS not in asked(report)


def test_several_grounds_are_proposed_at_once() -> None:
    report = told("he called me a p*ki", "and he said women dont belong in the job").say("yes")
    assert report.value(GROUNDS) == ["race", "sex"]
    assert report.state.answers[GROUNDS].as_said == "p*ki / women dont belong"


def test_a_ground_that_is_said_to_be_wrong_is_asked() -> None:
    report = told("the sergeant called me a black c*** outside the shop")
    number = next(line.split(".")[0] for line in report.said.splitlines() if "black c***" in line)
    report.say(number)
    assert GROUNDS not in report.state.answers
    assert GROUNDS in asked(report)


def test_a_further_ground_told_later_loses_none() -> None:
    report = told("the sergeant called me a black c*** outside the shop").say("yes")
    report.say("oh and he called my wife a tranny")
    assert report.value(GROUNDS) == ["race", "gender_identity"]


def test_a_further_ground_at_the_confirmation_loses_none() -> None:
    report = told("the sergeant called me a black c*** outside the shop").say("yes, and he called my wife a tranny")
    assert report.value(GROUNDS) == ["race", "gender_identity"]
    assert report.state.answers[GROUNDS].as_said == "called me a black c*** / tranny"


@pytest.mark.parametrize("words", ["actually it was religion, not race", "sorry, not about race, it was my faith"])
def test_a_ground_that_is_denied_is_taken_out(words: str) -> None:
    report = told("the sergeant called me a black c*** outside the shop").say("yes", words)
    assert report.value(GROUNDS) == ["religion"]


def test_a_ground_that_is_denied_at_the_confirmation_is_taken_out() -> None:
    report = told("the sergeant called me a black c*** outside the shop").say("it was religion, not race")
    assert report.value(GROUNDS) == ["religion"]


def test_a_ground_that_is_denied_at_the_read_back_is_taken_out() -> None:
    report = told("the sergeant called me a black c*** outside the shop").say("yes")
    asked(report)
    report.say("it was religion, not race")
    assert report.value(GROUNDS) == ["religion"]
    assert report.state.asked == "summary_ok"


@pytest.mark.parametrize(
    "words", ["religion, not race", "not race or sexism, faith", "because I am muslim not because I am black"]
)
def test_the_answer_to_the_question_has_no_ground_that_it_denies(words: str) -> None:
    report = told("they treat me worse than the others every shift")
    while report.state.asked != GROUNDS:
        report.say("yes" if report.state.asked == "confirm_found" else "skip")
    assert report.say(words).value(GROUNDS) == ["religion"]


@pytest.mark.parametrize(
    "account",
    ["A black officer pushed my brother over and broke his phone.", "my gay neighbour saw the pc take the bike"],
)
def test_who_somebody_is_gives_no_ground(account: str) -> None:
    report = told(account, kind="other")
    assert GROUNDS not in str(report.state.memory.get("found"))
    assert "Kind of discrimination" not in report.said


def test_a_weak_sign_is_asked_and_not_proposed() -> None:
    report = told("your lot are all the same he said, then went in my pockets")
    assert "Kind of discrimination" not in report.said
    assert GROUNDS in asked(report.say("yes"))


def test_an_answer_that_names_no_option_is_understood() -> None:
    report = told("they treat me worse than the others every shift")
    while report.state.asked != GROUNDS:
        report.say("yes" if report.state.asked == "confirm_found" else "skip")
    assert report.say("because I wear a headscarf").value(GROUNDS) == ["religion"]


@pytest.mark.parametrize("part", TOLD)
def test_what_accounts_tell_of_the_grounds_is_found(part: str) -> None:
    counts = [compare({(GROUNDS, 0): list(want)}, find(text)).get(GROUNDS) for text, want in TOLD[part].items()]
    assert f1(GROUNDS, [one for one in counts if one]).value >= 0.9


def test_accounts_that_label_no_grounds_count_none() -> None:
    assert GROUNDS not in compare({}, find("he called me a p*ki"))
    assert compare({(GROUNDS, 0): []}, find("he called me a p*ki"))[GROUNDS].said == 1


@pytest.mark.parametrize(
    ("text", "grounds"),
    [
        ("he went on a bender on friday and crashed the van", []),
        ("she put the phone on mute", []),
        ("they were smoking puff in the car", []),
        ("he called me a bender in front of my mates", ["sexual_orientation"]),
    ],
)
def test_an_everyday_word_tells_a_ground_only_where_it_is_an_insult(text: str, grounds: list[str]) -> None:
    found = [ground for one in find(text) if one.slot == "discrimination_grounds" for ground in one.value]
    assert found == grounds
