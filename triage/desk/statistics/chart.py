"""Tables as figures for a web page: bars drawn on the server, and the same numbers in a table beside them.

Nothing in it is styled inline, fetched or run, so that it stands on a page with the strictest policy.
"""

from __future__ import annotations

from xml.etree import ElementTree as ET  # nosec B405 - it writes, and reads nothing

from triage.desk.statistics.hiding import HIDDEN, Safe

_LINE, _LABEL, _BAR, _NUMBER = 24, 380, 330, 70
_LONGEST = 46  # letters of a label that have room; the table beside it has all of them
_WIDTH = _LABEL + _BAR + _NUMBER


def figure(table: Safe) -> str:
    """A figure in HTML: a title, an SVG chart that a screen reader passes by its description, and the table."""
    root = ET.Element("figure", {"class": "statistics", "id": f"statistics-{table.name}"})
    ET.SubElement(root, "figcaption", {"id": f"{table.name}-caption"}).text = table.title
    root.append(chart(table))
    root.append(_html(table))
    return ET.tostring(root, "unicode", method="html")


def chart(table: Safe) -> ET.Element:
    """The bars. A hidden number has no bar, and says so."""
    height = _LINE * max(1, len(table.rows))
    box = {"viewBox": f"0 0 {_WIDTH} {height}", "width": str(_WIDTH), "height": str(height)}
    names = {"role": "img", "aria-labelledby": f"{table.name}-title {table.name}-desc"}
    svg = ET.Element("svg", box | names | {"xmlns": "http://www.w3.org/2000/svg"})
    ET.SubElement(svg, "title", {"id": f"{table.name}-title"}).text = table.title
    ET.SubElement(svg, "desc", {"id": f"{table.name}-desc"}).text = _in_words(table)
    largest = max((number or 0 for _, number in table.rows), default=0)
    for place, (label, number) in enumerate(table.rows):
        _bar(svg, place * _LINE, label, number, largest)
    return svg


def _bar(svg: ET.Element, top: int, label: str, number: int | None, largest: int) -> None:
    length = round(_BAR * (number or 0) / largest) if largest else 0
    baseline = str(top + _LINE - 8)
    text = {"fill": "currentColor", "font-size": "14", "y": baseline}
    ET.SubElement(svg, "text", text | {"x": str(_LABEL - 8), "text-anchor": "end"}).text = _short(label)
    size = {"width": str(length), "height": str(_LINE - 6)}
    ET.SubElement(svg, "rect", {"x": str(_LABEL), "y": str(top + 3), "fill": "currentColor"} | size)
    ET.SubElement(svg, "text", text | {"x": str(_LABEL + length + 6)}).text = shown(number)


def _short(label: str) -> str:
    return label if len(label) <= _LONGEST else f"{label[: _LONGEST - 1].rstrip()}…"


def _html(table: Safe) -> ET.Element:
    root = ET.Element("table", {"aria-labelledby": f"{table.name}-caption"})
    _row(ET.SubElement(root, "thead"), "", "Cases", header="col")
    body = ET.SubElement(root, "tbody")
    for label, number in table.rows:
        _row(body, label, shown(number))
    _row(ET.SubElement(root, "tfoot"), "All cases" if table.overlapping else "Total", shown(table.total))
    return root


def _row(parent: ET.Element, label: str, text: str, header: str = "") -> None:
    row = ET.SubElement(parent, "tr")
    if header and not label:
        ET.SubElement(row, "td")
    else:
        ET.SubElement(row, "th", {"scope": header or "row"}).text = label
    ET.SubElement(row, "th" if header else "td", {"scope": header} if header else {}).text = text


def shown(number: int | None) -> str:
    """A number, or that it is hidden."""
    return HIDDEN if number is None else str(number)


def _in_words(table: Safe) -> str:
    return "; ".join(f"{label}: {shown(number)}" for label, number in table.rows) or "No cases."
