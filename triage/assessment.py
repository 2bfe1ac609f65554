"""Assessments: what the team decides on a case and why, sealed to the team like the case itself.

The store sees that a case was assessed, and how often. Each assessment stands beside those before it and names the one
before; a mark (HMAC, RFC 2104) under the bond of the case, which only those hold who can open it, binds it to its case
and its place: whoever controls the store can withhold an assessment, but not write, move or renumber one unnoticed.
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

OUTCOMES = ("investigate", "safeguard", "record", "no-action", "other-force")
GRADES = ("low", "medium", "high")
FIRST = "0" * 64  # what the first assessment says came before it
_FIELDS = frozenset({"case", "sequence", "previous", "day", "outcome", "risk", "reason", "by", "mark"})


@dataclass(frozen=True, kw_only=True)
class Assessment:
    """A decision on a case.

    Args:
        sequence: counts the assessments of this case from 0.
        previous: digest of the sealed assessment before it, FIRST where there is none.
        day: when.
        outcome: one of OUTCOMES.
        risk: one of GRADES, if it was graded.
        reason: why, in the assessor's words.
        by: fingerprint of the recipient whose key assessed it.
    """

    sequence: int
    previous: str
    day: date
    outcome: str
    risk: str | None
    reason: str
    by: str

    def seal(self, case: UUID, bond: bytes, recipients: Sequence[Recipient]) -> bytes:
        """Mark, pad and seal it.

        Raises:
            RecipientsError: there is no recipient, or one is named twice.
        """
        return seal(pad(self._to_bytes(case, bond)), recipients)

    @classmethod
    def open(cls, sealed: bytes, identities: Sequence[Identity], case: UUID, bond: bytes, sequence: int) -> Assessment:
        """Open an assessment that was found at this place of this case.

        Raises:
            SealedFileError: it does not open, was written without the bond, or belongs elsewhere.
        """
        return cls.read(unpad(open_sealed(sealed, identities)), case, bond, sequence)

    @classmethod
    def read(cls, data: bytes, case: UUID, bond: bytes, sequence: int) -> Assessment:
        """Read the content of an envelope that was found at this place of this case.

        Raises:
            SealedFileError: it is no assessment, was written without the bond, or belongs elsewhere.
        """
        assessment = _assessment(documents.from_bytes(data, "assessment", _FIELDS))
        if assessment.sequence != sequence or not hmac.compare_digest(assessment._to_bytes(case, bond), data):
            raise SealedFileError
        return assessment

    def view(self) -> dict[str, Json]:
        """Show it as `candour desk show --json` does."""
        return {
            "sequence": self.sequence,
            "kind": "assessment",
            "day": self.day.isoformat(),
            "outcome": self.outcome,
            "risk": self.risk,
            "reason": self.reason,
            "by": self.by,
        }

    def _to_bytes(self, case: UUID, bond: bytes) -> bytes:
        content: dict[str, Json] = {"version": documents.VERSION, "purpose": "assessment", "case": str(case)}
        content |= {name: value for name, value in self.view().items() if name != "kind"}
        content |= {"previous": self.previous}
        mark = hmac.new(bond, documents.to_bytes(content), "sha256").hexdigest()
        return documents.to_bytes(content | {"mark": mark})


def digest_of(sealed: bytes) -> str:
    """What the next assessment and the audit trail name a sealed assessment by, whoever it is wrapped for."""
    return age.body_digest(b"candour/assessment/v2", sealed)


def _assessment(content: Mapping[str, Any]) -> Assessment:
    names = ("sequence", "previous", "outcome", "risk", "reason", "by")
    try:
        read = Assessment(day=date.fromisoformat(content["day"]), **{name: content[name] for name in names})
    except (TypeError, ValueError):
        raise SealedFileError from None
    texts = (read.previous, read.outcome, read.reason, read.by)
    if type(read.sequence) is not int or not all(isinstance(text, str) for text in texts):
        raise SealedFileError
    if read.outcome not in OUTCOMES or read.risk not in (None, *GRADES):
        raise SealedFileError
    return read
