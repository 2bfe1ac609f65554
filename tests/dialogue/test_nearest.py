from __future__ import annotations

import numpy as np
import pytest

from dialogue.nearest import Nearest, Neighbours

EXAMPLES = np.eye(20, dtype=np.float32)
NEAREST = Nearest.learn(EXAMPLES, np.arange(20) % 2, 3)


def test_the_intent_of_the_nearest_example_scores_highest() -> None:
    scores = NEAREST.log_scores(EXAMPLES[[4, 7]])
    assert scores.argmax(axis=1).tolist() == [0, 1]


def test_an_intent_of_which_nothing_is_near_is_unlikely_but_not_impossible() -> None:
    [scores] = NEAREST.log_scores(EXAMPLES[[4]])
    assert np.isfinite(scores).all()
    assert scores[2] == pytest.approx(np.log(0.01))


def test_few_examples_and_no_texts_are_no_trouble() -> None:
    few = Nearest.learn(EXAMPLES[:2], np.array([0, 1]), 2)
    assert few.log_scores(EXAMPLES[[1]]).argmax() == 1
    assert few.log_scores(EXAMPLES[:0]).shape == (0, 2)


def test_stored_examples_say_the_same() -> None:
    again = Nearest.from_arrays(NEAREST.arrays(), 3)
    assert again.log_scores(EXAMPLES) == pytest.approx(NEAREST.log_scores(EXAMPLES))


def test_of_many_examples_nearly_all_of_the_nearest_are_found() -> None:
    chance = np.random.default_rng(7)
    spread = 0.9 ** np.arange(384)  # as the meanings of sentences are: far apart in some directions, alike in most
    meant = chance.normal(size=(3000, 384)) * spread
    meant = (meant / np.linalg.norm(meant, axis=1, keepdims=True)).astype(np.float32)
    examples, asked = Neighbours.of(meant[50:]), meant[:50]
    found = [set(examples.nearest(meaning, 15)[0].tolist()) for meaning in asked]
    right = [set(np.argsort(-(meant[50:] @ meaning))[:15].tolist()) for meaning in asked]
    assert sum(len(one & other) for one, other in zip(found, right, strict=True)) >= 0.97 * 15 * 50


def test_how_alike_is_told_of_each() -> None:
    rows, alike = Neighbours.of(EXAMPLES).nearest(EXAMPLES[4], 2)
    assert dict(zip(rows.tolist(), alike.tolist(), strict=True))[4] == pytest.approx(1)
