"""Tokens of pages: only what was sealed here opens, and it says what was sealed."""

from __future__ import annotations

import string
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.web.plain.sheet import LONGEST, MINE, THEIRS, Line, Sheet, from_bytes, to_bytes
from bot.channels.web.plain.sheets import IDLE_SECONDS, Sheets
from bot.channels.web.plain.tokens import PageTokens, Place
from bot.replicas.notes import OwnNotes
from bot.senders import SenderIndex
from bot.turns import Answer, Reply
from candour.errors import DraftDamaged
from drafts import DraftVault

ALPHABET = string.ascii_letters + string.digits + "-_"
TURNS = st.integers(0, 2**40 - 1)


@pytest.fixture(scope="module")
def senders(tmp_path_factory: pytest.TempPathFactory) -> SenderIndex:
    return SenderIndex(tmp_path_factory.mktemp("gateway"))


@pytest.fixture(scope="module")
def tokens(senders: SenderIndex) -> PageTokens:
    return PageTokens(senders)


@given(turn=TURNS)
def test_token_says_what_was_sealed_and_is_another_each_time(tokens: PageTokens, turn: int) -> None:
    place = Place(tokens.fresh().sender, turn)
    made = {tokens.seal(place) for _ in range(3)}
    assert len(made) == 3
    for token in made:
        assert tokens.open(token) == place
        assert place.sender[9:73] not in token


@given(turn=TURNS, at=st.integers(0, 91), character=st.sampled_from(ALPHABET))
def test_token_with_any_character_changed_opens_nothing(tokens: PageTokens, turn: int, at: int, character: str) -> None:
    token = tokens.seal(Place(tokens.fresh().sender, turn))
    changed = token[:at] + character + token[at + 1 :]
    assert (tokens.open(changed) is None) == (changed != token)


@given(text=st.text() | st.text(ALPHABET, min_size=92, max_size=92))
def test_nothing_else_opens(tokens: PageTokens, text: str) -> None:
    assert tokens.open(text) is None


def test_token_of_another_installation_opens_nothing(tokens: PageTokens, tmp_path: Path) -> None:
    other = PageTokens(SenderIndex(tmp_path))
    assert other.open(tokens.seal(tokens.fresh())) is None


def test_token_opens_over_a_restart_and_a_rotation_while_its_draft_is_open(tmp_path: Path) -> None:
    senders = SenderIndex(tmp_path)
    place = PageTokens(senders).fresh()
    token = PageTokens(senders).seal(place)
    senders.remember(place.sender, "ab" * 16)
    senders.rotate()
    assert PageTokens(SenderIndex(tmp_path)).open(token) == place
    senders.forget(place.sender)
    senders.rotate()
    assert PageTokens(SenderIndex(tmp_path)).open(token) is None


def test_no_two_fresh_pages_are_the_same_persons(tokens: PageTokens) -> None:
    assert len({tokens.fresh().sender for _ in range(50)}) == 50


# Sheets -------------------------------------------------------------------------------------------------------------

LINES = st.builds(
    Line,
    st.sampled_from([MINE, THEIRS]),
    st.text(),
    st.integers(-1, 9),
    st.none() | st.just("CND-7K3M-9QXT"),
    st.booleans(),
    st.integers(0, 3),
    st.booleans(),
)


@given(lines=st.lists(LINES, max_size=8), buttons=st.lists(st.text(), max_size=3))
def test_sheet_is_read_as_it_was_written_but_for_what_passes(lines: list[Line], buttons: list[str]) -> None:
    sheet = Sheet(3, lines, tuple(buttons), ["a"], ["b"], "c", 1)
    read = from_bytes(to_bytes(sheet))
    assert read.lines == [line for line in lines if not line.passing]
    assert (read.turn, read.buttons, read.waiting, read.shown, read.ending) == (3, tuple(buttons), ["a"], ["b"], "c")


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"null", b'{"lines": [{}]}', b"\xff"])
def test_anything_else_is_damaged(content: bytes) -> None:
    with pytest.raises(DraftDamaged):
        from_bytes(content)


@given(lengths=st.lists(st.integers(0, LONGEST), min_size=1, max_size=6))
def test_sheet_is_trimmed_from_its_beginning(lengths: list[int]) -> None:
    sheet = Sheet(lines=[Line(THEIRS, "x" * length) for length in lengths], end=len(lengths) - 1)
    newest = sheet.lines[-1]
    sheet.trim()
    assert sheet.lines[-1] is newest
    assert sheet.size <= LONGEST or len(sheet.lines) == 1
    assert sheet.lines[sheet.end] is newest


def test_answer_is_shown_once() -> None:
    sheet = Sheet()
    for _ in range(2):
        sheet.take(Answer("a", (Reply("once", ("Yes",)),)), passing=False)
    assert [line.text for line in sheet.lines] == ["once"]


def test_memory_for_sheets_is_bounded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, senders: SenderIndex, tokens: PageTokens
) -> None:
    monkeypatch.setattr("bot.replicas.notes.ROOM_BYTES", 100_000)
    notes = OwnNotes()
    sheets = Sheets(senders, DraftVault(tmp_path / "keys", tmp_path / "drafts"), notes)
    known = [tokens.fresh().sender for _ in range(200)]
    for sender in known:
        assert not sheets.put(sender, Sheet(1, [Line(MINE, "x" * 1000)]))
    assert 20 < len(notes) < 60
    assert sheets.get(known[0]) is None
    assert sheets.get(known[-1])
    later = time.monotonic() + IDLE_SECONDS + 1
    monkeypatch.setattr("bot.replicas.notes.time.monotonic", lambda: later)
    assert sheets.get(known[-1]) is None
    assert len(notes) == 0
