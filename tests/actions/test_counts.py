"""Counts for trainers: of many conversations together, exact on disk, coarse when shown, and never a word."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.counts import FILE, Counts, Tally, begin_anew, intent, question, read
from candour.crowd import CROWD
from cli.counts import as_json, coarse, show
from interview.guide import load_guide

SKIPPED = question("where", "skipped")
CANARY = "zebra"


def conversations(count: int, start: int = 0) -> list[str]:
    return [f"{number:032x}" for number in range(start, start + count)]


def test_nothing_is_written_before_enough_conversations_added_to_it(tmp_path: Path) -> None:
    counts = Counts(tmp_path)
    for _ in range(50):
        for conversation in conversations(CROWD - 1):
            counts.add(conversation, [SKIPPED])
    assert list(tmp_path.iterdir()) == []
    counts.add(conversations(1, CROWD)[0], [SKIPPED])
    assert read(tmp_path).counts[SKIPPED] == 50 * (CROWD - 1) + 1


def test_every_change_of_the_file_mixes_enough_conversations(tmp_path: Path) -> None:
    counts, states = Counts(tmp_path), [Tally()]
    for conversation in conversations(23):
        counts.add(conversation, [SKIPPED])
        if read(tmp_path) != states[-1]:
            states.append(read(tmp_path))
    totals = [state.counts[SKIPPED] for state in states]
    assert [later - earlier for earlier, later in pairwise(totals)] == [CROWD] * 4


def test_several_processes_add_to_one_file(tmp_path: Path) -> None:
    def work(start: int) -> None:
        counts = Counts(tmp_path)
        for conversation in conversations(100, start):
            counts.add(conversation, [SKIPPED])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(0, 400, 100)))
    assert read(tmp_path).counts[SKIPPED] == 400


def test_counting_anew_forgets_and_a_running_process_goes_on(tmp_path: Path) -> None:
    counts = Counts(tmp_path)
    for conversation in conversations(CROWD):
        counts.add(conversation, [SKIPPED])
    begin_anew(tmp_path)
    assert read(tmp_path) == Tally()
    for conversation in conversations(CROWD):
        counts.add(conversation, [SKIPPED])
    assert read(tmp_path).counts[SKIPPED] == CROWD


@pytest.mark.parametrize("content", [b"", b"[]", b'{"since": 1, "counts": 3}', b"\xff", b'{"counts": {"a": "b"}}'])
def test_a_file_that_is_not_ours_is_begun_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / FILE).write_bytes(content)
    counts = Counts(tmp_path)
    for conversation in conversations(CROWD):
        counts.add(conversation, [SKIPPED])
    assert read(tmp_path).counts == {SKIPPED: CROWD}


def test_a_disk_that_does_not_take_it_costs_no_turn_and_no_count(tmp_path: Path) -> None:
    counts = Counts(tmp_path / "missing")
    for conversation in conversations(CROWD):
        counts.add(conversation, [SKIPPED])
    (tmp_path / "missing").mkdir()
    counts.add(conversations(1)[0], [SKIPPED])
    assert read(tmp_path / "missing").counts[SKIPPED] == CROWD + 1


def test_the_file_tells_no_time_but_the_day_it_was_begun(tmp_path: Path) -> None:
    counts = Counts(tmp_path)
    for conversation in conversations(CROWD):
        counts.add(conversation, [SKIPPED])
    file = tmp_path / FILE
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", read(tmp_path).since)
    assert file.stat().st_mtime % (24 * 60 * 60) == 0
    assert file.stat().st_mode & 0o077 == 0
    assert not any(conversation in file.read_text() for conversation in conversations(CROWD))


@given(st.lists(st.text(max_size=80), max_size=20))
def test_text_is_never_counted(tmp_path_factory: pytest.TempPathFactory, texts: list[str]) -> None:
    data = tmp_path_factory.mktemp("counts")
    counts = Counts(data)
    for conversation in conversations(CROWD):
        counts.add(conversation, [*texts, SKIPPED, question(f"{CANARY} he hit me", "skipped"), f"{CANARY}/x/y"])
    assert read(data).counts == {SKIPPED: CROWD}


def test_confidence_falls_into_ten_buckets() -> None:
    shares = [0.0, 0.09, 0.1, 0.55, 0.99, 1.0]
    assert [intent("skip", share).rsplit("/", 1)[1] for share in shares] == ["0", "0", "1", "5", "9", "9"]


def test_what_is_shown_is_coarse() -> None:
    assert [coarse(count) for count in (0, 1, 4, 5, 9, 10, 123)] == ["<5", "<5", "<5", 5, 5, 10, 120]


def test_json_holds_every_outcome_and_bucket(tmp_path: Path) -> None:
    tally = Tally("2026-11-25")
    tally.counts.update({SKIPPED: 12, question("where", "asked"): 4, intent("skip", 0.95): 7})
    shown = json.loads(json.dumps(as_json(tally)))
    assert shown["since"] == "2026-11-25"
    assert shown["questions"]["where"]["skipped"] == 10
    assert shown["questions"]["where"]["asked"] == "<5"
    assert shown["intents"]["skip"] == ["<5"] * 9 + [5]


def test_tables_are_in_the_order_of_the_guide_and_leave_small_counts_empty(
    capsys: pytest.CaptureFixture[str],
) -> None:
    from rich.console import Console

    tally = Tally("2026-11-25")
    tally.counts.update({SKIPPED: 12, question("account", "asked"): 31, question("where", "dont_know"): 3})
    show(tally, load_guide(), Console(highlight=False, width=100))
    shown = capsys.readouterr().out
    assert shown.index("account") < shown.index("where")
    [line] = [line.split() for line in shown.splitlines() if line.startswith("where")]
    assert line == ["where", "10"]


def test_before_anything_is_counted_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    show(Tally(), load_guide(), Console())
    assert "Nothing is counted yet" in capsys.readouterr().out
