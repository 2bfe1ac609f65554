"""Turns texts into sparse vectors of their wording: words, pairs of words, and pieces of words, which outlive typos."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.preprocessing import normalize

KINDS = {
    "words": {"analyzer": "word", "ngram_range": (1, 2), "token_pattern": r"(?u)\b\w+\b"},
    "pieces": {"analyzer": "char_wb", "ngram_range": (2, 4)},
}
SEEN = 2  # a word or piece that only one example has teaches nothing about others


class Wording:
    """The vocabulary of the training texts, with how rare each entry is."""

    def __init__(self, vectorizers: Mapping[str, TfidfVectorizer]) -> None:
        self._vectorizers = vectorizers

    @classmethod
    def learn(cls, texts: list[str]) -> Wording:
        """Learn the vocabulary."""
        return cls({name: _vectorizer(name, min_df=SEEN).fit(texts) for name in KINDS})

    def encode(self, texts: list[str]) -> csr_matrix:
        """One sparse vector of unit length a text, as rows."""
        return normalize(hstack([vectorizer.transform(texts) for vectorizer in self._vectorizers.values()]).tocsr())

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers and text."""
        stored = {}
        for name, vectorizer in self._vectorizers.items():
            stored[f"{name}_vocabulary"] = vectorizer.get_feature_names_out().astype(str)
            stored[f"{name}_idf"] = vectorizer.idf_
        return stored

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray]) -> Wording:
        """Build it from stored arrays."""
        vectorizers = {}
        for name in KINDS:
            vectorizers[name] = _vectorizer(name, vocabulary=stored[f"{name}_vocabulary"].tolist())
            vectorizers[name].idf_ = stored[f"{name}_idf"]
        return cls(vectorizers)


def _vectorizer(name: str, **options: object) -> TfidfVectorizer:
    return TfidfVectorizer(sublinear_tf=True, dtype=np.float32, **KINDS[name], **options)
