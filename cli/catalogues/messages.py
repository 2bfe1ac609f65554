"""Collects every text that reporters see from where it stands: the guide, the lists beside it, wording, templates."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml
from jinja2.ext import babel_extract

from bot import words
from bot.attachments import wording as of_files
from bot.channels.web.form import wording as of_form
from bot.receipts import wording as of_codes
from interview.guide import Guide, Question, load_guide

SHOWN_SIGNPOSTS = ("hotline", "domestic_abuse", "rape_crisis", "samaritans", "childline")  # on the page
TYPED_ONLY = ("greet",)  # commands without a button
BUTTON = "A button, and understood when it is typed. Keep it short."


@dataclass(frozen=True)
class Found:
    """One text.

    Attributes:
        text: in English; it stands for itself in all catalogues.
        place: the file it stands in.
        note: what it is, for translators.
    """

    text: str
    place: str
    note: str = ""


def all_messages(root: Path) -> Iterator[Found]:
    """Find all texts of a checkout, in the order in which reporters meet them; some stand in several places."""
    folder = root / "interview"
    yield from _of_guide(load_guide(folder / "guide.yml"))
    yield from _of_faq(folder / "faq.yml")
    yield from _of_channels(folder / "channels.yml")
    yield from _of_signposts(folder / "signposts.yml")
    for module in (words, of_files, of_codes, of_form):
        yield from _of_module(module)
    for template in sorted((root / "bot" / "pages").glob("*.html")):
        yield from _of_template(template)


def _of_guide(guide: Guide) -> Iterator[Found]:
    place = "interview/guide.yml"
    for slot in (*guide.slots, *guide.controls.values()):
        yield from (Found(text, place, note) for text, note in _of_question(slot) if text)
    for name, text in guide.messages.items():
        yield Found(text, place, f"Message {name}")
    for name, titles in guide.commands.items():
        if name not in TYPED_ONLY:
            yield Found(titles[0], place, BUTTON)


def _of_question(slot: Question) -> Iterator[tuple[str, str]]:
    yield from ((getattr(slot, part), f"{slot.name}: {part}") for part in ("intro", "question", "why", "help"))
    yield slot.label, f"{slot.name}: how the summary names it"
    yield from ((titles[0], BUTTON) for titles in slot.options.values())
    yield from ((text, f"{slot.name}: said after that answer") for text in slot.after.values())


def _of_faq(file: Path) -> Iterator[Found]:
    for name, text in _yaml(file)["responses"].items():
        yield Found(str(text).strip(), "interview/faq.yml", name)


def _of_channels(file: Path) -> Iterator[Found]:
    entries = _yaml(file)["telegram"]
    for command in entries.pop("commands").values():
        yield Found(command["about"].strip(), "interview/channels.yml", "In the menu of commands on Telegram")
    yield from (Found(text.strip(), "interview/channels.yml", f"Telegram: {name}") for name, text in entries.items())


def _of_signposts(file: Path) -> Iterator[Found]:
    for key, entry in _yaml(file).items():
        if key in SHOWN_SIGNPOSTS:
            yield from (Found(entry[part], "interview/signposts.yml") for part in ("label", "hours") if part in entry)


def _of_module(module: ModuleType) -> Iterator[Found]:
    place = f"{module.__name__.replace('.', '/')}.py"
    for name in _constants(module):
        yield from (Found(text, place, name) for text in _texts(getattr(module, name)))


def _constants(module: ModuleType) -> list[str]:
    """The constants that a module itself makes; those with an underscore are what is understood, not what is said."""
    assigned = [node for node in ast.parse(inspect.getsource(module)).body if isinstance(node, ast.Assign)]
    names = [target.id for node in assigned for target in node.targets if isinstance(target, ast.Name)]
    return [name for name in names if name.isupper() and not name.startswith("_")]


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (tuple, dict)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _texts(part)


def _of_template(file: Path) -> Iterator[Found]:
    with file.open("rb") as opened:
        for _line, _function, text, _comments in babel_extract(opened, ("_",), [], {}):
            if isinstance(text, str):
                yield Found(text, f"bot/pages/{file.name}")


def _yaml(file: Path) -> dict[str, Any]:
    return dict(yaml.load(file.read_text("utf-8"), Loader=yaml.BaseLoader))  # noqa: S506 - text only
