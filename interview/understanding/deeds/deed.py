"""What somebody does: a verb with who does it, whether it was done at all, and where its clause ends."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from interview.understanding.deeds.tokens import Words
from interview.understanding.words import words_of

_I = words_of("deeds/words", "deed_i")
_THEY = words_of("deeds/words", "deed_they")
_OBJECTS = frozenset(["him", "her", "them"])
_NOT = words_of("deeds/words", "deed_not")
_PLANNED = words_of("deeds/words", "deed_planned")
_AUXILIARIES = words_of("deeds/words", "deed_auxiliaries")
_BE = words_of("deeds/words", "deed_be")
_LOOK_BACK = 12


@dataclass(frozen=True)
class Deed:
    """A verb in its clause.

    Attributes:
        words: the words of the text.
        verb: which word the verb is.
        end: where its clause ends.
        who: reporter, officer ("he", "the sergeant"), other, or nobody.
        begins: which word the clause begins with, as far as it belongs to the verb.
        negated: it is said not to be done.
        planned: it was threatened, wanted or possible.
        passive: it is done to who is named before it.
    """

    words: Words
    verb: int
    end: int
    who: str
    begins: int
    negated: bool
    planned: bool
    passive: bool

    def isa(self, *names: str) -> bool:
        """Whether the verb is of one of these classes."""
        return self.words.isa(self.verb, *names)

    def object(self, *names: str, within: int = 9) -> int | None:
        """The first word after the verb, in its clause, that is of one of these classes."""
        return self.words.any(self.verb + 1, min(self.end, self.verb + 1 + within), *names)

    def says(self, words: frozenset[str], within: int = 9) -> bool:
        """Whether one of these words follows in the clause."""
        return self.words.has(self.verb + 1, min(self.end, self.verb + 1 + within), words)

    def after(self, at: int) -> str:
        """The word so far after the verb, or nothing when the clause has ended."""
        return self.words.said[self.verb + at] if self.verb + at < self.end else ""


_VERBS = (
    "give",
    "get",
    "take",
    "want",
    "treat",
    "work",
    "use",
    "waive",
    "pay",
    "intimate",
    "lookup",
    "tell",
    "pass",
    "know",
    "discuss",
    "complain",
    "contact",
    "record",
    "hold",
    "show",
    "touch",
    "meet",
    "towards",
)
_NO_VERB_AFTER = words_of("deeds/words", "deed_no_verb_after")


def deeds(words: Words) -> Iterator[Deed]:
    """All deeds of a text, in its order."""
    for at in range(len(words.said)):
        if words.isa(at, *_VERBS) and not (at and words.said[at - 1] in _NO_VERB_AFTER and words.said[at - 1] != "her"):
            yield _deed(words, at)


def _deed(words: Words, verb: int) -> Deed:
    who, begins, subject = _who(words, verb)
    between = words.said[max(subject, 0) : verb]
    return Deed(
        words,
        verb,
        words.clause_ends[verb],
        who,
        begins,
        negated=not _NOT.isdisjoint(between) or words.said[verb + 1 : verb + 2] in (("nothing",), ("no",), ("nobody",)),
        planned=not _PLANNED.isdisjoint(between) or any(w.endswith(("'ll", "'d")) for w in between[:1]),
        passive=not _BE.isdisjoint(between[-3:]) and not words.said[verb].endswith("ing"),
    )


def _who(words: Words, verb: int) -> tuple[str, int, int]:
    """Who does it; where the clause begins; where the subject stands."""
    begin = verb
    for at in range(verb - 1, max(-1, verb - 1 - _LOOK_BACK), -1):
        word = words.said[at]
        if word in '.;:!?()\n"':
            break
        begin = at
        if word in _I:
            return "reporter", at, at
        if word == "who":
            return ("officer" if words.any(max(0, at - 5), at, "officer") is not None else "other"), at, at
        if (word in _THEY and word not in _OBJECTS) or (words.isa(at, "officer") and word not in _AUXILIARIES):
            return "officer", at, at
        if word in ("nobody", "someone", "somebody", "everyone", "it", "you", "there", "that", "this", "people"):
            return "other", at, at
        if _is_head(words, at, verb):
            return "other", _noun_phrase(words, at), at
    return "nobody", begin, begin


def _is_head(words: Words, at: int, verb: int) -> bool:
    """Whether a word is the head of a subject: a noun with its determiner, before auxiliaries only."""
    between = words.said[at + 1 : verb]
    return (
        words.said[at] not in _AUXILIARIES
        and all(word in _AUXILIARIES or word.endswith("ly") for word in between)
        and words.said[at]
        not in ("and", "or", ",", "then", "but", "so", "to", "because", "when", "while", "if", "that", "which")
    )


def _noun_phrase(words: Words, head: int) -> int:
    """Where the noun phrase begins whose head stands here."""
    at = head
    while (
        at > 0
        and head - at < 4
        and words.said[at - 1] not in '.,;:!?()\n"'
        and words.said[at] not in _NO_VERB_AFTER
        and words.said[at - 1] not in ("and", "but", "so", "that", "because", "when", "if", "while")
    ):
        at -= 1
    return at
