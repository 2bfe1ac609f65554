"""Makes careless typing plain before it is read: emoji, repeated letters, apostrophes, shorthand, slips of the finger.

All that the model learns from and all that it reads goes through here, so that "HES OUTSDE RN 😰" and "he's outside,
right now" are read alike. What reporters see, and what is kept, is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from dialogue.spelling import Spelling
from interview.phrases import plain

CORRECTED = 100  # unknown words a message, which bounds the time: a text with more is in no language that is known here
_SIGNS = re.compile(r"[^\w\s.,!?;:()/&@#£$%+*=<>-]+")  # apostrophes too: half of all people leave them out
_REPEATED = re.compile(r"(\w)\1{2,}")
_WORD = re.compile(r"(\W+)")


class Tidy:
    """The rules.

    Args:
        shorthand: what stands for which words ("rn" for "right now").
        spelling: corrects slips.
    """

    def __init__(self, shorthand: Mapping[str, str], spelling: Spelling) -> None:
        self._shorthand = dict(shorthand)
        self._signs = {sign: f" {words} " for sign, words in shorthand.items() if not re.search(r"\w", sign)}
        self._spelling = spelling

    @classmethod
    def learn(
        cls, texts: Sequence[str], shorthand: Mapping[str, str], frequent: Sequence[str], known: Sequence[str] = ()
    ) -> Tidy:
        """Learn which words the training texts use.

        Args:
            texts: as they were written.   shorthand: what stands for which words.
            frequent: whole words of the language, the most frequent first.   known: words that are right as they are.
        """
        short = {folded(name): folded(words) for name, words in shorthand.items()}
        uncorrected = cls(short, Spelling({}, []))
        told = [bare(uncorrected._written_out(text)) for text in [*texts, *known, *known]]
        return cls(short, Spelling.learn(told, frequent))

    def texts(self, texts: Sequence[str]) -> list[str]:
        """The texts of one message, tidied, with their punctuation."""
        left = CORRECTED
        tidied = []
        for text in texts:
            words = _WORD.split(self._written_out(text))
            for at, word in enumerate(words):
                if left and not self._spelling.knows(word):
                    words[at], left = self._spelling.correct(word), left - 1
            tidied.append("".join(words))
        return tidied

    def text(self, text: str) -> str:
        """One text, tidied."""
        return self.texts([text])[0]

    def _written_out(self, text: str) -> str:
        # Emoji first, for folding leaves out those that say nothing.
        for sign, words in self._signs.items():
            text = text.replace(sign, words)
        return "".join(self._shorthand.get(word, word) for word in _WORD.split(folded(text)))

    def arrays(self) -> dict[str, np.ndarray]:
        """What `from_arrays` reads: plain arrays of numbers and text."""
        short = np.array([[*pair] for pair in self._shorthand.items()], dtype=str).reshape(-1, 2)
        return {"shorthand": short, **self._spelling.arrays()}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, np.ndarray], frequent: Sequence[str]) -> Tidy:
        """Build it from stored arrays."""
        return cls(dict(stored["shorthand"].tolist()), Spelling.from_arrays(stored, frequent))


def folded(text: str) -> str:
    """Fold case, spacing, emoji, apostrophes and repeated letters; what would be nothing then is left as it is."""
    said = plain(text)
    letters = _REPEATED.sub(r"\1\1", _SIGNS.sub(_apart, said))
    return " ".join(letters.split()) or said


def bare(text: str) -> str:
    """The words without punctuation, which half of all people leave out; what has no words is left as it is."""
    return " ".join(re.sub(r"[^\w\s]", " ", text).split()) or text


def _apart(signs: re.Match[str]) -> str:
    return "" if signs.group() == "'" else " "
