"""Pseudonyms lead to drafts and to nobody."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.senders import SenderIndex

CONVERSATION = "ab" * 16


@pytest.fixture
def index(tmp_path: Path) -> SenderIndex:
    return SenderIndex(tmp_path / "gateway")


def test_pseudonym_is_stable_over_a_restart(tmp_path: Path, index: SenderIndex) -> None:
    assert SenderIndex(tmp_path / "gateway").pseudonym("telegram", "42") == index.pseudonym("telegram", "42")


def test_pseudonym_differs_by_channel_identifier_and_installation(tmp_path: Path, index: SenderIndex) -> None:
    other = SenderIndex(tmp_path / "other")
    made = {
        index.pseudonym("telegram", "42"),
        index.pseudonym("web", "42"),
        index.pseudonym("telegram", "43"),
        other.pseudonym("telegram", "42"),
    }
    assert len(made) == 4


@given(st.text(), st.text())
def test_channel_and_identifier_do_not_run_together(tmp_path_factory: pytest.TempPathFactory, a: str, b: str) -> None:
    index = SenderIndex(tmp_path_factory.getbasetemp() / "shared-index")
    if "x" + a != "x" + b:
        assert index.pseudonym("x", a) != index.pseudonym("x", b)
    if a:
        assert index.pseudonym("x", a + b) != index.pseudonym("x" + a, b)


def test_nothing_on_disk_names_the_account(tmp_path: Path, index: SenderIndex) -> None:
    sender = index.pseudonym("telegram", "7001234567")
    index.remember(sender, CONVERSATION)
    files = [file for file in (tmp_path / "gateway").rglob("*") if file.is_file()]
    assert len(files) == 2
    assert all(b"7001234567" not in file.read_bytes() and "7001234567" not in file.name for file in files)
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_index_survives_a_restart_and_forgets(tmp_path: Path, index: SenderIndex) -> None:
    sender = index.pseudonym("web", "token")
    index.remember(sender, CONVERSATION)
    again = SenderIndex(tmp_path / "gateway")
    assert again.conversation(sender) == CONVERSATION
    assert list(again.items()) == [(sender, CONVERSATION)]
    again.forget(sender)
    again.forget(sender)
    assert again.conversation(sender) is None


def test_rotation_keeps_a_secret_while_a_draft_uses_it(tmp_path: Path, index: SenderIndex) -> None:
    sender = index.pseudonym("telegram", "42")
    index.remember(sender, CONVERSATION)
    index.rotate()
    again = SenderIndex(tmp_path / "gateway")
    assert again.pseudonym("telegram", "42") == sender
    assert again.pseudonym("telegram", "43")[:8] != sender[:8]


def test_rotation_drops_a_secret_that_no_draft_uses(tmp_path: Path, index: SenderIndex) -> None:
    sender = index.pseudonym("telegram", "42")
    index.remember(sender, CONVERSATION)
    index.forget(sender)
    index.rotate()
    assert index.pseudonym("telegram", "42") != sender
    assert sender[:8].encode() not in (tmp_path / "gateway" / "secrets.json").read_bytes()


def test_rotation_waits_for_its_day(index: SenderIndex, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = index.pseudonym("telegram", "42")
    index.rotate_after(7)
    assert index.pseudonym("telegram", "42") == sender
    in_a_week = time.time() + 7 * 86400
    monkeypatch.setattr(time, "time", lambda: in_a_week)
    index.rotate_after(7)
    assert index.pseudonym("telegram", "42") != sender


@pytest.mark.parametrize("sender", ["", "../secrets.json", "x" * 73, "0" * 8 + "-" + "0" * 63])
def test_what_is_no_pseudonym_chooses_no_file(index: SenderIndex, sender: str) -> None:
    assert index.conversation(sender) is None
    index.forget(sender)
    with pytest.raises(ValueError, match="pseudonym"):
        index.remember(sender, CONVERSATION)
