"""What the conversation tests reach together: questions, branches, commands, digressions, signposts and rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cli.conversations.names import Names
from cli.conversations.player import Answered, Outcome
from interview.answers import Answer, holds
from interview.guide import Question
from interview.safety import ALARMS


@dataclass(frozen=True)
class Point:
    """One thing that at least one conversation should reach.

    Args:
        kind: question, branch, consequence, command, digression, alarm, signpost or rule.
        name: which one.
        reached: whether one does.
    """

    kind: str
    name: str
    reached: bool


def points(names: Names, rules: Iterable[str], outcomes: Sequence[Outcome]) -> list[Point]:
    """Everything that should be reached, and whether it is."""
    everything = [answered for outcome in outcomes for answered in outcome.answered]
    shown = {rule for outcome in outcomes for rule in outcome.conversation.shows}
    return [
        *_questions(names, everything),
        *_branches(names, everything),
        *_consequences(names, everything),
        *_intents(names, everything),
        *_alarms(names, everything),
        *_signposts(names, everything),
        *(Point("rule", rule, rule in shown) for rule in rules),
    ]


def _questions(names: Names, everything: Sequence[Answered]) -> Iterator[Point]:
    asked = {answered.asks for answered in everything}
    slots = [slot.name for slot in names.guide.slots if slot.offered]
    yield from (Point("question", name, name in asked) for name in (*slots, *names.guide.controls))


def _branches(names: Names, everything: Sequence[Answered]) -> Iterator[Point]:
    """Each value that a condition of the guide names, seen as an answer when the question was then asked or filled."""
    for slot in names.guide.slots:
        for parent, wanted in _conditions(slot):
            for value in wanted:
                reached = any(holds(parent, [value], one.seen.answers) and _met(slot, one) for one in everything)
                yield Point("branch", f"{slot.name} when {parent} is {value}", reached)


def _met(slot: Question, answered: Answered) -> bool:
    return answered.asks == slot.name or slot.name in answered.seen.answers


def _conditions(slot: Question) -> Iterator[tuple[str, list[str]]]:
    for key, wanted in slot.when.items():
        inner: Mapping[str, list[str]] = wanted if key == "any" else {key: wanted}
        yield from inner.items()


def _consequences(names: Names, everything: Sequence[Answered]) -> Iterator[Point]:
    for question in (*names.guide.slots, *names.guide.controls.values()):
        for value in question.after:
            said = f"after {question.name} {value}"
            yield Point("consequence", said, any(names.is_said(said, answered.text) for answered in everything))
    for slot in names.guide.slots:
        for intent, value in slot.implied_by.items():
            reached = any(
                answered.seen.intent == intent and _value(answered.seen.answers.get(slot.name)) == value
                for answered in everything
            )
            yield Point("consequence", f"{intent} makes {slot.name} {value}", reached)


def _value(answer: Answer | None) -> object:
    return answer.value if answer else None


def _intents(names: Names, everything: Sequence[Answered]) -> Iterator[Point]:
    heard = {answered.seen.intent for answered in everything}
    yield from (Point("command", name, name in heard) for name in names.guide.commands)
    for name in names.digressions:
        answered = any(
            name == one.seen.intent and names.is_said(names.digressions[name], one.text) for one in everything
        )
        yield Point("digression", name, answered)


def _alarms(names: Names, everything: Sequence[Answered]) -> Iterator[Point]:
    said = [name for name in names.messages if name.split("_")[0] in ALARMS]
    for name in said:
        yield Point("alarm", name, any(names.is_said(name, answered.text) for answered in everything))


def _signposts(names: Names, everything: Sequence[Answered]) -> Iterator[Point]:
    for name in names.numbers:
        reached = any(names.is_said(f"number {name}", answered.text) for answered in everything)
        yield Point("signpost", name, reached)
