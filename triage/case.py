"""The case: what a reporter told, as one document; and how they can be reached, as another, sealed apart from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from candour.errors import SealedFileError
from triage import documents
from triage.documents import Json
from triage.mailbox import Mailbox


@dataclass(frozen=True)
class SlotAnswer:
    """An answer: the normalised reading, the reporter's own words (kept beside it, never replaced), and its source."""

    value: Json
    as_said: str | None
    source: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """A finished report.

    `mailbox` is where a reporter who keeps a receipt code can be written to.
    `sequence` counts the versions of one case from 0, so that an older one cannot be passed off as the newest.
    `created` is a day: a time would tell who was online then.
    """

    id: UUID
    reference: str
    created: date
    channel: str
    demo: bool
    slots: Mapping[str, SlotAnswer]
    account: tuple[str, ...]
    sequence: int = 0
    attachments: tuple[Mapping[str, Json], ...] = ()
    messages: tuple[Mapping[str, Json], ...] = ()
    assessments: tuple[Mapping[str, Json], ...] = ()
    risk: Mapping[str, Json] = field(default_factory=dict)
    mailbox: Mailbox | None = None

    def to_bytes(self) -> bytes:
        """Write the document that is sealed."""
        head: dict[str, Json] = {"version": documents.VERSION, "purpose": "case", "sequence": self.sequence}
        mailbox = self.mailbox.view() if self.mailbox else None
        return documents.to_bytes(head | self.view() | {"mailbox": mailbox})

    @classmethod
    def from_bytes(cls, data: bytes) -> Case:
        """Read a document that `to_bytes` wrote; written again it gives the same bytes.

        Raises:
            SealedFileError: it is anything else, an unknown version or field included.
        """
        names = frozenset(cls.__dataclass_fields__)
        content = documents.from_bytes(data, "case", names)
        try:
            case = _case(content)
        except (ValueError, TypeError, AttributeError, KeyError):
            raise SealedFileError from None
        if case.to_bytes() != data:
            raise SealedFileError
        return case

    def view(self) -> dict[str, Json]:
        """Show the case as `candour desk show --json` does: all but the keys of its mailbox."""
        slots = {n: {"value": a.value, "as_said": a.as_said, "source": a.source} for n, a in self.slots.items()}
        return {
            "id": str(self.id),
            "reference": self.reference,
            "created": self.created.isoformat(),
            "channel": self.channel,
            "demo": self.demo,
            "slots": slots,
            "account": list(self.account),
            "attachments": list(self.attachments),
            "messages": list(self.messages),
            "assessments": list(self.assessments),
            "risk": dict(self.risk),
        }


@dataclass(frozen=True, kw_only=True)
class Contact:
    """How a reporter who chose to be contacted can be reached, and when it is safe. Both empty: they chose not to be.

    It is sealed for every case, so that the store does not show who left details.
    """

    case: UUID
    method: str = ""
    safe_time: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to reach the reporter by."""
        return bool(self.method or self.safe_time)

    def to_bytes(self) -> bytes:
        """Write the document that is sealed."""
        head: dict[str, Json] = {"version": documents.VERSION, "purpose": "contact", "case": str(self.case)}
        return documents.to_bytes(head | self.view())

    @classmethod
    def from_bytes(cls, data: bytes) -> Contact:
        """Read a document that `to_bytes` wrote.

        Raises:
            SealedFileError: it is anything else.
        """
        content = documents.from_bytes(data, "contact", frozenset(cls.__dataclass_fields__))
        try:
            contact = cls(
                case=UUID(content["case"]), method=_text(content["method"]), safe_time=_text(content["safe_time"])
            )
        except (ValueError, TypeError, AttributeError):
            raise SealedFileError from None
        if contact.to_bytes() != data:
            raise SealedFileError
        return contact

    def view(self) -> dict[str, Json]:
        """Show the details as `contact.json` of an export does."""
        return {"method": self.method, "safe_time": self.safe_time}


def _case(content: Mapping[str, Any]) -> Case:
    return Case(
        id=UUID(content["id"]),
        sequence=_number(content["sequence"]),
        reference=_text(content["reference"]),
        created=date.fromisoformat(content["created"]),
        channel=_text(content["channel"]),
        demo=_truth(content["demo"]),
        slots={name: _answer(answer) for name, answer in content["slots"].items()},
        account=tuple(_text(message) for message in content["account"]),
        attachments=_objects(content["attachments"]),
        messages=_objects(content["messages"]),
        assessments=_objects(content["assessments"]),
        risk=_object(content["risk"]),
        mailbox=None if content["mailbox"] is None else Mailbox.from_view(content["mailbox"]),
    )


def _answer(content: Any) -> SlotAnswer:
    if content.keys() != {"value", "as_said", "source"}:
        raise ValueError("a slot has other fields")
    as_said = content["as_said"]
    return SlotAnswer(content["value"], None if as_said is None else _text(as_said), _text(content["source"]))


def _objects(content: Any) -> tuple[Mapping[str, Json], ...]:
    return tuple(_object(entry) for entry in content)


def _object(content: Any) -> Mapping[str, Json]:
    if not isinstance(content, dict):
        raise TypeError("an entry is not an object")
    return content


def _text(content: Any) -> str:
    if not isinstance(content, str):
        raise TypeError("a field is not text")
    return content


def _number(content: Any) -> int:
    if not isinstance(content, int) or isinstance(content, bool):
        raise TypeError("a field is not a whole number")
    return content


def _truth(content: Any) -> bool:
    if not isinstance(content, bool):
        raise TypeError("a field is not a truth value")
    return content
