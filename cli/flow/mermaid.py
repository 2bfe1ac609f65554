"""The flow as Mermaid text, which many documentation sites draw (https://mermaid.js.org/syntax/flowchart.html)."""

from __future__ import annotations

from itertools import pairwise

from cli.flow.chart import REPEATED_BY, Chart, Row

_SHAPES = {"choice": ('{{"', '"}}'), "multi": ('{{"', '"}}'), "account": ('(["', '"])'), "text": ('["', '"]')}


def as_mermaid(chart: Chart) -> str:
    """A flowchart: questions in their sections, in order; dotted arrows from the answers that open a question."""
    lines = ["flowchart TD"]
    for number, (title, rows) in enumerate(chart.sections):
        lines.append(f'  subgraph section{number}["{_safe(title)}"]')
        lines += [f"    {_node(row)}" for row in rows]
        lines.append("  end")
    names = [row.slot.name for row in chart.rows()]
    lines += [f"  {one} --> {other}" for one, other in pairwise(names)]
    lines += [f'  {edge.parent} -. "{_safe(edge.answers)}" .-> {edge.child}' for edge in chart.edges]
    for group, repeated_by in REPEATED_BY.items():
        first = next((row.slot.name for row in chart.rows() if row.slot.group == group), None)
        if first:
            lines.append(f'  {repeated_by} -- "Yes: once more" --> {first}')
    asked_if = [row.slot.name for row in chart.rows() if row.when]
    lines += ["  classDef conditional stroke-dasharray: 5 4", f"  class {','.join(asked_if)} conditional"]
    return "\n".join(lines) + "\n"


def _node(row: Row) -> str:
    before, after = _SHAPES[row.slot.kind]
    return f"{row.slot.name}{before}{_safe(row.slot.label)}{after}"


def _safe(text: str) -> str:
    return text.replace('"', "#quot;")
