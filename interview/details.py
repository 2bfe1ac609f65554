"""The details that whoever told a lot is asked for all together, not one by one."""

from __future__ import annotations

from interview import asides, files, noted, telling
from interview.answers import Answer, applies
from interview.guide import Question
from interview.phrases import option, plain
from interview.proposals import left_open
from interview.state import ADVANCE, Heard, State
from interview.understanding import Findings, find

RICH = 6  # from so many findings on, open details are asked together: whoever told so much is not questioned one by one
ASKED_ALONE = ("affected_person_risk", "shoulder_number")  # what decides how soon someone is safe, or who it was
_NOTHING = ("no", "nope", "nothing", "nothing else", "none", "no thanks", "n")


def still_open(state: State) -> list[Question]:
    """After a rich account: the optional details that are still open and fit into one question."""
    if int(state.memory.get("rich") or 0) < RICH:
        return []
    wanted = [slot for slot in state.guide.slots if slot.kind == "text" and not slot.required and not slot.part]
    found = noted.found_in(state)
    return [
        slot
        for slot in wanted
        if slot.name not in (*state.answers, *found, *ASKED_ALONE) and applies(slot, state.answers)
    ]


def hear(state: State, heard: Heard) -> str:
    """Take the answer to "anything to add about ...": what is not spoken of is left out, and no word is lost."""
    wanted = still_open(state)
    # Not by the classifier: "no, but my mate saw it" denies and tells at once.
    pressed = option(state.guide.controls["anything_more"], heard.text)
    said_no = bool(pressed) or left_open(state, heard) or _says_no_more(heard.text)
    findings = Findings() if said_no else find(heard.text, None)
    files.listen_to_account(state, heard.text, findings)
    found = findings.slots(0)
    for slot in wanted:
        finding = found.get(slot.name)
        told = Answer(finding.value, finding.as_said, "said") if finding else Answer(None, "", "not_mentioned")
        state.answer(slot.name, told)
    if not said_no:
        asides.take_found(state, found)
        state.keep.append(heard.text)
    return ADVANCE


def _says_no_more(text: str) -> bool:
    return plain(text) in _NOTHING or telling.ends(text)
