"""Another force, poor service, a crime without police: asked once, signposted, and taken where it can be."""

from __future__ import annotations

import pytest

from interview import paths
from interview.finished import risk
from interview.guide import load_guide, with_numbers
from interview.signposts import load_signposts, numbers
from tests.support.reports import messages
from tests.support.told import Told

NUMBERS = numbers(load_signposts())
GUIDE = with_numbers(load_guide(), NUMBERS)


def told(account: str, **more: tuple[str, ...]) -> Told:
    return Told(GUIDE).say("yes", "no", "no").say(account, **more).say("that's everything")


@pytest.mark.parametrize(
    ("force", "watchdog"),
    [
        ("Greater Manchester", "iopc"),
        ("police scotland", "pirc"),
        ("psni", "ombudsman_ni"),
    ],
)
def test_another_force_is_taken_and_signposted_once(force: str, watchdog: str) -> None:
    someone = Told(GUIDE).say(*messages(upto="force"), force)
    assert NUMBERS[watchdog] in someone.said
    assert someone.state.asked == "borough_bcu_or_station"
    assert NUMBERS[watchdog] not in someone.say("traffic").said


@pytest.mark.parametrize("force", ["the met", "some force up north", "don't know"])
def test_the_lines_own_force_and_an_unknown_one_get_no_signpost(force: str) -> None:
    assert NUMBERS["iopc"] not in Told(GUIDE).say(*messages(upto="force"), force).said


def test_where_other_forces_are_not_taken_the_reporter_can_delete_or_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(paths._paths(), "others_taken", "no")
    someone = Told(GUIDE).say(*messages(upto="force"), "essex")
    assert "cannot look into Essex Police" in someone.said
    assert someone.state.asked == "not_for_us"
    assert someone.say("There is more to it").state.asked == "borough_bcu_or_station"
    again = Told(GUIDE).say(*messages(upto="force"), "essex", "Delete it and end")
    assert again.state.withdrawn


def test_poor_service_is_asked_about_signposted_and_still_taken() -> None:
    someone = told("they were so rude on the phone and nobody called back for weeks")
    assert someone.state.asked == "is_complaint"
    someone.say("yes")
    assert NUMBERS["iopc"] in someone.said
    assert someone.state.asked is not None
    assert not someone.state.withdrawn


def test_what_is_taken_all_the_same_is_flagged_for_triage() -> None:
    someone = told("they were so rude on the phone and nobody called back for weeks").say("yes")
    assert risk(someone.state)["flags"] == ["service complaint"]
    someone = told("my bike was stolen from the shed last night").say("no", "There is more to it")
    assert risk(someone.state)["flags"] == ["perhaps not about the police"]


def test_what_is_told_anew_is_flagged_anew() -> None:
    someone = told("they were so rude on the phone and nobody called back for weeks").say("yes")
    while someone.state.asked != "summary_ok":
        someone.say("yes" if someone.state.asked == "confirm_found" else "skip")
    someone.say("what happened", "he hit my brother", categories=("violence_or_serious_crime",))
    someone.say("that's everything")
    assert "flags" not in risk(someone.state)


def test_what_is_more_than_service_goes_on_without_a_signpost() -> None:
    someone = told("they were so rude on the phone and nobody called back for weeks").say("No, it is more than that")
    assert NUMBERS["iopc"] not in someone.said
    assert "flags" not in risk(someone.state)
    assert someone.state.asked not in ("is_complaint", "not_for_us")


def test_whoever_told_of_misconduct_is_not_asked_whether_it_is_service() -> None:
    someone = told("he was rude and he hit my brother", categories=("violence_or_serious_crime",))
    assert someone.state.asked not in ("is_complaint", "about_police")


def test_a_crime_without_police_is_signposted_and_ended_kindly_when_they_say_so() -> None:
    someone = told("my bike was stolen from the shed last night")
    assert someone.state.asked == "about_police"
    someone.say("no")
    assert all(NUMBERS[key] in someone.said for key in ("emergency", "emergency_silent", "non_emergency"))
    assert someone.state.asked == "not_for_us"
    assert someone.say("Delete it and end").state.withdrawn


def test_a_crime_by_police_goes_on() -> None:
    assert told("my bike was stolen by an officer").state.asked != "about_police"
    assert told("my bike was stolen from the shed").say("yes").state.asked not in ("about_police", "not_for_us")


def test_what_is_said_instead_of_yes_or_no_is_kept() -> None:
    someone = told("my bike was stolen").say("the one who took it works at the station front desk I think")
    assert someone.account[-1].startswith("the one who took it")
