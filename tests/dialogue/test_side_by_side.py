"""Work of a training is shared out over the processors, and comes back as if it had been done in turn."""

from __future__ import annotations

import os
import threading
from functools import partial

import numpy as np
import pytest

from dialogue.sentence_encoder import load_encoder
from dialogue.side_by_side import side_by_side


def test_results_come_in_the_order_of_the_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    first_may_end = threading.Event()

    def first() -> str:
        assert first_may_end.wait(10)
        return "first"

    def second() -> str:
        first_may_end.set()
        return "second"

    assert side_by_side([first, second]) == ["first", "second"]


def test_what_one_piece_raises_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side([partial(int, "1"), lambda: 1 // 0])


def test_many_texts_have_the_same_vectors_as_each_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dialogue.sentence_encoder._AT_ONCE", 2)
    texts = ["he took my phone", "she is a sergeant", "last tuesday", "at the desk", "nobody saw it"]
    assert np.array_equal(load_encoder().encode_many(texts), load_encoder().encode(texts))


def test_no_texts_are_no_vectors() -> None:
    assert len(load_encoder().encode_many([])) == 0
