"""The Redis that replicas share: how it is reached, and what it must be told before it may hold drafts."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from typing import Any

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

SECONDS = 1.5  # for one answer: nobody waits longer for a Redis that hangs
SECONDS_BESIDE = 10.0  # the same where others go on meanwhile, who on a busy machine take their time


def connect(url: str) -> Any:
    """A client for what is short enough to be waited for. redis-py's types serve two kinds of client at once: Any."""
    return redis.Redis.from_url(url, **options(SECONDS))


def options(seconds: float = SECONDS_BESIDE) -> dict[str, Any]:
    """How any client is to talk to it: once more after a connection that was lost, as each is when it starts anew."""
    return {
        "socket_timeout": seconds,
        "socket_connect_timeout": seconds,
        "retry": Retry(NoBackoff(), 1),
        "retry_on_error": [redis.ConnectionError],
    }


@contextlib.contextmanager
def reached() -> Iterator[None]:
    """Make an error of Redis what an error of the disk is elsewhere; its own text can hold what was sent.

    Raises:
        OSError: it cannot be reached, has no room, or refuses.
    """
    try:
        yield
    except redis.RedisError:
        raise OSError(errno.EIO, "Redis cannot be reached, or refuses") from None


def answers(client: Any) -> bool:
    """Whether it answers now."""
    with contextlib.suppress(OSError), reached():
        return bool(client.ping())
    return False


def unsafe(client: Any) -> list[str]:
    """What of its configuration would keep drafts on a disk or throw them away; empty too where it may not be asked.

    Raises:
        OSError: it cannot be reached.
    """
    with reached():
        try:
            told = {**client.config_get("save"), **client.config_get("appendonly"), **client.config_get("maxmemory*")}
        except redis.ResponseError:  # many hosted ones forbid the question
            return []
    wrong = []
    if _text(told.get("save")):
        wrong.append('writes its memory to a disk, keys of drafts included: set `save ""`')
    if _text(told.get("appendonly")) not in ("no", ""):
        wrong.append("writes every change to a disk, keys of drafts included: set `appendonly no`")
    if _text(told.get("maxmemory")) not in ("0", "") and _text(told.get("maxmemory-policy")) != "noeviction":
        wrong.append("throws drafts away when it is full: set `maxmemory-policy noeviction`")
    return wrong


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value or "")
