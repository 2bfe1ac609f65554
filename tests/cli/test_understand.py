"""What `candour understand` reads, prints and refuses; once with the real model."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from candour.errors import ModelError, UsageError
from cli import understand
from cli.places import ROOT
from cli.understand import Line, act, describe, read_lines

TODAY = date(2026, 11, 24)
SHAPE = ["act", "confidence", "categories", "danger", "distress", "slots", "subjects"]


def guess(intent: str, **categories: float) -> dict[str, Any]:
    alarms = [intent] if intent in ("danger", "distress") else []
    return {"intent": intent, "confidence": 0.9, "alarms": alarms, "categories": categories, "ms": 1.0}


def test_lines_are_plain_text_or_objects() -> None:
    content = '{"text": "off", "asked": "duty_status"}\nhe hit me\n12\n"quoted"\n{"text": "a\\nb", "asked": null}\n'
    assert read_lines(content) == [
        Line("off", "duty_status"), Line("he hit me"), Line("12"), Line('"quoted"'), Line("a\nb")
    ]  # fmt: skip
    assert read_lines("") == []


@pytest.mark.parametrize(
    "raw", ['{"asked": null}', '{"text": 5}', '{"text": "secret", "x": 1}', '{"text": "secret", "asked": "nose"}']
)
def test_an_object_of_another_shape_is_refused_without_its_words(raw: str) -> None:
    with pytest.raises(UsageError, match="line 2") as refused:
        read_lines("fine\n" + raw)
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    ("intent", "name"), [("go_back", "back"), ("faq_who_reads", "faq.who_reads"), ("skip", "skip")]
)
def test_acts_are_spelt_as_the_contract_has_them(intent: str, name: str) -> None:
    assert act(intent) == name


def test_an_alarm_in_any_message_is_an_alarm_of_the_line() -> None:
    shown = describe(Line("hello\nhe is here\nhis name is rob"), [guess("greet"), guess("danger"), guess("inform")])
    assert (shown["act"], shown["danger"], shown["distress"]) == ("danger", True, False)
    assert list(shown) == SHAPE


def test_categories_of_all_messages_count_from_a_half() -> None:
    guesses = [guess("inform", discrimination=0.5, other=0.49), guess("inform", violence_or_serious_crime=0.8)]
    assert describe(Line("a\nb"), guesses)["categories"] == ["violence_or_serious_crime", "discrimination"]


def test_slots_are_found_with_the_words_they_came_from() -> None:
    shown = describe(Line("it was PC Dave Harding from Peckham nick, shoulder number SE 123"), [guess("inform")], TODAY)
    assert shown["slots"]["shoulder_number"]["value"] == "SE 123"
    assert "SE 123" in shown["slots"]["shoulder_number"]["as_said"]
    assert shown["subjects"][0]["subject_name"]["value"] == "Dave Harding"


def test_an_answer_is_read_at_its_question() -> None:
    assert describe(Line("Off duty", "duty_status"), [guess("inform")])["slots"]["duty_status"]["value"] == "off"
    assert describe(Line("it was not", "ongoing"), [guess("deny")])["slots"]["ongoing"]["value"] == "no"


@pytest.mark.parametrize("intent", ["skip", "dont_know", "go_back", "delete"])
def test_a_command_answers_nothing(intent: str) -> None:
    assert describe(Line("leave the off duty one out", "duty_status"), [guess(intent)])["slots"] == {}


def test_without_a_model_one_line_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(understand, "MODELS", tmp_path)
    with pytest.raises(ModelError, match="candour train"):
        understand.ask_model([("hello", None)])


def test_the_command_prints_one_object_a_line_by_the_real_model() -> None:
    lines = [
        "he is outside my door with a knife right now",
        '{"text": "skip this one please", "asked": "where"}',
        "he called me a paki and punched me in the face",
        '{"text": "Sgt Anna Bell", "asked": "subject_name"}',
    ]
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", "understand", "-"],
        input="\n".join(lines), cwd=ROOT, capture_output=True, text=True, check=True, timeout=120,
    )  # fmt: skip
    alarm, command, account, name = map(json.loads, done.stdout.splitlines())
    assert [list(each) for each in (alarm, command, account, name)] == [SHAPE] * 4
    assert alarm["danger"] is True
    assert (command["act"], command["slots"]) == ("skip", {})
    assert {"discrimination", "violence_or_serious_crime"} <= set(account["categories"])
    assert name["slots"]["subject_name"]["value"] == "Anna Bell"
