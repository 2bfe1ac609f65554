"""Scores what is found in the accounts of tests/interview/understanding against what they say should be found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from interview.phrases import plain
from interview.understanding import Finding, find

TODAY = date(2026, 11, 24)  # a Tuesday
FOLDER = Path(__file__).parents[1] / "interview" / "understanding"
# These keep the reporter's words: the right words count, however much of them around it.
AS_WORDS = {
    "benefit_or_favour", "evidence_exists", "information_misused", "reported_before", "subject_description",
    "vehicle_or_online_handle", "where", "witnesses",
}  # fmt: skip


@dataclass
class Score:
    """Counts of one slot, or of all."""

    hits: int = 0
    extra: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        return 2 * self.hits / (2 * self.hits + self.extra + self.missed or 1)

    def __str__(self) -> str:
        precision = self.hits / (self.hits + self.extra or 1)
        recall = self.hits / (self.hits + self.missed or 1)
        return f"P {precision:.3f}  R {recall:.3f}  F1 {self.f1:.3f}  ({self.hits + self.missed})"


@dataclass
class Report:
    """The scores of a file of accounts, by slot, and what went wrong."""

    slots: dict[str, Score] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def total(self) -> Score:
        scores = self.slots.values()
        return Score(sum(s.hits for s in scores), sum(s.extra for s in scores), sum(s.missed for s in scores))

    def table(self) -> str:
        rows = [f"{name:30}{score}" for name, score in sorted(self.slots.items())]
        return "\n".join([*rows, f"{'all':30}{self.total}"])


def accounts(name: str) -> list[dict[str, Any]]:
    """Read a file of accounts; `on`, `no` and dates stay text."""
    return list(yaml.load((FOLDER / name).read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - text only


def score(entries: list[dict[str, Any]]) -> Report:
    """Compare what is found in each account with what should be."""
    report = Report()
    for number, entry in enumerate(entries):
        found = find(entry["text"].rstrip("\n"), entry.get("asked"), TODAY)
        expected = _expected(entry)
        got = _got(list(found.found), expected)
        for slot, subject in {*expected, *got}:
            wrong = _compare(report.slots.setdefault(slot, Score()), slot, expected[slot, subject], got[slot, subject])
            report.errors += [f"{number:3} {slot}.{subject}: {wrong}"] if wrong else []
    return report


def _expected(entry: dict[str, Any]) -> dict[tuple[str, int], list[Any]]:
    expected: dict[tuple[str, int], list[Any]] = Defaults()
    for subject, slots in enumerate([entry["slots"], *entry.get("others", [])]):
        for name, value in slots.items():
            expected[name, subject] = value if isinstance(value, list) else [value]
    return expected


def _got(found: list[Finding], expected: dict[tuple[str, int], list[Any]]) -> dict[tuple[str, int], list[Any]]:
    """What was found: all of it where the words are kept and for "when", else the surest. "None" counts when asked."""
    got: dict[tuple[str, int], list[Any]] = Defaults()
    for finding in found:
        if not finding.negated or finding.key in expected:
            several = finding.slot in AS_WORDS or finding.slot == "when"
            got[finding.key] += [finding.as_said if finding.slot in AS_WORDS else finding.value] if several else []
    for key in {finding.key for finding in found if finding.slot not in AS_WORDS and finding.slot != "when"}:
        best = max((f for f in found if f.key == key), key=lambda f: f.sure)
        got[key] = [best.value]
    return got


def _compare(counts: Score, slot: str, expected: list[Any], got: list[Any]) -> str:
    missed = [want for want in expected if not any(_equal(slot, want, have) for have in got)]
    extra = [have for have in got if not any(_equal(slot, want, have) for want in expected)]
    counts.hits += len(expected) - len(missed)
    counts.missed += len(missed)
    counts.extra += len(extra)
    return f"missed {missed}, extra {extra}" if missed or extra else ""


def _equal(slot: str, want: Any, have: Any) -> bool:
    if slot not in AS_WORDS:
        return bool(want == have)
    first, second = (Counter(plain(str(words)).replace(",", " ").split()) for words in (want, have))
    shared = (first & second).total()
    return shared >= 0.5 * min(first.total(), second.total()) and shared >= 0.3 * max(first.total(), second.total())


class Defaults(dict[tuple[str, int], list[Any]]):
    """A mapping in which what is missing is an empty list."""

    def __missing__(self, key: tuple[str, int]) -> list[Any]:
        self[key] = []
        return self[key]
