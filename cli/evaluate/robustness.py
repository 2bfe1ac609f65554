"""Makes texts as careless as people type them on a phone: the same careless text for the same seed."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
EMOJI = ("😭", "😡", "🙏", "😔", "💔", "😰", "🤬", "👮")
_NEIGHBOURS = {
    letter: keys[max(column - 1, 0) : column] + keys[column + 1 : column + 2]
    for keys in ROWS
    for column, letter in enumerate(keys)
}
SHORTEST = 4  # words: of a shorter word a slip leaves too little to be read even by people


def roughen(text: str, seed: int) -> str:
    """Make two of these changes: a slip of the finger, a lost letter, two swapped, case, emoji, spaces, punctuation."""
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for change in chance.sample(_CHANGES, 2):
        text = change(text, chance)
    return text


def _in_word(text: str, chance: random.Random, edit: Callable[[str, int], str]) -> str:
    words = [match for match in re.finditer(r"[^\W\d_]+", text) if len(match.group()) >= SHORTEST]
    if not words:
        return text
    word = chance.choice(words)
    at = chance.randrange(1, len(word.group()) - 1)
    return text[: word.start()] + edit(word.group(), at) + text[word.end() :]


def _slip(text: str, chance: random.Random) -> str:
    def edit(word: str, at: int) -> str:
        near = _NEIGHBOURS.get(word[at].lower(), word[at])
        return word[:at] + chance.choice(near) + word[at + 1 :]

    return _in_word(text, chance, edit)


def _drop(text: str, chance: random.Random) -> str:
    return _in_word(text, chance, lambda word, at: word[:at] + word[at + 1 :])


def _swap(text: str, chance: random.Random) -> str:
    return _in_word(text, chance, lambda word, at: word[:at] + word[at + 1] + word[at] + word[at + 2 :])


def _case(text: str, chance: random.Random) -> str:
    return text.upper() if chance.random() < 0.5 else text.lower()


def _emoji(text: str, chance: random.Random) -> str:
    return f"{text} {chance.choice(EMOJI) * chance.randint(1, 2)}"


def _spaces(text: str, chance: random.Random) -> str:
    return re.sub(r" ", lambda _: "  " if chance.random() < 0.4 else " ", text)


def _punctuation(text: str, chance: random.Random) -> str:
    del chance
    return re.sub(r"[.,!?;:'’\"]", "", text) or text


_CHANGES = (_slip, _drop, _swap, _case, _emoji, _spaces, _punctuation)
