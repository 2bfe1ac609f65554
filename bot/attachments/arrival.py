"""One file's way in: sealed under a key of its own as it streams in, stripped from there, sealed to the team.

It is never in the clear on disk, and in memory only a piece at a time.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.attachments import wording
from bot.attachments.wording import FileRefused
from stripping.process import What, strip
from triage import age
from triage.age_stream import PIECE, Opener, Sealer, with_key
from triage.files import EICAR, EICAR_TEXT, Attachment, FileSealing
from triage.sealing import Recipient
from triage.store.files import FileStore

STANZA = age.Stanza(("candour-draft",), b"")  # the key is not in the file: it is derived from the draft's


@dataclass(frozen=True)
class Arrived:
    """A file that is on disk, sealed under its own key.

    Attributes:
        place: where.
        key: the file's key.
        flags: of `triage.files.FLAGS`.
        digest: SHA-256 of its content, in hexadecimal digits; empty where it came in earlier.
    """

    place: Path
    key: bytes
    flags: tuple[str, ...]
    digest: str = ""


async def receive(chunks: AsyncIterator[bytes], place: Path, key: bytes, most: int) -> Arrived:
    """Write what comes in to a place, sealed.

    Args:
        chunks: of any size.
        place: a new file there.
        key: of this file alone.
        most: bytes that a file may have.

    Raises:
        FileRefused: it is empty or too large.
        OSError: it cannot be written.
    """
    sealer, scan, size = Sealer([STANZA], key), _Scan(), 0
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        async for piece in in_pieces(chunks):
            size += len(piece)
            if size > most:
                raise FileRefused(wording.TOO_LARGE.format(megabytes=most // 1024**2), 413)
            await asyncio.to_thread(scan.look_at, piece)
            await asyncio.to_thread(file.write, await asyncio.to_thread(sealer.update, piece))
        if not size:
            raise FileRefused(wording.EMPTY)
        await asyncio.to_thread(file.write, sealer.finish())
    return Arrived(place, key, (EICAR,) if scan.found else (), scan.digest.hexdigest())


async def clean(
    arrived: Arrived, store: FileStore, file_id: str, team: Sequence[Recipient]
) -> tuple[What, FileSealing]:
    """Strip a file and seal what comes out.

    Raises:
        NotStripped: it could not be; nothing is stored.
        StoreError: it could not be stored.
    """
    sealing = FileSealing(team)
    async with strip(arrived.place, arrived.key) as stripping:
        await store.create(file_id, _sealed(stripping.pieces(), sealing))
        return stripping.what, sealing


async def as_it_is(arrived: Arrived, store: FileStore, file_id: str, team: Sequence[Recipient]) -> FileSealing:
    """Seal a file untouched.

    Raises:
        StoreError: it could not be stored.
    """
    sealing = FileSealing(team)
    await store.create(file_id, _sealed(_content(arrived), sealing))
    return sealing


def describe(
    file_id: str,
    number: int,
    what: What,
    sealing: FileSealing,
    *,
    stripped: bool,
    original: bool = False,
    flags: tuple[str, ...] = (),
) -> Attachment:
    """What the case will say of a file."""
    return Attachment(
        id=file_id,
        number=number,
        kind=what.kind,
        media_type=what.media_type,
        size=sealing.size,
        sha256=sealing.sha256,
        stripped=stripped,
        original=original,
        flags=flags,
    )


async def in_pieces(chunks: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Gather small chunks and part large ones: a thread is worth its while, and no call takes long."""
    gathered = bytearray()
    async for chunk in chunks:
        gathered += chunk
        while len(gathered) >= PIECE:
            yield bytes(gathered[:PIECE])
            del gathered[:PIECE]
    if gathered:
        yield bytes(gathered)


async def _sealed(pieces: AsyncIterator[bytes], sealing: FileSealing) -> AsyncIterator[bytes]:
    async for piece in in_pieces(pieces):
        yield await asyncio.to_thread(sealing.update, piece)
    for piece in sealing.finish():  # zeros, a piece at a time: each takes about a millisecond
        yield piece


async def _content(arrived: Arrived) -> AsyncIterator[bytes]:
    opener = Opener(with_key(arrived.key))
    with arrived.place.open("rb") as file:
        while sealed := await asyncio.to_thread(file.read, PIECE):
            yield await asyncio.to_thread(opener.update, sealed)
    yield opener.finish()


class _Scan:
    """Looks for the virus scanners' test string in what passes, also where pieces meet, and digests it."""

    def __init__(self) -> None:
        self.found = False
        self.digest = hashlib.sha256()
        self._end = b""

    def look_at(self, piece: bytes) -> None:
        self.digest.update(piece)
        self.found = self.found or EICAR_TEXT in piece or EICAR_TEXT in self._end + piece[: len(EICAR_TEXT)]
        self._end = piece[-len(EICAR_TEXT) :]
