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
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from drafts.sealed import is_conversation
from drafts.vault import replace_file

_DAY = 86400
_SENDER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{64}-[a-z]{1,16}\Z")


@dataclass(frozen=True)
class Secret:
    """What pseudonyms are made with, and the day (since 1970) that it was made."""

    id: str
    day: int
    key: bytes


class Senders(ABC):
    """Maps pseudonyms to open drafts. Each method raises OSError where what it needs cannot be reached."""

    def pseudonym(self, channel: str, identifier: str) -> str:
        """Return the sender's pseudonym: the one an open draft is known by, else one under the newest secret."""
        known = [_pseudonym(secret, channel, identifier) for secret in self._known_secrets()]
        if not _SENDER.match(known[0]):  # no channel of ours has such a name, and none may choose a file's
            return known[0]
        open_drafts = zip(known, self._conversations(known), strict=True)
        return next((sender for sender, conversation in open_drafts if conversation), known[0])

    def key(self, secret_id: str, purpose: str) -> bytes | None:
        """Derive a key from one of the secrets; None when it is gone, or never was.

        Args:
            secret_id: as pseudonyms begin with it.
            purpose: what for; without a NUL, which sets pseudonyms apart.
        """
        key = next((secret.key for secret in self._known_secrets() if secret.id == secret_id), None)
        return hmac.digest(key, purpose.encode(), "sha256") if key else None

    def conversation(self, sender: str) -> str | None:
        """Return the conversation ID of the sender's open draft."""
        return self._conversations([sender])[0] if _SENDER.match(sender) else None

    def remember(self, sender: str, conversation: str) -> None:
        """Note that this draft is the sender's; a crash leaves the old note or the new one."""
        while not self.exchange(sender, self.conversation(sender), conversation):
            pass

    def exchange(self, sender: str, before: str | None, conversation: str) -> bool:
        """Note a draft as the sender's if still the one from before is (None for none); returns whether it was."""
        if not _SENDER.match(sender) or not is_conversation(conversation):
            raise ValueError("not a pseudonym, or not a conversation ID")
        return self._exchange(sender, before, conversation)

    def forget(self, sender: str, conversation: str | None = None) -> None:
        """Remove the sender's note, or only a note of this draft; forgetting twice is no error."""
        if _SENDER.match(sender):
            self._forget(sender, conversation)

    def rotate_after(self, days: int) -> None:
        """Make a new secret if the newest is older than so many days, and drop those no open draft uses."""
        if self._known_secrets()[0].day + days <= int(time.time()) // _DAY:
            self.rotate()

    @abstractmethod
    def owner(self, conversation: str) -> str | None:
        """The sender whose open draft this is."""

    @abstractmethod
    def items(self) -> Iterator[tuple[str, str]]:
        """List (pseudonym, conversation ID) of every open draft."""

    @abstractmethod
    def rotate(self) -> None:
        """Make a new secret, and drop the old ones that no open draft uses."""

    @abstractmethod
    def _known_secrets(self) -> Sequence[Secret]:
        """All secrets, the newest first; there is at least one."""

    @abstractmethod
    def _conversations(self, senders: Sequence[str]) -> list[str | None]: ...

    @abstractmethod
    def _exchange(self, sender: str, before: str | None, conversation: str) -> bool: ...

    @abstractmethod
    def _forget(self, sender: str, conversation: str | None) -> None: ...


class SenderIndex(Senders):
    """The index of one machine, on disk: one small file for each, replaced and removed atomically.

    Args:
        folder: made on first use with mode 0700; holds the secrets (mode 0600) and the index.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = folder / "senders"
        self._index.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in self._index.glob("*.new"):  # by a crash in the middle of a note
            left.unlink()
        file = self._folder / "secrets.json"
        self._secrets = secrets_of(file.read_bytes()) if file.is_file() else []
        if not self._secrets:
            self.rotate()

    def items(self) -> Iterator[tuple[str, str]]:
        """As in Senders."""
        for file in sorted(self._index.iterdir()):
            conversation = self.conversation(file.name)
            if conversation:
                yield file.name, conversation

    def owner(self, conversation: str) -> str | None:
        """As in Senders."""
        return next((sender for sender, one in self.items() if one == conversation), None)

    def rotate(self) -> None:
        """As in Senders."""
        in_use = {sender[:8] for sender, _ in self.items()}
        self._secrets = [new_secret(), *(old for old in self._secrets if old.id in in_use)]
        replace_file(self._folder / "secrets.json", to_bytes(self._secrets), durable=True)

    def _known_secrets(self) -> Sequence[Secret]:
        return self._secrets

    def _conversations(self, senders: Sequence[str]) -> list[str | None]:
        return [self._read(sender) for sender in senders]

    def _read(self, sender: str) -> str | None:
        try:
            conversation = (self._index / sender).read_text("ascii")
        except (FileNotFoundError, UnicodeDecodeError):
            return None
        return conversation if is_conversation(conversation) else None

    def _exchange(self, sender: str, before: str | None, conversation: str) -> bool:
        if self._read(sender) != before:
            return False
        replace_file(self._index / sender, conversation.encode())
        return True

    def _forget(self, sender: str, conversation: str | None) -> None:
        if conversation in (None, self._read(sender)):
            (self._index / sender).unlink(missing_ok=True)


def new_secret() -> Secret:
    """A secret of today."""
    return Secret(secrets.token_hex(4), int(time.time()) // _DAY, secrets.token_bytes(32))


def to_bytes(known: Sequence[Secret]) -> bytes:
    """Write secrets down."""
    return json.dumps([[secret.id, secret.day, secret.key.hex()] for secret in known]).encode()


def secrets_of(content: bytes) -> list[Secret]:
    """Read what `to_bytes` wrote."""
    return [Secret(name, day, bytes.fromhex(key)) for name, day, key in json.loads(content)]


def _pseudonym(secret: Secret, channel: str, identifier: str) -> str:
    # The NUL keeps ("ab", "c") and ("a", "bc") apart: no channel's name holds one.
    who = f"{channel}\0{identifier}".encode("utf-8", "surrogatepass")
    return f"{secret.id}-{hmac.digest(secret.key, who, 'sha256').hex()}-{channel}"


def channel_of(sender: str) -> str:
    """Return the channel that a pseudonym belongs to (the case says where it was told)."""
    return sender.rpartition("-")[2]
