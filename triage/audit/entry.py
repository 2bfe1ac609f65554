"""Entries of the trail: each names the one before it by its digest, and is signed by the key that it says acted.

What the store may know stands in the clear: who, which case, in which hour, and whether it was opened, exported or
assessed. What an opening was for is locked to those who can open the case: that a reporter was written to would
otherwise tell, beside the counts of letters, whose mailbox is whose.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from candour.errors import SealedFileError
from triage import documents
from triage.documents import Json

OPEN, EXPORT, ASSESS, NOTE = "open", "export", "assess", "note"
# Many opened cases looked through at once; a link decided on; a case or a link destroyed.
SURVEY, LINK, DELETE = "survey", "link", "delete"
# Contact details opened by a custodian who does not open the case. Changes to the team, and all re-wrapped for it.
CONTACT = "contact"
FOUND, GRANT, APPROVE, REVOKE, ROTATE, OFFBOARD = "found", "grant", "approve", "revoke", "rotate", "offboard"
REWRAP = "rewrap"
CHANGES = (FOUND, GRANT, REVOKE, ROTATE, OFFBOARD)  # each comes with a document that says what is changed
TEAM = (*CHANGES, APPROVE, REWRAP)  # what is about no case
DEEDS = (OPEN, EXPORT, ASSESS, NOTE, SURVEY, LINK, DELETE, CONTACT, *TEAM)
NO_CASE = UUID(int=0)  # what a survey names
# Locks purposes that are no secret: what a survey is for, and what has no case whose secret could lock it.
NO_BOND = bytes(32)
WITHOUT_BOND = (SURVEY, LINK, DELETE, CONTACT, *TEAM)
BEGINNING = "0" * 64  # what the first entry says came before it
_NONCE_BYTES = 12
_PURPOSE_BYTES = 16  # all purposes have one length, so that an entry's size does not tell them apart
_HOUR = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}\Z", re.ASCII)
_ACTOR = re.compile(r"(?:[0-9a-f]{4}-){7}[0-9a-f]{4}\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_DETAIL = re.compile(r"[0-9a-f]{88}\Z")  # nonce, purpose and tag


class Signing(Protocol):
    """What acts at the desk: implemented by `triage.desk.keyring.DeskKey`."""

    @property
    def fingerprint(self) -> str:
        """Names its recipient."""

    @property
    def signer(self) -> bytes:
        """The public key of its signatures."""

    def sign(self, message: bytes) -> bytes:
        """Sign a message."""


@dataclass(frozen=True)
class Kept:
    """An entry as it lies in the store: its place, its document and the signature over it."""

    sequence: int
    entry: bytes
    signature: bytes


@dataclass(frozen=True)
class Head:
    """Where the trail ends: how many entries there are, and the digest of the last."""

    entries: int
    digest: str


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One deed.

    Args:
        sequence: counts from 1.
        previous: digest of the entry before it, BEGINNING for the first.
        hour: in UTC; a minute would tell more than an auditor needs.
        actor: fingerprint of the recipient whose key acted.
        signer: public key of the signature, 64 hexadecimal digits.
        deed: one of DEEDS.
        case: which case; of a link or a change its own ID, which leads to no case.
        detail: what it was for, locked (see `lock_purpose`).
        about: digest of the sealed assessment, note or link, or of the change to the team, that came with it.
    """

    sequence: int
    previous: str
    hour: str
    actor: str
    signer: str
    deed: str
    case: UUID
    detail: str
    about: str | None = None

    def to_bytes(self) -> bytes:
        """Write the document that is chained and signed."""
        content: dict[str, Json] = {name: getattr(self, name) for name in _FIELDS}
        head: dict[str, Json] = {"version": documents.VERSION, "purpose": "audit-entry", "case": str(self.case)}
        return documents.to_bytes(content | head)

    @classmethod
    def from_bytes(cls, data: bytes) -> Entry:
        """Read a document that `to_bytes` wrote.

        Raises:
            SealedFileError: it is anything else.
        """
        content = documents.from_bytes(data, "audit-entry", _FIELDS)
        try:
            entry = cls(**content | {"case": UUID(content["case"])})
            if not _is_sound(content) or entry.to_bytes() != data:
                raise ValueError
        except (TypeError, ValueError, AttributeError):
            raise SealedFileError from None
        return entry

    def keep(self, key: Signing) -> Kept:
        """Sign it."""
        data = self.to_bytes()
        return Kept(self.sequence, data, key.sign(_signed(data)))


_FIELDS = frozenset(Entry.__dataclass_fields__)


def next_entry(
    head: Head, key: Signing, deed: str, case: UUID, *, purpose: str, bond: bytes, about: str | None = None
) -> Entry:
    """Make the entry that follows.

    Args:
        head: where the trail ends now.
        key: who acts.
        deed: one of DEEDS.
        case: which case.
        purpose: what it is for, at most 16 letters.
        bond: a secret of the case.
        about: digest of the sealed assessment or note that comes with it.
    """
    sequence, hour = head.entries + 1, datetime.now(UTC).strftime("%Y-%m-%dT%H")
    detail = lock_purpose(purpose, bond, head)
    return Entry(
        sequence=sequence,
        previous=head.digest,
        hour=hour,
        actor=key.fingerprint,
        signer=key.signer.hex(),
        deed=deed,
        case=case,
        detail=detail,
        about=about,
    )


def digest(entry: bytes) -> str:
    """What the next entry names this one by."""
    return hashlib.sha256(b"candour/audit/v1/entry\0" + entry).hexdigest()


def is_signed(entry: Entry, kept: Kept) -> bool:
    """Whether the key that an entry names has signed it."""
    try:
        Ed25519PublicKey.from_public_bytes(bytes.fromhex(entry.signer)).verify(kept.signature, _signed(kept.entry))
    except (InvalidSignature, ValueError):
        return False
    return True


def lock_purpose(purpose: str, bond: bytes, before: Head) -> str:
    """Lock what an entry was for under a secret of its case (AES-GCM-SIV, RFC 8452), bound to its place.

    The random nonce also makes every entry unlike any other. Without it a desk that does the same again in the same
    hour, after the tail was cut, would write the very entries that were cut, and no witness could tell.
    """
    padded = purpose.encode("ascii").ljust(_PURPOSE_BYTES)
    if len(padded) != _PURPOSE_BYTES:
        raise ValueError("a purpose is too long")
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return (nonce + AESGCMSIV(bond).encrypt(nonce, padded, _place(before))).hex()


def unlock_purpose(entry: Entry, bond: bytes) -> str:
    """Tell what an entry was for.

    Raises:
        SealedFileError: it was locked under another secret, or for another place.
    """
    place, locked = _place(Head(entry.sequence - 1, entry.previous)), bytes.fromhex(entry.detail)
    try:
        opened = AESGCMSIV(bond).decrypt(locked[:_NONCE_BYTES], locked[_NONCE_BYTES:], place)
        return opened.decode("ascii").rstrip()
    except (InvalidTag, ValueError):
        raise SealedFileError from None


def _signed(entry: bytes) -> bytes:
    return b"candour/audit/v1/signature\0" + entry


def _place(before: Head) -> bytes:
    return f"candour/audit/v1/place/{before.entries}/{before.digest}".encode("ascii")


def _is_sound(content: Mapping[str, Any]) -> bool:
    about = content["about"]
    return (
        type(content["sequence"]) is int
        and _HOUR.match(content["hour"]) is not None
        and _ACTOR.match(content["actor"]) is not None
        and content["deed"] in DEEDS
        and all(_DIGEST.match(content[name]) for name in ("previous", "signer"))
        and _DETAIL.match(content["detail"]) is not None
        and (about is None or _DIGEST.match(about) is not None)
    )
