"""Whoever tells is not cut short because their words resemble a command."""

from __future__ import annotations

import pytest

from interview.telling import ends
from tests.support.told import Told

BEGUN = ("yes", "no", "no", "a pc in Leeds took my phone off me last week")


@pytest.mark.parametrize(
    ("guess", "words"),
    [
        ("dont_know", "didnt give it back"),
        ("dont_know", "nobody knows"),
        ("dont_know", "they never told me why"),
        ("dont_know", "i dont remember the rest"),
        ("skip", "i rather not say what he did next"),
        ("delete", "he made me delete it"),
        ("delete", "made me delete the pictures"),
        ("delete", "then he deleted all of it"),
        ("help", "i didnt know what to do"),
        ("help", "i didnt understand what he wanted"),
        ("help", "I want to put it differently"),
        ("why", "why would he do that to me"),
        ("stop", "please stop i said"),
        ("go_back", "told me to go back where i came from"),
    ],
)
def test_what_is_told_stays_in_the_account(guess: str, words: str) -> None:
    told = Told().say(*BEGUN).say(words, intent=guess)
    assert told.state.asked == "account_more"
    assert told.account[-1] == words


@pytest.mark.parametrize(
    ("guess", "words", "asked"),
    [
        ("delete", "i want to delete everything i wrote", "confirm_delete"),
        ("delete", "please get rid of all of it", "confirm_delete"),
        ("delete", "hes here delete it all now", "confirm_delete"),
        ("delete", "they will see, delete what is written", "confirm_delete"),
        ("stop", "i want to stop this now", "paused"),
        ("stop", "ive had enough stop", "paused"),
        ("pause", "he's coming up the stairs i have to go", "paused"),
        ("go_back", "can we go back to the last question", "child_or_vulnerable_at_risk"),
        ("dont_know", "i cant think of anything else", "confirm_found"),
        ("help", "what do you want me to write", "account_more"),
    ],
)
def test_a_command_in_their_own_words_is_still_one(guess: str, words: str, asked: str) -> None:
    told = Told().say(*BEGUN).say(words, intent=guess)
    assert told.state.asked == asked
    assert words not in told.account


def test_not_knowing_where_to_begin_is_not_the_end() -> None:
    told = Told().say(*BEGUN[:3]).say("i honestly dont know how to say it", intent="dont_know")
    assert told.state.asked == "account_more"


@pytest.mark.parametrize(
    "words",
    [
        "thats all of it",
        "no thats it",
        "ok thats everything",
        "That's all I know really.",
        "i think that's it",
        "so thats about it",
    ],
)
def test_the_end_is_understood_in_other_words(words: str) -> None:
    assert ends(words)
    assert Told().say(*BEGUN).say(words).state.asked == "confirm_found"


@pytest.mark.parametrize(
    "words", ["that's all he said to me", "and that is it with him every time", "thats everything he took"]
)
def test_words_that_only_begin_so_are_told(words: str) -> None:
    assert not ends(words)
