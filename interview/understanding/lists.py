"""Names of several officers in a row: "PCs Dale, Okoro, Webb and Finch"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.name_words import Name, named, take_name
from interview.understanding.places import gazetteer
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import compiled

_PLURAL = re.compile(r"\b(?:pcs|dcs|sgts|sergeants|officers|inspectors|detectives|pcsos|constables)\s+\Z")
_LIST = re.compile(r"\s*(?:,|and|&|,\s*and)\s+")
_ENDS = re.compile(r"\s*,?\s*(?:and|&)\s")  # before the last of a list
_GOES_ON = re.compile(
    r"(?:, [a-z'\-]+(?: [a-z'\-]+)?){0,4},? (?:and|&) (?!(?:i|me|my|us|we|our)\b)"
)  # "PCs Khan, Doyle, Sarah and I" names two


def listed(text: Text, first: tuple[int, int], rank: str | None) -> Iterator[Name]:
    """The further names of a list that begins with a rank and a name.

    "PC Khan and Doyle" names two; a further one needs a capital, or "pcs" before them, who may be more than two.

    Args:
        text: the reporter's words.   first: where the first name stands.   rank: before it, if any.
    """
    several, last = bool(_PLURAL.search(text.before(first[0], 14))), first
    while link := _LIST.match(text.low, last[1]):
        following = take_name(text, link.end())
        if not following or not _names_two(text, first, following):
            return
        if last != first and (
            _is_place(text, following) or not (_ENDS.match(link.group()) or _goes_on(text, following))
        ):
            return
        both = rank if several or " " not in text.raw[slice(*following)] else None
        yield named(text, following, "titled" if both else "called", both)
        if not several or _ENDS.match(link.group()):
            return
        last = following


def _goes_on(text: Text, span: tuple[int, int]) -> bool:
    """Whether a list goes on behind a name: "PCs Khan, Doyle, Sarah saw it" names two."""
    return bool(_GOES_ON.match(text.low, span[1]))


def _is_place(text: Text, span: tuple[int, int]) -> bool:
    return text.low[slice(*span)] in gazetteer()


def _names_two(text: Text, first: tuple[int, int], second: tuple[int, int]) -> bool:
    if compiled(rf"{title_pattern()}\b|i ").match(text.low[second[0] :]):
        return False
    capital = text.raw[second[0]].isupper() and not text.shouted
    if of_force(text, second):
        return False
    return bool(_PLURAL.search(text.before(first[0], 14))) or (capital and "," not in text.raw[first[1] : second[0]])


def of_force(text: Text, span: tuple[int, int]) -> bool:
    """Whether words are the name of a force: "Norfolk police"."""
    return bool(re.match(r" (?:police|constabulary|force)\b", text.low[span[1] :]))
