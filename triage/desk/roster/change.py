"""A change to the team: a document of names and public keys, which the audit trail names by its digest."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from candour.errors import RecipientsError, SealedFileError
from triage import documents
from triage.audit.entry import FOUND, GRANT, OFFBOARD, REVOKE, ROTATE
from triage.desk.roles import ROLES
from triage.documents import Json
from triage.recipients import NAME
from triage.sealing import Recipient

KINDS = (FOUND, GRANT, REVOKE, ROTATE, OFFBOARD)
_FIELDS = frozenset({"id", "kind", "name", "role", "key", "signer", "listed"})


@dataclass(frozen=True, kw_only=True)
class Change:
    """A change to the team.

    Args:
        id: its own, random.
        kind: one of KINDS.
        name: whom it is about.
        role: what is granted or revoked.
        key: their public key, where one comes.
        signer: what that key signs with, in hexadecimal digits.
        listed: of a founding, the signed list that the team begins with.
    """

    id: UUID
    kind: str
    name: str = ""
    role: str = ""
    key: str = ""
    signer: str = ""
    listed: str = ""

    @property
    def recipient(self) -> Recipient:
        """The public key.

        Raises:
            RecipientsError: it is not usable.
        """
        return Recipient.from_text(self.key)

    def to_bytes(self) -> bytes:
        """Write the document."""
        content: dict[str, Json] = {"version": documents.VERSION, "purpose": "team-change"}
        return documents.to_bytes(content | vars(self) | {"id": str(self.id)})

    @classmethod
    def from_bytes(cls, data: bytes) -> Change:
        """Read a document that `to_bytes` wrote.

        Raises:
            SealedFileError: it is anything else.
        """
        content = documents.from_bytes(data, "team-change", _FIELDS)
        try:
            change = cls(**content | {"id": UUID(content["id"])})
            if not all(isinstance(content[name], str) for name in _FIELDS) or not change._is_sound():
                raise ValueError
        except (TypeError, ValueError, AttributeError, RecipientsError):
            raise SealedFileError from None
        return change

    def _is_sound(self) -> bool:
        if self.kind == FOUND:
            return bool(self.listed) and not (self.name or self.role or self.key or self.signer)
        with_key, with_role = self.kind in (GRANT, ROTATE), self.kind in (GRANT, REVOKE)
        return (
            self.kind in KINDS
            and NAME.fullmatch(self.name) is not None
            and (self.role in ROLES if with_role else not self.role)
            and (bool(self.recipient) and len(bytes.fromhex(self.signer)) == 32 if with_key else not self.key)
            and not self.listed
        )


def new_change(kind: str, **fields: Any) -> Change:
    """Make a change with an ID of its own."""
    return Change(id=uuid4(), kind=kind, **fields)


def change_digest(document: bytes) -> str:
    """What the audit trail names a change by."""
    return hashlib.sha256(b"candour/team-change/v1\0" + document).hexdigest()


def changes_in(documents_: Mapping[UUID, bytes]) -> dict[str, Change]:
    """Read all changes of a store, by their digests. What is none is left out: no entry of the trail can name it."""
    found = {}
    for record, document in documents_.items():
        try:
            change = Change.from_bytes(document)
        except SealedFileError:
            continue
        if change.id == record:
            found[change_digest(document)] = change
    return found
