import dataclasses
import json
import uuid
from collections.abc import Callable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SealedFileError
from triage.case import Case, Contact, SlotAnswer
from triage.receipt import Receipt

# Every code point there is, surrogates included: a reporter's phone can send any of them.
any_text = st.text(st.characters(), max_size=50)
paired = any_text.map(lambda text: text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass"))
names = st.text("abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | paired,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=6,
)
objects = st.lists(st.dictionaries(names, json_values, max_size=3), max_size=2).map(tuple)
answers = st.builds(SlotAnswer, json_values, st.none() | paired, st.sampled_from(["account", "asked"]))
cases = st.builds(
    Case,
    id=st.uuids(),
    reference=paired,
    created=st.dates(),
    channel=st.sampled_from(["web", "telegram"]),
    demo=st.booleans(),
    slots=st.dictionaries(names, answers, max_size=4),
    account=st.lists(paired, max_size=3).map(tuple),
    sequence=st.integers(0, 10**6),
    attachments=objects,
    messages=objects,
    assessments=objects,
    risk=st.dictionaries(names, json_values, max_size=3),
    mailbox=st.none() | st.binary(min_size=16, max_size=16).map(lambda entropy: Receipt(entropy).mailbox),
)


@given(cases)
def test_a_case_is_read_back_as_it_was_and_written_again_byte_for_byte(case: Case) -> None:
    document = case.to_bytes()
    read = Case.from_bytes(document)
    assert read == case
    assert read.to_bytes() == document


@given(any_text)
def test_no_text_of_a_reporter_makes_a_case_unreadable(text: str) -> None:
    contact = Contact(case=uuid.uuid4(), method=text, safe_time=text)
    assert Contact.from_bytes(contact.to_bytes()).to_bytes() == contact.to_bytes()


def test_a_case_shows_as_the_contract_says(make_case: Callable[..., Case]) -> None:
    case = make_case()
    assert case.view() == {
        "id": str(case.id),
        "reference": "CND-7K3M-9QXT",
        "created": "2026-11-24",
        "channel": "web",
        "demo": False,
        "slots": {"force": {"value": "metropolitan", "as_said": "the Met", "source": "account"}},
        "account": ["It began in spring.", "Er heißt Müller.\nÞað er allt."],
        "attachments": [],
        "messages": [],
        "assessments": [],
        "risk": {},
    }


def test_a_document_is_utf_8_without_escapes(make_case: Callable[..., Case]) -> None:
    assert "heißt Müller".encode() in make_case().to_bytes()


def _with(document: bytes, **changes: object) -> bytes:
    content = json.loads(document) | changes
    kept = {name: value for name, value in content.items() if value is not ...}
    return json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"version": True},
        {"purpose": "draft"},
        {"purpose": "contact"},
        {"extra": 1},
        {"risk": ...},
        {"id": "7"},
        {"id": "{00000000-0000-4000-8000-000000000000}"},
        {"id": None},
        {"sequence": True},
        {"sequence": "0"},
        {"reference": 5},
        {"created": "2026-11-24T10:00:00"},
        {"created": "20261124"},
        {"created": 0},
        {"demo": 0},
        {"slots": []},
        {"slots": {"force": "Met"}},
        {"slots": {"force": {"value": "Met", "as_said": None}}},
        {"slots": {"force": {"value": "Met", "as_said": 1, "source": "asked"}}},
        {"account": "text"},
        {"account": [1]},
        {"account": None},
        {"attachments": [1]},
        {"risk": []},
    ],
)
def test_a_document_that_is_not_exactly_a_case_is_refused(make_case: Callable[..., Case], changes: dict) -> None:
    document = make_case().to_bytes()
    assert _with(document) == document  # else the test would prove nothing
    with pytest.raises(SealedFileError):
        Case.from_bytes(_with(document, **changes))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: b" " + d,
        lambda d: d + b"\n",
        lambda d: d.replace(b":", b": "),
        lambda d: d.replace(b'"demo":false', b'"demo":false,"demo":false'),
        lambda d: d.replace(b'"sequence":0', b'"sequence":0.0'),
        lambda d: d.replace(b'"sequence":0', b'"sequence":NaN'),
        lambda d: d.replace(b'"sequence":0', b'"sequence":-0'),
        lambda d: d.replace(b"spring", b"s\\u0070ring"),
        lambda d: d.replace(b"spring", b"spring\xff"),
        lambda d: b"[]",
        lambda d: b"",
        lambda d: b"null",
        lambda d: b"[" * 100_000,
        lambda d: b"9" * 10_000,
    ],
)
def test_a_document_in_another_spelling_is_refused(make_case: Callable[..., Case], change: Callable) -> None:
    document = make_case().to_bytes()
    assert change(document) != document
    with pytest.raises(SealedFileError):
        Case.from_bytes(change(document))


def test_fractions_cannot_be_put_into_a_case(make_case: Callable[..., Case]) -> None:
    with pytest.raises(TypeError):
        make_case(risk={"score": 0.5}).to_bytes()


def test_a_case_cannot_be_changed(make_case: Callable[..., Case]) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        make_case().created = date(2026, 1, 1)  # type: ignore[misc]


@given(st.uuids(), paired, paired)
def test_contact_details_are_read_back_as_they_were(case_id: uuid.UUID, method: str, safe_time: str) -> None:
    contact = Contact(case=case_id, method=method, safe_time=safe_time)
    assert Contact.from_bytes(contact.to_bytes()) == contact
    assert bool(contact) == bool(method or safe_time)


@pytest.mark.parametrize(
    "changes", [{"version": 2}, {"purpose": "case"}, {"method": None}, {"extra": ""}, {"case": "x"}]
)
def test_a_document_that_is_not_exactly_contact_details_is_refused(changes: dict) -> None:
    document = Contact(case=uuid.uuid4(), method="post").to_bytes()
    with pytest.raises(SealedFileError):
        Contact.from_bytes(_with(document, **changes))
