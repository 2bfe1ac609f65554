"""Marked accounts are read as trainers wrote them, and what is no mark is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tagging.marks import Account, Mark, MarkError, read_marked

ROOT = Path(__file__).parents[2]
WORDS = st.text(st.characters(blacklist_characters="[]()\r", blacklist_categories=("Cs",)), min_size=1, max_size=20)
SAID = st.builds(
    Mark,
    st.just(0),
    st.just(0),
    st.sampled_from(["where", "subject_name", "witnesses"]),
    st.sampled_from([None, "none", "on"]),
    st.integers(0, 3),
)


def _written(words: str, marks: list[Mark]) -> str:
    said = [
        mark.slot + (f"={mark.value}" if mark.value else "") + ("" if mark.officer == 1 else f"@{mark.officer}")
        for mark in marks
    ]
    return f"[{words}]({'; '.join(said)})"


@given(st.lists(st.tuples(WORDS, WORDS, st.lists(SAID, min_size=1, max_size=2)), max_size=5))
def test_what_is_marked_is_read_again(parts: list[tuple[str, str, list[Mark]]]) -> None:
    content = "x" + "".join(before + _written(words, marks) for before, words, marks in parts) + "x"
    if "---" not in content:
        [account] = read_marked(content)
        assert account.text == "x" + "".join(before + words for before, words, _ in parts) + "x"
        told = [(account.text[mark.start : mark.end], mark.slot, mark.value, mark.officer) for mark in account.marks]
        assert told == [(w, mark.slot, mark.value, mark.officer) for _, w, marks in parts for mark in marks]


@given(st.text(max_size=200))
def test_any_text_is_accounts_or_an_error_that_names_a_line_of_it(content: str) -> None:
    try:
        accounts, wrong = list(read_marked(content)), 1
    except MarkError as error:
        accounts, wrong = [], error.line
    assert 1 <= wrong <= content.count("\n") + 1
    assert all(0 <= mark.start <= mark.end <= len(one.text) for one in accounts for mark in one.marks)


def test_accounts_know_where_they_begin() -> None:
    content = "\nfirst [here](where)\n---\n\nsecond\nline\n---\n"
    assert list(read_marked(content)) == [
        Account("first here", (Mark(6, 10, "where"),), 2),
        Account("second\nline", (), 5),
    ]


@pytest.mark.parametrize(
    ("last", "categories"),
    [
        ("", None),
        ("\ncategories: none", ()),
        ("\ncategories: other", ("other",)),
        ("\n\ncategories:  other , trading_information ", ("other", "trading_information")),
    ],
)
def test_the_last_line_may_say_what_kinds_of_conduct_are_told(last: str, categories: tuple[str, ...] | None) -> None:
    [account] = read_marked("he said categories: none\nand left [me](where)" + last)
    assert account.text == "he said categories: none\nand left me"
    assert account.categories == categories


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("one\ntwo [here](Where)", 2),
        ("one\n---\n[here](where@22)", 3),
        ("a [bracket", 1),
        ("[a [nested](where) one](where)", 1),
        ("one\ntwo\n[here]()", 3),
    ],
)
def test_what_is_no_mark_is_refused_with_its_line(content: str, line: int) -> None:
    with pytest.raises(MarkError) as refused:
        list(read_marked(content))
    assert refused.value.line == line


def test_thousands_of_accounts_are_marked() -> None:
    accounts = [one for file in (ROOT / "nlu" / "accounts").glob("*.txt") for one in read_marked(file.read_text())]
    assert len(accounts) > 4000
    several = [one for one in accounts if len({mark.officer for mark in one.marks}) > 1]
    assert len(several) > 1500
    assert sum(one.categories is not None for one in accounts) > 4000
