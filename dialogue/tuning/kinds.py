"""Trains the model of kinds of conduct: the encoder as it was published, and a matrix upon the mean of its tokens.

It learns from whole texts: marked accounts, and examples of which nothing else is known, a share of them in each round.
Beside that it learns which words of the marked ones tell what, which is not kept. It is meant to teach the encoder what
words do in a text; how much it helps was not measured apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from tokenizers import Tokenizer

from dialogue.tuning.network import WIDTH, Network
from dialogue.tuning.tagging import Lesson, TagLearner, batches, filled_up, lesson, tag_columns
from tagging.kinds import KindsHead
from tagging.marks import Account

ROUNDS = 5
ALONE = 0.4  # the share of the texts that are known by their kinds alone which a round takes
KINDS_COUNT = 0.5  # how much a mistake about kinds counts beside one about tags


@dataclass(frozen=True)
class Lessons:
    """What is to be learned.

    Args:
        each: the texts as numbers; the first `marked` of them are marked.   tags: their columns.
        told: (texts, kinds): 1.0 where a text tells of a kind, 0.0 where not, -1.0 where nobody said.
        kinds: the names of these columns.
    """

    each: list[Lesson]
    marked: int
    tags: tuple[tuple[str, str], ...]
    told: np.ndarray
    kinds: tuple[str, ...]


def lessons(accounts: Sequence[Account], told: Sequence[tuple[str, list[str]]], tokenizer: Tokenizer) -> Lessons:
    """What is to be learned.

    Args:
        accounts: the marked ones.   told: further texts, each with its kinds.   tokenizer: makes their tokens.
    """
    texts = [*accounts, *(Account(text, (), 0, tuple(kinds)) for text, kinds in told)]
    tags = tag_columns(accounts)
    kinds = tuple(sorted({kind for text in texts for kind in text.categories or ()}))
    rows = [_row(text.categories, kinds) for text in texts]
    return Lessons([lesson(text, tokenizer, tags) for text in texts], len(accounts), tags, np.array(rows), kinds)


def _row(told: Sequence[str] | None, kinds: Sequence[str]) -> np.ndarray:
    return np.array([-1.0 if told is None else float(kind in told) for kind in kinds], np.float32)


def learn(network: Network, taught: Lessons, say: Callable[[int, int, float], None], seed: int = 0) -> KindsHead:
    """Train a network in place; returns what lies upon it.

    Args:
        network: what is trained.   taught: what it learns from.
        say: told the steps taken, of how many, and the loss, now and then.
        seed: of the order of texts, and of what is forgotten.
    """
    tf.keras.utils.set_random_seed(seed)
    learner, chance = _Learner(network, len(taught.tags), len(taught.kinds)), np.random.default_rng(seed)
    marked = np.arange(len(taught.each)) < taught.marked

    def batch(rows: np.ndarray) -> tuple[np.ndarray, ...]:
        ids, there, tells, officers = filled_up([taught.each[row] for row in rows])
        return ids, there, there * marked[rows][:, None], tells, officers, taught.told[rows]

    some = (np.flatnonzero(marked | (chance.random(len(marked)) < ALONE)) for _ in range(ROUNDS))
    learner.take([rows for chosen in some for rows in batches(taught.each, chosen, chance)], batch, say)
    return KindsHead(learner.head[2].numpy(), learner.head[3].numpy(), taught.kinds)


class _Learner(TagLearner):
    def __init__(self, network: Network, tags: int, kinds: int) -> None:
        upon = tf.Variable(tf.random.normal([WIDTH, kinds], stddev=0.02)), tf.Variable(tf.zeros([kinds]))
        super().__init__(network, tags, upon)
        whole, share = tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([None, None])
        signature = [whole, share, share, tf.TensorSpec([None, None, 2, tags]), whole, share]
        self.step = tf.function(self.change, input_signature=signature, autograph=False)

    def _loss(self, ids: tf.Tensor, there: tf.Tensor, *right: tf.Tensor) -> tf.Tensor:
        marked, tells, officers, told = right
        hidden = self.hidden(ids, there)
        mean = tf.reduce_sum(hidden * there[:, :, None], 1) / tf.reduce_sum(there, 1, keepdims=True)
        numbers = tf.matmul(mean, self.head[2]) + self.head[3]
        known = tf.cast(told >= 0, tf.float32)
        wrong = tf.nn.sigmoid_cross_entropy_with_logits(tf.maximum(told, 0), numbers)
        about_kinds = tf.reduce_sum(wrong * known) / (tf.reduce_sum(known[:, 0]) + 1)
        return self.about_tags(hidden, marked, tells, officers) + KINDS_COUNT * about_kinds
