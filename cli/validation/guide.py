"""Checks the guide: that nothing lacks its wording, and that each name in it is known.

`interview.guide.load_guide` refuses what it could not run with; here each finding has its line, and all are told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cli.validation.project import Project
from cli.validation.sources import Entry, Problem
from interview.controls import BEHIND, HEARERS
from interview.guide import HELD, KINDS, MAX_TITLE_BYTES, Question
from interview.understanding import READS

WORDING = ("question", "why", "help", "label", "section")
CHOOSING = ("choice", "multi")
GROUPS = ("subject",)
PARTS = ("contact",)
ANSWERED, OPEN = "*", "?"  # in a condition: with a value, without one
CATEGORY_SLOT = "conduct_category"

CONTROLS = (*HEARERS, *BEHIND, "picked_more")


def check(project: Project) -> Iterator[Problem]:
    """Every problem of the guide."""
    slots = {slot.get("name").text: slot for slot in project.guide.get("slots").items()}
    yield from _slots(project, slots)
    yield from _controls(project)
    yield from _texts(project.guide.get("messages"), "message")
    yield from _commands(project)
    yield from _languages(project.languages)


def _slots(project: Project, slots: dict[str, Entry]) -> Iterator[Problem]:
    earlier: dict[str, Entry] = {}
    for slot in project.guide.get("slots").items():
        name = slot.get("name").text
        if not name or name in earlier:
            yield Problem(slot.place, f"a slot {'named `' + name + '` stands here already' if name else 'has no name'}")
        for key in WORDING:
            if not slot.get(key).text:
                yield Problem(slot.place, f"the slot `{name}` has no {key}")
        yield from _names(project, slot, slots)
        yield from _options(slot, name)
        yield from _conditions(slot, name, earlier)
        earlier[name] = slot


def _names(project: Project, slot: Entry, slots: dict[str, Entry]) -> Iterator[Problem]:
    categories = list(slots[CATEGORY_SLOT].get("options").fields()) if CATEGORY_SLOT in slots else []
    allowed: dict[str, Sequence[str]] = {
        "kind": KINDS, "group": GROUPS, "part": PARTS, "reads": READS, "implies": categories,
        "default": list(slot.get("options").fields()),
    }  # fmt: skip
    name = slot.get("name").text
    for key, place in slot.keys().items():
        value = slot.get(key).text
        if key not in Question.__dataclass_fields__:
            yield Problem(place, f"the slot `{name}`: `{key}` is unknown")
        elif key in allowed and value not in allowed[key]:
            yield Problem(place, f"the slot `{name}`: {key} must be one of {', '.join(allowed[key]) or 'nothing'}")
    controls = [control.get("name").text for control in project.guide.get("controls").items()]
    for entry in slot.get("then").fields().values():
        if entry.text not in controls:
            yield Problem(entry.place, f"the slot `{name}`: then names `{entry.text}`, which is no control")
    for intent, place in slot.get("implied_by").keys().items():
        if intent not in project.intents:
            yield Problem(place, f"the slot `{name}` is implied by `{intent}`, which is no intent")


def _options(slot: Entry, name: str) -> Iterator[Problem]:
    options = slot.get("options")
    if slot.get("kind").text in CHOOSING and not options.fields():
        yield Problem(slot.place, f"the slot `{name}` is a choice without options")
    yield from _titles(options, f"the slot `{name}`")
    for key in ("after", "then", "not_offered", "implied_by"):
        for entry in _values(slot, key):
            if entry.text not in options.fields():
                yield Problem(entry.place, f"the slot `{name}`: {key} names `{entry.text}`, which is no option")


def _values(slot: Entry, key: str) -> list[Entry]:
    """The options that a slot's entry names: the keys of `after` and `then`, the values of the others."""
    if key in ("after", "then"):
        pairs = slot.get(key).node.value if slot.get(key).fields() else []  # type: ignore[union-attr]
        return [Entry(node, slot.file) for node, _ in pairs]
    return [*slot.get(key).items(), *slot.get(key).fields().values()]


def _titles(options: Entry, where: str) -> Iterator[Problem]:
    for value, titles in options.fields().items():
        words = [title.text for title in titles.items()]
        if not words or not all(words):
            yield Problem(titles.place, f"{where}: `{value}` has no wording")
        elif len(words[0].encode()) > MAX_TITLE_BYTES:
            yield Problem(titles.place, f"{where}: the button of `{value}` is longer than {MAX_TITLE_BYTES} bytes")


def _conditions(slot: Entry, name: str, earlier: dict[str, Entry]) -> Iterator[Problem]:
    when = slot.get("when").fields()
    wanted = {**when.pop("any", Entry(None, slot.file)).fields(), **when}
    for parent, values in wanted.items():
        if parent not in earlier:
            yield Problem(values.place, f"the slot `{name}` depends on `{parent}`, which comes later or does not exist")
            continue
        options = earlier[parent].get("options").fields()
        for value in values.items():
            if value.text.startswith("~") and value.text != HELD:
                yield Problem(value.place, f"the slot `{name}`: `{value.text}` is no condition")
            elif options and value.text not in (ANSWERED, OPEN, HELD) and value.text.removeprefix("!") not in options:
                yield Problem(value.place, f"the slot `{name}`: `{value.text}` is no option of `{parent}`")


def _controls(project: Project) -> Iterator[Problem]:
    listed = project.guide.get("controls")
    known = {control.get("name").text for control in listed.items()}
    for control in listed.items():
        name = control.get("name").text
        if not control.get("question").text:
            yield Problem(control.place, f"the control `{name}` has no question")
        yield from _titles(control.get("options"), f"the control `{name}`")
    for name in CONTROLS:
        if name not in known:
            yield Problem(project.guide.keys().get("controls", project.guide.place), f"the control `{name}` is missing")


def _texts(texts: Entry, kind: str) -> Iterator[Problem]:
    for name, entry in texts.fields().items():
        if not entry.text:
            yield Problem(entry.place, f"the {kind} `{name}` has no words")


def _commands(project: Project) -> Iterator[Problem]:
    commands = project.guide.get("commands")
    yield from _titles(commands, "commands")
    for button in project.guide.get("buttons").items():
        if button.text not in commands.fields():
            yield Problem(button.place, f"the button `{button.text}` is no command")


def _languages(languages: Entry) -> Iterator[Problem]:
    for code, entry in languages.fields().items():
        for key in ("name", "reviewed", "text"):
            if not entry.get(key).text:
                yield Problem(entry.place, f"the language `{code}` has no {key}")
