"""Links: what a person decided on two cases that may be about the same officer, sealed to the team.

The store sees that something was decided, not on which cases, nor what. A mark (HMAC, RFC 2104) under the bonds of both
cases, which only those hold who can open both, binds it to them: whoever controls the store can withhold a link, but
not write one or move it to other cases.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from candour.errors import SealedFileError
from triage import age, documents
from triage.documents import Json
from triage.padding import pad, unpad
from triage.sealing import Identity, Recipient, open_sealed, seal

CONFIRMED, REFUSED = "confirmed", "refused"
VERDICTS = (CONFIRMED, REFUSED)
_FIELDS = frozenset({"id", "cases", "sequence", "day", "verdict", "reason", "by", "mark"})


@dataclass(frozen=True, kw_only=True)
class Link:
    """A decision on two cases.

    Args:
        id: its own, random.
        cases: which two, the smaller ID first.
        sequence: counts the decisions on these two from 0; the last one holds.
        day: when.
        verdict: one of VERDICTS.
        reason: why, in the words of who decided.
        by: fingerprint of the recipient whose key decided.
    """

    id: UUID
    cases: tuple[UUID, UUID]
    sequence: int
    day: date
    verdict: str
    reason: str
    by: str

    def seal(self, bonds: Mapping[UUID, bytes], recipients: Sequence[Recipient]) -> bytes:
        """Mark, pad and seal it.

        Args:
            bonds: of both cases, others among them.
            recipients: the team.

        Raises:
            RecipientsError: there is no recipient, or one is named twice.
        """
        return seal(pad(self._to_bytes(bonds)), recipients)

    @classmethod
    def open(cls, sealed: bytes, identities: Sequence[Identity], link_id: UUID, bonds: Mapping[UUID, bytes]) -> Link:
        """Open a link that was found under this ID.

        Raises:
            SealedFileError: it does not open, is another, or was written by someone who cannot open both its cases;
                or the bond of one of them is not here.
        """
        data = unpad(open_sealed(sealed, identities))
        link = _link(documents.from_bytes(data, "link", _FIELDS))
        if link.id != link_id or not set(link.cases) <= bonds.keys():
            raise SealedFileError
        if not hmac.compare_digest(link._to_bytes(bonds), data):
            raise SealedFileError
        return link

    def other(self, case: UUID) -> UUID:
        """The case that it links one of its two to."""
        return self.cases[self.cases[0] == case]

    def view(self) -> dict[str, Json]:
        """Show it as `candour desk links --json` does."""
        return {"verdict": self.verdict, "day": self.day.isoformat(), "reason": self.reason, "by": self.by}

    def _to_bytes(self, bonds: Mapping[UUID, bytes]) -> bytes:
        content: dict[str, Json] = {"version": documents.VERSION, "purpose": "link", "id": str(self.id)}
        content |= self.view() | {"cases": [str(case) for case in self.cases], "sequence": self.sequence}
        secret = b"candour/link/v1\0" + b"".join(bonds[case] for case in self.cases)
        mark = hmac.new(secret, documents.to_bytes(content), "sha256").hexdigest()
        return documents.to_bytes(content | {"mark": mark})


def pair(one: UUID, other: UUID) -> tuple[UUID, UUID]:
    """Two cases in the order in which a link names them."""
    return (one, other) if one < other else (other, one)


def link_digest(sealed: bytes) -> str:
    """What the audit trail names a sealed link by, whoever it is wrapped for."""
    return age.body_digest(b"candour/link/v2", sealed)


def _link(content: Mapping[str, Any]) -> Link:
    try:
        first, second = (UUID(case) for case in content["cases"])
        texts = {name: content[name] for name in ("verdict", "reason", "by")}
        read = Link(
            id=UUID(content["id"]),
            cases=pair(first, second),
            sequence=content["sequence"],
            day=date.fromisoformat(content["day"]),
            **texts,
        )
    except (TypeError, ValueError, AttributeError):
        raise SealedFileError from None
    sound = type(read.sequence) is int and all(isinstance(text, str) for text in texts.values())
    if not sound or read.verdict not in VERDICTS:
        raise SealedFileError
    return read
