from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialogue.passages import LONGEST, PIECE, passages


@given(st.text())
def test_no_word_is_lost_or_moved(text: str) -> None:
    assert " ".join(passages(text)).split() == text.split()


@given(st.lists(st.sampled_from(["he", "hit", "me.", "why?", "and\n"]), min_size=LONGEST + 1))
def test_a_long_text_has_only_short_passages_and_none_is_empty(words: list[str]) -> None:
    assert all(1 <= len(passage.split()) <= PIECE for passage in passages(" ".join(words)))


def test_a_message_of_usual_length_is_one_passage() -> None:
    text = "He took money. I saw it. " * 5
    assert passages(text) == [text.strip()]


def test_a_long_text_is_cut_at_its_sentences() -> None:
    account = ["He has done this for years and nobody says a word"] * 4
    text = ". ".join([*account, "he is outside my door"])
    assert passages(text)[-1] == "he is outside my door"


def test_a_text_without_words_is_one_passage() -> None:
    assert passages(" \n ") == [""]
