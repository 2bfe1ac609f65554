"""From documents to envelopes: padded, then sealed. The way back is `triage.desk.opening`."""

from __future__ import annotations

from collections.abc import Sequence

from triage.case import Case, Contact
from triage.padding import pad
from triage.sealing import Recipient, seal


def seal_case(case: Case, recipients: Sequence[Recipient]) -> bytes:
    """Seal a case to the triage team.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """
    return seal(pad(case.to_bytes()), recipients)


def seal_contact(contact: Contact, recipients: Sequence[Recipient]) -> bytes:
    """Seal contact details apart from their case; empty ones too, which look the same from outside.

    Raises:
        RecipientsError: there is no recipient, or one is named twice.
    """
    return seal(pad(contact.to_bytes()), recipients)
