"""A report that was sealed in the browser, as it comes in: all that can be checked of it without opening it.

POST /form/sealed takes JSON: {id, reference, keys, mailbox, files, case, contact}. `keys` says which keys it was sealed
to, so that a page that was opened before the list changed is told so; `mailbox` is where letters to the reporter will
lie, or empty; `case` and `contact` are age files in base64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from candour.errors import SealedFileError
from triage.form import ID_VERSION, LARGEST, MOST_FILES
from triage.keys import fingerprint
from triage.outside import check_sealed
from triage.padding import SMALLEST
from triage.recipients import Recipients
from triage.reference import parse_reference
from triage.sealing import Recipient

BODY_BYTES = 1024 * 1024
_FIELDS = frozenset({"id", "reference", "keys", "mailbox", "files", "case", "contact"})
_ADDRESS = re.compile(r"(?:[0-9a-f]{64})?\Z")
_FILE = re.compile(r"[0-9a-f]{32}\Z")


class NotSealed(Exception):
    """It is not what the form's script sends."""


class OtherKeys(Exception):
    """It was sealed to keys that are not, or no longer, those of the team."""


@dataclass(frozen=True)
class SealedReport:
    """A report that was sealed in the browser.

    Attributes:
        id: of a kind of its own (triage/form.py).
        reference: that the browser has made.
        sealed: the report.
        contact: how to reach the reporter, sealed apart.
        mailbox: where letters to the reporter will lie; empty for none.
        files: IDs of its files, which came before it.
    """

    id: UUID
    reference: str
    sealed: bytes
    contact: bytes
    mailbox: str
    files: tuple[str, ...]


def read(body: bytes, recipients: Recipients) -> SealedReport:
    """Read a request's body.

    Raises:
        NotSealed: it is not a report sealed as it must be, to as many as it must be.
        OtherKeys: it says that it is sealed to others.
    """
    try:
        content = _object(body)
        if content["keys"] != keys_of(recipients):
            raise OtherKeys
        report = _report(content)
        check_sealed(report.sealed, len(recipients.cases), LARGEST)
        check_sealed(report.contact, len(recipients.contacts), SMALLEST)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, SealedFileError):
        raise NotSealed from None
    return report


def keys_of(recipients: Recipients) -> str:
    """Names both lists of keys in one digest."""
    lines = [*fingerprints(recipients.cases), "", *fingerprints(recipients.contacts)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def fingerprints(keys: Sequence[Recipient]) -> list[str]:
    """The fingerprints of keys, as the desk shows them."""
    return [fingerprint(key.raw) for key in keys]


def _object(body: bytes) -> dict[str, Any]:
    content = json.loads(body.decode("ascii"))
    if not isinstance(content, dict) or content.keys() != _FIELDS:
        raise ValueError("it has other fields")
    return content


def _report(content: dict[str, Any]) -> SealedReport:
    case_id = UUID(content["id"])
    if str(case_id) != content["id"] or case_id.version != ID_VERSION:
        raise ValueError("its ID is not of the kind that browsers make")
    if parse_reference(content["reference"]) != content["reference"]:
        raise ValueError("its reference is none")
    files = tuple(_matching(_FILE, file) for file in content["files"])
    if len(files) > MOST_FILES:
        raise ValueError("it has too many files")
    return SealedReport(
        id=case_id,
        reference=content["reference"],
        sealed=_bytes(content["case"]),
        contact=_bytes(content["contact"]),
        mailbox=_matching(_ADDRESS, content["mailbox"]),
        files=files,
    )


def _matching(form: re.Pattern[str], text: Any) -> str:
    if not isinstance(text, str) or not form.match(text):
        raise ValueError("a field is malformed")
    return text


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise ValueError("a field is not base64") from None
