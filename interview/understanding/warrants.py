"""Warrant numbers: what is on the card, told right after the word, behind it, or some sentences away."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from interview.understanding import warrant_phrases as phrases
from interview.understanding.number_phrases import KIND, MINE
from interview.understanding.other_numbers import certain
from interview.understanding.runs import ON_A_CARD, digits_told, spans
from interview.understanding.text import Text, free_of

Span = tuple[int, int]
_SPEAKS = re.compile(r"\b(?:warr?[ae]nt|wrr?nt|w/?no?\b|id\b|i\.d|card|identity|badge)")
_ON_CARD = re.compile(phrases.ON_CARD)
LEAST, MOST = 4, 6  # digits of a number that nothing but the words around it tells


def find_warrants(text: Text) -> Iterator[Span]:
    """Where the numbers of warrant cards stand.

    Args:
        text: the reporter's words.
    """
    if not _SPEAKS.search(text.low):
        return
    taken: list[Span] = []
    for span in chain(_told(text), _far(text, taken)):  # the far ones look at what was told
        whole = _whole(text, span, taken)
        if free_of(taken, *whole) and not _of_search(text, whole) and not MINE.search(text.before(whole[0], 12)):
            taken.append(whole)
            yield whole


def _told(text: Text) -> Iterator[Span]:
    """What phrases tell."""
    elsewhere = certain(text)
    for pattern in phrases.PHRASES:
        for match in pattern.finditer(text.low):
            span = match.span("number")
            # "the warrant was signed by a magistrate, ref 118820"
            if free_of(elsewhere, *span) and not _reporters(text, match.start(), span):
                yield span


def _reporters(text: Text, start: int, span: Span) -> bool:
    """Whether it is the reporter's own, or the number of something else."""
    return bool(
        MINE.search(text.before(start, 12))
        or phrases.MINE.search(text.low[max(0, span[0] - 60) : span[0]])
        or KIND.search(text.before(span[0], 6))
        or phrases.LABELLED.search(text.before(span[0], 40))
    )


def _far(text: Text, taken: list[Span]) -> Iterator[Span]:
    """What the word or the card is spoken of around, in figures or in words."""
    elsewhere = certain(text)
    found = [match.span("number") for match in _ON_CARD.finditer(text.low)]
    found += [span for span in spans(text) if LEAST <= digits_told(text, span) <= MOST and free_of(found, *span)]
    for span in sorted(found):
        guess = any(phrases.OR.fullmatch(text.low[one[1] : span[0]]) for one in taken)
        if free_of([*taken, *elsewhere], *span) and (guess or _is_warrant(text, span, bool(taken))):
            yield span


def _is_warrant(text: Text, span: Span, known: bool) -> bool:
    before, after = text.low[max(0, span[0] - 120) : span[0]], text.low[span[1] : span[1] + 70]
    digits = digits_told(text, span)
    if phrases.OTHER_KIND.search(before) or phrases.MINE.search(before):
        return False
    if digits == MOST and phrases.BADGE.search(before):  # a badge is what a card is called in films
        return True
    if phrases.LABELLED.search(before):
        return False
    numbered = phrases.NUMBERED.search(before)
    if digits < 5:
        return bool(numbered)
    return bool(
        (phrases.NEAR_WORD.search(before) and (digits <= MOST or numbered))
        or _shown(text, span, before, after)
        or phrases.BEHIND.match(after)
        or (phrases.TITLED.search(before) and digits == MOST)
        or (known and phrases.ALSO_OF.search(before))
    )


def _shown(text: Text, span: Span, before: str, after: str) -> bool:
    """Whether the number was seen on a card that an officer showed."""
    card = phrases.CARD.search(before)
    if not card or phrases.OTHER_CARD.search(before[: card.start()] + " "):
        return False
    shown = phrases.SHOWN.search(text.low, max(0, span[0] - 160), span[1])
    return bool(shown or re.match(r" on (?:it|the)\b", after))


def _of_search(text: Text, span: Span) -> bool:
    """Whether the word that tells the number is of a paper to enter a house: "the search warrant no. was 11094"."""
    near = [*phrases.ANY_WORD.finditer(text.low, max(0, span[0] - 130), span[0])]
    if not near:
        return False
    if near[-1]["entry"]:
        return True
    alone = phrases.WORD_ALONE.match(text.low, near[-1].start())
    return bool(alone and phrases.ENTRY.search(text.low))


def _whole(text: Text, span: Span, taken: list[Span]) -> Span:
    """The whole number that a span is a part of: "one" is easily read over in "number one eight four"."""
    for run in spans(text):
        if run[0] < span[1] and span[0] < run[1]:
            union = min(run[0], span[0]), max(run[1], span[1])
            return union if digits_told(text, union) <= ON_A_CARD and free_of(taken, *union) else span
    return span
