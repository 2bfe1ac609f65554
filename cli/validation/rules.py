"""Checks rules, stories, intents and wording against each other.

What follows from several rules and stories together is left to Rasa (rasa_says.py).
"""

from __future__ import annotations

from collections.abc import Iterator

from cli.validation.project import Project, Tale
from cli.validation.sources import Place, Problem
from interview.domain import ACTIONS, FORM
from interview.turn import FORM_INTENTS

UNTYPED = ("start",)  # the gateway sends it; nobody types it
KNOWN_ACTIONS = (FORM, *ACTIONS)


def check(project: Project) -> Iterator[Problem]:
    """Every problem of rules, intents and wording."""
    yield from _intents(project)
    yield from _steps(project)
    yield from _unused_wording(project)
    yield from _conflicts(project)
    yield from _same_names(project)


def _intents(project: Project) -> Iterator[Problem]:
    typed = {block.intent: block.place for block in reversed(project.blocks)}
    for name, place in typed.items():
        if name not in project.intents:
            yield Problem(place, f"the intent `{name}` is not listed in domain/intents.yml")
        elif name not in _used(project):
            yield Problem(place, f"the intent `{name}` is used by no rule, no command and no slot of the guide")
    for name, place in project.intents.items():
        if name not in typed and name not in UNTYPED:
            yield Problem(place, f"the intent `{name}` has no examples in nlu/")


def _used(project: Project) -> set[str]:
    by_guide = {name for slot in project.guide.get("slots").items() for name in slot.get("implied_by").fields()}
    in_rules = {step.name for tale in project.tales for step in tale.steps if step.kind == "intent"}
    return by_guide | in_rules | FORM_INTENTS


def _steps(project: Project) -> Iterator[Problem]:
    for tale in project.tales:
        for step in tale.steps:
            if step.kind == "intent" and step.name not in project.intents:
                yield Problem(step.place, f"{tale.kind} `{tale.name}` waits for `{step.name}`, which is no intent")
            if step.kind == "action" and step.name not in project.wording and step.name not in KNOWN_ACTIONS:
                yield Problem(step.place, f"{tale.kind} `{tale.name}`: `{step.name}` has no wording in faq.yml")


def _unused_wording(project: Project) -> Iterator[Problem]:
    said = {step.name for tale in project.tales for step in tale.steps if step.kind == "action"}
    for name, entry in project.wording.items():
        if not entry.text:
            yield Problem(entry.place, f"`{name}` has no words")
        if not name.startswith("utter_"):
            yield Problem(entry.place, f"`{name}` must begin with utter_")
        elif name not in said:
            yield Problem(entry.place, f"no rule says `{name}`", error=False)


def _conflicts(project: Project) -> Iterator[Problem]:
    first: dict[tuple[str, ...], Tale] = {}
    for rule in (tale for tale in project.tales if tale.kind == "rule" and tale.trigger):
        other = first.setdefault(rule.trigger, rule)
        if other is rule:
            continue
        if other.actions != rule.actions:
            what = f"in the same place as `{other.name}` ({other.place}), but something else is done"
            yield Problem(rule.place, f"the rule `{rule.name}` begins {what}")
        else:
            yield Problem(rule.place, f"the rule `{rule.name}` does the same as `{other.name}` ({other.place})")


def _same_names(project: Project) -> Iterator[Problem]:
    seen: dict[tuple[str, str], Place] = {}
    for tale in project.tales:
        if not tale.name or not tale.steps:
            yield Problem(tale.place, f"a {tale.kind} needs a name and steps")
        first = seen.setdefault((tale.kind, tale.name), tale.place)
        if first != tale.place:  # Rasa names them in what it says, so that two could not be told apart
            yield Problem(tale.place, f"a {tale.kind} `{tale.name}` stands at {first} already")
