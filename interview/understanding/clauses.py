"""Who does something: the words before a verb that are its subject, cut out of the clause without a parser."""

from __future__ import annotations

import re
from functools import lru_cache

from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

# Where a clause begins: what stands before it is another clause.
_CUT = re.compile(
    r"[,:;()\"\u2013]|\.(?=\s)|(?<=\s)-(?=\s)|\b(?:and|but|so|because|cos|cause|then|when|while|as|that|if|where|"
    r"until|til|(?<!the )till|"
    r"after|before|since|though|although|or|only|i think|i know|i believe|apparently|luckily|which|we|i)\b"
)
_APPOSED = re.compile(r",[^,.;\n]{2,40},\s*\Z")
_AUXILIARY = re.compile(
    r"(?:\b(?:was|were|is|are|am|be|been|being|has|have|had|will|would|must|might|may|can|could|did|do|does|just|all|"
    r"also|even|both|only|either|probably|definitely|then|still|actually|have to|had to|has to|trying to|tried to|"
    r"happened to|went and|have all|later|quickly|clearly|certainly|really|ever|never|not|n't)|'s|'ve|'d|'ll|"
    r"s(?= ))\s*\Z"
)
_PRONOUN = re.compile(
    r"\b(?:he|she|they|it|i|we|you|this|that|there|nobody|no one|who|which|what|him|her|them|one|these|those)\Z"
)
_VERB = re.compile(
    r"\b(?:was|were|is|are|am|has|have|had|did|does|said|says|told|went|came|got|took|gave|made|put|saw|heard|knew|"
    r"knows|"
    r"asked|wanted|left|called|hit|kicked|pushed|grabbed|stopped|started|because|while|when)\b"
)


@lru_cache(maxsize=1)
def officer() -> re.Pattern[str]:
    """Words for somebody of the police, who is the subject of a report rather than anybody else."""
    words = any_of([*word_list("numbers")["officers"], *word_list("roles")["police"]])
    return re.compile(
        r"(?<!ticket )(?<!bus )(?<!train )(?<!health )(?<!housing )(?<!tax )"
        rf"\b(?:{title_pattern()}|{words})\b(?!'s (?:wife|husband|mum|dad|son|daughter|girlfriend|partner))"
    )


def doer(text: Text, at: int, most: int = 80) -> tuple[int, str] | None:
    """The subject of the verb at a position.

    Args:
        text: the reporter's words.
        at: where the verb begins.
        most: how many characters before the verb are looked at.

    Returns:
        Where the subject begins, and its words in small letters; None when there is none.
    """
    before = text.before(at, most)
    start, bare = at - len(before), before.rstrip()
    while (auxiliary := _AUXILIARY.search(bare)) and auxiliary.group():
        bare = bare[: auxiliary.start()].rstrip()
    bare = re.sub(r"\s*\bwho\Z", "", bare)
    apposed = _APPOSED.search(bare + ("" if bare.endswith(",") else " "))
    head = bare[: apposed.start()] if apposed else bare
    cuts = [cut.end() for cut in _CUT.finditer(head)]
    cut = cuts[-1] if cuts else 0
    words = head[cut:]
    said = words.strip()
    if not said:
        return None
    return start + cut + len(words) - len(words.lstrip()), bare[cut:].strip()


def of_police(said: str) -> bool:
    """Whether words speak of an officer."""
    return bool(officer().search(said))


def is_pronoun(said: str) -> bool:
    """Whether words end in a pronoun, so that they do not say who it is."""
    return bool(_PRONOUN.search(said))


def has_verb(said: str) -> bool:
    """Whether words are more than a subject."""
    return bool(_VERB.search(said))


_REPORTER = re.compile(
    r"\b(?:i|we|i'd|i've|we've|ive|i'm|im|me and \w+)(?: (?:just|only|also|then|had|have|have to|had to|never|"
    r"always|even|still|was|"
    r"were|am|did|didn'?t|don'?t|can|could|should|must|might|may|would|will|won'?t|want|wanted|went and|once|"
    r"already|later|tried|to|asked|been))*\s*\Z"
)
_END = re.compile(
    r"[.;\n!?()]|,? (?:but|because|cos|while|when|although|which|who|after|before|until|and (?:he|she|they|i|we|"
    r"it|then|so|now|the|my))\b|"
    r"\b(?:the other|other one|one of them|one (?:was|is|had|guy|man|woman|asian|white|black))\b|, (?:he|she|"
    r"they|i|we|it|so|then|that)\b"
)


_LOOSE = re.compile(r"(?:[ ,]+(?:and|but|or|so|to|the|an?|of|in|on|at|that|for|with|by|from|his|her|my|then|as))+\Z")


def by_reporter(before: str) -> bool:
    """Whether the words before a verb end with the reporter as the one who does it."""
    return bool(_REPORTER.search(before))


def tail(text: Text, at: int, most: int = 10) -> int:
    """Where a clause ends that goes on at a position, or so many words later."""
    rest = text.low[at : at + 120]
    stop = _END.search(rest)
    rest = rest[: stop.start()] if stop else rest
    words = re.match(rf"(?:[ ,]*[^\s,]+){{0,{most}}}", rest)
    said = words.group() if words else ""
    return at + len(_LOOSE.sub("", said))
