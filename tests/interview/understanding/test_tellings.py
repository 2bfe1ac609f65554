"""Numbers, names and places are found by the words around them, in whatever order these are put."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from cli.evaluate.measures import Counts, f1
from cli.evaluate.slots import read, score
from interview.understanding import find
from interview.understanding.numerals import shoulder
from interview.understanding.runs import spans, telephones
from interview.understanding.text import Text

FILE = Path(__file__).with_name("tellings.yml")
FLOORS = {
    "shoulder_number": 0.85,
    "warrant_number": 0.85,
    "subject_name": 0.7,
    "force": 0.9,
    "borough_bcu_or_station": 0.8,
}


def counted() -> dict[str, list[Counts]]:
    by_slot: dict[str, list[Counts]] = defaultdict(list)
    for entry in read(FILE):
        for slot, counts in score(entry).items():
            if slot in entry["only"]:
                by_slot[slot].append(counts)
    return by_slot


@pytest.mark.parametrize("slot", FLOORS)
def test_what_is_told_in_any_order_is_found(slot: str) -> None:
    assert f1(slot, counted()[slot]).value >= FLOORS[slot]


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("ZD then six six oh", ["ZD 660"]),
        ("W Y 3 oh 6 9 on his arm", ["WY 3069"]),
        ("oh four oh nine and the letters were LB", ["LB 0409"]),
        ("LT four hundred and twelve", ["LT 412"]),
        ("B for bravo, 2214", ["B 2214"]),
        ("7 something 418", ["7?418"]),
        ("PCs 4480 and 4489", ["4480", "4489"]),
        ("one of them had two beers", []),
        ("he took 2 x 50 pound", []),
    ],
)
def test_a_number_is_read_whole_in_any_notation(text: str, numbers: list[str]) -> None:
    said = Text(text)
    assert [shoulder(said.low[slice(*span)]) for span in spans(said)] == numbers


def test_a_telephone_number_in_words_is_no_officers_number() -> None:
    said = Text("call me on oh seven seven double oh nine double oh one two three")
    assert telephones(said)
    assert not spans(said)


@pytest.mark.parametrize(
    "text",
    [
        "the badge on the back is 417, that is my badge not his",
        "the job number was 8812 and the officer laughed",
        "the officer drives a 2019 Golf",
        "PC Dunn got off the 36 and hit me",
    ],
)
def test_a_number_that_nobody_wears_is_left(text: str) -> None:
    assert not [one for one in find(text).found if one.slot == "shoulder_number"]
