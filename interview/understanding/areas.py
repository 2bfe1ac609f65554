"""Forces that are told by their area alone: "with Northumbria", "the Surrey superintendent", "Essex crowd"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.forces import force_names, read_force
from interview.understanding.findings import Finding
from interview.understanding.places import gazetteer
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

_TOO_WIDE = ("met", "city", "transport", "railway", "scotland", "mod", "force", "kent")
# What is a force by these words alone.
_ALONE = {
    r"mod (?:plod|polis|police|cops?|bobb\w+)|ministry of defence|mod(?= (?:gate|guard))": "Ministry of Defence Police",
    r"civil nuclear": "Civil Nuclear Constabulary",
    r"city (?:of london )?polic[ei]|city plod": "City of London Police",
    r"(?:railway|transport) (?:police|cops?|plod|polis)": "British Transport Police",
    r"(?:the )?met (?:cops?|plod|copper|lot|crowd)": "Metropolitan Police Service",
}


# Names that nothing but a force has beside a rank.
_WIDE = (
    "west midlands",
    "thames valley",
    "south yorkshire",
    "west yorkshire",
    "north yorkshire",
    "west mercia",
    "devon and cornwall",
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    names = {*force_names(), *(name.lower() for name in force_names().values())}
    area = any_of(name for name in names if name not in gazetteer() and name not in _TOO_WIDE and len(name) > 3)
    kent = rf"(?P<area>{area}|kent|met)"
    officer = rf"(?:{title_pattern()}|{any_of([*word_list('numbers')['officers'], *word_list('names')['officers']])})"
    after = any_of(word_list("places")["of_an_area"])
    return (
        re.compile(rf"\b{kent}(?:'?s)? (?:{after}|{title_pattern()})\b"),
        re.compile(rf"\bheddlu {kent}\b"),
        re.compile(rf"\b{kent} (?:hq|headquarters|control room|custody)\b"),
        re.compile(
            r"\b(?:uniform|custody visitor|acc|accs|chief constable|policing|badge|crest) "
            rf"(?:of|in|for|at|from) {kent}\b"
        ),
        re.compile(
            rf"\b(?:he|she|they|it|hes|shes)(?:'s|'re| is| are| was)? (?:in |with |from )?(?:the )?"
            rf"(?P<area>met|metropolitan|{area})(?=\s*(?:[.,;\n)]|\Z))"
        ),
        re.compile(rf"\b(?:{title_pattern()})(?: [a-z\d]+){{0,5}}? (?P<area>west mids|{any_of(_WIDE)})\b"),
        re.compile(
            rf"\b{officer}\b(?:(?! (?:i|we|me|my|us|told|hit|met|stopped|grabbed|came|took|who|and|moved|"
            rf"from)\b)[^.;\n]){{0,40}}"
            rf"(?:\b(?:with|for|of|in)|,|\() ?(?:the )?{kent}(?=\s*(?:[.,;\n)]|\Z| (?:and|but|who|took|he|she|way|"
            rf"like)\b))"
        ),
        re.compile(rf"(?:\A\s*|[.\n] ?){kent}(?=[.,] ?(?:[a-z]|\n)|[.,]?\s*\Z)"),
    )


def find_areas(text: Text) -> Iterator[Finding]:
    """Forces by the name of their area, where the words around say that its police are meant."""
    for said, name in _ALONE.items():
        for match in re.finditer(rf"\b(?:{said})\b", text.low):
            yield text.finding("force", name, match.span(), 0.85)
    for pattern in _patterns():
        for match in pattern.finditer(text.low):
            official = force_names().get(re.sub(r"[\s\-]+", " ", match["area"])) or read_force(match["area"])
            if official:
                yield text.finding("force", official, match.span("area"), 0.78)
