"""The guide's questions as the form's template shows them, with what was filled in so far."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.channels.web.form import wording
from interview.form import DONT_KNOW, SKIP, Condition, Given, Section, conditions, sections
from interview.guide import UNSURE, Guide, Question

Say = Callable[[str], str]  # into the language of the page
EXTRA_PERSONS = 3  # that a page without script has room for; with script there is room for all


@dataclass(frozen=True)
class Asked:
    """One question.

    Attributes:
        key: the name of its field: the question's, after the number of the person where there are several.
        slot: from the guide.
        text: what is asked.
        help: how it can be answered.
        only_if: when it is meant to be answered; empty for always.
        when: the same for the script.
        choices: value and title of each answer that can be chosen; none where it is written.
        given: what was filled in.
    """

    key: str
    slot: Question
    text: str
    help: str
    only_if: str
    when: str
    choices: tuple[tuple[str, str], ...]
    given: Sequence[str]

    @property
    def words(self) -> str:
        """What was written."""
        return self.given[0] if self.given else ""

    @property
    def after(self) -> str:
        """What is said to the answers that were chosen."""
        return "\n\n".join(self.slot.after[value] for value in self.given if value in self.slot.after)


@dataclass(frozen=True)
class Part:
    """A section of the page.

    Attributes:
        name: as the guide has it.
        title: its heading.
        questions: asked once, before the persons.
        persons: the same questions for each person.
        after: asked once, after them.
    """

    name: str
    title: str
    questions: Sequence[Asked]
    persons: Sequence[Sequence[Asked]]
    after: Sequence[Asked]


def parts(guide: Guide, say: Say, given: Given, others: Sequence[Given] = ()) -> list[Part]:
    """The whole page.

    Args:
        guide: in the language of the page.
        say: puts the form's own wording into it.
        given: what was filled in about the first person, and once for all.
        others: about each further one.
    """
    everyone = [given, *others, *({} for _ in range(EXTRA_PERSONS - len(others)))]
    return [_part(guide, say, section, everyone) for section in sections(guide)]


def _part(guide: Guide, say: Say, section: Section, everyone: Sequence[Given]) -> Part:
    first = everyone[0]
    persons = [
        [_asked(guide, say, slot, given, "" if number == 1 else f"{number}.") for slot in section.persons]
        for number, given in enumerate(everyone, start=1)
    ]
    return Part(
        section.name,
        say(wording.SECTIONS.get(section.name, section.name.replace("_", " ").capitalize())),
        [_asked(guide, say, slot, first) for slot in section.questions],
        persons if section.persons else [],
        [_asked(guide, say, slot, first) for slot in section.after],
    )


def _asked(guide: Guide, say: Say, slot: Question, given: Given, prefix: str = "") -> Asked:
    return Asked(
        key=prefix + slot.name,
        slot=slot,
        text=say(wording.QUESTIONS.get(slot.name, slot.question)),
        help=say(wording.HELPS.get(slot.name, slot.help)),
        only_if=only_if(conditions(guide, slot), say),
        when=json.dumps(slot.when, separators=(",", ":")) if slot.when else "",
        choices=_choices(guide, say, slot),
        given=given.get(slot.name, ()),
    )


def _choices(guide: Guide, say: Say, slot: Question) -> tuple[tuple[str, str], ...]:
    """The options, then "Don't know" and "Skip": nothing has to be answered."""
    if not slot.options or slot.kind not in ("choice", "multi"):
        return ()
    options = [(value, slot.title(value)) for value in slot.options if value not in UNSURE]
    return (*options, *((name, say(guide.commands[name][0])) for name in (DONT_KNOW, SKIP)))


def only_if(lines: Sequence[Condition], say: Say) -> str:
    """A condition in words."""
    return " ".join(_line(line, say) for line in lines)


def _line(line: Condition, say: Say) -> str:
    answers = [f"“{title}”" for title in line.titles]
    answers += [say(wording.NOT).format(title=f"“{title}”") for title in line.but]
    answers += [say(wording.UNKNOWN)] if line.unknown else []
    if not answers:
        return say(wording.ONLY_IF_ANY).format(label=line.label)
    return say(wording.ONLY_IF).format(label=line.label, answers=f" {say(wording.OR)} ".join(answers))


def by_person(fields: Mapping[str, Sequence[str]], guide: Guide) -> tuple[Given, list[Given]]:
    """What came in, by person: `2.subject_name` is the second's. What is no question of the guide is left out."""
    known, group = set(guide.names()), set(guide.group("subject"))
    first = {name: texts for name, texts in fields.items() if name in known}
    others: dict[int, dict[str, Sequence[str]]] = {}
    for key, texts in fields.items():
        number, _, name = key.partition(".")
        if number.isdecimal() and len(number) < 3 and name in group:
            others.setdefault(int(number), {})[name] = texts
    return first, [others[number] for number in sorted(others)]
