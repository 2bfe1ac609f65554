"""Trains the network to tell intents and kinds of conduct apart, on the training examples that are not held back."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import tensorflow as tf

from dialogue.tuning.averaging import Average
from dialogue.tuning.carelessness import careless
from dialogue.tuning.network import WIDTH, Network

BATCH = 32  # examples
EPOCHS = 2
RATE, HEAD_RATE = 1e-4, 1e-2  # the highest; of the encoder, and of what is put upon it
WARM_UP = 0.1  # the share of all steps in which the rate grows
DROPOUT = 0.1
SMOOTHING = 0.05  # of what is right; labels err now and then
SPREAD = 8.0  # vectors have unit length, which is too short for sure answers
CARELESS = 0.3  # the share of texts that are read as if typed in a hurry, each time in another way
AVERAGED_EVERY = 10  # steps
KINDS_COUNT = 0.5  # how much a mistake about kinds of conduct counts beside one about the intent
_SORTED = 50  # batches, so that those of like length are filled up little
_TOLD_EVERY = 50  # steps


@dataclass(frozen=True)
class Examples:
    """What is learned from.

    Args:
        texts: tidied.   tokens: makes the tokens of a text.   intents: the number of each one's intent.
        kinds: which kinds of conduct it tells of, a column each.   known: 1.0 where that is known.
    """

    texts: list[str]
    tokens: Callable[[str], list[int]]
    intents: np.ndarray
    kinds: np.ndarray
    known: np.ndarray

    def weights(self) -> np.ndarray:
        """How much each counts: rare intents more, but less so than they are rare."""
        count = np.bincount(self.intents)
        return np.sqrt(len(self.intents) / (len(count) * np.maximum(count, 1)))[self.intents].astype(np.float32)


def tune(network: Network, examples: Examples, say: Callable[[int, int, float], None], seed: int = 0) -> None:
    """Train a network in place.

    Args:
        network: what is trained.   examples: what it learns from.
        say: told the steps taken, of how many, and the loss, now and then.
        seed: of the order of examples, and of what is forgotten.
    """
    tf.keras.utils.set_random_seed(seed)
    learner = _Learner(network, int(examples.intents.max()) + 1, examples.kinds.shape[1])
    steps = EPOCHS * -(-len(examples.texts) // BATCH)
    weights, average = examples.weights(), Average(network)
    chance = random.Random(seed)  # noqa: S311 - slips of the thumb, not secrets
    for step, rows in enumerate(_batches(examples, np.random.default_rng(seed)), 1):
        ids, there = filled_up([examples.tokens(_now_and_then_careless(examples.texts[row], chance)) for row in rows])
        learner.rate(rate(step / steps))
        loss = learner.step(
            ids, there, examples.intents[rows], weights[rows], examples.kinds[rows], examples.known[rows]
        )
        if step % AVERAGED_EVERY == 0:
            average.add()
        if step % _TOLD_EVERY == 0 or step == steps:
            say(step, steps, float(loss))
    average.take()


def _now_and_then_careless(text: str, chance: random.Random) -> str:
    return careless(text, chance) if chance.random() < CARELESS else text


def filled_up(tokens: Sequence[list[int]]) -> tuple[np.ndarray, np.ndarray]:
    """Rows of one length, and where in them there is a token."""
    longest = max(map(len, tokens))
    ids = np.array([[*row, *[0] * (longest - len(row))] for row in tokens], dtype=np.int32)
    there = np.arange(longest)[None, :] < np.array([len(row) for row in tokens])[:, None]
    return ids, there.astype(np.float32)


def _batches(examples: Examples, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """All rows once an epoch, in another order each time, those of like length together."""
    length = np.array([len(examples.tokens(text)) for text in examples.texts])
    for _ in range(EPOCHS):
        order = chance.permutation(len(length))
        near = [order[at : at + BATCH * _SORTED] for at in range(0, len(order), BATCH * _SORTED)]
        alike = np.concatenate([part[np.argsort(length[part], kind="stable")] for part in near])
        batches = [alike[at : at + BATCH] for at in range(0, len(alike), BATCH)]
        yield from (batches[number] for number in chance.permutation(len(batches)))


def rate(done: float) -> float:
    """The share of the highest rate after this share of all steps: it grows for a while, then falls."""
    return min(1.0, done / WARM_UP) * max(0.02, 1.0 - done)


class Learner:
    """A network, what is put upon it, and how both are changed.

    Args:
        network: what is trained.   head: the variables upon it.   rates: the highest, of both.
    """

    def __init__(self, network: Network, head: list[tf.Variable], rates: tuple[float, float]) -> None:
        self._network, self.head = network, head
        self._body = list(network.variables.values())
        self._rates, self._optimizers = rates, [tf.keras.optimizers.Adam(rate) for rate in rates]

    def rate(self, share: float) -> None:
        """Learn at this share of the highest rates from here on."""
        for optimizer, highest in zip(self._optimizers, self._rates, strict=True):
            optimizer.learning_rate.assign(highest * share)

    def change(self, *batch: tf.Tensor) -> tf.Tensor:
        """Take a step; returns the loss."""
        with tf.GradientTape() as tape:
            loss = self._loss(*batch)
        gradients, _ = tf.clip_by_global_norm(tape.gradient(loss, [*self._body, *self.head]), 1.0)
        of_body, of_head = self._optimizers
        of_body.apply_gradients(zip(gradients[: len(self._body)], self._body, strict=True))
        of_head.apply_gradients(zip(gradients[len(self._body) :], self.head, strict=True))
        return loss

    def _loss(self, *batch: tf.Tensor) -> tf.Tensor:
        raise NotImplementedError


class _Learner(Learner):
    """Learns intents and kinds of conduct."""

    def __init__(self, network: Network, intents: int, kinds: int) -> None:
        head = [tf.Variable(tf.zeros([WIDTH, intents])), tf.Variable(tf.zeros([intents]))]
        head += [tf.Variable(tf.zeros([WIDTH, kinds])), tf.Variable(tf.zeros([kinds]))]
        super().__init__(network, head, (RATE, HEAD_RATE))
        of_row, of_text = tf.TensorSpec([None]), tf.TensorSpec([None, None])
        whole = tf.TensorSpec([None], tf.int64)
        signature = [
            tf.TensorSpec([None, None], tf.int32),
            of_text,
            whole,
            of_row,
            tf.TensorSpec([None, kinds]),
            of_row,
        ]
        self.step = tf.function(self.change, input_signature=signature, autograph=False)

    def _loss(self, ids: tf.Tensor, there: tf.Tensor, *right: tf.Tensor) -> tf.Tensor:
        intents, weights, kinds, known = right
        vectors = self._network.vectors(ids, there, DROPOUT) * SPREAD
        of_intent, of_kind = (tf.matmul(vectors, self.head[at]) + self.head[at + 1] for at in (0, 2))
        wrong = tf.keras.losses.categorical_crossentropy(
            tf.one_hot(intents, of_intent.shape[-1]), of_intent, from_logits=True, label_smoothing=SMOOTHING
        )
        each_kind = tf.nn.sigmoid_cross_entropy_with_logits(kinds, of_kind)
        about_kinds = tf.reduce_sum(tf.reduce_sum(each_kind, -1) * known) / (tf.reduce_sum(known) + 1)
        return tf.reduce_mean(wrong * weights) + KINDS_COUNT * about_kinds
