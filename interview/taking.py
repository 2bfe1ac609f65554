"""Takes an answer: as its kind of question wants it, and no word lost where it fits no option."""

from __future__ import annotations

import re

from interview import asides, commands, controls, noted, subjects, telling
from interview.answers import Answer
from interview.guide import Question
from interview.hearing import read_choice, read_multi, understood
from interview.phrases import option, plain
from interview.state import ADVANCE, Heard, State
from interview.summary import line_named
from interview.understanding import find, names_nothing, read

SUBSTANTIVE_WORDS = 6  # an answer that fits no option but has this many words is kept for the account
SHORT_YES_WORDS = 3
EXCERPT = 200  # characters of a message that stand for what it told of
# What tells who somebody is: "no" to "did you see their number?" is no number, and must not link one case to another.
TELLS_WHO = ("subject_name", "shoulder_number", "warrant_number", "subject_description", "vehicle_or_online_handle")
_NOT_SEEN = re.compile(
    r"(?:(?:no|nope|nah|n|none|nothing|not really|sorry|afraid not|i'm afraid not|that'?s all|"
    r"(?:i )?(?:did|do|could)(?:n'?t| not)"
    r"(?: (?:see|know|get|catch|remember))?(?: (?:it|one|that|any|his|hers|the number|their number))?)(?:,? |\Z))+"
)
PATIENCE = 2  # after so many answers that fit no option, the words are kept as they are


def take(state: State, heard: Heard, slot: Question) -> str:
    """Take words as the answer to a slot's question; what to ask next."""
    return _TAKERS[slot.kind](state, heard, slot)


def take_account(state: State, heard: Heard, slot: Question) -> str:
    """Take words as part of the account; what to ask next."""
    if option(slot, heard.text) == "done" or telling.ends(heard.text):
        return commands.finish_account(state, slot)
    if not plain(heard.text):
        return str(state.asked)
    _add_to_account(state, heard)
    return "account_more"


def _add_to_account(state: State, heard: Heard) -> None:
    state.keep.append(heard.text)
    told = dict(state.memory.get("categories") or {})
    state.memory["categories"] = {name: heard.text[:EXCERPT] for name in heard.categories if name not in told} | told


def answers(slot: Question, text: str) -> bool:
    """Whether a text surely answers a question by what is said in it."""
    if slot.kind in ("choice", "multi"):
        return bool(chosen(slot, text)) if slot.kind == "choice" else understood(slot, text)
    found = find(text, None).best(slot.name)
    return bool(found and found.sure >= noted.SURE)


def chosen(slot: Question, text: str) -> str | None:
    """The option that the words themselves tell: by its titles, or by what is found in them."""
    value = read_choice(slot, text, "inform")
    found = None if value else find(text, slot.name).best(slot.name)
    return value or (str(found.value) if found and found.sure >= asides.SURE_IN_PASSING else None)


def picked_enough(state: State, heard: Heard) -> bool:
    """Whether the reporter is done with a multiple choice."""
    return state.asked == "picked_more" and bool(option(state.guide.controls["picked_more"], heard.text))


def _take_text(state: State, heard: Heard, slot: Question) -> str:
    if not plain(heard.text):
        return slot.name
    nothing = names_nothing(slot.name, heard.text)
    if nothing and slot.name not in TELLS_WHO:
        return _taken_instead(state, heard, slot) or _without_an_option(state, heard, slot)
    if nothing or (slot.name in TELLS_WHO and _NOT_SEEN.fullmatch(plain(heard.text))):
        state.answer(slot.name, Answer(None, heard.text.strip(), "dont_know"))
        asides.take_found(state, find(heard.text, slot.name).slots(0), besides=slot.name)
        return ADVANCE
    if _corrected(state, heard, slot):
        return ADVANCE
    if _taken_instead(state, heard, slot):
        return slot.name
    state.answer(slot.name, noted.take_hint(state, slot, heard) or _read(slot, heard.text))
    asides.take_asides(state, slot, heard.text)
    return ADVANCE


def _taken_instead(state: State, heard: Heard, slot: Question) -> str | None:
    """Take what answers another question, and ask this one again; None when it does not."""
    if not asides.take_instead(state, slot, heard.text):
        return None
    state.say("kept_as_said")
    return slot.name


def _read(slot: Question, text: str) -> Answer:
    """Free text as it is, with its reading beside it."""
    return Answer(read(slot, text), text.strip())


def _corrected(state: State, heard: Heard, slot: Question, *, freely: bool = False) -> bool:
    if slot.part:
        return False
    changed = asides.take_correction(state, slot, heard, freely=freely)
    changed = changed or asides.take_addition(state, slot, heard)
    if changed:
        state.say("changed", changes=", ".join(changed))
    return bool(changed)


def _take_choice(state: State, heard: Heard, slot: Question) -> str:
    value = chosen(slot, heard.text) or read_choice(slot, heard.text, heard.intent)
    if slot.name == "summary_ok":
        return _take_summary(state, heard, slot, value)
    if value is None:
        return ADVANCE if _corrected(state, heard, slot) else _without_an_option(state, heard, slot)
    if slot.name == "other_subjects":
        return subjects.hear(state, value, heard.text)
    target = commands.choose(state, slot, value, heard.text)
    asides.take_asides(state, slot, heard.text)
    return target


def _take_summary(state: State, heard: Heard, slot: Question, value: str | None) -> str:
    if value == "confirm" and _own_yes(slot, heard.text):
        state.answer("summary_ok", Answer("confirm", heard.text.strip()))
        return ADVANCE
    if _corrected(state, heard, slot, freely=True):
        return ADVANCE
    line = line_named(state, heard.text)
    return controls.change(state, line) if line else "change_line"


def _own_yes(slot: Question, text: str) -> bool:
    """Only their own clear yes sends it: no number (it names a line), no "yes, but", no guess of a classifier."""
    short = len(text.split()) <= SHORT_YES_WORDS and not any(map(str.isdigit, text)) and any(map(str.isalpha, text))
    return short and understood(slot, text)


def _take_multi(state: State, heard: Heard, slot: Question) -> str:
    picked = state.recall("picked") if state.asked == "picked_more" else []
    if picked and picked_enough(state, heard):
        return commands.choose_many(state, slot, picked)
    found = read_multi(slot, heard.text) or _told_of(slot, heard.text)
    chosen = list(dict.fromkeys([*picked, *found]))
    if not chosen:
        return _without_an_option(state, heard, slot)
    in_a_sentence = not picked and not option(slot, heard.text)
    if len(found) != 1 or len(chosen) == len(slot.options) or in_a_sentence:
        target = commands.choose_many(state, slot, chosen, heard.text)
        asides.take_kinds(state, slot, heard.text)
        return target
    state.memory.update(picked=chosen, picking=slot.name)
    return "picked_more"


def _told_of(slot: Question, text: str) -> list[str]:
    """The options that an answer tells of without naming them: "because I wear a headscarf"."""
    finding = find(text, slot.name).slots(0).get(slot.name)
    return list(finding.value) if finding else []


def _without_an_option(state: State, heard: Heard, slot: Question) -> str:
    """Take what answers another question instead; only words that answer none are not understood."""
    before = set(state.answers)
    # Only of few words: what is told at length is more than an answer, and stays with the one that is waited for.
    if "account" in before and not slot.part and len(heard.text.split()) <= SUBSTANTIVE_WORDS:
        asides.take_found(state, find(heard.text, slot.name).slots(0), besides=slot.name)
    if set(state.answers) == before:
        return _not_understood(state, heard, slot)
    state.keep.append(heard.text)
    state.say("kept_as_said")
    return str(state.asked)


def _not_understood(state: State, heard: Heard, slot: Question) -> str:
    misses = [*state.recall("misses"), heard.text.strip()]
    if "account" not in state.answers and len(heard.text.split()) >= SUBSTANTIVE_WORDS:
        _add_to_account(state, heard)
        state.memory["told_early"] = True
        state.say("kept_for_account")
    elif len(misses) >= PATIENCE:
        state.answer(slot.name, Answer(None, " / ".join(misses), "unclear"))
        state.say("kept_as_said")
        return ADVANCE
    else:
        state.memory["misses"] = misses
        state.say("retry")
    return str(state.asked)


_TAKERS = {"account": take_account, "text": _take_text, "choice": _take_choice, "multi": _take_multi}
