"""What a message wants that is about languages, or about the questions that people ask, and what is said to it."""

from __future__ import annotations

from dataclasses import replace

from bot import words
from bot.speech.speech import Speech
from bot.turns import Reply
from interview.catalogues import chosen, offered
from interview.phrases import plain

_WHICH = frozenset(
    {"language", "languages", "change language", "change the language", "other language", "another language",
     "other languages", "choose language", "choose a language"}
)  # fmt: skip


def wants_list(text: str) -> bool:
    """Whether a message asks for the languages that there are."""
    return len(offered()) > 1 and plain(text) in _WHICH


def which() -> Reply:
    """Ask which language it shall be."""
    return Reply(words.WHICH_LANGUAGE, tuple(language.button for language in offered().values()))


def questions() -> Reply:
    """Offer the questions that people ask."""
    return Reply(words.WHICH_QUESTION, (*words.QUESTIONS, words.GO_ON))


def notices(speech: Speech) -> tuple[Reply, ...]:
    """What is said, in the language that was chosen, before the open question comes again."""
    code = speech.language.code
    if speech.english:
        return (Reply(words.IN_ENGLISH, language=code),)
    own = f"{speech.say(words.DRAFT_LANGUAGE)} {speech.say(words.TO_ENGLISH)}"
    both = f"{own}\n({words.DRAFT_LANGUAGE} {words.TO_ENGLISH})"
    draft = () if speech.language.reviewed else (Reply(both),)
    return (*draft, Reply(speech.say(words.OWN_WORDS), language=code))


def with_language_buttons(replies: tuple[Reply, ...]) -> tuple[Reply, ...]:
    """Put a language's button that came with an earlier reply under the last one, for only those are shown."""
    found = [button for reply in replies[:-1] for button in reply.buttons if chosen(button)]
    if not found or not replies[-1].buttons:
        return replies
    return (*replies[:-1], replace(replies[-1], buttons=(*found, *replies[-1].buttons)))
