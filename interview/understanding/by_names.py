"""Names that are told beside an officer: what people call them, an apposed surname, their mate, one of a family."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.forces import force_names
from interview.understanding.first_names import first_names
from interview.understanding.name_words import Name, named, no_names
from interview.understanding.places import gazetteer
from interview.understanding.ranks import rank_of, title_pattern
from interview.understanding.text import Text
from interview.understanding.words import words_of

_CAPITAL = r"[A-Z][A-Za-z'\u2019\-]+"
_CALLERS = r"(?:they|we|people|everyone|everybody|folk|the lads|lads|locals|girls|kids|he|she|i)(?: all)?"
_CALL = r"(?:calls?|cry|cries|called)"
# "a fella they call Treacle", "a DI they all call the Bishop"
_CALLED_SO = re.compile(
    r"\b(?:one|fella|feller|man|lad|bloke|guy|woman|lass|girl|somebody|someone|polis\w*|copper|cop|officer|<titles>),? "
    rf"(?:that |who )?(?i:{_CALLERS}) {_CALL} (?P<name>(?:the )?{_CAPITAL})"
)
# "shrek we call him", "Marsh, she's called"
_CALLED_SO_BEHIND = re.compile(
    rf"(?P<name>(?:[A-Z][a-z'\-]+ )?[A-Za-z][A-Za-z'\-]+),? "
    rf"(?:(?i:{_CALLERS}) {_CALL} (?:him|her)|(?:he|she)(?:'?s| is) called)"
    r"(?= ?(?:[.,;:)\n]|\Z|and\b|n\b|but\b))"
)
# "danny from vice", "Jem in the intel office"
_UNIT = (
    r"(?:vice|cid|traffic|intel|response|custody|firearms|missing persons|neighbourhood|licensing|drugs|the drugs?|"
    r"the dog (?:section|unit)|the intel\w*|[a-z] (?:section|relief|shift|block|team)|the (?:front desk|control room))"
)
_OF_UNIT = re.compile(rf"(?<![\w'])(?P<name>[A-Za-z][a-z'\-]+) (?:from|off|in|on|at|out of) {_UNIT}\b", re.IGNORECASE)
# "the skipper, Angove, next morning"; "Ogilvie, the constable"; "Cahir McArdle, constable in Strabane"
_SURNAME_BEHIND = re.compile(
    rf"\b<titles>\b(?! [A-Z0-9])[^.,;:\n]{{0,45}}, (?P<name>{_CAPITAL}(?: {_CAPITAL})?)(?=, | - )"
)
_RANK_BEHIND = re.compile(
    rf"(?<![\w@'])(?P<name>{_CAPITAL}(?: {_CAPITAL})?), (?:the |our |an? )?(?P<rank><titles>)"
    r"(?=,| (?:in|at|from|on|with|for)\b)"
)
# "his pal Scott", "her mate jem": told of beside another officer
_MATE = re.compile(
    r"\b(?i:his|her|their) (?:(?:press|own|young|new|old|best) )?(?:pal|mate|colleague|oppo|crewmate|sidekick|neebur|"
    r"marra|sergeant|skipper|inspector|tutor|boss|officer|secretary|assistant),? "
    r"(?P<name>[A-Za-z][a-z'\-]+(?: [A-Z][a-z'\-]+)?)"
)
# "the brothers Lee and Craig Hathersage"
_FAMILY = re.compile(rf"(?<![\w'])(?P<name>[A-Z][a-z]+) and (?P<other>[A-Z][a-z]+) (?P<surname>{_CAPITAL})")


def beside(text: Text) -> Iterator[Name]:
    """The names that are told in one of these ways; the officer's mates as such, for they are other officers."""
    yield from (_made(text, match, "alias") for match in _pattern(_CALLED_SO).finditer(text.raw) if not text.shouted)
    for match in _CALLED_SO_BEHIND.finditer(text.raw):
        if _may_be(text, match):
            yield _made(text, match, "called" if " " in match["name"] else "alias")
    yield from (_made(text, m, "called") for m in _OF_UNIT.finditer(text.raw) if _first(m["name"]))
    for pattern in (_SURNAME_BEHIND, _RANK_BEHIND):
        for match in _pattern(pattern).finditer(text.raw):
            if not text.shouted and _may_be(text, match):
                rank = match.groupdict().get("rank")
                yield _made(text, match, "called", rank_of(rank.lower()) if rank else None)
    yield from (_made(text, m, "mate") for m in _MATE.finditer(text.raw) if _may_be(text, m) and _likely(text, m))


def of_family(text: Text, known: list[Name]) -> Iterator[Name]:
    """The first name before a known whole name that shares its surname: "Lee and Craig Hathersage"."""
    for match in _FAMILY.finditer(text.raw):
        whole = any(name.start == match.start("other") and name.end == match.end("surname") for name in known)
        if whole and _first(match["name"]):
            found = named(text, match.span("name"), "called")
            yield Name(f"{found.name} {match['surname']}", found.start, found.end, "called")


@lru_cache(maxsize=4)
def _pattern(pattern: re.Pattern[str]) -> re.Pattern[str]:
    """A pattern with the words for ranks in it, which may be written in any way."""
    return re.compile(pattern.pattern.replace("<titles>", f"(?i:{title_pattern()})"))


def _made(text: Text, match: re.Match[str], how: str, rank: str | None = None) -> Name:
    return named(text, match.span("name"), how, rank)


def _first(word: str) -> bool:
    return word.lower() in first_names()


def _likely(text: Text, match: re.Match[str]) -> bool:
    """Whether a word behind "his mate" is a name: it has a capital, or is a first name."""
    return _first(match["name"].split()[0]) or (match["name"][0].isupper() and not text.shouted)


def _may_be(text: Text, match: re.Match[str]) -> bool:
    """Whether the words are nothing else: no common word, place or day, and of no relative of the reporter."""
    words = match["name"].lower().split()
    words = [re.sub(r"'s\Z", "", word) for word in words]
    mine = re.search(r"\b(?:my|our|i'?m|i am)(?: \w+)?,? \Z", text.before(match.start("name"), 20))
    short = match["name"].isupper() and len(match["name"]) < 6
    return not (set(words) & _others() or " ".join(words) in _others() or mine or short)


@lru_cache(maxsize=1)
def _others() -> frozenset[str]:
    """What is no officer's name: common words, places, forces and days."""
    forces = {
        word for name in (*force_names(), *force_names().values()) for word in (name.lower(), *name.lower().split())
    }
    known = {*no_names(), *words_of("names", "no_people"), *gazetteer(), *forces}
    return frozenset(known - first_names())
