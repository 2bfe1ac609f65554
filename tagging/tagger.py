"""Reads a text token by token: how likely each tells something of a slot, and of which officer.

The encoder is the one that intents are read with, tuned anew from what was published; upon it lies one matrix.

Source: token classification as in Devlin et al. 2018 (arXiv 1810.04805), 5.3, with a sigmoid for each tag, since words
may tell several things.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from tokenizers import Encoding, Tokenizer

from candour.errors import ModelError
from encoder.files import ENCODER, TokenEncoder, load_tokenizer, verified
from encoder.tuned import Tuned

TUNED, HEAD = (Path(__file__).parent / name for name in ("tuned.npz", "head.npz"))
MAX_TOKENS = 320  # some 240 words; what is longer is read in pieces
MAX_PIECES = 6  # some 1,400 words; who tells more is asked for the rest, and nobody waits for seconds
OFFICERS = 4  # not accused, the first, the second, a later one
_COUNTS = 0.5
_GOES_ON = 0.2  # a token that is less likely, between two that count, when it does not begin anew


@dataclass(frozen=True)
class Head:
    """The matrix upon the encoder.

    Args:
        weights: (width, columns): for each tag whether a token tells it, then for each whether it is the first to,
            then which officer it speaks of.   bias: of the columns.   tags: (slot, value or "").
    """

    weights: np.ndarray
    bias: np.ndarray
    tags: tuple[tuple[str, str], ...]

    def save(self, file: Path) -> None:
        """Keep it, as arrays without pickles."""
        np.savez_compressed(
            file, weights=self.weights, bias=self.bias, tags=np.array(["=".join(tag) for tag in self.tags])
        )

    @classmethod
    def load(cls, file: Path) -> Head:
        """Read what `save` wrote. Raises OSError, BadZipFile, ValueError or KeyError for anything else."""
        with np.load(file, allow_pickle=False) as stored:
            tags = [str(tag).partition("=") for tag in stored["tags"]]
            return cls(stored["weights"], stored["bias"], tuple((slot, value) for slot, _, value in tags))


@dataclass(frozen=True)
class Tagged:
    """Words that tell something.

    Args:
        start, end: where.   slot: of what.   value: what, or "" for the words themselves.   sure: from 0 to 1.
    """

    start: int
    end: int
    slot: str
    value: str
    sure: float


class Tags:
    """What was read of a text.

    Args:
        tags: the columns of `tells` and `begins`.   places: where each token is, from and to.
        tells, begins: (tokens, tags): how likely it tells that, and is the first of the words that do.
        officers: (tokens, OFFICERS): whom it speaks of.
    """

    def __init__(
        self,
        tags: Sequence[tuple[str, str]],
        places: Sequence[tuple[int, int]],
        tells: np.ndarray,
        begins: np.ndarray,
        officers: np.ndarray,
    ) -> None:
        self._tags, self._places = tags, places
        self._tells, self._begins, self._officers = tells, begins, officers

    def spans(self) -> list[Tagged]:
        """All words that tell something, in the order of the text."""
        found = [span for column in range(len(self._tags)) for span in self._spans(column)]
        return sorted(found, key=lambda span: (span.start, span.end, span.slot))

    def likely(self, slot: str, start: int, end: int) -> float:
        """How likely any of these words tells of a slot; 1.0 where they were not read: nothing speaks against it."""
        columns = [column for column, (name, _) in enumerate(self._tags) if name == slot]
        rows = self._rows(start, end)
        return float(self._tells[np.ix_(rows, columns)].max()) if rows and columns else 1.0

    def officer(self, start: int, end: int) -> tuple[int, float]:
        """Whom these words speak of most likely, as marks number them, and how likely."""
        rows = self._rows(start, end)
        if not rows:
            return 1, 0.0
        mean = self._officers[rows].mean(axis=0)
        return int(mean.argmax()), float(mean.max())

    def _rows(self, start: int, end: int) -> list[int]:
        return [row for row, (begin, stop) in enumerate(self._places) if begin < end and start < stop]

    def _spans(self, column: int) -> Iterator[Tagged]:
        slot, value = self._tags[column]
        begin, count = 0, len(self._places)
        while begin < count:
            end = self._end(column, begin)
            if end > begin:
                sure = float(self._tells[begin:end, column].mean())
                yield Tagged(self._places[begin][0], self._places[end - 1][1], slot, value, sure)
            begin = max(end, begin + 1)

    def _end(self, column: int, begin: int) -> int:
        """The token after the last of the words that begin here; the same token where none do."""
        tells, first = self._tells[:, column], self._begins[:, column] > _COUNTS
        if tells[begin] <= _COUNTS:
            return begin
        end = begin + 1
        while end < len(tells) and not first[end] and (tells[end] > _COUNTS or self._bridges(column, end)):
            end += 1
        return end

    def _bridges(self, column: int, at: int) -> bool:
        after = at + 1
        return (
            self._tells[at, column] > _GOES_ON
            and after < len(self._places)
            and self._tells[after, column] > _COUNTS
            and self._begins[after, column] <= _COUNTS
        )


class Tagger:
    """The loaded model.

    Args:
        encoder: the tuned encoder's file.   head: what lies upon it.

    Raises:
        ModelError: the tokenizer's package is missing, or its file is not the one that was measured.
    """

    def __init__(self, encoder: bytes, head: Head) -> None:
        self._encoder, self._head = TokenEncoder(encoder), head
        self._tokenizer = load_tokenizer(MAX_TOKENS)

    def read(self, text: str) -> Tags:
        """Read a text; what is longer than the encoder takes is read in pieces, which know nothing of one another.

        What is longer than `MAX_PIECES` is not read to its end.
        """
        places: list[tuple[int, int]] = []
        columns: list[np.ndarray] = []
        for piece in pieces(self._tokenizer, text):
            numbers = self._encoder.vectors(piece.ids) @ self._head.weights + self._head.bias
            if columns:  # who the first officer was is not known in a later piece
                numbers[:, -OFFICERS:] = 0
            told = [row for row, special in enumerate(piece.special_tokens_mask) if not special]
            places += [piece.offsets[row] for row in told]
            columns.append(numbers[told])
        return self._tags(places, np.concatenate(columns))

    def _tags(self, places: list[tuple[int, int]], numbers: np.ndarray) -> Tags:
        count = len(self._head.tags)
        tells, begins = _share(numbers[:, :count]), _share(numbers[:, count : 2 * count])
        whom = np.exp(numbers[:, 2 * count :] - numbers[:, 2 * count :].max(axis=1, keepdims=True))
        return Tags(self._head.tags, places, tells, begins, whom / whom.sum(axis=1, keepdims=True))


def pieces(tokenizer: Tokenizer, text: str) -> tuple[Encoding, ...]:
    """A text in pieces that the encoder takes, at most `MAX_PIECES`."""
    whole = tokenizer.encode(text)
    return whole, *whole.overflowing[: MAX_PIECES - 1]


def _share(numbers: np.ndarray) -> np.ndarray:
    shares: np.ndarray = 1 / (1 + np.exp(-numbers))
    return shares


@lru_cache(maxsize=1)
def load_tagger() -> Tagger:
    """The tagger, loaded once a process.

    Raises:
        ModelError: a package is missing, its file is not the one that was measured, or was not what was tuned.
    """
    try:
        return Tagger(Tuned.load(TUNED).of(verified(*ENCODER).read_bytes()), Head.load(HEAD))
    except (KeyError, OSError, ValueError, BadZipFile) as error:
        raise ModelError("tagging/ does not open: run `candour train --tag`") from error
