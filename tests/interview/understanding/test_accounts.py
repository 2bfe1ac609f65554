"""What is found in accounts and answers, by slot: floors for the tuned accounts and for those nothing was tuned on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from cli.evaluate.held_out import BLIND
from cli.evaluate.measures import Figure, f1
from cli.evaluate.slots import differences, read, score

FOLDER = Path(__file__).parent
# Of the blind accounts (strangers3, strangers6) no more is said here than whether they reach the floor.
FLOORS = {
    "fresh8.yml": 0.84,
    "fresh9.yml": 0.8,
    "fresh12.yml": 0.87,
    "fresh14.yml": 0.89,
    "fresh15.yml": 0.84,
    "fresh16.yml": 0.8,
    "fresh17.yml": 0.82,
    "fresh18.yml": 0.77,
    "fresh20.yml": 0.89,
    "fresh22.yml": 0.88,
    "fresh24.yml": 0.82,
    "accounts.yml": 0.97,
    "phones.yml": 0.95,
    "held_out.yml": 0.90,
    "people_told.yml": 0.84,
    "strangers.yml": 0.93,
    "strangers2.yml": 0.8,
    "strangers3.yml": 0.8,
    "strangers4.yml": 0.84,
    "strangers5.yml": 0.84,
    "strangers6.yml": 0.86,
}
SHOWN = ("accounts.yml", "phones.yml", "held_out.yml")
NUMBERS = ("shoulder_number", "warrant_number")
# Labelled for these slots only; the floors are of all of them, and of the numbers.
OF_PEOPLE = (
    *NUMBERS,
    "subject_name",
    "subject_role_rank",
    "subject_description",
    "vehicle_or_online_handle",
    "witnesses",
    "evidence_exists",
)
APART = (*OF_PEOPLE[:6], "subject_known")
PEOPLE = {"fresh6.yml": (0.84, 0.95), "fresh7.yml": (0.82, 0.9)}
# Labelled for numbers only, for numbers, names and ranks of several officers, and for all that tells them apart.
OFFICERS = {
    "fresh10.yml": (NUMBERS, 0.93),
    "fresh11.yml": (OF_PEOPLE[:4], 0.93),
    "fresh13.yml": (OF_PEOPLE[:4], 0.95),
    "fresh19.yml": (NUMBERS, 0.93),
    "fresh21.yml": (NUMBERS, 0.97),
    "fresh23.yml": (NUMBERS, 0.95),
    "fresh25.yml": (APART, 0.77),
    "fresh26.yml": (APART, 0.62),
    "fresh27.yml": (APART, 0.76),
    "fresh28.yml": (APART, 0.72),
}


def figures(entries: list[dict[str, Any]]) -> dict[str, Figure]:
    """The F1 of each slot, and of all together."""
    scores = [score(entry) for entry in entries]
    names = sorted(set().union(*scores))
    by_slot = {name: f1(name, [one[name] for one in scores if name in one]) for name in names}
    return {**by_slot, "all": f1("all", [counts for one in scores for counts in one.values()])}


def table(found: dict[str, Figure]) -> str:
    return "\n".join(f"{name:30}{figure.value:.3f}  ({figure.count})" for name, figure in found.items())


@pytest.fixture(scope="module", params=FLOORS)
def scored(request: pytest.FixtureRequest) -> tuple[str, dict[str, Figure]]:
    return request.param, figures(read(FOLDER / request.param))


def test_the_accounts_reach_the_floor(
    scored: tuple[str, dict[str, Figure]], capsys: pytest.CaptureFixture[str]
) -> None:
    name, found = scored
    if name not in BLIND.accounts:
        with capsys.disabled():
            print(f"\n{name}\n{table(found)}")  # noqa: T201 - the table is what people look for
    wrong = [line for entry in read(FOLDER / name) for line in differences(entry)] if name in SHOWN else []
    assert found["all"].value >= FLOORS[name], wrong


@pytest.mark.parametrize("name", SHOWN)
def test_numbers_are_read_almost_always(name: str) -> None:
    found = figures(read(FOLDER / name))
    assert {slot: found[slot].value for slot in NUMBERS if found[slot].value < 0.97} == {}


def test_numbers_told_by_many_kinds_of_people_reach_the_target() -> None:
    scores = [score(entry) for entry in read(FOLDER / "numbers_told.yml")]
    told = f1("numbers", [counts for one in scores for slot, counts in one.items() if slot in NUMBERS])
    assert told.value >= 0.96  # 0.97 by rules alone; the tagger confuses the third officer of a list with the second


@pytest.mark.parametrize("name", PEOPLE)
def test_accounts_full_of_numbers_reach_the_floor(name: str) -> None:
    scores = [score(entry) for entry in read(FOLDER / name)]
    counts = {slot: [one[slot] for one in scores if slot in one] for slot in OF_PEOPLE}
    assert f1("all", [one for slot in OF_PEOPLE for one in counts[slot]]).value >= PEOPLE[name][0]
    assert f1("numbers", [one for slot in NUMBERS for one in counts[slot]]).value >= PEOPLE[name][1]


@pytest.mark.parametrize("name", OFFICERS)
def test_officers_are_told_apart_and_their_numbers_from_others(name: str) -> None:
    slots, floor = OFFICERS[name]
    scores = [score(entry) for entry in read(FOLDER / name)]
    assert f1("all", [one[slot] for one in scores for slot in slots if slot in one]).value >= floor


def test_words_told_by_many_kinds_of_people_are_kept_and_decoys_are_not() -> None:
    slots = ("benefit_or_favour", "information_misused", "evidence_exists", "witnesses")
    scores = [score(entry) for entry in read(FOLDER / "words_told.yml")]
    told = f1("words", [counts for one in scores for slot, counts in one.items() if slot in slots])
    assert told.value >= 0.88  # 0.95 by rules alone, which were made with these


def test_every_tuned_slot_reaches_the_target() -> None:
    found = figures(read(FOLDER / "accounts.yml"))
    # The rules were made with these accounts; what the tagger adds for all others costs a little here (decision 115).
    floors = {"benefit_or_favour": 0.75, "subject_description": 0.8}
    assert {name: figure.value for name, figure in found.items() if figure.value < floors.get(name, 0.9)} == {}


def test_there_are_enough_accounts_of_every_kind() -> None:
    entries = [entry for name in SHOWN for entry in read(FOLDER / name)]
    assert len(entries) >= 100
    slots = [slot for entry in entries for slot in entry["slots"]]
    assert {slot for slot in slots if slots.count(slot) < 3} == set()
    assert sum("others" in entry for entry in entries) >= 5


@pytest.mark.parametrize(
    ("file", "accounts", "shoulder", "warrant", "several"),
    [
        ("strangers.yml", 40, 35, 15, 9),
        ("strangers2.yml", 30, 30, 12, 9),
        ("strangers3.yml", 45, 45, 20, 15),
        ("strangers6.yml", 120, 60, 10, 8),
    ],
)
def test_the_accounts_of_strangers_hold_enough_numbers_and_officers(
    file: str, accounts: int, shoulder: int, warrant: int, several: int
) -> None:
    entries = read(FOLDER / file)
    subjects = [subject for entry in entries for subject in (entry["slots"], *entry.get("others", ()))]
    assert len(entries) >= accounts
    assert sum("shoulder_number" in one for one in subjects) >= shoulder
    assert sum("warrant_number" in one for one in subjects) >= warrant
    assert sum("others" in entry for entry in entries) >= several


@pytest.mark.parametrize("file", ["people_told.yml", *(f"strangers{number}.yml" for number in ("", 2, 3, 4, 5, 6))])
def test_no_account_says_that_a_slot_is_both_clear_and_unclear(file: str) -> None:
    for entry in read(FOLDER / file):
        clear = {slot for subject in (entry["slots"], *entry.get("others", ())) for slot in subject}
        assert not clear.intersection(entry.get("unclear", ()))
