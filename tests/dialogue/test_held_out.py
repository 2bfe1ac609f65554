"""The marks that the trained model holds on utterances which it has never seen (see docs/decisions).

Of no set is anything but the figures shown, so that nobody tunes to the blind one.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from rasa.core.agent import Agent

ROOT = Path(__file__).parents[2]
ALARMS = ("danger", "distress")
Judged = list[tuple[str, str]]


@dataclass(frozen=True)
class Marks:
    """The least that is accepted: of what is understood, of each alarm heard, of alarms that are right."""

    understood: float
    heard: float
    right: float


MARKS = {
    "heldout.yml": Marks(0.88, 0.9, 0.8),
    "heldout_strangers.yml": Marks(0.85, 0.88, 0.8),
    "heldout_strangers2.yml": Marks(0.88, 0.9, 0.85),
    "heldout_strangers3.yml": Marks(0.83, 0.85, 0.8),
    "heldout_strangers6.yml": Marks(0.93, 0.95, 0.85),
}


@pytest.fixture(scope="module")
def agent() -> Agent:
    model = ROOT / "models" / "candour.tar.gz"
    assert model.is_file(), "train first: .venv/bin/candour train"
    return Agent.load(str(model))


@pytest.fixture(scope="module", params=MARKS)
def judged(request: pytest.FixtureRequest, agent: Agent) -> tuple[Judged, Marks]:
    """The right intent and the one that the whole pipeline gave, for each utterance of a set, with its marks."""
    content = yaml.safe_load((ROOT / "tests" / "nlu" / request.param).read_text("utf-8"))
    items = [(entry["intent"], line[2:].strip()) for entry in content["nlu"] for line in entry["examples"].splitlines()]
    pairs = [(right, asyncio.run(agent.parse_message(text))["intent"]["name"]) for right, text in items]
    return pairs, MARKS[request.param]


def test_enough_is_understood(judged: tuple[Judged, Marks]) -> None:
    pairs, marks = judged
    assert len(pairs) > 400
    assert _share(right == heard for right, heard in pairs) >= marks.understood


@pytest.mark.parametrize("alarm", ALARMS)
def test_danger_and_distress_are_rarely_missed(judged: tuple[Judged, Marks], alarm: str) -> None:
    pairs, marks = judged
    assert _share(heard in ALARMS for right, heard in pairs if right == alarm) >= marks.heard


def test_enough_alarms_are_right(judged: tuple[Judged, Marks]) -> None:
    pairs, marks = judged
    assert _share(right in ALARMS for right, heard in pairs if heard in ALARMS) >= marks.right


def _share(outcomes: Iterable[bool]) -> float:
    """How many are true: taken out of the assertion, which would print the outcomes one by one."""
    return statistics.mean(outcomes)


@pytest.mark.parametrize("text", ["He took the till money and left. " * 121, "x9" * 2000, "and then he " * 333])
def test_the_longest_message_costs_bounded_time(agent: Agent, text: str) -> None:
    spent = []
    for _ in range(5):
        started = time.process_time()
        asyncio.run(agent.parse_message(text[:4000]))
        spent.append(time.process_time() - started)
    # Some .2 on a quiet machine, since kinds are read in sections; twice that was seen where two cores did other work.
    assert statistics.median(spent) < 0.6
