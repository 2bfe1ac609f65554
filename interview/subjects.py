"""Several officers in one report: the slots of the group "subject" belong to one of them at a time.

The slots hold the current subject; the memory holds the answers about the others, in order, and where the current
one stands among them.
"""

from __future__ import annotations

import re
from typing import Any

from interview import noted
from interview.answers import Answer
from interview.phrases import plain
from interview.state import ADVANCE, State

MOST = 10
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_WHICH = rf"(?:person|officer|number) (\d{{1,2}})|({'|'.join(_ORDINALS)})"
_REMOVAL = re.compile(rf"\b(?:remove|delete|drop|take out|leave out)\b.*?\b(?:{_WHICH})\b")


def hear(state: State, value: str, text: str) -> str:
    """Take the answer to "was anyone else involved": yes begins the next subject."""
    if value == "yes" and count(state) < MOST:
        add(state)
    else:
        several = count(state) > 1
        state.answer("other_subjects", Answer("yes" if several else value, text.strip()))
    return ADVANCE


def count(state: State) -> int:
    """How many subjects there are."""
    return len(state.recall("others")) + 1


def switch(state: State, index: int) -> None:
    """Make another subject the current one."""
    everyone = all_subjects(state)
    chosen = everyone.pop(index)
    state.memory.update(others=everyone, current=index)
    _load(state, chosen)


def all_subjects(state: State) -> list[dict[str, Any]]:
    """The answers about each subject, in order, as slot values."""
    others = state.recall("others")
    index = int(state.memory.get("current") or 0)
    return [*others[:index], _unload(state), *others[index:]]


def add(state: State) -> None:
    """Put the current subject away and begin with the next."""
    state.say("next_subject")
    everyone = all_subjects(state)
    state.memory.update(others=everyone, current=len(everyone))
    noted.begin_next_subject(state)
    _load(state, {})


def removal(state: State, text: str) -> int | None:
    """Which subject a message wants taken out ("remove person 2"), if there is such a one beside another."""
    found = _REMOVAL.search(plain(text))
    if not found or count(state) == 1:
        return None
    index = int(found[1]) - 1 if found[1] else _ORDINALS.index(found[2])
    return index if 0 <= index < count(state) else None


def remove(state: State, index: int, text: str) -> None:
    """Take a subject out of the report."""
    everyone = all_subjects(state)
    everyone.pop(index)
    state.memory.update(others=everyone[1:], current=0)
    _load(state, everyone[0])
    if len(everyone) == 1:
        state.answer("other_subjects", Answer("no", text.strip()))
    state.say("removed")


def go_back(state: State) -> bool:
    """Return to the subject before, when nothing was answered about the current one; whether that was so."""
    index = int(state.memory.get("current") or 0)
    group = state.guide.group("subject")
    if index == 0 or any(name in state.answers for name in group):
        return False
    others = state.recall("others")
    _load(state, others.pop(index - 1))
    state.memory.update(others=others, current=index - 1)
    state.memory["trail"] = [*state.recall("trail"), *(name for name in group if name in state.answers)]
    return True


def _unload(state: State) -> dict[str, Any]:
    names = state.guide.group("subject")
    return {name: state.answers[name].to_slot() for name in names if name in state.answers}


def _load(state: State, subject: dict[str, Any]) -> None:
    group = state.guide.group("subject")
    for name in group:
        state.answers.pop(name, None)
        answer = Answer.from_slot(subject.get(name))
        if answer:
            state.answers[name] = answer
    state.memory["trail"] = [step for step in state.recall("trail") if step not in group]
