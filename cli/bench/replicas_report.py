"""What `candour bench --replicas` found: a table, and JSON."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from cli.bench.measures import MIB, percentile
from cli.bench.replicas import REPORTERS, Found, Seen
from cli.bench.report import machine

PERCENTILES = (50, 95, 99)


def show(found: Found, file: Path, console: Console | None = None) -> None:
    """Print the table, and write the JSON.

    Args:
        found: what to show.
        file: where the JSON goes.
        console: standard output unless given.

    Raises:
        OSError: the file cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(document(found), indent=2) + "\n", "utf-8")
    console = console or Console(highlight=False)
    console.print(table(found))
    for line in notes(found):
        console.print(line, soft_wrap=True)
    console.print(f"JSON: {file}", soft_wrap=True)


def table(found: Found) -> Table:
    """One of each beside two of each."""
    made = Table(title=f"{found.at_once} reporters at once, who do not think", title_justify="left")
    made.add_column("Figure")
    for count in found.seen:
        made.add_column(f"{count} of each", justify="right")
    for title, of in _rows(found):
        made.add_row(title, *(of(seen) for seen in found.seen.values()))
    return made


def notes(found: Found) -> list[str]:
    """What must be known to read the table."""
    busy = {count: seen.busy / seen.seconds for count, seen in found.seen.items()}
    rasa = found.seen[1].cores.get("rasa", 0.0)
    return [
        f"Two of each took {found.ratio:.2f} times the turns a second of one of each. Reports lost: {found.lost}.",
        f"This machine has {os.cpu_count()} processors, of which {busy[1]:.2f} were busy with one of each and"
        f" {busy[2]:.2f} with two, the reporters, the database, Redis and what else it runs included.",
        f"One Rasa alone cannot use more than one of them, and used {rasa:.2f}.",
    ]


def document(found: Found) -> dict[str, Any]:
    """The JSON object."""
    return {
        "machine": machine(),
        "at_once": found.at_once,
        "ratio": round(found.ratio, 3),
        "lost": found.lost,
        "of_each": {str(count): _seen(seen) for count, seen in found.seen.items()},
    }


def _rows(found: Found) -> list[tuple[str, Callable[[Seen], str]]]:
    processes = sorted({name for seen in found.seen.values() for name in seen.processor})
    return [
        ("Turns a second", lambda seen: f"{seen.a_second:.1f}"),
        *((f"Turn, p{p}, ms", lambda seen, p=p: f"{1000 * percentile(seen.turns, p):.0f}") for p in PERCENTILES),
        *((f"Processors: {name}", lambda seen, name=name: f"{seen.cores.get(name, 0):.2f}") for name in processes),
        ("Processors: all that the machine did", lambda seen: f"{seen.busy / seen.seconds:.2f}"),
        ("Processor of Candour, ms a turn", lambda seen: f"{_a_turn(seen):.1f}"),
        ("Memory of Candour, MiB", lambda seen: f"{seen.resident / MIB:.0f}"),
        ("Reports", lambda seen: str(seen.reports)),
    ]


def _a_turn(seen: Seen) -> float:
    own = sum(used for name, used in seen.processor.items() if name != REPORTERS)
    return 1000 * own / len(seen.turns)


def _seen(seen: Seen) -> dict[str, Any]:
    return {
        "seconds": round(seen.seconds, 1),
        "turns": len(seen.turns),
        "turns_a_second": round(seen.a_second, 2),
        "turn_ms": {f"p{p}": round(1000 * percentile(seen.turns, p), 1) for p in PERCENTILES},
        "processors": {name: round(cores, 3) for name, cores in sorted(seen.cores.items())},
        "processors_of_the_machine": round(seen.busy / seen.seconds, 3),
        "processor_ms_a_turn": round(_a_turn(seen), 2),
        "memory_mib": round(seen.resident / MIB, 1),
        "reports": seen.reports,
        "handed_over": seen.cases,
    }
