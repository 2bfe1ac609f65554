"""Statistics: what is counted, what is hidden, and that no total tells what is."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import update

from candour.settings import load_settings
from cli.main import main
from interview.guide import load_guide
from tests.support.canaries import Canaries
from triage.audit.entry import ASSESS, OPEN
from triage.case import Case, SlotAnswer
from triage.desk.assessing import Judgement
from triage.desk.auditing import audit
from triage.desk.categories import load_categories
from triage.desk.demo import make_demo_keys
from triage.desk.keyring import DeskKey
from triage.desk.record import Deed, assess_on_record, bond_of, open_on_record, record
from triage.desk.statistics.chart import figure
from triage.desk.statistics.facts import Fact, gather
from triage.desk.statistics.hiding import HIDDEN, SMALLEST, Safe, hide
from triage.desk.statistics.making import as_csv, make_statistics, safe_tables
from triage.desk.statistics.tables import Table, tables, week_of
from triage.envelope import seal_case
from triage.recipients import current_recipients
from triage.sealing import unlock
from triage.store import CaseStore, migrate
from triage.store.models import CaseRow

GUIDE = load_guide()
CODES = load_categories()
TODAY = date.today()  # noqa: DTZ011 - whichever day the trail is written on
Make = Callable[..., Case]


def table_of(*numbers: int, total: int | None = None) -> Table:
    rows = tuple((f"row {place}", number) for place, number in enumerate(numbers))
    return Table("t", "A table", rows, sum(numbers) if total is None else total)


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ((7, 9, 0), (7, 9, 0)),
        ((3, 9, 20), (None, None, 20)),  # 3 alone would follow from the total
        ((1, 2, 20, 6), (None, None, 20, None)),  # together they are still fewer than five
        ((4, 4, 20), (None, None, 20)),
        ((0, 0, 3), (0, 0, None)),
        ((5, 5), (5, 5)),
        ((), ()),
    ],
)
def test_small_numbers_are_hidden_and_what_would_tell_them(
    numbers: tuple[int, ...], shown: tuple[int | None, ...]
) -> None:
    safe = hide(table_of(*numbers))
    assert tuple(number for _, number in safe.rows) == shown
    assert safe.total == (None if 0 < sum(numbers) < SMALLEST else sum(numbers))


@given(st.lists(st.integers(0, 30), max_size=12))
def test_nobody_can_work_out_a_small_number_from_what_is_shown(numbers: list[int]) -> None:
    safe = hide(table_of(*numbers))
    hidden = [number for (_, shown), number in zip(safe.rows, numbers, strict=True) if shown is None]
    assert all(shown is None or shown == 0 or shown >= SMALLEST for _, shown in safe.rows)
    assert all(number > 0 for number in hidden)
    if hidden and safe.total is not None:
        assert len(hidden) >= 2
        assert sum(hidden) >= SMALLEST


def test_what_is_hidden_looks_the_same_however_small_it_is() -> None:
    one, other = (hide(table_of(number, 9, 20, total=50)) for number in (1, 4))
    assert one.view() == other.view()
    assert figure(one) == figure(other)


def facts(count: int, **fields: Any) -> list[Fact]:
    return [
        Fact(**{"created": date(2026, 11, 2), "state": "assessed", "channel": "web"} | fields) for _ in range(count)
    ]


def test_cases_are_counted_by_week_channel_category_state_outcome_and_days() -> None:
    some = facts(6, categories=("discrimination", "other"), outcome="record", look=0, decision=3)
    some += facts(7, created=date(2026, 11, 16), channel="telegram", outcome="investigate", look=1, decision=40)
    some += facts(5, channel=None, state="new")
    found = {table.name: table for table in tables(some, GUIDE, CODES)}
    assert found["week"].rows == (("2026-W45", 11), ("2026-W46", 0), ("2026-W47", 7))
    assert dict(found["channel"].rows) == {"web": 6, "telegram": 7, "not opened yet": 5}
    categories = dict(found["category"].rows)
    assert categories["Racism, sexism or other hate"] == categories["Something else"] == 6
    assert (categories["not said"], categories["not opened yet"]) == (7, 5)
    assert dict(found["state"].rows) == {"new": 5, "quarantine": 0, "opened": 0, "assessed": 13}
    assert dict(found["outcome"].rows)["not yet"] == 5
    assert dict(found["first_look"].rows) | {"later": 0} == dict(found["first_look"].rows)
    assert dict(found["first_look"].rows)["the same day"] == 6
    assert dict(found["decision"].rows)["within 3 months"] == 7
    assert (found["first_look"].median, found["decision"].median) == (1, 40)
    assert {table.total for table in found.values()} == {18}


def test_codes_are_counted_by_main_category_so_that_no_part_is_told_by_subtraction() -> None:
    some = facts(6, codes=("G5", "G1", "A")) + facts(5, codes=("Z9",)) + facts(7) + facts(5, channel=None, state="new")
    (table,) = [one for one in tables(some, GUIDE, CODES) if one.name == "code"]
    rows = dict(table.rows)
    assert rows["G Abuse of position, corruption"] == rows["A Delivery of duties and service"] == 6
    assert (rows["a code that is not on the list"], rows["not coded"], rows["not opened yet"]) == (5, 7, 5)
    assert table.overlapping
    assert not any("G5" in label for label in rows)


PARTS = sorted(code for code in CODES if CODES.main(code) == "D")


def parts_of(some: list[Fact]) -> dict[str, Safe]:
    return {one.name: one for one in safe_tables(some, GUIDE, CODES) if one.name.startswith("code_")}


def test_sub_categories_are_counted_once_a_case_and_small_ones_hidden_with_another() -> None:
    first, second, third = PARTS[1:4]
    some = facts(9, codes=(first,)) + facts(7, codes=(second, "G")) + facts(6, codes=("D",))
    some += facts(3, codes=(third,)) + facts(5, codes=(first, second)) + facts(8)
    rows = dict(parts_of(some)["code_D"].rows)
    numbers = {label[:2]: number for label, number in rows.items() if number is None or number}
    assert numbers == {first: 9, second: 7, third: None, "mo": None, "no": 6}  # 3 alone would follow from the total
    assert parts_of(some)["code_D"].total == 30
    assert dict(parts_of(some)["code_G"].rows)["none of these named"] == 7


def test_the_parts_of_what_is_hidden_are_not_told() -> None:
    few = facts(4, codes=(PARTS[1],)) + facts(9, codes=("G",))
    assert set(parts_of(few)) == set()  # G is hidden with D, whose number would follow
    assert parts_of(facts(9)) == {}


@given(st.lists(st.sets(st.sampled_from([*PARTS, "G", "G1"]), max_size=3), max_size=60))
def test_no_few_cases_of_a_category_are_told_by_its_parts(coded: list[set[str]]) -> None:
    some = [fact for codes in coded for fact in facts(1, codes=tuple(sorted(codes)))]
    whole = {one.name: one for one in safe_tables(some, GUIDE, CODES)}["code"]
    for name, safe in parts_of(some).items():
        shown = next(number for label, number in whole.rows if label.startswith(f"{name[-1]} "))
        assert safe.total == shown
        hidden = sum(number is None for _, number in safe.rows)
        left = (shown or 0) - sum(number or 0 for _, number in safe.rows)
        assert (hidden, left) == (0, 0) or (hidden >= 2 and left >= SMALLEST)


def test_a_median_of_few_cases_is_hidden() -> None:
    (table,) = [one for one in tables(facts(4, look=3) + facts(20), GUIDE, CODES) if one.name == "first_look"]
    assert hide(table).median is None
    assert hide(Table("d", "", (("x", 5), ("not yet", 9)), 14, median=3)).median == 3


@given(st.dates(date(2020, 1, 1), date(2035, 1, 1)), st.integers(0, 400))
def test_weeks_follow_without_a_gap(first: date, days: int) -> None:
    last = first + timedelta(days=days)
    rows = tables(facts(1, created=first) + facts(1, created=last), GUIDE, CODES)[0].rows
    assert (rows[0][0], rows[-1][0]) == (week_of(first), week_of(last))
    assert len(rows) == len(set(rows)) == (last - first + timedelta(days=first.weekday())).days // 7 + 1


def test_the_figure_is_named_and_its_numbers_stand_in_a_table_beside_it() -> None:
    safe = hide(Table("channel", "Channel <b>", (("web & form", 12), ("telegram", 3), ("x", 8)), 23))
    root = ET.fromstring(figure(safe))  # noqa: S314 - our own
    svg = root.find("{http://www.w3.org/2000/svg}svg")
    assert svg is not None
    assert svg.get("role") == "img"
    names = {child.get("id"): child.text for child in svg if child.get("id")}
    assert [names[name] for name in str(svg.get("aria-labelledby")).split()] == [
        "Channel <b>",
        f"web & form: 12; telegram: {HIDDEN}; x: {HIDDEN}",
    ]
    cells = [[cell.text for cell in row if cell.text] for row in root.iter("tr")]
    assert cells == [["Cases"], ["web & form", "12"], ["telegram", HIDDEN], ["x", HIDDEN], ["Total", "23"]]
    widths = [rect.get("width") for rect in svg.findall("{http://www.w3.org/2000/svg}rect")]
    assert widths == ["330", "0", "0"]
    assert "style" not in figure(safe)


def test_a_long_label_is_cut_in_the_chart_and_whole_in_the_table() -> None:
    label = "Handling of or damage to property or premises, of any kind"
    drawn = figure(hide(Table("channel", "Channel", ((label, 12),), 12)))
    assert drawn.count(f">{label}<") == 1
    assert ">Handling of or damage to property or premises…<" in drawn


async def test_the_facts_of_real_cases_are_gathered_on_record(
    store: CaseStore, desk_key: DeskKey, make_case: Make
) -> None:
    team = [desk_key.recipient]
    stored = []
    for number, channel in enumerate(("web", "words of a stranger", "telegram", "web")):
        slots = {"conduct_category": SlotAnswer(["discrimination", "words"], "racist", "asked")}
        case = make_case(id=uuid4(), reference=f"CND-2222-222{number + 2}", channel=channel, slots=slots)
        await store.hand_over(case.id, case.reference, seal_case(case, team))
        stored.append(await store.get(case.id))
    await open_on_record(store, stored[0], [desk_key], OPEN, "show")
    await assess_on_record(store, stored[0], [desk_key], Judgement("record", "one"), team)
    await assess_on_record(store, stored[0], [desk_key], Judgement("investigate", "two"), team)
    bond = bond_of(unlock(stored[1].sealed, [desk_key]))
    await record(store.trail(), desk_key, Deed(OPEN, "index", stored[1].id, bond))  # by the desk, to put it in order
    async with store._engine.begin() as connection:
        await connection.execute(
            update(CaseRow).where(CaseRow.id == stored[0].id).values(created=TODAY - timedelta(days=3))
        )
    found = {fact.channel: fact for fact in await gather(store, [desk_key])}
    first = found["web"]
    assert (first.outcome, first.categories) == ("investigate", ("discrimination", "words"))
    assert first.look == first.decision
    assert first.look in (3, 4)  # should midnight pass
    assert (found["other"].look, found["other"].outcome) == (None, None)
    assert len(found) == 3
    assert found[None].state == "new"
    made = await make_statistics(store, [desk_key], GUIDE, CODES)
    assert "words" not in as_csv(made)
    verdict = await audit(store, {desk_key.fingerprint: desk_key.signer}, [])
    assert verdict.problem is None
    assert [entry.deed for entry in verdict.entries[-2:]] == ["survey", "survey"]
    assert ASSESS in [entry.deed for entry in verdict.entries]


def test_the_command_prints_tables_json_and_csv_and_no_word_of_a_case(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make_case: Make, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("CANDOUR_DESK_KEY", "CANDOUR_RECIPIENTS", "CANDOUR_MODE", "CANDOUR_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("CANDOUR_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    make_demo_keys(tmp_path / "data")
    settings, canaries = load_settings({"CANDOUR_DATA_DIR": str(tmp_path / "data")}), Canaries()

    async def hand_over() -> None:
        await migrate(settings.store_url)
        store = await CaseStore.open(settings.store_url)
        for number in range(6):
            slots = {"force": SlotAnswer(canaries.word(), canaries.word(), "asked")}
            case = make_case(id=uuid4(), reference=f"CND-2222-222{number + 2}", slots=slots, account=(canaries.word(),))
            await store.hand_over(case.id, case.reference, seal_case(case, current_recipients(settings).cases))
        await store.close()

    asyncio.run(hand_over())
    for number in range(5):
        assert main(["desk", "show", f"CND-2222-222{number + 2}"]) == 0
    capsys.readouterr()
    assert main(["desk", "statistics", "--json"]) == 0
    out = capsys.readouterr().out
    read = {table["name"]: table for table in json.loads(out)["tables"]}
    assert read["state"]["rows"] == [
        {"label": "new", "cases": None},
        {"label": "quarantine", "cases": 0},
        {"label": "opened", "cases": None},
        {"label": "assessed", "cases": 0},
    ]
    assert {table["total"] for table in read.values()} == {6}
    assert main(["desk", "statistics", "--csv"]) == 0
    text = capsys.readouterr().out
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == ["table", "row", "cases"]
    assert ["channel", "all cases", "6"] in rows
    assert ["state", "new", HIDDEN] in rows
    assert main(["desk", "statistics"]) == 0
    shown = capsys.readouterr().out
    assert "Days until a case was first read" in shown
    assert canaries.mark not in out + text + shown
    assert "CND-" not in out + text + shown


def test_an_empty_store_has_empty_tables() -> None:
    made = [hide(table) for table in tables([], GUIDE, CODES)]
    assert all(isinstance(one, Safe) and one.total == 0 for one in made)
    assert all(figure(one) for one in made)
