"""A finished interview as the case's slots, and what in it decides how soon the team must look."""

from __future__ import annotations

from typing import Any

from interview import safety, subjects
from interview.answers import Answer, applies
from interview.state import State
from interview.translation import to_translate

NOT_OF_THE_CASE = ("account", "limits_ack", "summary_ok")
TRANSLATE = "translate"
RISK_SLOTS = ("immediate_danger", "child_or_vulnerable_at_risk", "ongoing", "affected_person_risk")


def case_slots(state: State) -> dict[str, dict[str, Any]]:
    """The slots of the case: the first subject in the slots of the group, all others listed in `other_subjects`."""
    everyone = subjects.all_subjects(state)
    group = state.guide.group("subject")
    slots = {
        slot.name: state.answers[slot.name].to_slot()
        for slot in state.guide.slots
        if slot.name in state.answers and not slot.part and slot.name not in (*group, *NOT_OF_THE_CASE)
    }
    slots |= everyone[0]
    if len(everyone) > 1:
        said = slots.get("other_subjects", {}).get("as_said", "")
        slots["other_subjects"] = Answer(everyone[1:], said).to_slot()
    return {name: slots[name] for name in state.guide.names() if name in slots}


def contact_details(state: State) -> tuple[str, str]:
    """How the reporter can be reached and when it is safe: sealed apart from the case. Empty when they chose not to."""
    details = [state.guide.slot(name) for name in ("contact_method", "safe_time")]
    said = [
        state.answers[s.name].as_said if applies(s, state.answers) and s.name in state.answers else "" for s in details
    ]
    return said[0], said[1]


def wants_receipt(state: State) -> bool:
    """Whether the reporter chose a code to come back with."""
    return bool(state.known("follow_up") == "receipt")


def risk(state: State) -> dict[str, Any]:
    """What decides how soon the team must look: slots, alarms (danger, distress) in the words as said, flags, and what
    nobody has read yet because it must be translated first.
    """
    slots = {name: state.known(name) for name in RISK_SLOTS if name in state.answers}
    flags = {"flags": state.recall("flags")} if state.recall("flags") else {}
    foreign = to_translate(state)
    return slots | safety.told(state) | flags | ({TRANSLATE: foreign} if foreign else {})
