"""The desk over very many cases, on each engine: a few by default; CANDOUR_DESK_CASES=100000 for what is promised."""

from __future__ import annotations

import os

import pytest

from candour.errors import UsageError
from cli.bench.desk.filling import Filler, Filling, fill, make_empty
from cli.bench.desk.measuring import Plan, measure
from cli.bench.desk.report import document, figures
from tests.support.figures import Record
from triage.case import Case
from triage.desk.auditing import audit
from triage.desk.keyring import DeskKey
from triage.desk.opening import open_case
from triage.recipients import Recipients
from triage.store import ASSESSED, NEW, OPENED, CaseStore

WHOLE = int(os.environ.get("CANDOUR_DESK_CASES", "0"))
PLAN = Plan(WHOLE, WHOLE // 10) if WHOLE else Plan.quick(80, 20)


async def filled(url: str, key: DeskKey) -> list[int]:
    team = Recipients((key.recipient,), (key.recipient,))
    told: list[int] = []
    await make_empty(url)
    await fill(url, Filling(6, 4), Filler(team, key), told.append)
    return told


async def test_every_case_that_is_measured_opens_and_is_what_a_desk_would_have_left(
    empty_store_url: str, desk_key: DeskKey
) -> None:
    assert await filled(empty_store_url, desk_key) == [10]
    store = await CaseStore.open(empty_store_url)
    cases = [await store.get(one.id) for one in await store.cases()]
    opened: list[Case] = [open_case(one.sealed, [desk_key], one.id, one.reference) for one in cases]
    assert len({case.id for case in opened}) == 10
    states = [one.state for one in cases]
    assert (states.count(NEW), states.count(OPENED), states.count(ASSESSED)) == (6, 2, 2)
    verdict = await audit(store, {desk_key.fingerprint: desk_key.signer}, ())
    assert (verdict.problem, len(verdict.entries)) == (None, 6)
    await store.close()


async def test_a_store_with_cases_is_nobodys_to_measure_with(empty_store_url: str, desk_key: DeskKey) -> None:
    await filled(empty_store_url, desk_key)
    with pytest.raises(UsageError, match="empty"):
        await measure(Plan.quick(80, 20), empty_store_url)


@pytest.mark.promise
async def test_the_desk_is_as_quick_as_promised_over_very_many_cases(empty_store_url: str, figure: Record) -> None:
    measured = await measure(PLAN, empty_store_url)
    promised = [one for one in figures(measured) if one.target]
    assert len(promised) == 10
    for one in promised:
        figure(f"{one.name}: {PLAN.cases:,} cases on {measured.engine}", one.target, round(one.ours, 1))
    assert document(measured)["plan"]["cases"] == PLAN.cases
    # Of a few cases among other tests, the clock says nothing.
    assert not WHOLE or all(one.met for one in promised)
