"""`candour try`: what is told of a turn, how it looks, and that nothing of it stays."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from candour.errors import ModelError
from cli import trying
from cli.places import ROOT
from cli.trying.session import Done, Report, rule_for
from cli.trying.shown import WHY, show_slots, shown
from cli.validation.project import read_project
from interview.answers import Answer

RULES = [tale for tale in read_project(ROOT).tales if tale.kind == "rule"]
REPORT = Report(
    said="he wasnt on duty, it was last tuesday",
    asked="where",
    asks="witnesses",
    intent="inform",
    confidence=1.0,
    guesses=(("inform", 0.81), ("deny", 0.1), ("skip", 0.05)),
    why={"by": "unsure", "needed": 0.6},
    categories={"discrimination": 0.93, "other": 0.01},
    found=(
        {"slot": "duty_status", "value": "off", "as_said": "wasnt on duty", "sure": 0.95, "subject": 0},
        {"slot": "subject_name", "value": "Bell", "as_said": "Bell", "sure": 0.7, "subject": 1},
    ),
    changed={
        "when": {"value": {"from": "2026-11-17", "to": "2026-11-17"}, "as_said": "last tuesday", "source": "said"},
        "where": None,
    },
    actions=(Done("report_form", "RulePolicy"),),
    rule=None,
)


def looks(content: Any) -> list[str]:
    """The lines that are printed where there is no terminal."""
    out = io.StringIO()
    Console(file=out, highlight=False, width=110).print(content)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def folders() -> set[Path]:
    """Where a conversation would be kept."""
    places = (trying.MEMORY, Path(tempfile.gettempdir()))
    return {
        folder
        for place in places
        if place.is_dir()
        for folder in place.iterdir()
        if folder.name.startswith("candour-try-")
    }


def test_a_turn_is_told_in_aligned_lines() -> None:
    assert looks(shown(REPORT)) == [
        "  asked    where",
        "  intent   inform 1.00",
        "  why      the best guess is not sure enough, 0.60 counts here: taken as the answer",
        "  guesses  inform 0.81 · deny 0.10 · skip 0.05",
        "  kinds    discrimination 0.93",
        '  found    duty_status   off  "wasnt on duty"  0.95  person 1',
        '           subject_name       "Bell"           0.70  person 2',
        '  set      when   2026-11-17 to 2026-11-17  "last tuesday"  said',
        "           where  cleared",
        "  did      report_form",
        "  by       RulePolicy: the open form asks on",
        "  asks     witnesses",
    ]


def test_slots_are_listed_or_said_to_be_none(capsys: pytest.CaptureFixture[str]) -> None:
    console = Console(highlight=False, width=110)
    show_slots(console, {})
    show_slots(console, {"where": Answer("the car park", "in the car park")})
    shown_ = capsys.readouterr().out
    assert "No slot is set yet." in shown_
    assert 'where  the car park  "in the car park"  asked' in shown_


def test_every_way_to_decide_has_words() -> None:
    source = (ROOT / "dialogue" / "decision.py").read_text("utf-8")
    named = {line.split('"')[1] for line in source.splitlines() if line[:1].isupper() and ' = "' in line}
    assert named - {"decision"} == WHY.keys()


@pytest.mark.parametrize(
    ("intent", "done", "title"),
    [
        ("faq_free", ["utter_faq_free", "report_form"], "Say that reporting is free (stories/faq_agent.yml:"),
        ("inform", ["report_form", "action_hand_over"], "Hand over when the interview is done (stories/report.yml:"),
        ("start", ["report_form"], "Open the interview when a conversation begins (stories/report.yml:"),
        ("inform", ["report_form"], None),
        # The form took it after all: no rule was carried out.
        ("faq_free", ["report_form"], None),
    ],
)
def test_the_rule_that_was_carried_out_is_named(intent: str, done: list[str], title: str | None) -> None:
    rule = rule_for(RULES, intent, [Done("report_form", "RulePolicy", True), *(Done(name, "") for name in done)])
    assert rule == title or (title is not None and str(rule).startswith(title))


def test_without_a_model_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(trying, "MODELS", tmp_path)
    with pytest.raises(ModelError, match="candour train"):
        trying._require_model()


def test_piped_lines_are_answered_by_the_real_model_and_nothing_stays() -> None:
    lines = [
        "yes", "is this anonymous?", "/nonsense", "no", "/slots", "/json on", "skip this one please", "/json off",
        "PC Dave Harding hit my mate in Croydon", "/restart", "/quit", "never read",
    ]  # fmt: skip
    before = folders()
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "try"],
        input="\n".join(lines), cwd=ROOT, capture_output=True, text=True, check=True, timeout=240,
    )  # fmt: skip
    told = [line.strip() for line in done.stdout.splitlines()]
    assert "\x1b" not in done.stdout
    assert '"level": "error"' not in done.stderr
    assert "why      the best guess is sure enough: 0.40 counts here" in told
    assert any(line.startswith("by       RulePolicy: rule Say how far a report is anonymous") for line in told)
    assert any("subject_name" in line and "Dave Harding" in line for line in told)
    assert told.count("Shall we start?") == 2
    assert sum(line.startswith("/slots shows") for line in told) == 2
    [turn] = [json.loads(line) for line in told if line.startswith("{")]
    assert (turn["intent"], turn["why"]["by"]) == ("skip", "guess")
    assert turn["changed"]["child_or_vulnerable_at_risk"]["source"] == "skipped"
    assert "never read" not in done.stdout
    assert folders() == before
