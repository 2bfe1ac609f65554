from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogue.sentence_encoder import load_encoder
from dialogue.spelling import Spelling
from dialogue.tidy import CORRECTED, Tidy, bare, folded

TEXTS = ["he is outside my house", "outside again", "this is right now", "this is anonymous", "is this anonymous",
         *["this was the officer"] * 10]  # fmt: skip


@pytest.fixture(scope="module")
def tidy() -> Tidy:
    return Tidy.learn(TEXTS, {"rn": "right now", "U": "you"}, load_encoder().words, ["pikey", "old bill"])


@pytest.mark.parametrize(
    ("text", "tidied"),
    [
        ("HE'S OUTSDE RN 😰😰", "hes outside right now"),
        ("he\u2019s  outsied", "hes outside"),
        ("is this anonymoys??", "is this anonymous"),
        ("ploase, u must", "please, you must"),
        ("tis", "this"),
        ("pleaseeeee", "please"),
        ("pikey", "pikey"),
        ("he said no. never", "he said no. never"),
    ],
)
def test_careless_typing_is_made_plain(tidy: Tidy, text: str, tidied: str) -> None:
    assert tidy.text(text) == tidied


@pytest.mark.parametrize("text", ["Okonjo", "PC 4417", "qzxvkj", "x1", "zażółć", "日本語", "😰", "..."])
def test_what_is_no_slip_stays_as_it_is(tidy: Tidy, text: str) -> None:
    assert tidy.text(text) == folded(text)


@pytest.mark.parametrize(
    ("text", "tidied"), [("🆘", "help me"), ("🆘🆘", "help me help me"), ("hes here🆘!", "hes here help me")]
)
def test_an_emoji_that_stands_for_words_is_read_as_these(text: str, tidied: str) -> None:
    tidy = Tidy.learn([*TEXTS, "help me", "hes here"], {"🆘": "help me"}, load_encoder().words)
    assert tidy.text(text) == tidied


def test_an_emoji_or_signs_alone_are_not_lost() -> None:
    assert folded("😰") == "😰"
    assert bare("?!") == "?!"


def test_words_of_the_training_texts_are_preferred(tidy: Tidy) -> None:
    assert tidy.text("oficer") == "officer"
    assert Spelling({"bride": 9, "bribe": 2}, []).correct("brive") == "bride"
    assert Spelling({"bride": 2, "bribe": 9}, []).correct("brive") == "bribe"


@given(st.text(max_size=200))
def test_any_text_can_be_tidied_and_keeps_something(tidy: Tidy, text: str) -> None:
    assert bool(tidy.text(text)) == bool(folded(text))


def test_a_stored_tidy_does_the_same(tidy: Tidy) -> None:
    again = Tidy.from_arrays(tidy.arrays(), load_encoder().words)
    assert (
        again.text("hes outsde rn, ploase u")
        == tidy.text("hes outsde rn, ploase u")
        == "hes outside right now, please you"
    )


def test_the_longest_message_of_unknown_words_costs_bounded_time(tidy: Tidy) -> None:
    text = " ".join(f"zq{a}{b}xv" for a in "bcdfghjklmnpqrstvwx" for b in "bcdfghjklmnpqrstvwxyz")
    assert len(text.split()) > CORRECTED
    began = time.process_time()
    tidy.text(text)
    assert time.process_time() - began < 0.1
