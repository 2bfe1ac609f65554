"""The flow as one self-contained page: a map of all questions, and each of them in full. No script, nothing fetched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from cli.flow.chart import GROUPS, PARTS, REPEATED_BY, Chart, Row

TEMPLATE = "flow.html"
# Units of the map, which is as wide as a phone.
WIDTH, MARGIN, LANE = 372, 8, 11
HEAD, ROW, GAP, TALL = 34, 36, 6, 18
LETTERS = 42  # that fit into a line of small text
COLOURS = 8
CAPTION = 20  # room for what is said of a group, and below it


@dataclass(frozen=True)
class Box:
    """A question on the map: where it stands, and its condition in lines."""

    row: Row
    top: int
    height: int
    lines: tuple[str, ...]

    @property
    def middle(self) -> int:
        """Where arrows arrive."""
        return self.top + self.height // 2


@dataclass(frozen=True)
class Arc:
    """An arrow on the map, from the question that decides to the one that it opens."""

    start: int
    end: int
    lane: int
    colour: int
    title: str


@dataclass(frozen=True)
class Map:
    """The laid-out map: headings and their places, questions, arrows, what is repeated (caption, from, to, back)."""

    headings: tuple[tuple[str, int], ...]
    boxes: tuple[Box, ...]
    arcs: tuple[Arc, ...]
    repeated: tuple[tuple[str, int, int, int], ...]
    left: int
    height: int


def render(chart: Chart) -> str:
    """The whole page."""
    environment = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True)
    return environment.get_template(TEMPLATE).render(
        chart=chart, map=lay_out(chart), width=WIDTH, margin=MARGIN, lane=LANE, groups=GROUPS, parts=PARTS
    )


def lay_out(chart: Chart) -> Map:
    """Give each question its place: one column from top to bottom, arrows on the left in lanes that do not cross."""
    headings, boxes, top, group = [], [], 0, ""
    for title, rows in chart.sections:
        headings.append((title, top + HEAD - 12))
        top += HEAD
        for row in rows:
            lines = _lines(f"if {row.when}") if row.when else ()
            height = ROW + TALL * len(lines) - (4 if lines else 0)
            top += CAPTION if row.slot.group and not group else CAPTION // 2 if group and not row.slot.group else 0
            group = row.slot.group
            boxes.append(Box(row, top, height, lines))
            top += height + GAP
    arcs = _arcs(chart, {box.row.slot.name: box for box in boxes})
    left = MARGIN + LANE * (max((arc.lane for arc in arcs), default=0) + 2)
    return Map(tuple(headings), tuple(boxes), arcs, tuple(_repeated(boxes)), left, top)


def _arcs(chart: Chart, boxes: dict[str, Box]) -> tuple[Arc, ...]:
    parents = list(dict.fromkeys(edge.parent for edge in chart.edges))
    lanes: dict[str, int] = {}
    for parent in sorted(parents, key=lambda name: _span(chart, boxes, name)[1] - _span(chart, boxes, name)[0]):
        start, end = _span(chart, boxes, parent)
        taken = {
            lane for other, lane in lanes.items()
            if _span(chart, boxes, other)[0] <= end and start <= _span(chart, boxes, other)[1]
        }  # fmt: skip
        lanes[parent] = next(lane for lane in range(len(parents)) if lane not in taken)
    return tuple(
        Arc(boxes[edge.parent].middle, boxes[edge.child].middle, lanes[edge.parent],
            parents.index(edge.parent) % COLOURS, f"{boxes[edge.parent].row.slot.label} {edge.answers}")
        for edge in chart.edges if edge.child in boxes
    )  # fmt: skip


def _span(chart: Chart, boxes: dict[str, Box], parent: str) -> tuple[int, int]:
    ends = [boxes[edge.child].middle for edge in chart.edges if edge.parent == parent and edge.child in boxes]
    return boxes[parent].middle, max(ends, default=boxes[parent].middle)


def _repeated(boxes: list[Box]) -> list[tuple[str, int, int, int]]:
    found = []
    for group, caption in GROUPS.items():
        members = [box for box in boxes if box.row.slot.group == group]
        back = next((box.middle for box in boxes if box.row.slot.name == REPEATED_BY[group]), 0)
        if members:
            found.append((caption, members[0].top, members[-1].top + members[-1].height, back))
    return found


def _lines(text: str) -> tuple[str, ...]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= LETTERS:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(lines)
