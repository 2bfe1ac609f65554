"""Words that answer no question for a name, a number or a place: that all is told, thanks, or only a look."""

from __future__ import annotations

import re

from interview.guide import load_guide
from interview.phrases import option, plain
from interview.telling import ends
from interview.understanding.looks import find_looks
from interview.understanding.text import Text

# What the asked slots name: nobody's name, number, force or station is "that's it" or "tall with a beard".
NAMING = ("force", "borough_bcu_or_station", "subject_name", "shoulder_number", "warrant_number")
_CHATTER = re.compile(
    r"(?:(?:ok(?:ay)?|so|and|well|right|yeah|yh|nah|then|anyway|whatever|lol|hm+|um+|er+|sorry|cheers|thanks|"
    r"thank you|ta|bye|(?:many )?thanks again|hope (?:that|this|it) helps|(?:just|only) that|that was (?:it|all)|"
    r"all done|the lot|fine|full stop|is that (?:enough|ok(?:ay)?|all))(?:[ ,.!]+|\Z))+"
)
_ONLY_HEDGE = re.compile(
    r"\W*(?:(?:i|think|about|around|maybe|like|say|roughly|sort of|over|under|probably)\W+)*\d+\W*"
)
_AROUND_LOOKS = re.compile(
    r"(?:[\s,.&/\-]|\b(?:he|she|they|they're|he's|she's|hes|shes|was|is|were|had|has|got|with|wearing|wore|a|an|the|and|"
    r"or|but|about|around|very|really|quite|bit|i|think|his|her|their|looked|looks|looking|like|in|of|on|kind|sort|"
    r"maybe|both|male|female|man|woman|lad|lady|guy|bloke|girl|officer|old|years|hair|eyes)\b)*"
)


def names_nothing(slot: str, text: str) -> bool:
    """Whether a text is no answer to a question that asks for a name, a number, a force or a station.

    Args:
        slot: the question.
        text: the reporter's words.
    """
    return slot in NAMING and (closes(text) or only_looks(Text(text.strip())))


def closes(text: str) -> bool:
    """Whether a text says that all is told, or is a kind word and nothing else: "thats it", "ok thanks"."""
    said = plain(text)
    return bool(ends(text) or option(load_guide().slot("account"), text) == "done" or _CHATTER.fullmatch(said))


def only_looks(text: Text) -> bool:
    """Whether a text tells what somebody looks or sounds like, and nothing else: "5ft 10, skinny"."""
    if " " not in text.raw.strip() or _ONLY_HEDGE.fullmatch(text.low):
        return False
    rest, looks = text.low, list(find_looks(text))
    for one in looks:
        rest = rest.replace(one.as_said.lower(), " ", 1)
    return bool(looks) and bool(_AROUND_LOOKS.fullmatch(rest))
