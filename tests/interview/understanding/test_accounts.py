"""What is found in accounts and answers, by slot: floors for the tuned accounts and for those nothing was tuned on."""

from __future__ import annotations

import pytest

from tests.support.understanding import Report, accounts, score

FLOORS = {"accounts.yml": 0.97, "held_out.yml": 0.90}
NUMBERS = ("shoulder_number", "warrant_number")


@pytest.fixture(scope="module", params=FLOORS)
def scored(request: pytest.FixtureRequest) -> tuple[str, Report]:
    return request.param, score(accounts(request.param))


def test_the_accounts_reach_the_floor(scored: tuple[str, Report], capsys: pytest.CaptureFixture[str]) -> None:
    name, report = scored
    with capsys.disabled():
        print(f"\n{name}\n{report.table()}")  # noqa: T201 - the table is what people look for
    assert report.total.f1 >= FLOORS[name], report.table()


def test_numbers_are_read_almost_always(scored: tuple[str, Report]) -> None:
    for slot in NUMBERS:
        assert scored[1].slots[slot].f1 >= 0.97, slot


def test_every_tuned_slot_reaches_the_target() -> None:
    low = {name: str(one) for name, one in score(accounts("accounts.yml")).slots.items() if one.f1 < 0.9}
    assert low == {}


def test_there_are_enough_accounts_of_every_kind() -> None:
    entries = [entry for name in FLOORS for entry in accounts(name)]
    assert len(entries) >= 100
    slots = [slot for entry in entries for slot in entry["slots"]]
    assert {slot for slot in slots if slots.count(slot) < 3} == set()
    assert sum("others" in entry for entry in entries) >= 5
