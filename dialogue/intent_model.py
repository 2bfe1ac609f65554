"""Says how likely each intent is, from three readings of a text: all of it, its wording, and the nearest examples.

All of it is the meaning, what the words hint at, and the wording, side by side: a logistic regression on these tells
more than one on meaning and hints alone. Wording has one of its own; the logarithms of all three are added with
weights. Whether a text is an alarm, and of danger or of distress, is then asked once more (alarm_questions.py). The
weights are learned on examples that were held back from all three and from tuning, so that what comes out is also
calibrated: of 0.8, some 80 % is right.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import softmax

from dialogue.alarm_questions import AlarmQuestions, shares
from dialogue.linear import Linear, weights
from dialogue.nearest import Nearest
from dialogue.reader import Reader, Reading, Views
from dialogue.sentence_encoder import SentenceEncoder
from dialogue.side_by_side import side_by_side

READINGS = ("together", "wording")
PASSAGES_READ = 8  # for meaning, which takes time; the wording of all is read


@dataclass(frozen=True)
class IntentModel:
    """A trained model.

    Args:
        intents: their names, in the order of all columns.
        reader: reads texts.   linear: the regression of all of it and of wording.   nearest: the examples.
        weights: how much each of the three counts.   questions: what is asked once more of alarms.
    """

    intents: list[str]
    reader: Reader
    linear: Mapping[str, Linear]
    nearest: Nearest
    weights: np.ndarray
    questions: AlarmQuestions

    @classmethod
    def learn(
        cls, views: Views, intents: list[str], reader: Reader, strengths: Mapping[str, float], held: np.ndarray
    ) -> IntentModel:
        """Train a model.

        Args:
            views: the examples.   intents: the intent of each; at least three different ones.
            reader: read the examples, and will read texts.
            strengths: of the regressions, the inverse of regularisation.
            held: which examples the weights are learned on; of each intent there are others.
        """
        names, targets = np.unique(intents, return_inverse=True)
        without, linear = _regressions(views, targets, strengths, held)
        unseen = _on_unseen(views, targets, without, held)
        added = weights(unseen, targets[held])
        questions = AlarmQuestions.learn(views, intents, _added(unseen, added), held)
        nearest = Nearest.learn(views.meant, targets, len(names))
        return cls(names.tolist(), reader, linear, nearest, added, questions)

    def read(self, text: str) -> Reading:
        """Read a message: the meaning of those of its passages that are worded most alarmingly."""
        return self.reader.read(text, self._most_alarming)

    def judge(self, reading: Reading) -> dict[str, float]:
        """How likely each intent of a message is.

        A long text is judged passage by passage: it is as alarming as its most alarming passage, and for the rest what
        its passages are on average.
        """
        views = reading.views
        said = [self.linear[name].log_probabilities(_features(views)[name]) for name in READINGS]
        fused = _added([*said, self.nearest.log_scores(views.meant)], self.weights)
        return dict(zip(self.intents, map(float, self._together(self.questions.again(views, fused))), strict=True))

    def _most_alarming(self, worded: csr_matrix) -> list[int]:
        if worded.shape[0] <= PASSAGES_READ:
            return list(range(worded.shape[0]))
        alarm = np.exp(self.linear["wording"].log_probabilities(worded))[:, self.questions.columns].sum(axis=1)
        return sorted(np.argsort(-alarm, kind="stable")[:PASSAGES_READ].tolist())

    def _together(self, passages: np.ndarray) -> np.ndarray:
        alarms = self.questions.columns
        together = passages.mean(axis=0)
        together[alarms] = passages[passages[:, alarms].sum(axis=1).argmax(), alarms]
        together[~alarms] = shares(together[None, ~alarms])[0] * (1 - together[alarms].sum())
        return together

    def to_bytes(self) -> bytes:
        """The model as an .npz file without pickles, which could run code when they are read."""
        arrays = {"intents": np.array(self.intents, dtype=str), "weights": self.weights}
        for name, linear in self.linear.items():
            arrays |= {f"{name}_coefficients": linear.coefficients, f"{name}_intercepts": linear.intercepts}
        arrays |= self.reader.arrays() | self.nearest.arrays() | self.questions.arrays()
        file = io.BytesIO()
        np.savez(file, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, encoder: SentenceEncoder) -> IntentModel:
        """Read what `to_bytes` wrote. Raises BadZipFile, ValueError, KeyError or OSError for anything else."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            intents = stored["intents"].tolist()
            linear = {name: Linear(stored[f"{name}_coefficients"], stored[f"{name}_intercepts"]) for name in READINGS}
            questions = AlarmQuestions.from_arrays(stored, intents)
            nearest = Nearest.from_arrays(stored, len(intents))
            reader = Reader.from_arrays(stored, encoder)
            return cls(intents, reader, linear, nearest, stored["weights"], questions)


def _features(views: Views) -> dict[str, csr_matrix]:
    return {"together": views.together, "wording": views.worded}


def _added(said: list[np.ndarray], weights_: np.ndarray) -> np.ndarray:
    return softmax(sum(weight * one for weight, one in zip(weights_, said, strict=True)), axis=1)


def _regressions(
    views: Views, targets: np.ndarray, strengths: Mapping[str, float], held: np.ndarray
) -> tuple[dict[str, Linear], dict[str, Linear]]:
    """Those that were trained without the examples held back, and those that saw all."""
    fitted = side_by_side(
        partial(Linear.fit, _features(views)[name][rows], targets[rows], strengths[name])
        for name in READINGS  # the slowest first
        for rows in (~held, np.ones_like(held))
    )
    without, saw_all = (dict(zip(READINGS, fitted[begin::2], strict=True)) for begin in (0, 1))
    return without, saw_all


def _on_unseen(views: Views, targets: np.ndarray, without: Mapping[str, Linear], held: np.ndarray) -> list[np.ndarray]:
    """What each of the three readings says of the examples held back, when it was trained without them."""
    features = _features(views)
    nearest = Nearest.learn(views.meant[~held], targets[~held], int(targets.max()) + 1)
    said = [without[name].log_probabilities(features[name][held]) for name in READINGS]
    return [*said, nearest.log_scores(views.meant[held])]
