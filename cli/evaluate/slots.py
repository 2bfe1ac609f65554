"""Compares what is found in accounts with what their file says should be found, by slot.

The format of such a file is explained in tests/interview/understanding/accounts.yml and strangers.yml.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from cli.evaluate.measures import Counts
from interview.guide import load_guide
from interview.noted import SURE
from interview.phrases import plain
from interview.understanding import Findings, find

TODAY = date(2026, 11, 24)  # the day that the dates in the files of accounts count from
# Found since most files were labelled, which say nothing of it: counts only in an entry that labels it, even as [].
ONLY_LABELLED = ("discrimination_grounds",)
Entry = Mapping[str, Any]
Expected = dict[tuple[str, int], list[Any]]
ALL_COUNT = ("when",)  # beside the slots that keep the reporter's words: several findings are several answers


def read(file: Path) -> list[dict[str, Any]]:
    """Read a file of accounts; `on`, `no` and dates stay text."""
    return list(yaml.load(file.read_text("utf-8"), yaml.BaseLoader))  # noqa: S506 - text only


def score(entry: Entry) -> dict[str, Counts]:
    """How much of what should be found in an account was found, by slot."""
    return compare(expected(entry), found_in(entry), entry.get("unclear", ()))


def found_in(entry: Entry) -> Findings:
    """What the finders make of an account."""
    return find(entry["text"].rstrip("\n"), entry.get("asked"), TODAY)


def expected(entry: Entry) -> Expected:
    """The values of an account by slot and subject."""
    return {
        (name, subject): value if isinstance(value, list) else [value]
        for subject, slots in enumerate([entry["slots"], *entry.get("others", [])])
        for name, value in slots.items()
    }


def compare(wanted: Expected, found: Findings, unclear: Sequence[str] = ()) -> dict[str, Counts]:
    """How much of what is wanted was found, by slot; the unclear slots are left out."""
    counts: dict[str, Counts] = {}
    for slot, _, want, missed, extra in _matched(wanted, found, unclear):
        before = counts.get(slot, Counts(0, 0, 0))
        hits = len(want) - len(missed)
        counts[slot] = Counts(before.hits + hits, before.said + hits + len(extra), before.right + len(want))
    return counts


def differences(entry: Entry) -> list[str]:
    """What was missed and made up in an account, for the people who work on the finders."""
    matched = _matched(expected(entry), found_in(entry), entry.get("unclear", ()))
    return [f"{slot}.{at}: missed {missed}, extra {extra}" for slot, at, _, missed, extra in matched if missed or extra]


def total(counts: Sequence[Counts]) -> Counts:
    """All of these together."""
    return Counts(sum(c.hits for c in counts), sum(c.said for c in counts), sum(c.right for c in counts))


def _matched(
    wanted: Expected, found: Findings, unclear: Sequence[str]
) -> Iterator[tuple[str, int, list[Any], list[Any], list[Any]]]:
    """For each slot and subject: what is wanted, what of it was missed, and what was found besides."""
    got = _got(found, wanted)
    for slot, subject in sorted({*wanted, *got}):
        want, have = wanted.get((slot, subject), []), got.get((slot, subject), [])
        if slot not in unclear and (slot not in ONLY_LABELLED or (slot, subject) in wanted):
            missed = [one for one in want if not any(_same(slot, one, other) for other in have)]
            extra = [other for other in have if not any(_same(slot, one, other) for one in want)]
            yield slot, subject, want, missed, extra


def _got(found: Findings, wanted: Expected) -> Expected:
    """What was found: all of it where words are kept and for "when", else the surest. "None" counts when wanted."""
    got: Expected = defaultdict(list)
    for key in dict.fromkeys(finding.key for finding in found.found):
        mine = [finding for finding in found.of(*key) if not finding.negated or key in wanted]
        if _keeps_words(key[0]):
            got[key] = [finding.as_said for finding in mine]
        elif _kind(key[0]) == "multi":
            got[key] = list(dict.fromkeys(value for f in mine if f.sure >= SURE for value in f.value))
        elif mine:
            got[key] = [f.value for f in mine] if key[0] in ALL_COUNT else [max(mine, key=lambda f: f.sure).value]
    return {key: values for key, values in got.items() if values}


def _keeps_words(slot: str) -> bool:
    return _kind(slot) == "text" and slot not in (*_NORMALISED, *ALL_COUNT)


def _kind(slot: str) -> str:
    return next(one.kind for one in load_guide().slots if one.name == slot)


_NORMALISED = ("force", "borough_bcu_or_station", "subject_name", "shoulder_number", "warrant_number")


def _same(slot: str, want: Any, have: Any) -> bool:
    if isinstance(want, dict) and "any" in want:
        return any(_same(slot, one, have) for one in want["any"])
    if isinstance(want, dict) and "earliest" in want:
        return isinstance(have, dict) and want["earliest"] <= have["from"] and have["to"] <= want["latest"]
    return _share_words(want, have) if _keeps_words(slot) else bool(want == have)


def _share_words(want: Any, have: Any) -> bool:
    """The right words count, however much of them around it."""
    first, second = (Counter(plain(str(words)).replace(",", " ").split()) for words in (want, have))
    shared = (first & second).total()
    return shared >= 0.5 * min(first.total(), second.total()) and shared >= 0.3 * max(first.total(), second.total())
