"""Shoulder (collar) numbers and warrant numbers, kept apart from all other numbers that a report is full of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list, words_of

_DIGIT = any_of(word_list("numbers")["digits"])
_LETTERS_DIGITS = r"[a-z](?:[ \-]?[a-z])?[ \-/.]{0,2}\d(?:[ \-]?\d){0,3}"
_DIGITS_LETTERS = r"\d{1,4}[ \-/]?[a-z]{1,2}"
_DIGITS = r"\d{1,3} ?(?:something|smth|\?) ?\d{1,3}|\d(?:[ \-]?\d){0,4}"
SPELT = rf"(?:[a-z] ){{0,2}}{_DIGIT}(?:[ \-,]+{_DIGIT}){{1,4}}"
_NUMBER = rf"(?P<number>{SPELT}|{_LETTERS_DIGITS}|{_DIGITS_LETTERS}|{_DIGITS})(?![\d/:]|[a-z]|\.\d|[ \-]\d)"
_NAMED = r"(?:shoulder|collar|badge|epaul\w+|officer|divisional|force|id)(?:'?s)?"
_NO = r"(?:numbers?|num|no'?s?\.?|#|nr\.?|id|digits?)"
_LINK = (
    r"[\s:=#,\-]*(?:(?:is|was|were|said|saying|read|reads|reading|like|of|it|its|it's|had|has|ended|ends|ending|"
    r"starts?|started|starting|with|in|the|i|think|thought|believe|maybe|something|about|got|saw|as|on|his|her|their|"
    r"looked)[\s:=\-]+){0,7}"
)
_RANK = r"(?:w?pcs?|pcso|ps|sgt|sergeant|constable|dc|ds|officer|sc|special)"
_LAST = r"(?:shoulders?|epaul\w+|collar|badge|lapels?|uniform|stab vest|vest)"
_BEFORE = re.compile(
    rf"\b(?:{_NAMED}\s*{_NO}|{_LAST}|(?:his|her|their|officer'?s?|officer with|one with) {_NO}){_LINK}{_NUMBER}"
)
_BARE_NUMBER = re.compile(
    rf"(?:\A|[,.;]\s*|\bhad |\band )(?:the )?number(?: is| was|:) (?P<number>{_LETTERS_DIGITS})(?![\d/:a-z])"
)
_BEHIND = re.compile(
    rf"\b{_NUMBER}\s+(?:(?:was|is|written|on|in|across|the|his|her|their|both|as|its)\s+){{1,5}}{_LAST}\b"
)
_AFTER_RANK = re.compile(
    rf"\b{_RANK}\s+(?:{_NO}\s*)?(?P<number>\d{{2,4}}[ \-]?[a-z]{{0,2}}|[a-z]{{1,2}}[ \-]?\d{{2,4}})\b(?!\s*"
    r"(?:am|pm|of|years?))"
)
# Two letters and three or more digits alone: two digits would be a postcode (SE15), one letter a road (A205).
_ALONE = re.compile(r"\b(?P<number>[A-Z]{2}[ \-]?\d{3,4}|\d{3,4}[ \-]?(?:[A-Z]{2}))\b(?![ \-]?[A-Za-z]{3}\b|\d)")
_UNIT = re.compile(
    rf"(?<![\w£@])(?P<number>{any_of(word_list('numbers')['letters'])}[ \-]?\d{{3,4}})(?![\w/:]|[ \-]\d)"
)
_KIND = re.compile(r"\b(?:plate|reg|registration|postcode|ref|reference|crime|cad|order|flight|bus|train|room|flat)\b")
NOT_LETTERS = words_of("numbers", "not_letters")

_WARRANT = re.compile(
    rf"\bwarrant\b\s*(?:card|number|numbers|num|no\b\.?|id|#)?(?:\s*(?:number|no\b\.?|#))?{_LINK}"
    r"(?P<number>[a-z]{0,2}[ \-]?\d(?:[ \-]?\d){3,7})(?![\d/:]|[ \-]\d)"
)
_ON_WARRANT = re.compile(r"\b(?P<number>[a-z]{0,2}\d(?:[ \-]?\d){4,7})(?: \w+){1,4} warrant\b")
_FOREIGN = (
    r"(?:\+44|\b0044|\b0)[ \-]?\(?\d(?:[ \-()]{0,2}\d){7,10}\b",  # telephone
    r"\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|\b\d{4}-\d\d?-\d\d?\b",  # date
    r"\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[:.]\d\d(?:\s*[ap]m)?\b|\b\d{1,2}\s*[ap]m\b",  # day, time
    r"[£$€]\s*\d[\d,.]*k?|\b\d[\d,.]*\s*(?:quid|pounds?|grand|k|euros?|p)\b",  # money
    r"\b(?:19|20)\d\d\b(?=\s*(?:[,.;]|\Z|and|when|i\b|he\b|she\b))",  # year at the end of a phrase
    r"\b\d+\s*(?:years?|yrs?|yo|y/o|months?|weeks?|days?|hours?|hrs?|mins?|minutes?|times?|miles?|kids?|people)\b",
    r"\b\d{1,4}[a-c]?\s+\w+\s+(?:road|rd|street|st|lane|avenue|ave|close|drive|grove|way|court|gardens|crescent)\b",
    r"\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b",  # postcode
)
OTHERS = re.compile("|".join(_FOREIGN), re.IGNORECASE)


def find_numbers(text: Text) -> Iterator[Finding]:
    """Shoulder numbers as letters, space, digits ("SE 123") and warrant numbers as they are on the card."""
    warrants = [m for pattern in (_WARRANT, _ON_WARRANT) for m in pattern.finditer(text.low)]
    others = [m.span() for m in OTHERS.finditer(text.raw)]
    others += [m.span("number") for m in warrants]
    yield from (
        text.finding("warrant_number", warrant(m["number"]), m.span("number"), 0.97) for m in _distinct(warrants)
    )
    yield from _shoulder_numbers(text, others)


def shoulder(said: str) -> str | None:
    """The normal form of a shoulder number or a part of one; None when it has no digit."""
    words = {word: str(digit) for digit, word in enumerate(word_list("numbers")["digits"][:10])} | {
        "oh": "0",
        "nought": "0",
    }
    said = re.sub(r"something|smth", "?", said.lower())
    digits_said = re.sub(r"[a-z]+", lambda m: words.get(m.group(), m.group()), said.lower())
    letters = "".join(re.findall(r"[a-z]", digits_said)).upper()[:2]
    digits = re.sub(r"[^\d?]", "", digits_said).strip("?")
    return f"{letters} {digits}".strip() if digits else None


def warrant(said: str) -> str:
    """The normal form of a warrant number: without spaces and hyphens, letters as capitals."""
    return re.sub(r"[^A-Za-z0-9]", "", said).upper()


def _shoulder_numbers(text: Text, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    for pattern, sure in (
        (_BEFORE, 0.97),
        (_BEHIND, 0.95),
        (_AFTER_RANK, 0.9),
        (_BARE_NUMBER, 0.85),
        (_ALONE, 0.7),
        (_UNIT, 0.65),
    ):
        for match in pattern.finditer(text.raw if pattern is _ALONE else text.low):
            span = match.span("number")
            if free_of(taken, *span) and _plausible(text, match["number"], span):
                taken.append(span)
                yield text.finding("shoulder_number", shoulder(match["number"]), span, sure)


def _plausible(text: Text, said: str, span: tuple[int, int]) -> bool:
    letters = "".join(re.findall(r"[a-z]+", said.lower()))
    return letters not in NOT_LETTERS and not _KIND.search(text.before(span[0], 15))


def _distinct(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    return [m for at, m in enumerate(matches) if free_of([e.span("number") for e in matches[:at]], *m.span("number"))]
