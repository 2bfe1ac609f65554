"""Notes: what the desk writes down about a case beside its assessments, sealed to the team like these.

Notes and assessments of a case make one chain: each names the one before, and bears a mark (HMAC, RFC 2104) under the
bond of the case. The store sees that something was written; not what, nor of which kind.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from candour.errors import SealedFileError
from triage import documents
from triage.documents import Json
from triage.padding import pad
from triage.sealing import Recipient, seal

NOTE = "note"  # what somebody wrote down
ASSIGN = "assign"  # whose case it is: a fingerprint, or nobody
CODE = "code"  # the categories that it belongs to
CONFIRM = "confirm"  # a second person agrees with an assessment: its digest
REOPEN = "reopen"  # it is to be assessed anew, and why
READ = "read"  # how many letters of the reporter were read
TOLD = "told"  # the reporter was told what was due: ACKNOWLEDGEMENT or FEEDBACK
HOLD = "hold"  # the case is not to be destroyed: until a day, or until it is released
RELEASE = "release"  # it is held no more
ACKNOWLEDGEMENT, FEEDBACK = "acknowledgement", "feedback"
DUTIES = (ACKNOWLEDGEMENT, FEEDBACK)
_FINGERPRINT = re.compile(r"(?:[0-9a-f]{4}-){7}[0-9a-f]{4}\Z")
_DIGEST = re.compile(r"[0-9a-f]{64}\Z")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,39}\Z")
_FIELDS = frozenset({"case", "sequence", "previous", "day", "kind", "value", "text", "by", "mark"})


def _codes(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and _CODE.match(one) for one in value)


def _last_day(value: Any) -> bool:
    return value is None or (isinstance(value, str) and date.fromisoformat(value).isoformat() == value)


# What stands in a note of each kind, beside its text.
_VALUES: Mapping[str, Callable[[Any], bool]] = {
    NOTE: lambda value: value is None,
    REOPEN: lambda value: value is None,
    ASSIGN: lambda value: value is None or (isinstance(value, str) and _FINGERPRINT.match(value) is not None),
    CODE: _codes,
    CONFIRM: lambda value: isinstance(value, str) and _DIGEST.match(value) is not None,
    READ: lambda value: type(value) is int and value >= 0,
    TOLD: lambda value: value in DUTIES,
    HOLD: _last_day,
    RELEASE: lambda value: value is None,
}
KINDS = tuple(_VALUES)


@dataclass(frozen=True, kw_only=True)
class Note:
    """One note.

    Args:
        sequence: its place among the notes and assessments of the case, from 0.
        previous: digest of the sealed one before it, `triage.assessment.FIRST` where there is none.
        day: when.
        kind: one of KINDS.
        value: what the kind says of it.
        text: in the words of who wrote it; may be empty.
        by: fingerprint of the recipient whose key wrote it.

    Raises:
        ValueError: the kind is unknown, or the value is not one of it.
    """

    sequence: int
    previous: str
    day: date
    kind: str
    value: Json
    text: str
    by: str

    def __post_init__(self) -> None:
        """Refuse what could not be read again."""
        if self.kind not in KINDS or not _VALUES[self.kind](self.value):
            raise ValueError("a note has a kind and a value of that kind")

    def seal(self, case: UUID, bond: bytes, recipients: Sequence[Recipient]) -> bytes:
        """Mark, pad and seal it.

        Raises:
            RecipientsError: there is no recipient, or one is named twice.
        """
        return seal(pad(self._to_bytes(case, bond)), recipients)

    @classmethod
    def read(cls, data: bytes, case: UUID, bond: bytes, sequence: int) -> Note:
        """Read the content of an envelope that was found at this place of this case.

        Raises:
            SealedFileError: it is no note, was written without the bond, or belongs elsewhere.
        """
        content = documents.from_bytes(data, "note", _FIELDS)
        names = ("sequence", "previous", "kind", "value", "text", "by")
        try:
            note = cls(day=date.fromisoformat(content["day"]), **{name: content[name] for name in names})
        except (TypeError, ValueError):
            raise SealedFileError from None
        texts = all(isinstance(text, str) for text in (note.previous, note.text, note.by))
        if type(note.sequence) is not int or note.sequence != sequence or not texts:
            raise SealedFileError
        if not hmac.compare_digest(note._to_bytes(case, bond), data):
            raise SealedFileError
        return note

    def view(self) -> dict[str, Json]:
        """Show it as `candour desk journal --json` does."""
        return {
            "sequence": self.sequence,
            "kind": self.kind,
            "day": self.day.isoformat(),
            "value": self.value,
            "text": self.text,
            "by": self.by,
        }

    def _to_bytes(self, case: UUID, bond: bytes) -> bytes:
        content: dict[str, Json] = {"version": documents.VERSION, "purpose": "note", "case": str(case)}
        content |= self.view() | {"previous": self.previous}
        mark = hmac.new(bond, documents.to_bytes(content), "sha256").hexdigest()
        return documents.to_bytes(content | {"mark": mark})
