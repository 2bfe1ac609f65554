"""Of which kinds of conduct a message tells: what the model of the conversation and `tagging` think, taken together.

Each learned in another way; on texts that neither knows, both together are right more often than either (decision 116).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import exp, log

from interview.understanding.tagged import MIN_WORDS

COUNTS = 0.5  # from here a kind counts
SHARE = 0.5  # of what `tagging` thinks in both
_SUREST = 1e-4  # nothing is so sure that it decides alone


def kinds(text: str, likely: Mapping[str, float]) -> dict[str, float]:
    """How likely a message tells of each kind of conduct.

    Args:
        text: the reporter's words.
        likely: what the model of the conversation made of them.
    """
    if len(text.split()) < MIN_WORDS or not likely:
        return dict(likely)
    from tagging import load_kinds  # its runtime takes 50 MB, which processes that find nothing do without

    told = load_kinds().read(text)
    return {name: _joined(share, told.get(name, share)) for name, share in likely.items()}


def likeliest(shares: Mapping[str, float]) -> list[str]:
    """The kinds that count, the likeliest first."""
    return [name for name, share in sorted(shares.items(), key=lambda pair: -pair[1]) if share >= COUNTS]


def _joined(one: float, other: float) -> float:
    return 1 / (1 + exp(-((1 - SHARE) * _odds(one) + SHARE * _odds(other))))


def _odds(share: float) -> float:
    kept = min(max(share, _SUREST), 1 - _SUREST)
    return log(kept / (1 - kept))
