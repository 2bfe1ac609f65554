"""The vault of one machine: drafts in folders.

The keys lie in a folder apart from the ciphertext, on tmpfs where there is one, and never in a backup.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from collections.abc import Collection, Sequence
from pathlib import Path

from candour.errors import DraftGone
from drafts.exchange import exchange
from drafts.sealed import KEY_BYTES, Vault, is_conversation

DESTROYED = bytes(KEY_BYTES)  # what a key is overwritten with
NEW = ".new"
FILES_LEFT = 100


class DraftVault(Vault):
    """Opens and closes drafts; one process writes to each stream.

    Args:
        keys: folder of keys (one file a conversation), made on first use with mode 0700.
        files: folder of ciphertext (one folder a conversation).
    """

    def __init__(self, keys: Path, files: Path) -> None:
        self._keys = keys
        self._files = files

    def clear(self, conversation: str, stream: str) -> None:
        """As in Vault."""
        self._key(conversation)
        folder, gone = self._folder(conversation, stream), self._files / conversation / f"{stream}.gone"
        # All at once, by its name: a crash between two records would leave some that no longer stand in their places.
        shutil.rmtree(gone, ignore_errors=True)
        with contextlib.suppress(FileNotFoundError):
            folder.replace(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def waiting(self) -> Collection[str]:
        """All of them: no list is kept of those in which something waits."""
        return self._conversations()

    def ages(self) -> list[float]:
        """As in Vault."""
        now = time.time()
        return [now - self._touched(conversation) for conversation in self._conversations()]

    def stale(self, older_than_seconds: float) -> list[str]:
        """As in Vault."""
        limit = time.time() - older_than_seconds
        return [c for c in self._conversations() if not older_than_seconds or self._touched(c) < limit]

    def has_room(self, wanted: int) -> bool:
        """As in Vault."""
        return has_room(self._files, wanted)

    def _begin(self, conversation: str, key: bytes) -> None:
        self._keys.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._files / conversation).mkdir(mode=0o700, parents=True)
        try:
            replace_file(self._keys / conversation, key)
        except OSError:
            self.shred(conversation)
            raise

    def _look(self, conversation: str, names: Sequence[str]) -> tuple[bytes, list[bytes | None]]:
        if not is_conversation(conversation):
            raise DraftGone
        key = _content(f"{self._keys}/{conversation}")
        if key is None or len(key) != KEY_BYTES or key == DESTROYED:
            raise DraftGone
        return key, [_content(f"{self._files}/{conversation}/{name}") for name in names]

    def _names(self, conversation: str, stream: str) -> list[str]:
        self._key(conversation)
        folder = self._folder(conversation, stream)
        return sorted(file.name for file in folder.iterdir() if file.suffix != NEW) if folder.is_dir() else []

    def _put(self, conversation: str, name: str, sealed: bytes) -> None:
        replace_file(self._files / conversation / name, sealed)

    def _swap(self, conversation: str, name: str, before: bytes | None, after: bytes, waits: bool | None) -> bool:
        self._put(conversation, name, after)
        return True

    def _add(self, conversation: str, stream: str, name: str, sealed: bytes) -> bool:
        folder = self._folder(conversation, stream)
        folder.mkdir(mode=0o700, exist_ok=True)
        replace_file(folder / name, sealed)
        return True

    def _shred(self, conversation: str) -> None:
        _destroy(self._keys / conversation)
        _destroy(self._keys / f"{conversation}{NEW}")
        shutil.rmtree(self._files / conversation, ignore_errors=True)

    def _large(self, conversation: str) -> Path:
        return self._files / conversation / "large"

    def _conversations(self) -> list[str]:
        folders = (self._keys, self._files)
        # A crash while a key is written leaves `NAME.new`.
        names = {entry.name.removesuffix(NEW) for folder in folders if folder.is_dir() for entry in folder.iterdir()}
        return [name for name in names if is_conversation(name)]

    def _touched(self, conversation: str) -> float:
        places = [self._keys / conversation, self._files / conversation]
        if places[1].is_dir():
            places += list(places[1].iterdir())
        return max((modified(place) for place in places), default=0.0)

    def _folder(self, conversation: str, stream: str) -> Path:
        return self._files / conversation / f"{stream}.d"


def has_room(place: Path, wanted: int) -> bool:
    """Whether the disk of a folder, which need not be there yet, has so many bytes free, and some files left."""
    while not place.exists():
        place = place.parent
    disk = os.statvfs(place)
    return disk.f_bavail * disk.f_frsize >= wanted and (disk.f_files == 0 or disk.f_favail >= FILES_LEFT)


def _content(file: str) -> bytes | None:
    # Text and no Path: a turn looks at some fifty of these, and putting a Path together takes longer than reading.
    try:
        with open(file, "rb", buffering=0) as stream:  # noqa: PTH123
            return stream.read()
    except (FileNotFoundError, IsADirectoryError):
        return None


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


def modified(place: Path) -> float:
    """When a file or folder was last changed; long ago when it is gone."""
    try:
        return place.stat().st_mtime
    except FileNotFoundError:
        return 0.0
