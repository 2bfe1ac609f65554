"""Notes as documents: exactly what was written, where it was written, or nothing."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import SealedFileError, UsageError
from triage import note
from triage.assessment import FIRST
from triage.desk.assessing import Remark
from triage.desk.keyring import DeskKey
from triage.note import Note
from triage.padding import unpad
from triage.sealing import open_sealed

CASE, BOND, BY = uuid.UUID(int=7), b"b" * 32, "-".join(["ab12"] * 8)
VALUES: dict[str, Any] = {
    note.NOTE: None,
    note.REOPEN: None,
    note.ASSIGN: BY,
    note.CODE: ["G", "D"],
    note.CONFIRM: "1" * 64,
    note.READ: 2,
    note.TOLD: note.FEEDBACK,
    note.HOLD: None,
    note.RELEASE: None,
}


def made(kind: str, value: Any, **changes: Any) -> Note:
    fields: dict[str, Any] = {"sequence": 3, "previous": FIRST, "day": date(2026, 11, 29), "text": "why", "by": BY}
    return Note(kind=kind, value=value, **fields | changes)


@pytest.mark.parametrize("kind", note.KINDS)
def test_a_note_is_read_as_it_was_written(kind: str, desk_key: DeskKey) -> None:
    written = made(kind, VALUES[kind])
    sealed = written.seal(CASE, BOND, [desk_key.recipient])
    assert Note.read(unpad(open_sealed(sealed, [desk_key])), CASE, BOND, 3) == written


@given(st.text(max_size=60), st.sampled_from(sorted(VALUES)), st.data())
def test_any_change_to_a_note_is_refused(text: str, kind: str, data: st.DataObject) -> None:
    content = made(kind, VALUES[kind], text=text)._to_bytes(CASE, BOND)
    place = data.draw(st.integers(0, len(content) - 1))
    changed = content[:place] + bytes([content[place] ^ data.draw(st.integers(1, 255))]) + content[place + 1 :]
    for bad in (changed, content[:place], content + b" "):
        with pytest.raises(SealedFileError):
            Note.read(bad, CASE, BOND, 3)


def test_a_note_of_another_case_place_or_team_is_refused() -> None:
    content = made(note.NOTE, None)._to_bytes(CASE, BOND)
    for case, bond, sequence in ((uuid.uuid4(), BOND, 3), (CASE, b"c" * 32, 3), (CASE, BOND, 4)):
        with pytest.raises(SealedFileError):
            Note.read(content, case, bond, sequence)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (note.NOTE, "x"),
        (note.ASSIGN, "alice"),
        (note.CODE, ["!"]),
        (note.CODE, "G"),
        (note.CONFIRM, "1"),
        (note.READ, -1),
        (note.READ, True),
        (note.TOLD, "all"),
        ("x", None),
    ],
)
def test_a_value_of_another_kind_is_refused(kind: str, value: Any) -> None:
    with pytest.raises(ValueError, match="kind"):
        made(kind, value)


def test_notes_of_up_to_a_thousand_words_are_of_one_size(desk_key: DeskKey) -> None:
    sizes = {
        len(made(kind, value, text="x" * size).seal(CASE, BOND, [desk_key.recipient]))
        for kind, value in VALUES.items()
        for size in (0, 10, 3000)
    }
    assert len(sizes) == 1
    with pytest.raises(UsageError):
        Remark(note.NOTE, text="x" * 4001)
