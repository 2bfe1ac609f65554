"""Files of reports: what a case says of them, how they are sealed, and where they lie."""

from __future__ import annotations

import asyncio
import hashlib
import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candour.errors import SealedFileError, StoreError
from triage.desk.keyring import DeskKey
from triage.files import EICAR, Attachment, FileOpening, FileSealing, new_file_id
from triage.padding import bucket
from triage.store.files import FileEntry, FolderFiles


def attachment(content: bytes = b"", **changed: object) -> Attachment:
    made = Attachment(
        id=new_file_id(),
        number=1,
        kind="photo",
        media_type="image/jpeg",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        stripped=True,
    )
    return replace(made, **changed)


def sealed(content: bytes, key: DeskKey) -> bytes:
    sealing = FileSealing([key.recipient])
    made = b"".join(sealing.update(content[at : at + 50_000]) for at in range(0, len(content), 50_000))
    made += b"".join(sealing.finish())
    assert (sealing.size, sealing.sha256) == (len(content), hashlib.sha256(content).hexdigest())
    return made


def opened(data: bytes, described: Attachment, key: DeskKey) -> bytes:
    opening = FileOpening(described, [key])
    return b"".join(opening.update(data[at : at + 70_000]) for at in range(0, len(data), 70_000)) + opening.finish()


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize("size", [0, 1, 32_760, 65_536, 1_100_000])
def test_a_sealed_file_opens_to_exactly_its_content(size: int, desk_key: DeskKey) -> None:
    content = b"\0x" * (size // 2) + b"\0" * (size % 2)
    assert opened(sealed(content, desk_key), attachment(content), desk_key) == content


def test_files_of_a_bucket_have_one_size(desk_key: DeskKey) -> None:
    sizes = {len(sealed(bytes(size), desk_key)) for size in (0, 5, 20_000, 32_000)}
    assert len(sizes) == 1
    assert bucket(10_000_000) < 10_300_000


@pytest.mark.parametrize("changed", [{"size": 4}, {"size": 6}, {"size": 40_000}, {"sha256": "0" * 64}])
def test_another_file_than_the_case_means_is_refused(changed: dict[str, object], desk_key: DeskKey) -> None:
    with pytest.raises(SealedFileError):
        opened(sealed(b"hello", desk_key), replace(attachment(b"hello"), **changed), desk_key)


def test_a_file_for_others_or_cut_is_refused(desk_key: DeskKey, other_key: DeskKey) -> None:
    data = sealed(b"hello", desk_key)
    for wrong, key in ((data, other_key), (data[:-1], desk_key), (data[:100], desk_key), (b"", desk_key)):
        with pytest.raises(SealedFileError):
            opened(wrong, attachment(b"hello"), key)


def test_an_attachment_is_read_as_it_was_written() -> None:
    made = attachment(b"x", flags=(EICAR,), original=True, stripped=False)
    assert Attachment.from_view(made.view()) == made


@pytest.mark.parametrize(
    "changed",
    [
        {"id": "../../etc/passwd"}, {"number": 0}, {"kind": "program"}, {"media_type": "image/jpeg\nx"}, {"size": -1},
        {"sha256": "x"}, {"flags": ["new"]}, {"name": "holiday.jpg"}, {"flags": None}, {"number": "1"},
    ],
)  # fmt: skip
def test_what_is_no_attachment_is_refused(changed: dict[str, object]) -> None:
    with pytest.raises(SealedFileError):
        Attachment.from_view(attachment().view() | changed)


@settings(deadline=None)
@given(st.recursive(st.none() | st.integers() | st.text(), lambda inner: st.dictionaries(st.text(), inner)))
def test_nothing_else_is_an_attachment(content: object) -> None:
    with pytest.raises(SealedFileError):
        Attachment.from_view(content)


def left_in(folder: Path) -> list[str]:
    return [file.name for file in folder.iterdir()]


async def read(store: FolderFiles, file_id: str) -> bytes:
    return b"".join([piece async for piece in store.open(file_id)])


async def test_a_file_is_stored_listed_kept_and_removed(tmp_path: Path) -> None:
    store, one = FolderFiles(tmp_path / "files"), new_file_id()
    await store.create(one, chunks(b"ab", b"c"))
    assert await read(store, one) == b"abc"
    assert await store.list() == [FileEntry(one, 3, False)]
    await store.keep(one)
    await store.keep(one)
    assert await store.list() == [FileEntry(one, 3, True)]
    assert await read(store, one) == b"abc"
    file = tmp_path / "files" / f"{one}.age"
    assert file.stat().st_mtime % 86400 == 0
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    await store.remove(one)
    await store.remove(one)
    assert await store.list() == []
    with pytest.raises(StoreError):
        await read(store, one)
    with pytest.raises(StoreError):
        await store.keep(one)


async def test_a_file_that_fails_leaves_nothing(tmp_path: Path) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        yield b"ab"
        raise ConnectionResetError

    async def hangs() -> AsyncIterator[bytes]:
        yield b"ab"
        await asyncio.sleep(60)

    store = FolderFiles(tmp_path)
    with pytest.raises(StoreError):
        await store.create(new_file_id(), breaks())
    task = asyncio.create_task(store.create(new_file_id(), hangs()))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("name", ["", "../x", "0" * 31, "0" * 32 + "\n", "A" * 32])
async def test_another_name_than_an_id_is_refused(tmp_path: Path, name: str) -> None:
    store = FolderFiles(tmp_path)
    for work in (store.create(name, chunks(b"")), store.keep(name), store.remove(name), read(store, name)):
        with pytest.raises(StoreError):
            await work


async def test_only_open_files_that_are_too_old_are_swept(tmp_path: Path) -> None:
    store, ids = FolderFiles(tmp_path), [new_file_id() for _ in range(3)]
    for one in ids:
        await store.create(one, chunks(b"x"))
    await store.keep(ids[0])
    crashed = tmp_path / f"{new_file_id()}.new"  # what a killed process leaves
    crashed.touch()
    for file in (tmp_path / f"{ids[0]}.age", tmp_path / f"{ids[1]}.open", crashed):
        os.utime(file, (time.time() - 1000, time.time() - 1000))
    assert await store.sweep(500, in_use=(ids[1],)) == 1
    assert await store.sweep(500) == 1
    assert [entry.id for entry in await store.list()] == sorted((ids[0], ids[2]))
