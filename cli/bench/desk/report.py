"""The figures of a desk over very many cases, as a table and as JSON."""

from __future__ import annotations

import json
import os
import platform
from dataclasses import asdict
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cli.bench.desk.measuring import Measured
from cli.bench.measures import Figure, percentile
from cli.bench.report import machine, number_of

FIRST_PAGE_MS, OPENING_MS, LINKING_MS, SLOWEST_MS = 150.0, 100.0, 1000.0, 1000.0
VERSIONS = ("candour", "aiohttp", "cryptography", "sqlalchemy", "asyncpg", "aiosqlite")


def figures(measured: Measured) -> list[Figure]:
    """The figures in the order in which they are shown; what was promised has its limit."""
    opened = f"{measured.plan.opened:,} opened"
    return [
        _median("First page of the inbox", measured.first, FIRST_PAGE_MS),
        *_meanwhile("while the trail is verified", measured.verifying),
        *_meanwhile("while cases are read for linking", measured.reading),
        _median("First page right after a case was opened", measured.changed, FIRST_PAGE_MS),
        _median(f"The same, with {opened} here", measured.many, FIRST_PAGE_MS),
        _median("Opening a case", measured.opening, OPENING_MS),
        Figure("Opening a case, p95, ms", 1000 * percentile(measured.opening, 95)),
        _median(f"Linking a new case against {opened}", measured.linking, LINKING_MS),
        Figure("Linking, slowest, ms", 1000 * max(measured.linking), limit=LINKING_MS),
        _median(f"Searching for words in the {opened}", measured.searching),
        Figure("From nothing to the first page of a desk, s", measured.began),
        Figure("Verifying the trail in the background, once a sitting, s", measured.verified),
        Figure(f"Reading the {opened} for linking in the background, once a sitting, s", measured.read),
        Figure(f"Re-wrapping {measured.plan.opened:,} cases and contact details, s", measured.rewrapped),
        Figure("Filling the store, s", measured.filled),
    ]


def show(measured: Measured, file: Path, console: Console | None = None) -> None:
    """Print the table.

    Args:
        measured: what to show.
        file: where the JSON was written.
        console: standard output unless given.
    """
    console = console or Console(highlight=False)
    table = Table(title=f"The desk over {measured.plan.cases:,} cases on {measured.engine}", title_justify="left")
    for heading, side in (("Figure", "left"), ("Measured", "right"), ("Target", "left"), ("Met", "left")):
        table.add_column(heading, justify="right" if side == "right" else "left")
    for one in figures(measured):
        met = {None: "", True: "yes", False: "[bold red]no[/]"}[one.met]
        table.add_row(one.name, number_of(one.ours), one.target, met)
    console.print(table)
    before, after = measured.loads
    for line in (
        f"Each of {measured.plan.times} times, over HTTP; the browser's part of it is in this process, too.",
        "Every case is sealed by itself, as intake seals it; rows are written many at a time.",
        f"Load of the machine before: {before:.1f}, after: {after:.1f}; processors: {os.cpu_count()}.",
        f"JSON: {file}",
    ):
        console.print(line, soft_wrap=True)


def write_json(file: Path, measured: Measured) -> None:
    """Write everything, with the machine and the day.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(measured), indent=2) + "\n", "utf-8")


def document(measured: Measured) -> dict[str, Any]:
    """The JSON object."""
    seconds = {name: value for name, value in vars(measured).items() if isinstance(value, list | float)}
    told = [
        {"name": one.name, "measured": one.ours, "target": one.target or None, "met": one.met}
        for one in figures(measured)
    ]
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": {"python": platform.python_version()} | {name: version(name) for name in VERSIONS},
        "engine": measured.engine,
        "plan": asdict(measured.plan),
        "figures": told,
        "seconds": {name: value for name, value in seconds.items() if name != "loads"},
        "loads": measured.loads,
    }


def _meanwhile(when: str, seconds: list[float]) -> list[Figure]:
    return [
        _median(f"The same {when}", seconds, FIRST_PAGE_MS),
        Figure(f"The same {when}, slowest, ms", 1000 * max(seconds), limit=SLOWEST_MS),
    ]


def _median(name: str, seconds: list[float], limit: float | None = None) -> Figure:
    return Figure(f"{name}, median, ms", 1000 * percentile(seconds, 50), limit=limit)
