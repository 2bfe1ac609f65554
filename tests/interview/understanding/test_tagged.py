"""How what the rules find and what the tagger reads become one."""

from __future__ import annotations

from typing import Any

import numpy as np

from interview.understanding.findings import Finding
from interview.understanding.tagged import with_tags
from tagging import Tags

TEXT = "Holt and Marsh took my phone near Leeds"
PLACES = [(at, at + len(word)) for word, at in ((word, TEXT.index(word)) for word in TEXT.split())]
SLOTS = [("subject_name", ""), ("where", ""), ("benefit_or_favour", ""), ("witnesses", "none"), ("setting", "online")]


def _tags(told: dict[str, tuple[str, float]], whom: dict[str, tuple[int, float]] | None = None) -> Tags:
    """Tags of single words: word -> (slot, how likely), and word -> (officer, how likely)."""
    tells, officers = np.zeros((len(PLACES), len(SLOTS))), np.full((len(PLACES), 4), 0.25)
    for word, (slot, likely) in told.items():
        tells[TEXT.split().index(word), [name for name, _ in SLOTS].index(slot)] = likely
    for word, (officer, likely) in (whom or {}).items():
        row = TEXT.split().index(word)
        officers[row] = (1 - likely) / 3
        officers[row, officer] = likely
    return Tags(SLOTS, PLACES, tells, np.zeros_like(tells), officers)


def _finding(slot: str, word: str, subject: int = 0, **more: Any) -> Finding:
    return Finding(slot, word, word, 0.9, TEXT.index(word), subject, **more)


def _joined(found: list[Finding], tags: Tags) -> list[tuple[str, Any, int, bool]]:
    joined = with_tags(TEXT, found, tags, lambda _slot, words: words.upper())
    return [(one.slot, one.value, one.subject, one.negated) for one in joined]


def test_what_only_the_tagger_sees_is_added_where_it_is_sure() -> None:
    assert _joined([], _tags({"Leeds": ("where", 0.9)})) == [("where", "Leeds", 0, False)]
    assert _joined([], _tags({"Leeds": ("where", 0.6)})) == []


def test_what_is_read_is_added_as_it_is_read_and_to_the_officer_of_whom_it_speaks() -> None:
    first = _finding("subject_name", "Holt")
    tags = _tags({"Holt": ("subject_name", 0.9), "Marsh": ("subject_name", 0.9)}, {"Holt": (1, 0.9), "Marsh": (2, 0.9)})
    assert _joined([first], tags) == [("subject_name", "Holt", 0, False), ("subject_name", "MARSH", 1, False)]


def test_officers_are_numbered_from_the_first_of_whom_anything_is_told() -> None:
    tags = _tags({"Marsh": ("subject_name", 0.9)}, {"Marsh": (2, 0.9)})
    assert _joined([], tags) == [("subject_name", "MARSH", 0, False)]


def test_an_officer_who_is_not_accused_is_not_added_and_nobody_is_taken_away() -> None:
    tags = _tags({"Marsh": ("subject_name", 0.9)}, {"Marsh": (0, 0.95)})
    assert _joined([], tags) == []
    assert _joined([_finding("subject_name", "Marsh")], tags) == [("subject_name", "Marsh", 0, False)]


def test_nothing_is_added_where_the_rules_know_of_a_bystander() -> None:
    tags = _tags({"Marsh": ("subject_name", 0.9)}, {"Marsh": (1, 0.9)})
    assert with_tags(TEXT, [], tags, lambda _slot, words: words, lambda start, end: TEXT[start:end] == "Marsh") == []


def test_two_officers_are_never_made_one_and_no_name_is_dropped() -> None:
    found = [_finding("subject_name", "Holt"), _finding("subject_name", "Marsh", 1)]
    apart = [("subject_name", "Holt", 0, False), ("subject_name", "Marsh", 1, False)]
    assert _joined(found, _tags({}, {"Holt": (1, 0.9), "Marsh": (1, 0.9)})) == apart


def test_a_number_moves_only_where_the_tagger_is_very_sure() -> None:
    found = [_finding("subject_name", "Holt"), _finding("shoulder_number", "Leeds")]
    tells = {"Holt": ("subject_name", 0.9)}
    for sure, subject in ((0.9, 0), (0.97, 1)):
        tags = _tags(tells, {"Holt": (1, 0.9), "Leeds": (2, sure)})
        assert _joined(found, tags)[1] == ("shoulder_number", "Leeds", subject, False)


def test_a_named_officer_keeps_a_number_where_the_other_has_one() -> None:
    numbers = [_finding("shoulder_number", "took"), _finding("shoulder_number", "phone", 1)]
    tags = _tags({}, {"Holt": (1, 0.99), "Marsh": (2, 0.99), "took": (2, 0.99), "phone": (2, 0.99)})
    names = [_finding("subject_name", "Holt"), _finding("subject_name", "Marsh", 1)]
    assert [subject for *_, subject, _ in _joined([*names, *numbers], tags)] == [0, 1, 0, 1]
    assert [subject for *_, subject, _ in _joined([names[1], *numbers], tags)] == [0, 0, 0]


def test_what_is_told_of_both_stays_theirs() -> None:
    found = [_finding("subject_role_rank", "Holt"), _finding("subject_role_rank", "Holt", 1)]
    both = [("subject_role_rank", "Holt", 0, False), ("subject_role_rank", "Holt", 1, False)]
    assert _joined([*found, _finding("subject_name", "Marsh", 1)], _tags({}, {"Holt": (1, 0.99)}))[:2] == both


def test_what_the_tagger_thinks_impossible_is_dropped() -> None:
    found = [_finding("where", "Leeds")]
    assert _joined(found, _tags({"Leeds": ("where", 0.3)})) == [("where", "Leeds", 0, False)]
    assert _joined(found, _tags({})) == []


def test_a_rule_that_read_the_same_words_counts() -> None:
    found = [_finding("subject_name", "Marsh")]
    tags = _tags({"Marsh": ("subject_name", 0.9)})
    assert _joined(found, tags) == [("subject_name", "Marsh", 0, False)]


def test_what_a_rule_found_goes_to_whom_the_tagger_is_sure_of() -> None:
    found = [_finding("subject_name", "Holt", 1), _finding("subject_name", "Marsh", 0)]
    tells = {"Holt": ("subject_name", 0.9), "Marsh": ("subject_name", 0.9)}
    tags = _tags(tells, {"Holt": (1, 0.9), "Marsh": (2, 0.9)})
    assert _joined(found, tags) == [("subject_name", "Holt", 0, False), ("subject_name", "Marsh", 1, False)]


def test_one_word_does_not_say_what_was_gained() -> None:
    assert _joined([], _tags({"took": ("benefit_or_favour", 0.9)})) == []
    assert _joined([], _tags({"took": ("benefit_or_favour", 0.9), "my": ("benefit_or_favour", 0.9)})) == [
        ("benefit_or_favour", "took my", 0, False)
    ]


def test_that_there_is_none_is_added_only_where_nothing_was_told() -> None:
    tags = _tags({"phone": ("witnesses", 0.9)})
    assert _joined([], tags) == [("witnesses", None, 0, True)]
    assert len(_joined([_finding("witnesses", "Marsh", negated=True)], tags)) == 1
