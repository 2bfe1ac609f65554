from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dialogue.passages import LONGEST, PIECE, SECTION, passages, sections


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


@given(st.text(min_size=200))
def test_sections_lose_no_word_and_are_no_longer_than_they_may_be(text: str) -> None:
    parts = passages(text)
    joined = sections(parts)
    assert " ".join(joined).split() == text.split()
    assert all(len(section.split()) <= SECTION for section in joined) or len(parts) == 1


def test_what_two_sentences_say_together_is_one_section() -> None:
    told = ["We had been married for a year.", "Then he took my keys and my card.", "I had to ask for bread."] * 3
    assert [len(section.split()) for section in sections(told)] == [42, 21]


def test_a_short_message_is_one_section() -> None:
    assert sections(passages("He took money.")) == ["He took money."]
