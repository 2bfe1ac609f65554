"""Says of which kinds of conduct a text tells: one logistic regression a kind, for a text can tell of several.

Two readings, as for intents: meaning, joined with what the words hint at (concepts.py), and wording. Their scores are
added with weights learned on examples held back, and moved so that 0.5 is where a kind counts: so
many are named of unseen examples as they tell of.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from dialogue.concepts import Concepts
from dialogue.reader import Reading, Views

STRENGTH = 10.0  # inverse of regularisation
HINTS = 0.6  # how much the concepts count beside a vector of meaning, whose length is 1


@dataclass(frozen=True)
class CategoryModel:
    """A trained model.

    Args:
        categories: their names, in the order of all columns.
        concepts: groups of words that hint at them.
        meaning: the regressions on meaning and concepts, a column each, intercepts last.   wording: those on wording.
        weights: of meaning, of wording, and what is added.
    """

    categories: list[str]
    concepts: Concepts
    meaning: np.ndarray
    wording: np.ndarray
    weights: np.ndarray

    @classmethod
    def learn(
        cls, views: Views, told: Sequence[list[str] | None], concepts: Concepts, held: np.ndarray
    ) -> CategoryModel:
        """Train a model.

        Args:
            views: the examples.
            told: the categories that each tells of; None when that is not known, and the example teaches nothing.
            concepts: groups of words that hint at categories.
            held: which examples the weights are learned on.
        """
        known = [row for row, labels in enumerate(told) if labels is not None]
        names = sorted({name for labels in told for name in labels or ()})
        right = np.array([[name in (told[row] or ()) for name in names] for row in known], dtype=bool)
        features = (_joined(views.meant[known], concepts, [views.tidied[row] for row in known]), views.worded[known])
        if not names:
            return cls([], concepts, np.zeros((0, 0)), np.zeros((0, 0)), np.zeros(3))
        linear = [_fit(one, right) for one in features]
        back = held[known]
        unseen = [_scores(one[back], _fit(one[~back], right[~back])) for one in features]
        return cls(names, concepts, *linear, _weights(unseen, right[back]))

    def judge(self, reading: Reading) -> dict[str, float]:
        """How likely a text tells of each category: as likely as the passage that tells of it most clearly."""
        if not self.categories:
            return {}
        # What was not read for meaning has the hints of its words.
        meant = np.zeros((len(reading.parts), reading.views.meant.shape[1]), dtype=np.float32)
        meant[reading.chosen] = reading.views.meant
        scores = _scores(_joined(meant, self.concepts, reading.parts), self.meaning) * self.weights[0]
        scores = scores + _scores(reading.worded, self.wording) * self.weights[1] + self.weights[2]
        return dict(zip(self.categories, map(float, expit(scores.max(axis=0))), strict=True))

    def to_bytes(self) -> bytes:
        """The model as an .npz file without pickles, which could run code when they are read."""
        arrays = {"meaning": self.meaning, "wording": self.wording, "weights": self.weights}
        file = io.BytesIO()
        np.savez(file, categories=np.array(self.categories, dtype=str), **arrays, **self.concepts.arrays())
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> CategoryModel:
        """Read what `to_bytes` wrote. Raises BadZipFile, ValueError, KeyError or OSError for anything else."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays = (stored["meaning"], stored["wording"], stored["weights"])
            return cls(stored["categories"].tolist(), Concepts.from_arrays(stored), *arrays)


def _joined(meant: np.ndarray, concepts: Concepts, texts: list[str]) -> np.ndarray:
    return np.hstack([meant, HINTS * concepts.encode(texts)])


def _fit(features: Any, right: np.ndarray) -> np.ndarray:
    return np.stack([_column(features, column) for column in right.T], axis=1).astype(np.float32)


def _column(features: Any, right: np.ndarray) -> np.ndarray:
    if not right.any():  # a category with so few examples that none is in this part of them
        return np.append(np.zeros(features.shape[1]), -10.0)
    fitted = LogisticRegression(C=STRENGTH, max_iter=200, tol=1e-2).fit(features, right)
    return np.append(fitted.coef_[0], fitted.intercept_[0])


def _scores(features: np.ndarray | csr_matrix, linear: np.ndarray) -> np.ndarray:
    return np.asarray(features @ linear[:-1]) + linear[-1]


def _weights(unseen: list[np.ndarray], right: np.ndarray) -> np.ndarray:
    """The weights that make what is right likeliest, moved so that as many kinds count as are told of."""
    columns = np.stack([scores.ravel() for scores in unseen], axis=1)
    fused = LogisticRegression().fit(columns, right.ravel())
    threshold = np.sort(fused.decision_function(columns))[-right.sum() - 1 :][0]
    return np.array([*fused.coef_[0], fused.intercept_[0] - threshold])
