"""Number plates of which only a part was seen: "a silver Astra, BX68 and I couldn't get the rest"."""

from __future__ import annotations

import re
from functools import lru_cache

from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
# Two letters and two digits begin a plate of today; letters or a digit of the rest may follow.
_BEGUN = re.compile(
    r"(?<![\w@#/\-])(?P<plate>[A-Za-z]{2}\d{2})(?: [A-Z]{1,2}(?![\w'])| ?[?*_.]{2,3})?(?![\w/@\-]| "
    r"?[A-Za-z]{3}\b(?<!the)(?<!and)(?<!was)(?<!not)(?<!but))"
)
_WORN = re.compile(
    r"\b(?:shoulder|collar|epaul\w+|badge|shirt|vest|sleeve|uniform|his number|her number|officer|pc|ps|constable)\b"
)


@lru_cache(maxsize=1)
def _vehicle() -> re.Pattern[str]:
    lists = word_list("vehicles")
    words = [
        *lists["makes"],
        *lists["models"],
        *lists["kinds"],
        "plate",
        "plates",
        "reg",
        "registration",
        "cars",
        "vans",
    ]
    return re.compile(rf"\b{any_of(words)}\b")


def partial_plates(text: Text) -> tuple[Span, ...]:
    """Where the beginning of a number plate stands, with a vehicle beside it and nobody who wears it."""
    return text.once("plates", lambda: tuple(_found(text)))


def _found(text: Text) -> list[Span]:
    spans = [match.span() for match in _BEGUN.finditer(text.raw)]
    return [span for span in spans if _of_vehicle(text, span)]


def _of_vehicle(text: Text, span: Span) -> bool:
    first, last = text.sentence(span[0])
    before, behind = text.low[max(first, span[0] - 70) : span[0]], text.low[span[1] : min(last, span[1] + 30)]
    worn = max((match.end() for match in _WORN.finditer(before)), default=-1)
    vehicle = max((match.end() for match in _vehicle().finditer(before)), default=-1)
    return vehicle > worn or (worn < 0 and bool(_vehicle().search(behind)) and not _WORN.search(behind))
