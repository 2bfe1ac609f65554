"""Who does what is read from classes of words, in sentences that no pattern was made for."""

from __future__ import annotations

import time
from datetime import date

import pytest

from interview.understanding import find

TODAY = date(2026, 11, 24)


def told(slot: str, text: str) -> list[str]:
    return [finding.as_said for finding in find(text, None, TODAY).of(slot) if not finding.negated]


@pytest.mark.parametrize(
    ("slot", "text", "words"),
    [
        ("reported_before", "I put it to the ombudsman in spring and they shrugged", "ombudsman"),
        ("reported_before", "Mentioned it to the ward manager, she said leave it", "ward manager"),
        ("reported_before", "we wrote to the PIRC about him twice", "PIRC"),
        ("benefit_or_favour", "the recovery firm bungs them fifty for every wreck", "fifty"),
        ("benefit_or_favour", "he has had four new tyres off my uncle every spring", "tyres"),
        ("benefit_or_favour", "the girls do her nails on a Thursday", "nails"),
        ("information_misused", "pictures from a sudden death went round the rugby club group", "pictures"),
        ("evidence_exists", "my daughter has kept the register for that week", "register"),
    ],
)
def test_a_deed_is_found_by_its_classes(slot: str, text: str, words: str) -> None:
    assert any(words in said for said in told(slot, text)), told(slot, text)


@pytest.mark.parametrize(
    ("slot", "text"),
    [
        ("reported_before", "if I report him nobody will believe me"),
        ("reported_before", "he said I should complain to the ombudsman if I dared"),
        ("benefit_or_favour", "the drivers never gave him a tyre or anything else"),
        ("information_misused", "he asked me for the bank card with my name on it"),
    ],
)
def test_what_is_not_done_is_no_deed(slot: str, text: str) -> None:
    assert told(slot, text) == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("he hit me on the twentieth of the tenth", "2026-10-20"),
        ("it was friday the thirteenth when he hit me", "2026-11-13"),
        ("the monday of the august bank holiday he hit me", "2026-08-31"),
        ("he hit me on shrove tuesday", "2026-02-17"),
        ("a week past saturday he hit me", "2026-11-14"),
    ],
)
def test_dates_told_in_words_are_read(text: str, day: str) -> None:
    values = [finding.value for finding in find(text, None, TODAY).of("when")]
    assert values == [{"from": day, "to": day}]


def test_when_it_was_reported_is_not_when_it_happened() -> None:
    found = find("He hit me on 3 May 2026. I complained to the ombudsman on 9 June 2026.", None, TODAY)
    assert [finding.value["from"] for finding in found.of("when")] == ["2026-05-03"]


def test_a_long_text_is_read_quickly() -> None:
    text = (
        "he took my watch and i told my sister about it and she rang the council, then he came to our shop again. " * 45
    )
    find(text, None, TODAY)
    started = time.process_time()
    find(text, None, TODAY)
    assert time.process_time() - started < 3  # a machine at ease takes a fifth of it, most of it for the tagger
