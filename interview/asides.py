"""What a message says besides its answer: later questions answered early, earlier answers corrected or added to."""

from __future__ import annotations

import re
from collections.abc import Mapping

from interview import noted, subjects
from interview.answers import Answer, keeps
from interview.guide import Question, parents
from interview.hearing import read_multi
from interview.phrases import plain
from interview.proposals import SHORTEST_ASIDE, SILENT
from interview.state import Heard, State
from interview.understanding import Finding, find

# Questions to which a few kinds of words are an answer, so that other words can be seen to answer another question.
READ = ("force", "borough_bcu_or_station", "subject_name", "shoulder_number", "warrant_number", "when")
# What tells so much of a message is no more than its way of saying something else.
FAINT = (
    "basis_of_knowledge",
    "setting",
    "subject_known",
    "reporter_group",
    "conduct_category",
    "discrimination_grounds",
)
# What tells something of the answer, too: "the lot up by the reservoir" may be how a force is known.
NEAR = {"force": ("borough_bcu_or_station", "where"), "borough_bcu_or_station": ("force", "where")}
OF_THE_WORDS = 0.2  # so much of a message must answer other questions
LONGEST_READING = 3  # words; asked for a name or a station, more than that is taken as it is and not read
SURE_IN_PASSING = 0.8  # what is said beside the answer to another question must be surer than that
_CORRECTION = re.compile(r"\s*(?:actually|sorry|correction|no wait|wait|i meant|i mean|my mistake|oops)\b", re.I)
_ADDITION = re.compile(
    r"\s*(?:(?:oh|also|ps|p\.s\.?|btw)\b|and (?:his|her|their)\b|(?:i |sorry |just )*(?:forgot|remembered)\b|"
    r"one more thing\b)",
    re.I,
)
_SURNAME = re.compile(r"\b(?:sur|last |second |family )names?\b", re.I)


def take_asides(state: State, slot: Question, text: str) -> None:
    """Take what a message says besides its answer: later questions answered early."""
    if len(text.split()) < SHORTEST_ASIDE:
        return
    take_found(state, find(text, slot.name).slots(0), besides=slot.name)


def take_instead(state: State, slot: Question, text: str) -> bool:
    """Take what a message tells of other questions where it is no answer to the one that was asked.

    Args:
        state: changed in place.
        slot: the question that was asked.
        text: the reporter's words ("it was last Tuesday night", when asked for the force).

    Returns:
        Whether it was so, and the question is to come again: once, then whatever is said is the answer.
    """
    if slot.name not in READ or state.memory.get("told_instead") == slot.name or _reads(slot, text):
        return False
    told = {
        name: one
        for name, one in find(text, None).slots(0).items()
        if name not in NEAR.get(slot.name, ()) and _counts(state, name, one)
    }
    if sum(len(words) for words in {one.as_said for one in told.values()}) < OF_THE_WORDS * len(text):
        return False
    state.memory["told_instead"] = slot.name
    take_found(state, told, besides=slot.name)
    state.keep.append(text)
    return True


def _reads(slot: Question, text: str) -> bool:
    """Whether a message is read as an answer to this question; what is only kept as words is none."""
    found = find(text, slot.name).best(slot.name)
    if found is None or (slot.name == "when" and isinstance(found.value, str)):
        return False
    return slot.name in ("force", "when") or len(found.as_said.split()) <= LONGEST_READING


def _counts(state: State, name: str, finding: Finding) -> bool:
    """Whether a finding answers a question that is still open."""
    solid = name not in FAINT and finding.sure >= noted.SURE and not finding.negated
    return bool(solid and noted.findable(state, name) and name not in state.answers)


def take_found(state: State, found: Mapping[str, Finding], besides: str = "") -> None:
    """Take what was found in a message, but for the slot that was asked: what is open and sure is answered by it."""
    for name in (name for name in state.guide.names() if name in found):  # parents before what depends on them
        wanted, finding = noted.findable(state, name), found[name]
        needed = noted.SURE if name in SILENT and "subject_name" in found else SURE_IN_PASSING
        if not wanted or name == besides or name in state.answers or finding.sure < needed:
            continue
        if keeps(wanted, state.answers):
            state.answers[name] = Answer(finding.value, finding.as_said, "said")
        else:
            noted.propose_later(state, name, finding)


def take_kinds(state: State, slot: Question, text: str) -> None:
    """Take what the words for a kind say of the question that follows from it ("sexism": against women or men)."""
    titles = [plain(titles[0]) for titles in slot.options.values()]
    # A button names several kinds in one, and a number one of this question's, not of the next.
    if any(title in plain(text) for title in titles) or any(map(str.isdigit, text)):
        return
    for child in state.guide.slots:
        told = [value for value in read_multi(child, text) if value != "other"] if child.kind == "multi" else []
        if told and slot.name in parents(child) and child.name not in state.answers and keeps(child, state.answers):
            state.answers[child.name] = Answer(told, text.strip(), "said")


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
    of_next = noted.take_of_next(state, heard.text)
    changed = [f'{_of_next(state, name)}: "{finding.as_said}"' for name, finding in of_next.items()]
    answers_this = slot.name in noted.of_current(state, heard.text)
    known = {name: answer for name, answer in state.answers.items() if name != slot.name}
    for name, finding in noted.corrections(state, known, heard.text).items():
        wanted, same = noted.findable(state, name), known[name].value == finding.value
        if wanted and not (same and answers_this):  # said once more, it is still no answer to this
            if not same and state.clear(name):
                state.say("cleared")
            state.answer(name, Answer(finding.value, finding.as_said, "corrected"))
            changed.append(f'{wanted.label}: "{finding.as_said}"')
    return changed


def _of_next(state: State, name: str) -> str:
    label = state.guide.slot(name).label.lower()
    return state.words("summary_person", number=str(subjects.count(state) + 1), label=label)


def take_addition(state: State, slot: Question, heard: Heard) -> list[str]:
    """Add what comes to a reporter's mind about an earlier question ("oh and his surname is Harding").

    Returns:
        What was changed; nothing when the message is no such thing or speaks of this question too.
    """
    found = find(heard.text, None).slots(0) if _ADDITION.match(heard.text) else {}
    changed = []
    for name in (name for name in state.guide.names() if name in found and slot.name not in found):
        wanted, finding, known = noted.findable(state, name), found[name], state.answers.get(name)
        told = _added(known, finding, heard.text) if wanted else None
        if wanted and told:
            if keeps(wanted, state.answers):
                state.answer(name, told)
            else:  # proposed once its question would come
                noted.propose_later(state, name, finding)
            changed.append(f'{wanted.label}: "{told.as_said}"')
    if changed:
        state.keep.append(heard.text)
    return changed


def _added(known: Answer | None, finding: Finding, text: str) -> Answer | None:
    """The answer with what was added to it; None when it says nothing new or something else."""
    if known is None or known.value is None:
        return Answer(finding.value, finding.as_said, "said") if finding.sure >= noted.CORRECTING else None
    if isinstance(known.value, list):
        more = noted.with_more(known.value, finding.value)
        words = f"{known.as_said} / {finding.as_said}"
        return Answer(more, words, "said") if more != known.value and finding.sure >= noted.CORRECTING else None
    before, now = str(known.value), str(finding.value)
    if finding.slot == "subject_name" and _SURNAME.search(text) and now.lower() not in before.lower():
        return Answer(f"{before} {now}", f"{known.as_said} {finding.as_said}", "said")
    return Answer(finding.value, finding.as_said, "said") if before != now and before.lower() in now.lower() else None
