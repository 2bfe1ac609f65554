"""Grows what was read of a number to the whole of it: people change notation on the way ("Q K one 4 double-9")."""

from __future__ import annotations

import re

from interview.understanding.numerals import NOT_LETTERS, UNSURE
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("numbers")
MOST_DIGITS = 5
_DIGIT = any_of(_LISTS["digits"])
_TENS = any_of([*_LISTS["teens"], *_LISTS["tens"]])
_SPOKEN = any_of(_LISTS["spelling"])
_TIMES = r"(?:double|triple|treble)[ \-]"
_GAP = r"(?: ?[\-\u2013/] ?|[.,]|, | | (?:dash|slash|stroke|hyphen|then|space|point) |,? (?:and )?then (?:an? )?)"
_UNITS = rf"(?:{_TIMES}(?:{_DIGIT}|\d)|{_DIGIT}|{_TENS}|\d)"
# "one of them", "two officers": a word for a digit that counts something.
_COUNTS = rf"(?! (?:of|more|other|others|{any_of(_LISTS['counted'])})\b)"
_NEXT = re.compile(
    rf"(?:{_GAP}(?:an? )?{UNSURE}(?={_GAP}(?:an? )?\d))?{_GAP}(?:{_UNITS}(?![\w/:']|\.\d){_COUNTS}|hundred\b(?: "
    rf"and)?)"
)
_LAST = re.compile(rf"(?:{_GAP}(?:an? )?{UNSURE},?(?: (?:and )?then)?(?: an?)? \d{{1,2}})(?![\w/:])")
_LETTERS_BEHIND = re.compile(
    rf"(?:{_GAP}|,? )(?:with |and |then |followed by |plus )*(?:the )?letters? (?P<one>[a-z])(?:(?: ?(?:and|then|&|"
    r",) ?| )"
    r"(?:an? )?[a-z])?(?![\w'])"
)
_PREVIOUS = re.compile(rf"(?<![\w\u00a3$@/.:])(?<!\d[ \-])(?:{_UNITS}|\d{{2}}){_GAP}\Z")
_PREVIOUS_LETTERS = re.compile(
    rf"(?<![a-z\d'/])(?P<letters>{_SPOKEN}(?:[ \-]{_SPOKEN})?|[a-z](?:\.? ?[a-z])?)\.?(?: ?[\-/.] ?| | (?:dash|slash|"
    r"stroke|hyphen) |,? then )\Z"
)
_LETTERED = re.compile(r"(?!oh\b)[a-z]{1,2}[ \-/.]*\d|[a-z] [a-z]\b")  # a number that begins with its letters
_LONG = re.compile(r"\d{3}")


def grown(text: Text, span: Span, others: list[Span]) -> Span:
    """Where the whole number stands that a span is a part of.

    Args:
        text: the reporter's words.
        span: what was read as a number, or a part of it.
        others: what is known to be another number.
    """
    start, end = span
    while (more := _NEXT.match(text.low, end) or _LAST.match(text.low, end)) and _room(text, start, more.end(), others):
        end = more.end()
    lettered = _LETTERED.match(text.low, start)
    while not lettered and (less := _PREVIOUS.search(text.low[max(0, start - 20) : start])):
        if not _room(text, start - len(less.group()), end, others):
            break
        start -= len(less.group())
    return _with_letters(text, start, end, others)


def _room(text: Text, start: int, end: int, others: list[Span]) -> bool:
    """Whether what is read so far goes on digit by digit, and may be one number."""
    said = text.low[start:end]
    digits = len(re.findall(rf"\d|\b{_DIGIT}\b|\b{_TENS}\b", said)) + len(re.findall(_TIMES, said))
    listed = "," in said and re.search(r"\d\d", said)  # "41, 2 more came" is a list
    return digits <= MOST_DIGITS and not (listed or _LONG.search(said) or "\n" in said) and free_of(others, start, end)


def _with_letters(text: Text, start: int, end: int, others: list[Span]) -> Span:
    """The letters before the digits, or told behind them, where there are none yet."""
    if re.search(rf"(?<![a-z])(?:{_SPOKEN}|[a-z]{{1,2}})(?![a-z])", text.low[start:end]):
        return start, end
    behind = _LETTERS_BEHIND.match(text.low, end)
    if behind and free_of(others, end, behind.end()):
        return start, behind.end()
    before = _PREVIOUS_LETTERS.search(text.low[max(0, start - 24) : start])
    if (
        before
        and re.sub(r"[^a-z]", "", before["letters"]) not in (*NOT_LETTERS, "a", "i", "nr", "nb", "cn", "sc", "la")
        and free_of(others, start - 2, end)
    ):
        return start - len(before.group()), end
    return start, end
