"""What the reporter already said: proposed to them in their own words, confirmed, corrected, and never asked again.

The memory holds under `found` what the account says about the current subject and the events, and under
`found_others` what it says about further subjects; each entry is a finding as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from interview import files
from interview.answers import Answer, applies
from interview.guide import Question
from interview.hearing import read_choice
from interview.phrases import command, option, plain
from interview.state import ADVANCE, Heard, State
from interview.understanding import Finding, Findings, find, findings_of_account

SURE = 0.7  # from here a finding is proposed for a yes
WORTH_A_HINT = 0.4  # from here its words are named when its question is asked
SURE_IN_PASSING = 0.8  # what is said beside the answer to another question must be surer than that
CORRECTING = 0.6
LINES = 10
FROM_ACCOUNT = "account"  # the source of an answer that was read from the account
RICH = 6  # from so many findings on, open details are asked together: whoever told so much is not questioned one by one
ASKED_ALONE = ("affected_person_risk", "shoulder_number")  # what decides how soon someone is safe, or who it was
SILENT = ("subject_known",)  # follows from the name or number that is proposed
SHORTEST_ASIDE = 4  # words; a shorter message is the answer and nothing else
_CORRECTION = re.compile(r"\s*(?:actually|sorry|correction|no wait|wait|i meant|i mean|my mistake|oops)\b", re.I)
_ADDITION = re.compile(
    r"\s*(?:(?:oh|also|ps|p\.s\.?|btw)\b|and (?:his|her|their)\b|(?:i |sorry |just )*(?:forgot|remembered)\b|"
    r"one more thing\b)",
    re.I,
)
_SURNAME = re.compile(r"\b(?:sur|last |second |family )names?\b", re.I)
_AGREED = re.compile(r"\W*(?:yes|yeah|yep|yup|that'?s it|correct)\W*", re.I)
_NOTHING = ("no", "nope", "nothing", "nothing else", "none", "no thanks", "thats all", "that's all", "n")
NOT_FOUND_IN_ACCOUNT = ("limits_ack", "immediate_danger", "account", "other_subjects", "follow_up", "summary_ok")


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
    state.memory["found_others"] = [_group_only(state, entries) for entries in others if entries]
    _add_categories(state)
    state.memory["rich"] = len(state.memory["found"])


def lines(state: State) -> list[tuple[int, Question, dict[str, Any]]]:
    """What is to be proposed next: number, slot and finding, in the order of the guide; at most so many at once."""
    found = _found(state)
    answers = dict(state.answers)
    chosen: list[tuple[int, Question, dict[str, Any]]] = []
    for slot in state.guide.slots:
        entry = found.get(slot.name)
        if entry and entry["sure"] >= SURE and slot.name not in state.answers and applies(slot, answers):
            answers[slot.name] = _answer(entry)
            if slot.name not in SILENT:
                chosen.append((len(chosen) + 1, slot, entry))
    return chosen[:LINES]


def details(state: State) -> list[Question]:
    """After a rich account: the optional details that are still open and fit into one question."""
    if int(state.memory.get("rich") or 0) < RICH:
        return []
    wanted = [slot for slot in state.guide.slots if slot.kind == "text" and not slot.required and not slot.part]
    found = _found(state)
    return [
        slot
        for slot in wanted
        if slot.name not in (*state.answers, *found, *ASKED_ALONE) and applies(slot, state.answers)
    ]


def hear_details(state: State, heard: Heard) -> str:
    """Take the answer to "anything to add about ...": what is not spoken of is left out, and no word is lost."""
    wanted = details(state)
    # Not by the classifier: "no, but my mate saw it" denies and tells at once.
    said_no = _left_open(state, heard) or plain(heard.text) in _NOTHING
    findings = Findings() if said_no else find(heard.text, None)
    files.listen_to_account(state, heard.text, findings)
    found = findings.slots(0)
    for slot in wanted:
        finding = found.get(slot.name)
        told = Answer(finding.value, finding.as_said, "said") if finding else Answer(None, "", "not_mentioned")
        state.answer(slot.name, told)
    if not said_no:
        state.keep.append(heard.text)
    return ADVANCE


def proposal(state: State) -> str:
    """The proposed lines, in the reporter's own words."""
    return "\n".join(f"{number}. {slot.label}: {_shown(state, slot, entry)}" for number, slot, entry in lines(state))


def hear_confirmation(state: State, heard: Heard) -> str:
    """Take the answer to "have I got that right?"."""
    control = state.guide.controls["confirm_found"]
    if _left_open(state, heard) or option(control, heard.text) == "yes":
        _accept(state, without=[])
        return ADVANCE
    _keep_words(state, heard)
    corrected = _correct_found(state, heard.text)
    wrong = _named(state, heard.text, corrected)
    if wrong or corrected or read_choice(control, heard.text, heard.intent) == "yes":
        _accept(state, without=wrong)
        return ADVANCE
    return "which_is_wrong"


def hear_what_is_wrong(state: State, heard: Heard) -> str:
    """Take what is wrong; what is not said to be right is asked, one by one."""
    _keep_words(state, heard)
    corrected = {} if _left_open(state, heard) else _correct_found(state, heard.text)
    wrong = [] if _left_open(state, heard) else _named(state, heard.text, corrected)
    everything = [slot.name for _, slot, _ in lines(state)]
    _accept(state, without=wrong if wrong or corrected else everything)
    return ADVANCE


def forget_account(state: State) -> None:
    """Forget what was read from an account that is taken back: its words must not live on in a slot."""
    state.memory.update(found={}, found_others=[], categories={}, rich=0, path_settled=False, flags=[])
    for name in [name for name, answer in state.answers.items() if answer.source == FROM_ACCOUNT]:
        state.clear(name)


def begin_next_subject(state: State) -> bool:
    """Put the next subject's findings in the place of the current ones; whether there was one."""
    waiting = state.recall("found_others")
    if not waiting:
        return False
    events = {name: entry for name, entry in _found(state).items() if name not in state.guide.group("subject")}
    state.memory.update(found=events | waiting[0], found_others=waiting[1:])
    return True


def put_back_subject(state: State) -> None:
    """Keep what was found about a subject for later, because the reporter went back to the one before."""
    found, group = _found(state), state.guide.group("subject")
    theirs = {name: entry for name, entry in found.items() if name in group}
    waiting = [theirs] if theirs else []
    events = {name: entry for name, entry in found.items() if name not in group}
    state.memory.update(found=events, found_others=[*waiting, *state.recall("found_others")])


def hint(state: State, slot: Question) -> str:
    """Words of the account that may be the answer to this question, but are not sure enough to be proposed."""
    entry = _found(state).get(slot.name) if slot.kind == "text" else None
    return str(entry["as_said"]) if entry and WORTH_A_HINT <= entry["sure"] < SURE else ""


def take_hint(state: State, slot: Question, heard: Heard) -> Answer | None:
    """The hinted answer, if the reporter says yes to it."""
    entry = _found(state).get(slot.name)
    agreed = heard.intent == "affirm" or _AGREED.fullmatch(heard.text)
    return _answer(entry) if entry and hint(state, slot) and agreed else None


def take_asides(state: State, slot: Question, text: str) -> None:
    """Take what a message says besides its answer: later questions answered early."""
    if len(text.split()) < SHORTEST_ASIDE:
        return
    found = find(text, slot.name).slots(0)
    for name in (name for name in state.guide.names() if name in found):  # parents before what depends on them
        wanted, finding = _slot(state, name), found[name]
        needed = SURE if name in SILENT and "subject_name" in found else SURE_IN_PASSING
        if not wanted or name == slot.name or name in state.answers or finding.sure < needed:
            continue
        if applies(wanted, state.answers):
            state.answers[name] = Answer(finding.value, finding.as_said, "said")
        else:
            state.memory["found"] = {**_found(state), name: _entry(finding)}


def take_correction(state: State, slot: Question, heard: Heard, *, freely: bool = False) -> list[str]:
    """Change earlier answers that a message corrects ("actually she was a sergeant").

    Args:
        state: changed in place.
        slot: the question that was asked; it is answered, not corrected.
        heard: the message.
        freely: whether it corrects even without saying "actually" or "sorry": at the read-back everything does.

    Returns:
        What was changed.
    """
    if not (freely or heard.intent == "correct" or _CORRECTION.match(heard.text)):
        return []
    changed = []
    found = find(heard.text, None).slots(0)
    for name, finding in found.items():
        wanted, known = _slot(state, name), state.answers.get(name)
        if not (wanted and known and name != slot.name and finding.sure >= CORRECTING):
            continue
        if known.value != finding.value or slot.name not in found:  # said once more, it is still no answer to this
            if known.value != finding.value and state.clear(name):
                state.say("cleared")
            state.answer(name, Answer(finding.value, finding.as_said, "corrected"))
            changed.append(f'{wanted.label}: "{finding.as_said}"')
    return changed


def take_addition(state: State, slot: Question, heard: Heard) -> list[str]:
    """Add what comes to a reporter's mind about an earlier question ("oh and his surname is Harding").

    Returns:
        What was changed; nothing when the message is no such thing or speaks of this question too.
    """
    found = find(heard.text, None).slots(0) if _ADDITION.match(heard.text) else {}
    changed = []
    for name in (name for name in state.guide.names() if name in found and slot.name not in found):
        wanted, finding, known = _slot(state, name), found[name], state.answers.get(name)
        told = _added(known, finding, heard.text) if wanted else None
        if wanted and told:
            if applies(wanted, state.answers):
                state.answer(name, told)
            else:  # proposed once its question would come
                state.memory["found"] = {**_found(state), name: _entry(finding)}
            changed.append(f'{wanted.label}: "{told.as_said}"')
    if changed:
        state.keep.append(heard.text)
    return changed


def _added(known: Answer | None, finding: Finding, text: str) -> Answer | None:
    """The answer with what was added to it; None when it says nothing new or something else."""
    if known is None or known.value is None:
        return Answer(finding.value, finding.as_said, "said") if finding.sure >= CORRECTING else None
    before, now = str(known.value), str(finding.value)
    if finding.slot == "subject_name" and _SURNAME.search(text) and now.lower() not in before.lower():
        return Answer(f"{before} {now}", f"{known.as_said} {finding.as_said}", "said")
    return Answer(finding.value, finding.as_said, "said") if before != now and before.lower() in now.lower() else None


def _keep_words(state: State, heard: Heard) -> None:
    """Keep what is more than a yes, a no or a number: "yes, and he has a key" says something new."""
    if len(heard.text.split()) >= SHORTEST_ASIDE:
        state.keep.append(heard.text)


def _left_open(state: State, heard: Heard) -> bool:
    return (command(state.guide, heard.text) or heard.intent) in ("skip", "dont_know")


def _found(state: State) -> dict[str, dict[str, Any]]:
    found = state.memory.get("found")
    return found if isinstance(found, dict) else {}


def _entries(state: State, slots: dict[str, Finding]) -> dict[str, dict[str, Any]]:
    return {
        name: _entry(finding) for name, finding in slots.items() if _slot(state, name) and finding.sure >= WORTH_A_HINT
    }


def _entry(finding: Finding) -> dict[str, Any]:
    return {"value": finding.value, "as_said": finding.as_said, "sure": finding.sure}


def _group_only(state: State, entries: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {name: entry for name, entry in entries.items() if name in state.guide.group("subject")}


def _add_categories(state: State) -> None:
    """Propose the kinds of conduct that a message told of, or that follow from what was found."""
    told = dict(state.memory.get("categories") or {})
    for slot in state.guide.slots:
        entry = _found(state).get(slot.name)
        if slot.implies and entry and entry["sure"] >= SURE:
            told.setdefault(slot.implies, entry["as_said"])
    if told:
        said = " / ".join(dict.fromkeys(told.values()))
        state.memory["found"]["conduct_category"] = {"value": list(told), "as_said": said, "sure": SURE}


def _slot(state: State, name: str) -> Question | None:
    if name in NOT_FOUND_IN_ACCOUNT:
        return None
    slot = next((slot for slot in state.guide.slots if slot.name == name), None)
    return slot if slot and slot.offered and not slot.part else None


def _answer(entry: dict[str, Any]) -> Answer:
    return Answer(entry["value"], str(entry["as_said"]), FROM_ACCOUNT)


def _shown(state: State, slot: Question, entry: dict[str, Any]) -> str:
    said = f'"{entry["as_said"]}"'
    title = state.guide.shown(slot.name, entry["value"])
    if slot.kind == "multi" and title:
        return title
    return f"{said} ({title})" if title and title.lower() != str(entry["as_said"]).lower() else said


def _named(state: State, text: str, corrected: Mapping[str, Finding]) -> list[str]:
    """The lines that are named by number; a number in words that correct ("it was 4 May") names none."""
    for finding in corrected.values():
        text = text.replace(finding.as_said, " ")
    numbers = {int(number) for number in re.findall(r"\b\d{1,2}\b", text)}
    listed = lines(state)
    if not numbers <= {number for number, *_ in listed}:
        return []
    return [slot.name for number, slot, _ in listed if number in numbers and slot.name not in corrected]


def _correct_found(state: State, text: str) -> dict[str, Finding]:
    known = _found(state)
    better = {
        name: finding
        for name, finding in find(text, None).slots(0).items()
        if name in known and finding.value != known[name]["value"] and finding.sure >= CORRECTING
    }
    for name, finding in better.items():
        _found(state)[name] = {"value": finding.value, "as_said": finding.as_said, "sure": 1.0}
    return better


def _accept(state: State, without: list[str]) -> None:
    proposed = lines(state)
    silent = [state.guide.slot(name) for name in SILENT if name in _found(state) and name not in state.answers]
    for slot in [*silent, *(slot for _, slot, _ in proposed)]:
        if slot.name not in without:
            state.answer(slot.name, _answer(_found(state)[slot.name]))
    for name in without:
        _found(state).pop(name, None)
