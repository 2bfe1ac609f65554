"""A conversation test as data: what is said, and what must be seen after each turn and in the sealed case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

NOTHING = "nothing"  # what `asks` says when the conversation is over


@dataclass(frozen=True)
class Bot:
    """What must be seen of the agent after a turn.

    Args:
        asks: the question that stands, by its name in guide.yml; `nothing` when the conversation is over.
        says, does_not_say: messages by name (see names.py).
        contains, lacks: texts.
        buttons, no_buttons: titles.
        ends: how the conversation ends: handed_over or withdrawn.
    """

    asks: str = ""
    says: tuple[str, ...] = ()
    does_not_say: tuple[str, ...] = ()
    contains: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()
    buttons: tuple[str, ...] = ()
    no_buttons: tuple[str, ...] = ()
    ends: str = ""


@dataclass(frozen=True)
class Turn:
    """One turn: one of `reporter`, `presses`, `answers` and `does`, or none of them at the very opening.

    Args:
        line: where it stands in its file.
        reporter: what they type; several messages are sent one after another, and the last answer is looked at.
        presses: a button, which must have been offered.
        answers: what they answer to questions by name; to every other question they say `otherwise`.
        does: something else than writing (see player.DEEDS).
        until: go on in this way until that question is asked.
        intent: what Rasa must understand.
        slots: answers that must stand after it; None: none stands.
    """

    line: int
    reporter: tuple[str, ...] = ()
    presses: str = ""
    answers: Mapping[str, tuple[str, ...]] | None = None
    otherwise: str = "skip"
    does: str = ""
    until: str = ""
    intent: str = ""
    bot: Bot = field(default_factory=Bot)
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Opened:
    """What the case must hold once the desk has opened it.

    Args:
        slots: answers by name; None: no such answer.
        others: the slots of each further subject.
        account: its messages.
        contact: the contact details, which are sealed apart; None: not looked at.
        risk: what decides how soon the team must look.
        holds, lacks: texts somewhere and nowhere in the case.
    """

    line: int
    slots: Mapping[str, Any] = field(default_factory=dict)
    others: tuple[Mapping[str, Any], ...] | None = None
    account: tuple[str, ...] | None = None
    contact: Mapping[str, Any] | None = None
    risk: Mapping[str, Any] = field(default_factory=dict)
    holds: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True)
class Conversation:
    """One conversation test.

    Args:
        name: what it shows, in a sentence.
        file, line: where it stands.
        shows: IDs of the rules that it shows (stories/tests/rules.yml).
        case: what the desk must find; None: not looked at.
    """

    name: str
    file: str
    line: int
    shows: tuple[str, ...]
    turns: tuple[Turn, ...]
    case: Opened | None = None

    @property
    def where(self) -> str:
        """File and line."""
        return f"{self.file}:{self.line}"
