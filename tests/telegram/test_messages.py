"""Splitting and laying out, as pure functions: properties for any text."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st
from telegram import InlineKeyboardMarkup

from bot.channels.telegram.messages import (
    DATA_LIMIT,
    TEXT_LIMIT,
    keyboard,
    split_text,
    utf16_length,
    without_lone_surrogates,
)

CHARACTERS = st.characters()  # all of Unicode, lone surrogates included
PIECES = st.sampled_from(["word ", "\n", "\n\n", "End. ", "🙂", "\ud83d", "\ude00", "é", "x" * 40])
TEXTS = st.one_of(st.text(CHARACTERS), st.lists(PIECES, max_size=400).map("".join))
LIMITS = st.integers(2, 300)


@given(TEXTS, LIMITS)
def test_parts_joined_are_the_text(text: str, limit: int) -> None:
    assert "".join(split_text(text, limit)) == text


@given(TEXTS, LIMITS)
def test_parts_fit_and_are_not_empty(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    assert all(0 < utf16_length(part) <= limit for part in parts)


@given(TEXTS, LIMITS)
def test_no_cut_parts_a_surrogate_pair(text: str, limit: int) -> None:
    parts = split_text(text, limit)
    for before, after in itertools.pairwise(parts):
        assert not ("\ud800" <= before[-1] <= "\udbff" and "\udc00" <= after[0] <= "\udfff")


@given(st.text(CHARACTERS))
def test_length_is_counted_in_utf16(text: str) -> None:
    assert utf16_length(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


@given(TEXTS)
def test_text_without_lone_surrogates_can_be_sent_and_stays_so(text: str) -> None:
    clean = without_lone_surrogates(text)
    clean.encode("utf-8")
    assert without_lone_surrogates(clean) == clean


def test_cut_is_after_a_paragraph_before_a_line_a_sentence_a_word() -> None:
    assert split_text("One. Two\nthree.\n\nFour five six", 20) == ["One. Two\nthree.\n\n", "Four five six"]
    assert split_text("One. Two three\nfour five six", 20) == ["One. Two three\n", "four five six"]
    assert split_text("One two three. Four five six", 20) == ["One two three. ", "Four five six"]
    assert split_text("One two three four five six", 20) == ["One two three four ", "five six"]
    assert split_text("a" * 25, 20) == ["a" * 20, "a" * 5]


def test_text_of_exactly_the_limit_is_one_part() -> None:
    assert len(split_text("a" * TEXT_LIMIT)) == 1
    assert len(split_text("🙂" * (TEXT_LIMIT // 2))) == 1
    assert len(split_text("🙂" * (TEXT_LIMIT // 2) + "a")) == 2


@given(st.lists(st.text(CHARACTERS, min_size=1, max_size=40)))
def test_buttons_send_their_title_in_order_one_to_three_in_a_row(titles: list[str]) -> None:
    made = keyboard(titles)
    rows = made.inline_keyboard if made else ()
    buttons = [button for row in rows for button in row]
    fitting = [title for title in titles if len(title.encode("utf-8", "replace")) <= DATA_LIMIT]
    assert [button.text for button in buttons] == fitting
    assert all(button.callback_data == button.text for button in buttons)
    assert all(1 <= len(row) <= 3 for row in rows)


def test_rows_are_filled_by_length() -> None:
    made = keyboard(["Yes", "No", "Not sure", "Don't know", "Skip", "Using police powers for sex or gain"])
    assert isinstance(made, InlineKeyboardMarkup)
    assert [[button.text for button in row] for row in made.inline_keyboard] == [
        ["Yes", "No", "Not sure"],
        ["Don't know", "Skip"],
        ["Using police powers for sex or gain"],
    ]


def test_no_buttons_make_no_keyboard() -> None:
    assert keyboard([]) is None
    assert keyboard(["x" * 65]) is None
