"""Which parts of a report are in another language, so that the team knows what it must have translated."""

from __future__ import annotations

from interview import languages
from interview.answers import Answer
from interview.guide import Question
from interview.languages import ENGLISH
from interview.phrases import plain
from interview.state import State


def language_of(state: State, text: str) -> str:
    """The code of the language that words are in, as far as it can be told; empty for English."""
    if state.spoken == ENGLISH:
        return languages.foreign(text) or ""
    has_words = any(character.isalpha() for character in text)
    return languages.foreign(text) or (state.spoken if has_words and not languages.english(text) else "")


def readable(state: State, texts: list[str]) -> list[str]:
    """Those of the texts that English finders may read."""
    return [text for text in texts if not language_of(state, text)]


def to_translate(state: State) -> dict[str, list[str]]:
    """What has to be translated: the English name of each language -> the slots that are in it, in order."""
    found: dict[str, list[str]] = {}
    for slot in state.guide.slots:
        for code in dict.fromkeys(_languages(state, slot)):
            found.setdefault(str(languages.entries()[code]["name"]), []).append(slot.name)
    return found


def _languages(state: State, slot: Question) -> list[str]:
    answer = state.answers.get(slot.name)
    told = _words(slot, answer) if answer and not slot.part else []
    texts = state.texts() if slot.kind == "account" else told
    return [code for text in texts if (code := language_of(state, text))]


def _words(slot: Question, answer: Answer) -> list[str]:
    """The reporter's own words in an answer: no button, and nothing that was read from them."""
    if slot.kind == "text":
        return [answer.as_said] if answer.value in (None, answer.as_said) else []
    titles = {plain(title) for titles in slot.options.values() for title in titles}
    return [said for said in answer.as_said.split(" / ") if plain(said) not in titles]
