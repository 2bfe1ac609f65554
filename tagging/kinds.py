"""Of which kinds of conduct a text tells, by an encoder that was tuned to this alone, and one matrix upon it.

To learn tags and kinds with one encoder cost a hundredth of what the tags are right about (decision 116).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from candour.errors import ModelError
from encoder.files import ENCODER, TokenEncoder, load_tokenizer, verified
from encoder.tuned import Tuned
from tagging.tagger import MAX_TOKENS, pieces

TUNED, HEAD = (Path(__file__).parent / name for name in ("kinds_tuned.npz", "kinds_head.npz"))


@dataclass(frozen=True)
class KindsHead:
    """The matrix upon the encoder.

    Args:
        weights: (width, kinds), of the mean of all tokens.   bias: of the columns.   kinds: their names.
    """

    weights: np.ndarray
    bias: np.ndarray
    kinds: tuple[str, ...]

    def save(self, file: Path) -> None:
        """Keep it, as arrays without pickles."""
        np.savez_compressed(file, weights=self.weights, bias=self.bias, kinds=np.array(self.kinds, dtype=str))

    @classmethod
    def load(cls, file: Path) -> KindsHead:
        """Read what `save` wrote. Raises OSError, BadZipFile, ValueError or KeyError for anything else."""
        with np.load(file, allow_pickle=False) as stored:
            return cls(stored["weights"], stored["bias"], tuple(map(str, stored["kinds"])))


class KindsReader:
    """The loaded model.

    Args:
        encoder: the tuned encoder's file.   head: what lies upon it.

    Raises:
        ModelError: the tokenizer's package is missing, or its file is not the one that was measured.
    """

    def __init__(self, encoder: bytes, head: KindsHead) -> None:
        self._encoder, self._head = TokenEncoder(encoder), head
        self._tokenizer = load_tokenizer(MAX_TOKENS)

    def read(self, text: str) -> dict[str, float]:
        """How likely a text tells of each kind: as likely as the piece of it that tells of it most clearly."""
        means = [self._encoder.vectors(piece.ids).mean(axis=0) for piece in pieces(self._tokenizer, text)]
        numbers = (np.array(means) @ self._head.weights + self._head.bias).max(axis=0)
        return dict(zip(self._head.kinds, map(float, 1 / (1 + np.exp(-numbers))), strict=True))


@lru_cache(maxsize=1)
def load_kinds() -> KindsReader:
    """The reader, loaded once a process.

    Raises:
        ModelError: a package is missing, its file is not the one that was measured, or was not what was tuned.
    """
    try:
        return KindsReader(Tuned.load(TUNED).of(verified(*ENCODER).read_bytes()), KindsHead.load(HEAD))
    except (KeyError, OSError, ValueError, BadZipFile) as error:
        raise ModelError("tagging/ does not open: run `candour train --kinds`") from error
