"""Where a case stands, followed through every way in which assessments and notes can come after one another."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SettingsError
from triage import note
from triage.assessment import OUTCOMES
from triage.desk.assessing import Filed
from triage.desk.practice import load_practice
from triage.desk.standing import DECIDED, TO_CONFIRM, UNASSESSED, duties, no_reply, standing, unread

PRACTICE = load_practice()
ALICE, BOB = "-".join(["aaaa"] * 8), "-".join(["bbbb"] * 8)


def assessed(outcome: str, by: str = ALICE, digest: str = "1" * 64, risk: str | None = None) -> Filed:
    return Filed({"kind": "assessment", "outcome": outcome, "risk": risk, "by": by, "reason": "why"}, digest)


def noted(kind: str, value: Any = None, text: str = "", by: str = ALICE) -> Filed:
    return Filed({"kind": kind, "value": value, "text": text, "by": by}, "2" * 64)


def letter(sender: str, day: str, kind: str = "text") -> dict[str, Any]:
    return {"from": sender, "day": day, "kind": kind}


def test_an_outcome_that_two_decide_waits_for_somebody_else() -> None:
    filed = [assessed("no-action")]
    assert standing(filed, PRACTICE).stage == TO_CONFIRM
    filed += [noted(note.CONFIRM, "1" * 64, by=ALICE), noted(note.CONFIRM, "3" * 64, by=BOB)]
    assert standing(filed, PRACTICE).stage == TO_CONFIRM  # one's own, and one of another assessment, count for nothing
    filed.append(noted(note.CONFIRM, "1" * 64, by=BOB))
    now = standing(filed, PRACTICE)
    assert (now.stage, now.confirmed_by) == (DECIDED, BOB)


def test_a_case_is_opened_again_and_assessed_anew() -> None:
    filed = [assessed("record"), noted(note.REOPEN, text="a second report")]
    now = standing(filed, PRACTICE)
    assert (now.stage, now.reopened, now.outcome) == (UNASSESSED, "a second report", "record")
    assert standing([*filed, assessed("investigate", digest="4" * 64)], PRACTICE).outcome == "investigate"


def test_a_confirmation_does_not_outlive_its_assessment() -> None:
    filed = [assessed("no-action"), noted(note.CONFIRM, "1" * 64, by=BOB), assessed("no-action", digest="5" * 64)]
    assert standing(filed, PRACTICE).stage == TO_CONFIRM


def test_what_is_missing_or_does_not_open_shows() -> None:
    assert standing([Filed({"kind": "missing"})], PRACTICE).damaged
    assert standing([Filed({"kind": "unreadable"}, "6" * 64)], PRACTICE).damaged


@given(
    st.lists(
        st.one_of(
            st.builds(assessed, st.sampled_from(OUTCOMES), st.sampled_from([ALICE, BOB]), st.sampled_from("12")),
            st.builds(noted, st.just(note.CONFIRM), st.sampled_from("12"), st.just(""), st.sampled_from([ALICE, BOB])),
            st.builds(noted, st.just(note.REOPEN), st.none(), st.text(max_size=3)),
            st.builds(noted, st.just(note.ASSIGN), st.sampled_from([None, ALICE, BOB])),
            st.builds(noted, st.just(note.READ), st.integers(0, 9)),
        )
    )
)
def test_no_order_of_deeds_lets_one_person_decide_what_two_must(filed: list[Filed]) -> None:
    now = standing(filed, PRACTICE)
    if now.stage == DECIDED and now.outcome in PRACTICE.confirm:
        assert now.confirmed_by not in (None, now.assessor)
    assert (now.stage == UNASSESSED) == (now.decision == "")


def test_deadlines_are_counted_from_the_day_and_end_with_what_was_done() -> None:
    created = date(2026, 11, 30)
    now = standing([], PRACTICE)
    assert duties(created, True, [], now, PRACTICE) == {
        note.ACKNOWLEDGEMENT: date(2026, 12, 7),
        note.FEEDBACK: date(2027, 2, 28),
    }
    wrote = [letter("team", "2026-12-01")]
    assert list(duties(created, True, wrote, now, PRACTICE)) == [note.FEEDBACK]
    told = standing([noted(note.TOLD, note.FEEDBACK)], PRACTICE)
    assert duties(created, True, wrote, told, PRACTICE) == {}
    assert duties(created, False, [], now, PRACTICE) == {}
    assert duties(created, True, [letter("reporter", "2026-12-01", "withdraw_contact")], now, PRACTICE) == {}


def test_letters_are_unread_until_they_are_marked_and_replies_are_waited_for() -> None:
    letters = [letter("reporter", "2026-12-01"), letter("team", "2026-12-02")]
    assert unread(letters, standing([], PRACTICE)) == 1
    assert unread(letters, standing([noted(note.READ, 1)], PRACTICE)) == 0
    assert no_reply(letters)
    assert not no_reply([*letters, letter("reporter", "2026-12-02")])
    assert not no_reply(letters[:1])


SOUND = {"acknowledge_days": 7, "feedback_months": 3, "confirm": [], "templates": {}, "marking": ""}


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"more": 1}, "must say"),
        ({"acknowledge_days": 0}, "acknowledge_days"),
        ({"confirm": ["shrug"]}, "confirm"),
        ({"categories": {}}, "CANDOUR_CATEGORIES"),
        ({"templates": {"a": {}}}, "template"),
        ({"templates": {"a": {"title": "x", "text": "y", "settles": "z"}}}, "settles"),
        ({"marking": 1}, "marking"),
    ],
)
def test_a_practice_that_cannot_be_used_names_what_is_wrong(tmp_path: Any, change: Any, problem: str) -> None:
    file = tmp_path / "practice.yml"
    file.write_text(yaml.safe_dump(SOUND | change))
    with pytest.raises(SettingsError, match=problem):
        load_practice(file)
    file.write_text("[")
    with pytest.raises(SettingsError, match="YAML"):
        load_practice(file)
