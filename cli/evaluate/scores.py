"""Runs the held-out sets and their careless copies through the model and the finders, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from cli.evaluate import slots
from cli.evaluate.held_out import HeldOut, Sets
from cli.evaluate.measures import Counts, Figure, f1, median, share
from cli.evaluate.robustness import roughen
from cli.understand import Guess, ask_model, categories
from interview.safety import ALARMS

NUMBERS = ("shoulder_number", "warrant_number")
UNKNOWN = "out_of_scope"


@dataclass(frozen=True)
class Judged:
    """One text, what is right, and what was given.

    Args:
        text: what was said.   right: its intent.   given: the intent that was understood.
        confidence: in that.   rough: whether the text was made careless.   alarms: those it was understood to tell of.
    """

    text: str
    right: str
    given: str
    confidence: float
    rough: bool = False
    alarms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """Everything that was measured on one set."""

    figures: list[Figure]
    judged: list[Judged]
    by_slot: list[Figure]
    by_category: list[Figure]
    wrong_categories: list[tuple[str, list[str], list[str]]]


@dataclass(frozen=True)
class Results:
    """What was measured on each set."""

    looked_at: Result
    strangers: Result
    blind: Result

    def each(self) -> tuple[Result, ...]:
        """The results in the order of their columns."""
        return (self.looked_at, self.strangers, self.blind)


def evaluate(sets: Sets) -> Results:
    """Score all sets.

    Raises:
        ModelError: there is no model, or it does not load.
    """
    asked = [_Asked.of(one) for one in (sets.looked_at, sets.strangers, sets.blind)]
    guesses = iter(ask_model([(text, None) for one in asked for text in one.texts()]))
    return Results(*(_result(one, guesses) for one in asked))


@dataclass(frozen=True)
class _Asked:
    """A set, its careless copy and the messages of its accounts, each with the row of its account."""

    held_out: HeldOut
    rough: list[tuple[str, str]]
    parts: list[tuple[str, int]]

    @classmethod
    def of(cls, held_out: HeldOut) -> _Asked:
        rough = [(roughen(text, seed), right) for seed, (text, right) in enumerate(held_out.intents)]
        rows = enumerate(text for text, _ in held_out.categories)
        return cls(held_out, rough, [(part, row) for row, text in rows for part in text.split("\n")])

    def texts(self) -> list[str]:
        return [text for text, _ in (*self.held_out.intents, *self.rough, *self.parts)]


def _result(asked: _Asked, every: Iterator[Guess]) -> Result:
    """Score one set with the next guesses."""
    held_out = asked.held_out
    guesses = list(islice(every, len(asked.texts())))
    whole = len(held_out.intents)
    judged = [*_judged(held_out.intents, guesses), *_judged(asked.rough, guesses[whole:], rough=True)]
    given = _told(asked, guesses[2 * whole :])
    by_slot = [slots.score(entry) for entry in held_out.slots]
    figures = [*intent_figures(judged), *_category_figures(held_out.categories, given), *_slot_figures(by_slot)]
    if guesses:
        figures.append(median("Processor ms a message", [guess["ms"] for guess in guesses]))
    each_slot = [f1(name, [one[name] for one in by_slot if name in one]) for name in sorted(set().union(*by_slot))]
    return Result(figures, judged, each_slot, _each_category(held_out, given), _wrong_categories(held_out, given))


def _told(asked: _Asked, guesses: Sequence[Guess]) -> list[list[str]]:
    """The kinds of conduct that were understood of each account."""
    told: list[list[Guess]] = [[] for _ in asked.held_out.categories]
    for (_, row), guess in zip(asked.parts, guesses, strict=True):
        told[row].append(guess)
    return [categories(text.split("\n"), one) for (text, _), one in zip(asked.held_out.categories, told, strict=True)]


def _each_category(held_out: HeldOut, given: Sequence[list[str]]) -> list[Figure]:
    names = sorted({name for _, right in held_out.categories for name in right})
    return [f1(name, _counts(held_out.categories, given, (name,))) for name in names]


def _wrong_categories(held_out: HeldOut, given: Sequence[list[str]]) -> list[tuple[str, list[str], list[str]]]:
    return [
        (text, right, said)
        for (text, right), said in zip(held_out.categories, given, strict=True)
        if {*right} != {*said}
    ]


def intent_figures(judged: Sequence[Judged]) -> list[Figure]:
    """Accuracy, alarms and what is out of scope."""
    clean, rough = ([one for one in judged if one.rough is kind] for kind in (False, True))
    figures = [
        share("Intent accuracy", [one.right == one.given for one in clean], 0.95),
        share("Intent accuracy, careless copy", [one.right == one.given for one in rough], 0.92),
    ]
    for alarm in ALARMS:
        figures += [
            share(f"{alarm.title()}: recall", [alarm in one.alarms for one in clean if one.right == alarm], 0.99),
            share(f"{alarm.title()}: precision", [one.right == alarm for one in clean if alarm in one.alarms], 0.80),
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
        Judged(text, right, guess["intent"], guess["confidence"], rough, tuple(guess["alarms"]))
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


def _slot_figures(by_slot: Sequence[dict[str, Counts]]) -> list[Figure]:
    if not by_slot:
        return []
    numbers = [slots.total([counts for name, counts in one.items() if name in NUMBERS]) for one in by_slot]
    everything = [slots.total(list(one.values())) for one in by_slot]
    return [f1("Slots: F1", everything, 0.90), f1("Shoulder and warrant numbers: F1", numbers, 0.97)]
