"""Runs the held-out files and their careless copy through the model and the finders, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from cli.evaluate import slots
from cli.evaluate.measures import Counts, Figure, f1, median, share
from cli.evaluate.robustness import roughen
from cli.places import ROOT
from cli.understand import ALARMS, Guess, ask_model, categories
from interview.understanding import find

INTENTS = ROOT / "tests" / "nlu" / "heldout.yml"
CATEGORIES = ROOT / "tests" / "nlu" / "heldout_categories.yml"
SLOTS = ROOT / "tests" / "interview" / "understanding" / "held_out.yml"
TODAY = date(2026, 11, 24)  # the day that the dates in the file of slots count from
NUMBERS = ("shoulder_number", "warrant_number")
UNKNOWN = "out_of_scope"


@dataclass(frozen=True)
class HeldOut:
    """What is scored: texts with what is right about each."""

    intents: list[tuple[str, str]] = field(default_factory=list)
    categories: list[tuple[str, list[str]]] = field(default_factory=list)
    slots: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True)
class Judged:
    """One text, what is right, and what was given.   rough: whether the text was made careless."""

    text: str
    right: str
    given: str
    confidence: float
    rough: bool = False


@dataclass(frozen=True)
class Result:
    """Everything that was measured."""

    figures: list[Figure]
    judged: list[Judged]
    by_slot: list[Figure]
    by_category: list[Figure]
    wrong_categories: list[tuple[str, list[str], list[str]]]


def load() -> HeldOut:
    """Read the held-out files; one that is not there is left out."""
    blocks = yaml.safe_load(INTENTS.read_text("utf-8"))["nlu"] if INTENTS.is_file() else []
    intents = [(line[2:].strip(), block["intent"]) for block in blocks for line in block["examples"].splitlines()]
    told = yaml.safe_load(CATEGORIES.read_text("utf-8")) if CATEGORIES.is_file() else []
    # Dates, "on" and "no" stay text.
    accounts = yaml.load(SLOTS.read_text("utf-8"), yaml.BaseLoader) if SLOTS.is_file() else []  # noqa: S506
    return HeldOut(intents, [(entry["text"], entry["categories"]) for entry in told], accounts)


def evaluate(held_out: HeldOut) -> Result:
    """Score everything.

    Raises:
        ModelError: there is no model, or it does not load.
    """
    rough = [(roughen(text, seed), right) for seed, (text, right) in enumerate(held_out.intents)]
    parts = [(part, row) for row, (text, _) in enumerate(held_out.categories) for part in text.split("\n")]
    guesses = ask_model([(text, None) for text, _ in [*held_out.intents, *rough, *parts]])
    whole = len(held_out.intents)
    judged = [*_judged(held_out.intents, guesses), *_judged(rough, guesses[whole : 2 * whole], rough=True)]
    told: list[list[Guess]] = [[] for _ in held_out.categories]
    for (_, row), guess in zip(parts, guesses[2 * whole :], strict=True):
        told[row].append(guess)
    given = [categories(one) for one in told]
    by_slot = _slots(held_out.slots)
    figures = [*intent_figures(judged), *_category_figures(held_out.categories, given), *_slot_figures(by_slot)]
    if guesses:
        figures.append(median("Processor ms a message", [guess["ms"] for guess in guesses]))
    wrong = [
        (text, right, said)
        for (text, right), said in zip(held_out.categories, given, strict=True)
        if {*right} != {*said}
    ]
    names = sorted({name for _, right in held_out.categories for name in right})
    by_category = [f1(name, _counts(held_out.categories, given, (name,))) for name in names]
    each_slot = [f1(name, [one[name] for one in by_slot if name in one]) for name in sorted(set().union(*by_slot))]
    return Result(figures, judged, each_slot, by_category, wrong)


def intent_figures(judged: Sequence[Judged]) -> list[Figure]:
    """Accuracy, alarms and what is out of scope."""
    clean, rough = ([one for one in judged if one.rough is kind] for kind in (False, True))
    figures = [
        share("Intent accuracy", [one.right == one.given for one in clean], 0.95),
        share("Intent accuracy, careless copy", [one.right == one.given for one in rough], 0.92),
    ]
    for alarm in ALARMS:
        figures += [
            share(f"{alarm.title()}: recall", [one.given == alarm for one in clean if one.right == alarm], 0.99),
            share(f"{alarm.title()}: precision", [one.right == alarm for one in clean if one.given == alarm], 0.80),
        ]
    return [
        *figures,
        share("Either alarm: recall", [one.given in ALARMS for one in clean if one.right in ALARMS], 0.99),
        share(
            "Either alarm: recall, careless copy", [one.given in ALARMS for one in rough if one.right in ALARMS], 0.99
        ),
        share("Either alarm: precision", [one.right in ALARMS for one in clean if one.given in ALARMS], 0.80),
        share("Out of scope: recall", [one.given == UNKNOWN for one in clean if one.right == UNKNOWN], 0.85),
    ]


def by_intent(judged: Sequence[Judged]) -> list[tuple[str, Figure, Figure]]:
    """Each intent with its recall and its precision."""
    names = sorted({one.right for one in judged})
    return [
        (
            name,
            share("recall", [one.given == name for one in judged if one.right == name]),
            share("precision", [one.right == name for one in judged if one.given == name]),
        )
        for name in names
    ]


def confusions(judged: Sequence[Judged]) -> Counter[tuple[str, str]]:
    """How often what is right was given as what."""
    return Counter((one.right, one.given) for one in judged)


def _judged(items: Sequence[tuple[str, str]], guesses: Sequence[Guess], *, rough: bool = False) -> list[Judged]:
    return [
        Judged(text, right, guess["intent"], guess["confidence"], rough)
        for (text, right), guess in zip(items, guesses, strict=False)
    ]


def _counts(
    items: Sequence[tuple[str, list[str]]], given: Sequence[list[str]], names: Sequence[str] | None = None
) -> list[Counts]:
    pairs = [({*right}, {*said}) for (_, right), said in zip(items, given, strict=True)]
    kept = [(r & {*names}, s & {*names}) if names else (r, s) for r, s in pairs]
    return [Counts(len(right & said), len(said), len(right)) for right, said in kept]


def _category_figures(items: Sequence[tuple[str, list[str]]], given: Sequence[list[str]]) -> list[Figure]:
    return [f1("Categories: micro F1", _counts(items, given), 0.90)] if items else []


def _slots(entries: Sequence[dict[str, Any]]) -> list[dict[str, Counts]]:
    return [
        slots.compare(slots.expected(entry), find(entry["text"].rstrip("\n"), entry.get("asked"), TODAY))
        for entry in entries
    ]


def _slot_figures(by_slot: Sequence[dict[str, Counts]]) -> list[Figure]:
    if not by_slot:
        return []
    numbers = [slots.total([counts for name, counts in one.items() if name in NUMBERS]) for one in by_slot]
    everything = [slots.total(list(one.values())) for one in by_slot]
    return [f1("Slots: F1", everything, 0.90), f1("Shoulder and warrant numbers: F1", numbers, 0.97)]
