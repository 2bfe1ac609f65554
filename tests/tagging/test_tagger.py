"""What the tagger reads in accounts by authors whom it did not learn from, and how it puts tokens together."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import ModelError
from tagging import Tagged, Tags, load_tagger
from tagging.marks import Account, read_marked
from tagging.tagger import OFFICERS, Head

HELD_OUT = Path(__file__).parent / "held_out"
WORDS = (
    "benefit_or_favour",
    "evidence_exists",
    "information_misused",
    "subject_description",
    "subject_name",
    "when",
    "where",
)
TAGS = [("where", ""), ("witnesses", "none")]


def _tags(tells: list[list[float]], begins: list[list[float]]) -> Tags:
    places = [(2 * row, 2 * row + 1) for row in range(len(tells))]
    return Tags(TAGS, places, np.array(tells), np.array(begins), np.full((len(tells), OFFICERS), 0.25))


def test_tokens_that_follow_one_another_are_one_span() -> None:
    tags = _tags([[0.1, 0], [0.9, 0], [0.7, 0], [0.1, 0.6]], [[0, 0], [1, 0], [0, 0], [0, 1]])
    assert tags.spans() == [Tagged(2, 5, "where", "", pytest.approx(0.8)), Tagged(6, 7, "witnesses", "none", 0.6)]


def test_a_new_beginning_parts_two_spans_and_a_faint_token_does_not() -> None:
    parted = _tags([[0.9, 0], [0.9, 0]], [[1, 0], [1, 0]]).spans()
    assert [(span.start, span.end) for span in parted] == [(0, 1), (2, 3)]
    bridged = _tags([[0.9, 0], [0.3, 0], [0.9, 0]], [[1, 0], [0, 0], [0, 0]]).spans()
    assert [(span.start, span.end) for span in bridged] == [(0, 5)]
    apart = _tags([[0.9, 0], [0.1, 0], [0.9, 0]], [[1, 0], [0, 0], [0, 0]]).spans()
    assert [(span.start, span.end) for span in apart] == [(0, 1), (4, 5)]


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), max_size=20))
def test_spans_never_touch_and_hold_all_that_counts(rows: list[tuple[float, float]]) -> None:
    tags = _tags([[tells, 0] for tells, _ in rows], [[begins, 0] for _, begins in rows])
    spans = tags.spans()
    assert all(before.end < after.start for before, after in itertools.pairwise(spans))
    for row, (tells, _) in enumerate(rows):
        assert (tells > 0.5) <= any(span.start <= 2 * row < span.end for span in spans)


@given(st.text(max_size=300))
def test_any_text_is_read_and_every_span_is_a_part_of_it(text: str) -> None:
    for span in load_tagger().read(text).spans():
        assert 0 <= span.start < span.end <= len(text)
        assert 0.5 < span.sure <= 1 or span.sure > 0


def test_a_long_text_is_read_to_its_end_in_bounded_time() -> None:
    text = "and then nothing happened. " * 140 + "Sergeant Paul Hexham took forty pounds off him."
    load_tagger().read("warm")
    begun = time.process_time()
    told = {(span.slot, text[span.start : span.end]) for span in load_tagger().read(text).spans()}
    assert time.process_time() - begun < 2
    assert ("subject_name", "Paul Hexham") in told


def test_what_is_too_long_is_not_read_to_its_end_and_nothing_speaks_against_the_rest() -> None:
    text = "he took my money and hit me. " * 1500
    load_tagger().read("warm")
    begun = time.process_time()
    tags = load_tagger().read(text)
    assert time.process_time() - begun < 6
    assert tags.likely("where", len(text) - 20, len(text)) == 1
    assert tags.officer(len(text) - 20, len(text)) == (1, 0.0)


def test_whom_words_speak_of_is_said() -> None:
    text = "PC Holt hit me and PC Marsh held my arms. Sergeant Kay took my complaint and was kind about it."
    tags = load_tagger().read(text)
    places = [(text.index(name), text.index(name) + len(name)) for name in ("Holt", "Marsh", "Kay")]
    assert [tags.officer(*place)[0] for place in places] == [1, 2, 0]


@pytest.mark.parametrize(
    ("file", "floor", "whose"),
    [
        ("cross_section.txt", 0.73, 0.86),
        ("digits.txt", 0.59, 0.6),
        ("letters_and_thumbs.txt", 0.65, 0.6),
        ("long.txt", 0.66, 0.64),
        ("not_all_accused.txt", 0.61, 0.33),
        ("sideways.txt", 0.56, 0.73),
        ("uniforms_of_all_kinds.txt", 0.67, 0.63),
        ("wandering.txt", 0.52, 0.37),
        ("who_is_meant.txt", 0.78, 0.66),
    ],
)
def test_words_are_found_in_accounts_that_nothing_was_learned_from(file: str, floor: float, whose: float) -> None:
    accounts = list(read_marked((HELD_OUT / file).read_text("utf-8")))
    hits = missed = extra = right = asked = 0
    for account in accounts:
        tags = load_tagger().read(account.text)
        hit, miss, more = _compared(account, tags)
        hits, missed, extra = hits + hit, missed + miss, extra + more
        named = [mark for mark in account.marks if mark.slot == "subject_name"]
        right += sum(tags.officer(mark.start, mark.end)[0] == min(mark.officer, OFFICERS - 1) for mark in named)
        asked += len(named)
    assert 2 * hits / (2 * hits + missed + extra) >= floor
    assert right / asked >= whose


def _compared(account: Account, tags: Tags) -> tuple[int, int, int]:
    """How many marks were found, missed, and how many spans lie on no mark; slots that keep words only."""
    hits, missed, extra, every = 0, 0, 0, tags.spans()
    for slot in WORDS:
        marks = {(mark.start, mark.end) for mark in account.marks if mark.slot == slot and mark.value is None}
        spans = [(span.start, span.end) for span in every if span.slot == slot and not span.value]
        found = [mark for mark in marks if any(a < mark[1] and mark[0] < b for a, b in spans)]
        hits, missed = hits + len(found), missed + len(marks) - len(found)
        extra += sum(not any(a < end and start < b for start, end in marks) for a, b in spans)
    return hits, missed, extra


def test_what_is_no_model_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load_tagger.cache_clear()
    monkeypatch.setattr("tagging.tagger.HEAD", tmp_path / "none.npz")
    with pytest.raises(ModelError, match="candour train --tag"):
        load_tagger()
    load_tagger.cache_clear()


def test_the_head_is_kept_as_it_is(tmp_path: Path) -> None:
    head = Head(np.ones((3, 8), np.float32), np.zeros(8, np.float32), (("where", ""), ("witnesses", "none")))
    head.save(tmp_path / "head.npz")
    again = Head.load(tmp_path / "head.npz")
    assert again.tags == head.tags
    assert np.array_equal(again.weights, head.weights)
