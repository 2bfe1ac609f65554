"""The encoder's file with its tuned weights in place: what of the file is replaced, and by what.

The file holds each matrix as whole numbers with a scale for each column, and all else as 32-bit numbers. So tuning
changes bytes and no lengths, and what is kept is a list of places and their new bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from candour.errors import ModelError

_HIGHEST = 127


@dataclass(frozen=True)
class Tuned:
    """What is replaced.

    Args:
        places: where in the file, in bytes.   lengths: how many bytes there.
        content: the new bytes, one after another.   sha256: of the file afterwards.
    """

    places: np.ndarray
    lengths: np.ndarray
    content: bytes
    sha256: str

    @classmethod
    def between(cls, base: bytes, before: Mapping[str, np.ndarray], after: Mapping[str, np.ndarray]) -> Tuned:
        """Find the weights of an encoder in its file, and what they become.

        Args:
            base: the file.   before, after: its weights by name, matrices as (in, out).

        Raises:
            ModelError: the file does not hold these weights.
        """
        replaced = [
            (_place(base, name, old), new) for name in after for old, new in _stored(name, before[name], after[name])
        ]
        places = np.array([place for place, _ in replaced], dtype=np.int64)
        lengths = np.array([len(new) for _, new in replaced], dtype=np.int64)
        tuned = cls(places, lengths, b"".join(new for _, new in replaced), "")
        return cls(places, lengths, tuned.content, hashlib.sha256(tuned._replaced(base)).hexdigest())

    def of(self, base: bytes) -> bytes:
        """The tuned file.

        Raises:
            ModelError: this was not made from that file.
        """
        file = self._replaced(base)
        if hashlib.sha256(file).hexdigest() != self.sha256:
            raise ModelError("what was tuned does not fit the sentence encoder: run `candour train --tune`")
        return file

    def _replaced(self, base: bytes) -> bytes:
        file, begin = bytearray(base), 0
        for place, length in zip(self.places.tolist(), self.lengths.tolist(), strict=True):
            file[place : place + length] = self.content[begin : begin + length]
            begin += length
        return bytes(file)

    def save(self, file: Path) -> None:
        """Keep it, as arrays without pickles."""
        content = np.frombuffer(self.content, dtype=np.uint8)
        np.savez_compressed(file, places=self.places, lengths=self.lengths, content=content, sha256=self.sha256)

    @classmethod
    def load(cls, file: Path) -> Tuned:
        """Read what `save` wrote. Raises OSError, BadZipFile, ValueError or KeyError for anything else."""
        with np.load(file, allow_pickle=False) as stored:
            return cls(stored["places"], stored["lengths"], stored["content"].tobytes(), str(stored["sha256"]))


def in_whole_numbers(matrix: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A matrix as 8-bit numbers, and what each column is multiplied by."""
    scale = (np.abs(matrix).max(axis=0, keepdims=True) / np.float32(_HIGHEST)).astype(np.float32)
    return np.clip(np.round(matrix / scale), -_HIGHEST, _HIGHEST).astype(np.int8), scale


def _stored(name: str, before: np.ndarray, after: np.ndarray) -> Iterable[tuple[bytes, bytes]]:
    if before.ndim == 1:
        return [(before.tobytes(), after.astype(np.float32).tobytes())]
    pairs = zip(in_whole_numbers(before), in_whole_numbers(after.astype(np.float32)), strict=True)
    return [(old.tobytes(), new.tobytes()) for old, new in pairs]


def _place(base: bytes, name: str, old: bytes) -> int:
    place = base.find(old)
    if place < 0 or base.find(old, place + 1) >= 0:
        raise ModelError(f"the sentence encoder's file does not hold {name} once")
    return place
