"""One random key per conversation; everything a draft stores is AES-GCM-SIV (RFC 8452) ciphertext under it.

Destroying the key shreds the draft, wherever copies of its ciphertext are. Each record is bound to conversation,
stream and sequence number, so that records cannot be swapped between drafts or reordered. Where keys and ciphertext lie
is for the kinds of vault: in folders (vault.py), or in one Redis for many replicas (shared/vault.py).
"""

from __future__ import annotations

import hmac
import re
import secrets
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from candour.errors import DraftDamaged, DraftGone

KEY_BYTES = 32
NONCE_BYTES = 12
MARK_DIGITS = 16
_CONVERSATION = re.compile(r"[0-9a-f]{32}\Z")
_STREAM = re.compile(r"[a-z]{1,16}\Z")
_FILE = re.compile(r"[0-9a-f]{32}\Z")
Change = Callable[["bytes | None"], "bytes | None"]
"""Given a stream's record (None without one), what shall stand there instead; None to leave it as it is."""


class Vault(ABC):
    """Opens and closes drafts. Every method raises OSError where what it needs cannot be reached or has no room."""

    grace: float = 0
    """Seconds for which a draft that nobody is known to come back to is left alone: it may just be beginning."""

    def begin(self) -> str:
        """Start a draft and return its conversation ID: 32 random hexadecimal digits."""
        conversation = secrets.token_hex(16)
        self._begin(conversation, secrets.token_bytes(KEY_BYTES))
        return conversation

    def exists(self, conversation: str) -> bool:
        """Whether the draft still has its key."""
        try:
            return bool(self._key(conversation))
        except DraftGone:
            return False

    def derive(self, conversation: str, purpose: str, length: int = 16) -> bytes:
        """Derive bytes that stay the same as long as the draft lives and mean nothing without its key.

        Raises:
            DraftGone: the key was destroyed.
        """
        return HKDF(SHA256(), length, salt=None, info=f"candour/{purpose}".encode()).derive(self._key(conversation))

    def write(self, conversation: str, stream: str, content: bytes) -> None:
        """Replace the one record of a stream; a crash leaves the old one or the new one.

        Raises:
            DraftGone: the key was destroyed.
        """
        check_names(conversation, stream)
        self._put(conversation, stream, _seal(self._key(conversation), f"{conversation}/{stream}/0", content))

    def read(self, conversation: str, stream: str) -> bytes | None:
        """Read the one record of a stream; None when nothing was written yet.

        Raises:
            DraftGone: the key was destroyed.
            DraftDamaged: the record does not open; it is left as it is.
        """
        check_names(conversation, stream)
        key, [sealed] = self._look(conversation, [stream])
        return None if sealed is None else _open(key, f"{conversation}/{stream}/0", sealed)

    def update(self, conversation: str, stream: str, change: Change, waits: Callable[[], bool] | None = None) -> None:
        """Change the one record of a stream as if nobody else did at the same time.

        Args:
            conversation: whose draft.
            stream: which of its streams.
            change: makes the new record of the old; it is called again where somebody was faster.
            waits: asked after each change: whether something in the stream waits to be worked on (`waiting` tells).

        Raises:
            DraftGone: the key was destroyed.
            DraftDamaged: the record does not open; it is left as it is.
        """
        check_names(conversation, stream)
        bound = f"{conversation}/{stream}/0"
        while True:
            key, [before] = self._look(conversation, [stream])
            content = change(None if before is None else _open(key, bound, before))
            if content is None:
                return
            if self._swap(conversation, stream, before, _seal(key, bound, content), waits() if waits else None):
                return

    def append(self, conversation: str, stream: str, record_id: str, text: str) -> bool:
        """Add a record to a stream unless one with that ID is there already (a retried turn adds nothing).

        Returns:
            Whether it was added.

        Raises:
            DraftGone: the key was destroyed.
        """
        check_names(conversation, stream)
        key = self._key(conversation)
        mark = _mark(key, record_id)
        while True:
            names = self._names(conversation, stream)
            if any(name.endswith(mark) for name in names):
                return False
            number = len(names) + 1
            name = f"{number:06d}-{mark}"
            if self._add(conversation, stream, name, _seal(key, _bound(conversation, stream, name, number), text)):
                return True

    def count(self, conversation: str, stream: str) -> int:
        """Count the records of a stream without opening them.

        Raises:
            DraftGone: the key was destroyed.
        """
        check_names(conversation, stream)
        return len(self._names(conversation, stream))

    def texts(self, conversation: str, stream: str) -> list[str]:
        """Read the records of a stream in the order they were added.

        Raises:
            DraftGone: the key was destroyed.
            DraftDamaged: a record does not open.
        """
        check_names(conversation, stream)
        names = self._names(conversation, stream)
        key, records = self._look(conversation, [f"{stream}.d/{name}" for name in names])
        return [
            _open(key, _bound(conversation, stream, name, number), sealed or b"").decode()
            for number, (name, sealed) in enumerate(zip(names, records, strict=True), start=1)
        ]

    def place(self, conversation: str, file_id: str) -> Path:
        """Where a large file of the draft lies, which goes with it. Its content is for the caller to encrypt.

        Raises:
            DraftGone: the key was destroyed, or this is no ID of a file (32 hexadecimal digits).
        """
        self._key(conversation)
        if not _FILE.match(file_id):
            raise DraftGone
        folder = self._large(conversation)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder / file_id

    def shred(self, conversation: str) -> None:
        """Destroy the draft for ever: its key first, then what was stored. Shredding twice is no error."""
        if is_conversation(conversation):
            self._shred(conversation)

    def expire(self, older_than_seconds: float) -> int:
        """Shred every draft that was not touched for so long; returns how many."""
        stale = self.stale(older_than_seconds)
        for conversation in stale:
            self.shred(conversation)
        return len(stale)

    def sweep(self, known: Collection[str]) -> int:
        """Shred what no one can come back to: drafts that a crash cut off from their reporter; returns how many.

        Args:
            known: the conversations that have a reporter.
        """
        cut_off = [name for name in self.stale(self.grace) if name not in known]
        for conversation in cut_off:
            self.shred(conversation)
        return len(cut_off)

    @abstractmethod
    def clear(self, conversation: str, stream: str) -> None:
        """Remove a stream's records (their key lives on: this is for what the reporter takes back)."""

    @abstractmethod
    def waiting(self) -> Collection[str]:
        """The drafts in which something may wait to be worked on, as `update` was told."""

    @abstractmethod
    def ages(self) -> list[float]:
        """The seconds since each draft was touched."""

    @abstractmethod
    def stale(self, older_than_seconds: float) -> list[str]:
        """The drafts that were not touched for so long; with 0, all of them."""

    @abstractmethod
    def has_room(self, wanted: int) -> bool:
        """Whether so many bytes are left where drafts are kept."""

    # What a kind of vault has to do ------------------------------------------------------------------------------

    @abstractmethod
    def _begin(self, conversation: str, key: bytes) -> None: ...

    @abstractmethod
    def _look(self, conversation: str, names: Sequence[str]) -> tuple[bytes, list[bytes | None]]:
        """The key, and the sealed records of these names; DraftGone without a key."""

    @abstractmethod
    def _names(self, conversation: str, stream: str) -> list[str]:
        """The names of a stream's records, in order; DraftGone without a key."""

    @abstractmethod
    def _put(self, conversation: str, name: str, sealed: bytes) -> None: ...

    @abstractmethod
    def _swap(self, conversation: str, name: str, before: bytes | None, after: bytes, waits: bool | None) -> bool:
        """Put a record where still the one from before stands; returns whether it did."""

    @abstractmethod
    def _add(self, conversation: str, stream: str, name: str, sealed: bytes) -> bool:
        """Add a record where its number and its mark are free; returns whether they were."""

    @abstractmethod
    def _shred(self, conversation: str) -> None: ...

    @abstractmethod
    def _large(self, conversation: str) -> Path: ...

    def _key(self, conversation: str) -> bytes:
        return self._look(conversation, [])[0]


def is_conversation(name: str) -> bool:
    """Whether this could be a conversation's ID."""
    return bool(_CONVERSATION.match(name))


def check_names(conversation: str, stream: str) -> None:
    """Both become names of files or fields: anything else would let a message choose a path.

    Raises:
        DraftGone: they are not such names.
    """
    if not is_conversation(conversation) or not _STREAM.match(stream):
        raise DraftGone


def _bound(conversation: str, stream: str, name: str, number: int) -> str:
    return f"{conversation}/{stream}/{name}/{number}"


def _mark(key: bytes, record_id: str) -> str:
    # A keyed mark, so that a record's name tells nothing of the message it holds.
    return hmac.new(key, record_id.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:MARK_DIGITS]


def _seal(key: bytes, bound: str, content: bytes | str) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    plain = content.encode() if isinstance(content, str) else content
    return nonce + AESGCMSIV(key).encrypt(nonce, plain, bound.encode())


def _open(key: bytes, bound: str, sealed: bytes) -> bytes:
    try:
        return AESGCMSIV(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound.encode())
    except (InvalidTag, ValueError):
        raise DraftDamaged from None
