"""Text is made safe without losing words."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text import PART_CHARACTERS, normalise, split

ANY_TEXT = st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf"]) | st.sampled_from("/ \n\x00\u202e"))
LONG_TEXT = st.lists(st.text(st.sampled_from("ab./ \n!é😀"), max_size=60), max_size=40).map(" ".join)


@given(ANY_TEXT)
def test_normalise_twice_is_the_same_as_once(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once


@given(ANY_TEXT)
def test_normalised_text_is_encodable_printable_and_no_command(text: str) -> None:
    result = normalise(text)
    result.encode()
    json.loads(json.dumps(result))
    assert not result.strip().startswith("/")
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", result)


@given(st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="/\ufeff\ufffe\uffff"), min_size=1))
def test_normalise_keeps_every_letter_number_and_sign(text: str) -> None:
    assert normalise(text) == text


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("/restart", "restart"),
        (" / /\n/intent{}", "intent{}"),
        ("///", ""),
        ("\x00he\x00llo\x07", "hello"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("\ud83d\ude00", "😀"),
        ("x\ud800y", "x\ufffdy"),
        ("abc\u202egpj.exe", "abcgpj.exe"),
        ("and/or 12/03", "and/or 12/03"),
        ("שלום \u200fعربى", "שלום \u200fعربى"),
    ],
)
def test_normalise_of_known_trouble(given_text: str, expected: str) -> None:
    assert normalise(given_text) == expected


def _words(text: str) -> str:
    return re.sub(r"\s+", "", text).replace("\u2215", "/")


@given(LONG_TEXT.map(normalise), st.integers(8, 60))
def test_split_loses_nothing_but_white_space(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert _words("".join(parts)) == _words(text)
    assert all(0 < len(part) <= limit for part in parts)
    assert all(not part.startswith("/") for part in parts)


def test_split_prefers_the_end_of_a_sentence() -> None:
    sentence = "He took the money out of the drawer. "
    parts = split((sentence * 200).strip())
    assert len(parts) == 2
    assert all(part.endswith("drawer.") for part in parts)
    assert max(map(len, parts)) <= PART_CHARACTERS


def test_split_does_not_cut_words_where_it_need_not() -> None:
    text = ("abcde " * 2000).strip()
    assert {word for part in split(text) for word in part.split()} == {"abcde"}


def test_short_text_stays_in_one_piece() -> None:
    assert split("x" * PART_CHARACTERS) == ["x" * PART_CHARACTERS]
