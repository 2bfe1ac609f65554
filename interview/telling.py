"""What belongs to an account although a classifier took it for a command: whoever tells is not cut short by a guess.

"Nobody knows" is no "don't know", and "he made me delete it" deletes nothing. Exact commands are never looked at here.
"""

from __future__ import annotations

import re

from interview.phrases import plain

_SOMEONE = re.compile(
    r"\b(?:he|she|they|him|her|them|his|their|who|nobody|no ?one|someone|somebody|police|(?:told|asked|made) me)\b",
    re.I,
)
_PAST = re.compile(
    r"\b(?:said|told|asked|begged|wanted|made|had|did|didn'?t|couldn'?t|wouldn'?t|wasn'?t|never)\b", re.I
)
_TO_US = re.compile(r"\b(?:you|your|this|question|answer|here|had enough)\b", re.I)
_WALKS_BACK = re.compile(r"\b(?:back|previous|last|earlier|undo|change)\b", re.I)
# Only what was deleted, or they were made to delete: "hes here delete it" is a wish, and asked about.
_DELETED = re.compile(
    r"\b(?:he|she|they|we|i|who)(?:'?s|'?d)?\b[^.!?\n]*\b(?:delet|wip|eras|destroy|remov|scrapp)(?:e?s|ed|ing)\b"
    r"|\b(?:made|had|told|asked) me (?:to )?(?:delete|wipe|erase|destroy|remove|scrap)\b",
    re.I,
)
_WANTS = re.compile(r"\b(?:want|need|like|can|could|please|must)\b", re.I)
_ASKS = re.compile(r"\b(?:help|what|how|which|explain|mean|options?|examples?|stuck|confus\w*|understand)\b|\?", re.I)
_NOTHING_MORE = re.compile(r"\b(?:(?:any|no|some)thing|what) (?:else|more)\b|\bno more\b", re.I)
_END = re.compile(
    r"(?:(?:ok(?:ay)?|so|and|yeah|yh|no|nope|nah|anyway|right|well|i think|i guess|i suppose|but)[ ,]+)*"
    r"(?:that'?s|that is|thats) (?:about |pretty much |basically |really )?(?:all|everything|it|the lot)"
    r"(?: of it| really| i think| i guess| for now| from me| thanks?| mate| thank you| then| so far"
    r"| (?:that )?i(?:'ve)? (?:know|have|got|can (?:say|tell you|remember|think of)|remember|want to say|wanted to say)"
    r")*"
)


def is_told(guess: str, text: str, *, before: bool) -> bool:
    """Whether a message in an account is told, and not the command that it resembles.

    Args:
        guess: the command that the classifier took it for.
        text: the message.
        before: whether something was told before it.
    """
    someone, past, to_us = (bool(words.search(text)) for words in (_SOMEONE, _PAST, _TO_US))
    return {
        "pause": False,  # they may have to be quick
        "stop": past and not to_us,
        "delete": bool(_DELETED.search(text)) and not _WANTS.search(text),
        "why": someone and not to_us,
        "help": ((someone or past) and not to_us) or not _ASKS.search(text),
        "go_back": someone or not _WALKS_BACK.search(text),
        "skip": (someone or before) and not _says_no_more(text),
        "dont_know": not _says_no_more(text),
    }[guess]


def ends(text: str) -> bool:
    """Whether a message says, in whatever words, that all is told ("ok thats all i know")."""
    return bool(_END.fullmatch(plain(text)))


def _says_no_more(text: str) -> bool:
    return bool(_NOTHING_MORE.search(text)) and not _SOMEONE.search(text)
