"""What is asked next, with all that is said to introduce it."""

from __future__ import annotations

from interview import another, controls, details, files, noted, paths, proposals, subjects
from interview.answers import next_slot
from interview.guide import Question
from interview.state import ADVANCE, State
from interview.summary import summary


def restate(state: State) -> None:
    """Ask the open question once more, with all that was said to introduce it."""
    asked = str(state.asked)
    state.memory["introduced"] = [name for name in state.recall("introduced") if name != asked]
    if asked == "summary_ok":
        _say_summary(state)
    ask(state, asked)


def ask(state: State, target: str) -> None:
    """Ask a question: of a slot, of a control, or, for ADVANCE, the one that is due."""
    if target in state.guide.controls:
        controls.ask(state, target)
    elif target == ADVANCE:
        _advance(state)
    else:
        state.asked = target
    _introduce(state)


def _advance(state: State) -> None:
    elsewhere = paths.doubt(state) or ("not_for_us" if paths.other_force(state) else None)
    if elsewhere:
        controls.ask(state, elsewhere)
        return
    if "account" in state.answers and proposals.lines(state):
        controls.ask(state, "confirm_found")
        return
    following = next_slot(state.guide, state.answers)
    state.asked = files.SLOT if files.due(state, following) else following
    if state.asked == "other_subjects" and (state.recall("found_others") or another.begin(state)):
        subjects.add(state)
        _advance(state)
    elif state.asked in _together(state):
        files.offer(state)
        controls.ask(state, "anything_more")
    elif state.asked == "summary_ok":
        _before_summary(state)
    elif state.asked == "account" and state.memory.pop("told_early", False):
        state.say("told_early")
        controls.ask(state, "account_more")
    elif state.asked:
        _give_hint(state, state.guide.slot(state.asked))


def _together(state: State) -> list[str]:
    """The details that are asked for in one question; one alone has a question of its own."""
    names = [slot.name for slot in details.still_open(state)]
    return names if len(names) > 1 else []


def _before_summary(state: State) -> None:
    if not state.memory.get("clues_settled") and controls.clues(state):
        controls.ask(state, "identity_risk")
    else:
        _say_summary(state)


def _give_hint(state: State, slot: Question) -> None:
    words = noted.hint(state, slot)
    if words:
        state.say("hint", words=words)


def _introduce(state: State) -> None:
    told = state.recall("introduced")
    intro = state.guide.slot(state.asked).intro if state.asked else ""
    if intro and state.asked not in told:
        state.memory["introduced"] = [*told, state.asked]
        state.say_text(intro)


def _say_summary(state: State) -> None:
    state.say("summary_intro")
    for text in summary(state):
        state.say_text(text)
