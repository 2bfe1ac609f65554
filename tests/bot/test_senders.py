"""Pseudonyms lead to drafts and to nobody, on one machine and on many."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.replicas.shared_senders import SharedSenders
from bot.senders import SenderIndex, Senders
from drafts.shared.box import Box
from drafts.shared.server import connect
from tests.support.redis_server import RedisServer

CONVERSATION, NEXT = "ab" * 16, "cd" * 16
SECRET = "a secret that Redis does not have"


@pytest.fixture(params=["folder", "redis"])
def make_index(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], Senders]:
    """Opens the same index again each time, as another process does."""
    if request.param == "folder":
        return lambda: SenderIndex(tmp_path / "gateway")
    url = request.getfixturevalue("shared_redis").url
    return lambda: SharedSenders(connect(url), Box(SECRET))


@pytest.fixture
def index(make_index: Callable[[], Senders]) -> Senders:
    return make_index()


def test_pseudonym_is_stable_over_a_restart(make_index: Callable[[], Senders], index: Senders) -> None:
    assert make_index().pseudonym("telegram", "42") == index.pseudonym("telegram", "42")


def test_pseudonym_differs_by_channel_identifier_and_installation(tmp_path: Path, index: Senders) -> None:
    other = SenderIndex(tmp_path / "other")
    made = {
        index.pseudonym("telegram", "42"),
        index.pseudonym("web", "42"),
        index.pseudonym("telegram", "43"),
        other.pseudonym("telegram", "42"),
    }
    assert len(made) == 4


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(a=st.text(), b=st.text())
def test_channel_and_identifier_do_not_run_together(index: Senders, a: str, b: str) -> None:
    if "x" + a != "x" + b:
        assert index.pseudonym("x", a) != index.pseudonym("x", b)
    if a:
        assert index.pseudonym("x", a + b) != index.pseudonym("x" + a, b)


def test_nothing_on_disk_names_the_account(tmp_path: Path) -> None:
    index = SenderIndex(tmp_path / "gateway")
    sender = index.pseudonym("telegram", "7001234567")
    index.remember(sender, CONVERSATION)
    files = [file for file in (tmp_path / "gateway").rglob("*") if file.is_file()]
    assert len(files) == 2
    assert all(b"7001234567" not in file.read_bytes() and "7001234567" not in file.name for file in files)
    assert all(file.stat().st_mode & 0o077 == 0 for file in files)


def test_nothing_in_redis_names_the_account_or_tells_the_secret(shared_redis: RedisServer) -> None:
    index = SharedSenders(connect(shared_redis.url), Box(SECRET))
    index.remember(index.pseudonym("telegram", "7001234567"), CONVERSATION)
    [secret], client = index._known_secrets(), shared_redis.client()
    held = [client.get(index._place) or b"", *client.hgetall(index._index), *client.hvals(index._owners)]
    assert len(held) == 3
    for told in (b"7001234567", secret.key, secret.key.hex().encode()):
        assert all(told not in value for value in held)


def test_index_survives_a_restart_and_forgets(make_index: Callable[[], Senders], index: Senders) -> None:
    sender = index.pseudonym("web", "token")
    index.remember(sender, CONVERSATION)
    again = make_index()
    assert again.conversation(sender) == CONVERSATION
    assert again.owner(CONVERSATION) == sender
    assert list(again.items()) == [(sender, CONVERSATION)]
    again.forget(sender)
    again.forget(sender)
    assert again.conversation(sender) is None
    assert index.owner(CONVERSATION) is None


def test_of_two_who_begin_at_once_one_does(make_index: Callable[[], Senders], index: Senders) -> None:
    sender, other = index.pseudonym("web", "token"), make_index()
    assert index.exchange(sender, None, CONVERSATION)
    assert not other.exchange(sender, None, NEXT)
    assert other.exchange(sender, CONVERSATION, NEXT)
    index.forget(sender, CONVERSATION)
    assert index.conversation(sender) == NEXT
    assert (index.owner(CONVERSATION), index.owner(NEXT)) == (None, sender)


def test_rotation_keeps_a_secret_while_a_draft_uses_it(make_index: Callable[[], Senders], index: Senders) -> None:
    sender = index.pseudonym("telegram", "42")
    index.remember(sender, CONVERSATION)
    index.rotate()
    again = make_index()
    assert again.pseudonym("telegram", "42") == sender
    assert again.pseudonym("telegram", "43")[:8] != sender[:8]


def test_rotation_drops_a_secret_that_no_draft_uses(make_index: Callable[[], Senders], index: Senders) -> None:
    sender = index.pseudonym("telegram", "42")
    index.remember(sender, CONVERSATION)
    index.forget(sender)
    index.rotate()
    assert index.pseudonym("telegram", "42") != sender
    index.rotate()  # one of many gateways may still have used it at the first
    assert make_index().key(sender[:8], "purpose") is None


def test_rotation_waits_for_its_day(index: Senders, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = index.pseudonym("telegram", "42")
    index.rotate_after(7)
    assert index.pseudonym("telegram", "42") == sender
    in_a_week = time.time() + 7 * 86400
    monkeypatch.setattr(time, "time", lambda: in_a_week)
    index.rotate_after(7)
    assert index.pseudonym("telegram", "42") != sender


@pytest.mark.parametrize("sender", ["", "../secrets.json", "x" * 73, "0" * 8 + "-" + "0" * 63])
def test_what_is_no_pseudonym_chooses_no_file(index: Senders, sender: str) -> None:
    assert index.conversation(sender) is None
    index.forget(sender)
    with pytest.raises(ValueError, match="pseudonym"):
        index.remember(sender, CONVERSATION)
