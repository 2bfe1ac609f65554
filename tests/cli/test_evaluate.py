"""Figures, intervals, the careless copy and the report; once with the real model."""

from __future__ import annotations

import argparse
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from cli import evaluate
from cli.conversations import reading
from cli.conversations.checks import Problem
from cli.conversations.coverage import Point
from cli.conversations.player import Failure, Outcome
from cli.conversations.report import Told
from cli.conversations.script import Conversation, Turn
from cli.evaluate import held_out, page, slots
from cli.evaluate.held_out import HeldOut, Sets, unseen
from cli.evaluate.measures import Counts, f1, median, share
from cli.evaluate.robustness import roughen
from cli.evaluate.scores import Judged, Result, Results, by_intent, intent_figures
from interview.understanding import Finding, Findings

JUDGED = [
    Judged("he is here", "danger", "danger", 0.9, alarms=("danger",)),
    Judged("<script>alert(1)</script>", "danger", "inform", 0.8),
    Judged("leeds", "inform", "inform", 1.0),
    Judged("i cant go on", "distress", "danger", 0.6, alarms=("danger",)),
]
STRANGE = [
    Judged("nobody may look at this", "danger", "inform", 0.9),
    Judged("nor at this", "inform", "danger", 0.9, alarms=("danger",)),
]
UNREAD = [Judged("least of all at this", "danger", "distress", 0.9)]
RESULTS = Results(
    Result(intent_figures(JUDGED), JUDGED, [], [], [("a & b", ["other"], [])]),
    Result(intent_figures(STRANGE), STRANGE, [], [], [("nor at this", ["other"], [])]),
    Result(intent_figures(UNREAD), UNREAD, [], [], [("and not at this", ["other"], [])]),
)

PASSES = """
conversations:
- conversation: It opens
  shows: [opening]
  turns:
  - bot: limits_ack
"""
FAILED = Outcome(
    Conversation("It fails", "stories/tests/x.yml", 5, ("opening",), (Turn(7, ("yes",)),)),
    Failure(1, 7, "yes", (Problem("the question <force>", "the question where"),), "Where?"),
)


def test_wilsons_interval_is_the_published_one() -> None:
    figure = share("x", [True] * 9 + [False], 0.95)
    assert (figure.value, round(figure.low, 3), round(figure.high, 3)) == (0.9, 0.596, 0.982)
    assert figure.met is False
    assert (share("none", []).low, share("none", []).high) == (0.0, 1.0)


def test_f1_adds_up_all_examples_and_lies_in_its_interval() -> None:
    figure = f1("x", [Counts(2, 3, 2), Counts(0, 0, 1), Counts(1, 1, 1)], 0.7)
    assert figure.value == pytest.approx(6 / 8)
    assert figure.low <= figure.value <= figure.high
    assert f1("nothing to find, nothing found", [Counts(0, 0, 0)]).value == 1.0


def test_a_median_of_times_is_better_when_it_is_less() -> None:
    assert median("ms", [1.0, 2.0, 9.0], 5.0).met is True


@given(st.text(max_size=80), st.integers(0, 1000))
def test_any_text_can_be_made_careless_and_always_in_the_same_way(text: str, seed: int) -> None:
    assert roughen(text, seed) == roughen(text, seed)


def test_a_careless_copy_is_another_text_of_mostly_the_same_words() -> None:
    text = "He took the money, and then he followed me home in the police car."
    rough = {roughen(text, seed) for seed in range(40)}
    assert len(rough) > 20
    assert all(abs(len(one) - len(text)) < 15 for one in rough)


def test_alarms_count_for_each_and_for_either() -> None:
    figures = {figure.name: figure.value for figure in intent_figures(JUDGED)}
    assert figures["Danger: recall"] == 0.5
    assert figures["Danger: precision"] == 0.5
    assert figures["Distress: recall"] == 0.0
    assert figures["Either alarm: recall"] == pytest.approx(2 / 3)
    assert figures["Either alarm: precision"] == 1.0


def test_each_intent_has_recall_and_precision() -> None:
    assert [(name, r.value, p.value) for name, r, p in by_intent(JUDGED)] == [
        ("danger", 0.5, 0.5), ("distress", 0.0, 0.0), ("inform", 1.0, 0.5)
    ]  # fmt: skip


def test_slots_are_compared_by_value_or_by_their_words() -> None:
    wanted = slots.expected({"slots": {"force": "Kent Police", "where": ["the car park behind tesco"]}})
    found = Findings(
        (Finding("force", "Kent Police", "kent", 1, 0), Finding("where", "x", "car park behind tesco", 1, 9))
    )
    assert slots.compare(wanted, found) == {"force": Counts(1, 1, 1), "where": Counts(1, 1, 1)}
    assert slots.compare(wanted, Findings()) == {"force": Counts(0, 0, 1), "where": Counts(0, 0, 1)}
    assert slots.compare({}, found)["force"] == Counts(0, 1, 0)


@pytest.mark.parametrize(
    ("want", "have", "same"),
    [
        ({"any": ["482", "482?"]}, "482?", True),
        ({"any": ["482", "482?"]}, "48", False),
        ({"earliest": "2026-10-30", "latest": "2026-11-06"}, {"from": "2026-11-06", "to": "2026-11-06"}, True),
        ({"earliest": "2026-10-30", "latest": "2026-11-06"}, {"from": "2026-11-06", "to": "2026-11-07"}, False),
        ({"earliest": "2026-10-30", "latest": "2026-11-06"}, "a friday", False),
    ],
)  # fmt: skip
def test_several_readings_can_be_right(want: object, have: object, *, same: bool) -> None:
    slot = "shoulder_number" if isinstance(have, str) else "when"
    wanted = slots.expected({"slots": {slot: [want]}})
    assert slots.compare(wanted, Findings((Finding(slot, have, "x", 1, 0),))) == {slot: Counts(int(same), 1, 1)}


def test_a_slot_that_is_unclear_is_not_counted() -> None:
    found = Findings((Finding("where", "x", "in a bar", 1, 0), Finding("setting", "both", "x", 1, 0)))
    assert slots.compare({}, found, unclear=["where"]) == {"setting": Counts(0, 1, 0)}


def test_the_report_is_one_file_that_escapes_texts_and_loads_nothing() -> None:
    html = page.render(RESULTS, page.as_json(RESULTS), Told([FAILED], [Point("question", "where", False)]))
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert "a &amp; b" in html
    assert "stories/tests/x.yml:7, turn 1 of 1" in " ".join(html.split())
    assert "the question &lt;force&gt;" in html
    assert "the question where" in html
    assert not [mark for mark in ("src=", "href=", "@import", "url(") if mark in html]
    assert html.count("<svg") == 6


def test_the_report_holds_only_figures_of_the_strangers_and_of_the_blind_set() -> None:
    html = page.render(RESULTS, None, Told([], []))
    assert html.count(">Strangers<") == html.count(">Blind<") >= 4
    assert "nobody may look at this" not in html
    assert "least of all at this" not in html
    assert "at this" not in html


def test_a_text_that_was_trained_on_is_no_strangers_text() -> None:
    whole = HeldOut([("Thank you!", "thanks"), ("he hit me", "inform")], [("HE HIT ME.", ["other"])])
    assert unseen(whole, ["thank you", "other"]) == HeldOut([("he hit me", "inform")], whole.categories)
    assert unseen(whole, ["He hit me"]).categories == []


def test_strangers_texts_are_unseen_and_many() -> None:
    sets = held_out.load()
    assert len(sets.strangers.intents) > 1350
    assert len(sets.strangers.categories) >= 170
    assert len(sets.strangers.slots) >= 70
    assert len(sets.blind.intents) > 1800
    assert len(sets.blind.categories) >= 250
    assert len(sets.blind.slots) >= 165


def test_figures_are_shown_beside_the_previous_ones_and_hold_no_text() -> None:
    previous = page.as_json(RESULTS)
    shown = io.StringIO()
    page.show(RESULTS, previous, Console(file=shown, width=180))
    assert shown.getvalue().count("0.500") >= 4
    assert previous["figures"]["Danger: recall"]["value"] == 0.5
    assert previous["strangers"]["Danger: recall"]["value"] == 0.0
    assert previous["blind"]["Either alarm: recall"]["value"] == 1.0
    assert "leeds" not in json.dumps(previous)


def test_a_confusion_matrix_has_a_cell_for_each_pair_that_occurs() -> None:
    drawn = page.matrix(JUDGED)
    assert {(cell["right"], cell["given"]): cell["n"] for cell in drawn["cells"]}["danger", "inform"] == 1
    assert sum(cell["n"] for cell in drawn["cells"]) == len(JUDGED)
    assert sum(each["right"] + each["wrong"] for each in page.histogram(JUDGED)) == len(JUDGED)


def test_the_command_scores_the_real_model_and_writes_both_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    whole = held_out.load()
    few, fewer, fewest = (  # the blind texts are left alone
        HeldOut(one.intents[:count], one.categories[:3], one.slots[:3])
        for one, count in ((whole.looked_at, 6), (whole.strangers, 4), (whole.strangers, 2))
    )
    assert all((few.intents, few.categories, few.slots))
    monkeypatch.setattr(held_out, "load", lambda: Sets(few, fewer, fewest))
    monkeypatch.setattr(evaluate, "PREVIOUS", tmp_path / "previous.json")
    monkeypatch.setattr(reading, "FOLDER", tmp_path)
    (tmp_path / "rules.yml").write_text("opening: it opens\n", "utf-8")
    (tmp_path / "one.yml").write_text(PASSES, "utf-8")
    options = argparse.Namespace(html=tmp_path / "report.html", json=tmp_path / "figures.json", conversations=None)
    assert evaluate.run(options) == 0
    written = json.loads(options.json.read_text("utf-8"))
    figures = written["figures"]
    assert written["strangers"].keys() == written["blind"].keys() == figures.keys()
    assert written["strangers"]["Intent accuracy"]["count"] == 4
    assert written["blind"]["Intent accuracy"]["count"] == 2
    assert figures["Intent accuracy"]["count"] == 6
    assert {"Categories: micro F1", "Slots: F1", "Processor ms a message"} <= set(figures)
    assert "1 of 1 conversations" in options.html.read_text("utf-8")
    assert "Confusion matrix" in options.html.read_text("utf-8")
    assert (tmp_path / "previous.json").read_text("utf-8") == options.json.read_text("utf-8")
