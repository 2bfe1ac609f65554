from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from candour.errors import ModelError
from dialogue.held_back import HELD_BACK, held_back
from dialogue.sentence_encoder import TUNED, SentenceEncoder, load_encoder
from encoder.files import ENCODER, verified
from encoder.tuned import Tuned, in_whole_numbers

RNG = np.random.default_rng(0)
BEFORE = {
    "layer.weight": RNG.normal(size=(8, 4)).astype(np.float32),
    "layer.bias": RNG.normal(size=4).astype(np.float32),
}
AFTER = {"layer.weight": BEFORE["layer.weight"] * 2 + 1, "layer.bias": BEFORE["layer.bias"] - 3}
NUMBERS, SCALE = in_whole_numbers(BEFORE["layer.weight"])
BASE = b"head" + NUMBERS.tobytes() + b"between" + SCALE.tobytes() + BEFORE["layer.bias"].tobytes() + b"tail"


def test_only_the_weights_are_replaced() -> None:
    numbers, scale = in_whole_numbers(AFTER["layer.weight"])
    file = Tuned.between(BASE, BEFORE, AFTER).of(BASE)
    assert file == b"head" + numbers.tobytes() + b"between" + scale.tobytes() + AFTER["layer.bias"].tobytes() + b"tail"


def test_what_is_kept_is_read_again(tmp_path: Path) -> None:
    tuned = Tuned.between(BASE, BEFORE, AFTER)
    tuned.save(tmp_path / "tuned.npz")
    assert Tuned.load(tmp_path / "tuned.npz").of(BASE) == tuned.of(BASE)


@given(st.integers(0, len(BASE) - 1), st.integers(1, 255))
def test_another_file_is_refused_wherever_it_differs(at: int, change: int) -> None:
    tuned = Tuned.between(BASE, BEFORE, AFTER)
    other = bytearray(BASE)
    other[at] ^= change
    replaced = any(place <= at < place + length for place, length in zip(tuned.places, tuned.lengths, strict=True))
    if replaced:  # what was there does not matter, for it is replaced whole
        assert tuned.of(bytes(other)) == tuned.of(BASE)
    else:
        with pytest.raises(ModelError, match="does not fit"):
            tuned.of(bytes(other))


def test_weights_that_the_file_does_not_hold_once_are_refused() -> None:
    with pytest.raises(ModelError, match=r"layer\.weight once"):
        Tuned.between(BASE[20:], BEFORE, AFTER)
    with pytest.raises(ModelError, match=r"layer\.weight once"):
        Tuned.between(BASE + BASE, BEFORE, AFTER)


@given(st.lists(st.floats(-100, 100, width=32), min_size=6, max_size=6).filter(lambda row: max(map(abs, row)) > 0.01))
def test_whole_numbers_are_half_a_step_away_at_most(row: list[float]) -> None:
    matrix = np.array(row, dtype=np.float32).reshape(6, 1)
    numbers, scale = in_whole_numbers(matrix)
    assert np.abs(numbers * scale - matrix).max() <= scale.max() * 0.51


@given(st.lists(st.text(max_size=8), unique_by=str.casefold, max_size=30))
def test_whether_a_text_is_held_back_depends_on_it_alone(texts: list[str]) -> None:
    labels = ["inform"] * len(texts)
    everything = held_back([*texts, "\x00 more", "\x00 and more"], [*labels, "inform", "inform"])
    if not everything.all():
        alone = [held_back([text, "\x00x", "\x00y", "\x00z"], ["inform"] * 4)[0] for text in texts]
        assert everything[: len(texts)].tolist() == alone


def test_one_of_ten_is_held_back_but_never_all_of_an_intent() -> None:
    texts = [f"text {number}" for number in range(5000)]
    assert held_back(texts, ["inform"] * 5000).mean() == pytest.approx(1 / HELD_BACK, abs=0.02)
    assert not held_back(texts, texts).any()


def test_the_tuned_encoder_is_another_one_of_the_same_size() -> None:
    base = verified(*ENCODER).read_bytes()
    tuned = Tuned.load(TUNED).of(base)
    assert len(tuned) == len(base)
    plain, ours = (
        SentenceEncoder(base).encode(["he is outside my door"]),
        load_encoder().encode(["he is outside my door"]),
    )
    assert 0.2 < float(plain[0] @ ours[0]) < 0.99
