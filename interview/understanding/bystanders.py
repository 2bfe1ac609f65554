"""Officers whom a report is not about: who saw it, told of it, was told of it, or is only somebody's colleague or kin.

What somebody is follows from the words right before and behind each mention of them. Whoever is said to have done
anything else stays one of the officers that the report is about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interview.understanding.bystander_phrases import (
    ACCUSED,
    AGAIN,
    ARTICLE,
    BEARER,
    FURTHER,
    LEAD,
    MINE,
    NEXT,
    NUMBER,
    OFFICER,
    PRONOUN,
    THEN,
    TO_STOP,
    VERB,
    ahead,
    behind,
    clears,
    failed,
    harmless,
    harms,
    kin,
    titles,
)
from interview.understanding.clauses import tail
from interview.understanding.name_words import Name
from interview.understanding.names import find_names
from interview.understanding.numbers import find_numbers
from interview.understanding.quotes import quoted
from interview.understanding.ranks import Rank, find_ranks
from interview.understanding.text import Text, free_of

Span = tuple[int, int]
# "he was so kind to me. Then he ..." is how many an account of abuse begins.
_AT_FIRST = re.compile(
    r"\b(?:but|then|until|till|at first|first|to start with|in the beginning|later|soon|once|eventually|"
    r"after (?:that|a while)|one (?:night|day|time)|started|next thing|when i|now)\b"
)
_HE = re.compile(r"\b(?:he|she|hes|shes)\b")
_SAYS_SO = re.compile(r"\b(?:sa(?:id|ys)|claim\w*|reckon\w*|swears?|insist\w*|thinks?|told \w+)(?: that)? \Z")
_WITNESS = ("saw", "source", "helped", "named")


@dataclass(frozen=True)
class _Mention:
    """Somebody told of by name or rank: from the words that lead to them to the end of their number.

    Attributes:
        lead: where words begin that lead to them ("his mate PC ...").
        start: where their rank or name begins.
        end: where their name or rank, or the number behind it, ends.
        key: what mentions of one person share.
    """

    lead: int
    start: int
    end: int
    key: frozenset[str]


@dataclass(frozen=True)
class Bystanders:
    """Where officers stand whom the report is not about, and what is said of those who can bear witness."""

    spans: tuple[Span, ...] = ()
    witnesses: tuple[Span, ...] = ()

    def among(self, start: int, end: int) -> bool:
        """Whether words belong to the mention of one of them."""
        return not free_of(list(self.spans), start, end)


def bystanders(text: Text) -> Bystanders:
    """The officers of a text whom it does not accuse of anything."""
    return text.once("bystanders", lambda: _bystanders(text))


def _bystanders(text: Text) -> Bystanders:
    mentions = _mentions(text)
    parts = [_part(text, mentions, at) for at in range(len(mentions))]
    aside = _aside(text, mentions, parts)
    spans = tuple((one.lead, one.end) for one in aside)
    bear = [at for at, one in enumerate(mentions) if one in aside and parts[at] in _WITNESS]
    return Bystanders(spans, tuple(_words(text, mentions, at) for at in bear))


def _mentions(text: Text) -> list[_Mention]:
    """Everybody of the police who is told of by name or rank, in the order of the text."""
    names = find_names(text)
    named = [_named(text, name) for name in names]
    spans = [(one.start, one.end) for one in named]
    ranks = [rank for rank in find_ranks(text) if free_of(spans, rank.start, rank.end)]
    told = sorted([*named, *(_ranked(text, rank, names) for rank in ranks)], key=lambda one: one.start)
    return sorted([*told, *_numbered(text, [(one.lead, one.end) for one in told])], key=lambda one: one.start)


def _named(text: Text, name: Name) -> _Mention:
    title = titles().search(text.before(name.start, 40))
    start = name.start - len(title.group() if title else "")
    return _mention(text, (start, name.end), LEAD, frozenset(name.name.lower().split()))


def _ranked(text: Text, rank: Rank, names: Sequence[Name]) -> _Mention:
    """Somebody told of by rank alone: "the sergeant" is the sergeant who was named before."""
    same = [name for name in names if name.rank == rank.value and name.start < rank.start]
    again = same and rank.article in ("the", "that", "this")
    number = re.match(r"(?: no\.?| number)? [a-z]{0,2} ?\d{2,5}\b", text.low[rank.end :])
    alone = number.group() if number else rank.start if rank.article in ("another", "other") else rank.value
    key = frozenset(same[-1].name.lower().split() if again else (f"rank {alone}",))
    return _mention(text, (rank.start, rank.end), ARTICLE, key)


def _numbered(text: Text, told: list[Span]) -> Iterator[_Mention]:
    """Those told of by number and what they are to others: "the one with 2200 saw it"."""
    for number in find_numbers(text):
        lead = BEARER.search(text.before(number.start, 60))
        if lead and number.slot == "shoulder_number" and free_of(told, number.start, number.end):
            start = number.start - len(lead.group())
            yield _Mention(start, number.start, number.end, frozenset({f"number {number.value}"}))


def _mention(text: Text, span: Span, leads: re.Pattern[str], key: frozenset[str]) -> _Mention:
    lead, number = leads.search(text.before(span[0], 60)), NUMBER.match(text.low, span[1])
    return _Mention(span[0] - len(lead.group() if lead else ""), span[0], number.end() if number else span[1], key)


def _part(text: Text, mentions: Sequence[_Mention], at: int) -> str | None:
    """What a mention tells of somebody; whom the words clear is a bystander, whatever else they did."""
    return "kind" if _cleared(text, mentions, at) else _told(text, mentions, at)


def _told(text: Text, mentions: Sequence[_Mention], at: int) -> str | None:
    """What a mention tells of somebody: "does" when it is more than to have seen, told or heard of it."""
    one, before = mentions[at], _before(text, mentions[at])
    if MINE.search(before) and not quoted(before):
        return "mine"
    named = dict(ahead())["named"].search(before)
    if ACCUSED.search(before) and not named and not kin().match(text.after(one.end)):
        return "does"
    previous = mentions[at - 1] if at and _beside(text, mentions[at - 1], one) else None
    told = _acts(text, one, alone=previous is None) or _object(text, one, before)
    if told:
        return "does" if told == "kind" and _does_harm(text, mentions, at) else told
    if mentions[at + 1 :] and _beside(text, one, mentions[at + 1]):
        return _part(text, mentions, at + 1)
    if previous is None:
        return None
    return "does" if ACCUSED.search(_before(text, previous)) else _object(text, previous, _before(text, previous))


def _cleared(text: Text, mentions: Sequence[_Mention], at: int) -> bool:
    """Whether somebody is cleared before anybody else is told of: "PC 1822 picked him up, she was lovely".

    So is who is named as the one whom "no complaint is made against".
    """
    one, until = mentions[at], _until(text, mentions, at)
    if dict(ahead())["cleared"].search(_before(text, one)):
        return True
    sentence = text.sentence(one.end - 1)[1]
    last = min(until, text.sentence(min(sentence + 2, len(text.low) - 1))[1])
    said = clears().search(text.low, one.end, last)
    if said is None or _SAYS_SO.search(text.low, one.end, said.start()):
        return False
    after = _AT_FIRST.search(text.low, said.end(), last + 90) or failed().search(text.low, said.end(), until)
    return not (after or harms().search(text.low, one.end, until))


def _until(text: Text, mentions: Sequence[_Mention], at: int) -> int:
    """Where the words end that may be of somebody: where somebody else is told of."""
    others = (other.lead for other in mentions[at + 1 :] if not other.key & mentions[at].key)
    return next(others, len(text.low))


def _does_harm(text: Text, mentions: Sequence[_Mention], at: int) -> bool:
    """Whether "he" or "she" does harm before anybody else is told of: "was nice. He asked me to get in the car"."""
    end = _until(text, mentions, at)
    return any(
        harms().search(text.low, he.end(), min(he.end() + 60, end))
        for he in _HE.finditer(text.low, mentions[at].end, end)
    )


def _before(text: Text, one: _Mention) -> str:
    return text.low[max(0, one.lead - 70) : one.lead]


def _beside(text: Text, one: _Mention, following: _Mention) -> bool:
    """Whether two are told of together, or as one: "PC Lane and Sgt Bell", "my sergeant, Dawn Price"."""
    return following.lead < one.end or bool(NEXT.fullmatch(text.low[one.end : following.lead]))


def _acts(text: Text, one: _Mention, *, alone: bool) -> str | None:
    """What somebody does right behind their mention; more than one thing is told by the most."""
    said = _said(text, one, alone=alone)
    if said:
        more = _does_more(text, said[1], said[0]) or _at_first(text, said)
        return "does" if more else said[0]
    return "does" if VERB.match(text.after(one.end, 60)) else None


def _at_first(text: Text, said: tuple[str, int]) -> bool:
    """Whether somebody was kind only at first: "was so kind to me. Then he put his hand"."""
    return said[0] == "kind" and bool(_AT_FIRST.search(text.low, said[1], said[1] + 120))


def _said(text: Text, one: _Mention, *, alone: bool = True) -> tuple[str, int] | None:
    """What is said of a bystander right behind their mention, and where it ends; "were" is said of one of several."""
    after = text.after(one.end, 200)
    found = ((part, pattern.match(after)) for part, pattern in behind())
    told = next(((part, said) for part, said in found if said), None)
    if told is None or (alone and re.match(r" (?:were|are)\b", after)):
        return None
    return told[0], one.end + told[1].end()


def _object(text: Text, one: _Mention, before: str) -> str | None:
    """What is done with somebody right before their mention."""
    after = text.after(one.end, 60)
    part = next((part for part, pattern in ahead() if pattern.search(before)), None)
    if part in (None, "told", "source") and TO_STOP.match(after):
        return None
    if part is None:
        return "related" if kin().match(after) else None
    return "does" if _does_more(text, one.end, part) else part


def _does_more(text: Text, at: int, part: str) -> bool:
    """Whether the words go on with something that the report may be about: "saw it and did nothing"."""
    rest = text.after(at, 140)
    if any(failed().match(rest, then.end()) for then in THEN.finditer(rest)):
        return True
    if any(not harmless().match(rest, more.start("verb")) for more in FURTHER.finditer(rest)):
        return True
    again = AGAIN.match(text.low, at + len(rest)) if part in ("told", "took") else None
    return bool(again and failed().match(text.low, again.end()))


def _aside(text: Text, mentions: Sequence[_Mention], parts: Sequence[str | None]) -> list[_Mention]:
    """The mentions of those of whom nothing is told but what makes them bystanders."""
    told = list(zip(mentions, parts, strict=True))
    aside = [one for one, _ in told if _only_told_of(one, told)]
    kept = any(one not in aside for one in mentions)
    if kept or _others(text, aside):
        return aside
    # Of the only officers of a text more may be meant than is said, unless the reporter is one, or told them of others.
    goes_on = PRONOUN.search(text.low, aside[0].end) if aside else None
    return [one for one, part in told if part in ("mine", "named") or (part == "told" and not goes_on)]


def _others(text: Text, aside: Sequence[_Mention]) -> bool:
    """Whether an officer is told of besides, though not by name or rank."""
    edges = [0, *(edge for one in aside for edge in (one.lead, one.end)), len(text.low)]
    return any(OFFICER.search(text.low, first, last) for first, last in zip(edges[::2], edges[1::2], strict=True))


def _only_told_of(one: _Mention, told: Sequence[tuple[_Mention, str | None]]) -> bool:
    parts = {part for other, part in told if other is one or one.key & other.key}
    return bool(parts - {None}) and "does" not in parts


def _words(text: Text, mentions: Sequence[_Mention], at: int) -> Span:
    """The words that tell of somebody who can bear witness."""
    one = mentions[at]
    said = _said(text, one, alone=False)
    if said:
        return one.lead, max(said[1], tail(text, one.end, 12))
    before = text.before(one.lead, 70)
    told = next((found for _, pattern in ahead() if (found := pattern.search(before))), None)
    if told:
        return one.lead - len(before) + told.start(), one.end
    together = mentions[at + 1 :] and _beside(text, one, mentions[at + 1])
    return one.lead, _words(text, mentions, at + 1)[1] if together else one.end
