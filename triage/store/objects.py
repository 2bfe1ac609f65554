"""Sealed files in S3-compatible storage, under the same names as in a folder: `<id>.open`, and `<id>.age` when kept.

A name is random and an object has no metadata of ours, but the storage knows when each was written: see decision 110.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from candour.buckets import Bucket
from candour.errors import StoreError
from triage.store.files import HEAD, KEPT, NEW, OPEN, PIECE, FileEntry, Head, id_and_state, new_probe, place

if TYPE_CHECKING:
    from obstore import ObjectMeta
    from obstore.store import S3Config

PART = 5 * 1024 * 1024  # bytes of a request; the least that S3 takes as a part that is not the last
AT_ONCE = 2  # parts of a file that are on their way at the same time: with one that gathers, 15 MiB a file
SILENCE = 60  # seconds that a request may take, or a piece of a file that is read
READING_HOURS = 6  # that a file may take to be read, however slowly it is wanted
RETRIES, RETRY_SECONDS = 3, 15


class ObjectFiles:
    """Files in a bucket.

    Args:
        bucket: where. Credentials are those of the usual variables (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, a web
            identity, ...), and never part of an address.
    """

    def __init__(self, bucket: Bucket) -> None:
        self._store = _connected(bucket, timedelta(seconds=SILENCE))
        self._reading = _connected(bucket, timedelta(hours=READING_HOURS))

    async def create(self, file_id: str, sealed: AsyncIterator[bytes]) -> None:
        """As in FileStore."""
        try:
            await self._send(place(file_id, OPEN), sealed)
        except OSError:  # what was to be stored broke off
            raise _failed("it broke off") from None

    async def open(self, file_id: str) -> AsyncIterator[bytes]:
        """As in FileStore."""
        with _only_store_errors():
            async for piece in self._pieces(await self._found(file_id)):
                yield piece

    async def keep(self, file_id: str) -> None:
        """As in FileStore."""
        opened, kept = place(file_id, OPEN), place(file_id, KEPT)
        with _only_store_errors():
            try:
                # The storage copies whole or not at all, so that a sweep at this moment takes nothing that is kept.
                await obstore.copy_async(self._store, opened, kept)
            except FileNotFoundError:
                await obstore.head_async(self._store, kept)
            else:
                await self._delete(opened)

    async def exchange_head(self, file_id: str, head: Head) -> None:
        """As in FileStore."""
        kept, new = place(file_id, KEPT), place(file_id, NEW)
        with _only_store_errors():
            pieces = self._pieces(kept)
            first = await _at_least(HEAD, pieces)
            begin, length = await asyncio.to_thread(head, first[:HEAD])
            await self._send(new, _followed(begin + first[length:], pieces))
            await obstore.copy_async(self._store, new, kept)  # fails where the file was removed meanwhile
            await self._delete(new)

    async def remove(self, file_id: str, *, only_open: bool = False) -> None:
        """As in FileStore."""
        names = [place(file_id, state) for state in ((NEW, OPEN) if only_open else (NEW, OPEN, KEPT))]
        with _only_store_errors():
            await self._delete(*names)

    async def list(self) -> list[FileEntry]:
        """As in FileStore."""
        found: dict[str, FileEntry] = {}
        async for file_id, state, meta in self._all():
            if state == KEPT or (state == OPEN and file_id not in found):
                found[file_id] = FileEntry(file_id, meta["size"], state == KEPT)
        return [found[file_id] for file_id in sorted(found)]

    async def sweep(self, older_than_seconds: float, in_use: Collection[str] = ()) -> int:
        """As in FileStore."""
        limit = datetime.now(UTC) - timedelta(seconds=older_than_seconds)
        stale = [
            place(file_id, state)
            async for file_id, state, meta in self._all()
            if state != KEPT and file_id not in in_use and meta["last_modified"] < limit
        ]
        with _only_store_errors():
            await self._delete(*stale)
        return len(stale)

    async def forgets(self) -> bool:
        """As in FileStore."""
        name = place(new_probe(), NEW)
        with _only_store_errors():
            written = await obstore.put_async(self._store, name, b"-", use_multipart=False)
            async for _ in obstore.list(self._store, chunk_size=1):
                break
            await self._delete(name)
        return written["version"] is None

    async def _all(self) -> AsyncIterator[tuple[str, str, ObjectMeta]]:
        with _only_store_errors():
            async for page in obstore.list(self._store):
                for meta in page:
                    if known := id_and_state(meta["path"]):
                        yield *known, meta

    async def _found(self, file_id: str) -> str:
        kept, opened = place(file_id, KEPT), place(file_id, OPEN)
        try:
            await obstore.head_async(self._store, kept)
        except FileNotFoundError:
            return opened
        return kept

    async def _pieces(self, name: str) -> AsyncIterator[bytes]:
        # In one request: not every server that calls itself compatible answers ranges as Amazon's does.
        got = await obstore.get_async(self._reading, name)
        stream = got.stream(min_chunk_size=PIECE).__aiter__()
        while True:
            async with asyncio.timeout(SILENCE):  # for the server alone; whoever takes the pieces may take their time
                chunk = await anext(stream, None)
            if chunk is None:
                return
            for at in range(0, len(chunk), PIECE):
                yield bytes(memoryview(chunk)[at : at + PIECE])

    async def _delete(self, *names: str) -> None:
        for name in names:
            with suppress(FileNotFoundError):
                await obstore.delete_async(self._store, name)

    async def _send(self, name: str, sealed: AsyncIterator[bytes]) -> None:
        """Write an object from pieces: whole, or not at all, also when this is cancelled."""
        pieces: asyncio.Queue[bytes | None] = asyncio.Queue(1)
        sending = asyncio.ensure_future(self._upload(name, pieces))
        try:
            async for piece in sealed:
                if piece:
                    await _hand(piece, pieces, sending)
            await _hand(b"", pieces, sending)
            await asyncio.shield(sending)
        except BaseException:
            await _cut_off(pieces, sending)
            if not sending.cancelled() and sending.exception() is None:  # too late to stop it
                await self._delete(name)
            raise

    async def _upload(self, name: str, pieces: asyncio.Queue[bytes | None]) -> None:
        with _only_store_errors():
            await obstore.put_async(
                self._store, name, _until_the_end(pieces), chunk_size=PART, max_concurrency=AT_ONCE, use_multipart=True
            )


async def _at_least(size: int, pieces: AsyncIterator[bytes]) -> bytes:
    gathered = b""
    while len(gathered) < size and (piece := await anext(pieces, None)):
        gathered += piece
    return gathered


async def _followed(first: bytes, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in pieces:
        yield piece


class _CutOff(Exception):
    """Tells the library to give up what it has sent of a file."""


async def _until_the_end(pieces: asyncio.Queue[bytes | None]) -> AsyncIterator[bytes]:
    while (piece := await pieces.get()) is not None:
        if not piece:
            return
        yield piece
    raise _CutOff


async def _hand(piece: bytes, pieces: asyncio.Queue[bytes | None], sending: asyncio.Future[None]) -> None:
    handed = asyncio.ensure_future(pieces.put(piece))
    try:
        await asyncio.wait({handed, sending}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        handed.cancel()
    if sending.done() and piece:
        await sending  # raises why it ended before it was given everything


async def _cut_off(pieces: asyncio.Queue[bytes | None], sending: asyncio.Future[None]) -> None:
    with suppress(asyncio.QueueEmpty):
        pieces.get_nowait()
    pieces.put_nowait(None)
    await asyncio.wait({sending})


def _connected(bucket: Bucket, longest: timedelta) -> S3Store:
    return S3Store(
        bucket.name,
        prefix=bucket.prefix or None,
        client_options={"allow_http": bucket.in_the_clear, "timeout": longest},
        retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=RETRY_SECONDS)},
        config=_config(bucket),
    )


def _config(bucket: Bucket) -> S3Config:
    config: S3Config = {"endpoint": bucket.endpoint} if bucket.endpoint else {}
    return {**config, "region": bucket.region} if bucket.region else config


@contextmanager
def _only_store_errors() -> Iterator[None]:
    """Turn what the library raises into StoreError: its texts hold addresses and what the server answered."""
    try:
        yield
    except FileNotFoundError:
        raise _failed("there is no such file or bucket") from None
    except (PermissionDeniedError, UnauthenticatedError):
        raise _failed("it refuses the credentials") from None
    except (BaseError, OSError, ValueError) as error:
        raise _failed(type(error).__name__) from None


def _failed(why: str) -> StoreError:
    return StoreError(f"CANDOUR_FILES_URL: the store of files cannot be used ({why})")
