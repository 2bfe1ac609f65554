"""Sealing to hybrid post-quantum recipients: age's `mlkem768x25519` (X-Wing by HPKE), and nothing else.

A `Recipient` can only lock. What unlocks is an `Identity`, which only `triage.desk.keyring` can build, so that the
side that takes reports cannot read them back. A file with any other kind of recipient beside these is refused:
one classical recipient would undo the protection against ciphertext that is recorded now and decrypted later.
Source: https://c2sp.org/age, draft-ietf-hpke-pq, RFC 9180.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Protocol, TypeVar

from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, MLKEM768X25519PublicKey, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from candour.errors import RecipientsError, SealedFileError
from triage import age, bech32
from triage.age_stream import Opener, Sealer

STANZA_TYPE = "mlkem768x25519"
LABEL = b"age-encryption.org/mlkem768x25519"
SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)
ENCAPSULATED_BYTES = 1120
_PREFIX = "age1pq"
_MLKEM_BYTES = 1184
_POLYNOMIAL_BYTES = 384
_PUBLIC_BYTES = _MLKEM_BYTES + 32


@dataclass(frozen=True)
class Recipient:
    """A public key that cases are sealed to. It was checked when it was made, so it can be used as it is.

    Raises:
        RecipientsError: the key is malformed, or one that anyone could open.
    """

    raw: bytes

    def __post_init__(self) -> None:
        """Refuse unusable keys, all-zero ones among them, which the library would accept."""
        polynomials = [self.raw[i * _POLYNOMIAL_BYTES :][:_POLYNOMIAL_BYTES] for i in range(3)]
        if len(self.raw) != _PUBLIC_BYTES or not all(any(polynomial) for polynomial in polynomials):
            raise RecipientsError("a recipient's key is not a usable age1pq1... key")
        self.wrap(age.new_file_key())  # a low-order X25519 half shows only in use

    @classmethod
    def from_text(cls, text: str) -> Recipient:
        """Read `age1pq1...`.

        Raises:
            RecipientsError: as above.
        """
        try:
            raw = bech32.decode(_PREFIX, text)
        except ValueError as error:
            raise RecipientsError(f"a recipient is not an age1pq1... key: {error}") from None
        if text != text.lower():
            raise RecipientsError("a recipient's key is not written in lower case")
        return cls(raw)

    @cached_property
    def text(self) -> str:
        """The key as age writes it: `age1pq1...`."""
        return bech32.encode(_PREFIX, self.raw)

    def wrap(self, file_key: bytes) -> age.Stanza:
        """Encrypt a file key to this recipient."""
        try:
            sealed = SUITE.encrypt(file_key, _public_key(self.raw), LABEL)
        except ValueError:
            raise RecipientsError("a recipient's key is not a usable age1pq1... key") from None
        encapsulated = age.encode_base64(sealed[:ENCAPSULATED_BYTES]).decode("ascii")
        return age.Stanza((STANZA_TYPE, encapsulated), sealed[ENCAPSULATED_BYTES:])


class Identity(Protocol):
    """What can unlock: implemented in `triage.desk.keyring` only."""

    def unwrap(self, stanza: age.Stanza) -> bytes | None:
        """Decrypt the file key in a stanza; None when it is for another recipient."""


AnIdentity = TypeVar("AnIdentity", bound=Identity)


@dataclass(frozen=True, repr=False)
class Unlocked(Generic[AnIdentity]):
    """A sealed file whose key was found, and which is not opened yet. Its key never shows in a repr.

    Args:
        identity: which of them opens it.
    """

    identity: AnIdentity
    file_key: bytes
    payload: bytes

    def content(self) -> bytes:
        """Open it.

        Raises:
            SealedFileError: it was altered.
        """
        return age.decrypt_payload(self.file_key, self.payload)

    def secret(self, purpose: str) -> bytes:
        """Derive 32 bytes (HKDF, RFC 5869) that only those hold who can open this file."""
        info = f"candour/sealed-file/v1/{purpose}".encode()
        return HKDF(SHA256(), 32, salt=None, info=info).derive(self.file_key)


def seal(plaintext: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Seal to all of the recipients, any of whom can open it. Pad first: the size of the result tells the size.

    Encrypts 64 KiB at a time and takes about 0.4 ms for each MiB, so larger files are sealed in a thread.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """
    file_key = age.new_file_key()
    return age.write(wrap(file_key, recipients), file_key, plaintext)


def sealer(recipients: Sequence[Recipient]) -> Sealer:
    """Begin to seal to all of the recipients what comes piece by piece.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """
    file_key = age.new_file_key()
    return Sealer(wrap(file_key, recipients), file_key)


def open_sealed(data: bytes, identities: Sequence[Identity]) -> bytes:
    """Open what `seal` (or another age, to hybrid recipients only) made.

    Raises:
        SealedFileError: it is not exactly what was sealed, or not for any of these identities.
    """
    return unlock(data, identities).content()


def unlock(data: bytes, identities: Sequence[AnIdentity]) -> Unlocked[AnIdentity]:
    """Find out who can open it, before anything of it is opened.

    Raises:
        SealedFileError: as `open_sealed`; its content may still turn out to be altered.
    """
    header, payload = age.parse(data)
    return Unlocked(*unwrap(header, identities), payload)


def opener(identities: Sequence[Identity]) -> Opener:
    """Begin to open what comes piece by piece; it raises SealedFileError as `open_sealed` does."""
    return Opener(lambda header: unwrap(header, identities)[1])


def wrap(file_key: bytes, recipients: Sequence[Recipient]) -> list[age.Stanza]:
    """Wrap the key of a file for each of the recipients.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """
    if not recipients or len({recipient.raw for recipient in recipients}) != len(recipients):
        raise RecipientsError("CANDOUR_RECIPIENTS: a case needs recipients, each of them once")
    return [recipient.wrap(file_key) for recipient in recipients]


def unwrap(header: age.Header, identities: Sequence[AnIdentity]) -> tuple[AnIdentity, bytes]:
    """Find the key of a file, and who of them opens it.

    Raises:
        SealedFileError: the header was altered, or it is for none of them.
    """
    for stanza in header.stanzas:
        check_stanza(stanza)
    identity, file_key = _find_file_key(header.stanzas, identities)
    header.check(file_key)
    return identity, file_key


def check_stanza(stanza: age.Stanza) -> None:
    """Refuse a stanza that is not a well-formed hybrid one.

    Raises:
        SealedFileError: it is not.
    """
    if stanza.arguments[0] != STANZA_TYPE or len(stanza.arguments) != 2:
        raise SealedFileError
    encapsulated = age.decode_base64(stanza.arguments[1].encode("ascii"))
    # The exact length of the body stops partitioning oracles (c2sp.org/age).
    if len(encapsulated) != ENCAPSULATED_BYTES or len(stanza.body) != age.WRAPPED_KEY_BYTES:
        raise SealedFileError


def _find_file_key(stanzas: Sequence[age.Stanza], identities: Sequence[AnIdentity]) -> tuple[AnIdentity, bytes]:
    for identity in identities:
        for stanza in stanzas:
            file_key = identity.unwrap(stanza)
            if file_key is not None:
                return identity, file_key
    raise SealedFileError


def _public_key(raw: bytes) -> MLKEM768X25519PublicKey:
    return MLKEM768X25519PublicKey(
        MLKEM768PublicKey.from_public_bytes(raw[:_MLKEM_BYTES]),
        X25519PublicKey.from_public_bytes(raw[_MLKEM_BYTES:]),
    )
