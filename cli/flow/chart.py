"""What the picture shows, derived from guide and rules: sections, questions, conditions, and what may come up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from cli.validation.project import Project, read_project
from interview import strays
from interview.domain import FORM
from interview.guide import HELD, Guide, Question, load_guide, with_numbers
from interview.safety import ALARMS

ENOUGH = 4  # titles of a condition that are named one by one
GROUPS = {"subject": "once for each officer or member of staff"}
REPEATED_BY = {"subject": "other_subjects"}  # the question whose yes begins the next round
PARTS = {"contact": "sealed apart from the case"}


@dataclass(frozen=True)
class Edge:
    """A question that is asked only after certain answers to another.

    Args:
        parent: the question that decides.   child: the one that is then asked.   answers: the deciding ones, in words.
    """

    parent: str
    child: str
    answers: str


@dataclass(frozen=True)
class Row:
    """One question of the interview.

    Args:
        slot: as the guide has it, with the numbers filled in.
        when: its condition in words; empty when it is always asked.
        opens: what its answers lead to: the answers in words, and the labels of the questions.
    """

    slot: Question
    when: str
    opens: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Aside:
    """What a reporter may say at any question, and what the agent then says.

    Args:
        name: the intent or command.   title: in words.   says: the answer.   place: where it stands.
    """

    name: str
    title: str
    says: str
    place: str


@dataclass(frozen=True)
class Chart:
    """The whole picture."""

    sections: tuple[tuple[str, tuple[Row, ...]], ...]
    edges: tuple[Edge, ...]
    alarms: tuple[Aside, ...]
    commands: tuple[Aside, ...]
    digressions: tuple[Aside, ...]
    controls: tuple[Question, ...]

    def rows(self) -> list[Row]:
        """All questions, in order."""
        return [row for _, rows in self.sections for row in rows]


def read_chart(root: Path, numbers: Mapping[str, str]) -> Chart:
    """Derive the picture from a checkout.

    Args:
        root: the checkout.   numbers: the telephone numbers that wording names.

    Raises:
        GuideError: the guide contradicts itself.
    """
    guide = with_numbers(load_guide(root / "interview" / "guide.yml"), numbers)
    project = read_project(root)
    edges = tuple(edge for slot in guide.slots for edge in edges_to(guide, slot))
    rows = [Row(slot, condition(guide, slot), _opens(guide, slot, edges)) for slot in guide.slots if slot.offered]
    sections = groupby(rows, key=lambda row: row.slot.section)
    return Chart(
        sections=tuple((name.replace("_", " ").capitalize(), tuple(of)) for name, of in sections),
        edges=edges,
        alarms=tuple(_said_by_the_form(guide, ALARMS)),
        commands=tuple(_commands(guide)),
        digressions=(*_digressions(project, numbers), *_said_by_the_form(guide, strays.INTENTS)),
        controls=tuple(guide.controls.values()),
    )


_UNQUOTED = {"?": "left open", HELD: "something they have"}


def edges_to(guide: Guide, slot: Question) -> Iterator[Edge]:
    """The questions that decide whether a slot is asked."""
    for key, wanted in slot.when.items():
        for parent, values in wanted.items() if key == "any" else [(key, wanted)]:
            yield Edge(parent, slot.name, _answers(guide.slot(parent), values))


def condition(guide: Guide, slot: Question) -> str:
    """A slot's condition in words; empty when it has none."""
    parts = []
    for key, wanted in slot.when.items():
        pairs = wanted.items() if key == "any" else [(key, wanted)]
        parts.append(" or ".join(f"{guide.slot(name).label}: {_answers(guide.slot(name), of)}" for name, of in pairs))
    return ", and ".join(parts)


def _answers(parent: Question, values: list[str]) -> str:
    if values == ["*"]:
        return "known"
    if values and values[0].startswith("!"):
        return "not " + _listed(parent, [value[1:] for value in values])
    others = [value for value in parent.options if value not in values]
    if len(values) > ENOUGH and len(others) < len(values):
        return "not " + _listed(parent, others)
    return _listed(parent, values)


def _listed(parent: Question, values: list[str]) -> str:
    return " or ".join(_UNQUOTED.get(value) or f'"{parent.title(value)}"' for value in values)


def _opens(guide: Guide, slot: Question, edges: tuple[Edge, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((edge.answers, guide.slot(edge.child).label) for edge in edges if edge.parent == slot.name)


def _said_by_the_form(guide: Guide, intents: Iterable[str]) -> Iterator[Aside]:
    """Intents that need no rule: the form answers them with a message of the guide that has their name."""
    for name in intents:
        yield Aside(
            name, name.replace("_", " ").capitalize(), _open_places(guide.messages.get(name, "")), "interview/guide.yml"
        )


def _commands(guide: Guide) -> Iterator[Aside]:
    for name, titles in guide.commands.items():
        yield Aside(name, titles[0], ", ".join(titles[1:5]), "interview/guide.yml")


def _digressions(project: Project, numbers: Mapping[str, str]) -> Iterator[Aside]:
    for rule in project.tales:
        intents = [step.name for step in rule.steps if step.kind == "intent"]
        said = [project.wording[name].text for name in rule.actions if name in project.wording]
        if rule.kind == "rule" and len(intents) == 1 and said and FORM in rule.actions:
            text = " ".join(" ".join(said).split())
            for name, number in numbers.items():
                text = text.replace("{" + name + "}", number)
            yield Aside(intents[0], rule.name, text, str(rule.place))


def _open_places(text: str) -> str:
    """Show what is filled in during a conversation: {helplines} as [helplines]."""
    return re.sub(r"\{(\w+)\}", r"[\1]", text)
