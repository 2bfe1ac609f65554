"""A text that answers a question: what is bare there ("dave", "123", "at my flat") still counts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from interview.forces import read_force
from interview.guide import Question, load_guide
from interview.hearing import read_choice
from interview.phrases import plain
from interview.understanding import around, numerals, other_numbers, runs
from interview.understanding.bearers import halves
from interview.understanding.findings import Finding
from interview.understanding.first_names import first_names
from interview.understanding.looks import find_looks
from interview.understanding.name_words import is_known, no_names, take_name, tidy
from interview.understanding.no_answers import names_nothing
from interview.understanding.places import station_answer
from interview.understanding.text import Text, free_of

_NONE = re.compile(
    r"(?:no(?! idea)|nope|nah|none|nobody|no ?one|nothing|never|not really|not that i (?:know|remember)|just (?:me|"
    r"us|him|her)|only (?:me|us))\b"
)
_FILLER = re.compile(
    r"\A(?:(?:i think|its|it's|it is|it was|was|his name is|hes|he's|shes|she's|is|maybe|erm?|um+|oh|"
    r"probably|yeah|yes|ok|well|pc|ps|dc|ds|sgt|just|so|the|called|that was|think|like)[\s,]+)*",
    re.IGNORECASE,
)
_NUMBER = re.compile(rf"(?<![\w/:£$.]){numerals.NUMBER}")
_WARRANT = re.compile(r"(?<![\w/:£])(?P<number>(?:[a-z]{1,2} ?)?\d(?:[ \-]?\d){1,7})(?![\w/:])")
_CARD_PARTS = re.compile(
    r"(?<![\w/:])\d{2,3}(?:,? (?:and )?(?:then|after that|something|and ends? (?:in|with)) )+(?:a )?(?:double "
    r")?\d{1,4}(?![\w/:])"
)
_PART = re.compile(
    r"\b(?:ends?|ending|ended|starts?|started|began|begins?|first|last|digits?|then|something|think|number|warrant|bit)\b"
)
_SAYS = re.compile(r"(?:was|is|its|it's|called|named|name|say|says|said|hes|he's|shes|she's|pc|ps|dc|ds|sgt)\s")
_MEASURED = re.compile(r" \d+ [a-z]")  # "size 10 boots" is no name
LONGEST_WITH_A_NAME = 8  # words
TEXT_LIMIT = 400


def answer(text: Text, asked: str, found: Iterable[Finding]) -> list[Finding]:
    """What a text says when it answers a question, besides what was found in it anyway.

    Args:
        text: the reporter's words.
        asked: the slot that was asked for.
        found: what was found in it without knowing the question.
    """
    everything = list(found)
    slot = next((slot for slot in load_guide().slots if slot.name == asked), None)
    if slot is None or not plain(text.raw) or names_nothing(asked, text.raw):
        return everything
    mine = [finding for finding in everything if finding.slot == asked]
    more = list(_READERS[asked](text, mine) if asked in _READERS else _default(text, slot, mine))
    if asked == "borough_bcu_or_station":  # "at lewisham nick" tells where they work, then
        everything = [finding for finding in everything if finding.slot != "where"]
    replaced = asked in _WHOLE and more
    return [*(f for f in everything if not (replaced and f.slot == asked)), *more]


def _default(text: Text, slot: Question, mine: list[Finding]) -> Iterator[Finding]:
    if slot.kind == "choice":
        value = read_choice(slot, text.raw, "inform")
        if value and not mine:
            yield text.finding(slot.name, value, (0, len(text.raw)), 0.9)
    elif slot.kind == "text" and not mine and asked_about_case(slot):
        yield from _whole(text, slot.name)


def asked_about_case(slot: Question) -> bool:
    """Whether the answer belongs to the case rather than to the reporter's contact details."""
    return not slot.part and slot.offered


def _whole(text: Text, slot: str) -> Iterator[Finding]:
    finding = text.finding(slot, None, (0, len(text.raw)), 0.85)
    none = bool(_NONE.match(plain(text.raw)))
    if finding.as_said:
        yield Finding(slot, finding.value, finding.as_said, 0.9 if none else 0.85, finding.start, negated=none)


def _name(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    if mine:
        return
    lead = _FILLER.match(text.raw)
    begins = lead.end() if lead else 0
    span = take_name(text, begins) or _whole_name(text, begins)
    further = [(match, take_name(text, match.end())) for match in re.finditer(r"\S*\s", text.raw)]
    named = (one for match, one in further if one and (_SAYS.match(match.group().lower()) or is_known(text, one)))
    span = span or next(named, None)
    if (
        span
        and not _MEASURED.match(text.low, span[1])
        and len(text.raw.split()) <= 8
        and not _NONE.match(plain(text.raw))
    ):
        yield text.finding("subject_name", tidy(text.raw[slice(*span)]), span, 0.8)


def _whole_name(text: Text, begins: int) -> tuple[int, int] | None:
    """Two words that are all of the answer, of which the first is a first name: "will smith"."""
    words = re.compile(r"\s*(?P<first>[a-z]+) (?P<last>[a-z'\-]{3,})\W*\Z").match(text.low, begins)
    known = words and words["first"] in first_names() and words["last"] not in no_names()
    return (words.start("first"), words.end("last")) if words and known else None


def _shoulder(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    if mine:
        return
    others = [*other_numbers.certain(text), *_of_looks(text)]
    whole = re.fullmatch(r"\W*(?:\d{2,4}|\d{1,3} ?(?:yr|k|p))\W*", text.low)
    told = next(halves(text, sure=True), None)
    if told:
        yield text.finding("shoulder_number", told[1], told[0], 0.93)
        return
    for span in _candidates(text):
        if (whole or free_of(others, *span)) and (value := numerals.shoulder(text.low[slice(*span)])):
            yield text.finding("shoulder_number", value, span, 0.93)
            return


def _candidates(text: Text) -> list[tuple[int, int]]:
    """Where numbers stand that may be the answer; what the words around say to be something else is none."""
    told = list(runs.spans(text))
    kept = [span for span in told if not around.around(text, span, told, answer=True).of_another_kind]
    return kept + [m.span() for m in _NUMBER.finditer(text.low) if free_of(told, *m.span())]


def _warrant(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    told = [one for one in runs.spans(text) if not around.around(text, one, [], answer=True).of_another_kind]
    told += [m.span() for m in _CARD_PARTS.finditer(text.low)]
    match = _WARRANT.search(text.low)
    spans = [span for span in (*told, *([match.span("number")] if match else [])) if span[1] - span[0] > 1]
    spans.sort(key=lambda span: span[0] - span[1])
    others = [*other_numbers.others(text), *_of_looks(text)]
    spans = [span for span in spans if _part_told(text, span)]
    if not mine and spans and free_of(others, *spans[0]):
        yield text.finding("warrant_number", numerals.warrant(text.low[slice(*spans[0])]), spans[0], 0.93)


def _of_looks(text: Text) -> list[tuple[int, int]]:
    """Where heights and ages stand beside other words: "5ft 10, skinny, number 3345"."""
    return [
        (one.start, one.start + len(one.as_said)) for one in find_looks(text) if re.search(r"[a-z]{2}", one.as_said)
    ]


def _part_told(text: Text, span: tuple[int, int]) -> bool:
    """Whether one or two digits are told as a part of a number, and do not just stand in a sentence ("size 10")."""
    digits = sum(map(str.isdigit, text.low[slice(*span)]))
    return (
        digits > 2 or bool(_PART.search(text.low)) or not re.search(r"[a-z]", text.low[: span[0]] + text.low[span[1] :])
    )


def _station(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    spans = [(finding.start, finding.end) for finding in mine]
    near = [found for found in station_answer(text) if free_of(spans, found.start, found.end)]
    yield from near
    if not near and not mine and len(text.raw.split()) <= 6:
        yield from _whole(text, "borough_bcu_or_station")


def _rank(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    """The rank, among more words than an account would be read for ("civilian", "special")."""
    options = load_guide().slot("subject_role_rank").options
    words = sorted(
        ((plain(word), value) for value, words in options.items() for word in words), key=lambda w: -len(w[0])
    )
    for word, value in () if mine else words:
        match = re.search(rf"(?<!not )(?<!not a )(?<!not an )\b{re.escape(word)}\b", text.low)
        if match and len(word) > 1:
            yield text.finding("subject_role_rank", value, match.span(), 0.9)
            return


def _force(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    if not mine and (official := read_force(text.raw)):
        yield text.finding("force", official, (0, len(text.raw)), 0.9)


def _words(slot: str) -> Callable[[Text, list[Finding]], Iterator[Finding]]:
    def whole(text: Text, mine: list[Finding]) -> Iterator[Finding]:
        del mine
        if len(text.raw) <= TEXT_LIMIT:
            yield from _whole(text, slot)

    return whole


def _nothing(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    del text, mine
    yield from ()


def _where(text: Text, mine: list[Finding]) -> Iterator[Finding]:
    if not mine and len(text.raw.split()) <= 15:
        yield from _whole(text, "where")


_WHOLE = ("witnesses", "subject_description")
_READERS: dict[str, Callable[[Text, list[Finding]], Iterator[Finding]]] = {
    "subject_name": _name,
    "subject_role_rank": _rank,
    "shoulder_number": _shoulder,
    "warrant_number": _warrant,
    "borough_bcu_or_station": _station,
    "force": _force,
    "witnesses": _words("witnesses"),
    "subject_description": _words("subject_description"),
    "where": _where,
    "account": _nothing,
    "attachments": _nothing,
    "other_subjects": _nothing,
}
