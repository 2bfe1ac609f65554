"""What a browser has sealed, opened at the desk: read as an interview, or shown as what it is. It may hold anything."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SealedFileError
from interview.guide import load_guide
from triage import documents
from triage.case import Case
from triage.desk.forms import NOT_OURS, read_form
from triage.desk.keyring import DeskKey
from triage.desk.opening import open_case
from triage.desk.render import case_text
from triage.envelope import seal_case
from triage.files import UNCHECKED
from triage.form import SEALED_CHANNEL, is_sealed_form
from triage.padding import pad
from triage.receipt import Receipt
from triage.sealing import seal

ID = UUID("00112233-4455-8677-8899-aabbccddeeff")
REFERENCE = "CND-7K3M-9QXT"
DAY = date(2026, 11, 28)
FILE = {
    "id": "0" * 32,
    "number": 1,
    "kind": "photo",
    "media_type": "image/jpeg",
    "size": 3,
    "sha256": "0" * 64,
    "stripped": True,
}


def form(**changes: Any) -> dict[str, Any]:
    usual: dict[str, Any] = {
        "version": 1,
        "purpose": "form",
        "id": str(ID),
        "reference": REFERENCE,
        "day": "2026-11-28",
        "language": "en",
        "demo": False,
        "answers": {"account": ["It happened."], "when": ["yesterday"], "subject_name": ["Quentin"]},
        "others": [{"subject_name": ["Horace"]}],
        "files": [FILE],
        "mailbox": Receipt(bytes(16)).mailbox.view(),
    }
    return usual | changes


def read(content: Any) -> Case:
    return read_form(pad(documents.to_bytes(content)), ID, REFERENCE, DAY)


def test_a_form_is_read_as_an_interview(desk_key: DeskKey) -> None:
    today = datetime.now(UTC).date()  # for the day on which it was handed over is not known here
    sealed = seal(pad(documents.to_bytes(form(day=today.isoformat()))), [desk_key.recipient])
    case = open_case(sealed, [desk_key], ID, REFERENCE)
    assert case.channel == SEALED_CHANNEL
    assert case.account == ("It happened.",)
    yesterday = (today - timedelta(days=1)).isoformat()
    assert case.slots["when"].value == {"from": yesterday, "to": yesterday}
    assert case.attachments[0]["flags"] == [UNCHECKED]
    assert case.mailbox == Receipt(bytes(16)).mailbox
    assert case.risk.get("flags") is None
    assert "Sealed in the reporter's browser" in case_text(case, None, load_guide())


def test_it_was_handed_over_when_the_server_says_so() -> None:
    case = read(form(day="1999-01-01"))
    assert case.created == DAY
    assert case.slots["when"].value == {"from": "2026-11-27", "to": "2026-11-27"}
    assert read(form(day="2026-11-27")).slots["when"].value == {"from": "2026-11-26", "to": "2026-11-26"}


@pytest.mark.parametrize("changes", [{"id": str(uuid4())}, {"reference": "CND-2222-2222"}])
def test_a_form_that_belongs_elsewhere_does_not_open(changes: dict[str, Any]) -> None:
    with pytest.raises(SealedFileError):
        read(form(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"version": 2},
        {"purpose": "case"},
        {"day": "soon"},
        {"language": 7},
        {"answers": []},
        {"answers": {"account": "It happened."}},
        {"answers": {"account": [1]}},
        {"answers": {"Account!": ["x"]}},
        {"others": {}, "id": 7},
        {"others": "x"},
        {"files": [{**FILE, "id": "../../etc/passwd"}]},
        {"files": [{**FILE, "flags": []}]},
        {"files": [FILE] * 11},
        {"files": 3},
        {"mailbox": {"address": "0"}},
        {"more": 1},
    ],
)
def test_what_is_not_written_as_a_form_is_shown_as_it_is(changes: dict[str, Any]) -> None:
    content = form(**changes)
    case = read(content)
    assert case.risk == {"flags": [NOT_OURS]}
    assert json.loads(case.account[0]) == content
    assert case.slots == {}
    assert NOT_OURS in case_text(case, None, load_guide())


@given(st.binary(max_size=400))
def test_rubbish_is_shown_as_it_is(rubbish: bytes) -> None:
    for content in (rubbish, pad(rubbish)):
        case = read_form(content, ID, REFERENCE, DAY)
        assert case.risk == {"flags": [NOT_OURS]}
        case.to_bytes()
        case_text(case, None, load_guide())


ANSWERS = st.dictionaries(st.sampled_from(load_guide().names()), st.lists(st.text(max_size=40), max_size=3), max_size=5)


@given(ANSWERS, st.lists(ANSWERS, max_size=3))
def test_any_answers_can_be_shown(answers: Any, others: Any) -> None:
    case = read(form(answers=answers, others=others))
    case.to_bytes()
    case_text(case, None, load_guide())
    json.dumps(case.view())


def test_what_is_in_another_language_is_marked_for_translation() -> None:
    told = {"account": ["Bierze pieniądze za nazwiska."], "where": ["pod komisariatem"], "witnesses": ["Nie wiem"]}
    case = read(form(language="pl", answers=told))
    assert case.risk["translate"] == {"Polish": ["account", "where"]}
    assert case.slots["witnesses"].source == "dont_know"
    assert read(form(language="xx", answers=told)).slots["witnesses"].source == "asked"


def test_deep_nesting_is_shown_as_it_is() -> None:
    case = read_form(pad(b"[" * 100_000), ID, REFERENCE, DAY)
    assert case.account == ("[" * 100_000,)


def test_what_the_server_seals_is_never_taken_for_it_nor_the_other_way_round(
    desk_key: DeskKey, make_case: Callable[..., Case]
) -> None:
    assert is_sealed_form(ID)
    forged = seal_case(make_case(id=ID), [desk_key.recipient])
    assert open_case(forged, [desk_key], ID, REFERENCE).risk == {"flags": [NOT_OURS]}
    usual = uuid4()
    assert not is_sealed_form(usual)
    sealed = seal(pad(documents.to_bytes(form(id=str(usual)))), [desk_key.recipient])
    with pytest.raises(SealedFileError):
        open_case(sealed, [desk_key], usual, REFERENCE)
