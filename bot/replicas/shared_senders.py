"""Which draft is whose, for several gateways: two hashes and the sealed secrets in Redis, changed in one step."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Sequence
from typing import Any

from redis import WatchError

from bot.senders import Secret, Senders, new_secret, secrets_of, to_bytes
from drafts.shared.box import Box
from drafts.shared.server import reached

FRESH = 5.0  # seconds for which the secrets are taken for the newest; the one before the newest is kept in any case

# KEYS: conversations by sender, senders by conversation. ARGV: sender, before ('' for none), conversation.
_EXCHANGE = """
local now = redis.call('HGET', KEYS[1], ARGV[1]) or ''
if now == ARGV[3] then return 1 end
if now ~= ARGV[2] then return 0 end
if now ~= '' then redis.call('HDEL', KEYS[2], now) end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[3])
redis.call('HSET', KEYS[2], ARGV[3], ARGV[1])
return 1
"""
# ARGV: sender, conversation ('' for whichever).
_FORGET = """
local now = redis.call('HGET', KEYS[1], ARGV[1])
if not now or (ARGV[2] ~= '' and now ~= ARGV[2]) then return 0 end
redis.call('HDEL', KEYS[1], ARGV[1])
redis.call('HDEL', KEYS[2], now)
return 1
"""


class SharedSenders(Senders):
    """The index of all gateways.

    Args:
        client: of Redis.
        box: seals the secrets.
    """

    def __init__(self, client: Any, box: Box) -> None:
        self._redis = client
        self._box = box
        self._index, self._owners = f"{box.prefix}senders", f"{box.prefix}owners"
        self._place = f"{box.prefix}secrets"
        self._exchange_it, self._forget_it = client.register_script(_EXCHANGE), client.register_script(_FORGET)
        self._secrets: tuple[float, Sequence[Secret]] = (0, ())

    def owner(self, conversation: str) -> str | None:
        """As in Senders."""
        with reached():
            sender = self._redis.hget(self._owners, conversation)
        return sender.decode() if sender else None

    def items(self) -> Iterator[tuple[str, str]]:
        """As in Senders."""
        with reached():
            found = self._redis.hgetall(self._index)
        yield from sorted((sender.decode(), conversation.decode()) for sender, conversation in found.items())

    def rotate(self) -> None:
        """As in Senders; the newest until now stays in any case: another gateway may be using it."""
        with reached(), self._redis.pipeline() as steps:
            steps.watch(self._place)
            known = self._read(steps.get(self._place))
            in_use = {sender[:8] for sender, _ in self.items()} | {secret.id for secret in known[:1]}
            steps.multi()
            kept = [new_secret(), *(old for old in known if old.id in in_use)]
            steps.set(self._place, self._box.seal(self._place, to_bytes(kept)))
            with contextlib.suppress(WatchError):  # another gateway made one in the same moment
                steps.execute()
        self._secrets = (0, ())

    def _known_secrets(self) -> Sequence[Secret]:
        read, known = self._secrets
        if not known or read + FRESH < time.monotonic():
            with reached():
                known = self._read(self._redis.get(self._place)) or self._first()
            self._secrets = (time.monotonic(), known)
        return known

    def _first(self) -> list[Secret]:
        self._redis.set(self._place, self._box.seal(self._place, to_bytes([new_secret()])), nx=True)
        return self._read(self._redis.get(self._place))

    def _read(self, sealed: bytes | None) -> list[Secret]:
        content = self._box.open(self._place, sealed)
        return secrets_of(content) if content else []

    def _conversations(self, senders: Sequence[str]) -> list[str | None]:
        with reached():
            found = self._redis.hmget(self._index, list(senders))
        return [conversation.decode() if conversation else None for conversation in found]

    def _exchange(self, sender: str, before: str | None, conversation: str) -> bool:
        with reached():
            return bool(self._exchange_it(keys=[self._index, self._owners], args=[sender, before or "", conversation]))

    def _forget(self, sender: str, conversation: str | None) -> None:
        with reached():
            self._forget_it(keys=[self._index, self._owners], args=[sender, conversation or ""])
