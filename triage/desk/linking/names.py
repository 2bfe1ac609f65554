"""Names as people tell them, and whether two may be one person's: nicknames, initials, typing errors."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein, JaroWinkler

from triage.desk.linking.lists import is_first_name, titles, whole_names

NONE, GIVEN, FAMILY, FULL = range(4)
_PIECE = re.compile(r"[^\W\d_]+")
_JOINED = re.compile(r"['’`.]")
_PET_ENDINGS = ("ers", "ey", "ie", "y", "o", "s", "a")
_SHORTEST_WITH_TYPOS = 5
_LONG, _JARO = 7, 0.94


@dataclass(frozen=True)
class Name:
    """A name.

    Args:
        given: first name or initial, "" if not told.
        family: surname, "" if not told.
        either: the only word told, where nothing says which it is; then both others are empty.
    """

    given: str = ""
    family: str = ""
    either: str = ""

    def __bool__(self) -> bool:
        """Whether anything was told."""
        return bool(self.given or self.family or self.either)


def fold(text: str) -> str:
    """Small letters without accents; an apostrophe joins ("O'Brien")."""
    apart = unicodedata.normalize("NFKD", _JOINED.sub("", text.casefold()))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def read_name(text: str) -> Name:
    """Read a name as a reporter told it: "PC Dave Smith", "Sgt Smith", "Smithy"."""
    said = _PIECE.findall(fold(text))
    words = [_joined(word) for word in said if word not in titles()]
    if not words:
        return Name()
    if len(words) > 1:
        return Name(given=words[0], family=words[-1])
    titled = said[0] in titles()
    return Name(family=words[0]) if titled else Name(either=words[0])


def compare_names(one: Name, other: Name) -> int:
    """How much of two names is alike: NONE, GIVEN, FAMILY or FULL. The order does not matter."""
    if one.either or other.either:
        return max(_loosely(one.either, other), _loosely(other.either, one))
    if not same_family(one.family, other.family):
        return NONE
    if not (one.given and other.given):
        return FAMILY
    if len(one.given) == 1 or len(other.given) == 1:
        return FULL if one.given[0] == other.given[0] else NONE
    return FULL if same_given(one.given, other.given) else NONE


def same_family(one: str, other: str) -> bool:
    """Whether two surnames are the same but for a typing error."""
    return bool(one and other) and (one == other or _mistyped(one, other))


def same_given(one: str, other: str) -> bool:
    """Whether two first names may be one person's."""
    return bool(whole_names(one) & whole_names(other)) or _mistyped(one, other)


def stem(word: str) -> str:
    """The surname that a pet form is made from ("smithy", "macca"), as far as letters tell."""
    for ending in _PET_ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def _loosely(word: str, other: Name) -> int:
    if not word:
        return NONE
    # Two reports of a "Dave" tell no more than a first name; of a "Smithy" they do.
    only = "" if is_first_name(other.either) and is_first_name(word) else other.either
    families = [family for family in (other.family, only) if family]
    if any(same_family(word, family) or stem(word) == stem(family) for family in families):
        return FAMILY
    return GIVEN if any(same_given(word, given) for given in (other.given, other.either) if given) else NONE


def _mistyped(one: str, other: str) -> bool:
    shorter = min(len(one), len(other))
    if shorter < _SHORTEST_WITH_TYPOS:
        return False
    if DamerauLevenshtein.distance(one, other, score_cutoff=1) <= 1:
        return True
    return shorter >= _LONG and JaroWinkler.similarity(one, other) >= _JARO


def _joined(word: str) -> str:
    return f"mc{word[3:]}" if word.startswith("mac") and len(word) > 6 else word
