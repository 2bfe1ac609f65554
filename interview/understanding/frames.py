"""Benefits and misused information by the frame of the clause: who gives, takes, looks up or tells what."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import Starting, searcher, word_list

SURE = 0.7
_BY_REPORTER = re.compile(r"\b(?:i|we|i'd|i've|we've|ive)(?: \w+)?\s*\Z")
_BY_OFFICER = re.compile(r"\b(?:he|she|they|officer|sergeant|pc|cop|copper)(?: \w+)?\s*\Z")
_NOT_GIVEN = re.compile(
    r"\b(?:look|lift|hug|smile|chance|number|name|details|statement|address|slap|kick|punch|push|letter|message|"
    r"messages|form|"
    r"receipt|ticket|leaflet|photo|photos|picture|video|text|email|warning|caution|minute|reason|account|evidence|"
    r"note|piece of|rent)\b"
)
_NOT_TAKEN = re.compile(
    r"\b(?:phone|statement|details|name|photos?|pictures?|number|hand|arm|head|time|minutes|hours|keys|as evidence|"
    r"into evidence|gave me a receipt)\b"
)
_TO_REPORTER = re.compile(r"\b(?:me|us|the police|police|you|court)\b")


@lru_cache(maxsize=1)
def _frames() -> tuple[tuple[str, str, Starting | re.Pattern[str]], ...]:
    lists = word_list("frames")
    parts = {**word_list("cues")["parts"], **lists["parts"]}
    return tuple(
        (slot, name, searcher(_filled(pattern, parts)))
        for slot in ("benefit_or_favour", "information_misused")
        for name, pattern in lists[slot].items()
    )


def _filled(pattern: str, parts: dict[str, str]) -> str:
    for name in ("third", "what", "tail", "goods", "num"):
        pattern = pattern.replace("{" + name + "}", parts[name])
    return pattern


def find_frames(text: Text) -> Iterator[Finding]:
    """What was given or taken, and what was looked up or told, each with the words of its clause."""
    taken: dict[str, list[tuple[int, int]]] = {}
    for slot, name, pattern in _frames():
        for match in pattern.finditer(text.low):
            span = match.span("words")
            if free_of(taken.setdefault(slot, []), *span) and _means_it(text, name, match):
                taken[slot].append(span)
                yield text.finding(slot, None, span, SURE)


def _means_it(text: Text, name: str, match: re.Match[str]) -> bool:
    """Whether the right one does it: an officer takes and tells, and is given to."""
    before, said = text.before(match.start(), 40), match["words"]
    if name == "given":
        return not _BY_OFFICER.search(before) and not _NOT_GIVEN.search(said)
    if name == "takes":
        return not _BY_REPORTER.search(before) and not _NOT_TAKEN.search(text.low[match.start() : match.end() + 30])
    if name in ("tells", "told", "looked", "shared", "knew"):
        return not _BY_REPORTER.search(before) and not _TO_REPORTER.match(said.split(" ", 1)[-1])
    return True
