"""The held-out files: texts that the model was not made from, with what is right about each.

Three sets. The one that was looked at while the model was made flatters it. The strangers' texts were written without
sight of the training data, but those who improve the model look at them now. The blind ones were written in the same
way, and nobody looks at more than their figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from cli.evaluate import slots
from cli.places import ROOT
from cli.validation.examples import folded
from cli.validation.project import read_project

_NLU = ROOT / "tests" / "nlu"
_ACCOUNTS = ROOT / "tests" / "interview" / "understanding"


@dataclass(frozen=True)
class HeldOut:
    """One set: utterances, accounts with their kinds of conduct, accounts with their slots."""

    intents: list[tuple[str, str]] = field(default_factory=list)
    categories: list[tuple[str, list[str]]] = field(default_factory=list)
    slots: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Sets:
    """All sets."""

    looked_at: HeldOut
    strangers: HeldOut
    blind: HeldOut


def load() -> Sets:
    """Read all sets."""
    looked_at = _read("heldout.yml", "heldout_categories.yml", "held_out.yml")
    strangers = _read("heldout_strangers.yml", "heldout_categories_strangers.yml", "strangers.yml")
    blind = _read("heldout_strangers2.yml", "heldout_categories_strangers2.yml", "strangers2.yml")
    trained = {text for _, text, _ in read_project(ROOT).examples()}
    return Sets(looked_at, unseen(strangers, trained), unseen(blind, trained))


def unseen(held_out: HeldOut, trained: Iterable[str]) -> HeldOut:
    """The same set without texts that were trained on: people who never met hit on the same short phrases."""
    known = {folded(text) for text in trained}
    return HeldOut(
        [(text, intent) for text, intent in held_out.intents if folded(text) not in known],
        [(text, kinds) for text, kinds in held_out.categories if folded(text) not in known],
        held_out.slots,
    )


def utterances(file: Path) -> list[tuple[str, str]]:
    """The texts of a file in Rasa's format, each with its intent."""
    blocks = yaml.safe_load(file.read_text("utf-8"))["nlu"]
    return [(line[2:].strip(), block["intent"]) for block in blocks for line in block["examples"].splitlines()]


def _read(intents: str, categories: str, accounts: str) -> HeldOut:
    told = yaml.safe_load((_NLU / categories).read_text("utf-8"))
    kinds = [(entry["text"], entry["categories"]) for entry in told]
    return HeldOut(utterances(_NLU / intents), kinds, slots.read(_ACCOUNTS / accounts))
