"""Names that no phrase introduces: every run of capitals is weighed by the words around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from interview.forces import force_names
from interview.understanding.first_names import first_names
from interview.understanding.introductions import before_names, behind_names
from interview.understanding.places import gazetteer
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import word_list, words_of

Span = tuple[int, int]
ENOUGH = 3.0
_CAPITAL = r"(?:(?:Mc|Mac|O'|O\u2019|D'|Al-|Fitz)?[A-Z][a-z\u00df-\u017f]+(?:[\-'\u2019][A-Z][a-z\u00df-\u017f]+)*)"
_MENTION = re.compile(
    rf"(?<![\w@#.'\u2019\-])(?:(?:Mr|Mrs|Ms|Miss)\.? )?(?P<name>(?:[A-Z]\.? )?{_CAPITAL}(?: (?:(?:de|van|al|el|"
    rf"bin) )?{_CAPITAL}){{0,2}})(?![\w@])"
)
_HONORIFIC = re.compile(r"(?:mrs?|ms|miss)\.? \Z")
_STARTS = re.compile(r"(?:\A|[.!?\n:;(\"\u201c]|\.\.\.|(?<=\s)-)\s*\Z")


@lru_cache(maxsize=1)
def _no_names() -> frozenset[str]:
    services, makes = word_list("vehicles")["services"], word_list("vehicles")["makes"]
    forces = {word for name in (*force_names(), *force_names().values()) for word in name.lower().split()}
    known = {*force_names(), *forces, *gazetteer(), *services, *makes, *words_of("names", "no_people")}
    return frozenset(known - first_names())


def mentioned(text: Text, known: Sequence[Span] = ()) -> Iterator[Span]:
    """Where names stand that the words around them give to an officer, or a list that begins with a known name."""
    if text.shouted:
        return
    before: Span | None = None
    for match in _MENTION.finditer(text.raw):
        span = _person(text, match.span("name"))
        if span is None:
            continue
        before = next((one for one in known if 0 < span[0] - one[1] < 6), before)
        listed = (
            before is not None
            and text.low[before[1] : span[0]] in (" and ", ", and ", " & ")
            and (" " in text.raw[slice(*span)]) >= (" " in text.raw[slice(*before)])
        )
        if listed or weight(text, span, titled=match.start() < match.start("name")) >= ENOUGH:
            before = span
            yield span


def _person(text: Text, span: Span) -> Span | None:
    """The part of a run of capitals that may be a name: without the word that begins the sentence."""
    words = [(m.start() + span[0], m.end() + span[0]) for m in re.finditer(r"[^ ]+", text.raw[slice(*span)])]
    first = first_names()
    ranks = [at for at, word in enumerate(words) if _is_rank(text.low[slice(*word)])]
    words = words[ranks[-1] + 1 :] if ranks else words
    while words and _common(text, words[0]) and text.low[slice(*words[0])] not in first:
        words = words[1:]
    if not words:
        return None
    said = [text.low[slice(*word)] for word in words]
    begins = bool(_STARTS.search(text.raw[max(0, words[0][0] - 4) : words[0][0]]) or words[0][0] == 0)
    whole = " ".join(said)
    if whole in _no_names() or any(word in _no_names() for word in (said[0], said[-1])) or "rover" in said:
        return None
    if len(said) > 1 and said[-1] in words_of("names", "places_end") and said[0] not in first:
        return None  # "Cheetham Hill"
    if begins and len(words) == 1 and said[0] not in first:
        return None
    return words[0][0], words[-1][1]


def _is_rank(word: str) -> bool:
    return bool(re.fullmatch(rf"{title_pattern()}|chief|detective|inspector|constable", word))


def _common(text: Text, word: Span) -> bool:
    said = text.low[slice(*word)]
    return said in words_of("names", "not_names") or bool(re.fullmatch(title_pattern(), said))


def weight(text: Text, span: Span, *, titled: bool = False) -> float:
    """How much tells that a name is an officer's.

    Args:
        text: the reporter's words.
        span: where the name stands.
        titled: whether "Mr" or the like stands before it.
    """
    said = text.low[slice(*span)].split()
    honorific = _HONORIFIC.search(text.low[: span[0]]) if titled else None
    start = honorific.start() if honorific else span[0]
    before, after = text.before(start, 110), text.after(span[1], 70)
    told = 1.5 * (said[0] in first_names()) + (len(said) > 1) + titled
    told += next((points for pattern, points in before_names() if pattern.search(before)), 0.0)
    told += sum(points for pattern, points in behind_names() if pattern.match(after))
    alone = not before.strip() and not after.strip(" .,")
    return told + (1.0 if alone else 0.0)
