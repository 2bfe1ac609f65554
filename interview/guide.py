"""Loads the interview guide and checks that it does not contradict itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from candour.errors import GuideError

FOLDER = Path(__file__).parent
MAX_TITLE_BYTES = 60  # a title travels as Telegram's callback_data (64 bytes)
KINDS = ("choice", "multi", "text", "account")
HELD = "~held"  # in a condition: answered with something that the reporter has and could send
ALWAYS = "always"  # as the condition of what is kept unasked
UNSURE = ("unsure", "unknown")  # options that the "Don't know" button stands for
SAFETY = "safety"  # the section of questions about who is in danger or at risk

Condition = Mapping[str, Any]


@dataclass(frozen=True)
class Question:
    """One thing that is asked: a slot of the case, or a question about the conversation itself (a control)."""

    name: str
    question: str
    options: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    intro: str = ""
    why: str = ""
    help: str = ""
    label: str = ""
    called: tuple[str, ...] = ()  # what else a reporter may call its line: "the date is wrong"
    section: str = ""
    kind: str = "choice"
    reads: str = ""
    required: bool = False
    offered: bool = True
    group: str = ""
    part: str = ""
    implies: str = ""
    default: str = ""
    skippable: bool = True
    implied_by: Mapping[str, str] = field(default_factory=dict)
    when: Condition = field(default_factory=dict)
    kept: Condition | None = None
    after: Mapping[str, str] = field(default_factory=dict)
    then: Mapping[str, str] = field(default_factory=dict)
    flags: Mapping[str, str] = field(default_factory=dict)
    named: Mapping[str, str] = field(default_factory=dict)  # in another language: value -> title

    def titles(self) -> list[str]:
        """The buttons: one a choice, without those that "Don't know" stands for."""
        return [titles[0] for value, titles in self.options.items() if value not in UNSURE]

    def unsure(self) -> str | None:
        """The option that "don't know" means here, if there is one."""
        return next((value for value in self.options if value in UNSURE), None)

    def title(self, value: str) -> str:
        """How an option is named in the guide's language, or the value itself."""
        return self.named.get(value) or self.button(value)

    def button(self, value: str) -> str:
        """The button of an option, which is the same in all languages, or the value itself."""
        return self.options[value][0] if value in self.options else value


@dataclass(frozen=True)
class Guide:
    """The whole guide, in order."""

    slots: tuple[Question, ...]
    controls: Mapping[str, Question]
    messages: Mapping[str, str]
    commands: Mapping[str, tuple[str, ...]]
    buttons: tuple[str, ...]

    def slot(self, name: str) -> Question:
        """Look up a slot or a control by name."""
        found = next((slot for slot in self.slots if slot.name == name), None)
        return found or self.controls[name]

    def names(self) -> list[str]:
        """All slot names in order."""
        return [slot.name for slot in self.slots]

    def labels(self) -> dict[str, str]:
        """What the summary and the desk call each slot."""
        return {slot.name: slot.label for slot in self.slots}

    def shown(self, name: str, value: Any) -> str | None:
        """A slot's value in words: the titles of options, a range of days; None for any other value."""
        slot = next((slot for slot in self.slots if slot.name == name), None)
        if isinstance(value, dict) and value.keys() == {"from", "to"}:
            first, last = str(value["from"]), str(value["to"])
            days = self.messages.get("summary_days", "{first} to {last}")
            return first if first == last else days.replace("{first}", first).replace("{last}", last)
        values = value if isinstance(value, list) else [value]
        if slot is None or not slot.options or not all(isinstance(entry, str) for entry in values):
            return None
        return ", ".join(slot.title(entry) for entry in values)

    def group(self, name: str) -> list[str]:
        """The slots of a repeated group."""
        return [slot.name for slot in self.slots if slot.group == name]

    def command_titles(self) -> list[str]:
        """The buttons that every question has."""
        return [self.commands[name][0] for name in self.buttons]

    def titles(self, slot: Question) -> list[str]:
        """All buttons under a slot's question."""
        return [*slot.titles(), *(self.command_titles() if slot.skippable else [self.commands["go_back"][0]])]

    def opening(self) -> tuple[list[str], list[str]]:
        """What every conversation begins with: its messages, and the buttons under the last of them."""
        first = self.slots[0]
        return [*filter(None, map(str.strip, first.intro.split("\n\n"))), first.question], self.titles(first)


@lru_cache(maxsize=4)
def load_guide(path: Path = FOLDER / "guide.yml") -> Guide:
    """Read the guide.

    Raises:
        GuideError: it is no guide or contradicts itself; the message names the entry.
    """
    try:
        guide = _read(path)
        _check(guide, path)
    except (OSError, yaml.YAMLError, LookupError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise GuideError(f"{path.name}: is not written as a guide ({type(error).__name__})") from error
    return guide


def _read(path: Path) -> Guide:
    # BaseLoader keeps every scalar as text: "Yes", "on" and "no" are words here, not booleans.
    raw = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - BaseLoader builds only text
    return Guide(
        slots=tuple(_question(entry, path) for entry in raw["slots"]),
        controls={entry["name"]: _question(entry, path) for entry in raw["controls"]},
        messages={name: text.strip() for name, text in raw["messages"].items()},
        commands={name: tuple(titles) for name, titles in raw["commands"].items()},
        buttons=tuple(raw["buttons"]),
    )


def _question(entry: dict[str, Any], path: Path) -> Question:
    unknown = set(entry) - set(Question.__dataclass_fields__)
    if unknown:
        raise GuideError(f"{path.name}: {entry.get('name')}: unknown keys {sorted(unknown)}")
    values: dict[str, Any] = {key: value.strip() if isinstance(value, str) else value for key, value in entry.items()}
    for flag in ("required", "offered", "skippable"):
        if flag in values:
            values[flag] = values[flag] == "true"
    if values.get("kept") == ALWAYS:
        values["kept"] = {}
    values["options"] = {value: tuple(titles) for value, titles in values.get("options", {}).items()}
    values["called"] = tuple(values.get("called", ()))
    values["after"] = {value: text.strip() for value, text in values.get("after", {}).items()}
    return Question(**values)


def _check(guide: Guide, path: Path) -> None:
    seen: set[str] = set()
    for slot in guide.slots:
        if slot.name in seen or slot.name in guide.controls:
            raise GuideError(f"{path.name}: {slot.name}: named twice")
        _check_slot(slot, seen, path)
        seen.add(slot.name)
    for titles in guide.commands.values():
        _check_title(titles[0], "commands", path)


def _check_slot(slot: Question, earlier: set[str], path: Path) -> None:
    missing = [key for key in ("question", "why", "help", "label", "section") if not getattr(slot, key)]
    if missing:
        raise GuideError(f"{path.name}: {slot.name}: has no {', '.join(missing)}")
    if slot.kind not in KINDS:
        raise GuideError(f"{path.name}: {slot.name}: kind must be one of {', '.join(KINDS)}")
    late = (parents(slot) | named_in(slot.kept or {})) - earlier
    if late:
        raise GuideError(f"{path.name}: {slot.name}: depends on {sorted(late)}, which come later or do not exist")
    for titles in slot.options.values():
        _check_title(titles[0], slot.name, path)


def _check_title(title: str, where: str, path: Path) -> None:
    if len(title.encode()) > MAX_TITLE_BYTES:
        raise GuideError(f"{path.name}: {where}: a button is longer than {MAX_TITLE_BYTES} bytes")


def with_numbers(guide: Guide, numbers: Mapping[str, str]) -> Guide:
    """Put the operator's telephone numbers (and other fixed values) where the wording names them."""

    def fill(text: str) -> str:
        for name, number in numbers.items():
            text = text.replace("{" + name + "}", number)
        return text

    def filled(q: Question) -> Question:
        after = {value: fill(text) for value, text in q.after.items()}
        return replace(
            q, intro=fill(q.intro), question=fill(q.question), why=fill(q.why), help=fill(q.help), after=after
        )

    return replace(
        guide,
        slots=tuple(filled(slot) for slot in guide.slots),
        controls={name: filled(control) for name, control in guide.controls.items()},
        messages={name: fill(text) for name, text in guide.messages.items()},
    )


def parents(slot: Question) -> set[str]:
    """The slots that a slot's condition looks at."""
    return named_in(slot.when)


def named_in(condition: Condition) -> set[str]:
    """The slots that a condition looks at."""
    return {name for key, value in condition.items() for name in (value if key == "any" else [key])}
