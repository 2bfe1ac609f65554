"""Words in a language that nothing here can read: kept as they were said, and the question asked again with buttons.

No finder, no classifier and no list of alarm words may look at them: each of these knows English alone, and would take
them for something that was not said.
"""

from __future__ import annotations

from dataclasses import replace

from interview import catalogues, controls, languages, strays
from interview.answers import Answer
from interview.guide import SAFETY, Question
from interview.state import ADVANCE, READ_BACK, Heard, State
from interview.summary import line_named
from interview.understanding import read

PATIENCE = 2  # after so many answers without a button, the words are kept as they are
# Names and numbers look the same in every language; dates, ranks and the rest do not.
READABLE = ("force", "shoulder_number", "warrant_number")
FLAG = "asked about danger, answered in words that were not read"


def in_their_language(state: State, heard: Heard) -> Heard:
    """Tell once, in their own language, that they may write in it; what the classifier made of it means nothing."""
    language = languages.foreign(heard.text)
    if not language:
        return heard
    if not state.memory.get("language"):
        state.memory["language"] = language
        state.say_text(languages.sentence(language))
        _offer_language(state, language)
    return replace(heard, intent="inform")


def _offer_language(state: State, code: str) -> None:
    """Offer to go on in this language; where there is no catalogue of it, own up to that."""
    guide = state.guides(code)
    if guide is None:
        state.say("other_language")
    else:
        state.say_text(guide.messages["other_language_offered"], [catalogues.offered()[code].button])


def keep(state: State, heard: Heard) -> str:
    """Take words at a question about the conversation itself; what to ask next."""
    line = line_named(state, heard.text) if state.asked in READ_BACK else None
    if line:
        return controls.change(state, line)
    if len(heard.text.split()) >= strays.KEPT_WORDS:
        state.keep.append(heard.text)
    state.say("retry_buttons")
    return str(state.asked)


def answer(state: State, heard: Heard, slot: Question) -> str:
    """Take words as the answer to a question; what to ask next."""
    said = heard.text.strip()
    if slot.kind == "text":
        value = read(slot, said) if slot.reads in READABLE else said
        state.answer(slot.name, Answer(value, said))
        return ADVANCE
    if slot.name in READ_BACK:
        return keep(state, heard)
    return _by_buttons(state, heard, slot)


def _by_buttons(state: State, heard: Heard, slot: Question) -> str:
    misses = [*state.recall("misses"), heard.text.strip()]
    if slot.section == SAFETY:  # it may say that somebody is in danger
        state.say("emergency")
    if len(misses) < PATIENCE:
        state.memory["misses"] = misses
        state.say("retry_buttons")
        return str(state.asked)
    if slot.section == SAFETY:
        state.memory["flags"] = list(dict.fromkeys([*state.recall("flags"), FLAG]))
    state.answer(slot.name, Answer(None, " / ".join(misses), "unclear"))
    state.memory.update(picked=[], picking=None)
    state.say("kept_as_said")
    return ADVANCE
