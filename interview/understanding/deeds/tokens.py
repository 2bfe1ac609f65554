"""A text as words, each with the classes it belongs to, and where its clauses begin and end."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache

from interview.understanding.clauses import officer
from interview.understanding.deeds.inflect import forms
from interview.understanding.deeds.sums import sums
from interview.understanding.text import Text
from interview.understanding.words import word_list, words_of

_WORD = re.compile(r"[£$€] ?\d[\d,.]*\d[km]?\b|[£$€] ?\d[km]?\b|\d[\d,.:/]*\d\w*|[^\W_][\w'&\-]*|[.,;:!?()\"\n]|-(?= )")
_LONGEST = 4  # words in a phrase of the lexicon
_STOPS = frozenset('.;:!?()"\n')
SUBJECTS = words_of("deeds/words", "tokens_subjects")
_JOINS = words_of("deeds/words", "tokens_joins")


@dataclass(frozen=True)
class Words:
    """The words of a text: where each begins and ends, and which classes of the lexicon each begins."""

    text: Text
    said: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    classes: tuple[frozenset[str], ...]

    def isa(self, at: int, *names: str) -> bool:
        """Whether a word is of one of these classes."""
        return 0 <= at < len(self.said) and not self.classes[at].isdisjoint(names)

    def any(self, first: int, last: int, *names: str) -> int | None:
        """The first word between two that is of one of these classes."""
        return next((at for at in range(first, last) if not self.classes[at].isdisjoint(names)), None)

    def has(self, first: int, last: int, words: frozenset[str]) -> bool:
        """Whether one of these words stands between two places."""
        return not words.isdisjoint(self.said[max(0, first) : max(0, last)])

    @cached_property
    def clause_ends(self) -> tuple[int, ...]:
        """For each word, where its clause ends."""
        ends, end = [0] * len(self.said), len(self.said)
        for at in range(len(self.said) - 1, -1, -1):
            if self.said[at] in _STOPS:
                end = at
            ends[at] = end
            if self._begins(at):
                end = at
        return tuple(ends)

    def _begins(self, at: int) -> bool:
        """Whether a clause of its own begins here: "and he", ", she", "because the"."""
        word, after = self.said[at], self.said[at + 1] if at + 1 < len(self.said) else ""
        if word in ("because", "cos", "but", "while", "although", "though", "unless", "if", "so", "when", "until"):
            return True
        return word in (",", "and", "or", "then", "which", "before", "after", "as") and after in SUBJECTS


def cut(text: Text) -> Words:
    """Cut a text into words and look each up."""
    matches = list(_WORD.finditer(text.low))
    said = tuple(match.group() for match in matches)
    spans = tuple(match.span() for match in matches)
    classes: list[set[str]] = [set() for _ in said]
    _look_up(said, classes)
    for start, end in sums(said):
        for at in range(start, end):
            classes[at].add("sum")
    _mark_officers(text, spans, classes)
    return Words(text, said, spans, tuple(map(frozenset, classes)))


def _look_up(said: tuple[str, ...], classes: list[set[str]]) -> None:
    entries = lexicon()
    for at, word in enumerate(said):
        for length in entries.lengths.get(word, ()):
            found = entries.phrases.get(" ".join(said[at : at + length]))
            for offset in range(length if found and at + length <= len(said) else 0):
                classes[at + offset] |= found or set()


def _mark_officers(text: Text, spans: tuple[tuple[int, int], ...], classes: list[set[str]]) -> None:
    starts = {start: at for at, (start, _) in enumerate(spans)}
    for match in officer().finditer(text.low):
        if (at := starts.get(match.start())) is not None:
            classes[at].add("officer")
            _mark_name(text, spans, classes, at)


def _mark_name(text: Text, spans: tuple[tuple[int, int], ...], classes: list[set[str]], rank: int) -> None:
    """The name behind a rank is the officer's: "PC Delyth Rowe collects ..."."""
    for at in range(rank + 1, min(len(spans), rank + 4)):
        gap, said = text.raw[spans[at - 1][1] : spans[at][0]], text.raw[slice(*spans[at])]
        if gap not in (" ", ". ") or not (said[:1].isupper() and said[1:2].islower()) or text.shouted:
            return
        classes[at].add("officer")


@dataclass(frozen=True)
class Lexicon:
    """Phrases with their classes, and for each first word how many words its phrases have."""

    phrases: dict[str, frozenset[str]]
    lengths: dict[str, tuple[int, ...]]


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The classes of words, with every form of each."""
    lists, found = word_list("deeds/lexicon"), defaultdict(set)
    for kind, verbs in lists["verbs"].items():
        for form in (form for verb in verbs for form in forms(verb)):
            found[form].add(kind)
    for kind, nouns in lists["nouns"].items():
        for form in (form for noun in nouns for form in _numbers(noun)):
            found[form].add(kind)
    lengths: dict[str, set[int]] = defaultdict(set)
    for phrase in found:
        lengths[phrase.split()[0]].add(len(phrase.split()))
    return Lexicon(
        {phrase: frozenset(kinds) for phrase, kinds in found.items()},
        {word: tuple(sorted(n)) for word, n in lengths.items()},
    )


def _numbers(noun: str) -> tuple[str, ...]:
    """A noun and its plural."""
    if noun.endswith("s") or noun[-1].isdigit():
        return (noun,)
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun, f"{noun[:-1]}ies"
    return noun, noun + ("es" if noun.endswith(("ch", "sh", "x")) else "s")
