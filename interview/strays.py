"""What is no answer: anger at the agent, nonsense, pictures without words. Each time another reply, and never a loop.

First a kind word, then the buttons, then the offer to leave the question out.
"""

from __future__ import annotations

from interview.state import Heard, State

INTENTS = ("abuse", "out_of_scope")
LATER = ("stray_buttons", "stray_skip")
KEPT_WORDS = 6  # from so many words on, what was said may be part of the account


def is_stray(heard: Heard) -> bool:
    """Whether a message cannot be an answer."""
    return heard.intent in INTENTS or not _has_words(heard.text)


def _has_words(text: str) -> bool:
    return any(character.isalnum() for character in text)


def hear(state: State, heard: Heard) -> str:
    """Reply to a stray message, keep what it tells, and ask the same question again."""
    if len(heard.text.split()) >= KEPT_WORDS:
        state.keep.append(heard.text)
    step(state, heard.intent if _has_words(heard.text) else "wordless")
    return str(state.asked)


def step(state: State, first: str) -> None:
    """Say the next of the replies at this question; `first` is the message for the first time."""
    count = int(state.memory.get("strays") or 0)
    state.memory["strays"] = count + 1
    state.say(LATER[(count - 1) % len(LATER)] if count else first)
