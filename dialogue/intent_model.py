"""Says how likely each intent is, from two readings of a text: its meaning and its wording.

Each reading has its own logistic regression; their logarithms are added with weights. The weights are learned from
cross-validated training data, so that the sum is also calibrated: of what it gives 0.8, some 80 % is right.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from scipy.special import log_softmax, softmax
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from dialogue.passages import passages
from dialogue.sentence_encoder import SentenceEncoder
from dialogue.wording import Wording
from interview.phrases import plain

ALARMS = ("danger", "distress")
READINGS = ("meaning", "wording")
PASSAGES_READ = 8  # for meaning, which takes time; the wording of all is read


@dataclass(frozen=True)
class Linear:
    """A fitted logistic regression, as two arrays."""

    coefficients: np.ndarray
    intercepts: np.ndarray

    @classmethod
    def fit(cls, features: Any, intents: np.ndarray, strength: float) -> Linear:
        """Fit one. Rare intents weigh as much as frequent ones."""
        regression = LogisticRegression(
            C=strength, class_weight="balanced", multi_class="multinomial", max_iter=200, tol=1e-2
        ).fit(features, intents)
        return cls(regression.coef_.T.astype(np.float32), regression.intercept_.astype(np.float32))

    def log_probabilities(self, features: Any) -> np.ndarray:
        """The logarithm of each intent's probability, one row a text."""
        return log_softmax(np.asarray(features @ self.coefficients) + self.intercepts, axis=1)


@dataclass(frozen=True)
class Examples:
    """Training texts as both readings see them, so that several models learn from one encoding."""

    wording: Wording
    meant: np.ndarray
    worded: csr_matrix

    @classmethod
    def encode(cls, texts: list[str], encoder: SentenceEncoder) -> Examples:
        """Learn the vocabulary of the texts, and encode them."""
        said = list(map(plain, texts))
        wording = Wording.learn(said)
        return cls(wording, encoder.encode(said), wording.encode(said))


@dataclass(frozen=True)
class Reading:
    """A text, encoded once for all models.

    Args:
        parts: its passages.   worded: the wording of each.
        chosen: which of them were read for meaning too.   meant: the meaning of those.
    """

    parts: list[str]
    worded: csr_matrix
    chosen: list[int]
    meant: np.ndarray


@dataclass(frozen=True)
class IntentModel:
    """A trained model.

    Args:
        intents: their names, in the order of all columns.
        encoder: gives the vectors of meaning.   wording: gives the vectors of wording.
        linear: the regression of each reading.   weights: how much each reading counts.
    """

    intents: list[str]
    encoder: SentenceEncoder
    wording: Wording
    linear: Mapping[str, Linear]
    weights: np.ndarray

    @classmethod
    def learn(
        cls, texts: list[str], intents: list[str], encoder: SentenceEncoder, strengths: Mapping[str, float], folds: int
    ) -> IntentModel:
        """Train a model.

        Args:
            texts: the examples.   intents: the intent of each; at least three different ones.
            encoder: gives the vectors of meaning.
            strengths: of each reading, the inverse of regularisation.
            folds: into how many parts the examples are cut to learn the weights.
        """
        return cls.fit(Examples.encode(texts, encoder), intents, encoder, strengths, folds)

    @classmethod
    def fit(
        cls,
        examples: Examples,
        intents: list[str],
        encoder: SentenceEncoder,
        strengths: Mapping[str, float],
        folds: int,
    ) -> IntentModel:
        """Train a model on examples that are encoded already; otherwise like `learn`."""
        names, targets = np.unique(intents, return_inverse=True)
        features = {"meaning": examples.meant, "wording": examples.worded}
        linear = {name: Linear.fit(features[name], targets, strengths[name]) for name in READINGS}
        unseen = [_on_unseen(features[name], targets, strengths[name], folds) for name in READINGS]
        return cls(names.tolist(), encoder, examples.wording, linear, _weights(unseen, targets))

    def read(self, text: str) -> Reading:
        """Encode a text: the wording of all its passages, the meaning of those that are worded most alarmingly."""
        parts = list(map(plain, passages(text)))
        worded = self.wording.encode(parts)
        chosen = self._most_alarming(self.linear["wording"].log_probabilities(worded))
        return Reading(parts, worded, chosen, self.encoder.encode([parts[i] for i in chosen]))

    def probabilities(self, text: str) -> dict[str, float]:
        """How likely each intent is."""
        return self.judge(self.read(text))

    def judge(self, reading: Reading) -> dict[str, float]:
        """How likely each intent of a text is that was read.

        A long text is judged passage by passage: it is as alarming as its most alarming passage, and for the rest what
        its passages are on average.
        """
        worded = self.linear["wording"].log_probabilities(reading.worded[reading.chosen])
        meant = self.linear["meaning"].log_probabilities(reading.meant)
        fused = softmax(self.weights[0] * meant + self.weights[1] * worded, axis=1)
        return dict(zip(self.intents, map(float, self._together(fused)), strict=True))

    def _alarms(self) -> np.ndarray:
        return np.isin(self.intents, ALARMS)

    def _most_alarming(self, log_probabilities: np.ndarray) -> list[int]:
        alarm = np.exp(log_probabilities)[:, self._alarms()].sum(axis=1)
        return sorted(np.argsort(-alarm, kind="stable")[:PASSAGES_READ].tolist())

    def _together(self, passages_: np.ndarray) -> np.ndarray:
        alarms = self._alarms()
        together = passages_.mean(axis=0)
        together[alarms] = passages_[passages_[:, alarms].sum(axis=1).argmax(), alarms]
        rest = together[~alarms]
        together[~alarms] = rest / max(rest.sum(), 1e-12) * (1 - together[alarms].sum())
        return together

    def to_bytes(self) -> bytes:
        """The model as an .npz file without pickles, which could run code when they are read."""
        stored = {**self.wording.arrays(), "intents": np.array(self.intents), "weights": self.weights}
        for name in READINGS:
            stored[f"{name}_coefficients"] = self.linear[name].coefficients
            stored[f"{name}_intercepts"] = self.linear[name].intercepts
        file = io.BytesIO()
        np.savez(file, **stored)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, encoder: SentenceEncoder) -> IntentModel:
        """Read what `to_bytes` wrote. Raises BadZipFile, ValueError, KeyError or OSError for anything else."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            linear = {name: Linear(stored[f"{name}_coefficients"], stored[f"{name}_intercepts"]) for name in READINGS}
            return cls(stored["intents"].tolist(), encoder, Wording.from_arrays(stored), linear, stored["weights"])


def _on_unseen(features: Any, targets: np.ndarray, strength: float, folds: int) -> np.ndarray:
    """What a reading says of each example when it was not trained on it."""
    said = np.zeros((len(targets), targets.max() + 1))
    for seen, unseen in StratifiedKFold(folds, shuffle=True, random_state=0).split(features, targets):
        said[unseen] = Linear.fit(features[seen], targets[seen], strength).log_probabilities(features[unseen])
    return said


def _weights(unseen: list[np.ndarray], targets: np.ndarray) -> np.ndarray:
    """The weights that make the right intents of unseen examples likeliest."""

    def loss(weights: np.ndarray) -> float:
        fused = log_softmax(sum(weight * said for weight, said in zip(weights, unseen, strict=True)), axis=1)
        return float(-fused[np.arange(len(targets)), targets].mean())

    return minimize(loss, np.ones(len(unseen)), method="Nelder-Mead", bounds=[(0.0, 5.0)] * len(unseen)).x
