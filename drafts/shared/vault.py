"""The vault of many replicas: each draft is one hash in Redis, its key among it, changed in one step at a time.

As Redis keeps nothing on a disk, no backup holds a key; as a draft is one key of Redis, it is gone in one step. Its key
is sealed once more, under a secret that Redis does not have. Large files lie in the folder that all replicas share.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from candour.errors import DraftGone
from drafts.sealed import MARK_DIGITS, NONCE_BYTES, Vault, is_conversation
from drafts.shared.box import Box
from drafts.shared.server import reached
from drafts.vault import modified

KEY = "key"
GRACE = 3600.0  # seconds; a file may be coming in to a draft that has no reporter yet
_GONE, _BUSY, _DONE = -1, 0, 1

# KEYS: draft, touched, waiting. ARGV: conversation, then as each says; the last is when Redis itself lets an untouched
# draft go, in seconds, for when no gateway runs any more. A command that is sent again after its answer was lost finds
# what it did and says the same: sealed records differ in their first bytes, the nonce.
_TOUCH = """
if redis.call('HEXISTS', KEYS[1], 'key') == 0 then return -1 end
local function touch()
  redis.call('ZADD', KEYS[2], redis.call('TIME')[1], ARGV[1])
  redis.call('EXPIRE', KEYS[1], ARGV[#ARGV])
  return 1
end
"""
_BEGIN = """
redis.call('HSETNX', KEYS[1], 'key', ARGV[2])
redis.call('ZADD', KEYS[2], redis.call('TIME')[1], ARGV[1])
redis.call('EXPIRE', KEYS[1], ARGV[#ARGV])
return 1
"""
_PUT = f"""{_TOUCH}
redis.call('HSET', KEYS[1], ARGV[2], ARGV[3])
return touch()
"""
_SWAP = f"""{_TOUCH}
local now = redis.call('HGET', KEYS[1], ARGV[2])
now = now and string.sub(now, 1, {NONCE_BYTES}) or ''
if now ~= string.sub(ARGV[4], 1, {NONCE_BYTES}) then
  if now ~= ARGV[3] then return 0 end
  redis.call('HSET', KEYS[1], ARGV[2], ARGV[4])
end
if ARGV[5] == '1' then redis.call('SADD', KEYS[3], ARGV[1]) end
if ARGV[5] == '0' then redis.call('SREM', KEYS[3], ARGV[1]) end
return touch()
"""
_ADD = f"""{_TOUCH}
local count, prefix = 0, ARGV[2] .. '.d/'
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, #prefix) == prefix then
    count = count + 1
    if field == prefix .. ARGV[3] then
      return redis.call('HGET', KEYS[1], field) == ARGV[4] and 1 or 0
    end
    if string.sub(field, -{MARK_DIGITS}) == string.sub(ARGV[3], -{MARK_DIGITS}) then return 0 end
  end
end
if count + 1 ~= tonumber(string.sub(ARGV[3], 1, 6)) then return 0 end
redis.call('HSET', KEYS[1], prefix .. ARGV[3], ARGV[4])
return touch()
"""
_CLEAR = f"""{_TOUCH}
local prefix = ARGV[2] .. '.d/'
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(field, 1, #prefix) == prefix then redis.call('HDEL', KEYS[1], field) end
end
return touch()
"""
_SHRED = """
local limit = tonumber(ARGV[2])
local touched = tonumber(redis.call('ZSCORE', KEYS[2], ARGV[1]) or 0)
if limit > 0 and touched >= limit then return 0 end
redis.call('DEL', KEYS[1])
redis.call('ZREM', KEYS[2], ARGV[1])
redis.call('SREM', KEYS[3], ARGV[1])
return 1
"""


class SharedVault(Vault):
    """Opens and closes drafts; any number of processes may do so at once.

    Args:
        client: of Redis.
        box: seals the drafts' keys.
        files: folder of large files that all replicas share (one folder a conversation).
        days: after which an untouched draft is expired; Redis lets it go a day later by itself.
    """

    grace = GRACE

    def __init__(self, client: Any, box: Box, files: Path, days: int = 7) -> None:
        self._redis = client
        self._box = box
        self._files = files
        self._kept = (days + 1) * 86400
        self._touched, self._waiting = f"{box.prefix}touched", f"{box.prefix}waiting"
        self._scripts = {text: client.register_script(text) for text in (_BEGIN, _PUT, _SWAP, _ADD, _CLEAR, _SHRED)}

    def clear(self, conversation: str, stream: str) -> None:
        """As in Vault."""
        self._run(_CLEAR, conversation, stream)

    def waiting(self) -> Collection[str]:
        """As in Vault."""
        with reached():
            return {name.decode() for name in self._redis.smembers(self._waiting)}

    def ages(self) -> list[float]:
        """As in Vault."""
        with reached():
            now = self._redis.time()[0]
            return [now - touched for _, touched in self._redis.zrange(self._touched, 0, -1, withscores=True)]

    def stale(self, older_than_seconds: float) -> list[str]:
        """As in Vault; with what is left, by a Redis that lost all, of large files."""
        with reached():
            limit = self._redis.time()[0] - older_than_seconds
            found = self._redis.zrangebyscore(self._touched, "-inf", f"({limit}" if older_than_seconds else "+inf")
        return [name.decode() for name in found] + self._left_behind(older_than_seconds)

    def expire(self, older_than_seconds: float) -> int:
        """As in Vault; a draft that is touched meanwhile stays."""
        with reached():
            limit = self._redis.time()[0] - older_than_seconds
        return sum(self._shred_older(conversation, limit) for conversation in self.stale(older_than_seconds))

    def has_room(self, wanted: int) -> bool:
        """As in Vault: whether Redis has, where it was told how much it may use."""
        with reached():
            told = self._redis.info("memory")
        most = int(told.get("maxmemory", 0))
        return most == 0 or most - int(told["used_memory"]) >= wanted

    def _begin(self, conversation: str, key: bytes) -> None:
        self._run(_BEGIN, conversation, self._box.seal(conversation, key))

    def _look(self, conversation: str, names: Sequence[str]) -> tuple[bytes, list[bytes | None]]:
        if not is_conversation(conversation):
            raise DraftGone
        with reached():
            sealed, *records = self._redis.hmget(self._draft(conversation), [KEY, *names])
        key = self._box.open(conversation, sealed)
        if key is None:
            raise DraftGone
        return key, records

    def _names(self, conversation: str, stream: str) -> list[str]:
        with reached():
            fields = self._redis.hkeys(self._draft(conversation))
        if KEY.encode() not in fields:
            raise DraftGone
        prefix = f"{stream}.d/"
        return sorted(name.removeprefix(prefix) for name in map(bytes.decode, fields) if name.startswith(prefix))

    def _put(self, conversation: str, name: str, sealed: bytes) -> None:
        self._run(_PUT, conversation, name, sealed)

    def _swap(self, conversation: str, name: str, before: bytes | None, after: bytes, waits: bool | None) -> bool:
        stood = before[:NONCE_BYTES] if before else b""
        return self._run(_SWAP, conversation, name, stood, after, "" if waits is None else int(waits))

    def _add(self, conversation: str, stream: str, name: str, sealed: bytes) -> bool:
        return self._run(_ADD, conversation, stream, name, sealed)

    def _shred(self, conversation: str) -> None:
        self._shred_older(conversation, 0)

    def _shred_older(self, conversation: str, limit: int | float) -> bool:
        gone = self._run(_SHRED, conversation, limit)
        if gone:
            shutil.rmtree(self._files / conversation, ignore_errors=True)
        return gone

    def _large(self, conversation: str) -> Path:
        return self._files / conversation / "large"

    def _left_behind(self, older_than_seconds: float) -> list[str]:
        """Conversations of which nothing is left but a folder of large files, which nobody can open."""
        if not self._files.is_dir():
            return []
        limit = time.time() - older_than_seconds
        places = [place for place in self._files.iterdir() if is_conversation(place.name)]
        old = [place.name for place in places if modified(place) < limit]  # one may go meanwhile
        return [name for name in old if not self.exists(name)]

    def _run(self, script: str, conversation: str, *arguments: Any) -> bool:
        if not is_conversation(conversation):
            raise DraftGone
        keys = [self._draft(conversation), self._touched, self._waiting]
        with reached():
            done = self._scripts[script](keys=keys, args=[conversation, *arguments, self._kept])
        if done == _GONE:
            raise DraftGone
        return bool(done == _DONE)

    def _draft(self, conversation: str) -> str:
        return f"{self._box.prefix}draft:{conversation}"
