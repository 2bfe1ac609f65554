"""One of each beside two of each: what is counted in the time that counts, and what is said of it."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from rich.console import Console

from cli.bench.replicas import REPORTERS, WARM_UP, Found, Seen, _watch
from cli.bench.replicas_report import document, notes, show
from cli.main import main


@pytest.fixture
def found() -> Found:
    one = Seen(20.0, [0.05] * 400, {"rasa": 18.0, REPORTERS: 1.0}, 24.0, 2**30, 16, 16)
    two = Seen(20.0, [0.04] * 500, {"rasa": 25.0, REPORTERS: 1.5}, 39.0, 2**31, 20, 20)
    return Found({1: one, 2: two}, 8, 36 + 2 * WARM_UP)


def test_the_ratio_and_where_the_processors_end_are_told(found: Found, tmp_path: Path) -> None:
    console = Console(file=io.StringIO(), width=120)
    show(found, tmp_path / "made" / "replicas.json", console)
    told = console.file.getvalue()  # type: ignore[attr-defined]
    assert "1.25 times" in told
    assert "1.20 were busy with one of each and 1.95 with two" in told
    written = json.loads((tmp_path / "made" / "replicas.json").read_text())
    assert written == document(found)
    assert (written["ratio"], written["of_each"]["2"]["processors"]["rasa"]) == (1.25, 1.25)
    assert written["of_each"]["1"]["processor_ms_a_turn"] == 45.0


def test_a_report_that_is_not_in_the_store_is_lost(found: Found) -> None:
    assert found.lost == 0
    assert Found(found.seen, 8, found.stored - 1).lost == 1
    assert "lost: 0" in " ".join(notes(found))


async def test_only_turns_that_end_in_the_time_that_counts_do_count() -> None:
    seen, turns = Seen(), [(0.0, 9.0)]
    await _watch(0.1, [os.getpid()], turns, seen)
    assert seen.turns == []
    assert seen.seconds == pytest.approx(0.1, abs=0.5)
    assert seen.busy >= 0
    assert REPORTERS in seen.processor


def test_a_store_and_a_redis_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["bench", "--replicas", "--store", "postgresql+asyncpg://nobody@127.0.0.1/none"]) == 2
    assert "--redis" in capsys.readouterr().err
