"""Kinds of conduct: what the model of the conversation thinks and what the tagger thinks, taken together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from interview.guide import load_guide
from interview.understanding import kinds, likeliest

NAMES = list(load_guide().slot("conduct_category").options)
UNSURE = dict.fromkeys(NAMES, 0.4)
TOLD = [
    ("my husband is a PC and he takes my wages, counts my miles and locks me in when he goes on nights",
     "domestic_abuse_or_control"),
    ("the sergeant at our station sells addresses off the computer to a debt collector for fifty quid a time",
     "trading_information"),
    ("he called my son a dirty gypsy and said your lot should be put back on the boat where you came from",
     "discrimination"),
    ("two of them had him on the floor in the cell and kicked him in the ribs until he was sick",
     "violence_or_serious_crime"),
    ("the officer who took my statement about the burglary keeps texting me asking for pictures of me in bed",
     "abuse_for_sex_or_gain"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind"), TOLD)
def test_what_one_is_unsure_of_the_other_decides(text: str, kind: str) -> None:
    assert likeliest(kinds(text, UNSURE)) == [kind]


@pytest.mark.parametrize("text", [text for text, _ in TOLD])
def test_what_one_is_sure_of_the_other_does_not_undo(text: str) -> None:
    sure = {name: 0.999 if name == "other" else 0.001 for name in NAMES}
    assert "other" in likeliest(kinds(text, sure))


def test_where_no_wrong_is_told_an_unsure_guess_does_not_count() -> None:
    text = "I was walking home from the bus stop past the police station on Tuesday with two bags of shopping"
    assert likeliest(kinds(text, dict.fromkeys(NAMES, 0.55))) == []


def test_a_few_words_stay_with_the_model_of_the_conversation() -> None:
    assert kinds("he hits his wife", UNSURE) == UNSURE


def test_what_was_not_judged_stays_unjudged() -> None:
    assert kinds(TOLD[0][0], {}) == {}


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=300), st.dictionaries(st.sampled_from([*NAMES, "unknown"]), st.floats(0, 1)))
def test_any_text_gives_a_share_for_each_kind_that_was_judged(text: str, likely: dict[str, float]) -> None:
    joined = kinds(text, likely)
    assert list(joined) == list(likely)
    assert all(0 <= share <= 1 for share in joined.values())
    assert set(likeliest(joined)) <= set(joined)
