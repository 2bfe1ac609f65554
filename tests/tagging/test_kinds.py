"""Kinds of conduct as they are read of accounts by authors whom nothing was learned from."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from candour.errors import ModelError
from interview.guide import load_guide
from tagging import load_kinds
from tagging.kinds import KindsHead
from tagging.marks import read_marked

HELD_OUT = Path(__file__).parent / "held_out"


@pytest.mark.parametrize(
    ("file", "floor"),
    [
        ("cross_section.txt", 0.65),
        ("long.txt", 0.58),
        ("sideways.txt", 0.55),
        ("uniforms_of_all_kinds.txt", 0.67),
        ("who_is_meant.txt", 0.7),
    ],
)
def test_kinds_are_told_of_accounts_that_nothing_was_learned_from(file: str, floor: float) -> None:
    told = [one for one in read_marked((HELD_OUT / file).read_text("utf-8")) if one.categories is not None]
    said = [{kind for kind, share in load_kinds().read(one.text).items() if share >= 0.5} for one in told]
    right = sum(len(said[row] & {*(one.categories or ())}) for row, one in enumerate(told))
    count = sum(map(len, said)) + sum(len(one.categories or ()) for one in told)
    assert len(told) > 100
    assert 2 * right / count >= floor


def test_every_kind_of_the_guide_is_judged() -> None:
    kinds = {*load_guide().slot("conduct_category").options}
    assert set(load_kinds().read("he hit me")) == kinds


@settings(max_examples=20, deadline=None)
@given(st.text(max_size=500))
def test_any_text_is_judged(text: str) -> None:
    assert all(0 <= share <= 1 for share in load_kinds().read(text).values())


def test_what_stands_in_a_later_piece_counts() -> None:
    long = "I waited for the bus. " * 120
    told = "My husband is a sergeant, he beats me with his belt when he comes home and counts my money. " * 6
    shares = load_kinds().read(long + told)
    assert shares["domestic_abuse_or_control"] > 0.5 > load_kinds().read(long)["domestic_abuse_or_control"]


def test_what_is_no_model_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    load_kinds.cache_clear()
    monkeypatch.setattr("tagging.kinds.HEAD", tmp_path / "none.npz")
    with pytest.raises(ModelError, match="candour train --kinds"):
        load_kinds()
    load_kinds.cache_clear()


def test_the_head_is_kept_as_it_is(tmp_path: Path) -> None:
    head = KindsHead(np.ones((3, 2), np.float32), np.zeros(2, np.float32), ("discrimination", "other"))
    head.save(tmp_path / "head.npz")
    again = KindsHead.load(tmp_path / "head.npz")
    assert again.kinds == head.kinds
    assert np.array_equal(again.weights, head.weights)
    assert np.array_equal(again.bias, head.bias)
