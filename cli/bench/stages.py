"""Where the time of a turn goes: spans of several processes, put one into the other by the clock that they share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

WHOLE = "web chat"  # what of a turn lies in no span: the page's side, its WebSocket, and the gateway's handling of both
TITLES = {  # in the order of a turn
    WHOLE: "Gateway: web chat and the rest",
    "message kept": "Gateway: message checked and kept",
    "queue and dialogue": "Gateway: queue",
    "dialogue asked": "Gateway to Rasa and back",
    "dialogue": "Rasa: the rest",
    "tracker loaded": "Rasa: tracker loaded",
    "understanding": "Rasa: understanding (NLU)",
    "slots by mapping": "Rasa: slots by mapping",
    "policies": "Rasa: policies",
    "tracker saved": "Rasa: tracker saved",
    "action carried out": "Actions: the rest",
    "interview": "Actions: interview",
    "case sealed": "Actions: case sealed",
    "case stored": "Actions: case stored",
    "answer kept": "Gateway: answer kept",
}
_ACTION = "action "


@dataclass(frozen=True)
class Span:
    """A stage, with the nanoseconds of the machine's monotonic clock at which it began and ended."""

    begin: int
    end: int
    stage: str


def title(stage: str) -> str:
    """How a stage is called in tables."""
    return TITLES.get(stage) or f"Rasa: {stage.removeprefix(_ACTION)}"


def order(stage: str) -> tuple[int, str]:
    """Where a stage stands in a table: actions between policies and the saving of the tracker."""
    known = list(TITLES)
    return (known.index(stage) if stage in TITLES else known.index("policies"), stage)


def read_spans(folder: Path) -> list[Span]:
    """Read what all processes wrote, in the order of their beginnings.

    Raises:
        OSError: a file cannot be read.
    """
    lines = [line for file in sorted(folder.glob("*.spans")) for line in file.read_text("ascii").splitlines()]
    return sorted(map(_span, lines), key=lambda span: (span.begin, -span.end))


def account(turns: Sequence[Span], spans: Iterable[Span]) -> list[Mapping[str, int]]:
    """Give each nanosecond of each turn to the innermost stage that was under way.

    Args:
        turns: whole turns, one after another, as the reporter saw them.
        spans: in the order of their beginnings.

    Returns:
        Nanoseconds by stage, of each turn; they add up to its length.
    """
    waiting = list(spans)
    return [_of_turn(turn, [span for span in waiting if turn.begin <= span.begin < turn.end]) for turn in turns]


def calls(turns: Sequence[Span], spans: Iterable[Span]) -> Counter[str]:
    """How often each stage was entered in these turns."""
    begun = list(spans)
    return Counter(span.stage for turn in turns for span in begun if turn.begin <= span.begin < turn.end)


def _of_turn(turn: Span, spans: Sequence[Span]) -> Mapping[str, int]:
    used: Counter[str] = Counter({WHOLE: turn.end - turn.begin})
    around = [Span(turn.begin, turn.end, WHOLE)]
    for span in spans:
        while span.begin >= around[-1].end:
            around.pop()
        inner = Span(span.begin, min(span.end, around[-1].end), span.stage)
        used[around[-1].stage] -= inner.end - inner.begin
        used[inner.stage] += inner.end - inner.begin
        around.append(inner)
    return used


def _span(line: str) -> Span:
    begin, end, stage = line.split(" ", 2)
    return Span(int(begin), int(end), stage)
