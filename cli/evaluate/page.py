"""The report: a table in the terminal, figures as JSON, and one self-contained HTML page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from rich.console import Console
from rich.table import Table

from cli.conversations.report import Told
from cli.evaluate.measures import Figure
from cli.evaluate.scores import Judged, Result, by_intent, confusions

TEMPLATE = "report.html"
WORST = 60  # errors shown
BINS = 10
CELL = 15  # pixels
Json = Mapping[str, Any]


def show(figures: Sequence[Figure], previous: Json | None, console: Console) -> None:
    """Print the figures, beside those of the previous run if there was one."""
    table = Table(title="Held-out examples", title_justify="left")
    table.add_column("Figure")
    for heading in ("Value", "95 % interval", "Of", "Before"):
        table.add_column(heading, justify="right")
    table.add_column("Target")
    for figure in figures:
        colour = {True: "green", False: "bold red", None: ""}[figure.met]
        goal = "" if figure.target is None else f"{figure.target:.2f} {'met' if figure.met else 'missed'}"
        interval = f"{number(figure, figure.low)} – {number(figure, figure.high)}"
        style = f"[{colour}]{goal}[/]" if colour else goal
        table.add_row(
            figure.name, number(figure, figure.value), interval, str(figure.count), _old(previous, figure), style
        )
    console.print(table)


def as_json(figures: Sequence[Figure]) -> dict[str, Any]:
    """The figures, with the day: numbers only, no text."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "figures": {f.name: {"value": f.value, "low": f.low, "high": f.high, "count": f.count} for f in figures},
    }


def render(result: Result, previous: Json | None, told: Told) -> str:
    """The HTML page. It loads nothing, and shows only what trainers wrote: held-out examples and conversation tests."""
    clean = [one for one in result.judged if not one.rough]
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
    wrong = sorted((one for one in result.judged if one.right != one.given), key=lambda one: -one.confidence)
    return environment.get_template(TEMPLATE).render(
        date=datetime.now(UTC).date().isoformat(),
        figures=[
            (f, number(f, f.value), number(f, f.low), number(f, f.high), _old(previous, f)) for f in result.figures
        ],
        before=(previous or {}).get("date"),
        intents=by_intent(clean),
        matrix=matrix(clean),
        bins=histogram(clean),
        groups=[("Slot", result.by_slot), ("Category", result.by_category)],
        told=told,
        wrong=wrong[:WORST],
        wrong_count=len(wrong),
        wrong_categories=result.wrong_categories,
    )


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


def _old(previous: Json | None, figure: Figure) -> str:
    old = (previous or {}).get("figures", {}).get(figure.name)
    return number(figure, old["value"]) if old else ""
