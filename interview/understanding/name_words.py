"""The words of a name: where a name begins and ends, and how it is written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from interview.understanding.first_names import first_names
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import compiled, words_of

_WORD = re.compile(r"[ ]?(?P<word>[A-Za-z\u00c0-\u024f][A-Za-z\u00c0-\u024f'\u2019\-]*)")
# "van der Berg", "de souza": small words that only stand inside a surname.
_JOINED = re.compile(
    r"[ ](?P<word>(?:(?:van|von|de|da|dos|du|della?|le|la|di|bin|ibn|al|el|st)(?: (?:der|den|de|la|los))?) "
    r"[A-Za-z\u00c0-\u024f'\u2019\-]{2,})",
    re.IGNORECASE,
)
HONORIFIC = re.compile(r"[ ]?(?:mr|mrs|ms|miss)\.? (?=[a-z])")
NICKNAME = re.compile(
    r"[ ]?(?:[Bb]ig|[Ll]ittle|[Yy]oung|[Oo]ld|[Mm]ad|[Ff]at|[Gg]inger|[Dd]irty|[Ll]ong|"
    r"[Uu]ncle) [A-Z][a-z]+"
)


@dataclass(frozen=True)
class Name:
    """A name of an officer, and how it was told.

    Attributes:
        how: titled (after a rank), called ("his name is"), alias, part ("first name Huw"), related ("my husband "
            "Mark")
            or again.
    """

    name: str
    start: int
    end: int
    how: str
    rank: str | None = None


def take_name(text: Text, at: int, most: int = 3) -> tuple[int, int] | None:
    """The name that begins at a position: capitalised words or, where capitals tell nothing, likely words.

    Returns:
        Where it begins and ends; None when no name begins there.
    """
    nickname = NICKNAME.match(text.raw, at)
    if nickname and not text.shouted:
        return nickname.start() + nickname.group().startswith(" "), nickname.end()
    honorific = HONORIFIC.match(text.low, at)
    at = honorific.end() if honorific else at
    words: list[re.Match[str]] = []
    while len(words) < most and (match := _next_word(text, words[-1].end() if words else at, words)):
        words.append(match)
    return (words[0].start("word"), words[-1].end()) if words else None


def _next_word(text: Text, at: int, earlier: list[re.Match[str]]) -> re.Match[str] | None:
    """The next word of a name, with the small words that join it to a first name."""
    known = bool(earlier) and earlier[0]["word"].lower() in first_names()
    for pattern in (_JOINED, _WORD) if known else (_WORD,):
        match = pattern.match(text.raw, at)
        if match and _may_be_name(text, match, earlier):
            return match
    return None


def tidy(name: str) -> str:
    """A name with capitals, as it would be written."""
    if not (name.islower() or name.isupper()):
        return name[:1].upper() + name[1:]
    capitals = re.sub(r"(?:\A|(?<=[ \-'\u2019]))\w", lambda m: m.group().upper(), name.lower())
    return re.sub(r"\b(Mc)([a-z])(?=\w{2})", lambda m: m[1] + m[2].upper(), capitals)


@lru_cache(maxsize=1)
def no_names() -> frozenset[str]:
    return words_of("names", "not_names")


def _may_be_name(text: Text, match: re.Match[str], earlier: list[re.Match[str]]) -> bool:
    said = match["word"].split()[-1]
    word = re.sub(r"'s\Z", "", said.lower().replace("\u2019", "'"))
    if _surname_behind(text, match, word, earlier) if earlier else _surname_too(text, match, word):
        return True
    if {word, word.replace("'", "")} & no_names() or compiled(title_pattern()).fullmatch(word):
        return False
    capital = said[0].isupper() and not text.shouted
    known = word in first_names()
    if capital and said.isupper() and 1 < len(word) <= 4 and not known:
        return False  # "PC. GMP", "PC 2231 KF"
    if not earlier:
        verb = text.careful or (word.endswith("ed") and len(word) > 4)
        return len(word) > 1 and (capital or not verb or known)
    if earlier[0]["word"][0].isupper() and not text.shouted:
        return capital
    first = all(one["word"].lower() in first_names() for one in earlier)
    return (len(earlier) == 1 and first) or ((first or len(earlier) == 1) and _ends_name(text, match, word))


# What stands behind a whole name that is typed without capitals: "dc nat obuya and ..."
_BEHIND_NAME = re.compile(
    r"\s*(?:\Z|[.,;:!?()\n/]|\d|(?:and|from|at|who|whos|is|was|has|of|on|off|he|she|n|&|number|no|collar|shoulder|"
    r"badge|warrant|based|hit|kept|took|told|came|said|put|gave|made|sent|rang|spat|stole|\w{3,}ed)\b)"
)


def _ends_name(text: Text, match: re.Match[str], word: str) -> bool:
    """Whether a second word in small letters is a surname: no form of a verb, and the name ends there."""
    verb = re.search(r"(?:ed|ing|ly|s't)\Z", word)
    return len(word) > 2 and not verb and bool(_BEHIND_NAME.match(text.low, match.end()))


def _surname_too(text: Text, match: re.Match[str], word: str) -> bool:
    """Whether a word is a surname here: "PC May", "Sgt White", with a capital right after a rank."""
    known = word in words_of("names", "also_surnames") or word in first_names()
    if not known and (not text.careful or word in words_of("names", "never_surnames")):
        return False
    titled = compiled(rf"\b{title_pattern()}\.? ?\Z").search(text.low[max(0, match.start() - 25) : match.start("word")])
    mixed = match["word"][0].isupper() and not match["word"].isupper() and not text.shouted
    return mixed and bool(titled)


# What shows that "White" or "March" behind a first name begins a look or a date.
_NO_SURNAME_BEHIND = re.compile(
    r"(?:'s)? (?:\d|the \d|this|last|night|morning|evening|afternoon|male|female|man|woman|lad|bloke|guy|lady|girl|"
    r"hair|skin|haired|van|car|and (?:tall|short|fat|thin|bald))\b|,? ?\d"
)


def _surname_behind(text: Text, match: re.Match[str], word: str, earlier: list[re.Match[str]]) -> bool:
    """Whether a word is a surname behind a first name: "Inspector Ron Hale"; with capitals, if it is a common word."""
    if word not in words_of("names", "also_surnames") or earlier[0]["word"].lower() not in first_names():
        return False
    if _NO_SURNAME_BEHIND.match(text.low, match.end()):
        return False
    return match["word"].istitle() and earlier[0]["word"][0].isupper() and not text.shouted


def is_known(text: Text, span: tuple[int, int]) -> bool:
    words = text.low[slice(*span)].split()
    return words[0] in first_names() or (text.raw[span[0]].isupper() and not text.shouted)


def named(text: Text, span: tuple[int, int], how: str, rank: str | None = None) -> Name:
    said = text.raw[slice(*span)]
    trimmed = re.sub(r"['\u2019]s?\Z", "", said)
    return Name(tidy(trimmed.strip()), span[0], span[0] + len(trimmed), how, rank)
