"""age v1 files piece by piece, in constant memory: sealing, opening from front to back, and reading at any place.

The format is that of `triage.age`; what is written here is read there, and the other way round. A chunk is handed on
only once it is authentic. That a file is whole shows at its end: what was handed on before is to be discarded if
`finish` raises. A reader at any place checks the last chunk, and so the length, when it is made.
Source: https://c2sp.org/age, section "Payload"; the check of the last chunk is that of age's DecryptReaderAt.
"""

from __future__ import annotations

import io
import os
import secrets
from collections.abc import Callable, Sequence
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from candour.errors import SealedFileError
from triage import age

LONGEST_HEADER = 64 * 1024
PIECE = 1024 * 1024  # bytes to work on at a time: about half a millisecond, so that an event loop never stalls
FindKey = Callable[[age.Header], bytes]


class Sealer:
    """Seals a file piece by piece.

    Args:
        stanzas: what wraps the file key.
        file_key: of this file alone.
    """

    def __init__(self, stanzas: Sequence[age.Stanza], file_key: bytes) -> None:
        nonce = secrets.token_bytes(age.NONCE_BYTES)
        self._head = age.header_for(stanzas, file_key).to_bytes() + nonce
        self._cipher = age.payload_cipher(file_key, nonce)
        self._waiting = bytearray()
        self._number = 0

    def update(self, content: bytes) -> bytes:
        """Take more content; returns what there is of the sealed file so far."""
        self._waiting += content
        sealed, self._head = [self._head], b""
        start = 0
        # A full chunk waits until more comes, for it might be the last.
        while len(self._waiting) - start > age.CHUNK:
            sealed.append(self._seal(bytes(self._waiting[start : start + age.CHUNK]), False))
            start += age.CHUNK
        del self._waiting[:start]
        return b"".join(sealed)

    def finish(self) -> bytes:
        """Return the rest of the sealed file."""
        return self.update(b"") + self._seal(bytes(self._waiting), True)

    def _seal(self, chunk: bytes, last: bool) -> bytes:
        nonce = age.chunk_nonce(self._number, last)
        self._number += 1
        return self._cipher.encrypt(nonce, chunk, None)


class Opener:
    """Opens a file piece by piece; every method raises SealedFileError when it is not exactly what was sealed.

    Args:
        find_key: finds the file key by the header, and checks the header.
    """

    def __init__(self, find_key: FindKey) -> None:
        self._find_key = find_key
        self._cipher: ChaCha20Poly1305 | None = None
        self._waiting = bytearray()
        self._number = 0

    def update(self, sealed: bytes) -> bytes:
        """Take more of the file; returns what could be opened of it."""
        self._waiting += sealed
        if self._cipher is None and not self._begin():
            return b""
        opened, start = [], 0
        while len(self._waiting) - start > age.SEALED_CHUNK:
            opened.append(self._open(bytes(self._waiting[start : start + age.SEALED_CHUNK]), False))
            start += age.SEALED_CHUNK
        del self._waiting[:start]
        return b"".join(opened)

    def finish(self) -> bytes:
        """Return the last piece: now all of it is known to be authentic and whole."""
        if self._cipher is None:
            raise SealedFileError
        number = self._number
        last = self._open(bytes(self._waiting), True)
        if number and not last:
            raise SealedFileError  # as in triage.age: a second way to write the same content
        return last

    def _begin(self) -> bool:
        found = split(bytes(self._waiting[:LONGEST_HEADER]))
        if found is None and len(self._waiting) < LONGEST_HEADER:
            return False
        if found is None:
            raise SealedFileError
        header, start = found
        if len(self._waiting) < start + age.NONCE_BYTES:
            return False
        nonce = bytes(self._waiting[start : start + age.NONCE_BYTES])
        self._cipher = age.payload_cipher(self._find_key(header), nonce)
        del self._waiting[: start + age.NONCE_BYTES]
        return True

    def _open(self, chunk: bytes, last: bool) -> bytes:
        nonce = age.chunk_nonce(self._number, last)
        self._number += 1
        return _decrypt(self._cipher, nonce, chunk)


class SealedReader(io.RawIOBase):
    """Reads a sealed file at any place, as if it were the content.

    Args:
        file: the sealed file, which can seek.
        find_key: finds the file key by the header, and checks the header.

    Raises:
        SealedFileError: it is not a whole file, or a chunk that is read was altered.
    """

    def __init__(self, file: BinaryIO, find_key: FindKey) -> None:
        super().__init__()
        self._file = file
        file.seek(0)
        found = split(file.read(LONGEST_HEADER))
        if found is None:
            raise SealedFileError
        header, start = found
        file.seek(start)
        self._cipher = age.payload_cipher(find_key(header), file.read(age.NONCE_BYTES))
        self._start = start + age.NONCE_BYTES
        sealed = file.seek(0, os.SEEK_END) - self._start
        self._chunks = max(1, -(-sealed // age.SEALED_CHUNK))
        self._held: tuple[int, bytes] = (-1, b"")
        last = self._chunk(self._chunks - 1)
        if self._chunks > 1 and not last:
            raise SealedFileError
        self.size = (self._chunks - 1) * age.CHUNK + len(last)
        self._place = 0

    def readable(self) -> bool:
        """It can be read."""
        return True

    def seekable(self) -> bool:
        """It can seek."""
        return True

    def tell(self) -> int:
        """Where the next byte is read."""
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Go to a place."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("negative seek position")
        self._place = base + offset
        return self._place

    def readinto(self, buffer: Any) -> int:
        """Fill a buffer as far as one chunk goes."""
        if self._place >= self.size:
            return 0
        number, within = divmod(self._place, age.CHUNK)
        part = self._chunk(number)[within : within + len(buffer)]
        buffer[: len(part)] = part
        self._place += len(part)
        return len(part)

    def _chunk(self, number: int) -> bytes:
        if self._held[0] != number:
            self._file.seek(self._start + number * age.SEALED_CHUNK)
            nonce = age.chunk_nonce(number, number == self._chunks - 1)
            self._held = (number, _decrypt(self._cipher, nonce, self._file.read(age.SEALED_CHUNK)))
        return self._held[1]


def with_key(file_key: bytes) -> FindKey:
    """Find the file key where it is known already: only the header is left to check."""

    def find(header: age.Header) -> bytes:
        header.check(file_key)
        return file_key

    return find


def split(head: bytes) -> tuple[age.Header, int] | None:
    """Parse the header that a file begins with; None while it is not all there.

    Raises:
        SealedFileError: it can be no header, whatever follows.
    """
    end = head.find(b"\n--- ")
    end = head.find(b"\n", end + 1) if end >= 0 else -1
    if end < 0:
        return None
    header, _ = age.parse(head[: end + 1])
    return header, end + 1


def _decrypt(cipher: ChaCha20Poly1305 | None, nonce: bytes, chunk: bytes) -> bytes:
    if cipher is None or len(chunk) < 16:
        raise SealedFileError
    try:
        return cipher.decrypt(nonce, chunk, None)
    except InvalidTag:
        raise SealedFileError from None
