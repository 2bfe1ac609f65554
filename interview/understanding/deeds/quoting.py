"""How much of a clause is kept: as much as a careful officer would quote, neither a bare noun nor the whole story."""

from __future__ import annotations

from interview.understanding.deeds.deed import Deed
from interview.understanding.deeds.tokens import Words
from interview.understanding.words import words_of

Span = tuple[int, int]
_LOOSE = words_of("deeds/words", "quoting_loose")
_MOST = 8


def quote(words: Words, first: int, needed: int, end: int, most: int = _MOST) -> Span:
    """Where the words begin and end that are kept.

    Args:
        words: the words of the text.
        first: the first word of them.
        needed: the last word that must be among them.
        end: where the clause ends.
        most: how many words at most, unless more are needed.
    """
    last = max(needed + 1, min(end, first + most))
    while last > needed + 1 and words.said[last - 1] in _LOOSE:
        last -= 1
    return words.spans[first][0], words.spans[last - 1][1]


def of_deed(deed: Deed, needed: int, most: int = _MOST) -> Span:
    """The words of a deed, with who does it where that is no pronoun and stands just before the verb."""
    close = deed.who == "other" and deed.verb - deed.begins <= 4 and deed.words.said[deed.begins] not in ("it", "there")
    first = deed.begins if close else deed.verb
    return quote(deed.words, first, needed, deed.end, most + (deed.verb - first))
