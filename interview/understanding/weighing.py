"""Gives officers the numbers that the words around them say are theirs, in whatever order they are put."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.around import PARALLEL, Around, around
from interview.understanding.text import Text

Span = tuple[int, int]
ENOUGH = 2.75


def weighed(text: Text, spans: list[Span], known: list[Span], others: list[Span]) -> Iterator[Span]:
    """The numbers that the words around them give to an officer.

    Args:
        text: the reporter's words.
        spans: where numbers stand that nothing has claimed yet.
        known: where shoulder numbers stand.
        others: where all other numbers stand.
    """
    marks = sorted({*spans, *known, *others})
    taken = list(known)
    weights = {span: around(text, span, marks) for span in spans}
    told = [one for one in weights.values() if one.weight >= ENOUGH]
    for span, one in weights.items():
        alike = any(other.shape == one.shape and other is not one for other in told)
        listed = _in_list(text, span, one, taken) or _side_by_side(text, span, weights)
        if one.weight >= ENOUGH - alike * (PARALLEL.search(one.before) is not None) or listed:
            taken.append(span)
            yield span


def _side_by_side(text: Text, span: Span, weights: dict[Span, Around]) -> bool:
    """Whether numbers of officers stand one behind the other: "three of them, 1505 1518 and a lad with none"."""
    one = weights[span]
    beside = (
        other
        for at, other in weights.items()
        if text.low[min(span[1], at[1]) : max(span[0], at[0])] in (" ", ", ") and other.shape == one.shape
    )
    return one.digits in (3, 4) and any(one.weight + other.weight >= ENOUGH for other in beside)


_LIST = re.compile(
    r"(?:,? and |, | ?/ ?| ?& ?|,? then |,? plus )"
    r"(?:the other (?:one )?|one |number |(?:his|her|their) (?:friend|mate|colleague|partner|pal|buddy) (?:number )?)?"
)


def _in_list(text: Text, span: Span, one: Around, taken: list[Span]) -> bool:
    """Whether a number goes on a list of known ones, and is no amount: "collar numbers 76402, and 7 something 418"."""
    before = [known for known in taken if known[1] <= span[0]]
    known = max(before, key=lambda known: known[1], default=None)
    joined = known and _LIST.fullmatch(text.low[known[1] : span[0]])
    lettered = bool(re.search(r"[a-z]", one.said))
    return bool(joined) and not one.of_another_kind and (lettered or one.digits > 2) and one.digits < 6
