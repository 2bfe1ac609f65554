"""Where the time of a turn goes: spans lie within each other, add up, say nothing, and are off unless asked for."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour import spans
from candour.errors import SettingsError
from candour.settings import Settings, load_settings
from cli.bench.profile import Profile, document, draw, notes
from cli.bench.stages import TITLES, WHOLE, Span, account, calls, order, read_spans, title
from cli.parts import Ports, build_parts, inner_settings

TURN = Span(100, 200, "turn")


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    spans.start("test", tmp_path)
    yield tmp_path
    spans.start("test", None)


def test_each_nanosecond_is_the_innermost_stages() -> None:
    seen = [Span(90, 99, "policies"), Span(110, 180, "dialogue"), Span(120, 140, "understanding"),
            Span(150, 151, "policies"), Span(152, 153, "policies"), Span(190, 260, "answer kept")]  # fmt: skip
    (turn,) = account([TURN], seen)
    assert turn == {WHOLE: 20, "dialogue": 48, "understanding": 20, "policies": 2, "answer kept": 10}
    assert calls([TURN], seen)["policies"] == 2


@given(st.lists(st.tuples(st.integers(0, 300), st.integers(0, 300), st.sampled_from(sorted(TITLES)))))
def test_the_stages_of_a_turn_add_up_to_it(drawn: list[tuple[int, int, str]]) -> None:
    seen = sorted((Span(min(a, b), max(a, b), s) for a, b, s in drawn), key=lambda span: (span.begin, -span.end))
    (turn,) = account([TURN], seen)
    assert sum(turn.values()) == 100
    assert all(value >= 0 for value in turn.values())


async def test_spans_are_written_with_nothing_but_a_stage_and_two_readings_of_a_clock(folder: Path) -> None:
    async def slow(_: str) -> str:
        await asyncio.sleep(0.02)
        return "canary"

    with spans.span("dialogue"):
        assert await spans.timed_async("understanding", slow)("canary") == "canary"
        assert spans.timed("policies", str.upper)("canary") == "CANARY"
    (written,) = [file.read_text() for file in sorted(folder.glob("test-*.spans"))]  # noqa: ASYNC240
    assert re.fullmatch(r"(\d+ \d+ (understanding|policies|dialogue)\n){3}", written)
    outer, inner, _ = read_spans(folder)
    assert (outer.stage, inner.stage) == ("dialogue", "understanding")
    assert outer.begin <= inner.begin < inner.end <= outer.end
    assert inner.end - inner.begin >= 15_000_000


def test_nothing_is_written_unless_it_is_asked_for(tmp_path: Path) -> None:
    spans.start("test", None)
    with spans.span("dialogue"):
        pass
    assert list(tmp_path.iterdir()) == []
    assert spans.span("dialogue") is spans.span("policies")


def test_a_service_cannot_be_measured() -> None:
    production = {"CANDOUR_MODE": "production", "CANDOUR_SPANS": "/somewhere"}
    with pytest.raises(SettingsError, match="CANDOUR_SPANS"):
        load_settings(production)


@pytest.mark.parametrize(("folder", "entry"), [(None, "dialogue"), (Path("/somewhere"), "dialogue.profiling")])
def test_rasa_is_measured_only_where_it_is_asked_for(folder: Path | None, entry: str) -> None:
    ports = Ports(1, 2)
    _, rasa, _ = build_parts(inner_settings(Settings(spans=folder), ports), ports)
    assert rasa.command[1:3] == ("-m", entry)


def test_the_picture_loads_nothing_and_the_document_has_every_stage(tmp_path: Path) -> None:
    turns = [{WHOLE: 2_000_000, "understanding": 6_000_000, "action report_form": 4_000_000}] * 3
    measured = Profile(turns, {"understanding": 3, "action report_form": 6}, {"rasa": 0.03}, (0.1, 0.2))
    draw(measured, tmp_path / "profile.svg")
    assert [file.name for file in tmp_path.iterdir()] == ["profile.svg"]
    picture = (tmp_path / "profile.svg").read_text()
    assert "url(" not in picture.replace("url(#", "")
    told = document(measured)
    assert [(row["stage"], row["mean"], row["calls_a_turn"]) for row in told["stages"]] == [
        (WHOLE, 2.0, 0), ("understanding", 6.0, 1), ("action report_form", 4.0, 2),
    ]  # fmt: skip
    assert told["turn_ms"]["p50"] == 12.0
    assert "rasa 10.0" in notes(measured)[1]


def test_actions_stand_between_policies_and_the_saving_of_the_tracker() -> None:
    stages = ["answer kept", "action report_form", WHOLE, "policies", "tracker saved"]
    assert sorted(stages, key=order) == [WHOLE, "action report_form", "policies", "tracker saved", "answer kept"]
    assert title("action report_form") == "Rasa: report_form"
