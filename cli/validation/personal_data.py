"""Warns of examples that could be about real people: a trained model keeps the words that it was trained on.

Numbers that nobody can have are left alone. Sources: Ofcom, "Telephone numbers for use in TV and radio drama
programmes"; RFC 2606 (domains); DVLA's scheme of registration numbers (no place begins with I, Q or Z, and the years
00 and 01 were never given out).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from cli.validation.project import Project
from cli.validation.sources import Problem
from interview.signposts import load_signposts, numbers

_DIGITS = re.compile(r"(?<![\w.])\+?\d[\d ()\-]{8,16}\d(?!\w)")
_DRAMA = re.compile(
    r"(?:01632960\d{3}|07700900\d{3}|08081570\d{3}|09098790\d{3}|03069990\d{3}|0(?:113|114|115|116|117|118|121|131|141"
    r"|151|161)4960\d{3}|02079460\d{3}|01914980\d{3}|02896496\d{3}|02920180\d{3})\Z"
)
_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)")
_NOBODYS_DOMAIN = re.compile(r"(?:.+\.)?(?:example\.(?:com|net|org)|example|test|invalid|localhost)\Z", re.I)
_PLATE = re.compile(r"\b([a-z]{2})(\d{2}) ?[a-z]{3}\b", re.I)


def check(project: Project) -> Iterator[Problem]:
    """A warning for each example that holds what may be somebody's own."""
    for _, text, place in project.examples():
        for kind in looks_real(text):
            yield Problem(place, f"looks like {kind} of a real person: use one that nobody can have", error=False)


def looks_real(text: str) -> Iterator[str]:
    """What in a text may be somebody's own, in words that go before "of a real person"."""
    found = (_digits(match.group()) for match in _DIGITS.finditer(text))
    if any(len(number) >= 10 and number not in _public() and not _DRAMA.match(number) for number in found):
        yield "the telephone number"
    if any(not _NOBODYS_DOMAIN.match(match[1]) for match in _ADDRESS.finditer(text)):
        yield "the e-mail address"
    if any(_given_out(*match.groups()) for match in _PLATE.finditer(text)):
        yield "the number plate"


@lru_cache(maxsize=1)
def _public() -> frozenset[str]:
    return frozenset(_digits(number) for number in numbers(load_signposts()).values())


def _digits(number: str) -> str:
    return "0" + re.sub(r"\D", "", number).removeprefix("0044").removeprefix("44").removeprefix("0")


def _given_out(place: str, year: str) -> bool:
    return place[0].upper() not in "IQZ" and year not in ("00", "01")
