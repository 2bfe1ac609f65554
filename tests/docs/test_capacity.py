"""The capacity plan: the model of a turn behaves as queues do, and docs/scaling.md has the tables that it computes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from docs import capacity
from docs.capacity import BUSY, Machine, Service, most_reporters, plan, services_of, simulate

PAGE = Path(capacity.__file__).with_name("scaling.md")
SERVICES = {"gateway": Service(0.006), "rasa": Service(0.03), "actions": Service(0.008)}


@pytest.fixture
def measured() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(capacity.MEASURED.read_text("utf-8"))
    return found


def test_a_reporter_alone_waits_for_the_work_and_nothing_else() -> None:
    alone = simulate({part: Service(one.mean, 0.01) for part, one in SERVICES.items()}, Machine(), 1, 1, seconds=300)
    assert alone.p50 == pytest.approx(0.044, rel=0.02)
    assert alone.turns_a_second == pytest.approx(1 / 1.044, rel=0.2)


def test_past_what_one_rasa_does_turns_wait_and_a_second_one_helps() -> None:
    """30 ms of Rasa a turn are 33 turns a second: 100 reporters who think for two seconds want 50."""
    one = simulate(SERVICES, Machine(processors=8), 100, 2, seconds=60)
    two = simulate(SERVICES, Machine(processors=8, rasa=2), 100, 2, seconds=60)
    assert one.busy["rasa"] > 0.95
    assert one.turns_a_second == pytest.approx(33, rel=0.08)
    assert two.turns_a_second > 1.3 * one.turns_a_second
    assert two.p95 < one.p95 / 2


def test_two_processors_are_shared_by_all_parts() -> None:
    services = {part: Service(0.03) for part in SERVICES}
    crowd = simulate(services, Machine(processors=1, gateway=4, rasa=4, actions=4), 60, 1, seconds=60)
    assert crowd.turns_a_second == pytest.approx(1 / 0.09, rel=0.08)


def test_as_many_reporters_as_are_said_to_fit_do_fit(measured: dict[str, Any]) -> None:
    services = {part: Service(ms / 1000) for part, ms in measured["processor_ms_a_turn"].items()}
    number = most_reporters(measured, 2)
    outcome = simulate(services, Machine(), number, capacity.THINK, seconds=120)
    assert max(outcome.busy.values()) < BUSY + 0.1
    assert outcome.p95 < 2


def test_a_plan_grows_with_its_reporters(measured: dict[str, Any]) -> None:
    small, large = plan(measured, 10), plan(measured, 100_000)
    assert (small.gateways, small.rasas, small.actions) == (1, 1, 1)
    assert large.rasas > large.actions >= 1
    assert large.turns_a_second == pytest.approx(10_000 * small.turns_a_second)


def test_what_was_measured_gives_service_times(measured: dict[str, Any]) -> None:
    found = services_of(measured["profile"])
    assert sum(one.mean for one in found.values()) == pytest.approx(
        measured["profile"]["turn_ms"]["mean"] / 1000, rel=0.02
    )


def test_the_page_has_the_tables_that_are_computed(measured: dict[str, Any]) -> None:
    page = PAGE.read_text("utf-8")
    for line in [*capacity.tables(measured), *capacity.one_machine(measured), *capacity.checks(measured)]:
        assert line in page
