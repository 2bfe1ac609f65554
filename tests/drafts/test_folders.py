"""The vault of one machine: what lies in its folders, and what they show."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from candour.errors import DraftDamaged, DraftGone
from drafts import DraftVault
from drafts.vault import replace_file


@pytest.fixture
def vault(tmp_path: Path) -> DraftVault:
    return DraftVault(tmp_path / "keys", tmp_path / "files")


def records(folder: Path) -> list[Path]:
    return [file for file in (folder / "files").rglob("*") if file.is_file()]


@pytest.mark.parametrize("able", [True, False], ids=["exchanged", "renamed"])
def test_a_file_is_replaced_whole_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, able: bool
) -> None:
    if not able:
        monkeypatch.setattr("drafts.exchange._renameat2", None)
    file = tmp_path / "file"
    for content in (b"one", b"a longer second", b"3", b""):
        replace_file(file, content)
        assert [(file.name, file.read_bytes()) for file in tmp_path.iterdir()] == [("file", content)]
        assert file.stat().st_mode & 0o777 == 0o600


def test_a_file_that_cannot_be_written_is_as_it_was_and_leaves_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "file"
    replace_file(file, b"one")
    monkeypatch.setattr(os, "fdopen", _full)
    with pytest.raises(OSError, match="No space"):
        replace_file(file, b"two")
    assert [file.read_bytes() for file in tmp_path.iterdir()] == [b"one"]


def _full(handle: int, _mode: str) -> None:
    os.close(handle)
    raise OSError(28, "No space left on device")


def test_no_word_and_no_id_stands_in_the_clear(vault: DraftVault, tmp_path: Path) -> None:
    draft = vault.begin()
    vault.append(draft, "account", "message-id", "a canary sang")
    vault.write(draft, "tracker", b"a canary sang")
    assert len(records(tmp_path)) == 2
    for file in records(tmp_path):
        assert b"canary" not in file.read_bytes()
        assert "message" not in file.name


def test_row_11_a_restored_backup_of_a_shredded_draft_does_not_open(vault: DraftVault, tmp_path: Path) -> None:
    draft = vault.begin()
    vault.write(draft, "tracker", b"words")
    shutil.copytree(tmp_path / "files", tmp_path / "backup")
    vault.shred(draft)
    assert not vault.exists(draft)
    shutil.copytree(tmp_path / "backup", tmp_path / "files", dirs_exist_ok=True)
    with pytest.raises(DraftGone):
        vault.read(draft, "tracker")
    (tmp_path / "keys" / draft).write_bytes(os.urandom(32))
    with pytest.raises(DraftDamaged):
        vault.read(draft, "tracker")


@pytest.mark.parametrize("change", ["flip", "cut", "append", "swap_draft", "swap_stream", "reorder"])
def test_a_record_that_was_tampered_with_does_not_open(vault: DraftVault, tmp_path: Path, change: str) -> None:
    draft, other = vault.begin(), vault.begin()
    for number in (1, 2):
        vault.append(draft, "account", f"m{number}", f"text {number}")
    first, second = sorted((tmp_path / "files" / draft / "account.d").iterdir())
    content = first.read_bytes()
    if change == "flip":
        first.write_bytes(bytes([content[0] ^ 1]) + content[1:])
    elif change == "cut":
        first.write_bytes(content[:-1])
    elif change == "append":
        first.write_bytes(content + b"\0")
    elif change == "swap_draft":
        shutil.copytree(first.parent, tmp_path / "files" / other / "account.d")
        draft = other
    elif change == "swap_stream":
        shutil.copytree(first.parent, tmp_path / "files" / draft / "inbox.d")
    else:
        first.write_bytes(second.read_bytes())
        second.write_bytes(content)
    with pytest.raises(DraftDamaged):
        vault.texts(draft, "inbox" if change == "swap_stream" else "account")


def test_untouched_drafts_expire_and_others_stay(vault: DraftVault, tmp_path: Path) -> None:
    old, fresh = vault.begin(), vault.begin()
    vault.write(old, "tracker", b"x")
    long_ago = time.time() - 1000
    for place in [*(tmp_path / "files" / old).rglob("*"), tmp_path / "files" / old, tmp_path / "keys" / old]:
        os.utime(place, (long_ago, long_ago))
    assert vault.expire(500) == 1
    assert (vault.exists(old), vault.exists(fresh)) == (False, True)


def test_keys_and_files_are_the_owners_alone(vault: DraftVault, tmp_path: Path) -> None:
    draft = vault.begin()
    vault.write(draft, "tracker", b"x")
    assert (tmp_path / "keys").stat().st_mode & 0o777 == 0o700
    for file in [tmp_path / "keys" / draft, *records(tmp_path)]:
        assert file.stat().st_mode & 0o777 == 0o600
