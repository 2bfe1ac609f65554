"""Pseudonyms of reporters, and which open draft belongs to which; no channel's own ID is kept anywhere.

A pseudonym is HMAC-SHA256 under a secret that rotates. It begins with the secret's own random ID, so that a secret
can go as soon as no open draft uses it: from then on nobody can compute which account a draft came from.
"""

from __future__ import annotations

import hmac
import json
import re
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from drafts.vault import replace_file

_DAY = 86400
_SENDER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{64}-[a-z]{1,16}\Z")
_CONVERSATION = re.compile(r"[0-9a-f]{32}\Z")


@dataclass(frozen=True)
class _Secret:
    id: str
    day: int
    key: bytes


class SenderIndex:
    """Maps pseudonyms to open drafts, on disk: one small file for each, replaced and removed atomically.

    Args:
        folder: made on first use with mode 0700; holds the secrets (mode 0600) and the index.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "senders"
        self._index.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self._index.glob("*.new"):  # by a crash in the middle of a note
            left.unlink()
        self._secrets = self._load()
        if not self._secrets:
            self.rotate()

    def pseudonym(self, channel: str, identifier: str) -> str:
        """Return the sender's pseudonym: the one an open draft is known by, else one under the newest secret."""
        known = [_pseudonym(secret, channel, identifier) for secret in self._secrets]
        return next((sender for sender in known if self.conversation(sender)), known[0])

    def key(self, secret_id: str, purpose: str) -> bytes | None:
        """Derive a key from one of the secrets; None when it is gone, or never was.

        Args:
            secret_id: as pseudonyms begin with it.
            purpose: what for; without a NUL, which sets pseudonyms apart.
        """
        key = next((secret.key for secret in self._secrets if secret.id == secret_id), None)
        return hmac.digest(key, purpose.encode(), "sha256") if key else None

    def conversation(self, sender: str) -> str | None:
        """Return the conversation ID of the sender's open draft."""
        if not _SENDER.match(sender):
            return None
        try:
            conversation = (self._index / sender).read_text("ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return conversation if _CONVERSATION.match(conversation) else None

    def remember(self, sender: str, conversation: str) -> None:
        """Note that this draft is the sender's; a crash leaves the old note or the new one."""
        if not _SENDER.match(sender) or not _CONVERSATION.match(conversation):
            raise ValueError("not a pseudonym, or not a conversation ID")
        replace_file(self._index / sender, conversation.encode())

    def forget(self, sender: str) -> None:
        """Remove the sender's note; forgetting twice is no error."""
        if _SENDER.match(sender):
            (self._index / sender).unlink(missing_ok=True)

    def items(self) -> Iterator[tuple[str, str]]:
        """List (pseudonym, conversation ID) of every open draft."""
        for file in sorted(self._index.iterdir()):
            conversation = self.conversation(file.name)
            if conversation:
                yield file.name, conversation

    def rotate_after(self, days: int) -> None:
        """Make a new secret if the newest is older than so many days, and drop those no open draft uses."""
        if self._secrets[0].day + days <= int(time.time()) // _DAY:
            self.rotate()

    def rotate(self) -> None:
        """Make a new secret, and drop the old ones that no open draft uses."""
        in_use = {sender[:8] for sender, _ in self.items()}
        new = _Secret(secrets.token_hex(4), int(time.time()) // _DAY, secrets.token_bytes(32))
        self._secrets = [new, *(old for old in self._secrets if old.id in in_use)]
        rows = [[secret.id, secret.day, secret.key.hex()] for secret in self._secrets]
        replace_file(self._folder / "secrets.json", json.dumps(rows).encode(), durable=True)

    def _load(self) -> list[_Secret]:
        file = self._folder / "secrets.json"
        rows = json.loads(file.read_bytes()) if file.is_file() else []
        return [_Secret(name, day, bytes.fromhex(key)) for name, day, key in rows]


def _pseudonym(secret: _Secret, channel: str, identifier: str) -> str:
    # The NUL keeps ("ab", "c") and ("a", "bc") apart: no channel's name holds one.
    who = f"{channel}\0{identifier}".encode("utf-8", "surrogatepass")
    return f"{secret.id}-{hmac.digest(secret.key, who, 'sha256').hex()}-{channel}"


def channel_of(sender: str) -> str:
    """Return the channel that a pseudonym belongs to (the case says where it was told)."""
    return sender.rpartition("-")[2]
