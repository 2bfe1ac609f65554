"""The extract as a PDF: a report to read and to print. Its text is that of the extract, and it names nobody else."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import TTFFont

from candour.errors import StartError

_SANS, _ARABIC = "sans", "arabic"
# From packages that hold a font and nothing else: OFL, and no code of theirs is run.
_FONTS = {
    _SANS: ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    _ARABIC: ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
}
_MARGIN, _LABEL_WIDTH, _LINE = 20, 55, 5.5
_OTHER_SCRIPT = "\N{REPLACEMENT CHARACTER}"
NOTE = "Some words are in a script that this page cannot show; case.json has them."
DEMO = "DEMO: sealed with a key that everyone has. Not a confidential report."


class Paper(FPDF):
    """Pages with the reference above and their number below."""

    def __init__(self, reference: str) -> None:
        super().__init__(format="A4")
        self._reference = reference
        self.set_margins(_MARGIN, _MARGIN)
        self.set_auto_page_break(True, _MARGIN)
        self._letters: list[Container[int]] = []
        for name in _FONTS:
            self.add_font(name, fname=_font(name))
            font = self.fonts[name]
            self._letters.append(font.cmap if isinstance(font, TTFFont) else ())
        self.set_fallback_fonts([_ARABIC])
        self.set_text_shaping(True)

    def header(self) -> None:
        """Above each page."""
        self._small(f"Report {self._reference}")
        self.ln(_LINE)

    def footer(self) -> None:
        """Below each page."""
        self.set_y(-_MARGIN + 5)
        self._small(f"Page {self.page_no()} of {{nb}}")

    def _small(self, text: str) -> None:
        self.set_font(_SANS, size=8)
        self.cell(0, _LINE, text, align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def title_line(self, text: str, size: int = 12) -> None:
        """A heading."""
        self.ln(3)
        self.set_font(_SANS, size=size)
        self.multi_cell(0, size * 0.6, text, new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1)

    def paragraph(self, text: str) -> None:
        """A paragraph of text."""
        self.set_font(_SANS, size=10)
        self.multi_cell(0, _LINE, self.printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        self.ln(1.5)

    def fact(self, label: str, text: str) -> None:
        """A label, and what there is to it beside it."""
        self.set_font(_SANS, size=10)
        if self.will_page_break(2 * _LINE):
            self.add_page()
        top = self.get_y()
        self.set_text_color(90, 90, 90)
        self.multi_cell(_LABEL_WIDTH - 3, _LINE, label, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        below, page = self.get_y(), self.page
        self.set_text_color(0, 0, 0)
        self.set_xy(_MARGIN + _LABEL_WIDTH, top)
        self.multi_cell(0, _LINE, self.printable(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
        if self.page == page:
            self.set_y(max(below, self.get_y()))
        self.ln(1)

    def printable(self, text: str) -> str:
        """The text with one mark in place of each word that the fonts have no letters for."""
        return "".join(letter if self._known(letter) else _OTHER_SCRIPT for letter in text)

    def _known(self, letter: str) -> bool:
        return letter == "\n" or any(ord(letter) in letters for letters in self._letters)


def as_pdf(content: Mapping[str, Any], left_out: Mapping[str, Any], day: date) -> bytes:
    """Write an extract as a PDF.

    Args:
        content: of `triage.desk.sharing.extract.Extract`.
        left_out: how much is not there.
        day: on which it is made.

    Raises:
        StartError: a font is not installed.
    """
    paper = Paper(content["reference"])
    paper.set_title(f"Report {content['reference']}")
    paper.set_lang("en-GB")
    paper.set_creator("Candour")
    paper.set_producer("Candour")
    paper.set_creation_date(datetime.combine(day, time(), UTC))  # an hour would tell who was at the desk
    paper.add_page()
    paper.title_line(f"Report {content['reference']}", 18)
    if content["demo"]:
        paper.paragraph(DEMO)
    paper.paragraph(_about(left_out, day))
    _facts(paper, content)
    paper.title_line("Account, in the reporter's words")
    for message in content["account"]:
        paper.paragraph(message)
    _assessments(paper, content["assessments"])
    if any(_OTHER_SCRIPT in paper.printable(text) for text in _texts(content)):
        paper.paragraph(NOTE)
    return bytes(paper.output())


def _about(left_out: Mapping[str, Any], day: date) -> str:
    return (
        f"Prepared on {day.day} {day:%B %Y} for the unit it is addressed to. Left out, to protect people: passages "
        f"{left_out['passages']}, answers {left_out['answers']}, files {left_out['files']}. Do not try to find out who "
        "reported this, and ask nobody who could be them."
    )


def _facts(paper: Paper, content: Mapping[str, Any]) -> None:
    paper.title_line("What is reported")
    paper.fact("Handed over", content["handed_over"])
    for one in content["answers"]:
        reading = as_read(one)
        said = one["as_said"] or ""
        paper.fact(one["label"], f"{reading} (in their words: {said})" if said and said != reading else reading)
    for one in content["files"]:
        paper.fact(f"File {one['number']}", f"{one['kind']}, {one['media_type']}, SHA-256 {one['sha256']}")


def as_read(answer: Mapping[str, Any]) -> str:
    """An answer of an extract in words."""
    return str(answer["shown"] or _plain(answer["value"]))


def _assessments(paper: Paper, decided: Sequence[Mapping[str, Any]]) -> None:
    if decided:
        paper.title_line("Assessment")
    for one in decided:
        risk = f", risk {one['risk']}" if one["risk"] else ""
        paper.fact(str(one["day"]), f"{one['outcome']}{risk}: {one['reason']}")


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return "\n".join(_plain(inner) for inner in value)
    return {None: "-", True: "yes", False: "no"}.get(value, str(value)) if not isinstance(value, str) else value


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping | list):
        for inner in value.values() if isinstance(value, Mapping) else value:
            yield from _texts(inner)


def _font(name: str) -> Path:
    package, file = _FONTS[name]
    found = find_spec(package)
    for folder in (found.submodule_search_locations or []) if found else []:
        return Path(folder) / "files" / file
    raise StartError(f"the font {package} is not installed; `make run` prepares everything")
