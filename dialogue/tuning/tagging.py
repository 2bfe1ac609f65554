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
_SOME = 1e-6  # of a batch in which nothing is marked
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
    tags = tag_columns(accounts)
    return [lesson(account, tokenizer, tags) for account in accounts], tags


def tag_columns(accounts: Sequence[Account]) -> tuple[tuple[str, str], ...]:
    """What is marked in any of the accounts, as (slot, value)."""
    return tuple(sorted({_tag(mark) for account in accounts for mark in account.marks}))


def lesson(account: Account, tokenizer: Tokenizer, tags: Sequence[tuple[str, str]]) -> Lesson:
    """One account as numbers, with these tags as columns."""
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
    learner, chance = _Learner(network, len(tags)), np.random.default_rng(seed)
    every = [rows for _ in range(EPOCHS) for rows in batches(taught, np.arange(len(taught)), chance)]
    learner.take(every, lambda rows: filled_up([taught[row] for row in rows]), say)
    weights, bias = (variable.numpy() for variable in learner.head)
    return Head(weights, bias, tags)


def batches(taught: Sequence[Lesson], rows: np.ndarray, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """These rows once, in any order, those of like length together."""
    length = np.array([len(lesson.ids) for lesson in taught])
    order = chance.permutation(rows)
    near = [order[at : at + BATCH * _SORTED] for at in range(0, len(order), BATCH * _SORTED)]
    parts = [
        part[np.argsort(length[part], kind="stable")][at : at + BATCH]
        for part in near
        for at in range(0, len(part), BATCH)
    ]
    yield from (parts[number] for number in chance.permutation(len(parts)))


def filled_up(batch: Sequence[Lesson]) -> tuple[np.ndarray, ...]:
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


class TagLearner(Learner):
    """Learns which tokens tell what, and of whom.

    Args:
        network: what is trained.   tags: how many there are.   more: further variables upon the network.
    """

    def __init__(self, network: Network, tags: int, more: Sequence[tf.Variable] = ()) -> None:
        bias = tf.concat([tf.fill([2 * tags], _RARE), tf.zeros([OFFICERS])], 0)
        head = [tf.Variable(tf.random.normal([WIDTH, 2 * tags + OFFICERS], stddev=0.02)), tf.Variable(bias)]
        super().__init__(network, [*head, *more], (RATE, HEAD_RATE))
        self.tags = tags

    def take(
        self,
        every: Sequence[np.ndarray],
        batch: Callable[[np.ndarray], tuple[np.ndarray, ...]],
        say: Callable[[int, int, float], None],
    ) -> None:
        """Take one step for each of these rows, which `batch` makes numbers of."""
        for step, rows in enumerate(every, 1):
            self.rate(rate(step / len(every)))
            loss = self.step(*batch(rows))
            if step % _TOLD_EVERY == 0 or step == len(every):
                say(step, len(every), float(loss))

    def hidden(self, ids: tf.Tensor, there: tf.Tensor) -> tf.Tensor:
        """A vector for each token, while some of it is forgotten."""
        return tf.nn.dropout(self._network.of_tokens(ids, there, DROPOUT), DROPOUT)

    def about_tags(self, hidden: tf.Tensor, marked: tf.Tensor, tells: tf.Tensor, officers: tf.Tensor) -> tf.Tensor:
        """How wrong the tags and the officers are, where `marked` is 1."""
        numbers = tf.matmul(tf.reshape(hidden, [-1, WIDTH]), self.head[0]) + self.head[1]
        texts, tokens = tf.shape(hidden)[0], tf.shape(hidden)[1]
        of_tags = tf.reshape(numbers[:, : 2 * self.tags], [texts, tokens, 2, self.tags])
        of_officers = tf.reshape(numbers[:, 2 * self.tags :], [texts, tokens, OFFICERS])
        wrong = tf.reduce_sum(tf.nn.sigmoid_cross_entropy_with_logits(tells, of_tags), [2, 3])
        known = tf.cast(officers >= 0, tf.float32)
        whom = tf.nn.sparse_softmax_cross_entropy_with_logits(tf.maximum(officers, 0), of_officers)
        about_whom = tf.reduce_sum(whom * known) / (tf.reduce_sum(known) + 1)
        return tf.reduce_sum(wrong * marked) / (tf.reduce_sum(marked) + _SOME) + OFFICERS_COUNT * about_whom


class _Learner(TagLearner):
    def __init__(self, network: Network, tags: int) -> None:
        super().__init__(network, tags)
        whole, share = tf.TensorSpec([None, None], tf.int32), tf.TensorSpec([None, None])
        signature = [whole, share, tf.TensorSpec([None, None, 2, tags]), whole]
        self.step = tf.function(self.change, input_signature=signature, autograph=False)

    def _loss(self, ids: tf.Tensor, there: tf.Tensor, *right: tf.Tensor) -> tf.Tensor:
        return self.about_tags(self.hidden(ids, there), there, *right)
