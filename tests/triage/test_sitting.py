"""A desk at work on a real store: what it remembers, in which order, and what goes on record."""

from __future__ import annotations

import statistics
import time
import uuid
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from candour.errors import UsageError
from candour.settings import Settings, load_settings
from interview.guide import load_guide
from tests.support.desk_cases import file_reports
from triage import note
from triage.case import Case
from triage.desk import inbox
from triage.desk.assessing import Judgement, Remark
from triage.desk.auditing import audit
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.inbox import Filters, Row
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.practice import load_practice
from triage.desk.shelf import Shelf
from triage.desk.sitting import Sitting, Team
from triage.desk.standing import Standing
from triage.desk.summary import Summary
from triage.recipients import current_recipients
from triage.store import CaseEntry, CaseStore
from triage.store.files import make_file_store

MANY = 100_000


@pytest.fixture
async def cases(tmp_path: Path) -> tuple[Settings, list[Case]]:
    settings = load_settings({"CANDOUR_DATA_DIR": str(tmp_path / "data")})
    return settings, await file_reports(settings)


@pytest.fixture
async def sitting(cases: tuple[Settings, list[Case]]) -> AsyncIterator[Sitting]:
    settings, _ = cases
    store = await CaseStore.open(settings.store_url)
    keys: list[DeskKey] = [load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)]
    team = Team(current_recipients(settings).cases, {keys[0].fingerprint: "demo"})
    made = Sitting(store, make_file_store(settings), keys, team, load_practice(), load_guide())
    await made.begin()
    yield made
    await made.close()
    await store.close()


async def opened(sitting: Sitting) -> Sitting:
    await sitting.refresh()
    sitting.open_all()
    await sitting.opened_all()
    return sitting


async def references(sitting: Sitting, filters: Filters) -> list[str]:
    found, _ = await sitting.inbox(filters)
    return [row.case.reference for row in found.rows]


async def test_sealed_cases_come_by_age_and_open_ones_by_risk(
    sitting: Sitting, cases: tuple[Settings, list[Case]]
) -> None:
    by_age = [case.reference for case in sorted(cases[1], key=lambda case: (case.created, case.reference))]
    assert await references(sitting, Filters()) == by_age
    await opened(sitting)
    danger, raids, racism, lunches, polish, flood = [case.reference for case in cases[1]]
    assert await references(sitting, Filters()) == [danger, raids, racism, lunches, polish, flood]
    _, counts = await sitting.inbox(Filters())
    assert (counts.at_risk, counts.overdue, counts.unread, counts.sealed) == (1, 2, 1, 0)


async def test_filters_and_words_find_opened_cases(sitting: Sitting, cases: tuple[Settings, list[Case]]) -> None:
    assert await references(sitting, Filters(words="envelope")) == []
    await opened(sitting)
    danger, raids, racism, lunches, _, flood = [case.reference for case in cases[1]]
    found = {
        raids: Filters(words="CASH scar"),
        danger: Filters(force="manchester"),
        racism: Filters(category="discrimination"),
        lunches: Filters(until=cases[1][3].created),
        flood: Filters(which="quarantine"),
    }
    for reference, filters in found.items():
        assert await references(sitting, filters) == [reference]
    assert await references(sitting, Filters(unread=True)) == [danger]
    assert await references(sitting, Filters(deadline=inbox.OVERDUE)) == [raids, lunches]
    assert await references(sitting, Filters(risk=True)) == [danger]
    assert await references(sitting, Filters(assignee=inbox.NOBODY, words="alert(1)")) == [flood]


async def test_each_opening_is_on_record_once_an_hour(sitting: Sitting, cases: tuple[Settings, list[Case]]) -> None:
    await opened(sitting)
    for _ in range(3):
        _, case = await sitting.view(cases[1][0].reference)
    await sitting.refresh()
    assert [purpose for _, purpose in sitting.purposes(case)] == ["index", "show"]
    assert (await audit(sitting.store, None, ())).problem is None


async def test_what_is_written_is_learnt_at_once(sitting: Sitting, cases: tuple[Settings, list[Case]]) -> None:
    case = cases[1][1]
    await sitting.view(case.reference)
    await sitting.write(case.reference, Remark(note.ASSIGN, sitting.me))
    await sitting.write(case.reference, Remark(note.CODE, ["G"], "for money"))
    await sitting.assess(case.reference, Judgement("investigate", "It fits.", "high"))
    one = sitting.summary(case.id)
    assert one
    assert (one.standing.assignee, one.standing.codes, one.standing.outcome) == (sitting.me, ("G",), "investigate")
    assert await references(sitting, Filters(which="decided")) == [case.reference]
    await sitting.write(case.reference, Remark(note.REOPEN, text="A second report."))
    assert (await references(sitting, Filters()))[0] == case.reference  # graded high, and open again
    assert (await audit(sitting.store, None, ())).problem is None


async def test_nobody_confirms_their_own_assessment(sitting: Sitting, cases: tuple[Settings, list[Case]]) -> None:
    case = cases[1][1]
    await sitting.assess(case.reference, Judgement("no-action", "Nothing to go on."))
    one = sitting.summary(case.id)
    assert one
    with pytest.raises(UsageError, match="somebody else"):
        await sitting.confirm(case.reference, one.standing.decision)
    with pytest.raises(UsageError, match="any more"):
        await sitting.confirm(case.reference, "0" * 64)


async def test_writing_to_the_reporter_meets_a_duty_and_marks_letters_read(
    sitting: Sitting, cases: tuple[Settings, list[Case]]
) -> None:
    case = cases[1][0]
    await sitting.send(case.reference, "Thank you.", note.ACKNOWLEDGEMENT)
    one = sitting.summary(case.id)
    assert one
    assert (list(one.duties), one.unread, one.letters) == ([note.FEEDBACK], 0, 1)


async def test_a_desk_that_is_closed_holds_nothing(sitting: Sitting) -> None:
    await opened(sitting)
    await sitting.close()
    assert (sitting.keys, len(sitting.memory), sitting.memory.in_order()) == ((), 0, [])


def test_pages_cover_everything_once_and_the_next_is_quick() -> None:
    today, shelf = datetime.now(UTC).date(), Shelf()
    entries = [
        CaseEntry(uuid.uuid4(), f"CND-{number:06d}", today - timedelta(days=number % 900), "new")
        for number in range(MANY)
    ]
    shelf.fill(entries)
    seen, after, took = [], None, []
    for _ in range(50):
        begun = time.process_time()
        found = shelf.page(Filters(), today, after)
        took.append(time.process_time() - begun)
        seen += [row.case for row in found.rows]
        after = found.after
    assert seen == sorted(entries, key=lambda one: (one.created, one.reference))[: len(seen)]
    assert found.total == MANY
    assert statistics.median(took) < 0.15


class ShelfMachine(RuleBasedStateMachine):
    """Whatever comes, is opened, changes and goes: the shelf shows what sorting everything anew would show."""

    def __init__(self) -> None:
        super().__init__()
        self.shelf, self.model, self.came = Shelf(), dict[uuid.UUID, Row](), 0

    @rule(days=st.integers(0, 5), state=st.sampled_from(["new", "opened", "assessed"]))
    def come(self, days: int, state: str) -> None:
        self.came += 1
        case = CaseEntry(uuid.uuid4(), f"CND-{self.came}", date(2026, 11, 1) + timedelta(days=days), state)
        self.put(case, None)

    @rule(number=st.integers(0, 50), risks=st.sampled_from([(), ("danger",), ("child",), ("ongoing",), ("distress",)]))
    def open(self, number: int, risks: tuple[str, ...]) -> None:
        if self.model:
            row = list(self.model.values())[number % len(self.model)]
            self.put(row.case, Summary(risks, "", (), "", Standing(), {}, 0, False))

    @rule(number=st.integers(0, 50))
    def go(self, number: int) -> None:
        if self.model:
            gone = list(self.model)[number % len(self.model)]
            del self.model[gone]
            self.shelf.drop(gone)

    def put(self, case: CaseEntry, summary: Summary | None) -> None:
        self.model[case.id] = Row(case, summary)
        self.shelf.put(case, summary)

    @invariant()
    def it_is_in_order(self) -> None:
        expected = sorted(self.model.values(), key=lambda row: row.key)
        assert self.shelf.in_order() == expected
        shown, after = [], None
        while True:
            found = self.shelf.page(Filters(), date(2026, 12, 1), after, size=2)
            shown += found.rows
            if (after := found.after) is None:
                break
        assert shown == [row for row in expected if not row.decided]
        assert self.shelf.counts(date(2026, 12, 1)).at_risk == sum(
            bool(row.summary and {"danger", "child"} & set(row.summary.risks)) for row in expected
        )


def test_the_shelf_keeps_its_order() -> None:
    run_state_machine_as_test(ShelfMachine)  # type: ignore[no-untyped-call]
