"""Rows 2 and 5 of the threat model's table of bad input: cases in their envelopes."""

from __future__ import annotations

import dataclasses
import uuid
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candour.errors import SealedFileError
from triage import documents
from triage.case import Case, Contact, SlotAnswer
from triage.desk.keyring import DeskKey
from triage.desk.opening import open_case, open_contact
from triage.envelope import seal_case, seal_contact
from triage.padding import pad
from triage.sealing import seal

MakeCase = Callable[..., Case]


def test_a_case_is_opened_as_it_was_sealed(desk_key: DeskKey, make_case: MakeCase) -> None:
    case = make_case()
    assert open_case(seal_case(case, [desk_key.recipient]), [desk_key], case.id, case.reference) == case


def test_row_2_bodies_of_two_cases_swapped_are_refused(desk_key: DeskKey, make_case: MakeCase) -> None:
    mine, other = make_case(), make_case(reference="CND-2222-2222")
    sealed = seal_case(other, [desk_key.recipient])
    assert open_case(sealed, [desk_key], other.id, other.reference)
    for case_id, reference in ((mine.id, mine.reference), (mine.id, other.reference), (other.id, mine.reference)):
        with pytest.raises(SealedFileError):
            open_case(sealed, [desk_key], case_id, reference)


def test_row_2_an_old_sequence_replayed_is_refused(desk_key: DeskKey, make_case: MakeCase) -> None:
    old = make_case()
    new = dataclasses.replace(old, sequence=1)
    sealed_old, sealed_new = (seal_case(case, [desk_key.recipient]) for case in (old, new))
    assert open_case(sealed_new, [desk_key], old.id, old.reference, sequence=1) == new
    with pytest.raises(SealedFileError):
        open_case(sealed_old, [desk_key], old.id, old.reference, sequence=1)
    with pytest.raises(SealedFileError):
        open_case(sealed_new, [desk_key], old.id, old.reference, sequence=0)


@pytest.mark.parametrize("purpose", ["draft", "contact", "Case", ""])
def test_row_2_another_document_offered_as_a_case_is_refused(
    desk_key: DeskKey, make_case: MakeCase, purpose: str
) -> None:
    case = make_case()
    head = {"version": documents.VERSION, "sequence": case.sequence, "mailbox": None}
    real = documents.to_bytes(head | case.view() | {"purpose": "case"})
    assert open_case(seal(pad(real), [desk_key.recipient]), [desk_key], case.id, case.reference) == case
    false = documents.to_bytes(head | case.view() | {"purpose": purpose})
    with pytest.raises(SealedFileError):
        open_case(seal(pad(false), [desk_key.recipient]), [desk_key], case.id, case.reference)


def test_row_2_contact_details_of_another_case_are_refused(desk_key: DeskKey, make_case: MakeCase) -> None:
    case = make_case()
    contact = Contact(case=case.id, method="a letter to the library", safe_time="mornings")
    sealed = seal_contact(contact, [desk_key.recipient])
    assert open_contact(sealed, [desk_key], case.id) == contact
    with pytest.raises(SealedFileError):
        open_contact(sealed, [desk_key], uuid.uuid4())
    with pytest.raises(SealedFileError):
        open_contact(seal_case(case, [desk_key.recipient]), [desk_key], case.id)
    with pytest.raises(SealedFileError):
        open_case(sealed, [desk_key], case.id, case.reference)


def test_an_unpadded_case_is_refused(desk_key: DeskKey, make_case: MakeCase) -> None:
    case = make_case()
    with pytest.raises(SealedFileError):
        open_case(seal(case.to_bytes(), [desk_key.recipient]), [desk_key], case.id, case.reference)


# One symbol each of scripts whose letters take one to four bytes, and what takes most in JSON.
SCRIPTS = {"Latin": "a", "Greek": "λ", "Arabic": "ع", "Hindi": "ह", "Chinese": "字", "emoji": "😀", "control": "\x01"}
SLOTS = {f"slot_{n}": SlotAnswer("unknown", "words that were said, in about forty letters", "asked") for n in range(35)}


@pytest.mark.parametrize("symbol", SCRIPTS.values(), ids=SCRIPTS.keys())
def test_row_5_up_to_4000_characters_of_any_script_make_the_same_size(
    desk_key: DeskKey, make_case: MakeCase, symbol: str
) -> None:
    empty = len(seal_case(make_case(slots={}, account=()), [desk_key.recipient]))
    for count in (1, 1000, 4000):
        full = make_case(slots=SLOTS, account=(symbol * count,))
        assert len(seal_case(full, [desk_key.recipient])) == empty


KEY = DeskKey.new("alice")


@settings(max_examples=50)
@given(st.text(st.characters(), max_size=4000))
def test_row_5_any_text_makes_the_same_size(text: str) -> None:
    contact = Contact(case=uuid.UUID(int=0), method=text)
    empty = Contact(case=uuid.UUID(int=0))
    assert len(seal_contact(contact, [KEY.recipient])) == len(seal_contact(empty, [KEY.recipient]))
