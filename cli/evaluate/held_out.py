"""The held-out files: texts that the model was not made from, with what is right about each.

Three sets. The one that was looked at while the model was made flatters it. The strangers' texts were written without
sight of the training data, but those who improve the model look at them now. The blind ones were written in the same
way, and nobody looks at more than their figures. Whoever does moves their files to the strangers', and writes new ones.
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
class Files:
    """The names of the files of a set: utterances, accounts with kinds of conduct, accounts with slots."""

    intents: tuple[str, ...]
    categories: tuple[str, ...]
    accounts: tuple[str, ...]


LOOKED_AT = Files(("heldout.yml",), ("heldout_categories.yml",), ("held_out.yml",))
STRANGERS = Files(
    ("heldout_strangers.yml", "heldout_strangers2.yml"),
    ("heldout_categories_strangers.yml", "heldout_categories_strangers2.yml"),
    ("strangers.yml", "strangers2.yml"),
)
BLIND = Files(
    ("heldout_strangers3.yml", "heldout_strangers6.yml"),
    ("heldout_categories_strangers3.yml", "heldout_categories_strangers6.yml"),
    ("strangers3.yml", "strangers6.yml"),
)


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
    trained = {text for _, text, _ in read_project(ROOT).examples()}
    return Sets(_read(LOOKED_AT), unseen(_read(STRANGERS), trained), unseen(_read(BLIND), trained))


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


def _read(files: Files) -> HeldOut:
    told = [entry for name in files.categories for entry in yaml.safe_load((_NLU / name).read_text("utf-8"))]
    return HeldOut(
        [pair for name in files.intents for pair in utterances(_NLU / name)],
        [(entry["text"], entry["categories"]) for entry in told],
        [entry for name in files.accounts for entry in slots.read(_ACCOUNTS / name)],
    )
