"""`candour bench` without a clock: percentiles, figures and their targets, the table and the JSON."""

from __future__ import annotations

import argparse
import io
import json
import os
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from candour.errors import StartError
from cli import bench
from cli.bench import bare, comparison, processes
from cli.bench.comparison import BARE_LONG_TURNS, LONG_TURNS, Plan
from cli.bench.measures import STAGES, WINDOW, Figure, Measured, Turns, figures, percentile
from cli.bench.processes import Weight, together
from cli.bench.report import document, notes, row, show, write_json
from cli.bench.reporters import Report, converse
from cli.bench.sample import sample, write_sample
from cli.bench.script import ACCOUNT, REPORT, SAFETY, long_conversation
from cli.bench.sealing import Sealing, finished_interview
from cli.places import RASA_PYTHON, rasa_environment
from interview.state import Heard
from interview.turn import take_turn

MIB = 1024 * 1024
WEIGHTS = [Weight("rasa", 500 * MIB, 540 * MIB), Weight("gateway", 60 * MIB, 80 * MIB)]


def turns(each: float, growth: float, length: int = LONG_TURNS) -> Turns:
    """Turns that all take as long, but for long conversations, which grow to that multiple by turn 300."""
    long = [each * (1 + (growth - 1) * max(n - 5, 0) / 295) for n in range(1, length + 1)]
    return Turns([each] * 60, [each * 4] * 240, [2.0], [long, long, long], 2, 2)


@pytest.fixture
def measured() -> Measured:
    sealing = Sealing([0.005] * 19 + [0.03], 69_000)
    return Measured(
        turns(0.03, 1.1), turns(0.05, 4.0, BARE_LONG_TURNS), 12.5, WEIGHTS, WEIGHTS, sealing, 8, (0.1, 0.2), 60, 3
    )


def test_percentiles_interpolate_between_neighbours() -> None:
    values = [float(n) for n in range(101)]
    assert [percentile(values, p) for p in (1, 50, 95, 99)] == [1, 50, 95, 99]
    assert percentile([1.0, 2.0], 50) == 1.5
    assert percentile([7.0], 95) == 7.0


@given(st.lists(st.integers(0, 10**6), min_size=2, max_size=50))
def test_percentiles_are_ordered_and_within_the_values(values: list[int]) -> None:
    found = [percentile(values, p) for p in (50, 95, 99)]
    assert found == sorted(found)
    assert min(values) <= found[0]
    assert found[-1] <= max(values)
    assert found[0] == pytest.approx(statistics.median(values))


@pytest.mark.parametrize(
    ("figure", "ratio", "met", "target"),
    [
        (Figure("f", 30, 60, 1.0, of_ratio=True), 0.5, True, "ratio at most 1"),
        (Figure("f", 60, 30, 1.0, of_ratio=True), 2.0, False, "ratio at most 1"),
        (Figure("f", 30, 30, 1.0, of_ratio=True), 1.0, True, "ratio at most 1"),
        (Figure("f", 30, 20, 1.5, of_ratio=True, at_least=True), 1.5, True, "ratio at least 1.5"),
        (Figure("f", 29, 20, 1.5, of_ratio=True, at_least=True), 1.45, False, "ratio at least 1.5"),
        (Figure("f", 26, None, 25), None, False, "at most 25"),
        (Figure("f", 1.1, 4.0, 1.2), 0.275, True, "at most 1.2"),
        (Figure("f", 3, 4), 0.75, None, ""),
        (Figure("f", 3), None, None, ""),
    ],
)
def test_a_target_is_for_ours_or_for_the_ratio(
    figure: Figure, ratio: float | None, met: bool | None, target: str
) -> None:
    assert figure.ratio == (pytest.approx(ratio) if ratio is not None else None)
    assert figure.met is met
    assert figure.target == target


def test_the_figures_of_the_issue_are_all_judged(measured: Measured) -> None:
    judged = {figure.name: figure.met for figure in figures(measured) if figure.limit is not None}
    assert judged == {
        "Turn p95, one reporter, ms": True,
        "Turn p95, 8 at once, ms": True,
        "Turns a second, 8 at once": False,
        "Turn 300 to turn 5": True,
        "Memory, MiB": True,
        "Ready, s": True,
        "Seal and store a case, p95, ms": True,
    }


def test_slower_turns_miss_their_target(measured: Measured) -> None:
    slower = replace(measured, ours=turns(0.07, 1.4), ready=26.0, sealing=Sealing([0.021, 0.021], 1))
    missed = {figure.name for figure in figures(slower) if figure.met is False}
    assert missed >= {"Turn p95, one reporter, ms", "Turn 300 to turn 5", "Ready, s", "Seal and store a case, p95, ms"}


def test_a_turn_of_a_long_conversation_is_the_median_of_its_neighbours() -> None:
    long = [float(n) for n in range(1, LONG_TURNS + 1)]
    found = Turns(long=[[*long[:3], 1000.0, *long[4:]], long, long])
    assert found.at(5) == 5
    assert [found.at(turn) for turn in STAGES[1:]] == [50, 100, 300]
    assert found.growth == 60


def test_what_the_bare_rasa_did_not_reach_is_left_open(measured: Measured) -> None:
    bare = {figure.name: figure.bare for figure in figures(measured)}
    assert bare["Turn 100, ms"] is not None
    assert (bare["Turn 300, ms"], bare["Turn 300 to turn 5"]) == (None, None)


def test_the_windows_around_the_compared_turns_are_whole_and_of_one_kind() -> None:
    texts = long_conversation(LONG_TURNS)
    assert len(texts) == LONG_TURNS == STAGES[-1] + WINDOW
    # Only messages of the account are compared with each other.
    assert texts[len(SAFETY) :] == [text for text in texts if text.startswith(ACCOUNT)]
    assert STAGES[0] - WINDOW > len(SAFETY)


def test_turns_a_second_are_all_turns_over_the_time_of_all_groups() -> None:
    assert Turns(together=[0.1] * 240, wall=[2.0, 4.0]).throughput == 40


def test_shared_pages_are_counted_once() -> None:
    assert together(WEIGHTS) == (500 + 60 + 40) * MIB
    assert together([]) == 0


def test_thirty_messages_finish_a_report() -> None:
    assert len(REPORT) == 30
    state = finished_interview()
    assert state.asked is None
    assert state.parts == len(ACCOUNT)
    assert not state.withdrawn
    assert state.known("follow_up") == "none"


def test_a_long_conversation_never_leaves_the_account() -> None:
    state = finished_interview().__class__(finished_interview().guide)
    take_turn(state, Heard(""))
    for text in long_conversation(LONG_TURNS):
        state.keep = []
        take_turn(state, Heard(text))
        state.parts += len(state.keep)
    assert state.parts == LONG_TURNS - len(SAFETY)


class Played:
    """A reporter whose answers are known beforehand."""

    def __init__(self, *events: list[str]) -> None:
        self._events = iter(events)

    async def say(self, text: str) -> list[str]:
        return next(self._events)


async def test_a_conversation_is_timed_turn_by_turn_and_tells_its_end() -> None:
    done = await converse(Played([], ["handed_over"]), ["a", "b"])
    assert len(done.seconds) == 2
    assert done.handed_over
    assert not (await converse(Played([], ["hand_over_failed"]), ["a", "b"])).handed_over


def test_reports_that_became_no_case_are_counted() -> None:
    counted = Turns()
    comparison._count([Report([0.1], True), Report([0.1], False)], counted)
    assert (counted.reports, counted.cases) == (2, 1)


def test_the_json_holds_machine_versions_day_and_figures(measured: Measured, tmp_path: Path) -> None:
    file = tmp_path / "new" / "figures.json"
    write_json(file, measured)
    read = json.loads(file.read_text("utf-8"))
    assert set(read) >= {"date", "machine", "versions", "figures", "candour", "bare", "sealing", "load", "at_once"}
    assert len(read["date"]) == len("2026-01-02")
    assert read["versions"]["rasa"] == "3.6.21"
    assert read["candour"]["one_reporter_ms"] == {"count": 60, "p50": 30, "p95": 30, "p99": 30}
    assert len(read["candour"]["long_conversation_ms"]) == LONG_TURNS
    assert read["candour"]["memory"][0] == {"process": "rasa", "uss_bytes": 500 * MIB, "rss_bytes": 540 * MIB}
    [throughput] = [figure for figure in read["figures"] if figure["name"].startswith("Turns a second")]
    assert throughput["met"] is False
    assert throughput["target"] == "ratio at least 2"


def test_the_json_names_neither_this_machine_nor_its_folders(measured: Measured) -> None:
    text = json.dumps(document(measured))
    assert os.uname().nodename not in text
    assert str(Path.cwd()) not in text


def test_the_table_shows_each_figure_with_its_target(measured: Measured) -> None:
    console = Console(file=io.StringIO(), width=140)
    show(measured, Path("figures.json"), console)
    shown = console.file.getvalue()
    assert all(figure.name in shown for figure in figures(measured))
    assert "ratio at least 2" in shown
    assert "JSON: figures.json" in shown


def test_a_missed_target_is_a_plain_no() -> None:
    assert row(Figure("f", 26, None, 25)) == ["f", "26.0", "", "", "at most 25", "[bold red]no[/]"]
    assert row(Figure("f", 3, 4)) == ["f", "3.00", "4.00", "0.75", "", ""]


def test_the_notes_say_how_many_reports_became_cases(measured: Measured) -> None:
    told = notes(measured, Path("f"))
    assert told[0].startswith("Reports handed over: 2 of 2; bare 2 of 2")
    assert "The bare Rasa was trained on at most 60 examples of each intent, for 3 epochs." in told


@pytest.mark.parametrize("words", [["--reports", "0"], ["--at-once", "x"], ["--reports", "501"]])
def test_absurd_numbers_are_wrong_usage(words: list[str]) -> None:
    parser = argparse.ArgumentParser(exit_on_error=False)
    bench.add_parser(parser.add_subparsers())
    with pytest.raises((SystemExit, argparse.ArgumentError)):
        parser.parse_args(["bench", *words])


def test_quick_measures_less() -> None:
    assert Plan.quick(8).reports < Plan(24, 8).reports


def test_the_bare_pipeline_is_the_one_of_the_installed_rasa() -> None:
    import yaml

    [given_] = bare.ROOT.glob(
        "dialogue/.venv/lib/python3.10/site-packages/rasa/engine/recipes/config_files/default_config.yml"
    )
    ours = yaml.safe_load((bare.ROOT / bare.CONFIG).read_text("utf-8"))
    theirs = yaml.safe_load(given_.read_text("utf-8"))
    assert {**ours, "assistant_id": ""} == {**theirs, "assistant_id": ""}
    assert bare.config_of(100) == ours
    assert [part["epochs"] for part in bare.config_of(3)["pipeline"] if "epochs" in part] == [3, 3]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.uuids().map(str)), max_size=60), st.integers(1, 20))
def test_the_bare_rasa_is_trained_on_as_many_of_each_intent(examples: list[tuple[str, str]], most: int) -> None:
    taken = sample(examples, most)
    for intent, texts in taken.items():
        of_it = [text for name, text in examples if name == intent]
        assert len(texts) == min(most, len(of_it))
        assert texts == [text for text in of_it if text in texts]  # each once, in their order
    assert set(taken) == {name for name, _ in examples}


def test_the_sample_is_spread_over_all_files(tmp_path: Path) -> None:
    assert sample([("yes", str(n)) for n in range(100)], 4) == {"yes": ["0", "25", "50", "75"]}
    assert write_sample(bare.ROOT, tmp_path / "sample.yml", 3) > 100
    program = "import sys; from rasa.shared.nlu.training_data.loading import load_data;"
    program += "print(len(load_data(sys.argv[1]).training_examples))"
    command = [str(RASA_PYTHON), "-c", program, str(tmp_path / "sample.yml")]
    read = subprocess.run(command, capture_output=True, text=True, check=True, env=rasa_environment())
    assert int(read.stdout.split()[-1]) > 100  # Rasa leaves a file that it does not recognise out without a word


async def test_a_program_that_ends_instead_of_answering_is_an_error_with_its_last_line(tmp_path: Path) -> None:
    log = tmp_path / "log"
    command = (sys.executable, "-c", "print('no such model')")
    async with processes.running(command, {}, tmp_path, log) as process:
        with pytest.raises(StartError, match="Rasa did not start: no such model"):
            await processes.answers("Rasa", "http://127.0.0.1:9/", process, log)


async def test_a_running_program_is_weighed_and_ended_with_its_block(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "import time; time.sleep(60)")
    async with processes.running(command, {}, tmp_path, tmp_path / "log") as process:
        [weight] = processes.weigh(process.pid)
        assert 0 < weight.alone <= weight.mapped
    assert process.returncode is not None
