"""How large a Candour must be: a queueing model of a turn, fed with what was measured (scaling.json).

    python -m docs.capacity            the tables of docs/scaling.md
    python -m docs.capacity --check    the model beside the runs that were made

A turn goes through three kinds of process, each of which does one thing at a time, and each moment of work takes one
of the machine's processors: gateway, Rasa, actions, Rasa, gateway. Reporters think between an answer and their next
message: a closed network of queues. It is simulated with SimPy, not solved, for service times are far from exponential.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import simpy

MEASURED = Path(__file__).with_name("scaling.json")
SIZES = (10, 1_000, 100_000)
CROWDS = (50, 200, 500, 900, 1_200, 1_500)
THINK = 30.0  # seconds between an answer and the next message
TURNS = 31  # of a report, the opening included
BUSY = 0.6  # of a process, on which a plan is made: above it queues grow faster than load
# Reporters are simulated with their own work only where a run is checked in which they shared the machine.
_ENDS = ("reporters", 0.5)
ROUTE = (_ENDS, ("gateway", 0.5), ("rasa", 0.6), ("actions", 1.0), ("rasa", 0.4), ("gateway", 0.5), _ENDS)
PARTS = ("gateway", "rasa", "actions")
MIB = 2**20


@dataclass(frozen=True)
class Service:
    """Seconds that a turn takes a process: their mean, and the shape of a log-normal distribution around it."""

    mean: float
    sigma: float = 0.5

    def draw(self, chance: random.Random) -> float:
        """One turn's."""
        return chance.lognormvariate(math.log(self.mean) - self.sigma**2 / 2, self.sigma) if self.mean else 0.0


@dataclass(frozen=True)
class Machine:
    """What is simulated: processors, and how many processes of each part share them."""

    processors: int = 2
    gateway: int = 1
    rasa: int = 1
    actions: int = 1
    reporters: int = 1


@dataclass(frozen=True)
class Outcome:
    """What reporters and processes see. Seconds; `busy` is the share of the time that the processes of a part work."""

    turns_a_second: float
    p50: float
    p95: float
    busy: Mapping[str, float]


def simulate(
    services: Mapping[str, Service],
    machine: Machine,
    reporters: int,
    think: float,
    *,
    seconds: float = 600,
    seed: int = 1,
) -> Outcome:
    """Let so many reporters talk for so many simulated seconds, after as long a time to settle as two thoughts take."""
    env, chance, settled = simpy.Environment(), random.Random(seed), 2 * think  # noqa: S311 - no secret
    queues = {part: simpy.Resource(env, getattr(machine, part)) for part in services}
    processors, worked = simpy.Resource(env, machine.processors), dict.fromkeys(services, 0.0)
    route = [(part, share) for part, share in ROUTE if part in services]
    taken: list[float] = []

    def reporter() -> Iterator[Any]:
        yield env.timeout(chance.uniform(0, think))
        while True:
            yield env.timeout(chance.expovariate(1 / think) if think else 0)
            began = env.now
            for part, share in route:
                with queues[part].request() as place:
                    yield place
                    with processors.request() as processor:
                        yield processor
                        work = services[part].draw(chance) * share
                        yield env.timeout(work)
                        worked[part] += work if env.now > settled else 0
            if began > settled:
                taken.append(env.now - began)

    for _ in range(reporters):
        env.process(reporter())
    env.run(settled + seconds)
    busy = {part: worked[part] / seconds / getattr(machine, part) for part in services}
    return Outcome(len(taken) / seconds, *_percentiles(taken), busy)


@dataclass(frozen=True)
class Plan:
    """What so many open reports need, at BUSY."""

    reporters: int
    turns_a_second: float
    cases_a_day: float
    gateways: int
    rasas: int
    actions: int
    processors: int
    memory_gib: float
    network_mbit: float
    statements_a_second: float
    stored_gib_a_month: float


def plan(measured: Mapping[str, Any], reporters: int, think: float = THINK) -> Plan:
    """Compute it from processor time, memory, bytes and statements as measured; waiting is little beside thinking."""
    turns = reporters / think
    cases = turns / TURNS
    used = {part: turns * measured["processor_ms_a_turn"][part] / 1000 for part in PARTS}
    number = {part: max(1, math.ceil(used[part] / BUSY)) for part in PARTS}
    memory = sum(number[part] * measured["memory_mib"][part] for part in PARTS)
    memory += reporters * measured["kib_an_open_report"] / 1024
    return Plan(
        reporters, turns, cases * 86400, number["gateway"], number["rasa"], number["actions"],
        max(1, math.ceil(sum(used.values()) / BUSY)), memory / 1024, 8 * turns * measured["bytes_a_turn"] / 1e6,
        cases * measured["statements_a_case"], cases * 86400 * 30 * measured["bytes_a_case"] / 2**30,
    )  # fmt: skip


def most_reporters(measured: Mapping[str, Any], processors: int, think: float = THINK) -> int:
    """How many open reports fit one machine with one process of each part, at BUSY; Rasa's one thread is the limit."""
    used = {part: measured["processor_ms_a_turn"][part] / 1000 for part in PARTS}
    return int(think * min(BUSY / max(used.values()), BUSY * processors / sum(used.values())))


def services_of(profile: Mapping[str, Any]) -> dict[str, Service]:
    """Service times of a run of `candour bench --profile`: what each part does itself, as that machine let it."""
    found = {}
    for part, prefix in (("gateway", "Gateway"), ("rasa", "Rasa"), ("actions", "Actions")):
        rows = [row for row in profile["stages"] if row["title"].startswith(prefix)]
        mean = sum(row["mean"] for row in rows) / 1000
        largest = max(rows, key=lambda row: row["mean"])
        found[part] = Service(mean, math.log(max(1.01, largest["p95"] / max(largest["p50"], 1e-9))) / 1.645)
    return found


def tables(measured: Mapping[str, Any]) -> list[str]:
    """The table of plans, as Markdown."""
    rows = [
        "| open reports | turns a second | cases a day | gateway / Rasa / actions processes | processors | memory, GiB "
        "| network, Mbit/s | statements a second | stored a month, GiB |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for one in (plan(measured, size) for size in SIZES):
        rows.append(
            f"| {one.reporters:,} | {one.turns_a_second:,.1f} | {one.cases_a_day:,.0f} "
            f"| {one.gateways:,} / {one.rasas:,} / {one.actions:,} | {one.processors:,} | {one.memory_gib:,.1f} "
            f"| {one.network_mbit:,.2f} | {one.statements_a_second:,.1f} | {one.stored_gib_a_month:,.1f} |"
        )
    return rows


def one_machine(measured: Mapping[str, Any]) -> list[str]:
    """What reporters see of one machine with two processors as more and more of them write, as Markdown."""
    services = {part: Service(measured["processor_ms_a_turn"][part] / 1000) for part in PARTS}
    rows = ["| open reports | turns a second | p50, ms | p95, ms | Rasa busy |", "|---|---|---|---|---|"]
    for reporters in CROWDS:
        seen = simulate(services, Machine(), reporters, THINK, seconds=300)
        rows.append(
            f"| {reporters:,} | {seen.turns_a_second:.1f} | {1000 * seen.p50:.0f} | {1000 * seen.p95:.0f} "
            f"| {100 * seen.busy['rasa']:.0f} % |"
        )
    return rows


def checks(measured: Mapping[str, Any]) -> list[str]:
    """The model beside the runs, as Markdown: the run's, the model's, and how far the model is off."""
    rows = ["| open | think, s | turns a second | p50, ms | p95, ms |", "|---|---|---|---|---|"]
    for run in measured["runs"]:
        services = services_of(measured["profile"]) | {"reporters": Service(run["reporters_ms_a_turn"] / 1000)}
        made = simulate(services, Machine(), run["open"], run["think"], seconds=300)
        pairs = ((run["turns_a_second"], made.turns_a_second, 1), (run["p50"], 1000 * made.p50, 0),
                 (run["p95"], 1000 * made.p95, 0))  # fmt: skip
        told = (f"{seen:.{digits}f} / {of:.{digits}f} ({100 * (of / seen - 1):+.0f} %)" for seen, of, digits in pairs)
        rows.append(f"| {run['open']} | {run['think']:g} | {' | '.join(told)} |")
    return rows


def _percentiles(taken: Sequence[float]) -> tuple[float, float]:
    if len(taken) < 2:
        return (taken[0], taken[0]) if taken else (0.0, 0.0)
    cut = statistics.quantiles(taken, n=100, method="inclusive")
    return cut[49], cut[94]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--check", action="store_true")
    measured = json.loads(MEASURED.read_text("utf-8"))
    lines = checks(measured) if parser.parse_args().check else [*tables(measured), "", *one_machine(measured)]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
