"""Questions about the conversation itself: paused, delete everything, which line to change."""

from __future__ import annotations

from collections.abc import Callable

from interview import asides, commands, details, noted, proposals, safety, strays, subjects
from interview.guide import Question
from interview.hearing import read_choice
from interview.phrases import command, option, plain
from interview.state import ADVANCE, HEAR_AGAIN, INTERRUPTED, Heard, State
from interview.summary import Line, line_named
from interview.translation import readable
from interview.understanding import identity_clues

CLUES = 4
WAITING = ("confirm_delete", *INTERRUPTED)  # at these another question waits to be gone on with
BEHIND = {"account_more": "account"}


def ask(state: State, name: str) -> None:
    """Ask a control's question, with its buttons."""
    control = state.guide.controls[name]
    state.asked = name
    values = {name: fill(state) for name, fill in _FILLS.items() if "{" + name + "}" in control.question}
    state.say_text(control.question, _buttons(state, control), **values)


def slot_behind(state: State, asked: str) -> Question:
    """The slot that a question fills: the account's and the multiple choice's follow-up questions fill theirs."""
    if asked in WAITING:
        return slot_behind(state, waiting(state))
    if asked == "picked_more":
        return state.guide.slot(str(state.memory["picking"]))
    return state.guide.slot(BEHIND.get(asked, asked))


def clues(state: State) -> str:
    """The words that could show who the reporter is."""
    found = dict.fromkeys(clue.as_said for clue in identity_clues(readable(state, state.texts())))
    return ", ".join(f'"{words}"' for words in list(found)[:CLUES])


def change(state: State, line: Line) -> str:
    """Clear the line that the reporter wants to change and ask its question again."""
    if line.subject is not None:
        subjects.switch(state, line.subject)
    if line.slot == "account":
        state.account_cleared = True
        noted.forget_account(state)
        safety.forget_words(state)
        state.say("change_account")
    if state.clear(line.slot):
        state.say("cleared")
    return line.slot


def _buttons(state: State, control: Question) -> list[str]:
    if control.name == "account_more":
        return [*state.guide.slot("account").titles(), *state.guide.command_titles()]
    if control.name == "picked_more":
        slot = slot_behind(state, "picked_more")
        left = [title for title in slot.titles() if title not in map(slot.button, state.recall("picked"))]
        return [*left, *control.titles(), *state.guide.command_titles()]
    return [*control.titles(), *(state.guide.command_titles() if control.why else [])]


def _picked(state: State) -> str:
    if not state.memory.get("picking"):
        return ""
    slot = slot_behind(state, "picked_more")
    return ", ".join(slot.title(value) for value in state.recall("picked"))


def waiting(state: State) -> str:
    """The question that was asked before the interview was interrupted."""
    return str(state.memory.get("resume") or "limits_ack")


def resume(state: State) -> str:
    """What to ask when the interview goes on: the question that waits, or what now comes in its place."""
    name = waiting(state)
    return ADVANCE if name in state.guide.names() and name != "account" else name


def _hear_paused(state: State, heard: Heard) -> str:
    control = state.guide.controls["paused"]
    wanted = option(control, heard.text) or command(state.guide, heard.text) or heard.intent
    if wanted in ("delete", "stop", "pause"):
        return "confirm_delete" if wanted == "delete" else "paused"
    state.say("welcome_back")
    return resume(state) if wanted in ("on", "greet", "affirm", "thanks") else HEAR_AGAIN


def _hear_after_alarm(state: State, heard: Heard) -> str:
    control = state.guide.controls["after_alarm"]
    wanted = option(control, heard.text) or command(state.guide, heard.text) or heard.intent
    if wanted in ("pause", "stop", "deny"):
        return "paused"
    if wanted == "delete":
        return "confirm_delete"
    if wanted in ("on", "affirm", "thanks", "greet"):
        # Only their own word for it counts: whoever wrote on after a false alarm is asked again at a true one.
        state.memory["carried_on"] = True
        state.say("carry_on")
        return resume(state)
    return HEAR_AGAIN


def _hear_delete(state: State, heard: Heard) -> str:
    value = read_choice(state.guide.controls["confirm_delete"], heard.text, heard.intent)
    if value == "yes" or (value is None and heard.intent == "delete"):
        state.withdrawn = True
        state.say("deleted")
        return ADVANCE
    if value is None:
        return "confirm_delete"
    state.say("kept")
    return resume(state)


def _hear_elsewhere(state: State, heard: Heard) -> str:
    """Take whether an account is about service, or about the police at all: only a clear answer changes the way."""
    asked = _command(state, heard)
    if asked:
        return asked
    control = state.guide.controls[str(state.asked)]
    value = read_choice(control, heard.text, heard.intent)
    if value is None and plain(heard.text):
        state.keep.append(heard.text)
    if value and value in control.after:
        state.say_text(control.after[value])
    if value and value in control.flags:  # it is taken all the same, so triage must see it
        state.memory["flags"] = [*state.recall("flags"), control.flags[value]]
    return "not_for_us" if (control.name, value) == ("about_police", "no") else ADVANCE


def _hear_not_for_us(state: State, heard: Heard) -> str:
    control = state.guide.controls["not_for_us"]
    value = read_choice(control, heard.text, heard.intent) or command(state.guide, heard.text)
    if value == "delete":
        state.withdrawn = True
        state.say("deleted")
        return ADVANCE
    if value is None and plain(heard.text):
        state.keep.append(heard.text)
    state.say("taken_all_the_same")
    return ADVANCE


def _hear_change(state: State, heard: Heard) -> str:
    changed = asides.take_correction(state, state.guide.slot("summary_ok"), heard, freely=True)
    if changed:
        state.say("changed", changes=", ".join(changed))
        return ADVANCE
    line = line_named(state, heard.text)
    if line:
        return change(state, line)
    wanted = command(state.guide, heard.text)
    if wanted in ("stop", "delete"):
        state.memory["resume"] = "change_line"
        return "paused" if wanted == "stop" else "confirm_delete"
    control = state.guide.controls["change_line"]
    if read_choice(control, heard.text, heard.intent) or wanted:
        return ADVANCE
    strays.step(state, "summary_unsure")
    return "change_line"


def _hear_found(state: State, heard: Heard) -> str:
    return _command(state, heard) or _confirmed(state, heard)


def _confirmed(state: State, heard: Heard) -> str:
    """Take the answer to what was read back, and what it tells besides ("yes, and he was off duty")."""
    target = proposals.hear_confirmation(state, heard)
    _take_besides(state, heard)
    return target


def _take_besides(state: State, heard: Heard) -> bool:
    """Take what a message tells that was not read back, and whether there was any that it was sent for."""
    if len(heard.text.split()) < proposals.SHORTEST_ASIDE or proposals.left_open(state, heard):
        return False
    found = noted.of_current(state, heard.text)
    new = {name: one for name, one in found.items() if name not in noted.found_in(state) and name not in state.answers}
    asides.take_found(state, new)
    taken = (name for name in new if name in state.answers or name in noted.found_in(state))
    return any(name not in asides.FAINT for name in taken)


def _hear_wrong(state: State, heard: Heard) -> str:
    asked = _command(state, heard)
    return asked or proposals.hear_what_is_wrong(state, heard, told=_take_besides(state, heard))


def _hear_details(state: State, heard: Heard) -> str:
    return _command(state, heard) or details.hear(state, heard)


def _hear_identity_risk(state: State, heard: Heard) -> str:
    asked = _command(state, heard)
    if asked:
        return asked
    state.memory["clues_settled"] = True
    value = read_choice(state.guide.controls["identity_risk"], heard.text, heard.intent)
    return change(state, Line(0, "account", None, "", "")) if value == "reword" else ADVANCE


def _command(state: State, heard: Heard) -> str | None:
    """Carry out a command at a control, and return what to ask next; None when there is none."""
    control = state.guide.controls[str(state.asked)]
    wanted = None if option(control, heard.text) else command(state.guide, heard.text)
    return commands.carry_out(state, wanted, control) if wanted and wanted not in _ANSWERS else None


_ANSWERS = ("dont_know", "skip")  # at a control these are answers: leave it as it is


def _details(state: State) -> str:
    return "\n".join(f"• {slot.label}" for slot in details.still_open(state))


# What a question names, worked out only where it is named: clues read the whole account.
_FILLS: dict[str, Callable[[State], str]] = {
    "picked": _picked,
    "found": proposals.proposal,
    "clues": clues,
    "details": _details,
    "way_back": lambda state: state.guide.messages[f"back_{state.channel() or 'elsewhere'}"],
}

HEARERS: dict[str, Callable[[State, Heard], str]] = {
    "paused": _hear_paused,
    "after_alarm": _hear_after_alarm,
    "is_complaint": _hear_elsewhere,
    "about_police": _hear_elsewhere,
    "not_for_us": _hear_not_for_us,
    "confirm_delete": _hear_delete,
    "change_line": _hear_change,
    "confirm_found": _hear_found,
    "which_is_wrong": _hear_wrong,
    "identity_risk": _hear_identity_risk,
    "anything_more": _hear_details,
}
