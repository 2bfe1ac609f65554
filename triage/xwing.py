"""The private half of X-Wing: what unlocks a stanza that `triage.sealing` made. Used by two holders of a seed only:
the triage team's keys (`triage.desk.keyring`) and a reporter's own code (`triage.receipt`).

Source: draft-connolly-cfrg-xwing-kem (both halves come from one seed).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey

from candour.errors import SealedFileError
from triage import age
from triage.sealing import LABEL, SUITE, Recipient

SEED_BYTES = 32


@dataclass(frozen=True, repr=False)
class XWingKey:
    """A key that opens what was sealed to its recipient. Its seed never shows in a repr."""

    seed: bytes

    @cached_property
    def recipient(self) -> Recipient:
        """The public key."""
        mlkem, x25519 = _expand(self.seed)
        return Recipient(mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw())

    def unwrap(self, stanza: age.Stanza) -> bytes | None:
        """Decrypt the file key in a stanza; None when it is for another recipient.

        Raises:
            SealedFileError: the stanza is malformed (its X25519 share is of low order).
        """
        encapsulated = age.decode_base64(stanza.arguments[1].encode("ascii"))
        try:
            return SUITE.decrypt(encapsulated + stanza.body, self._private, LABEL)
        except InvalidTag:
            return None
        except ValueError:
            raise SealedFileError from None

    @cached_property
    def _private(self) -> MLKEM768X25519PrivateKey:
        return MLKEM768X25519PrivateKey(*_expand(self.seed))


def _expand(seed: bytes) -> tuple[MLKEM768PrivateKey, X25519PrivateKey]:
    expanded = hashlib.shake_256(seed).digest(96)
    return MLKEM768PrivateKey.from_seed_bytes(expanded[:64]), X25519PrivateKey.from_private_bytes(expanded[64:])
