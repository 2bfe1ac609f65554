"""Whoever tells what happened before they are asked is not asked to tell it again, and none of it is lost."""

from __future__ import annotations

import pytest

from interview.guide import load_guide
from tests.support.told import Told

TOLD = "A sergeant from Croydon nick, Dave Harding, ZD 412, took two hundred quid off my brother last Friday."
MESSAGES = load_guide().messages


@pytest.mark.parametrize("before", [(), ("yes, begin",), ("yes, begin", "no")])
def test_it_is_kept_and_the_account_goes_on(before: tuple[str, ...]) -> None:
    told = Told().say(*before).say(TOLD, categories=("trading_information",))
    assert told.said == MESSAGES["kept_for_account"]
    told.say(*("yes, begin", "no", "no")[len(before) :])
    assert told.state.asked == "account_more"
    assert MESSAGES["told_early"] in told.said
    assert load_guide().slot("account").intro not in told.said


def test_it_is_read_with_the_rest_and_its_kind_is_kept() -> None:
    told = Told().say("yes, begin").say(TOLD, categories=("trading_information",))
    told.say("no", "no", "He told him to keep quiet.", "that's everything")
    for words in ("Misusing information or selling favours", "Dave Harding", "ZD 412", "last Friday"):
        assert words in told.said
    told.say("yes")
    assert told.value("conduct_category") == ["trading_information"]


def test_nothing_is_said_of_it_where_nothing_was_told() -> None:
    told = Told().say("yes, begin", "no", "no")
    assert told.state.asked == "account"
    assert MESSAGES["told_early"] not in told.said


def test_a_london_station_tells_the_force_which_is_read_back() -> None:
    told = Told().say("yes, begin", "no", "no", TOLD, "that's everything")
    assert 'Police force: "Croydon nick" (Metropolitan Police Service)' in told.said


def test_a_town_tells_the_force_too() -> None:
    told = Told().say("yes, begin", "no", "no", TOLD.replace("Croydon", "Norwich"), "that's everything")
    assert 'Police force: "Norwich nick" (Norfolk Constabulary)' in told.said


def test_a_named_force_is_surer_than_a_station() -> None:
    told = Told().say("yes, begin", "no", "no", f"{TOLD} He is with the British Transport Police.", "that's everything")
    assert "(Metropolitan Police Service)" not in told.said


def test_what_was_found_of_one_is_not_said_of_the_next() -> None:
    told = Told().say("yes, begin", "no", "no", TOLD, "that's everything", "yes")
    for _ in range(20):
        if told.state.asked == "other_subjects":
            break
        told.say("skip", intent="skip")
    told.say("yes, someone else")
    assert told.state.asked != "confirm_found"
    assert "Dave Harding" not in told.said
