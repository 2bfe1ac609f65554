"""Reads an answer to the question that was asked: which option, which reading, or not understood."""

from __future__ import annotations

import re

from interview.guide import Question
from interview.phrases import option, options_within, plain

AFFIRMED = ("yes", "identity", "confirm", "on")
DENIED = ("no", "none", "correct")
_YES = re.compile(r"(?:yes|yeah|yep|yea|aye|y)\b|[\U0001f44d\u2705]")
_NO = re.compile(r"(?:no|nope|nah|n|not (?:right |just )?now|not at the moment|not any ?more)\b|[\U0001f44e\u274c]")
_NEGATION = re.compile(r"\b(?:not|never|no|isn't|isnt|wasn't|wasnt|don't|dont|didn't|didnt|neither)\b")
_SOMETIMES = re.compile(r"\bsometimes\b.*\bsometimes\b|\b(?:bit|some) of both\b|\bit (?:depends|varies)\b")
# A telephone number or a mail address: what somebody can be reached by.
_REACHED_BY = re.compile(r"(?:\+|\b0)\d(?:[ ()-]{0,2}\d){7,}|\S@\S+\.\w")
SHORTEST_MENTION = 3


def read_choice(question: Question, text: str, intent: str) -> str | None:
    """Find the one option that a text means; None when it is not clear.

    Args:
        question: what was asked.
        text: the reporter's words.
        intent: what the classifier understood; `affirm` and `deny` choose the yes and no of a question.
    """
    return (
        option(question, text)
        or _both(question, text)
        or _leading(question, text)
        or _mentioned(question, text)
        or _by_intent(question, intent)
    )


def _both(question: Question, text: str) -> str | None:
    return "both" if "both" in question.options and _SOMETIMES.search(plain(text)) else None


def understood(question: Question, text: str) -> bool:
    """Whether a text answers a choice, or how to be reached, by its own words, without a classifier's help."""
    if question.kind == "multi":
        return bool(read_multi(question, text))
    if question.part == "contact" and question.kind == "text":
        return bool(_REACHED_BY.search(text))  # "ring my sister on 07700 900123" sounds like a call for help
    return question.kind == "choice" and read_choice(question, text, "inform") is not None


def read_multi(question: Question, text: str) -> list[str]:
    """Find all options that a text names or mentions."""
    return options_within(question, text) or _all_mentioned(question, text)


def _leading(question: Question, text: str) -> str | None:
    said = plain(text)
    if _YES.match(said) and not _NEGATION.search(said):
        return _first_of(question, AFFIRMED)
    return _first_of(question, DENIED) if _NO.match(said) else None


def _by_intent(question: Question, intent: str) -> str | None:
    if intent == "affirm":
        return _first_of(question, AFFIRMED)
    return _first_of(question, DENIED) if intent == "deny" else None


def _first_of(question: Question, values: tuple[str, ...]) -> str | None:
    return next((value for value in values if value in question.options), None)


def _mentioned(question: Question, text: str) -> str | None:
    # "he's not a sergeant" mentions sergeant and denies it: with a negation nothing is read.
    if _NEGATION.search(plain(text)):
        return None
    found = _all_mentioned(question, text)
    return found[0] if len(found) == 1 else None


def _all_mentioned(question: Question, text: str) -> list[str]:
    said = plain(text)
    found: dict[str, str] = {}
    for value, titles in question.options.items():
        phrases = [plain(title) for title in titles if len(plain(title)) >= SHORTEST_MENTION]
        hit = max((p for p in phrases if re.search(rf"\b{re.escape(p)}\b", said)), key=len, default="")
        if hit:
            found[value] = hit
    # "chief inspector" also mentions "inspector": a phrase inside a longer one that was found does not count.
    return [v for v, hit in found.items() if not any(hit != other and hit in other for other in found.values())]
