"""Where sealed files lie. This store can open none of them, and nothing in it links a file to a case.

A file is made *open*: it belongs to a report that is still being made. When the case that names it is stored the file
is *kept*. What stays open for longer than any report can is an orphan (its report's key was lost, by a power cut for
example), and is swept. Files lie in a folder, or in the bucket of `triage.store.objects`.
"""

from __future__ import annotations

import asyncio
import os
import re
import secrets
import shutil
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from candour.buckets import Bucket
from candour.errors import StoreError
from candour.settings import Settings

PIECE = 1024 * 1024
Head = Callable[[bytes], tuple[bytes, int]]
HEAD = 64 * 1024
OPEN, NEW, KEPT = ".open", ".new", ".age"  # NEW: while it is written anew, or not yet whole
_DAY = 86400
_ID = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True)
class FileEntry:
    """A file as it is listed. `size` is that of the envelope."""

    id: str
    size: int
    kept: bool


class FileStore(Protocol):
    """Sealed files by their random IDs. Every method raises StoreError when the store cannot be used."""

    async def create(self, file_id: str, sealed: AsyncIterator[bytes]) -> None:
        """Store a file, open; when this returns it survives a crash, and if it fails nothing of it is left."""

    def open(self, file_id: str) -> AsyncIterator[bytes]:
        """Read a file, open or kept."""

    async def keep(self, file_id: str) -> None:
        """Keep a file from now on, for the case that names it. Keeping it twice is no error.

        Raises:
            StoreError: there is no such file.
        """

    async def exchange_head(self, file_id: str, head: Head) -> None:
        """Write a kept file anew with another beginning; a crash leaves it as it was or as it shall be.

        Args:
            file_id: which file.
            head: takes the first 64 KiB; gives the new beginning, and the length of the one that it takes the place of.
        """

    async def remove(self, file_id: str, *, only_open: bool = False) -> None:
        """Remove a file, open or kept (or only if it is open). Removing it twice is no error."""

    async def list(self) -> list[FileEntry]:
        """List all files, by ID, which tells nothing about order."""

    async def sweep(self, older_than_seconds: float, in_use: Collection[str] = ()) -> int:
        """Remove what has been open for so long, unless it is in use; returns how many."""

    async def forgets(self) -> bool:
        """Write and remove something; returns whether the store keeps nothing of what is removed."""


class FolderFiles:
    """Files in a folder: `<id>.age` when kept.

    Args:
        folder: made on first use with mode 0700.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def create(self, file_id: str, sealed: AsyncIterator[bytes]) -> None:
        """As in FileStore."""
        new = self._place(file_id, NEW)
        try:
            file = await asyncio.to_thread(_new_file, new)
            try:
                async for piece in sealed:
                    await asyncio.to_thread(file.write, piece)
                await asyncio.to_thread(_to_disk, file)
            finally:
                file.close()
            new.rename(self._place(file_id, OPEN))
        except BaseException as error:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            if isinstance(error, OSError):
                raise _failed(error) from None
            raise

    async def open(self, file_id: str) -> AsyncIterator[bytes]:
        """As in FileStore."""
        try:
            with self._found(file_id).open("rb") as file:
                while piece := await asyncio.to_thread(file.read, PIECE):
                    yield piece
        except OSError as error:
            raise _failed(error) from None

    async def keep(self, file_id: str) -> None:
        """As in FileStore."""
        kept = self._place(file_id, KEPT)
        try:
            found = self._found(file_id)
            # The hour would tell who was online when; the day is in the case anyway.
            day = time.time() // _DAY * _DAY
            os.utime(found, (day, day))
            found.rename(kept)
            await asyncio.to_thread(_folder_to_disk, self._folder)
        except OSError as error:
            raise _failed(error) from None

    async def exchange_head(self, file_id: str, head: Head) -> None:
        """As in FileStore."""
        kept, new = self._place(file_id, KEPT), self._place(file_id, NEW)
        try:
            await asyncio.to_thread(_exchange_head, kept, new, head)
            new.rename(kept)  # fails where the file was removed meanwhile, and this with it
            await asyncio.to_thread(_folder_to_disk, self._folder)
        except OSError as error:
            raise _failed(error) from None

    async def remove(self, file_id: str, *, only_open: bool = False) -> None:
        """As in FileStore."""
        try:
            for state in (NEW, OPEN) if only_open else (NEW, OPEN, KEPT):
                self._place(file_id, state).unlink(missing_ok=True)
        except OSError as error:
            raise _failed(error) from None

    async def list(self) -> list[FileEntry]:
        """As in FileStore."""
        files = sorted(self._folder.glob(f"*{KEPT}")) + sorted(self._folder.glob(f"*{OPEN}"))
        return sorted(
            (FileEntry(file.stem, file.stat().st_size, file.suffix == KEPT) for file in files if _ID.match(file.stem)),
            key=lambda entry: entry.id,
        )

    async def sweep(self, older_than_seconds: float, in_use: Collection[str] = ()) -> int:
        """As in FileStore."""
        limit = time.time() - older_than_seconds
        files = [*self._folder.glob(f"*{OPEN}"), *self._folder.glob(f"*{NEW}")]
        try:
            stale = [file for file in files if file.stem not in in_use and file.stat().st_mtime < limit]
            for file in stale:
                file.unlink(missing_ok=True)
        except OSError as error:
            raise _failed(error) from None
        return len(stale)

    async def forgets(self) -> bool:
        """As in FileStore."""
        probe = self._place(new_probe(), NEW)
        try:
            await asyncio.to_thread(_new_file(probe).close)
            probe.unlink()
        except OSError as error:
            raise _failed(error) from None
        return True

    def _found(self, file_id: str) -> Path:
        kept = self._place(file_id, KEPT)
        return kept if kept.is_file() else self._place(file_id, OPEN)

    def _place(self, file_id: str, state: str) -> Path:
        return self._folder / place(file_id, state)


def place(file_id: str, state: str) -> str:
    """The name under which a file in that state lies.

    Raises:
        StoreError: this is no ID of a file.
    """
    if not _ID.match(file_id):  # it becomes a file's name
        raise StoreError("a sealed file has another kind of ID")
    return f"{file_id}{state}"


def id_and_state(name: str) -> tuple[str, str] | None:
    """What `place` made a name of; None if it is something else."""
    file_id, dot, state = name.partition(".")
    return (file_id, dot + state) if _ID.match(file_id) and dot + state in (OPEN, NEW, KEPT) else None


def new_probe() -> str:
    """The ID of something that is written only to see whether it can be."""
    return secrets.token_hex(16)


def make_file_store(settings: Settings) -> FileStore:
    """The store of sealed files for these settings."""
    if not settings.files_url:
        return FolderFiles(settings.data_dir / "files")
    from triage.store.objects import ObjectFiles  # a folder needs nothing of its library

    return ObjectFiles(Bucket.parse(settings.files_url))


def _new_file(place: Path) -> BinaryIO:
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    return os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")


def _exchange_head(kept: Path, new: Path, head: Head) -> None:
    with kept.open("rb") as old:
        begin, length = head(old.read(HEAD))
        old.seek(length)
        new.unlink(missing_ok=True)  # of a try that was cut off
        with _new_file(new) as file:
            file.write(begin)
            shutil.copyfileobj(old, file, PIECE)
            _to_disk(file)
        day = os.fstat(old.fileno()).st_mtime
    os.utime(new, (day, day))


def _to_disk(file: BinaryIO) -> None:
    file.flush()
    os.fsync(file.fileno())


def _folder_to_disk(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _failed(error: OSError) -> StoreError:
    return StoreError(f"CANDOUR_DATA_DIR: the store of files cannot be used ({error.strerror or type(error).__name__})")
