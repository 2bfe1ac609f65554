from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest

from dialogue.sentence_encoder import MAX_TOKENS, SentenceEncoder
from dialogue.tuning import averaging, learning, run
from dialogue.tuning.averaging import Average
from dialogue.tuning.learning import Examples, filled_up, tune
from dialogue.tuning.network import WEIGHTS, Network, read_weights
from encoder.files import ENCODER, load_tokenizer, verified
from encoder.tuned import Tuned

ASKING = ["is this anonymous", "will they know my name", "who reads this", "is it free", "can you see my number"] * 4
TELLING = ["he took money from dealers", "she sold the records", "he hit me", "he was on duty", "it was in leeds"] * 4


@pytest.fixture(scope="module")
def weights() -> dict[str, np.ndarray]:
    return read_weights(verified(*WEIGHTS))


def test_the_network_says_what_the_encoders_file_says(weights: dict[str, np.ndarray]) -> None:
    tokens = [load_tokenizer(MAX_TOKENS).encode(text).ids for text in ASKING[:5]]
    of_network = Network(weights).vectors(*filled_up(tokens)).numpy()
    of_file = SentenceEncoder(verified(*ENCODER).read_bytes()).encode(ASKING[:5])
    assert (of_network * of_file).sum(axis=1).min() > 0.995  # the file holds rounded weights


def test_tuning_moves_texts_of_one_intent_together(weights: dict[str, np.ndarray]) -> None:
    network = Network(weights)
    texts = [*ASKING, *TELLING]
    tokens = list(map(_tokens, texts))
    intents = np.repeat([0, 1], len(ASKING)).astype(np.int64)
    examples = Examples(texts, _tokens, intents, np.zeros((40, 1), np.float32), np.zeros(40, np.float32))
    said: list[tuple[int, int]] = []
    before = _apart(network, tokens)
    tune(network, examples, lambda step, steps, _loss: said.append((step, steps)))
    assert _apart(network, tokens) < before
    assert said[-1] == (learning.EPOCHS * 2, learning.EPOCHS * 2)


def test_what_changed_is_kept_from_a_folder_of_examples(tmp_path: Path) -> None:
    blocks = (("faq_free", ASKING), ("inform", TELLING))
    written = [f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text} {n}\n" for n, text in enumerate(texts))
               for intent, texts in blocks]  # fmt: skip
    (tmp_path / "few.yml").write_text('version: "3.1"\nnlu:\n' + "".join(written))
    out, file = io.StringIO(), tmp_path / "tuned.npz"
    run.run(str(tmp_path), out, file)
    base, steps = verified(*ENCODER).read_bytes(), learning.EPOCHS * 2
    assert f"tuning: step {steps} of {steps}" in out.getvalue()
    assert Tuned.load(file).of(base) != base


def test_the_mean_lies_between_the_weights_it_is_of(weights: dict[str, np.ndarray]) -> None:
    network = Network(weights)
    name, variable = next(iter(network.variables.items()))
    first, average = variable.numpy(), Average(network)
    average.take()
    assert np.array_equal(variable.numpy(), first)
    average.add()
    variable.assign(first + 1)
    average.add()
    average.take()
    assert np.allclose(network.variables[name].numpy(), first + (1 - averaging.KEPT), atol=1e-4)


def _tokens(text: str) -> list[int]:
    return list(load_tokenizer(MAX_TOKENS).encode(text).ids)


def _apart(network: Network, tokens: list[list[int]]) -> float:
    """How alike texts of two intents are, on average."""
    vectors = network.vectors(*filled_up(tokens)).numpy()
    return float((vectors[: len(ASKING)] @ vectors[len(ASKING) :].T).mean())
