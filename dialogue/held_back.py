"""Which training examples the encoder is not tuned on, so that weights can be learned where nothing was seen."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np

HELD_BACK = 10  # of so many examples one is not tuned on


def held_back(texts: Sequence[str], labels: Sequence[str], one_of: int = HELD_BACK) -> np.ndarray:
    """Which examples are not tuned on, as true and false.

    What is said of a text depends on no other text, except that an example whose label no other has is never held back.

    Args:
        texts: the examples.   labels: the intent of each.   one_of: of so many examples some one is held back.
    """
    digests = (hashlib.sha256(" ".join(text.casefold().split()).encode()).digest() for text in texts)
    held = np.array([int.from_bytes(digest[:4], "big") % one_of == 0 for digest in digests], dtype=bool)
    kept = {label for label, back in zip(labels, held, strict=True) if not back}
    return held & np.array([label in kept for label in labels], dtype=bool)
