"""What is noted of what the reporter said: proposed to them later, hinted at, and never asked again.

The memory holds under `found` what the account says about the current subject and the events, and under
`found_others` what it says about further subjects; each entry is a finding as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from interview import files
from interview.answers import Answer
from interview.forces import force_of_place
from interview.guide import Question
from interview.hearing import options_denied, read_multi
from interview.state import Heard, State
from interview.understanding import Finding, Findings, find, findings_of_account

SURE = 0.7  # from here a finding is proposed for a yes
CORRECTING = 0.6  # from here what is said corrects what was understood
WORTH_A_HINT = 0.4  # from here its words are named when its question is asked
FROM_ACCOUNT = "account"  # the source of an answer that was read from the account
NOT_FOUND_IN_ACCOUNT = ("limits_ack", "immediate_danger", "account", "other_subjects", "follow_up", "summary_ok")
FOLLOWS = ("subject_known",)  # from the name or number that is told; a part of one never takes it back
_NEXT = re.compile(
    r"\b(?:second|2nd|other)"
    r"(?: (?:one|officer|cop|copper|pc|guy|man|woman|lady|bloke|lad|fella|person)(?:'?s)?|'s|"
    r" (?:is|was|had|has|wore))\b",
    re.IGNORECASE,
)
_AGREED = re.compile(r"\W*(?:yes|yeah|yep|yup|that'?s it|correct)\W*", re.I)


def read_account(state: State, texts: Iterable[str]) -> None:
    """Note what an account says, once it is finished.

    Args:
        state: its memory is changed.
        texts: the messages of the account, in order.
    """
    parts = tuple(texts)
    findings = findings_of_account(parts)
    files.listen_to_account(state, "\n".join(parts), findings)
    state.memory["found"] = _entries(state, findings.slots(0))
    others = [_entries(state, findings.slots(index)) for index in range(1, findings.subjects)]
    state.memory["found_others"] = [_of_subject(state, entries) for entries in others if entries]
    _add_categories(state)
    state.memory["rich"] = len(state.memory["found"])


def forget_account(state: State) -> None:
    """Forget what was read from an account that is taken back: its words must not live on in a slot."""
    state.memory.update(found={}, found_others=[], categories={}, rich=0, path_settled=False, flags=[])
    for name in [name for name, answer in state.answers.items() if answer.source == FROM_ACCOUNT]:
        state.clear(name)
    state.memory.pop("aside", None)


def begin_next_subject(state: State) -> None:
    """Put what was found about the next subject, which may be nothing, in the place of the current one's."""
    theirs, *waiting = state.recall("found_others") or [{}]
    state.memory.update(found=_of_events(state) | theirs, found_others=waiting)


def take_of_next(state: State, text: str) -> dict[str, Finding]:
    """Note what a message says of the officer whose turn is next: "yes, but the second one was a sergeant".

    Returns:
        What it says of that officer, by slot.
    """
    theirs = [one for one in _of_next(state, text) if _is_told(one)]
    told = {one.slot: one for one in sorted(theirs, key=lambda one: one.sure)}
    if told:
        first, *waiting = state.recall("found_others")
        entries = {name: {**_entry(finding), "sure": 1.0} for name, finding in told.items()}
        state.memory["found_others"] = [first | entries, *waiting]
    return told


def of_current(state: State, text: str) -> dict[str, Finding]:
    """What a message says of the current officer and of the events, by slot."""
    theirs = _of_next(state, text)
    return Findings(tuple(one for one in find(text, None).found if one not in theirs)).slots(0)


def _of_next(state: State, text: str) -> list[Finding]:
    """What is said of the officer whose turn is next; "the other one, his name is Paul" is all about that one."""
    if not state.recall("found_others"):
        return []
    spoken_of = _NEXT.search(text)
    begins = spoken_of.start() if spoken_of else len(text)
    own = state.guide.group("subject")
    return [one for one in find(text, None).found if one.slot in own and (one.subject == 1 or one.start >= begins)]


def _is_told(one: Finding) -> bool:
    return one.sure >= CORRECTING and (one.slot not in FOLLOWS or one.value == "identity")


def put_back_subject(state: State) -> None:
    """Keep what was found about a subject for later, because the reporter went back to the one before."""
    theirs = _of_subject(state, found_in(state))
    waiting = [theirs] if theirs else []
    state.memory.update(found=_of_events(state), found_others=[*waiting, *state.recall("found_others")])


def hint(state: State, slot: Question) -> str:
    """Words of the account that may be the answer to this question, but are not sure enough to be proposed."""
    entry = found_in(state).get(slot.name) if slot.kind == "text" else None
    return str(entry["as_said"]) if entry and WORTH_A_HINT <= entry["sure"] < SURE else ""


def take_hint(state: State, slot: Question, heard: Heard) -> Answer | None:
    """The hinted answer, if the reporter says yes to it."""
    entry = found_in(state).get(slot.name)
    agreed = heard.intent == "affirm" or _AGREED.fullmatch(heard.text)
    return answer_of(entry) if entry and hint(state, slot) and agreed else None


def found_in(state: State) -> dict[str, dict[str, Any]]:
    """What was found about the current subject and the events, by slot."""
    found = state.memory.get("found")
    return found if isinstance(found, dict) else {}


def with_more(known: Any, told: Any) -> Any:
    """What is known after something is told: of several values at once none is lost, else the new one counts."""
    both = isinstance(known, list) and isinstance(told, list)
    return list(dict.fromkeys([*known, *told])) if both else told


def corrections(state: State, known: Mapping[str, Answer], text: str) -> dict[str, Finding]:
    """What a text makes of what is known, by slot: several values at once grow, less those it denies.

    Args:
        state: only read.
        known: the answers by slot.
        text: the reporter's words.
    """
    told = of_current(state, text).items()
    found = {name: one for name, one in told if name in known and one.sure >= CORRECTING}
    amended = {name: _amended(known[name], one) for name, one in found.items()}
    return amended | {one.slot: one for one in _without_denied(state, known, amended, text)}


def _amended(known: Answer, told: Finding) -> Finding:
    value = with_more(known.value, told.value)
    as_said = told.as_said if value == told.value else f"{known.as_said} / {told.as_said}"
    return replace(told, value=value, as_said=as_said)


def _without_denied(
    state: State, known: Mapping[str, Answer], amended: Mapping[str, Finding], text: str
) -> Iterator[Finding]:
    for slot in (slot for slot in state.guide.slots if slot.kind == "multi" and slot.name in known):
        before, denied = known[slot.name].value or [], options_denied(slot, text)
        told = amended[slot.name].value if slot.name in amended else with_more(before, read_multi(slot, text))
        left = [value for value in told if value not in denied]
        if left and len(left) < len(told):  # with none left there is nothing to put in its place: it is asked anew
            yield Finding(slot.name, left, text.strip(), 1.0, 0)


def propose_later(state: State, name: str, finding: Finding) -> None:
    """Note what will be proposed once its question would come."""
    state.memory["found"] = {**found_in(state), name: _entry(finding)}


def _entry(finding: Finding) -> dict[str, Any]:
    return {"value": finding.value, "as_said": finding.as_said, "sure": finding.sure}


def answer_of(entry: dict[str, Any]) -> Answer:
    """What was found, as an answer."""
    return Answer(entry["value"], str(entry["as_said"]), FROM_ACCOUNT)


def findable(state: State, name: str) -> Question | None:
    """The slot of this name, if it may be filled by what is found in words."""
    if name in NOT_FOUND_IN_ACCOUNT:
        return None
    slot = next((slot for slot in state.guide.slots if slot.name == name), None)
    return slot if slot and slot.offered and not slot.part else None


def _entries(state: State, slots: dict[str, Finding]) -> dict[str, dict[str, Any]]:
    return _with_force(
        {
            name: _entry(finding)
            for name, finding in slots.items()
            if findable(state, name) and finding.sure >= WORTH_A_HINT
        }
    )


def _with_force(entries: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Add the force that a station or borough belongs to, where no force was named."""
    station = entries.get("borough_bcu_or_station")
    if "force" in entries or not station or station["sure"] < SURE:
        return entries
    force = force_of_place(str(station["value"]))
    return {**entries, "force": {**station, "value": force, "sure": SURE}} if force else entries


def _of_subject(state: State, entries: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: entry for name, entry in entries.items() if name in state.guide.group("subject")}


def _of_events(state: State) -> dict[str, dict[str, Any]]:
    return {name: entry for name, entry in found_in(state).items() if name not in state.guide.group("subject")}


def _add_categories(state: State) -> None:
    """Propose the kinds of conduct that a message told of, or that follow from what was found."""
    told = dict(state.memory.get("categories") or {})
    for slot in state.guide.slots:
        entry = found_in(state).get(slot.name)
        if slot.implies and entry and entry["sure"] >= SURE:
            told.setdefault(slot.implies, entry["as_said"])
    if told:
        said = " / ".join(dict.fromkeys(told.values()))
        state.memory["found"]["conduct_category"] = {"value": list(told), "as_said": said, "sure": SURE}
