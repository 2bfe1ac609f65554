from __future__ import annotations

import numpy as np
import pytest

from dialogue.nearest import Nearest

EXAMPLES = np.eye(20, dtype=np.float32)
NEAREST = Nearest(EXAMPLES, np.arange(20) % 2, 3)


def test_the_intent_of_the_nearest_example_scores_highest() -> None:
    scores = NEAREST.log_scores(EXAMPLES[[4, 7]])
    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_an_intent_of_which_nothing_is_near_is_unlikely_but_not_impossible() -> None:
    [scores] = NEAREST.log_scores(EXAMPLES[[4]])
    assert np.isfinite(scores).all()
    assert scores[2] == pytest.approx(np.log(0.01))


def test_few_examples_and_no_texts_are_no_trouble() -> None:
    few = Nearest(EXAMPLES[:2], np.array([0, 1]), 2)
    assert few.log_scores(EXAMPLES[[1]]).argmax() == 1
    assert few.log_scores(EXAMPLES[:0]).shape == (0, 2)


def test_stored_examples_say_the_same() -> None:
    again = Nearest.from_arrays(NEAREST.arrays(), 3)
    assert again.log_scores(EXAMPLES) == pytest.approx(NEAREST.log_scores(EXAMPLES))
