"""Pages of PDFs as pictures: drawn in the confined process, and a damaged or huge document stops nothing."""

from __future__ import annotations

import io

import pikepdf
import pytest
from fpdf import FPDF
from PIL import Image

from cli.desk.pictures import ConfinedPictures
from stripping.drawing import LONGEST_SIDE, MOST_PAGES
from tests.support.desk_files import pdf
from tests.support.samples import picture
from triage.desk.keyring import DeskKey


@pytest.fixture
def pictures() -> ConfinedPictures:
    return ConfinedPictures([DeskKey.new("anna").recipient])


async def test_each_page_becomes_a_picture(pictures: ConfinedPictures) -> None:
    drawn = await pictures.pages(pdf(3)[0])
    assert drawn
    total, pages = drawn
    assert (total, len(pages)) == (3, 3)
    first = Image.open(io.BytesIO(pages[0]))
    assert max(first.size) <= LONGEST_SIDE
    assert 30 < sum(first.convert("L").histogram()[:100]) < 400_000  # there are letters on it


async def test_the_first_pages_of_a_long_document_are_drawn(pictures: ConfinedPictures) -> None:
    drawn = await pictures.pages(pdf(MOST_PAGES + 5)[0])
    assert drawn
    assert (drawn[0], len(drawn[1])) == (MOST_PAGES + 5, MOST_PAGES)


async def test_a_page_of_any_size_fits(pictures: ConfinedPictures) -> None:
    for size in ((14_000.0, 20.0), (0.5, 0.5)):
        paper = FPDF(unit="pt", format=size)
        paper.add_page()
        drawn = await pictures.pages(bytes(paper.output()))
        assert drawn is None or max(Image.open(io.BytesIO(drawn[1][0])).size) <= LONGEST_SIDE + 1


def _locked() -> bytes:
    made, document = io.BytesIO(), pikepdf.new()
    document.add_blank_page()
    document.save(made, encryption=pikepdf.Encryption(owner="a", user="b"))
    return made.getvalue()


def _photo() -> bytes:
    made = io.BytesIO()
    picture().save(made, "JPEG")
    return made.getvalue()


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 and nothing else", pdf(2)[0][:800], _locked(), _photo()],
    ids=["empty", "head", "cut", "locked", "photo"],
)  # fmt: skip
async def test_what_cannot_be_drawn_is_not(pictures: ConfinedPictures, content: bytes) -> None:
    assert await pictures.pages(content) is None


async def test_what_a_document_would_do_is_not_done(pictures: ConfinedPictures) -> None:
    with pikepdf.open(io.BytesIO(pdf(1)[0])) as document:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.launchURL('http://127.0.0.1:9/', true)")
        document.Root.OpenAction = document.make_indirect(script)
        made = io.BytesIO()
        document.save(made)
    plain, acting = await pictures.pages(pdf(1)[0]), await pictures.pages(made.getvalue())
    assert plain
    assert acting == plain
