"""The vault of many replicas: nobody's change is lost, nothing is on a disk, and Redis alone can open nothing."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from candour.errors import DraftDamaged, DraftGone, SettingsError
from candour.settings import Settings
from drafts import open_vault
from drafts.shared.box import Box
from drafts.shared.server import SECONDS, answers, connect, unsafe
from drafts.shared.vault import SharedVault
from tests.drafts.conftest import SECRET
from tests.support.losing_way import losing_way
from tests.support.redis_server import RedisServer, redis_server

AT_ONCE, EACH = 4, 25


def hashes(server: RedisServer) -> Iterator[bytes]:
    yield from server.client().scan_iter("*draft:*")


def touched_long_ago(vault: SharedVault, server: RedisServer, draft: str) -> None:
    server.client().zadd(vault._touched, {draft: time.time() - 1000})


@contextmanager
def at_once(work: object) -> Iterator[None]:
    threads = [threading.Thread(target=work) for _ in range(AT_ONCE)]  # type: ignore[arg-type]
    for thread in threads:
        thread.start()
    yield
    for thread in threads:
        thread.join()


def test_no_change_is_lost_when_many_change_the_same_record(shared: SharedVault, shared_redis: RedisServer) -> None:
    draft = shared.begin()

    def add() -> None:
        mine = SharedVault(connect(shared_redis.url), Box(SECRET), Path("unused"))
        for _ in range(EACH):
            mine.update(draft, "inbox", lambda before: (before or b"") + b"x")

    with at_once(add):
        pass
    assert shared.read(draft, "inbox") == b"x" * AT_ONCE * EACH


def test_records_added_at_once_stand_one_after_the_other_each_once(
    shared: SharedVault, shared_redis: RedisServer
) -> None:
    draft = shared.begin()

    def add() -> None:
        mine = SharedVault(connect(shared_redis.url), Box(SECRET), Path("unused"))
        for number in range(EACH):
            mine.append(draft, "account", f"m{number}", f"text {number}")

    with at_once(add):
        pass
    assert sorted(shared.texts(draft, "account")) == sorted(f"text {number}" for number in range(EACH))


def test_what_was_done_and_is_asked_for_again_is_done_once(shared_redis: RedisServer, tmp_path: Path) -> None:
    with losing_way(shared_redis.port) as way:
        vault = SharedVault(connect(way.url), Box(SECRET), tmp_path / "files")
        draft = vault.begin()
        vault.update(draft, "inbox", lambda before: (before or b"") + b"x")
        way.loses = b"EVALSHA"
        vault.update(draft, "inbox", lambda before: (before or b"") + b"x")
        vault.append(draft, "account", "m1", "once")
        way.loses = b"EVALSHA"
        assert vault.append(draft, "account", "m2", "twice asked")
        assert vault.read(draft, "inbox") == b"xx"
        assert vault.texts(draft, "account") == ["once", "twice asked"]
        vault._redis.close()
    assert way.lost == 2


def test_redis_holds_no_word_no_key_and_no_name(shared: SharedVault, shared_redis: RedisServer) -> None:
    draft = shared.begin()
    key = shared._key(draft)
    shared.append(draft, "account", "message-id", "a canary sang")
    shared.write(draft, "tracker", b"a canary sang")
    [name] = hashes(shared_redis)
    held = b"".join(b"".join(pair) for pair in shared_redis.client().hgetall(name).items())
    for secret in (key, b"canary", b"message-id"):
        assert secret not in held


def test_nothing_of_a_draft_is_on_a_disk(tmp_path: Path) -> None:
    with redis_server(tmp_path / "redis") as server:
        vault = SharedVault(connect(server.url), Box(SECRET), tmp_path / "files")
        vault.write(vault.begin(), "tracker", b"words")
        server.stop()
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_row_11_a_restored_copy_of_a_shredded_draft_does_not_open(
    shared: SharedVault, shared_redis: RedisServer
) -> None:
    draft, client = shared.begin(), shared_redis.client()
    shared.write(draft, "tracker", b"words")
    [name] = hashes(shared_redis)
    copy = client.hgetall(name)
    shared.shred(draft)
    del copy[b"key"]
    client.hset(name, mapping=copy)
    with pytest.raises(DraftGone):
        shared.read(draft, "tracker")
    shared._begin(draft, bytes(31) + b"1")
    with pytest.raises(DraftDamaged):
        shared.read(draft, "tracker")


@pytest.mark.parametrize("change", ["flip", "cut", "append", "swap_draft", "swap_stream"])
def test_a_record_that_was_tampered_with_does_not_open(
    shared: SharedVault, shared_redis: RedisServer, change: str
) -> None:
    draft, other, client = shared.begin(), shared.begin(), shared_redis.client()
    shared.write(draft, "tracker", b"words")
    place = shared._draft(draft)
    sealed = client.hget(place, "tracker") or b""
    if change == "flip":
        client.hset(place, "tracker", sealed[:20] + bytes([sealed[20] ^ 1]) + sealed[21:])
    elif change == "cut":
        client.hset(place, "tracker", sealed[:-1])
    elif change == "append":
        client.hset(place, "tracker", sealed + b"\0")
    elif change == "swap_draft":
        client.hset(shared._draft(other), "tracker", sealed)
    else:
        client.hset(place, "inbox", sealed)
    with pytest.raises(DraftDamaged):
        shared.read(other if change == "swap_draft" else draft, "inbox" if change == "swap_stream" else "tracker")


def test_whoever_has_another_secret_sees_and_clears_away_nothing(
    shared: SharedVault, shared_redis: RedisServer, tmp_path: Path
) -> None:
    draft = shared.begin()
    stranger = SharedVault(connect(shared_redis.url), Box(SECRET[::-1]), tmp_path / "files")
    touched_long_ago(shared, shared_redis, draft)
    assert not stranger.exists(draft)
    assert (stranger.ages(), stranger.sweep(set()), stranger.expire(1)) == ([], 0, 0)
    assert shared.exists(draft)


def test_untouched_drafts_expire_and_others_stay(shared: SharedVault, shared_redis: RedisServer) -> None:
    old, fresh = shared.begin(), shared.begin()
    touched_long_ago(shared, shared_redis, old)
    assert shared.expire(500) == 1
    assert (shared.exists(old), shared.exists(fresh)) == (False, True)


def test_a_draft_goes_by_itself_where_no_gateway_runs_any_more(shared_redis: RedisServer, tmp_path: Path) -> None:
    vault = SharedVault(connect(shared_redis.url), Box(SECRET), tmp_path / "files", days=2)
    draft, client = vault.begin(), shared_redis.client()
    place = vault._draft(draft)
    assert 2 * 86400 < client.ttl(place) <= 3 * 86400
    client.expire(place, 10)
    vault.write(draft, "tracker", b"words")
    assert client.ttl(place) > 2 * 86400
    client.expire(place, 0)
    assert not vault.exists(draft)
    touched_long_ago(vault, shared_redis, draft)
    assert vault.expire(500) == 1  # with its large files
    assert vault.ages() == []


def test_a_draft_that_may_just_be_beginning_is_not_swept(shared: SharedVault, shared_redis: RedisServer) -> None:
    draft = shared.begin()
    assert shared.sweep(set()) == 0
    shared_redis.client().zadd(shared._touched, {draft: time.time() - shared.grace - 10})
    assert shared.sweep(set()) == 1


def test_large_files_that_a_redis_without_memory_left_behind_are_swept(
    shared: SharedVault, shared_redis: RedisServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shared.place(shared.begin(), "0" * 32)
    place.write_bytes(b"sealed")
    shared_redis.client().flushall()
    monkeypatch.setattr(shared, "grace", 0.01)
    time.sleep(0.05)
    assert shared.sweep(set()) == 1
    assert not place.exists()


def test_a_redis_that_is_away_or_hangs_or_is_full_is_an_error_of_the_disk(tmp_path: Path) -> None:
    with redis_server(tmp_path, "--maxmemory", "1500kb") as server:
        vault = SharedVault(connect(server.url), Box(SECRET), tmp_path / "files")
        draft = vault.begin()
        assert not vault.has_room(10**9)
        with pytest.raises(OSError, match="Redis"):
            _fill(vault, draft)
        server.freeze()
        began = time.monotonic()
        with pytest.raises(OSError, match="Redis"):
            vault.read(draft, "tracker")
        assert time.monotonic() - began < 3 * SECONDS
        server.thaw()
        server.stop()
        with pytest.raises(OSError, match="Redis"):
            vault.read(draft, "tracker")
        assert not answers(vault._redis)


def _fill(vault: SharedVault, draft: str) -> None:
    for stream in ("page", "tracker", "inbox"):
        vault.write(draft, stream, bytes(2 * 10**6))


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), []),
        (("--maxmemory", "100mb", "--maxmemory-policy", "noeviction"), []),
        (("--save", "3600 1"), ["save"]),
        (("--appendonly", "yes"), ["appendonly"]),
        (("--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru"), ["noeviction"]),
        (("--rename-command", "CONFIG", "", "--save", "3600 1"), []),
    ],
)
def test_a_redis_that_would_keep_or_drop_drafts_is_told_of(
    tmp_path: Path, options: tuple[str, ...], said: list[str]
) -> None:
    with redis_server(tmp_path, *options) as server:
        told = unsafe(connect(server.url))
    assert len(told) == len(said)
    assert all(word in told[number] for number, word in enumerate(said))


def test_replicas_need_a_secret_that_redis_does_not_know(shared_redis: RedisServer) -> None:
    with pytest.raises(SettingsError, match="CANDOUR_INTERNAL_TOKEN"):
        open_vault(Settings(redis_url=shared_redis.url))
    assert isinstance(open_vault(Settings(redis_url=shared_redis.url, internal_token="x" * 32)), SharedVault)
