"""The report: a table in the terminal, figures as JSON, and one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from cli.conversations.report import Told
from cli.evaluate.measures import Figure
from cli.evaluate.scores import Judged, Results, by_intent, confusions

TEMPLATE = "report.html"
SETS = ("Looked at", "Strangers", "Blind")
KEYS = ("figures", "strangers", "blind")  # of the same sets in the JSON file
WORST = 60  # errors shown
BINS = 10
CELL = 15  # pixels
Json = Mapping[str, Any]


def show(results: Results, previous: Json | None, console: Console) -> None:
    """Print the figures of all sets, beside those of the previous run if there was one."""
    table = Table(
        title="Held-out examples (before); intervals are in the report",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    table.add_column("Figure")
    for heading in (*SETS, "Target"):
        table.add_column(heading, justify="right", no_wrap=True)
    for row in _rows(results, previous):
        table.add_row(row.name, *map(_coloured, row.sides), "" if row.target is None else f"{row.target:.2f}")
    console.print(table)


def as_json(results: Results) -> dict[str, Any]:
    """The figures, with the day: numbers only, no text. `figures` are those of the set that was looked at."""
    figures = {key: _numbers(result.figures) for key, result in zip(KEYS, results.each(), strict=True)}
    return {"date": datetime.now(UTC).date().isoformat(), **figures}


def render(results: Results, previous: Json | None, told: Told) -> str:
    """The HTML page, which loads nothing: what trainers may look at, and only figures of the other sets."""
    looked_at = results.looked_at
    clean = [[one for one in result.judged if not one.rough] for result in results.each()]
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
    wrong = sorted((one for one in looked_at.judged if one.right != one.given), key=lambda one: -one.confidence)
    return environment.get_template(TEMPLATE).render(
        date=datetime.now(UTC).date().isoformat(),
        sets=SETS,
        rows=_rows(results, previous),
        before=(previous or {}).get("date"),
        matrices=list(zip(SETS, map(matrix, clean), strict=True)),
        histograms=list(zip(SETS, map(histogram, clean), strict=True)),
        intents=_intents(*clean),
        groups=[
            ("Slot", aligned(*(result.by_slot for result in results.each()))),
            ("Category", aligned(*(result.by_category for result in results.each()))),
        ],
        told=told,
        wrong=wrong[:WORST],
        wrong_count=len(wrong),
        wrong_categories=looked_at.wrong_categories,
    )


@dataclass(frozen=True)
class Side:
    """A figure of one set as it is shown."""

    value: str
    interval: str
    count: int
    old: str
    met: bool | None


@dataclass(frozen=True)
class Row:
    """A figure of all sets, side by side; none for a set that does not have it."""

    name: str
    target: float | None
    sides: list[Side | None]


def aligned(*sets: Sequence[Figure]) -> list[tuple[str, list[Figure | None]]]:
    """The figures of several sets by name, in the order of the first; none where a set lacks one."""
    sides = [{figure.name: figure for figure in one} for one in sets]
    names = dict.fromkeys(name for side in sides for name in side)
    return [(name, [side.get(name) for side in sides]) for name in names]


def matrix(judged: Sequence[Judged]) -> dict[str, Any]:
    """The confusion matrix, ready to be drawn: a row for what is right, a column for what was given."""
    names = sorted({one.right for one in judged} | {one.given for one in judged})
    totals = {name: sum(one.right == name for one in judged) or 1 for name in names}
    places = {name: CELL * at for at, name in enumerate(names)}
    cells = [
        {"x": places[given], "y": places[right], "n": n, "right": right, "given": given,
         "ok": right == given, "shade": round(0.2 + 0.8 * n / totals[right], 2)}
        for (right, given), n in sorted(confusions(judged).items())
    ]  # fmt: skip
    return {"names": [(name, places[name]) for name in names], "cells": cells, "size": CELL * len(names), "cell": CELL}


def histogram(judged: Sequence[Judged]) -> list[dict[str, Any]]:
    """How many texts were understood with which confidence, rightly and wrongly."""
    bins = [{"from": at / BINS, "right": 0, "wrong": 0} for at in range(BINS)]
    for one in judged:
        kind = "right" if one.right == one.given else "wrong"
        bins[min(int(one.confidence * BINS), BINS - 1)][kind] += 1
    most = max((each["right"] + each["wrong"] for each in bins), default=1) or 1
    return [{**each, "right_height": each["right"] / most, "wrong_height": each["wrong"] / most} for each in bins]


def number(figure: Figure, value: float) -> str:
    """A figure as it is shown: a share with three places, a time with one."""
    return f"{value:.1f}" if figure.less_is_better else f"{value:.3f}"


def _rows(results: Results, previous: Json | None) -> list[Row]:
    before = previous or {}
    old = [before.get(key, {}) for key in KEYS]
    rows = []
    for name, figures in aligned(*(result.figures for result in results.each())):
        sides = [_side(figure, was) for figure, was in zip(figures, old, strict=True)]
        rows.append(Row(name, next(figure.target for figure in figures if figure), sides))
    return rows


def _side(figure: Figure | None, old: Json) -> Side | None:
    if figure is None:
        return None
    interval = f"{number(figure, figure.low)}–{number(figure, figure.high)}"
    was = old.get(figure.name)
    before = number(figure, was["value"]) if was else ""
    return Side(number(figure, figure.value), interval, figure.count, before, figure.met)


def _coloured(side: Side | None) -> str:
    if side is None:
        return ""
    colour = {True: "green", False: "bold red", None: "default"}[side.met]
    return f"[{colour}]{side.value}[/] ({side.old})" if side.old else f"[{colour}]{side.value}[/]"


def _numbers(figures: Sequence[Figure]) -> dict[str, dict[str, float]]:
    return {f.name: {"value": f.value, "low": f.low, "high": f.high, "count": f.count} for f in figures}


def _intents(*sets: Sequence[Judged]) -> list[tuple[str, list[Figure | None]]]:
    """Each intent with recall and precision on one set after the other."""
    sides = [{name: figures for name, *figures in by_intent(one)} for one in sets]
    names = sorted({name for side in sides for name in side})
    return [(name, [figure for side in sides for figure in side.get(name, [None, None])]) for name in names]
