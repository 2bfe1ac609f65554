"""One random key per conversation; everything a draft stores is AES-GCM-SIV (RFC 8452) ciphertext under it.

The key lives in a folder apart from the ciphertext, on tmpfs where there is one, and never in a backup. Destroying
the key shreds the draft, wherever copies of its ciphertext are. Each record is bound to conversation, stream and
sequence number, so that records cannot be swapped between drafts or reordered.
"""

from __future__ import annotations

import contextlib
import hmac
import os
import re
import secrets
import shutil
import time
from collections.abc import Collection
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from candour.errors import DraftDamaged, DraftGone
from drafts.exchange import exchange

KEY_BYTES = 32
NONCE_BYTES = 12
DESTROYED = bytes(KEY_BYTES)  # what a key is overwritten with
NEW = ".new"
_CONVERSATION = re.compile(r"[0-9a-f]{32}\Z")
_STREAM = re.compile(r"[a-z]{1,16}\Z")
_FILE = re.compile(r"[0-9a-f]{32}\Z")


class DraftVault:
    """Opens and closes drafts.

    Args:
        keys: folder of keys (one file a conversation), made on first use with mode 0700.
        files: folder of ciphertext (one folder a conversation).

    Attributes:
        files: the same folder.
    """

    def __init__(self, keys: Path, files: Path) -> None:
        self._keys = keys
        self.files = files

    def begin(self) -> str:
        """Start a draft and return its conversation ID: 32 random hexadecimal digits."""
        conversation = secrets.token_hex(16)
        self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self.files / conversation).mkdir(mode=0o700, parents=True)
        try:
            replace_file(self._keys / conversation, secrets.token_bytes(KEY_BYTES))
        except OSError:
            self.shred(conversation)
            raise
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
        replace_file(self._file(conversation, stream), self._seal(conversation, stream, 0, content))

    def read(self, conversation: str, stream: str) -> bytes | None:
        """Read the one record of a stream; None when nothing was written yet.

        Raises:
            DraftGone: the key was destroyed.
            DraftDamaged: the record does not open; it is left as it is.
        """
        key_check = self._key(conversation)
        file = self._file(conversation, stream)
        if not key_check or not file.is_file():
            return None
        return self._open(conversation, stream, 0, file.read_bytes())

    def append(self, conversation: str, stream: str, record_id: str, text: str) -> bool:
        """Add a record to a stream unless one with that ID is there already (a retried turn adds nothing).

        Returns:
            Whether it was added.

        Raises:
            DraftGone: the key was destroyed.
        """
        folder = self._folder(conversation, stream)
        names, mark = _record_names(folder), self._mark(conversation, record_id)
        if any(name.endswith(mark) for name in names):
            return False
        folder.mkdir(mode=0o700, exist_ok=True)
        name = f"{len(names) + 1:06d}-{mark}"
        replace_file(folder / name, self._seal(conversation, f"{stream}/{name}", len(names) + 1, text.encode()))
        return True

    def count(self, conversation: str, stream: str) -> int:
        """Count the records of a stream without opening them.

        Raises:
            DraftGone: the key was destroyed.
        """
        self._key(conversation)
        return len(_record_names(self._folder(conversation, stream)))

    def texts(self, conversation: str, stream: str) -> list[str]:
        """Read the records of a stream in the order they were added.

        Raises:
            DraftGone: the key was destroyed.
            DraftDamaged: a record does not open.
        """
        folder = self._folder(conversation, stream)
        self._key(conversation)
        return [
            self._open(conversation, f"{stream}/{name}", number, (folder / name).read_bytes()).decode()
            for number, name in enumerate(_record_names(folder), start=1)
        ]

    def clear(self, conversation: str, stream: str) -> None:
        """Remove a stream's records (their key lives on: this is for what the reporter takes back)."""
        self._key(conversation)
        folder, gone = self._folder(conversation, stream), self.files / conversation / f"{stream}.gone"
        # All at once, by its name: a crash between two records would leave some that no longer stand in their places.
        shutil.rmtree(gone, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            folder.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def place(self, conversation: str, file_id: str) -> Path:
        """Where a large file of the draft lies, which goes with it. Its content is for the caller to encrypt.

        Raises:
            DraftGone: the key was destroyed, or this is no ID of a file (32 hexadecimal digits).
        """
        self._key(conversation)
        if not _FILE.match(file_id):
            raise DraftGone
        folder = self.files / conversation / "large"
        folder.mkdir(mode=0o700, exist_ok=True)
        return folder / file_id

    def shred(self, conversation: str) -> None:
        """Destroy the draft for ever: its key first, then what was stored. Shredding twice is no error."""
        if not _CONVERSATION.match(conversation):
            return
        _destroy(self._keys / conversation)
        _destroy(self._keys / f"{conversation}{NEW}")
        shutil.rmtree(self.files / conversation, ignore_errors=True)

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
        cut_off = [name for name in self._conversations() if name not in known]
        for conversation in cut_off:
            self.shred(conversation)
        return len(cut_off)

    def ages(self) -> list[float]:
        """The seconds since each draft was touched."""
        now = time.time()
        return [now - self._touched(conversation) for conversation in self._conversations()]

    def stale(self, older_than_seconds: float) -> list[str]:
        """The drafts that were not touched for so long."""
        limit = time.time() - older_than_seconds
        return [c for c in self._conversations() if self._touched(c) < limit]

    def _conversations(self) -> list[str]:
        folders = (self._keys, self.files)
        # A crash while a key is written leaves `NAME.new`.
        names = {entry.name.removesuffix(NEW) for folder in folders if folder.is_dir() for entry in folder.iterdir()}
        return [name for name in names if _CONVERSATION.match(name)]

    def _touched(self, conversation: str) -> float:
        places = [self._keys / conversation, self.files / conversation]
        if places[1].is_dir():
            places += list(places[1].iterdir())
        return max((_modified(place) for place in places), default=0.0)

    def _mark(self, conversation: str, record_id: str) -> str:
        # A keyed mark, so that a file's name tells nothing of the message it holds.
        return hmac.new(self._key(conversation), record_id.encode("utf-8", "surrogatepass"), "sha256").hexdigest()[:16]

    def _file(self, conversation: str, stream: str) -> Path:
        _check_names(conversation, stream)
        return self.files / conversation / stream

    def _folder(self, conversation: str, stream: str) -> Path:
        _check_names(conversation, stream)
        return self.files / conversation / f"{stream}.d"

    def _key(self, conversation: str) -> bytes:
        if not _CONVERSATION.match(conversation):
            raise DraftGone
        try:
            key = (self._keys / conversation).read_bytes()
        except FileNotFoundError:
            raise DraftGone from None
        if len(key) != KEY_BYTES or key == DESTROYED:
            raise DraftGone
        return key

    def _seal(self, conversation: str, stream: str, sequence: int, content: bytes) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        bound = f"{conversation}/{stream}/{sequence}".encode()
        return nonce + AESGCMSIV(self._key(conversation)).encrypt(nonce, content, bound)

    def _open(self, conversation: str, stream: str, sequence: int, sealed: bytes) -> bytes:
        bound = f"{conversation}/{stream}/{sequence}".encode()
        try:
            return AESGCMSIV(self._key(conversation)).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound)
        except (InvalidTag, ValueError):
            raise DraftDamaged from None


def _check_names(conversation: str, stream: str) -> None:
    # Both become file names: anything else would let a message choose a path.
    if not _CONVERSATION.match(conversation) or not _STREAM.match(stream):
        raise DraftGone


def _record_names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if file.suffix != NEW) if folder.is_dir() else []


def replace_file(file: Path, content: bytes, *, durable: bool = False) -> None:
    """Write a file for its owner alone; a crash leaves the old one or the new one.

    Args:
        file: where.
        content: what.
        durable: whether it must survive the loss of power as well. Drafts need not: their keys on tmpfs do not.

    Raises:
        OSError: it could not be written; the old one is as it was.
    """
    new = file.with_name(f"{file.name}{NEW}")
    try:
        handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            if durable:
                os.fsync(stream.fileno())
        if durable or not exchange(new, file):
            new.replace(file)
        else:
            new.unlink()  # what was there before
    except OSError:
        with contextlib.suppress(OSError):
            new.unlink()  # half a file would only hold on to room on a full disk
        raise


def _destroy(file: Path) -> None:
    try:
        # Some file systems need room even to overwrite: the file must go all the same.
        with contextlib.suppress(OSError):
            _overwrite(file)
        file.unlink()
    except FileNotFoundError:
        pass


def _overwrite(file: Path) -> None:
    with file.open("r+b") as stream:
        stream.write(DESTROYED)
        stream.flush()
        os.fsync(stream.fileno())


def _modified(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return 0.0
