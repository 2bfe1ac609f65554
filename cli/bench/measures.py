"""What was measured, and the figures that come of it: each beside the bare Rasa's and beside its target."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field

from cli.bench.processes import Weight, together
from cli.bench.sealing import Sealing

MIB = 1024 * 1024
READY_SECONDS = 25.0
MEMORY_MIB = 1.3 * 1024
SEALING_MS = 20.0
TURN_RATIO = 0.8
THROUGHPUT_RATIO = 2.0
GROWTH = 1.3
STAGES = (5, 50, 100, 300)  # turns of a long conversation that are compared
BARE_STAGE = 100  # the last of them for the bare Rasa, which would need minutes for the rest
WINDOW = 1  # turns before and after each of them that count too


@dataclass
class Turns:
    """What one of the two was measured to do. All times are in seconds.

    Attributes:
        alone: each turn of reporters who came one after another.
        together: each turn of reporters who came at once.
        wall: how long each such group took as a whole.
        long: the turns of each long conversation, all as many.
        cases: reports that were handed over.
        reports: reports that were filed.
    """

    alone: list[float] = field(default_factory=list)
    together: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    long: list[list[float]] = field(default_factory=list)
    cases: int = 0
    reports: int = 0

    @property
    def throughput(self) -> float:
        """Turns a second with several reporters at once."""
        return len(self.together) / sum(self.wall)

    def at(self, turn: int) -> float:
        """Median of the turns around this one, over all long conversations."""
        return statistics.median(
            second for turns in self.long for second in turns[max(turn - 1 - WINDOW, 0) : turn + WINDOW]
        )

    def reached(self, turn: int) -> bool:
        """Whether the long conversations came so far."""
        return all(len(turns) >= turn + WINDOW for turns in self.long)

    @property
    def growth(self) -> float:
        """How many times longer the last of STAGES takes than the first."""
        return self.at(STAGES[-1]) / self.at(STAGES[0])


@dataclass(frozen=True)
class Measured:
    """Everything that one run measured."""

    ours: Turns
    bare: Turns
    ready: float
    memory: list[Weight]
    bare_memory: list[Weight]
    sealing: Sealing
    at_once: int
    loads: tuple[float, float]
    bare_examples: int
    bare_epochs: int


@dataclass(frozen=True)
class Figure:
    """One line of the table.

    Attributes:
        name: what was measured, with its unit.
        ours: Candour's.
        bare: the bare Rasa's, where there is one.
        limit: the target, if there is one.
        of_ratio: whether the target is for ours divided by the bare one's, and not for ours.
        at_least: whether the target is a lower limit.
    """

    name: str
    ours: float
    bare: float | None = None
    limit: float | None = None
    of_ratio: bool = False
    at_least: bool = False

    @property
    def ratio(self) -> float | None:
        """Ours divided by the bare one's."""
        return self.ours / self.bare if self.bare else None

    @property
    def met(self) -> bool | None:
        """Whether the target is met; None where there is none."""
        value = self.ratio if self.of_ratio else self.ours
        if self.limit is None or value is None:
            return None
        return value >= self.limit if self.at_least else value <= self.limit

    @property
    def target(self) -> str:
        """The target in words."""
        if self.limit is None:
            return ""
        words = f"at {'least' if self.at_least else 'most'} {self.limit:g}"
        return f"ratio {words}" if self.of_ratio else words


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that this many percent of the values do not exceed, interpolated between neighbours."""
    if len(values) < 2:
        return values[0]
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


def figures(measured: Measured) -> list[Figure]:
    """The figures in the order in which they are shown."""
    return [
        *_latencies("one reporter", measured.ours.alone, measured.bare.alone),
        *_latencies(f"{measured.at_once} at once", measured.ours.together, measured.bare.together),
        Figure(
            f"Turns a second, {measured.at_once} at once",
            measured.ours.throughput,
            measured.bare.throughput,
            THROUGHPUT_RATIO,
            of_ratio=True,
            at_least=True,
        ),
        *(_stage(turn, measured.ours, measured.bare) for turn in STAGES),
        Figure(f"Turn {STAGES[-1]} to turn {STAGES[0]}", measured.ours.growth, limit=GROWTH),
        Figure("Memory, MiB", together(measured.memory) / MIB, together(measured.bare_memory) / MIB, MEMORY_MIB),
        Figure("Ready, s", measured.ready, limit=READY_SECONDS),
        Figure("Seal and store a case, p50, ms", 1000 * percentile(measured.sealing.seconds, 50)),
        Figure("Seal and store a case, p95, ms", 1000 * percentile(measured.sealing.seconds, 95), limit=SEALING_MS),
        Figure("Stored for a case, KiB", measured.sealing.bytes_each / 1024),
    ]


def _stage(turn: int, ours: Turns, bare: Turns) -> Figure:
    return Figure(f"Turn {turn}, ms", 1000 * ours.at(turn), 1000 * bare.at(turn) if bare.reached(turn) else None)


def _latencies(who: str, ours: Sequence[float], bare: Sequence[float]) -> list[Figure]:
    limits = {50: None, 95: TURN_RATIO, 99: None}
    return [
        Figure(f"Turn p{p}, {who}, ms", 1000 * percentile(ours, p), 1000 * percentile(bare, p), limit, of_ratio=True)
        for p, limit in limits.items()
    ]
