"""Says how likely each intent is, from three readings of a text: its meaning, its wording, and the nearest examples.

Meaning, joined with what the words hint at, and wording have a logistic regression each; the logarithms of all three
are added with weights. Whether a text is an alarm at all is then asked once more (alarm_model.py). The weights are
learned on examples that were held back from all three and from tuning, so that what comes out is also calibrated: of
0.8, some 80 % is right.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import softmax

from dialogue.alarm_model import AlarmModel
from dialogue.linear import Linear, weights
from dialogue.nearest import Nearest
from dialogue.reader import Reader, Reading, Views
from dialogue.sentence_encoder import SentenceEncoder
from dialogue.side_by_side import side_by_side
from interview.safety import ALARMS

READINGS = ("meaning", "wording")
_TINY = 1e-300  # what is rounded to nothing is divided by it
FREQUENCY = 0.5  # how much the number of examples of an intent counts when alarms are told from the rest
PASSAGES_READ = 8  # for meaning, which takes time; the wording of all is read


@dataclass(frozen=True)
class IntentModel:
    """A trained model.

    Args:
        intents: their names, in the order of all columns.
        reader: reads texts.   linear: the regression of meaning and of wording.   nearest: the examples.
        weights: how much each of the three counts.   alarm: tells alarms from all else; None if there are none.
        frequent: how much each intent counts when alarms are told from the rest.
    """

    intents: list[str]
    reader: Reader
    linear: Mapping[str, Linear]
    nearest: Nearest
    weights: np.ndarray
    alarm: AlarmModel | None
    frequent: np.ndarray

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
        alarming = np.isin(intents, ALARMS)
        frequent = (np.bincount(targets) / len(targets)) ** FREQUENCY
        by_intents = _shares(_added(unseen, added) * frequent)[:, np.isin(names, ALARMS)].sum(axis=1)
        alarm = (
            AlarmModel.learn(views.joined_in_pairs, alarming, by_intents, held) if _teaches(alarming, held) else None
        )
        return cls(
            names.tolist(), reader, linear, Nearest.learn(views.meant, targets, len(names)), added, alarm, frequent
        )

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
        return dict(zip(self.intents, map(float, self._together(self._asked_again(views, fused))), strict=True))

    def _alarms(self) -> np.ndarray:
        return np.isin(self.intents, ALARMS)

    def _most_alarming(self, worded: csr_matrix) -> list[int]:
        if worded.shape[0] <= PASSAGES_READ:
            return list(range(worded.shape[0]))
        alarm = np.exp(self.linear["wording"].log_probabilities(worded))[:, self._alarms()].sum(axis=1)
        return sorted(np.argsort(-alarm, kind="stable")[:PASSAGES_READ].tolist())

    def _asked_again(self, views: Views, fused: np.ndarray) -> np.ndarray:
        if self.alarm is None:
            return fused
        alarms = self._alarms()
        by_intents = _shares(fused * self.frequent)[:, alarms].sum(axis=1)
        share = self.alarm.probabilities(views.joined_in_pairs, by_intents)
        again = np.empty_like(fused)
        for columns, part in ((alarms, share), (~alarms, 1 - share)):
            again[:, columns] = _shares(fused[:, columns]) * part[:, None]
        return again

    def _together(self, passages: np.ndarray) -> np.ndarray:
        alarms = self._alarms()
        together = passages.mean(axis=0)
        together[alarms] = passages[passages[:, alarms].sum(axis=1).argmax(), alarms]
        together[~alarms] = _shares(together[None, ~alarms])[0] * (1 - together[alarms].sum())
        return together

    def to_bytes(self) -> bytes:
        """The model as an .npz file without pickles, which could run code when they are read."""
        arrays = {"intents": np.array(self.intents, dtype=str), "weights": self.weights, "frequent": self.frequent}
        for name, linear in self.linear.items():
            arrays |= {f"{name}_coefficients": linear.coefficients, f"{name}_intercepts": linear.intercepts}
        arrays |= self.reader.arrays() | self.nearest.arrays() | (self.alarm.arrays() if self.alarm else {})
        file = io.BytesIO()
        np.savez(file, **arrays)
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, encoder: SentenceEncoder) -> IntentModel:
        """Read what `to_bytes` wrote. Raises BadZipFile, ValueError, KeyError or OSError for anything else."""
        with np.load(io.BytesIO(content), allow_pickle=False) as stored:
            intents = stored["intents"].tolist()
            linear = {name: Linear(stored[f"{name}_coefficients"], stored[f"{name}_intercepts"]) for name in READINGS}
            alarm = AlarmModel.from_arrays(stored) if "alarm_weights" in stored else None
            nearest = Nearest.from_arrays(stored, len(intents))
            reader = Reader.from_arrays(stored, encoder)
            return cls(intents, reader, linear, nearest, stored["weights"], alarm, stored["frequent"])


def _teaches(alarming: np.ndarray, held: np.ndarray) -> bool:
    return all(0 < alarming[part].sum() < part.sum() for part in (held, ~held))


def _features(views: Views) -> dict[str, np.ndarray | csr_matrix]:
    return {"meaning": views.joined, "wording": views.worded}


def _added(said: list[np.ndarray], weights_: np.ndarray) -> np.ndarray:
    return softmax(sum(weight * one for weight, one in zip(weights_, said, strict=True)), axis=1)


def _shares(likely: np.ndarray) -> np.ndarray:
    return likely / np.maximum(likely.sum(axis=1, keepdims=True), _TINY)


def _regressions(
    views: Views, targets: np.ndarray, strengths: Mapping[str, float], held: np.ndarray
) -> tuple[dict[str, Linear], dict[str, Linear]]:
    """Those that were trained without the examples held back, and those that saw all."""
    slowest_first = tuple(reversed(READINGS))
    fitted = side_by_side(
        partial(Linear.fit, _features(views)[name][rows], targets[rows], strengths[name])
        for name in slowest_first
        for rows in (~held, np.ones_like(held))
    )
    without, saw_all = (dict(zip(slowest_first, fitted[begin::2], strict=True)) for begin in (0, 1))
    return without, saw_all


def _on_unseen(views: Views, targets: np.ndarray, without: Mapping[str, Linear], held: np.ndarray) -> list[np.ndarray]:
    """What each of the three readings says of the examples held back, when it was trained without them."""
    features = _features(views)
    nearest = Nearest.learn(views.meant[~held], targets[~held], int(targets.max()) + 1)
    said = [without[name].log_probabilities(features[name][held]) for name in READINGS]
    return [*said, nearest.log_scores(views.meant[held])]
