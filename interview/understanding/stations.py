"""Stations that no list knows: a name after "at", "in" or "out of" is weighed by whether its clause is about work."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.forces import force_names
from interview.understanding.findings import Finding
from interview.understanding.first_names import first_names
from interview.understanding.places import EVENT, gazetteer, place_named
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list, words_of

ENOUGH = 3.0
_WORD = r"[A-Z](?:[a-z]|['\u2019](?!s\b))+"
_NAMED = re.compile(
    r"\b(?P<by>at|in|fae|frae|from|of|out of|over at|over in|up at|down at|based|to|in on)(?: the| that new place in)? "
    rf"(?P<place>{_WORD}(?:[ \-](?:on |upon |le |the |under )?{_WORD}){{0,2}})"
)
_KIND = re.compile(
    r"(?:Road|Street|Lane|Hill|House|Banks|Square|Way|Gate|Green|Cross|Park|Place|Court|Bridge|Central|North|South|"
    r"East|West)\Z"
)
_NO_STATION = re.compile(
    r"(?:'s|\u2019s)? (?:hospital|school|college|airport|hotel|arms|estate|market|bank|ltd|court|constabulary|club|"
    r"fc|park|"
    r"mosque|church|university|prison|services|festival|carnival|pride|shop|road|street|town centre|high street)\b|"
    r"(?:'s|\u2019s)\b"
)
_AT_WORK = re.compile(
    r"\A,? ?(?:\(?(?:the |a )?(?:nick|station|police station|custody\w*|cop shop|cells|hq|headquarters|bcu|"
    r"borough)\b|i think|i believe)"
)
_NOT_WORK = rf"(?:{EVENT}|my|me|us|our|i|we)\b"


@lru_cache(maxsize=1)
def _before() -> tuple[tuple[re.Pattern[str], float], ...]:
    """What may stand before the preposition, and what it counts; the first that fits is taken."""
    said = [*word_list("numbers")["officers"], *word_list("names")["officers"], *word_list("places")["teams"]]
    officer = rf"(?:{title_pattern()}|{any_of(said)})"
    quiet = rf"(?:(?!{_NOT_WORK})[\w'\-]+,? ){{0,4}}?"
    works = (
        r"(?:works?|working|worked|based|stationed|posted|serves?|serving|sits|runs|covers|operates|"
        r"transferred|attached)"
    )
    return (
        (re.compile(r"\b(?:i|we|i'?m|my|our|me|us)\b[^.,;\n]{0,40}\Z"), -4),
        (re.compile(r"\b(?:cells?(?: \d+)?|custody|nick|station|custody suite|front desk|control room) \Z"), 3),
        (re.compile(rf"\b{works} (?:[\w']+ ){{0,2}}?\Z"), 3),
        (re.compile(rf"\b{officer}(?: [A-Z]?[a-z'\-]+){{0,2}},? {quiet}\Z"), 2.5),
        (re.compile(rf"\b(?:he|she|they|who|both|hes|shes|theyre)(?:'s|'re| is| are| was| were)?,? {quiet}\Z"), 2.0),
        (re.compile(r"\b(?:takes?|answers?|answering|taking) (?:the )?(?:\d+ |emergency )?calls \Z"), 3),
        (re.compile(r"(?:\A|[.,;:\n(] ?)(?:(?:crowd|lot|all|both|now|i think|maybe|mainly|probably) )*\Z"), 1.5),
    )


_BY = {
    "out of": 1.5,
    "over at": 1.5,
    "based": 1.5,
    "over in": 1,
    "up at": 1,
    "down at": 1,
    "at": 1,
    "from": 0.5,
    "of": 0.5,
}


def weighed_stations(text: Text) -> Iterator[Finding]:
    """Stations whose clause says that somebody of the police works there."""
    for match in _NAMED.finditer(text.raw) if not text.shouted else ():
        start, end = match.span("place")
        if _is_place(text, start, end) and _weight(text, match) >= ENOUGH:
            yield text.finding("borough_bcu_or_station", place_named(match["place"]), (start, end), 0.72)


def _weight(text: Text, match: re.Match[str]) -> float:
    before, after = text.before(match.start(), 70), text.after(match.end(), 40)
    told = _BY.get(match["by"], 0.0)
    told += next((points for pattern, points in _before() if pattern.search(before)), 0.0)
    known = match["place"].lower() in gazetteer()
    return told + 0.75 * known + 0.75 * bool(_KIND.search(match["place"])) + 2.5 * bool(_AT_WORK.match(after))


def _is_place(text: Text, start: int, end: int) -> bool:
    said = text.low[start:end]
    first = said.split()[0]
    person = first in first_names() or first in words_of("places", "not_places")
    other = said in force_names() or re.search(r"\b(?:police|constabulary)\b", said)
    return not (person or other or first in words_of("names", "no_people") or _NO_STATION.match(text.low, end))
