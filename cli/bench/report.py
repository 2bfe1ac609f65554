"""The figures as a table, and everything that was measured as JSON."""

from __future__ import annotations

import json
import os
import platform
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil
from rich.console import Console
from rich.table import Table

from cli.bench.measures import Figure, Measured, Turns, figures, percentile
from cli.bench.processes import Weight

RASA = "3.6.21"
VERSIONS = ("candour", "rasa-sdk", "aiohttp", "cryptography", "sqlalchemy")
PERCENTILES = (50, 95, 99)


def show(measured: Measured, file: Path, console: Console | None = None) -> None:
    """Print the table.

    Args:
        measured: what to show.
        file: where the JSON was written.
        console: standard output unless given.
    """
    console = console or Console(highlight=False)
    table = Table(title="Candour beside a bare Rasa", title_justify="left")
    table.add_column("Figure")
    for heading in ("Candour", "Bare Rasa", "Ratio"):
        table.add_column(heading, justify="right")
    for heading in ("Target", "Met"):
        table.add_column(heading)
    for figure in figures(measured):
        table.add_row(*row(figure))
    console.print(table)
    for line in notes(measured, file):
        console.print(line, soft_wrap=True)


def row(figure: Figure) -> list[str]:
    """One line of the table."""
    met = {None: "", True: "yes", False: "[bold red]no[/]"}[figure.met]
    numbers = [number_of(value) for value in (figure.ours, figure.bare, figure.ratio)]
    return [figure.name, *numbers, figure.target, met]


def notes(measured: Measured, file: Path) -> list[str]:
    """What must be known to read the table."""
    ours, bare = measured.ours, measured.bare
    before, after = measured.loads
    return [
        f"Reports handed over: {ours.cases} of {ours.reports}; bare {bare.cases} of {bare.reports}"
        " (it can take an answer for a command, and is then a question behind).",
        f"The bare Rasa was trained on at most {measured.bare_examples} examples of each intent, for"
        f" {measured.bare_epochs} epochs.",
        "Memory: what each process holds alone (USS), and the pages that they share once.",
        f"Load of the machine before: {before:.1f}, after: {after:.1f}; processors: {os.cpu_count()}.",
        f"JSON: {file}",
    ]


def write_json(file: Path, measured: Measured) -> None:
    """Write everything, with the machine and the day.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(measured), indent=2) + "\n", "utf-8")


def document(measured: Measured) -> dict[str, Any]:
    """The JSON object."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "versions": {"python": platform.python_version(), "rasa": RASA} | {name: version(name) for name in VERSIONS},
        "at_once": measured.at_once,
        "bare_examples": measured.bare_examples,
        "bare_epochs": measured.bare_epochs,
        "load": {"before": measured.loads[0], "after": measured.loads[1]},
        "figures": [_figure(figure) for figure in figures(measured)],
        "candour": _turns(measured.ours) | {"memory": _memory(measured.memory), "ready_seconds": measured.ready},
        "bare": _turns(measured.bare) | {"memory": _memory(measured.bare_memory)},
        "sealing": {"milliseconds": _times(measured.sealing.seconds), "bytes_each": measured.sealing.bytes_each},
    }


def machine() -> dict[str, Any]:
    """What it ran on; no name and no address."""
    return {
        "system": f"{platform.system()} {platform.release()}",
        "processor": _processor(),
        "processors": os.cpu_count(),
        "memory_mib": psutil.virtual_memory().total // (1024 * 1024),
    }


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "candour": figure.ours,
        "bare": figure.bare,
        "ratio": figure.ratio,
        "target": figure.target or None,
        "met": figure.met,
    }


def _turns(turns: Turns) -> dict[str, Any]:
    return {
        "one_reporter_ms": _times(turns.alone),
        "at_once_ms": _times(turns.together),
        "turns_a_second": turns.throughput,
        "long_conversation_ms": [round(1000 * second, 2) for second in _medians(turns.long)],
        "reports": turns.reports,
        "handed_over": turns.cases,
    }


def _medians(long: list[list[float]]) -> list[float]:
    return [percentile(nth, 50) for nth in zip(*long, strict=True)]


def _times(seconds: list[float]) -> dict[str, float]:
    return {"count": len(seconds)} | {f"p{p}": round(1000 * percentile(seconds, p), 2) for p in PERCENTILES}


def _memory(weights: list[Weight]) -> list[dict[str, Any]]:
    return [{"process": w.name, "uss_bytes": w.alone, "rss_bytes": w.mapped} for w in weights]


def number_of(value: float | None) -> str:
    """A number as the tables show it; nothing for none."""
    if value is None:
        return ""
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"
