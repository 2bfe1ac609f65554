"""Exact phrases: button titles, what means the same when typed, and commands. Decided without a classifier."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from interview.guide import Guide, Question

_QUOTES = str.maketrans({"\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"'})
_LETTERS = str.maketrans({"\u064a": "\u06cc", "\u0643": "\u06a9"})  # Arabic keyboards' yeh and kaf, in Urdu
# Also of Spanish, of Arabic and Urdu (comma, semicolon, question mark, full stop), of Bengali, and quotes.
_ENDS = " .,!?;:\"'" + "\u00bf\u00a1" + "\u060c\u061b\u061f\u06d4" + "\u0964" + "\u00ab\u00bb\u201e"
_ENDS_ASKING = re.compile(
    r"(?P<rest>.*?\w.*?)(?:[.,;!\n]+|\s-)\s*(?:(?:and|but|also|so|btw|by the way)\s+)?"
    r"(?:why|what|how|who|is|are|can|could|will|do|does|did|where|when|should|am)\b[^.!?\n]*\?*\s*\Z",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERS = re.compile(r"(?:option |number |no\.? ?)?(\d{1,2})[.)]?\Z")


_QUESTION = re.compile(
    r"(?:(?:so|but|and|ok|okay|also|um|er|sorry|please|wait|hang on|hi|hello|actually|well)\b[ ,.]*)*"
    r"(?:whos?|who's|whats?|what's|when|wheres?|where's|why|hows?|how's|which|whose|is|isnt|isn't|are|arent|aren't|am"
    r"|do|dont|don't|does|doesnt|doesn't|did|will|wont|won't|would|can|cant|can't|could|should|shall|may|might|has|if"
    r"|any|anyone|must)\b.*\w\s+\w"
)


def is_question(text: str) -> bool:
    """Whether a text has the form of a question, which "I reported it" has not, though it is about the same."""
    return text.rstrip().endswith("?") or bool(_QUESTION.match(plain(text)))


def plain(text: str) -> str:
    """Fold case, quotes, spacing and closing punctuation, so that "YES!!" is "yes". Idempotent."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES | _LETTERS).casefold()
    words = " ".join(folded.split())
    return words.strip(_ENDS)


def command(guide: Guide, text: str) -> str | None:
    """The command that a text is, if it is exactly one."""
    said = plain(text)
    return next((name for name, titles in guide.commands.items() if said in map(_title, titles)), None)


def before_question(text: str) -> str:
    """What a message says before the question that it ends with ("Dave Harding. why do you ask?"); empty if nothing."""
    match = _ENDS_ASKING.match(text)
    return match["rest"].strip(" ,.;-") if match else ""


def option(question: Question, text: str) -> str | None:
    """The option that a text names exactly: its title, one of its other words, its value or its number."""
    said = plain(text)
    for value, titles in question.options.items():
        if said in map(_title, titles):
            return value
    return _by_number(question, said)


def options_within(question: Question, text: str) -> list[str]:
    """All options that a text mentions, for questions with several answers ("1 and 3", "racism, violence")."""
    parts = [part for part in re.split(r"\s*(?:,|;|/|&|\+|\band\b|\n)\s*", plain(text)) if part]
    found = [option(question, part) for part in parts]
    if found and all(found):
        return list(dict.fromkeys(value for value in found if value))
    return []


@lru_cache(maxsize=8192)
def _title(title: str) -> str:
    # The guide's titles in all languages, once each. A reporter's words never go in: they would stay in memory.
    return plain(title)


def mentions(words: tuple[str, ...], text: str) -> bool:
    """Whether a text holds any of these words or phrases; a "*" in one stands for any ending."""
    return bool(_any_of(words).search(plain(text)))


@lru_cache(maxsize=64)
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    loose = (re.escape(plain(word)).replace(r"\*", r"\w*") for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(loose)})(?!\w)")


def _by_number(question: Question, said: str) -> str | None:
    match = _NUMBERS.match(said)
    offered = [value for value, titles in question.options.items() if titles[0] in question.titles()]
    number = int(match.group(1)) if match else 0
    return offered[number - 1] if 1 <= number <= len(offered) else None
