"""Files of reports: what a case says of them, how they are sealed, and where they lie."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candour.errors import SealedFileError, StoreError
from candour.settings import Settings
from tests.support.object_storage import BUCKET, CACHED, ObjectStorage
from tests.support.ports import free_port
from triage.desk.keyring import DeskKey
from triage.files import EICAR, Attachment, FileOpening, FileSealing, new_file_id
from triage.padding import bucket
from triage.store.files import PIECE, FileEntry, FileStore, FolderFiles, make_file_store


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


@dataclass(frozen=True)
class Place:
    """A store of files, and the folder in which they really lie."""

    store: FileStore
    folder: Path

    def names(self) -> list[str]:
        return sorted(file.name for file in self.folder.iterdir()) if self.folder.is_dir() else []

    async def put(self, name: str, content: bytes = b"") -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / name).write_bytes(content)
        await asyncio.sleep(2 * CACHED)

    async def older(self, *names: str) -> None:
        for name in names:
            os.utime(self.folder / name, (time.time() - 1000, time.time() - 1000))
        await asyncio.sleep(2 * CACHED)


@pytest.fixture
def at(request: pytest.FixtureRequest, files_url: str, tmp_path: Path) -> Place:
    store = make_file_store(Settings(data_dir=tmp_path, files_url=files_url))
    if not files_url:
        return Place(store, tmp_path / "files")
    server: ObjectStorage = request.getfixturevalue("object_storage_server")
    return Place(store, server.objects(files_url))


async def read(store: FileStore, file_id: str) -> bytes:
    return b"".join([piece async for piece in store.open(file_id)])


async def test_a_file_is_stored_listed_kept_and_removed(at: Place) -> None:
    store, one = at.store, new_file_id()
    await store.create(one, chunks(b"ab", b"", b"c"))
    assert await read(store, one) == b"abc"
    assert await store.list() == [FileEntry(one, 3, False)]
    await store.keep(one)
    await store.keep(one)
    assert await store.list() == [FileEntry(one, 3, True)]
    assert await read(store, one) == b"abc"
    assert at.names() == [f"{one}.age"]
    await store.remove(one, only_open=True)
    await store.remove(one)
    await store.remove(one)
    assert await store.list() == []
    with pytest.raises(StoreError):
        await read(store, one)
    with pytest.raises(StoreError):
        await store.keep(one)


async def test_a_folder_is_its_owners_and_tells_no_hour(tmp_path: Path) -> None:
    store, one = FolderFiles(tmp_path / "files"), new_file_id()
    await store.create(one, chunks(b"abc"))
    await store.keep(one)
    file = tmp_path / "files" / f"{one}.age"
    assert file.stat().st_mtime % 86400 == 0
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


async def test_a_large_file_comes_back_whole_and_with_another_beginning(at: Place) -> None:
    """More than two parts of an upload, and not a multiple of one."""
    content, one = secrets.token_bytes(11 * 1024 * 1024 + 7), new_file_id()
    await at.store.create(one, chunks(*(content[start : start + PIECE] for start in range(0, len(content), PIECE))))
    await at.store.keep(one)
    assert await read(at.store, one) == content
    await at.store.exchange_head(one, lambda begin: (b"new" + begin[:1], 5))
    assert await read(at.store, one) == b"new" + content[:1] + content[5:]
    assert at.names() == [f"{one}.age"]


async def test_a_file_that_was_removed_does_not_come_back_with_another_beginning(at: Place) -> None:
    one = new_file_id()
    await at.store.create(one, chunks(b"abc"))
    with pytest.raises(StoreError):
        await at.store.exchange_head(one, lambda begin: (begin, len(begin)))
    await at.store.keep(one)
    await at.store.remove(one)
    with pytest.raises(StoreError):
        await at.store.exchange_head(one, lambda begin: (begin, 0))
    assert at.names() == []


@pytest.mark.parametrize("megabytes", [0, 12])
async def test_a_file_that_fails_leaves_nothing(at: Place, megabytes: int) -> None:
    async def breaks() -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            yield bytes(PIECE)
        yield b"ab"
        raise ConnectionResetError

    async def hangs() -> AsyncIterator[bytes]:
        for _ in range(megabytes):
            yield bytes(PIECE)
        yield b"ab"
        await asyncio.sleep(60)

    async def is_wrong() -> AsyncIterator[bytes]:
        yield bytes(PIECE)
        raise SealedFileError

    with pytest.raises(StoreError):
        await at.store.create(new_file_id(), breaks())
    with pytest.raises(SealedFileError):
        await at.store.create(new_file_id(), is_wrong())
    task = asyncio.create_task(at.store.create(new_file_id(), hangs()))
    await asyncio.sleep(0.3)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert at.names() == []


@pytest.mark.parametrize("name", ["", "../x", "0" * 31, "0" * 32 + "\n", "A" * 32])
async def test_another_name_than_an_id_is_refused(at: Place, name: str) -> None:
    store = at.store
    for work in (store.create(name, chunks(b"")), store.keep(name), store.remove(name), read(store, name)):
        with pytest.raises(StoreError):
            await work


async def test_only_open_files_that_are_too_old_are_swept(at: Place) -> None:
    store, ids = at.store, [new_file_id() for _ in range(3)]
    for one in ids:
        await store.create(one, chunks(b"x"))
    await store.keep(ids[0])
    crashed = f"{new_file_id()}.new"  # what a killed process leaves
    await at.put(crashed)
    await at.older(f"{ids[0]}.age", f"{ids[1]}.open", crashed)
    assert await store.sweep(500, in_use=(ids[1],)) == 1
    assert await store.sweep(500) == 1
    assert [entry.id for entry in await store.list()] == sorted((ids[0], ids[2]))


@pytest.mark.parametrize("files_url", ["bucket"], indirect=True)
async def test_a_keeping_that_was_cut_off_is_made_good(at: Place) -> None:
    """A bucket cannot rename: a crash may leave both names, of which the kept one counts."""
    one = new_file_id()
    await at.store.create(one, chunks(b"abc"))
    await at.put(f"{one}.age", b"abc")
    assert await at.store.list() == [FileEntry(one, 3, True)]
    await at.store.keep(one)
    assert at.names() == [f"{one}.age"]


async def test_what_else_lies_there_is_no_file(at: Place) -> None:
    assert await at.store.forgets()
    assert await at.store.list() == []
    for name in ("notes.txt", f"{'0' * 32}.txt", "A" * 32 + ".age"):
        await at.put(name, b"of somebody else")
    assert await at.store.list() == []
    assert await at.store.sweep(-60) == 0


async def test_a_bucket_that_cannot_be_used_says_so_without_its_address(
    object_storage_server: ObjectStorage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A bucket that is not there, a server that is not there, and credentials that are not taken."""
    there = object_storage_server.new_place()
    gone = there.replace(BUCKET, "no-such-bucket")
    silent = f"s3://{BUCKET}/x?endpoint=http://127.0.0.1:{free_port()}&region=eu-west-2"
    assert await using(gone, tmp_path) == {"there is no such file or bucket"}
    assert await using(silent, tmp_path) == {"GenericError"}
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "another")
    assert await using(there, tmp_path) == {"it refuses the credentials"}


async def using(files_url: str, folder: Path) -> set[str]:
    """Why each way to use a store fails."""
    store, one, why = make_file_store(Settings(data_dir=folder, files_url=files_url)), new_file_id(), set()
    for work in (store.create(one, chunks(b"x")), store.forgets(), read(store, one), store.keep(one)):
        with pytest.raises(StoreError) as refused:
            await work
        told = re.fullmatch(r"CANDOUR_FILES_URL: the store of files cannot be used \((.*)\)", str(refused.value))
        assert told is not None
        assert refused.value.__suppress_context__
        why.add(told[1])
    return why
