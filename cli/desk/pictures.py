"""Pictures of files for the desk's page: drawn anew in the confined process that strips files on their way in."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

from stripping.process import NotStripped, strip
from triage import age
from triage.sealing import Recipient

_KEPT = 24  # pictures in memory, so that a page that is shown again need not be drawn again
_JPEG = b"\xff\xd8\xff"
_SHOWN = ("image/jpeg", "image/png", "image/webp")


class ConfinedPictures:
    """Draws photos anew from their pixels, and pages of PDFs: what else is in a file never reaches the browser.

    Args:
        team: any recipients; the file goes to the confined process encrypted, under a key of its own.
    """

    def __init__(self, team: Sequence[Recipient]) -> None:
        self._team = team
        self._drawn: OrderedDict[bytes, tuple[str, bytes] | None] = OrderedDict()

    async def picture(self, content: bytes) -> tuple[str, bytes] | None:
        """As in `triage.desk.web.files.Pictures`."""
        name = sha256(content).digest()
        if name not in self._drawn:
            self._drawn[name] = await self._draw(content)
        while len(self._drawn) > _KEPT:
            self._drawn.popitem(last=False)
        return self._drawn[name]

    async def pages(self, content: bytes) -> tuple[int, list[bytes]] | None:
        """As in `triage.desk.web.documents.Pages`."""
        drawn = await self._confined(content, "draw")
        return _split(drawn[1]) if drawn else None

    async def _draw(self, content: bytes) -> tuple[str, bytes] | None:
        drawn = await self._confined(content)
        return drawn if drawn and drawn[0] in _SHOWN else None

    async def _confined(self, content: bytes, *task: str) -> tuple[str, bytes] | None:
        key = age.new_file_key()
        handle = os.memfd_create("sealed", os.MFD_CLOEXEC)  # never on a disk, not even sealed
        try:
            with os.fdopen(os.dup(handle), "wb") as file:
                file.write(age.write([self._team[0].wrap(key)], key, content))
            async with strip(Path(f"/proc/self/fd/{handle}"), key, *task) as stripping:
                drawn = b"".join([piece async for piece in stripping.pieces()])
        except (NotStripped, OSError):
            return None
        finally:
            os.close(handle)
        return stripping.what.media_type, drawn


def _split(drawn: bytes) -> tuple[int, list[bytes]] | None:
    """Take apart what `stripping.drawing.draw` gives; nothing where it is cut, or no picture."""
    total, place, pages = int.from_bytes(drawn[:4]), 4, []
    while place < len(drawn):
        size = int.from_bytes(drawn[place : place + 4])
        pages.append(drawn[place + 4 : place + 4 + size])
        place += 4 + size
    whole = place == len(drawn) and len(pages) <= total and all(page.startswith(_JPEG) for page in pages)
    return (total, pages) if whole and pages else None
