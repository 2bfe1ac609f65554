"""Compares what was found in a text with what its example says should be found, by slot."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from cli.evaluate.measures import Counts
from interview.guide import load_guide
from interview.phrases import plain
from interview.understanding import Findings

Expected = dict[tuple[str, int], list[Any]]
ALL_COUNT = ("when",)  # beside the slots that keep the reporter's words: several findings are several answers


def expected(entry: Mapping[str, Any]) -> Expected:
    """The values of an example by slot and subject."""
    return {
        (name, subject): value if isinstance(value, list) else [value]
        for subject, slots in enumerate([entry["slots"], *entry.get("others", [])])
        for name, value in slots.items()
    }


def compare(wanted: Expected, found: Findings) -> dict[str, Counts]:
    """How much of what is wanted was found, by slot."""
    got = _got(found, wanted)
    counts: dict[str, Counts] = {}
    for slot, subject in sorted({*wanted, *got}):
        want, have = wanted.get((slot, subject), []), got.get((slot, subject), [])
        hits = sum(any(_same(slot, one, other) for other in have) for one in want)
        extra = sum(not any(_same(slot, one, other) for one in want) for other in have)
        before = counts.get(slot, Counts(0, 0, 0))
        counts[slot] = Counts(before.hits + hits, before.said + hits + extra, before.right + len(want))
    return counts


def total(counts: Sequence[Counts]) -> Counts:
    """All of these together."""
    return Counts(sum(c.hits for c in counts), sum(c.said for c in counts), sum(c.right for c in counts))


def _got(found: Findings, wanted: Expected) -> Expected:
    got: Expected = defaultdict(list)
    for key in dict.fromkeys(finding.key for finding in found.found):
        mine = [finding for finding in found.of(*key) if not finding.negated or key in wanted]
        if _keeps_words(key[0]):
            got[key] = [finding.as_said for finding in mine]
        elif mine:
            got[key] = [f.value for f in mine] if key[0] in ALL_COUNT else [max(mine, key=lambda f: f.sure).value]
    return {key: values for key, values in got.items() if values}


def _keeps_words(slot: str) -> bool:
    question = next(one for one in load_guide().slots if one.name == slot)
    return question.kind == "text" and slot not in (*_NORMALISED, *ALL_COUNT)


_NORMALISED = ("force", "borough_bcu_or_station", "subject_name", "shoulder_number", "warrant_number")


def _same(slot: str, want: Any, have: Any) -> bool:
    if not _keeps_words(slot):
        return bool(want == have)
    first, second = (Counter(plain(str(words)).replace(",", " ").split()) for words in (want, have))
    shared = (first & second).total()
    return shared >= 0.5 * min(first.total(), second.total()) and shared >= 0.3 * max(first.total(), second.total())
