"""Which lines of what is read back a reporter means, in a message that says no more than that they are wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable

from interview.guide import Question
from interview.phrases import plain

# What may stand around the names of lines; any other word tells something, and then "when" and "name" name no line.
_SAYS_NO_MORE = re.compile(
    r"(?:\W|\d|\b(?:an?|actually|all|also|and|apart|are|bits?|but|change|correct|different|except|fix|for|from|got|have|he|her|"
    r"his|i|id|in|incorrect|is|"
    r"it|its|just|lines?|mean|meant|my|no|nope|not|of|ones?|only|or|part|please|right|she|something|sorry|spell?ing|"
    r"spelt|spelled|that|thats|the|their|there|these|they|this|those|to|too|was|were|well|with|wrong|yeah|yep|yes|you|youve|"
    r"(?:is|was|are|were)n'?t|s|d|ve)\b)*"
)


def named(slots: Iterable[Question], text: str) -> list[str]:
    """The slots whose lines a text names, by their labels or what else the guide says they are called.

    Args:
        slots: those that have a line.
        text: the reporter's words ("the date is wrong").
    """
    wordings = [(plain(wording), slot.name) for slot in slots for wording in (slot.label, *slot.called)]
    titles = sorted({re.escape(wording) for wording, _ in wordings}, key=len, reverse=True)
    pattern = re.compile(rf"\b(?:{'|'.join(titles)})\b")
    said = plain(text)
    if not titles or not _SAYS_NO_MORE.fullmatch(pattern.sub(" ", said)):
        return []
    meant = set(pattern.findall(said))
    return list(dict.fromkeys(name for wording, name in wordings if wording in meant))
