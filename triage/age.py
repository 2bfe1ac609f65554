"""The container of an age v1 file: header, its MAC, and the STREAM payload (https://c2sp.org/age).

What the stanzas of the header mean is decided elsewhere: `triage.sealing` for hybrid recipients, `triage.desk` for
passphrases. Parsing is strict: a header that would not be written again byte for byte is refused.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from candour.errors import SealedFileError

FILE_KEY_BYTES = 16
WRAPPED_KEY_BYTES = FILE_KEY_BYTES + 16
NONCE_BYTES = 16
CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
_VERSION = b"age-encryption.org/v1\n"
_STANZA = re.compile(rb"-> ([!-~]+(?: [!-~]+)*)\n((?:[A-Za-z0-9+/]{64}\n)*[A-Za-z0-9+/]{0,63}\n)")
_MAC = re.compile(rb"--- ([A-Za-z0-9+/]{43})\n")


@dataclass(frozen=True)
class Stanza:
    """One recipient's share of a header: its arguments (the first names its type) and its body."""

    arguments: tuple[str, ...]
    body: bytes


@dataclass(frozen=True)
class Header:
    """A parsed header, not yet authenticated: `check` does that once the file key is known."""

    stanzas: tuple[Stanza, ...]
    mac: bytes

    def to_bytes(self) -> bytes:
        """Write the header exactly as it was parsed."""
        return b"%s %s\n" % (_without_mac(self.stanzas), encode_base64(self.mac))

    def check(self, file_key: bytes) -> None:
        """Authenticate the header.

        Raises:
            SealedFileError: it was altered.
        """
        if not hmac.compare_digest(self.mac, _mac(self.stanzas, file_key)):
            raise SealedFileError


def new_file_key() -> bytes:
    """Make the random key of one file."""
    return secrets.token_bytes(FILE_KEY_BYTES)


def write(stanzas: Sequence[Stanza], file_key: bytes, plaintext: bytes) -> bytes:
    """Write a whole file for recipients whose stanzas wrap the file key."""
    return header_for(stanzas, file_key).to_bytes() + encrypt_payload(file_key, plaintext)


def header_for(stanzas: Sequence[Stanza], file_key: bytes) -> Header:
    """Make the header of a file for recipients whose stanzas wrap the file key."""
    return Header(tuple(stanzas), _mac(stanzas, file_key))


def parse(data: bytes) -> tuple[Header, bytes]:
    """Split a file into its header and its payload (nonce and chunks).

    Raises:
        SealedFileError: this is not an age v1 file in its one canonical form.
    """
    stanzas, position = _parse_stanzas(data)
    end = _MAC.match(data, position)
    if not stanzas or end is None:
        raise SealedFileError
    header = Header(stanzas, decode_base64(end[1]))
    if header.to_bytes() != data[: end.end()]:
        raise SealedFileError
    return header, data[end.end() :]


def body_digest(domain: bytes, data: bytes) -> str:
    """Name a file by its payload, whoever it is wrapped for: SHA-256 under a domain of its use.

    Whoever cannot open a file cannot exchange its payload for another with the same name; and one that opened to two
    contents under two keys would have to be strict, padded JSON both times. What is no file is named as a whole.
    """
    try:
        named = b"payload\0" + parse(data)[1]
    except SealedFileError:
        named = b"other\0" + data
    return hashlib.sha256(domain + b"\0" + named).hexdigest()


def encrypt_payload(file_key: bytes, plaintext: bytes) -> bytes:
    """Encrypt a payload under a fresh nonce, in chunks of 64 KiB."""
    nonce = secrets.token_bytes(NONCE_BYTES)
    cipher = payload_cipher(file_key, nonce)
    chunks = [cipher.encrypt(nonce_of, chunk, None) for nonce_of, chunk in _chunks(plaintext, CHUNK)]
    return nonce + b"".join(chunks)


def decrypt_payload(file_key: bytes, payload: bytes) -> bytes:
    """Decrypt a whole payload; nothing of it is returned unless all of it is authentic.

    Raises:
        SealedFileError: it was altered, cut or extended.
    """
    cipher = payload_cipher(file_key, payload[:NONCE_BYTES])
    try:
        opened = [cipher.decrypt(n, chunk, None) for n, chunk in _chunks(payload[NONCE_BYTES:], SEALED_CHUNK)]
    except InvalidTag:
        raise SealedFileError from None
    if len(opened) > 1 and not opened[-1]:
        raise SealedFileError  # an empty last chunk would be a second way to write the same content
    return b"".join(opened)


def encode_base64(content: bytes) -> bytes:
    """Encode as age does: standard alphabet, no padding."""
    return base64.b64encode(content).rstrip(b"=")


def decode_base64(text: bytes) -> bytes:
    """Decode unpadded base64.

    Raises:
        SealedFileError: it is not canonical.
    """
    try:
        content = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise SealedFileError from None
    if encode_base64(content) != text:
        raise SealedFileError
    return content


def _parse_stanzas(data: bytes) -> tuple[tuple[Stanza, ...], int]:
    if not data.startswith(_VERSION):
        raise SealedFileError
    stanzas, position = [], len(_VERSION)
    while found := _STANZA.match(data, position):
        arguments = tuple(found[1].decode("ascii").split(" "))
        stanzas.append(Stanza(arguments, decode_base64(found[2].replace(b"\n", b""))))
        position = found.end()
    return tuple(stanzas), position


def _without_mac(stanzas: Sequence[Stanza]) -> bytes:
    return _VERSION + b"".join(_write_stanza(stanza) for stanza in stanzas) + b"---"


def _write_stanza(stanza: Stanza) -> bytes:
    body = encode_base64(stanza.body)
    # The last line is always shorter than 64 characters, so that it ends the stanza: after full lines it is empty.
    lines = [body[i : i + 64] for i in range(0, len(body) + 1, 64)]
    return b"-> %s\n%s\n" % (" ".join(stanza.arguments).encode("ascii"), b"\n".join(lines))


def _mac(stanzas: Sequence[Stanza], file_key: bytes) -> bytes:
    key = HKDF(SHA256(), 32, salt=None, info=b"header").derive(file_key)
    return hmac.digest(key, _without_mac(stanzas), "sha256")


def payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    """The cipher of a payload's chunks.

    Raises:
        SealedFileError: the nonce is cut.
    """
    if len(nonce) != NONCE_BYTES:
        raise SealedFileError
    return ChaCha20Poly1305(HKDF(SHA256(), 32, salt=nonce, info=b"payload").derive(file_key))


def _chunks(content: bytes, size: int) -> Iterator[tuple[bytes, bytes]]:
    count = max(1, -(-len(content) // size))
    for number in range(count):
        last = number == count - 1
        yield chunk_nonce(number, last), content[number * size : (number + 1) * size]


def chunk_nonce(number: int, last: bool) -> bytes:
    """The nonce of a payload's chunk, which says whether it is the last."""
    return number.to_bytes(11) + bytes([last])
