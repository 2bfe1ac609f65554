"""Key files, and private keys found where they must not be (row 4)."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from candour.errors import KeyFileError
from triage.desk import passphrase
from triage.desk.demo import make_demo_keys
from triage.desk.keyring import DeskKey, RootKey, load_desk_key, load_root_key
from triage.keys import find_private_keys
from triage.sealing import seal

QUICK = 10


def test_a_key_file_is_loaded_with_its_passphrase_only(tmp_path: Path) -> None:
    key, file = DeskKey.new("alice"), tmp_path / "alice.key"
    key.to_file(file, "correct horse", QUICK)
    assert load_desk_key(file, "correct horse") == key
    for wrong in ("", "correct horse ", "Correct horse", "correct\u00a0horse"):
        with pytest.raises(KeyFileError, match="passphrase"):
            load_desk_key(file, wrong)


def test_a_key_file_holds_its_seed_only_locked_and_for_its_owner(tmp_path: Path) -> None:
    key, file = DeskKey.new("alice"), tmp_path / "alice.key"
    key.to_file(file, "correct horse", QUICK)
    assert key.text.encode() not in file.read_bytes()
    assert key.seed not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_seed_does_not_show_in_a_repr() -> None:
    for key in (DeskKey.new("alice"), RootKey.new()):
        assert key.seed.hex() not in repr(key)
        assert repr(key.seed) not in repr(key)


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "alice.key"
    DeskKey.new("alice").to_file(file, "first", QUICK)
    before = file.read_bytes()
    with pytest.raises(KeyFileError, match=r"alice\.key exists"):
        RootKey.new().to_file(file, "second", QUICK)
    assert file.read_bytes() == before


def test_a_root_key_is_no_desk_key_and_the_other_way_round(tmp_path: Path) -> None:
    root, desk = RootKey.new(), DeskKey.new("alice")
    root.to_file(tmp_path / "root", "horse", QUICK)
    desk.to_file(tmp_path / "desk", "horse", QUICK)
    assert load_root_key(tmp_path / "root", "horse") == root
    with pytest.raises(KeyFileError, match="kind"):
        load_desk_key(tmp_path / "root", "horse")
    with pytest.raises(KeyFileError, match="kind"):
        load_root_key(tmp_path / "desk", "horse")


@pytest.mark.parametrize("content", [b"", b"\n", b"AGE-SECRET-KEY-PQ-1XX\n", b"\xff\xfe", b"# only a comment\n"])
def test_a_locked_file_without_one_key_is_refused(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(passphrase.lock(content, "horse", QUICK))
    with pytest.raises(KeyFileError, match="kind"):
        load_desk_key(tmp_path / "file", "horse")


def test_two_keys_in_one_file_are_refused(tmp_path: Path) -> None:
    text = "\n".join(DeskKey.new("a").text for _ in range(2))
    (tmp_path / "file").write_bytes(passphrase.lock(text.encode(), "horse", QUICK))
    with pytest.raises(KeyFileError, match="kind"):
        load_desk_key(tmp_path / "file", "horse")


def test_what_is_no_key_file_is_refused_by_name(tmp_path: Path) -> None:
    unprotected = tmp_path / "plain.key"
    unprotected.write_text(DeskKey.new("a").text)
    for file in (unprotected, tmp_path / "missing.key", tmp_path):
        with pytest.raises(KeyFileError, match=file.name) as refused:
            load_desk_key(file, "horse")
        assert "AGE-SECRET" not in str(refused.value)


def test_work_beyond_the_limit_is_refused_before_it_is_done(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(passphrase.lock(b"", "horse", QUICK).replace(b" 10\n", b" 99\n", 1))
    with pytest.raises(KeyFileError, match="not a key file"):
        load_desk_key(tmp_path / "file", "horse")


def test_new_key_files_take_the_work_that_age_takes() -> None:
    assert b" 18\n" in passphrase.lock(b"", "horse")[:80]


def test_row_4_every_form_of_a_private_key_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "data" / "deep" / "er"
    folder.mkdir(parents=True)
    DeskKey.new("a").to_file(folder / "desk.key", "horse", QUICK)
    RootKey.new().to_file(folder / "root.key", "horse", QUICK)
    (folder / "plain.txt").write_text(f"# created\n{DeskKey.new('a').text}\n")
    (folder / "classical.txt").write_text(
        "AGE-SECRET-KEY-" + "1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"
    )
    armored = base64.encodebytes(passphrase.lock(b"", "horse", QUICK)).decode()
    (folder / "armored.age").write_text(
        f"-----BEGIN AGE ENCRYPTED FILE-----\n{armored}-----END AGE ENCRYPTED FILE-----\n"
    )
    expected = sorted(folder / name for name in ("desk.key", "root.key", "plain.txt", "classical.txt", "armored.age"))
    assert find_private_keys([tmp_path / "data"]) == expected
    assert find_private_keys([folder / "desk.key"]) == [folder / "desk.key"]
    assert find_private_keys([tmp_path / "data", folder]) == expected


def test_row_4_the_demo_keys_are_found(tmp_path: Path) -> None:
    folder = make_demo_keys(tmp_path)
    assert find_private_keys([tmp_path]) == [folder / "desk.key", folder / "root.key"]


def test_row_4_what_is_no_private_key_is_not_taken_for_one(tmp_path: Path) -> None:
    key = DeskKey.new("a")
    (tmp_path / "case.age").write_bytes(seal(b"told", [key.recipient]))
    (tmp_path / "key.pub").write_text(key.recipient.text)
    (tmp_path / "about.md").write_text("A key looks like AGE-SECRET-KEY-PQ-1... and begins age-encryption.org/v1")
    (tmp_path / "loop").symlink_to(tmp_path)
    assert find_private_keys([tmp_path, tmp_path / "missing"]) == []
