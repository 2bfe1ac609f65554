"""Turns texts into sparse vectors of their wording: words, pairs of words, and pieces of words, which outlive typos."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

KINDS = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    "pieces": {"analyzer": "char_wb", "ngram_range": (2, 4)},
}
SEEN = 2  # a word or piece that only one example has teaches nothing about others


@dataclass(frozen=True)
class _Kind:
    """The vocabulary of one kind.

    Args:
        name: of the kind.   entries: the vocabulary, in the order of the columns.   rare: how rare each is.
    """

    name: str
    entries: list[str]
    rare: np.ndarray

    @classmethod
    def learn(cls, name: str, texts: list[str]) -> _Kind:
        fitted = TfidfVectorizer(min_df=SEEN, **KINDS[name]).fit(texts)
        return cls(name, fitted.get_feature_names_out().tolist(), fitted.idf_.astype(np.float32))

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {entry: column for column, entry in enumerate(self.entries)}

    @cached_property
    def _cut(self):  # type: ignore[no-untyped-def]  # scikit-learn has no types
        return TfidfVectorizer(**KINDS[self.name]).build_analyzer()

    def encode(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        """The columns of what stands in a text, and its values, of unit length together; none if nothing is known."""
        counts = Counter(column for piece in self._cut(text) if (column := self._columns.get(piece)) is not None)
        columns = np.fromiter(counts, dtype=np.int32, count=len(counts))
        values = (1 + np.log(np.fromiter(counts.values(), dtype=np.float32, count=len(counts)))) * self.rare[columns]
        return columns, values / (np.linalg.norm(values) or 1)


class Wording:
    """The vocabulary of the training texts, with how rare each entry is."""

    def __init__(self, kinds: list[_Kind]) -> None:
        self._kinds = kinds

    @classmethod
    def learn(cls, texts: list[str]) -> Wording:
        """Learn the vocabulary."""
        return cls([_Kind.learn(name, texts) for name in KINDS])

    def encode(self, texts: list[str]) -> csr_matrix:
        """One sparse vector of unit length a text, as rows.

        scikit-learn would give the same, in five times the time for a single text.
        """
        rows = [self._encode(text) for text in texts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns, values = (np.concatenate(part) for part in zip(*rows, strict=True))
        return csr_matrix((values, columns, ends), shape=(len(texts), sum(len(kind.entries) for kind in self._kinds)))

    def _encode(self, text: str) -> tuple[np.ndarray, np.ndarray]:
        said = [kind.encode(text) for kind in self._kinds]
        starts = np.cumsum([0, *(len(kind.entries) for kind in self._kinds)])
        columns = np.concatenate([found + start for (found, _), start in zip(said, starts, strict=False)])
        values = np.concatenate([value for _, value in said])
        return columns.astype(np.int32), values / (np.linalg.norm(values) or 1)

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers and text."""
        entries = {f"{kind.name}_vocabulary": np.array(kind.entries, dtype=str) for kind in self._kinds}
        return entries | {f"{kind.name}_idf": kind.rare for kind in self._kinds}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray]) -> Wording:
        """Build it from stored arrays."""
        return cls([_Kind(name, stored[f"{name}_vocabulary"].tolist(), stored[f"{name}_idf"]) for name in KINDS])
