"""Key files: age v1 files locked by a passphrase (age's scrypt recipient), so that a stock age reads them too.

Why not Argon2id: docs/decisions/0011-key-files.md. Source: https://c2sp.org/age, RFC 7914.
"""

from __future__ import annotations

import re
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from candour.errors import KeyFileError, SealedFileError
from triage import age

WORK_FACTOR = 18  # 256 MiB and about a second, as age itself
LARGEST_WORK_FACTOR = 20
_STANZA_TYPE = "scrypt"
_LABEL = b"age-encryption.org/v1/scrypt"
_SALT_BYTES = 16
_DECIMAL = re.compile(r"[1-9][0-9]{0,2}")
# A key that wraps only one file key never sees a second message, so the nonce is fixed (c2sp.org/age).
_NONCE = bytes(12)


def lock(content: bytes, passphrase: str, work_factor: int = WORK_FACTOR) -> bytes:
    """Encrypt under a passphrase.

    Args:
        content: what to protect.
        passphrase: not empty.
        work_factor: base-two logarithm of scrypt's N; lower only where the passphrase is public anyway.
    """
    salt, file_key = secrets.token_bytes(_SALT_BYTES), age.new_file_key()
    body = _cipher(passphrase, salt, work_factor).encrypt(_NONCE, file_key, None)
    arguments = (_STANZA_TYPE, age.encode_base64(salt).decode("ascii"), str(work_factor))
    return age.write([age.Stanza(arguments, body)], file_key, content)


def unlock(data: bytes, passphrase: str) -> bytes:
    """Decrypt what `lock` or `age --passphrase` made.

    Raises:
        KeyFileError: the passphrase is wrong, or this is not such a file.
    """
    try:
        header, payload = age.parse(data)
        salt, work_factor, body = _read_stanza(header)
    except SealedFileError:
        raise KeyFileError("this is not a key file protected by a passphrase") from None
    try:
        file_key = _cipher(passphrase, salt, work_factor).decrypt(_NONCE, body, None)
        header.check(file_key)
        return age.decrypt_payload(file_key, payload)
    except (InvalidTag, SealedFileError):
        raise KeyFileError("the passphrase is wrong, or the key file was damaged") from None


def _read_stanza(header: age.Header) -> tuple[bytes, int, bytes]:
    stanza = header.stanzas[0]
    # A passphrase stanza stands alone: whoever knows the passphrase must be the one who wrote the file.
    if len(header.stanzas) != 1 or len(stanza.arguments) != 3 or stanza.arguments[0] != _STANZA_TYPE:
        raise SealedFileError
    salt = age.decode_base64(stanza.arguments[1].encode("ascii"))
    if len(salt) != _SALT_BYTES or len(stanza.body) != age.WRAPPED_KEY_BYTES:
        raise SealedFileError
    if not _DECIMAL.fullmatch(stanza.arguments[2]) or int(stanza.arguments[2]) > LARGEST_WORK_FACTOR:
        raise SealedFileError
    return salt, int(stanza.arguments[2]), stanza.body


def _cipher(passphrase: str, salt: bytes, work_factor: int) -> ChaCha20Poly1305:
    scrypt = Scrypt(salt=_LABEL + salt, length=32, n=2**work_factor, r=8, p=1)
    return ChaCha20Poly1305(scrypt.derive(passphrase.encode("utf-8", "surrogateescape")))
