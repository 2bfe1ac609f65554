"""Whose number a number is: of the one who is spoken of, of another, or of each in their order."""

from __future__ import annotations

import re

from interview.understanding.corrections import is_correction
from interview.understanding.findings import Finding
from interview.understanding.number_phrases import IN_THAT_ORDER, ONE_OF_THESE
from interview.understanding.officers import People, Subject
from interview.understanding.text import Text

_PLURAL_LABEL = re.compile(
    r"\b(?:numbers|nos|their (?:shoulder|collar|badge) (?:numbers?|nos?)|pcs|officers|constables|sergeants|pcsos|"
    r"dcs)\b"
    r"[^.\n]*\Z"
)
_ANOTHER = re.compile(
    r"\b(?:one|other|second|third|and|plus|man|lad|girl|bloke|officer|cop|pc|them|mate|colleague|partner|"
    r"passenger|driver|hers|woman|lady|female|who)\b|"
    r"\bhis[,:]| his is "
)
_PRONOUN = re.compile(r"\b(?:he|she|hes|shes|his|hers?)\b")
_GUESSED = re.compile(
    r"\bor\b[^.]*\Z|\A[^.]{0,20}\bor\b|\b(?:might|could|may)(?: have)?(?: be| been)\b[^.]{0,10}\Z|\b(?:maybe|"
    r"possibly)\b[^.]{0,6}\Z"
)


def hear_number(text: Text, people: People, position: int, number: Finding) -> None:
    """A second number of a kind is another officer's, unless it corrects the first or is a guess beside it."""
    known = next((at for at, one in enumerate(people.subjects) if has(one, number)), None)
    if known is not None:
        people.turn_to(known, position)
        return
    subject = people.current
    if people.subjects and _meant(text, number) and not people.subjects[0].numbers:
        subject = 0
    listed = _PLURAL_LABEL.search(text.before(position, 40)) or _in_turn(text, people, number)
    listed = listed or _in_order(text, people, number)
    told = _in_that_order(text, people, number)
    if told is not None:
        subject = told
    elif listed and people.subjects:
        subject = next((at for at, one in enumerate(people.subjects) if not numbered(one, number)), subject)
    mine = numbered(people.subjects[subject], number) if people.subjects else []
    if mine and mine[-1].value != number.value and not _same_number(text, mine[-1], number):
        others = (at for at, one in enumerate(people.subjects) if not numbered(one, number))
        subject = next(others, len(people.subjects))
    people.turn_to(subject, position).numbers.append(number)


def _meant(text: Text, number: Finding) -> bool:
    """Whether a number is that of the one whom all is about: "it's 2201 that broke my door"."""
    behind = re.match(r" (?:that|who)\b", text.low[number.end :])
    return bool(behind and re.search(r"\b(?:it'?s|it was) \Z", text.before(number.start, 10)))


def _in_turn(text: Text, people: People, number: Finding) -> bool:
    """Whether numbers are told in the order of the officers before: "her warrant 231904 his 229417"."""
    alike = [
        one
        for one in people.numbers
        if one.slot == number.slot and text.sentence(one.start) == text.sentence(number.start)
    ]
    names = [one for person in people.subjects for one in person.names if one.start >= text.sentence(number.start)[0]]
    turned = [at for at, _ in people.turns if text.sentence(number.start)[0] <= at < number.start]
    owners = (
        re.findall(r"\b(?:his|hers?)\b", text.low[text.sentence(number.start)[0] : alike[-1].start]) if alike else []
    )
    return len(alike) > 1 and len(set(owners)) > 1 and not (names or turned or _by_pronouns(text, people, number))


def _in_order(text: Text, people: People, number: Finding) -> bool:
    """Whether a sentence tells as many numbers as there are officers before it, in their order: "2870 and 2918"."""
    start, end = text.sentence(number.start)
    alike = [one for one in people.numbers if one.slot == number.slot and start <= one.start < end]
    told = [at for at, _ in people.turns if start <= at < alike[0].start] if alike else []
    before = [one for person in people.subjects for one in person.numbers if one not in alike]
    if told or before or _by_pronouns(text, people, number):
        return False
    return len(alike) == len(people.subjects) > 1


def _in_that_order(text: Text, people: People, number: Finding) -> int | None:
    """Whose it is of as many numbers as there are officers: "PC Rahman and PC Holt, 4417 and 4418 respectively"."""
    for match in IN_THAT_ORDER.finditer(text.low):
        places = [one.start() for one in ONE_OF_THESE.finditer(text.low, *match.span("numbers"))]
        if number.start in places and len(places) == len(people.subjects):
            return places.index(number.start)
    return None


def _by_pronouns(text: Text, people: People, number: Finding) -> bool:
    """Whether "his" and "hers" say whose number it is, for one of the officers is a man and one a woman."""
    known = {person.sex or person.guess for person in people.subjects}
    return known >= {"f", "m"} and bool(_PRONOUN.search(text.low, *text.sentence(number.start)))


def numbered(person: Subject, number: Finding) -> list[Finding]:
    """The numbers of that kind that somebody is known to have."""
    return [known for known in person.numbers if known.slot == number.slot]


def has(person: Subject, number: Finding) -> bool:
    """Whether somebody is known to have a number."""
    return any(known.value == number.value for known in numbered(person, number))


def _same_number(text: Text, known: Finding, number: Finding) -> bool:
    between = text.low[known.end : number.start]
    part = str(number.value).replace(" ", "") in str(known.value).replace(" ", "")
    swapped = (
        sorted(str(known.value)) == sorted(str(number.value))
        and not _ANOTHER.search(between)
        and len(between) < 80
        and not re.search(r"[.\n]", between)
    )
    return part or swapped or is_correction(between) or bool(_GUESSED.search(between))
