"""Pages of a PDF as pictures, for the desk: PDFium draws them, and what a page could do does not come along.

The build of PDFium that comes with pypdfium2 has neither JavaScript nor XFA. Form fields are drawn as they are filled
in. Letters whose font is not in the document are drawn in PDFium's own, for there is no other to be had in here.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

import pypdfium2

from stripping.outcomes import TooMuch, Unreadable

MOST_PAGES = 40
MOST_BYTES = 64 * 1024 * 1024  # of the document
LONGEST_SIDE = 1500  # pixels
_LARGEST_SCALE = 2.5  # 180 dots an inch
_QUALITY = 82
_NUMBER = struct.Struct(">I")


def draw(file: BinaryIO) -> Iterator[bytes]:
    """Draw the first MOST_PAGES pages.

    Returns:
        How many pages there are in all, as a number of four bytes; then for each that is drawn, the length of its JPEG
        as such a number, and the JPEG.

    Raises:
        Unreadable: it is damaged or needs a password.
        TooMuch: it is too large.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise TooMuch
    try:
        document = pypdfium2.PdfDocument(content)
        document.init_forms()
        yield _NUMBER.pack(len(document))
        for number in range(min(len(document), MOST_PAGES)):
            page = _page(document, number)
            yield _NUMBER.pack(len(page)) + page
    except MemoryError:
        raise
    except Exception:  # whatever a parser meets in a damaged file
        raise Unreadable from None


def _page(document: pypdfium2.PdfDocument, number: int) -> bytes:
    page = document[number]
    scale = min(_LARGEST_SCALE, LONGEST_SIDE / max(1, *page.get_size()))
    drawn, output = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB"), io.BytesIO()
    drawn.save(output, "JPEG", quality=_QUALITY)
    page.close()
    return output.getvalue()


def _load() -> None:
    """Have PDFium and Pillow load what they load on first use: once the process is shut in, nothing can be loaded."""
    document = pypdfium2.PdfDocument.new()
    document.new_page(72, 72)
    made = io.BytesIO()
    document.save(made)
    list(draw(io.BytesIO(made.getvalue())))


_load()
