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
# "religion, not race": which answers it is not, also with another behind it ("not sexism or racism").
_IS_NOT = (
    r"\b(?:not|isn't|isnt|wasn't|wasnt|nothing to do with|rather than|instead of)"
    r"(?: (?:about|for|because of|being|really|an?|my|his|her|their))*"
)
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
    """Find all options that a text names or mentions, but for those that it denies ("religion, not race")."""
    denied = options_denied(question, text)
    return options_within(question, text) or [value for value in _all_mentioned(question, text) if value not in denied]


def options_denied(question: Question, text: str) -> list[str]:
    """Find all options of which a text says that they are not it."""
    titles = (re.escape(title) for title in _phrases(question))
    named = f"(?:{'|'.join(sorted(titles, key=len, reverse=True))})"
    denials = re.finditer(rf"{_IS_NOT} {named}(?:,? (?:or|nor) {named})*\b", plain(text))
    return list(dict.fromkeys(value for denial in denials for value in _all_mentioned(question, denial.group())))


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


def _phrases(question: Question) -> dict[str, str]:
    """The wordings of the options that can be told within a sentence, and which option each means."""
    wordings = ((plain(title), value) for value, titles in question.options.items() for title in titles)
    return {title: value for title, value in wordings if len(title) >= SHORTEST_MENTION}


def _all_mentioned(question: Question, text: str) -> list[str]:
    said = plain(text)
    found: dict[str, str] = {}
    for phrase, value in _phrases(question).items():
        if len(phrase) > len(found.get(value, "")) and re.search(rf"\b{re.escape(phrase)}\b", said):
            found[value] = phrase
    # "chief inspector" also mentions "inspector": a phrase inside a longer one that was found does not count.
    return [v for v, hit in found.items() if not any(hit != other and hit in other for other in found.values())]
