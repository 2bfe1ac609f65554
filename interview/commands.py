"""What works at every question: don't know, skip, back, why, help, stop, pause, delete, and hello.

Each returns what to ask next.
"""

from __future__ import annotations

from collections.abc import Callable

from interview import noted, subjects
from interview.answers import Answer, next_slot
from interview.guide import Question
from interview.state import ADVANCE, State
from interview.translation import readable

# Rasa's intents that are commands.
INTENTS = {name: name for name in ("dont_know", "skip", "go_back", "why", "help", "stop", "pause", "delete")}


def from_intent(intent: str) -> str | None:
    """The command that an intent stands for."""
    return INTENTS.get(intent)


def carry_out(state: State, name: str, slot: Question) -> str:
    """Carry out a command at the question that was asked."""
    return _COMMANDS[name](state, slot)


def choose(state: State, slot: Question, value: str, text: str) -> str:
    """Answer a choice, with what was not understood before it, and say what follows from it; what to ask next."""
    said = [*state.recall("misses"), text.strip()]
    state.answer(slot.name, Answer(value, " / ".join(said)))
    if value in slot.after:
        state.say_text(slot.after[value])
    if value not in slot.then:
        return ADVANCE
    state.memory["resume"] = next_slot(state.guide, state.answers)
    return slot.then[value]


def choose_many(state: State, slot: Question, values: list[str], text: str = "") -> str:
    """Answer a question that has several answers."""
    titles = ", ".join(slot.button(value) for value in values)
    said = [*state.recall("misses"), text.strip() or titles]
    state.answer(slot.name, Answer(values, " / ".join(said)))
    state.memory.update(picked=[], picking=None)
    return ADVANCE


def finish_account(state: State, slot: Question) -> str:
    """Close the account and note what it says; without a word in it, it is left out."""
    parts = state.parts + len(state.keep)
    state.answer(slot.name, Answer(parts, "", "asked") if parts else Answer(None, "", "skipped"))
    if parts:
        noted.read_account(state, readable(state, [*state.texts(), *state.keep]))
    return ADVANCE


def _dont_know(state: State, slot: Question) -> str:
    return _leave(state, slot, "dont_know")


def _skip(state: State, slot: Question) -> str:
    return _leave(state, slot, "skipped")


def _leave(state: State, slot: Question, source: str) -> str:
    if not slot.skippable:
        state.say_text(slot.why)
        return slot.name
    if slot.kind == "account":
        return finish_account(state, slot)
    if state.recall("picked"):
        return choose_many(state, slot, state.recall("picked"))
    value = slot.default or (slot.unsure() if source == "dont_know" else None)
    if value:
        return choose(state, slot, value, "")
    state.answer(slot.name, Answer(None, " / ".join(state.recall("misses")), source))
    state.say("dont_know" if source == "dont_know" else "skipped")
    return ADVANCE


def _back(state: State, slot: Question) -> str:
    picked = state.recall("picked")
    state.memory.update(picked=[], picking=None, misses=[])
    if picked:  # only what was chosen so far is taken back
        state.say("back_to")
        return slot.name
    if subjects.go_back(state):
        noted.put_back_subject(state)
        state.say("back_to")
        return "other_subjects"
    trail = state.recall("trail")
    if not trail:
        state.say("back_none")
        return slot.name
    state.say("back_to")
    if state.clear(trail[-1]):
        state.say("cleared")
    return str(trail[-1])


def _why(state: State, slot: Question) -> str:
    state.say_text(slot.why)
    return str(state.asked)


def _help(state: State, slot: Question) -> str:
    state.say_text(slot.help)
    state.say("help")
    return str(state.asked)


def _stop(state: State, slot: Question) -> str:
    state.memory["resume"] = state.asked
    return "paused"


def _greet(state: State, slot: Question) -> str:
    state.say("welcome_back")
    return str(state.asked)


def _delete(state: State, slot: Question) -> str:
    state.memory["resume"] = state.asked
    return "confirm_delete"


_COMMANDS: dict[str, Callable[[State, Question], str]] = {
    "dont_know": _dont_know,
    "skip": _skip,
    "go_back": _back,
    "why": _why,
    "help": _help,
    "stop": _stop,
    "pause": _stop,
    "greet": _greet,
    "delete": _delete,
}
