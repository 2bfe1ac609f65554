"""Conversation tests are read with clear errors, and what differs from them is told."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from bot.turns import Reply
from candour.errors import ConversationError
from cli.conversations import checks
from cli.conversations.names import Names
from cli.conversations.player import Answered
from cli.conversations.reading import read_text
from cli.conversations.script import Conversation, Opened, Turn
from cli.conversations.stage import Seen
from interview.answers import Answer
from triage.case import Case, Contact, SlotAnswer

NAMES = Names.load()
HEAD = """conversations:
- conversation: One
  shows: [opening]
  turns:
"""


def read(turns: str, head: str = HEAD) -> list[Conversation]:
    return read_text(head + turns, "x.yml", NAMES, ["opening"])


def turn(text: str) -> Turn:
    return read(text)[0].turns[0]


def answered(text: str, asks: str = "force", buttons: tuple[str, ...] = (), **answers: Answer) -> Answered:
    return Answered("hi", (Reply(text, buttons),), Seen("inform", asks, answers))


def test_words_like_yes_and_no_stay_words_and_null_is_no_answer() -> None:
    one = turn("  - reporter: yes\n    bot: immediate_danger\n    slots: {immediate_danger: no, force: null}\n")
    assert one.reporter == ("yes",)
    assert one.bot.asks == "immediate_danger"
    assert one.slots == {"immediate_danger": "no", "force": None}


@pytest.mark.parametrize(
    ("turns", "problem"),
    [
        ("  - reporter: yes\n    bot: forse\n", "x.yml:5: bot: 'forse' is unknown; did you mean 'force'?"),
        ("  - reporter: yes\n    bots: force\n", "x.yml:5: a turn: 'bots' is unknown; did you mean 'bot'?"),
        ("  - reporter: yes\n    bot:\n      asked: force\n", "x.yml:7: bot: 'asked' is unknown; did you mean 'asks'?"),
        ("  - reporter: yes\n    bot: {says: [claered]}\n", "'claered' is no message; did you mean 'cleared'?"),
        ("  - reporter: yes\n    slots: {setting: onlin}\n", "'onlin' is no option of setting; did you mean 'online'?"),
        ("  - reporter: yes\n    slots: {wear: leeds}\n", "'wear' is unknown"),
        ("  - reporter: yes\n    reporter: no\n", "x.yml:6: 'reporter' stands here twice"),
        ("  - reporter: yes\n    presses: No\n", "x.yml:5: a turn is one of reporter, presses, answers, does"),
        ("  - answers: {force: leeds}\n", "x.yml:5: `answers` needs `until`"),
        ("  - does: fly\n", "x.yml:5: does: 'fly' is unknown"),
        ("  - reporter: [yes\n", "x.yml:"),
        ("    []\n", "x.yml:2: turns must be a list"),
    ],
)
def test_what_is_wrong_is_told_with_file_and_line(turns: str, problem: str) -> None:
    with pytest.raises(ConversationError) as error:
        read(turns)
    assert problem in str(error.value)


def test_a_test_that_shows_no_rule_or_an_unknown_one_is_refused() -> None:
    with pytest.raises(ConversationError, match=r"x\.yml:2: shows: 'openin' is no rule"):
        read("  - bot: limits_ack\n", HEAD.replace("opening", "openin"))
    with pytest.raises(ConversationError, match="says of no rule"):
        read("  - bot: limits_ack\n", HEAD.replace("[opening]", "[]"))


def test_a_message_is_known_by_its_name_whatever_is_filled_in() -> None:
    text = 'Thank you. I have changed Police force: "essex".\n\nWhich police force is it?'
    assert NAMES.is_said("changed", text)
    assert NAMES.is_said("question force", text)
    assert not NAMES.is_said("cleared", text)
    assert NAMES.is_said("number samaritans", "Call 116 123.")


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ("bot: where", "the question where"),
        ("bot: {says: [cleared]}", "the message 'cleared'"),
        ("bot: {does_not_say: [kept]}", "not the message 'kept'"),
        ("bot: {contains: leeds}", "the words 'leeds'"),
        ("bot: {lacks: Nothing was}", "not the words 'Nothing was'"),
        ("bot: {buttons: Yes}", "the button 'Yes'"),
        ("bot: {no_buttons: Skip}", "no button 'Skip'"),
        ("bot: {ends: handed_over}", "the end handed_over"),
        ("intent: deny", "the intent deny"),
        ("slots: {force: Essex Police}", "force: 'Essex Police'"),
        ("slots: {when: {from: 2026-01-01, to: 2026-01-02}}", "when: {'from': '2026-01-01', 'to': '2026-01-02'}"),
        ("slots: {force: null}", "force: no answer"),
    ],
)
def test_each_expectation_can_fail(wanted: str, expected: str) -> None:
    when = Answer({"from": "2026-01-01", "to": "2026-01-01"}, "new year")
    came = answered("Nothing was deleted. Which?", "force", ("Skip",), force=Answer("Kent Police", "kent"), when=when)
    [problem] = checks.turn(NAMES, turn(f"  - reporter: hi\n    {wanted}\n"), came)
    assert problem.expected == expected


def test_a_question_that_is_not_worded_lacks_commands_or_comes_again_is_noticed() -> None:
    question, titles = NAMES.guide.slot("force").question, tuple(NAMES.guide.command_titles())
    good = answered(question, "force", titles)
    assert checks.always(NAMES, [good], good) == []
    assert len(checks.always(NAMES, [bad := answered("Hm?", "force", ())], bad)) == 2
    unknown = Answer(None, "", "dont_know")
    history = [answered("Where?", "where", titles, force=unknown), answered(question, "force", titles, force=unknown)]
    [problem] = checks.always(NAMES, history, history[-1])
    assert "not asked again" in problem.expected


@pytest.mark.parametrize(
    "wanted",
    [
        {"slots": {"force": "Essex Police"}},
        {"slots": {"force": {"as_said": "Kent"}}},
        {"slots": {"where": "leeds"}},
        {"others": ({"subject_name": "Tim"},)},
        {"others": ()},
        {"account": ("b",)},
        {"contact": {"method": "ring"}},
        {"risk": {"ongoing": "yes"}},
        {"holds": ("astra",)},
        {"lacks": ("kent",)},
    ],
)
def test_each_expectation_of_a_case_can_fail(wanted: dict[str, Any]) -> None:
    other = {"subject_name": Answer("Tom", "Tom").to_slot()}
    slots = {"force": SlotAnswer("Kent Police", "kent", "asked"), "other_subjects": SlotAnswer([other], "", "asked")}
    case = Case(
        id=UUID(int=1), reference="CND-2222-2222", created=date(2026, 1, 1), channel="web", demo=True, slots=slots,
        account=("a",), risk={"ongoing": "no"},
    )  # fmt: skip
    test = Conversation("One", "x.yml", 2, (), (), Opened(9, **wanted))
    assert len(checks.case(test, case, Contact(case=case.id))) == 1
    fits = Opened(
        9, slots={"force": "Kent Police"}, others=({"subject_name": "Tom"},), account=("a",), contact={"method": None}
    )
    assert checks.case(Conversation("One", "x.yml", 2, (), (), fits), case, Contact(case=case.id)) == []
