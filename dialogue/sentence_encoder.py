"""Turns a short text into a vector of its meaning, with a tuned MiniLM sentence encoder, offline and on one thread.

Source: sentence-transformers/all-MiniLM-L6-v2 (mean of the token vectors, then unit length); its weights were tuned to
this field (tuning/).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from candour.errors import ModelError
from dialogue.side_by_side import side_by_side
from encoder.files import ENCODER, TokenEncoder, load_tokenizer, verified
from encoder.tuned import Tuned

TUNED = Path(__file__).parent / "tuned.npz"
MAX_TOKENS = 96  # a passage has some 40; a longer one is made of no words, and its time is bounded here
_AT_ONCE = 500  # texts that a thread takes together
_WHOLE_WORD = re.compile(r"[a-z]{2,}\Z")  # a piece of a word begins with ##


class SentenceEncoder:
    """The loaded encoder.

    Args:
        file: its content, as ONNX.

    Raises:
        ModelError: the tokenizer's package is missing, or its file is not the one that was measured.
    """

    def __init__(self, file: bytes) -> None:
        self._encoder = TokenEncoder(file)
        self._tokenizer = load_tokenizer(MAX_TOKENS)

    @cached_property
    def words(self) -> list[str]:
        """The whole words of the vocabulary, the most frequent first."""
        vocabulary = self._tokenizer.get_vocab()
        return sorted(filter(_WHOLE_WORD.match, vocabulary), key=lambda word: vocabulary[word])

    def encode(self, texts: list[str]) -> np.ndarray:
        """One vector of unit length a text, as rows."""
        # One at a time: the int8 scale is taken over a whole batch, so a text's vector would depend on its neighbours.
        return np.array([self._encode(text) for text in texts], dtype=np.float32)

    def encode_many(self, texts: Sequence[str]) -> np.ndarray:
        """The same for the thousands of texts of a training, on all processors."""
        parts = [texts[begin : begin + _AT_ONCE] for begin in range(0, len(texts), _AT_ONCE)]
        vectors = side_by_side([partial(self.encode, list(part)) for part in parts])
        return np.concatenate(vectors) if vectors else self.encode([])

    def _encode(self, text: str) -> np.ndarray:
        mean = self._encoder.vectors(self._tokenizer.encode(text).ids).mean(axis=0)
        return mean / np.linalg.norm(mean)


@lru_cache(maxsize=1)
def load_encoder() -> SentenceEncoder:
    """The tuned encoder, loaded once a process.

    Raises:
        ModelError: a package is missing, its file is not the one that was measured, or was not what was tuned.
    """
    try:
        return SentenceEncoder(Tuned.load(TUNED).of(verified(*ENCODER).read_bytes()))
    except (KeyError, OSError, ValueError, BadZipFile) as error:
        raise ModelError("dialogue/tuned.npz does not open: run `candour train --tune`") from error
