"""Files that were sealed in the browser, as they stream in: passed on to the store unread, under an ID made here."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from aiohttp import web

from bot.channels.web.form.sealed import NotSealed
from bot.channels.web.streaming import chunks
from candour.errors import SealedFileError
from triage.files import new_file_id
from triage.outside import PassingCheck
from triage.padding import bucket
from triage.recipients import Recipients
from triage.store.files import PIECE, FileStore

MEGABYTES = 50  # of one file: a browser holds it in memory three times over


class SealedFiles:
    """Takes sealed files.

    Args:
        store: where they are kept, open until the report that names them comes.
        recipients: gives those to whom they must be sealed.
        folder: of the store, whose disk must have room.
        megabytes: of the largest file, if that is less than a browser can seal.
    """

    def __init__(
        self, store: FileStore, recipients: Callable[[], Recipients], folder: Path, megabytes: int = MEGABYTES
    ) -> None:
        self._store = store
        self._recipients = recipients
        self.folder = folder
        self._largest = bucket(min(megabytes, MEGABYTES) * 1024 * 1024)

    async def take(self, request: web.Request) -> str:
        """Store one file; returns its ID.

        Raises:
            NotSealed: it is no file sealed as it must be, or it broke off. Nothing of it is kept.
            StoreError, RecipientsError: it could not be stored.
        """
        file, check = new_file_id(), PassingCheck(len(self._recipients().cases), self._largest)
        try:
            await self._store.create(file, _pieces(request, check))
        except SealedFileError:
            raise NotSealed from None
        return file


async def _pieces(request: web.Request, check: PassingCheck) -> AsyncIterator[bytes]:
    gathered = bytearray()
    async for chunk in chunks(request, NotSealed()):
        check.update(chunk)
        gathered += chunk
        if len(gathered) >= PIECE:
            yield bytes(gathered)
            gathered.clear()
    check.finish()
    yield bytes(gathered)
