"""Reads conversation tests and says, with file and line, what is wrong with one."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields
from pathlib import Path
from typing import Any

from candour.errors import ConversationError
from cli.conversations.lines import Lined, load
from cli.conversations.names import Names, near
from cli.conversations.script import NOTHING, Bot, Conversation, Opened, Turn
from cli.places import ROOT

FOLDER = ROOT / "stories" / "tests"
RULES = "rules.yml"
DEEDS = ("comes back",)
ENDS = ("handed_over", "withdrawn")
ANSWER = frozenset({"value", "as_said", "source"})
WAYS = ("reporter", "presses", "answers", "does")  # what a turn can be


def read_rules(folder: Path | None = None) -> dict[str, str]:
    """The rules by ID.

    Raises:
        ConversationError: the file is not as it must be.
    """
    file = (folder or FOLDER) / RULES
    rules = load(file.read_text("utf-8"), _shown(file))
    if not isinstance(rules, dict) or not all(isinstance(text, str) for text in rules.values()):
        raise ConversationError(_shown(file), 1, "must be `id: rule`, line by line")
    return dict(rules)


def read_folder(names: Names, folder: Path | None = None) -> list[Conversation]:
    """Read every conversation test of a folder, which is `stories/tests/` unless given.

    Raises:
        ConversationError: one is not as it must be, or two have the same name.
    """
    rules, found = read_rules(folder), list[Conversation]()
    for file in sorted((folder or FOLDER).glob("*.yml")):
        if file.name != RULES:
            found += read_text(file.read_text("utf-8"), _shown(file), names, rules)
    seen: dict[str, Conversation] = {}
    for one in found:
        if one.name in seen:
            raise ConversationError(one.file, one.line, f"{one.name!r} is also the name of {seen[one.name].where}")
        seen[one.name] = one
    return found


def read_text(text: str, file: str, names: Names, rules: Collection[str]) -> list[Conversation]:
    """Read the conversation tests of one file.

    Args:
        text: its content.
        file: how errors and reports name it.
        names: what a test may name.
        rules: IDs that `shows` may name.

    Raises:
        ConversationError: it is not as it must be.
    """
    content = load(text, file)
    reader = _Reader(file, names, rules)
    entries = reader.mapping(content, 1, "the file", {"conversations"}).get("conversations")
    return [reader.conversation(entry) for entry in reader.items(entries, 1, "conversations")]


def _shown(file: Path) -> str:
    return file.relative_to(ROOT).as_posix() if file.is_relative_to(ROOT) else file.name


class _Reader:
    """Reads one file; each method takes what YAML gave, and the line to name when it is of no use."""

    def __init__(self, file: str, names: Names, rules: Collection[str]) -> None:
        self._file = file
        self._names = names
        self._rules = rules

    def conversation(self, entry: Any) -> Conversation:
        self._line = getattr(entry, "line", 1)
        made = self.mapping(entry, self._line, "a conversation", {"conversation", "shows", "turns", "case"})
        name = self.text(made, "conversation")
        shows = self.known(made, "shows", self._rules, "rule of rules.yml")
        if not shows:
            raise self.wrong(made.line, f"{name!r} says of no rule that it `shows` it")
        turns = tuple(
            self.turn(turn, first=not at) for at, turn in enumerate(self.items(made.get("turns"), made.line, "turns"))
        )
        case = self.case(made["case"]) if "case" in made else None
        return Conversation(name, self._file, made.line, shows, turns, case)

    def turn(self, entry: Any, first: bool) -> Turn:
        made = self.mapping(entry, getattr(entry, "line", self._line), "a turn", _keys(Turn) - {"line"})
        self._line = made.line
        if sum(way in made for way in WAYS) != (0 if first and not any(way in made for way in WAYS) else 1):
            raise self.wrong(made.line, f"a turn is one of {', '.join(WAYS)} (only the first may be none: the opening)")
        values = {key: self.one_of(made, key, (*self._names.questions, NOTHING)) for key in ("until",) if key in made}
        values |= {key: self.text(made, key) for key in ("presses", "otherwise", "intent") if key in made}
        if "does" in made:
            values["does"] = self.one_of(made, "does", DEEDS)
        if "answers" in made and "until" not in made:
            raise self.wrong(made.line, "`answers` needs `until`: the question at which they end")
        return Turn(
            line=made.line, reporter=self.texts(made, "reporter"), answers=self.answers(made), bot=self.bot(made),
            slots=self.slots(made, "slots"), **values,
        )  # fmt: skip

    def bot(self, turn: Lined) -> Bot:
        raw = turn.get("bot", {})
        if isinstance(raw, str):  # `bot: force` is short for `bot: {asks: force}`
            return Bot(asks=self.one_of(turn, "bot", (*self._names.questions, NOTHING)))
        made = self.mapping(raw, turn.line, "bot", _keys(Bot))
        made.line = made.line or turn.line
        values: dict[str, Any] = {}
        for key in made:
            if key == "asks":
                values[key] = self.one_of(made, key, (*self._names.questions, NOTHING))
            elif key == "ends":
                values[key] = self.one_of(made, key, ENDS)
            elif key in ("says", "does_not_say"):
                values[key] = self.known(made, key, self._names.messages, "message")
            else:
                values[key] = self.texts(made, key)
        return Bot(**values)

    def answers(self, turn: Lined) -> dict[str, tuple[str, ...]] | None:
        if "answers" not in turn:
            return None
        made = self.mapping(turn["answers"], turn.line, "answers", set(self._names.questions))
        return {name: self.texts(made, name) for name in made}

    def case(self, entry: Any) -> Opened:
        made = self.mapping(entry, self._line, "case", _keys(Opened) - {"line"})
        others, contact = made.get("others"), made.get("contact")
        return Opened(
            line=made.line,
            slots=self.slots(made, "slots"),
            others=tuple(self.answered(each, made.line) for each in self.items(others, made.line, "others"))
            if "others" in made else None,
            account=self.texts(made, "account") if "account" in made else None,
            contact=dict(self.mapping(contact, made.line, "contact", {"method", "safe_time"})) if contact else None,
            risk=dict(made.get("risk", {})),
            holds=self.texts(made, "holds"),
            lacks=self.texts(made, "lacks"),
        )  # fmt: skip

    def slots(self, entry: Lined, key: str) -> dict[str, Any]:
        return self.answered(entry.get(key, Lined()), entry.line)

    def answered(self, raw: Any, line: int) -> dict[str, Any]:
        made = self.mapping(raw, line, "slots", set(self._names.guide.names()))
        for name, value in made.items():
            options = self._names.guide.slot(name).options
            said = value.get("value") if isinstance(value, Lined) and set(value) <= ANSWER else value
            for one in said if isinstance(said, list) else [said]:
                if options and isinstance(one, str) and one not in options:
                    raise self.wrong(made.line or line, f"{one!r} is no option of {name}{near(one, options)}")
        return dict(made)

    def mapping(self, raw: Any, line: int, what: str, keys: Collection[str]) -> Lined:
        if not isinstance(raw, dict):
            raise self.wrong(line, f"{what} must be a mapping (`name: value`)")
        made = raw if isinstance(raw, Lined) else Lined(raw)
        for key in made:
            if key not in keys:
                raise self.wrong(made.line or line, f"{what}: {key!r} is unknown{near(key, keys)}")
        return made

    def items(self, raw: Any, line: int, what: str) -> list[Any]:
        if not isinstance(raw, list) or not raw:
            raise self.wrong(line, f"{what} must be a list (lines that begin with `- `)")
        return raw

    def text(self, made: Lined, key: str) -> str:
        value = made.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(made.line, f"{key} must be text")
        return value

    def texts(self, made: Lined, key: str) -> tuple[str, ...]:
        value = made.get(key, [])
        found = [value] if isinstance(value, str) else value
        if not isinstance(found, list) or not all(isinstance(one, str) and one.strip() for one in found):
            raise self.wrong(made.line, f"{key} must be text, or a list of texts")
        return tuple(found)

    def one_of(self, made: Lined, key: str, known: Iterable[str]) -> str:
        value = self.text(made, key)
        if value not in list(known):
            raise self.wrong(made.line, f"{key}: {value!r} is unknown{near(value, known)}")
        return value

    def known(self, made: Lined, key: str, known: Collection[str], what: str) -> tuple[str, ...]:
        for value in self.texts(made, key):
            if value not in known:
                raise self.wrong(made.line, f"{key}: {value!r} is no {what}{near(value, known)}")
        return self.texts(made, key)

    def wrong(self, line: int, problem: str) -> ConversationError:
        return ConversationError(self._file, line, problem)


def _keys(kind: type[Any]) -> set[str]:
    return {each.name for each in fields(kind)}
