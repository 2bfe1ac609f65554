"""A case as it is read: what was understood beside the reporter's words, by section; and everything in its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interview.guide import Guide
from triage.case import Case
from triage.desk.render import TRANSLATE, value_text
from triage.desk.summary import texts
from triage.form import CHANNEL, SEALED_CHANNEL

SECTIONS = {
    "safety": "Safety",
    "conduct": "Conduct",
    "subject": "Officer or member of staff",
    "events": "Events",
    "knowledge": "Knowledge and evidence",
    "reporter": "Reporter",
    "follow_up": "Follow-up",
    "other": "Other",
}
_CHANNELS = {
    "web": "Web chat",
    "telegram": "Telegram",
    CHANNEL: "Form, read at the server",
    SEALED_CHANNEL: "Form, sealed in the reporter's browser",
}
_NOT_OF_THE_CASE = ("opening", "account", "summary")  # sections


@dataclass(frozen=True)
class Line:
    """An answer.

    Args:
        label: what it is about.
        reading: how it was understood; empty where it was not.
        said: the reporter's words, where they differ.
        source: where it comes from.
        translate: it stands in another language, and nothing has read it.
    """

    label: str
    reading: str
    said: str
    source: str
    translate: str = ""


@dataclass(frozen=True)
class Section:
    """Answers that belong together."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Moment:
    """Something that happened on a day.

    Args:
        day: as a date is written in ISO 8601.
        what: in words.
        kind: event, case, post or desk.
        until: the last day of it, where it took several.
    """

    day: str
    what: str
    kind: str
    until: str = ""


def sections(case: Case, guide: Guide) -> list[Section]:
    """All answers by section, in the guide's order; what the guide does not know comes last."""
    found: dict[str, list[Line]] = {title: [] for title in SECTIONS.values()}
    known, foreign = {slot.name: slot for slot in guide.slots}, _foreign(case)
    order = [name for name in known if name in case.slots] + sorted(set(case.slots) - set(known))
    for name in order:
        section = SECTIONS.get(known[name].section if name in known else "other", SECTIONS["other"])
        answer = case.slots[name]
        for title, lines in _lines(name, answer.value, answer.as_said, answer.source, guide):
            shown = [line if name not in foreign else _marked(line, foreign[name]) for line in lines]
            found.setdefault(title or section, []).extend(shown)
    return [Section(title, tuple(lines)) for title, lines in _persons_after_subject(found) if lines]


def unanswered(case: Case, guide: Guide) -> list[str]:
    """The questions of the guide that have no answer in a case."""
    asked = [slot for slot in guide.slots if slot.name not in case.slots and not slot.part]
    return [
        slot.label for slot in asked if slot.kind != "account" and slot.section not in ("opening", "end", "summary")
    ]


def alarms(case: Case) -> dict[str, list[str]]:
    """The words in which the interview heard danger or distress."""
    return {kind: [word for word in texts(case.risk.get(kind)) if word] for kind in ("danger", "distress")}


def flags(case: Case) -> list[str]:
    """What the interview marked for the team."""
    return list(texts(case.risk.get("flags")))


def channel(case: Case) -> str:
    """The way on which a case came."""
    return _CHANNELS.get(case.channel, case.channel)


def timeline(case: Case, filed: Sequence[Mapping[str, Any]], called: Mapping[str, str]) -> list[Moment]:
    """Everything in its time: what is reported, the report, letters, and what the team wrote.

    Args:
        case: with its letters.
        filed: assessments and notes as they are shown.
        called: what kinds of these are called.
    """
    moments = [*_events(case), Moment(case.created.isoformat(), "Handed over", "case")]
    moments += [
        Moment(str(one["day"] or ""), f"Letter from the {one['from']}", "post") for one in case.messages if one["day"]
    ]
    moments += [
        Moment(str(one["day"]), called.get(str(one["kind"]), str(one["kind"])), "desk") for one in filed if one["day"]
    ]
    return sorted(moments, key=lambda moment: (moment.day, moment.kind == "desk"))


def _events(case: Case) -> Iterator[Moment]:
    answer = case.slots.get("when")
    value: Any = answer.value if answer else None
    if isinstance(value, dict) and value.keys() == {"from", "to"}:
        first, last = str(value["from"]), str(value["to"])
        yield Moment(first, "What is reported", "event", last if last != first else "")


def _lines(name: str, value: Any, said: Any, source: str, guide: Guide) -> Iterator[tuple[str, list[Line]]]:
    """The lines of an answer; further persons have a section each."""
    if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
        for number, person in enumerate(value, start=2):
            yield f"Person {number}", [_of_person(slot, given, guide) for slot, given in person.items()]
        return
    yield "", [_line(name, value, said, source, guide)]


def _of_person(slot: str, given: Any, guide: Guide) -> Line:
    answer = given if isinstance(given, dict) else {"value": given}
    return _line(slot, answer.get("value"), answer.get("as_said"), str(answer.get("source") or ""), guide)


def _line(name: str, value: Any, said: Any, source: str, guide: Guide) -> Line:
    reading = "" if value is None else guide.shown(name, value) or value_text(value)
    words = str(said or "")
    same = words.strip().casefold() == reading.strip().casefold()
    return Line(guide.labels().get(name, name), reading, "" if same else words, source)


def _foreign(case: Case) -> dict[str, str]:
    languages = case.risk.get(TRANSLATE)
    if not isinstance(languages, Mapping):
        return {}
    return {name: str(language) for language, names in languages.items() for name in texts(names)}


def _marked(line: Line, language: str) -> Line:
    return Line(line.label, line.reading, line.said, line.source, language)


def _persons_after_subject(found: Mapping[str, list[Line]]) -> list[tuple[str, list[Line]]]:
    persons = [(title, lines) for title, lines in found.items() if title not in SECTIONS.values()]
    ordered: list[tuple[str, list[Line]]] = []
    for title in SECTIONS.values():
        ordered.append((title, found[title]))
        if title == SECTIONS["subject"]:
            ordered += persons
    return ordered
