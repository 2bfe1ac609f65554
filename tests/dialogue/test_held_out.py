"""The marks that the trained model holds on utterances which it has never seen (see docs/decisions)."""

from __future__ import annotations

import asyncio
import statistics
import time
from pathlib import Path

import pytest
import yaml
from rasa.core.agent import Agent

ROOT = Path(__file__).parents[2]
ALARMS = ("danger", "distress")
Judged = list[tuple[str, str]]


@pytest.fixture(scope="module")
def agent() -> Agent:
    model = ROOT / "models" / "candour.tar.gz"
    assert model.is_file(), "train first: .venv/bin/candour train"
    return Agent.load(str(model))


@pytest.fixture(scope="module")
def judged(agent: Agent) -> Judged:
    """The right intent and the one that the whole pipeline gave, for each held-out utterance."""
    content = yaml.safe_load((ROOT / "tests" / "nlu" / "heldout.yml").read_text("utf-8"))
    items = [(entry["intent"], line[2:].strip()) for entry in content["nlu"] for line in entry["examples"].splitlines()]
    return [(right, asyncio.run(agent.parse_message(text))["intent"]["name"]) for right, text in items]


def test_nine_of_ten_are_understood(judged: Judged) -> None:
    assert len(judged) > 500
    assert statistics.mean(right == heard for right, heard in judged) >= 0.88


@pytest.mark.parametrize("alarm", ALARMS)
def test_danger_and_distress_are_rarely_missed(judged: Judged, alarm: str) -> None:
    assert statistics.mean(heard in ALARMS for right, heard in judged if right == alarm) >= 0.9


def test_four_of_five_alarms_are_right(judged: Judged) -> None:
    assert statistics.mean(right in ALARMS for right, heard in judged if heard in ALARMS) >= 0.8


@pytest.mark.parametrize("text", ["He took the till money and left. " * 121, "x9" * 2000, "and then he " * 333])
def test_the_longest_message_costs_bounded_time(agent: Agent, text: str) -> None:
    spent = []
    for _ in range(5):
        started = time.process_time()
        asyncio.run(agent.parse_message(text[:4000]))
        spent.append(time.process_time() - started)
    assert statistics.median(spent) < 0.12
