"""`python -m dialogue tune FOLDER`: tunes the encoder to the training examples in a folder, and keeps what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TextIO

import numpy as np
from rasa.shared.data import get_data_files, is_nlu_file
from rasa.shared.importers.utils import training_data_from_paths
from rasa.shared.nlu.constants import INTENT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from dialogue.held_back import held_back
from dialogue.intent_classifier import learn_reader, of_intents, told
from dialogue.sentence_encoder import MAX_TOKENS, TUNED, SentenceEncoder
from dialogue.tidy import bare
from dialogue.tuning.learning import Examples, tune
from dialogue.tuning.network import WEIGHTS, Network, read_weights
from encoder.files import ENCODER, load_tokenizer, verified
from encoder.tuned import Tuned


def run(folder: str, out: TextIO, file: Path = TUNED) -> None:
    """Tune, and tell each step.

    Args:
        folder: of the training examples.   out: where progress is told.   file: where what changed is kept.

    Raises:
        ModelError: a file of the encoder is missing or another one.
    """
    base, weights = verified(*ENCODER).read_bytes(), read_weights(verified(*WEIGHTS))
    network = Network(weights)
    data = training_data_from_paths(get_data_files([folder], is_nlu_file), "en")
    tune(network, _examples(data, base), _teller(out))
    after = {name: variable.numpy() for name, variable in network.variables.items()}
    Tuned.between(base, weights, after).save(file)


def _teller(out: TextIO) -> Callable[[int, int, float], None]:
    return lambda step, steps, loss: print(f"tuning: step {step} of {steps}, loss {loss:.2f}", file=out, flush=True)


def _examples(data: TrainingData, base: bytes) -> Examples:
    texts, messages = of_intents(data)
    tidied = list(map(bare, learn_reader(data, SentenceEncoder(base)).tidy.texts(texts)))
    labels = [message.get(INTENT) for message in messages]
    rows = np.flatnonzero(~held_back(texts, labels))
    chosen = [messages[row] for row in rows]
    tokenizer = load_tokenizer(MAX_TOKENS)
    _, intents = np.unique([labels[row] for row in rows], return_inverse=True)
    texts = [tidied[row] for row in rows]
    return Examples(texts, lambda text: list(tokenizer.encode(text).ids), intents.astype(np.int64), *_kinds(chosen))


def _kinds(messages: list[Message]) -> tuple[np.ndarray, np.ndarray]:
    each = list(map(told, messages))
    names = sorted({name for kinds in each for name in kinds or ()})
    tells = np.array([[name in (kinds or ()) for name in names] for kinds in each], dtype=np.float32)
    return tells, np.array([kinds is not None for kinds in each], dtype=np.float32)
