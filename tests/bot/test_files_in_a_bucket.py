"""A reporter's file goes into a bucket, is swept there, and is not called taken when the bucket cannot be reached."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.attachments import Attachments
from bot.attachments.wording import FileRefused
from candour.settings import Settings
from drafts import DraftVault, streams
from tests.support import samples
from tests.support.gateways import demo_settings
from tests.support.object_storage import CACHED, ObjectStorage
from tests.support.played_rasa import PlayedRasa
from tests.support.ports import free_port
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.keyring import load_desk_key
from triage.files import FileOpening, attachments_of_draft
from triage.recipients import current_recipients
from triage.store.files import make_file_store

CANARY = b"canary-quillon-7"


@pytest.fixture
def settings(tmp_path: Path, rasa: PlayedRasa, object_storage_server: ObjectStorage) -> Settings:
    return replace(demo_settings(tmp_path, rasa, 3), files_url=object_storage_server.new_place())


@pytest.fixture
def files(settings: Settings, vault: DraftVault) -> Attachments:
    return attachments(settings, vault)


def attachments(settings: Settings, vault: DraftVault) -> Attachments:
    team = current_recipients(settings).cases
    return Attachments(vault, make_file_store(settings), lambda: team, 3 * 1024**2)


async def chunks(content: bytes) -> AsyncIterator[bytes]:
    for place in range(0, len(content), 10_000):
        yield content[place : place + 10_000]


async def test_a_photo_is_stripped_sealed_and_opened_again(
    settings: Settings, files: Attachments, vault: DraftVault, object_storage_server: ObjectStorage, tmp_path: Path
) -> None:
    samples.picture().save(tmp_path / "photo.jpg", "JPEG", comment=CANARY)
    draft = vault.begin()
    await files.take(draft, chunks((tmp_path / "photo.jpg").read_bytes()))
    (one,) = attachments_of_draft(vault.read(draft, streams.FILES))
    store, key = make_file_store(settings), load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)
    await store.keep(one.id)
    opening = FileOpening(one, [key])
    content = b"".join([opening.update(piece) async for piece in store.open(one.id)]) + opening.finish()
    assert content.startswith(b"\xff\xd8")
    assert CANARY not in content
    (lies,) = object_storage_server.objects(settings.files_url).iterdir()
    assert lies.name == f"{one.id}.age"
    assert lies.read_bytes().startswith(b"age-encryption.org/v1\n")
    assert not (settings.data_dir / "files").exists()


async def test_files_of_open_drafts_are_never_swept(
    settings: Settings, files: Attachments, vault: DraftVault, object_storage_server: ObjectStorage
) -> None:
    draft, lost = vault.begin(), vault.begin()
    for one in (draft, lost):
        await files.take(one, chunks(b"words"))
    vault.shred(lost)  # as a power cut does, which takes the keys in memory
    for file in object_storage_server.objects(settings.files_url).iterdir():
        os.utime(file, (time.time() - 1000, time.time() - 1000))
    await asyncio.sleep(2 * CACHED)
    await files.sweep([draft, lost], 500)
    (left,) = attachments_of_draft(vault.read(draft, streams.FILES))
    assert [entry.id for entry in await make_file_store(settings).list()] == [left.id]


async def test_a_bucket_out_of_reach_is_told_to_the_reporter(
    settings: Settings, vault: DraftVault, object_storage_server: ObjectStorage
) -> None:
    silent = settings.files_url.replace(object_storage_server.endpoint, f"http://127.0.0.1:{free_port()}")
    draft = vault.begin()
    with pytest.raises(FileRefused):
        await attachments(replace(settings, files_url=silent), vault).take(draft, chunks(b"words"))
    assert attachments_of_draft(vault.read(draft, streams.FILES)) == ()
