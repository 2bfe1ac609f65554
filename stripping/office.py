"""Documents of office programs: which family one is of, and the pictures inside them."""

from __future__ import annotations

import io
from typing import BinaryIO

from PIL import Image

from stripping import images, kinds, open_document, open_xml
from stripping.kinds import IMAGE, Type
from stripping.outcomes import UnknownType, Unreadable
from stripping.zips import read_parts


def strip(file: BinaryIO) -> tuple[Type, bytes]:
    """Write a document anew.

    Raises:
        UnknownType: it is an archive, but no document that is known here.
        Unreadable: it is damaged.
        TooMuch: it unpacks to more than a document may.
    """
    parts = read_parts(file)
    for family in (open_xml, open_document):
        found = family.type_of(parts)
        if found:
            return found, family.rebuild(parts, picture)
    raise UnknownType


def picture(content: bytes) -> bytes:
    """Rebuild a picture of a document in its own format; one that cannot be gives an empty one of a single pixel."""
    of = kinds.type_of(content[: kinds.HEAD])
    if of.reader == IMAGE and of.format != "HEIF":
        try:
            return images.strip(io.BytesIO(content), of)[1]
        except Unreadable:
            pass
    return _BLANK


def _blank() -> bytes:
    output = io.BytesIO()
    Image.new("RGB", (1, 1), "white").save(output, "PNG")
    return output.getvalue()


_BLANK = _blank()
