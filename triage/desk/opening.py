"""Opening: from an envelope to a document that is what it should be, where it should be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from candour.errors import SealedFileError
from triage.case import Case, Contact
from triage.form import is_sealed_form
from triage.padding import unpad
from triage.sealing import Identity, open_sealed


def open_case(sealed: bytes, identities: Sequence[Identity], case_id: UUID, reference: str, sequence: int = 0) -> Case:
    """Open a case that was found under this ID and reference, in this version.

    Raises:
        SealedFileError: it does not open, or it is another case, another version, or no case at all.
    """
    return read_case(open_sealed(sealed, identities), case_id, reference, sequence)


def read_case(content: bytes, case_id: UUID, reference: str, sequence: int = 0, day: date | None = None) -> Case:
    """Read the content of an envelope that was found under this ID and reference, in this version.

    Args:
        content: what was in it.
        case_id: of the case.
        reference: of the case.
        sequence: the version.
        day: on which it was handed over, for what was sealed in a browser.

    Raises:
        SealedFileError: it is another case, another version, or no case at all.
    """
    if is_sealed_form(case_id):
        from triage.desk.forms import read_form  # what reads answers is slow to import, and seldom needed

        return read_form(content, case_id, reference, day)
    case = Case.from_bytes(unpad(content))
    if (case.id, case.reference, case.sequence) != (case_id, reference, sequence):
        raise SealedFileError
    return case


def open_contact(sealed: bytes, identities: Sequence[Identity], case_id: UUID) -> Contact:
    """Open the contact details that were found beside this case.

    Raises:
        SealedFileError: they do not open, or belong to another case.
    """
    return read_contact(open_sealed(sealed, identities), case_id)


def read_contact(content: bytes, case_id: UUID) -> Contact:
    """Read the content of an envelope of contact details that was found beside this case.

    Raises:
        SealedFileError: they belong to another case, or are none.
    """
    contact = Contact.from_bytes(unpad(content))
    if contact.case != case_id:
        raise SealedFileError
    return contact
