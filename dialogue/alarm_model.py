"""Says how likely a text is an alarm, danger or distress, rather than anything else.

A regression of its own on meaning and hints, beside what the model of intents gives to both alarms. Either alone misses
more: the one sees only alarms and the rest, the other must choose among all intents.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from dialogue.side_by_side import side_by_side

STRENGTH = 10.0  # inverse of regularisation
_TINY = 1e-6


@dataclass(frozen=True)
class AlarmModel:
    """A trained model.

    Args:
        regression: the coefficients, the intercept last.   weights: of what intents say, of the regression, and added.
    """

    regression: np.ndarray
    weights: np.ndarray

    @classmethod
    def learn(cls, joined: np.ndarray, alarming: np.ndarray, by_intents: np.ndarray, held: np.ndarray) -> AlarmModel:
        """Train a model.

        Args:
            joined: meaning and hints of the examples.   alarming: whether each is an alarm; some are, some are not.
            held: which of them the weights are learned on.
            by_intents: the probability of an alarm by the intents, of those, when they were not trained on them.
        """
        rows = (np.ones_like(held), ~held)
        regression, without = side_by_side(partial(_fit, joined[one], alarming[one]) for one in rows)
        unseen = _scores(joined[held], without)
        fused = LogisticRegression().fit(_columns(by_intents, unseen), alarming[held])
        return cls(regression, np.append(fused.coef_[0], fused.intercept_[0]))

    def probabilities(self, joined: np.ndarray, by_intents: np.ndarray) -> np.ndarray:
        """How likely each text is an alarm."""
        return expit(_columns(by_intents, _scores(joined, self.regression)) @ self.weights[:-1] + self.weights[-1])

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers."""
        return {"alarm_regression": self.regression, "alarm_weights": self.weights}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray]) -> AlarmModel:
        """Build it from stored arrays."""
        return cls(stored["alarm_regression"], stored["alarm_weights"])


def _fit(joined: np.ndarray, alarming: np.ndarray) -> np.ndarray:
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=200, tol=1e-2).fit(joined, alarming)
    return np.append(fitted.coef_[0], fitted.intercept_[0]).astype(np.float32)


def _scores(joined: np.ndarray, regression: np.ndarray) -> np.ndarray:
    return joined @ regression[:-1] + regression[-1]


def _columns(by_intents: np.ndarray, scores: np.ndarray) -> np.ndarray:
    return np.stack([logit(np.clip(by_intents, _TINY, 1 - _TINY)), scores], axis=1)
