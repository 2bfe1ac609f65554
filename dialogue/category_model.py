"""Says of which kinds of conduct a text tells: one logistic regression a kind, for a text can tell of several.

Three readings, as for intents: meaning, joined with what the words hint at (concepts.py), wording, and the nearest
examples. Their scores are added with weights learned on examples held back, and moved so that 0.5 is where
a kind counts. A long text is read in sections: what was done shows in what several sentences say together.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from dialogue.concepts import Concepts
from dialogue.nearest import Neighbours
from dialogue.reader import Reading, Views
from dialogue.side_by_side import side_by_side

STRENGTHS = (1.0, 30.0)  # inverse of regularisation: of meaning, of wording
HINTS = 1.0  # how much the concepts count beside a vector of meaning, whose length is 1
NEAREST = 15  # as many examples vote
STEEPNESS = 25.0  # of how much more a nearer one counts
FLOOR = 0.02  # no vote is so clear that it decides alone
# How likely a kind must be to count. F1 is greatest at half of what it reaches (Lipton et al. 2014, arXiv 1402.1892).
COUNTS = 0.44
SECTIONS_READ = 4  # for meaning, which takes time; the wording of all is read
_ARRAYS = ("meaning", "wording", "right", "weights")


@dataclass(frozen=True)
class CategoryModel:
    """A trained model.

    Args:
        categories: their names, in the order of all columns.
        concepts: groups of words that hint at them.
        meaning: the regressions on meaning and concepts, a column each, intercepts last.   wording: those on wording.
        examples: their meanings.   right: which categories each tells of.
        weights: of meaning, of wording, of the nearest examples, and what is added.
    """

    categories: list[str]
    concepts: Concepts
    meaning: np.ndarray
    wording: np.ndarray
    right: np.ndarray
    weights: np.ndarray
    examples: Neighbours

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
        if not names:
            return cls([], concepts, *(np.zeros((0, 0)) for _ in _ARRAYS), Neighbours.of(views.meant[:0]))
        meant = views.meant[known]
        features = (_joined(meant, concepts, [views.tidied[row] for row in known]), views.worded[known])
        linear = [_fit(*one, right) for one in zip(features, STRENGTHS, strict=True)]
        back = held[known]
        unseen = [
            _scores(one[back], _fit(one[~back], strength, right[~back]))
            for one, strength in zip(features, STRENGTHS, strict=True)
        ]
        unseen.append(_votes(Neighbours.of(meant[~back]), meant[back], right[~back]))
        return cls(names, concepts, *linear, right, _weights(unseen, right[back]), Neighbours.of(meant))

    def judge(self, reading: Reading) -> dict[str, float]:
        """How likely a text tells of each category: as likely as the section that tells of it most clearly."""
        if not self.categories:
            return {}
        reading = reading.in_sections(self._most_telling)
        # What was not read for meaning has the hints of its words.
        meant = np.zeros((len(reading.parts), reading.views.meant.shape[1]), dtype=np.float32)
        meant[reading.chosen] = reading.views.meant
        scores = _scores(_joined(meant, self.concepts, reading.parts), self.meaning) * self.weights[0]
        scores = scores + _scores(reading.worded, self.wording) * self.weights[1] + self.weights[3]
        scores[reading.chosen] += self.weights[2] * _votes(self.examples, reading.views.meant, self.right)
        return dict(zip(self.categories, map(float, expit(scores.max(axis=0))), strict=True))

    def _most_telling(self, worded: csr_matrix) -> list[int]:
        telling = _scores(worded, self.wording).max(axis=1)
        return sorted(np.argsort(-telling, kind="stable")[:SECTIONS_READ].tolist())

    def to_bytes(self) -> bytes:
        """The model as an .npz file without pickles, which could run code when they are read."""
        arrays = {name: getattr(self, name) for name in _ARRAYS}
        file = io.BytesIO()
        arrays |= {"categories": np.array(self.categories, dtype=str), "examples": self.examples.meant}
        np.savez(file, **arrays, **self.concepts.arrays())
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> CategoryModel:
        """Read what `to_bytes` wrote. Raises BadZipFile, ValueError, KeyError or OSError for anything else."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            arrays, examples = (stored[name] for name in _ARRAYS), Neighbours.of(stored["examples"])
            return cls(stored["categories"].tolist(), Concepts.from_arrays(stored), *arrays, examples)


def _joined(meant: np.ndarray, concepts: Concepts, texts: list[str]) -> np.ndarray:
    return np.hstack([meant, HINTS * concepts.encode(texts)])


def _fit(features: Any, strength: float, right: np.ndarray) -> np.ndarray:
    # SciPy sorts a sparse matrix in place when it is first converted: here once, not in all threads at the same time.
    shared = features.astype(np.float64)
    columns = side_by_side(partial(_column, shared, strength, column) for column in right.T)
    return np.stack(columns, axis=1).astype(np.float32)


def _column(features: Any, strength: float, right: np.ndarray) -> np.ndarray:
    if not right.any():  # a category with so few examples that none is in this part of them
        return np.append(np.zeros(features.shape[1]), -10.0)
    fitted = LogisticRegression(C=strength, max_iter=200, tol=1e-2).fit(features, right)
    return np.append(fitted.coef_[0], fitted.intercept_[0])


def _scores(features: np.ndarray | csr_matrix, linear: np.ndarray) -> np.ndarray:
    return np.asarray(features @ linear[:-1]) + linear[-1]


def _votes(examples: Neighbours, meant: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The log odds of each category among the nearest examples, against those among all; one row a text."""
    shares = np.array([_share(*examples.nearest(meaning, NEAREST), right) for meaning in meant])
    shares = shares.reshape(len(meant), right.shape[1])
    return logit(np.clip(shares, FLOOR, 1 - FLOOR)) - logit(np.clip(right.mean(axis=0), FLOOR, 1 - FLOOR))


def _share(near: np.ndarray, alike: np.ndarray, right: np.ndarray) -> np.ndarray:
    weights = np.exp(STEEPNESS * alike.astype(np.float64))
    return weights @ right[near] / weights.sum()


def _weights(unseen: list[np.ndarray], right: np.ndarray) -> np.ndarray:
    """The weights that make what is right likeliest, moved so that 0.5 is as likely as a kind must be to count."""
    columns = np.stack([scores.ravel() for scores in unseen], axis=1)
    fused = LogisticRegression().fit(columns, right.ravel())
    return np.array([*fused.coef_[0], fused.intercept_[0] - logit(COUNTS)])
