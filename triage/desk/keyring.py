"""Private keys of the team: the only module that builds, loads or uses one.

A desk key is an X-Wing seed of 32 bytes, `AGE-SECRET-KEY-PQ-1...`. What it signs entries of the audit trail with
(Ed25519) is derived from the seed by HKDF. A root key is an Ed25519 seed, which signs the list of recipients and opens
nothing. Both lie in files locked by a passphrase (see `triage.desk.passphrase`).
"""

from __future__ import annotations

import os
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from candour.errors import KeyFileError
from triage import bech32
from triage.desk import passphrase as locked
from triage.keys import ROOT_KEY_PREFIX, fingerprint
from triage.recipients import NAME, RecipientList
from triage.sealing import Recipient
from triage.xwing import SEED_BYTES, XWingKey

_IDENTITY_PREFIX = "age-secret-key-pq-"
_LARGEST = 64 * 1024
_NAME_LINE = re.compile(rf"^# name: ({NAME.pattern})$", re.MULTILINE)


@dataclass(frozen=True, repr=False)
class DeskKey(XWingKey):
    """A triage key: opens what was sealed to its recipient. Its seed never shows in a repr."""

    name: str = "desk"

    @classmethod
    def new(cls, name: str) -> DeskKey:
        """Make a random key."""
        return cls(secrets.token_bytes(SEED_BYTES), name)

    @cached_property
    def fingerprint(self) -> str:
        """Names its recipient."""
        return fingerprint(self.recipient.raw)

    @property
    def signer(self) -> bytes:
        """The public key of its signatures."""
        return self._signing.public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        """Sign something that says itself what it is."""
        return self._signing.sign(message)

    @cached_property
    def _signing(self) -> Ed25519PrivateKey:
        seed = HKDF(SHA256(), SEED_BYTES, salt=None, info=b"candour/desk-key/v1/signing").derive(self.seed)
        return Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def text(self) -> str:
        """The secret as age writes it."""
        return bech32.encode(_IDENTITY_PREFIX, self.seed).upper()

    def to_file(self, file: Path, passphrase: str, work_factor: int = locked.WORK_FACTOR) -> None:
        """Write the key, locked, to a new file with mode 0600.

        Raises:
            KeyFileError: there is such a file already, or it cannot be written.
        """
        lines = (f"# created: {_today()}", f"# name: {self.name}", f"# public key: {self.recipient.text}", self.text)
        write_new(file, locked.lock("\n".join((*lines, "")).encode("ascii"), passphrase, work_factor))


@dataclass(frozen=True, repr=False)
class RootKey:
    """The offline key that signs who may read; it opens no case."""

    seed: bytes

    @classmethod
    def new(cls) -> RootKey:
        """Make a random key."""
        return cls(secrets.token_bytes(SEED_BYTES))

    @property
    def public(self) -> bytes:
        """The public key."""
        return self._key.public_key().public_bytes_raw()

    @property
    def fingerprint(self) -> str:
        """What servers pin as CANDOUR_RECIPIENTS_ROOT."""
        return fingerprint(self.public)

    @property
    def _key(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)

    def sign(
        self,
        members: tuple[tuple[str, Recipient], ...],
        custodians: tuple[tuple[str, Recipient], ...] = (),
        signers: tuple[tuple[str, bytes], ...] = (),
        leads: tuple[str, ...] = (),
        auditors: tuple[tuple[str, Recipient], ...] = (),
    ) -> bytes:
        """Write a signed list of recipients, issued today.

        Raises:
            RecipientsError: as for `RecipientList`.
        """
        listed = RecipientList(datetime.now(UTC).date(), self.public, members, custodians, signers, leads, auditors)
        return listed.to_bytes(self._key.sign(listed.signed_part()))

    def to_file(self, file: Path, passphrase: str, work_factor: int = locked.WORK_FACTOR) -> None:
        """Write the key, locked, to a new file with mode 0600.

        Raises:
            KeyFileError: there is such a file already, or it cannot be written.
        """
        secret = bech32.encode(ROOT_KEY_PREFIX, self.seed).upper()
        lines = (f"# created: {_today()}", f"# fingerprint: {self.fingerprint}", secret, "")
        write_new(file, locked.lock("\n".join(lines).encode("ascii"), passphrase, work_factor))


def load_desk_key(file: Path, passphrase: str) -> DeskKey:
    """Load a triage key (made by `candour keys new`, or a locked `age-keygen -pq` identity).

    Raises:
        KeyFileError: the file cannot be read, the passphrase is wrong, or it holds no desk key.
    """
    text = _unlock(file, passphrase)
    name = _NAME_LINE.search(text)
    return DeskKey(_secret(text, _IDENTITY_PREFIX, file), name[1] if name else "desk")


def load_root_key(file: Path, passphrase: str) -> RootKey:
    """Load the root key.

    Raises:
        KeyFileError: the file cannot be read, the passphrase is wrong, or it holds no root key.
    """
    return RootKey(_secret(_unlock(file, passphrase), ROOT_KEY_PREFIX, file))


def write_new(file: Path, content: bytes) -> None:
    """Write a file that only its owner can read; never over another.

    Raises:
        KeyFileError: there is such a file already, or it cannot be written.
    """
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
    except FileExistsError:
        raise KeyFileError(f"{file.name} exists already; a key is never overwritten") from None
    except OSError as error:
        raise KeyFileError(f"{file.name} cannot be written ({error.strerror})") from None


def replace_list(file: Path, signed: bytes) -> None:
    """Put a signed list in the place of another: a server that reads it meanwhile sees the old one or the new one.

    Raises:
        OSError: it cannot be written.
    """
    new = file.with_name(f".{file.name}.new")
    with new.open("wb") as stream:
        stream.write(signed)
        stream.flush()
        os.fsync(stream.fileno())
    new.replace(file)


def _unlock(file: Path, passphrase: str) -> str:
    try:
        with file.open("rb") as stream:
            data = stream.read(_LARGEST)
    except OSError as error:
        raise KeyFileError(f"{file.name} cannot be read ({error.strerror})") from None
    try:
        return locked.unlock(data, passphrase).decode("ascii", "replace")
    except KeyFileError as error:
        raise KeyFileError(f"{file.name}: {error}") from None


def _secret(text: str, prefix: str, file: Path) -> bytes:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    try:
        if len(lines) != 1 or not lines[0].isupper():
            raise ValueError
        seed = bech32.decode(prefix, lines[0])
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise KeyFileError(f"{file.name} does not hold one key of the kind that is needed here")
    return seed


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
