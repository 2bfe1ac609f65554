"""What short accounts of many voices tell of single slots: a floor for each slot, and one for what is made up."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.evaluate.measures import Counts, f1
from cli.evaluate.slots import TODAY, compare, total
from interview.understanding import find

FILE = Path(__file__).with_name("slots_told.yml")
TOLD: dict[str, dict[str, Any]] = yaml.load(FILE.read_text("utf-8"), yaml.BaseLoader)  # noqa: S506 - text only
NUMBERS = ("shoulder_number", "warrant_number")


def counted(slot: str) -> list[Counts]:
    """What was found of a slot in each account that is told for it, officer by officer."""
    return [_of(slot, text, value) for text, value in TOLD[slot].items()]


def _of(slot: str, text: str, value: Any) -> Counts:
    by_officer = value if isinstance(value, dict) else {"0": value} if value else {}
    wanted = {(slot, int(at)): one if isinstance(one, list) else [one] for at, one in by_officer.items()}
    return compare(wanted, find(text, None, TODAY)).get(slot, Counts(0, 0, 0))


@pytest.mark.parametrize("slot", TOLD)
def test_what_is_told_in_many_voices_is_found(slot: str) -> None:
    assert f1(slot, counted(slot)).value >= (0.96 if slot in NUMBERS else 0.88)


@pytest.mark.parametrize("slot", TOLD)
def test_what_is_not_told_is_hardly_ever_made_up(slot: str) -> None:
    counts = total(counted(slot))
    assert counts.hits >= 0.9 * counts.said


def test_the_accounts_are_many_and_some_tell_nothing() -> None:
    assert sum(len(told) for told in TOLD.values()) >= 500
    assert sum(not value for told in TOLD.values() for value in told.values()) >= 30
