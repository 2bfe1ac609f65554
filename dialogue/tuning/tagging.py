"""Trains the tagger on marked accounts: the encoder as it was published, and a matrix upon it, both in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf
from tokenizers import Tokenizer

from dialogue.tuning.learning import Learner, rate
from dialogue.tuning.network import WIDTH, Network
from tagging.marks import Account, Mark
from tagging.tagger import OFFICERS, Head

BATCH = 16  # accounts
EPOCHS = 5
RATE, HEAD_RATE = 4e-4, 4e-3  # the highest; of the encoder, and of what is put upon it
DROPOUT = 0.1
OFFICERS_COUNT = 0.3  # how much a mistake about the officer counts beside one about what is told
_RARE = -3.0  # most words tell nothing
_SORTED = 20  # batches, so that those of like length are filled up little
_TOLD_EVERY = 20  # steps
# The words tell which rank it is; to learn each rank by itself there are too few accounts of most.
READ_FROM_WORDS = ("subject_role_rank",)
# What is told of one officer; all else is told of the events.
OF_OFFICER = (
    "subject_name",
    "shoulder_number",
    "warrant_number",
    "subject_description",
    "vehicle_or_online_handle",
    "subject_role_rank",
    "borough_bcu_or_station",
    "force",
    "duty_status",
)


@dataclass(frozen=True)
class Lesson:
    """An account as numbers.

    Args:
        ids: its tokens.   tells: (tokens, 2, tags): 1.0 where a token tells that, and where it is the first to.
        officers: whom each token speaks of; -1 where that is not said.
    """

    ids: list[int]
    tells: np.ndarray
    officers: np.ndarray


def lessons(accounts: Sequence[Account], tokenizer: Tokenizer) -> tuple[list[Lesson], tuple[tuple[str, str], ...]]:
    """What is to be learned, and the tags in the order of their columns."""
    tags = tuple(sorted({_tag(mark) for account in accounts for mark in account.marks}))
    return [_lesson(account, tokenizer, tags) for account in accounts], tags


def _lesson(account: Account, tokenizer: Tokenizer, tags: Sequence[tuple[str, str]]) -> Lesson:
    cut = tokenizer.encode(account.text)
    tells, officers = np.zeros((len(cut.ids), 2, len(tags)), np.float32), np.full(len(cut.ids), -1, np.int32)
    for mark in account.marks:
        rows = [row for row, (begin, end) in enumerate(cut.offsets) if mark.start <= begin < end <= mark.end]
        column = tags.index(_tag(mark))
        tells[rows, 0, column] = 1
        tells[rows[:1], 1, column] = 1
        if mark.slot in OF_OFFICER:
            officers[rows] = min(mark.officer, OFFICERS - 1)
    return Lesson(cut.ids, tells, officers)


def _tag(mark: Mark) -> tuple[str, str]:
    return mark.slot, "" if mark.slot in READ_FROM_WORDS else mark.value or ""


def learn(
    network: Network,
    taught: Sequence[Lesson],
    tags: tuple[tuple[str, str], ...],
    say: Callable[[int, int, float], None],
    seed: int = 0,
) -> Head:
    """Train a network in place; returns what lies upon it.

    Args:
        network: what is trained.   taught: what it learns from.   tags: the columns.
        say: told the steps taken, of how many, and the loss, now and then.
        seed: of the order of accounts, and of what is forgotten.
    """
    tf.keras.utils.set_random_seed(seed)
    learner = _Learner(network, len(tags))
    steps = EPOCHS * -(-len(taught) // BATCH)
    for step, rows in enumerate(_batches(taught, np.random.default_rng(seed)), 1):
        learner.rate(rate(step / steps))
        loss = learner.step(*_filled_up([taught[row] for row in rows]))
        if step % _TOLD_EVERY == 0 or step == steps:
            say(step, steps, float(loss))
    weights, bias = (variable.numpy() for variable in learner.head)
    return Head(weights, bias, tags)


def _batches(taught: Sequence[Lesson], chance: np.random.Generator) -> Iterator[np.ndarray]:
    """All rows once an epoch, in another order each time, those of like length together."""
    length = np.array([len(lesson.ids) for lesson in taught])
    for _ in range(EPOCHS):
        order = chance.permutation(len(length))
        near = [order[at : at + BATCH * _SORTED] for at in range(0, len(order), BATCH * _SORTED)]
        batches = [
            part[np.argsort(length[part], kind="stable")][at : at + BATCH]
            for part in near
            for at in range(0, len(part), BATCH)
        ]
        yield from (batches[number] for number in chance.permutation(len(batches)))


def _filled_up(batch: Sequence[Lesson]) -> tuple[np.ndarray, ...]:
    """Lessons of one length: tokens, where there is one, what it tells, and of whom."""
    count, longest = len(batch), max(len(lesson.ids) for lesson in batch)
    ids, there = np.zeros((count, longest), np.int32), np.zeros((count, longest), np.float32)
    tells = np.zeros((count, longest, *batch[0].tells.shape[1:]), np.float32)
    officers = np.full((count, longest), -1, np.int32)
    for row, lesson in enumerate(batch):
        size = len(lesson.ids)
        ids[row, :size], there[row, :size] = lesson.ids, 1
        tells[row, :size], officers[row, :size] = lesson.tells, lesson.officers
    return ids, there, tells, officers


class _Learner(Learner):
    """Learns which tokens tell what, and of whom."""

    def __init__(self, network: Network, tags: int) -> None:
        bias = tf.concat([tf.fill([2 * tags], _RARE), tf.zeros([OFFICERS])], 0)
        head = [tf.Variable(tf.random.normal([WIDTH, 2 * tags + OFFICERS], stddev=0.02)), tf.Variable(bias)]
        super().__init__(network, head, (RATE, HEAD_RATE))
        self._tags = tags
        whole, share = tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([None, None])
        signature = [whole, share, tf.TensorSpec([None, None, 2, tags]), whole]
        self.step = tf.function(self.change, input_signature=signature, autograph=False)

    def _loss(self, ids: tf.Tensor, there: tf.Tensor, tells: tf.Tensor, officers: tf.Tensor) -> tf.Tensor:
        hidden = tf.nn.dropout(self._network.of_tokens(ids, there, DROPOUT), DROPOUT)
        numbers = tf.matmul(tf.reshape(hidden, [-1, WIDTH]), self.head[0]) + self.head[1]
        texts, tokens = tf.shape(ids)[0], tf.shape(ids)[1]
        of_tags = tf.reshape(numbers[:, : 2 * self._tags], [texts, tokens, 2, self._tags])
        of_officers = tf.reshape(numbers[:, 2 * self._tags :], [texts, tokens, OFFICERS])
        wrong = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(tells, of_tags), [2, 3])
        known = tf.cast(officers >= 0, tf.float32)
        whom = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.maximum(officers, 0), of_officers)
        about_whom = tf.reduce_sum(whom * known) / (tf.reduce_sum(known) + 1)
        return tf.reduce_sum(wrong * there) / tf.reduce_sum(there) + OFFICERS_COUNT * about_whom
