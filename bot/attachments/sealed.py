"""Photos that the reporter's own browser has drawn anew and sealed: passed on to the store, and never opened here.

All that can be checked is what shows from outside (triage/outside.py). What the browser says of a photo may be untrue,
so the case says that nobody has checked it; the desk opens nothing that is not exactly what the case says.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

from bot.attachments import wording
from bot.attachments.arrival import in_pieces
from bot.attachments.wording import FileRefused
from candour.errors import SealedFileError
from triage.files import PHOTO, UNCHECKED, Attachment
from triage.outside import PassingCheck
from triage.padding import bucket
from triage.store.files import FileStore

MOST_BYTES = 50 * 1024 * 1024  # of one photo: a browser holds it in memory three times over


@dataclass(frozen=True)
class Content:
    """What is sealed, as the browser tells it.

    Attributes:
        size: in bytes.
        sha256: in hexadecimal digits.
        media_type: its type.
    """

    size: int
    sha256: str
    media_type: str = "image/jpeg"


@dataclass(frozen=True)
class SealedPhoto:
    """A photo as it comes in: sealed, and after it, sealed as well, its untouched original if that is wanted.

    Attributes:
        length: bytes that the sealed photo takes.
        photo: what is in it.
        original: what is in the rest.
    """

    length: int
    photo: Content
    original: Content | None = None


class Passing:
    """Passes on what one request brings, one sealed file after the other.

    Args:
        chunks: all of it, as it comes.
        store: where it goes.
        recipients: for how many it must be sealed.
        most: bytes that a file may have.
    """

    def __init__(self, chunks: AsyncIterator[bytes], store: FileStore, recipients: int, most: int) -> None:
        self._chunks = chunks
        self._store = store
        self._recipients = recipients
        self._most = min(most, MOST_BYTES)
        self._left = b""

    async def pass_on(self, file_id: str, content: Content, length: int | None = None) -> None:
        """Store one file.

        Args:
            file_id: under which.
            content: what is said to be in it.
            length: bytes that it takes; None for all that is left.

        Raises:
            FileRefused: it is too large, or not sealed as it must be. Nothing of it is kept.
            StoreError: it could not be stored.
        """
        if content.size > self._most:
            raise FileRefused(wording.TOO_LARGE.format(megabytes=self._most // 1024**2), 413)
        try:
            await self._store.create(file_id, in_pieces(self._checked(content, length)))
        except SealedFileError:
            raise FileRefused(wording.NOT_SEALED, 422) from None

    async def end(self) -> None:
        """See that nothing is left.

        Raises:
            FileRefused: something is.
        """
        async for _ in self._next(None):
            raise FileRefused(wording.NOT_SEALED, 422)

    async def _checked(self, content: Content, length: int | None) -> AsyncIterator[bytes]:
        check = PassingCheck(self._recipients, bucket(self._most))
        async for piece in self._next(length):
            check.update(piece)
            yield piece
        if check.finish() != bucket(content.size):
            raise SealedFileError

    async def _next(self, length: int | None) -> AsyncIterator[bytes]:
        wanted = length
        while wanted is None or wanted:
            piece = self._left or await anext(self._chunks, b"")
            if not piece and wanted:
                raise SealedFileError
            if not piece:
                return
            now = piece if wanted is None else piece[:wanted]
            self._left = piece[len(now) :]
            wanted = None if wanted is None else wanted - len(now)
            yield now


def describe(file_id: str, number: int, content: Content, *, original: bool = False) -> Attachment:
    """What the case will say of a photo that was sealed in a browser.

    Raises:
        FileRefused: the browser says of it what cannot be.
    """
    try:
        return Attachment(
            id=file_id,
            number=number,
            kind=PHOTO,
            media_type=content.media_type,
            size=content.size,
            sha256=content.sha256,
            stripped=not original,
            original=original,
            flags=(UNCHECKED,),
        )
    except SealedFileError:
        raise FileRefused(wording.NOT_SEALED, 422) from None
