"""Texts as they look when typed in a hurry, so that the encoder learns to read them too.

Not the careless copy of `candour evaluate`, which has other slips and must stay unseen.
"""

from __future__ import annotations

import random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = {key: row[max(0, at - 1) : at] + row[at + 1 : at + 2] for row in _ROWS for at, key in enumerate(row)}
_WORDS_A_SLIP = 6
_SHORTEST = 3  # letters of a word in which a slip is made
_LEFT_OUT = 0.15  # the share of texts that miss a word


def careless(text: str, chance: random.Random) -> str:
    """Make some slips of the thumb: a letter lost, doubled, swapped with the next or hit beside, a word left out.

    Args:
        text: words with spaces between.   chance: what is slipped is drawn from it.
    """
    words = text.split()
    for _ in range(max(1, len(words) // _WORDS_A_SLIP) if words else 0):
        at = chance.randrange(len(words))
        if len(words[at]) >= _SHORTEST:
            words[at] = _slipped(words[at], chance)
    if len(words) > _SHORTEST and chance.random() < _LEFT_OUT:
        del words[chance.randrange(len(words))]
    return " ".join(words)


def _slipped(word: str, chance: random.Random) -> str:
    at = chance.randrange(len(word) - 1)
    here, after, rest = word[at], word[at + 1], word[at + 2 :]
    beside = chance.choice(_BESIDE.get(here, here))
    return word[:at] + chance.choice((after, after + here, beside + after, here + here + after)) + rest
