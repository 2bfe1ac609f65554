"""Seals what replicas keep in Redis, so that whoever reads its memory or its network finds no key and no note.

AES-GCM-SIV (RFC 8452) under a key derived (RFC 5869) from the secret that the processes share, which Redis is not told.
"""

from __future__ import annotations

import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Box:
    """Seals and opens.

    Args:
        secret: that all replicas have; with another one nothing opens any more.

    Attributes:
        prefix: of all names in Redis: whoever has another secret sees, changes and clears away nothing of this.
    """

    def __init__(self, secret: str) -> None:
        material = HKDF(SHA256(), 64, salt=None, info=b"candour/shared").derive(secret.encode())
        self._key, self._names = AESGCMSIV(material[:32]), material[32:]
        self.prefix = f"candour:{self.name('space')[:8]}:"

    def name(self, *parts: str) -> str:
        """A name that tells nothing of its parts, and is always the same."""
        return hmac.digest(self._names, "\0".join(parts).encode("utf-8", "surrogatepass"), "sha256").hex()[:32]

    def seal(self, place: str, content: bytes) -> bytes:
        """Seal content for a place; elsewhere it does not open."""
        nonce = secrets.token_bytes(_NONCE)
        return nonce + self._key.encrypt(nonce, content, place.encode())

    def open(self, place: str, sealed: bytes | None) -> bytes | None:
        """Open what was sealed for this place; None if it was not, or not with this secret."""
        if sealed is None:
            return None
        try:
            return self._key.decrypt(sealed[:_NONCE], sealed[_NONCE:], place.encode())
        except (InvalidTag, ValueError):
            return None
