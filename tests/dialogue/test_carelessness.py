"""Slips of the thumb, on which the sentence encoder is tuned too."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from dialogue.tuning.carelessness import careless

WORDS = st.lists(st.text("abcdefghijklmnopqrstuvwxyz'0123456789é", min_size=1, max_size=12), max_size=30)


def _chance(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - slips of the thumb, not secrets


@given(WORDS, st.integers(0, 1000))
def test_little_is_changed_and_the_same_chance_makes_the_same_slips(words: list[str], seed: int) -> None:
    text = " ".join(words)
    slipped = careless(text, _chance(seed))
    assert slipped == careless(text, _chance(seed))
    left = slipped.split()
    assert len(words) - 1 <= len(left) <= len(words)
    assert abs(len("".join(left)) - len("".join(words))) <= len(words) // 6 + 1 + 12


def test_most_texts_are_changed_and_short_words_are_kept() -> None:
    text = "nobody believed what happened afterwards either"
    changed = [careless(text, _chance(seed)) for seed in range(100)]
    assert sum(one != text for one in changed) > 80
    assert careless("he is in", _chance(1)) == "he is in"
    assert careless("", _chance(1)) == ""
