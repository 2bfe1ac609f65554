"""Asks of a text once more what may not be missed: is it an alarm at all, and if so, of danger or of distress?

Regressions of their own on meaning with hints, and on wording, beside what the model of intents says. Each alone misses
more: they see only the two sides, the other must choose among all intents.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
from scipy.special import expit, logit
from sklearn.linear_model import LogisticRegression

from dialogue.reader import Views
from dialogue.side_by_side import side_by_side
from interview.safety import ALARMS, DANGER

STRENGTH = 10.0  # inverse of regularisation
FREQUENCY = 0.5  # how much the number of examples of an intent counts when alarms are told from the rest
_TINY = 1e-6
_NOTHING = 1e-300  # what is rounded to nothing is divided by it


@dataclass(frozen=True)
class AskedAgain:
    """A question with two answers, trained.

    Args:
        meaning, wording: the coefficients of each regression, the intercept last.
        weights: of what intents say, of both regressions, and added.
    """

    meaning: np.ndarray
    wording: np.ndarray
    weights: np.ndarray

    @classmethod
    def learn(
        cls, views: Views, yes: np.ndarray, by_intents: np.ndarray, held: np.ndarray, of: np.ndarray
    ) -> AskedAgain | None:
        """Train on some examples; None where both answers are not among those held back and among the others.

        Args:
            views: the examples.   yes: the answer to each.   held: which of them the weights are learned on.
            by_intents: the probability of yes by the intents, of those held back, when they were not trained on them.
            of: which of the examples the question is put to.
        """
        known, unseen = of & ~held, of & held
        if not all(0 < yes[rows].sum() < rows.sum() for rows in (known, unseen)):
            return None
        meaning, wording = views.joined_in_pairs, views.worded
        fits = (partial(_fit, features[rows], yes[rows]) for features in (meaning, wording) for rows in (of, known))
        meant, meant_without, worded, worded_without = side_by_side(fits)
        asked = _scores(meaning[unseen], meant_without), _scores(wording[unseen], worded_without)
        fused = LogisticRegression().fit(_columns(by_intents[of[held]], *asked), yes[unseen])
        return cls(meant, worded, np.append(fused.coef_[0], fused.intercept_[0]))

    def probabilities(self, views: Views, by_intents: np.ndarray) -> np.ndarray:
        """How likely yes is, for each text."""
        asked = _scores(views.joined_in_pairs, self.meaning), _scores(views.worded, self.wording)
        return expit(_columns(by_intents, *asked) @ self.weights[:-1] + self.weights[-1])

    def arrays(self, name: str) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers, by names that begin with the question's."""
        return {f"{name}_{part}": getattr(self, part) for part in ("meaning", "wording", "weights")}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], name: str) -> AskedAgain | None:
        """Build it from stored arrays; None if that question was not trained."""
        if f"{name}_weights" not in stored:
            return None
        return cls(*(stored[f"{name}_{part}"] for part in ("meaning", "wording", "weights")))


@dataclass(frozen=True)
class AlarmQuestions:
    """Both questions about a text.

    Args:
        alarm, danger: whether it is an alarm, and if so, of danger; None where the examples do not teach it.
        columns, dangers: which of all intents are alarms, and which is danger, as true and false.
        frequent: how much each intent counts when alarms are told from the rest.
    """

    alarm: AskedAgain | None
    danger: AskedAgain | None
    columns: np.ndarray
    dangers: np.ndarray
    frequent: np.ndarray

    @classmethod
    def learn(cls, views: Views, intents: Sequence[str], likely: np.ndarray, held: np.ndarray) -> AlarmQuestions:
        """Train on examples.

        Args:
            views: the examples.   intents: the intent of each.   held: which of them the weights are learned on.
            likely: how likely each intent, in alphabetical order, is of those held back, when they were not trained on.
        """
        names, counts = np.unique(intents, return_counts=True)
        untrained = cls(None, None, *_columns_of(names), (counts / len(intents)) ** FREQUENCY)
        alarming = np.isin(intents, ALARMS)
        of_all, of_alarms = untrained.by_intents(likely)
        alarm = AskedAgain.learn(views, alarming, of_all, held, np.ones_like(held))
        danger = AskedAgain.learn(views, np.array(intents) == DANGER, of_alarms, held, alarming)
        return replace(untrained, alarm=alarm, danger=danger)

    def by_intents(self, likely: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """How likely an alarm is, and danger if it is one, by how likely each intent is."""
        alarms = shares(likely * self.frequent)[:, self.columns].sum(axis=1)
        return alarms, shares(likely[:, self.columns])[:, self.dangers[self.columns]].sum(axis=1)

    def again(self, views: Views, likely: np.ndarray) -> np.ndarray:
        """How likely each intent is, by what intents say and by what is answered to both questions."""
        if self.alarm is None:
            return likely
        by_all, by_alarms = self.by_intents(likely)
        alarm, again = self.alarm.probabilities(views, by_all)[:, None], np.empty_like(likely)
        again[:, self.columns] = shares(likely[:, self.columns]) * alarm
        again[:, ~self.columns] = shares(likely[:, ~self.columns]) * (1 - alarm)
        if self.danger is not None:
            danger = self.danger.probabilities(views, by_alarms)[:, None]
            again[:, self.columns] = alarm * np.where(self.dangers[self.columns], danger, 1 - danger)
        return again

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers."""
        asked = {"alarm": self.alarm, "danger": self.danger}
        arrays = {key: value for name, one in asked.items() if one for key, value in one.arrays(name).items()}
        return arrays | {"frequent": self.frequent}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], names: Sequence[str]) -> AlarmQuestions:
        """Build it from stored arrays.   names: of all intents, in the order of columns."""
        alarm, danger = (AskedAgain.from_arrays(stored, name) for name in ("alarm", "danger"))
        return cls(alarm, danger, *_columns_of(names), stored["frequent"])


def shares(likely: np.ndarray) -> np.ndarray:
    """Each row so that its sum is 1."""
    return likely / np.maximum(likely.sum(axis=1, keepdims=True), _NOTHING)


def _columns_of(names: Any) -> tuple[np.ndarray, np.ndarray]:
    return np.isin(names, ALARMS), np.isin(names, [DANGER])


def _fit(features: Any, yes: np.ndarray) -> np.ndarray:
    fitted = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=200, tol=1e-2).fit(features, yes)
    return np.append(fitted.coef_[0], fitted.intercept_[0]).astype(np.float32)


def _scores(features: Any, regression: np.ndarray) -> np.ndarray:
    return np.asarray(features @ regression[:-1]) + regression[-1]


def _columns(by_intents: np.ndarray, *asked: np.ndarray) -> np.ndarray:
    return np.stack([logit(np.clip(by_intents, _TINY, 1 - _TINY)), *asked], axis=1)
