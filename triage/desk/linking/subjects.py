"""The officers that a case tells of, folded so that they can be compared."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from triage.case import Case
from triage.desk.linking.lists import alike, idle
from triage.desk.linking.names import Name, fold, read_name

NAME, SHOULDER, WARRANT, LOOKS = "subject_name", "shoulder_number", "warrant_number", "subject_description"
FORCE, STATION = "force", "borough_bcu_or_station"
_NOT_KNOWN = {"", "unknown", "?", "unsure"}
_WORD = re.compile(r"[a-z0-9]+")
_OF_ANY_FORCE = re.compile(r"\b(?:the|police|constabulary|service|force|of)\b")
_OF_ANY_STATION = {
    "police",
    "station",
    "nick",
    "bcu",
    "borough",
    "unit",
    "team",
    "the",
    "in",
    "at",
    "of",
    "and",
    "area",
}


@dataclass(frozen=True)
class Subject:
    """One officer of one case.

    Args:
        case: which case.
        force: folded, "" if not told; all officers of a case are of one force.
        station: words of the place they work at.
        letters: of the shoulder number.
        digits: of the shoulder number.
        warrant: letters and digits.
        name: of them.
        looks: words of the description.
        told: slot -> what was told, for the reasons that a person is shown.
    """

    case: UUID
    force: str
    station: frozenset[str]
    letters: str
    digits: str
    warrant: str
    name: Name
    looks: frozenset[str]
    told: Mapping[str, str]


def subjects_of(case: Case) -> list[Subject]:
    """The officers of a case of whom anything was told that can be compared."""
    shared = {slot: _text(case.slots[slot].value) for slot in (FORCE, STATION) if slot in case.slots}
    return [subject for told in _told(case) if (subject := _subject(case.id, shared | told))]


def _told(case: Case) -> Iterator[dict[str, str]]:
    yield {name: _text(case.slots[name].value) for name in (NAME, SHOULDER, WARRANT, LOOKS) if name in case.slots}
    further = case.slots["other_subjects"].value if "other_subjects" in case.slots else None
    for one in further if isinstance(further, list) else []:
        if isinstance(one, Mapping):
            yield {name: _text(_value(given)) for name, given in one.items()}


def _subject(case: UUID, told: Mapping[str, str]) -> Subject | None:
    said = {slot: text for slot, text in told.items() if text.casefold() not in _NOT_KNOWN}
    number = _plain(said.get(SHOULDER, ""))
    subject = Subject(
        case=case,
        force=" ".join(_OF_ANY_FORCE.sub(" ", fold(said.get(FORCE, ""))).split()),
        station=frozenset(_WORD.findall(fold(said.get(STATION, "")))) - _OF_ANY_STATION,
        letters=re.sub(r"\d", "", number).removeprefix("PC"),
        digits=re.sub(r"\D", "", number),
        warrant=_plain(said.get(WARRANT, "")),
        name=read_name(said.get(NAME, "")),
        looks=_looks(said.get(LOOKS, "")),
        told=said,
    )
    return subject if subject.digits or subject.warrant or subject.name or subject.looks else None


def _looks(text: str) -> frozenset[str]:
    words = (alike().get(word, word) for word in _WORD.findall(fold(text)))
    return frozenset(word for word in words if word not in idle() and len(word) > 1)


def _plain(text: str) -> str:
    return "".join(_WORD.findall(fold(text))).upper()


def _value(given: Any) -> Any:
    return given.get("value") if isinstance(given, Mapping) else given


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
