"""Warrant numbers: what is on the card, told right after the word, behind it, or some sentences away."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("numbers")
_WORD = r"(?<!search )(?<!arrest )(?<!bench )\b(?:warr?[ae]nt(?:number)?|wrr?nt|w/?no?)\b(?!s\b| (?:to|for) )"
_SIX = r"(?<![\w\u00a3@/.'])(?P<number>(?:[a-z]{1,2}(?=\d)|[b-hj-z] )?\d(?:[ \-]?\d){4,6})(?![\w/:]|[ \-]\d|,\d{3})"
_DIGITS_SPOKEN = rf"{any_of(_LISTS['digits'])}(?:[ \-,]{{1,2}}{any_of(_LISTS['digits'])}){{3,7}}"
_CARD = (
    r"\b(?:warr?[ae]nt|id|police|his|her|their|a|the) ?card\b|\bpolice (?:id|badge|card)\b|\bcard (?:with|saying|"
    r"that said|marked) police\b|\b(?:the|his|her|their) id\b|\bcard (?:number|no)\b"
)
_SHOWN = (
    r"\b(?:show\w*|shown|saw|seen|glimpsed|caught|flash\w*|held up|held|produced|pulled out|got out|waved|hand\w*|"
    r"says|said|read|number|"
    r"on (?:his|her|the) card)\b"
)
_OTHER_CARD = r"\b(?:bank|credit|debit|sim|oyster|business|library|loyalty|store|gift|travel|phone|birthday|punch)"
_ANY = re.compile(_SIX)
_NEAR_WORD = re.compile(rf"{_WORD}[^\n]{{0,90}}\Z")
_NEAR_CARD = re.compile(rf"(?<!bank )(?<!credit )(?<!debit ){_CARD}[^\n]{{0,80}}\Z")
_BEHIND = re.compile(
    r"\A[^\n]{0,60}?\b(?:warr?[ae]nt)\b|\A[\s,]*(?:on|under|below|across) (?:it|the|his|her)\b[^.\n]{0,12}\bcard\b"
)
_TITLED = re.compile(
    rf"\b{any_of(_LISTS['officers'])}\.? (?:[A-Z]\.? ?)?[A-Z][a-z'\-]+(?: [A-Z][a-z'\-]+)?,? ?[(]?\Z", re.IGNORECASE
)
_ALSO_OF = re.compile(
    r"(?:'s|\bhis|\bhers|\btheirs|\bother(?: one)?(?:'s)?|\bmine is \d+ and \w+)(?: number)?,? (?:is|was|being) \Z"
)
_ENDS = re.compile(
    rf"{_WORD}[^.\n]{{0,30}}?\b(?:ends?|ended|ending|starts?|started|starting|begins?|began|beginning)(?: (?:in|"
    rf"with))? "
    r"(?P<number>\d(?: ?\d){1,4})(?![\w/:])"
)
_OTHER_KIND = re.compile(
    rf"\b(?:{any_of(_LISTS['kinds_far'])}|{any_of(_LISTS['kinds'])})\b(?![^\n]*\b(?:warr?[ae]nt|"
    rf"card)\b)[^\n.;]{{0,25}}\Z"
)
_MINE = re.compile(
    r"\bmy (?:own )?(?:warr?[ae]nt|staff|card|id|payroll)\b(?![^.\n]*\b(?:his|hers?|theirs?)\b)[^.\n]{0,25}\Z"
)
_LABELLED = re.compile(r"\b(?:collar|shoulder|badge|epaul\w+)\b[^.;,\n]{0,25}\Z")


def far_warrants(text: Text, taken: list[Span], others: list[Span]) -> Iterator[Span]:
    """Where warrant numbers stand that the word or the card is spoken of around.

    Args:
        text: the reporter's words.
        taken: what is known to be a warrant number; a later one may be told by "and his is".
        others: what is known to be a number of another kind.
    """
    known = list(taken)
    for pattern in (_ENDS, _ANY):
        for match in pattern.finditer(text.low):
            span = match.span("number")
            if free_of([*known, *others], *span) and (pattern is _ENDS or _is_warrant(text, span, bool(known))):
                known.append(span)
                yield span


def _is_warrant(text: Text, span: Span, known: bool) -> bool:
    before, after = text.low[max(0, span[0] - 120) : span[0]], text.low[span[1] : span[1] + 70]
    if _OTHER_KIND.search(before) or _MINE.search(before) or _LABELLED.search(before):
        return False
    card = _NEAR_CARD.search(before)
    if card and re.search(rf"{_OTHER_CARD}\W*\Z", before[: card.start()] + " "):
        card = None
    shown = card and (
        re.search(_SHOWN, text.low[max(0, span[0] - 160) : span[1]]) or re.match(r" on (?:it|the)\b", after)
    )
    return bool(
        _NEAR_WORD.search(before)
        or shown
        or _BEHIND.match(after)
        or _TITLED.search(before)
        or (known and _ALSO_OF.search(before))
    )
