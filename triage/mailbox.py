"""Mailboxes: how the team and a reporter write to each other after a case, without the store knowing whose they are.

The mailbox of a case stands only inside the sealed case; the store has mailboxes and cases and no link between them.
Letters of the reporter are sealed to the team, letters of the team to the mailbox's key, which only the reporter's
code gives. Each letter bears a mark (HMAC, RFC 2104) under the mailbox's bond, which only the code and the opened case
hold: whoever controls the store can withhold a letter, but not write, move, repeat or renumber one unnoticed.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from candour.errors import RecipientsError, SealedFileError
from triage import documents
from triage.documents import Json
from triage.padding import pad, unpad
from triage.sealing import Identity, Recipient, open_sealed, seal

TEAM, REPORTER = "team", "reporter"
TEXT, FILES, WITHDRAW = "text", "files", "withdraw_contact"
KINDS = (TEXT, FILES, WITHDRAW)
_ADDRESS = re.compile(r"[0-9a-f]{64}\Z")
_KEY = re.compile(r"age1pq1[0-9a-z]{1952}\Z")
_BOND = re.compile(r"[0-9a-f]{64}\Z")
_FIELDS = frozenset({"mailbox", "sender", "sequence", "day", "kind", "text", "attachments", "mark"})


@dataclass(frozen=True)
class Mailbox:
    """What a case says of its mailbox.

    Args:
        address: where its letters lie in the store, 64 hexadecimal digits.
        key: of who opens letters of the team, as age writes it.
        bond: key of the marks that bind letters to it, 32 bytes.
    """

    address: str
    key: str
    bond: bytes

    @cached_property
    def recipient(self) -> Recipient:
        """Letters of the team are sealed to it. It is read when somebody writes: a desk opens far more cases than that.

        Raises:
            SealedFileError: it is no usable key. The case can be read all the same.
        """
        try:
            return Recipient.from_text(self.key)
        except RecipientsError:
            raise SealedFileError from None

    def view(self) -> dict[str, Json]:
        """Write it as it stands in a case."""
        return {"address": self.address, "recipient": self.key, "bond": self.bond.hex()}

    @classmethod
    def from_view(cls, content: Any) -> Mailbox:
        """Read what `view` wrote.

        Raises:
            SealedFileError: it is anything else.
        """
        try:
            address, key, bond = (content[name] for name in ("address", "recipient", "bond"))
            if len(content) != 3 or not (_ADDRESS.match(address) and _KEY.match(key) and _BOND.match(bond)):
                raise ValueError
        except (KeyError, TypeError, ValueError):
            raise SealedFileError from None
        return cls(address, key, bytes.fromhex(bond))


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A message of the team, or what a reporter adds.

    Args:
        sender: TEAM or REPORTER.
        sequence: counts the letters of this sender in this mailbox from 0.
        day: a time would tell who was online then.
        kind: TEXT, FILES (what `attachments` describes), or WITHDRAW (do not contact me any more).
    """

    sender: str
    sequence: int
    day: date
    kind: str = TEXT
    text: str = ""
    attachments: tuple[Mapping[str, Json], ...] = ()

    def at(self, sequence: int) -> Letter:
        """The same letter at another place."""
        return replace(self, sequence=sequence)

    def seal(self, mailbox: Mailbox, recipients: Sequence[Recipient]) -> bytes:
        """Mark, pad and seal it.

        Raises:
            RecipientsError: there is no recipient, or one is named twice.
        """
        return seal(pad(self._to_bytes(mailbox)), recipients)

    @classmethod
    def open(
        cls, sealed: bytes, identities: Sequence[Identity], mailbox: Mailbox, sender: str, sequence: int
    ) -> Letter:
        """Open a letter that was found at this place.

        Raises:
            SealedFileError: it does not open, was written without the bond, or belongs elsewhere.
        """
        data = unpad(open_sealed(sealed, identities))
        content = documents.from_bytes(data, "letter", _FIELDS)
        letter = _letter(content)
        if (letter.sender, letter.sequence) != (sender, sequence):
            raise SealedFileError
        if not hmac.compare_digest(letter._to_bytes(mailbox), data):
            raise SealedFileError
        return letter

    def view(self) -> dict[str, Json]:
        """Show it as `candour desk show --json` does."""
        return {
            "from": self.sender,
            "sequence": self.sequence,
            "day": self.day.isoformat(),
            "kind": self.kind,
            "text": self.text,
            "attachments": list(self.attachments),
        }

    def _to_bytes(self, mailbox: Mailbox) -> bytes:
        content: dict[str, Json] = {"version": documents.VERSION, "purpose": "letter", "mailbox": mailbox.address}
        content |= {"sender": self.sender, **{name: value for name, value in self.view().items() if name != "from"}}
        mark = hmac.new(mailbox.bond, documents.to_bytes(content), "sha256").hexdigest()
        return documents.to_bytes(content | {"mark": mark})


def _letter(content: Mapping[str, Any]) -> Letter:
    try:
        letter = Letter(
            sender=content["sender"],
            sequence=int(content["sequence"]),
            day=date.fromisoformat(content["day"]),
            kind=content["kind"],
            text=content["text"],
            attachments=tuple(content["attachments"]),
        )
    except (KeyError, TypeError, ValueError):
        raise SealedFileError from None
    if letter.kind not in KINDS or not isinstance(letter.text, str):
        raise SealedFileError
    return letter
