"""Shoulder (collar) numbers and warrant numbers, kept apart from all other numbers that a report is full of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.findings import Finding
from interview.understanding.numerals import NOT_LETTERS, NUMBER, WITH_LETTERS, shoulder, warrant
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list, words_of

_NUMBER = rf"(?P<number>{NUMBER})"
_NAMED = r"(?:shoulder|collar|badge|epaul\w+|officer|divisional|force|id)(?:'?s)?"
_NO = r"(?:numbers?|num|no'?s?\.?|#|nr\.?|id|digits?)"
_LINK = (
    r"[\s:=#,('\"\-]*(?:(?:is|was|were|said|saying|says|read|reads|reading|like|of|it|its|it's|had|has|ended|"
    r"ends|ending|"
    r"starts?|started|starting|began|begins?|beginning|with|in|the|i|think|thought|believe|maybe|something|about|"
    r"got|saw|"
    r"as|on|his|her|their|looked|just|only|could|see|make|out|first|last|two|digits?|either|"
    r"probably)[\s:=('\"\-]+){0,7}"
)
_RANK = r"(?:w?pcs?|pcso|ps|sgt|sergeant|constable|dc|ds|officer|sc|special)"
_LAST = r"(?:shoulders?|epaul\w+|collar|badge|lapels?|uniform|stab vest|vest|jacket|tunic)"
_OF = r"(?:his|her|their|officer'?s?|officer with|one with|ones?'?s?|guy'?s|bloke'?s|cop'?s|pc'?s|sergeant'?s)"
_BEFORE = re.compile(rf"\b(?:{_NAMED}\s*{_NO}|{_LAST}|{_OF} {_NO}){_LINK}{_NUMBER}")
_BARE_NUMBER = re.compile(
    rf"(?:\A|[,.;]\s*|\bhad |\band )(?:the )?number(?: is| was|:) (?P<number>{WITH_LETTERS})(?![\d/:a-z])"
)
_BEHIND = re.compile(
    rf"\b{_NUMBER}\s+(?:(?:was|is|written|on|in|across|of|the|his|her|their|both|as|its)\s+){{1,5}}{_LAST}\b"
)
_ON_HIM = re.compile(
    rf"\b(?:had|have|has|with|wearing|wore|showing|saying) (?:(?:the|a) (?:{_NO} )?)?(?P<number>{NUMBER}) on\b"
    r"(?: (?:him|her|them)\b|\s*(?:\Z|[.,\n]))"
)
_NOT_A_COUNT = (
    r"(?!\s*(?:am|pm|of|years?|times|people|quid|pounds?|hours?|minutes?|officers?|more|days?|weeks?|"
    r"months?|%|metres?)\b)"
)
_AFTER_RANK = re.compile(
    rf"\b{_RANK}(?:\s+[#('\"]?|(?=\d{{3}}))(?:{_NO}\s*)?(?P<number>{WITH_LETTERS}|\d{{2,4}})(?![\d/:a-z]){_NOT_A_COUNT}"
    rf"|\b{_RANK}, (?P<apart>{WITH_LETTERS})(?=,)"
)
_AFTER_NAME = re.compile(
    rf"\b{_RANK}\.? (?P<words>[a-z'\-]{{2,}}(?: (?!{_NO}\b)[a-z'\-]{{2,}})?),?\s*(?P<bracket>[(#]?)\s*(?:{_NO}\s*)?"
    rf"(?P<number>{WITH_LETTERS}|\d{{3,4}})(?![\d/:a-z]){_NOT_A_COUNT}"
)
# Two letters and three or more digits alone: two digits would be a postcode (SE15), one letter a road (A205).
_ALONE = re.compile(r"\b(?P<number>[A-Z]{2}[ \-]?\d{3,4}|\d{3,4}[ \-]?(?:[A-Z]{2}))\b(?![ \-]?[A-Za-z]{3}\b|\d)")
_UNIT = re.compile(
    rf"(?<![\w£@])(?P<number>{any_of(word_list('numbers')['letters'])}[ \-]?\d{{3,4}})(?![\w/:]|[ \-]\d)"
)
_KIND = re.compile(rf"\b{any_of(word_list('numbers')['kinds'])}\b[^,.]*\Z")
_MINE = re.compile(r"(?:\bmy (?:own )?|\b(?:i'?m|i am) (?:an? )?)\Z")
_OTHER_HOLDER = re.compile(rf"\b{any_of(word_list('numbers')['others'])}\b")
_HOLDER = re.compile(r"\b(?:officers?|pcs?|cops?|copper|sergeant|sgt|police|constable|feds?|pcso|sergeants)\b")

_WARRANT = re.compile(
    rf"(?<!search )(?<!arrest )(?<!bench )\bwarrant\b\s*(?:card|number|numbers|num|no\b\.?|id|#)?(?:\s*(?:number|"
    rf"no\b\.?|#))?{_LINK}"
    r"(?P<number>[a-z]{0,2}[ \-]?\d(?:[ \-]?\d){3,7})(?![\d/:]|[ \-]\d)"
)
_ON_WARRANT = re.compile(r"\b(?P<number>[a-z]{0,2}\d(?:[ \-]?\d){4,7})(?: \w+){1,4} (?:warrant|card)\b")
_ID_CARD = re.compile(rf"\b(?:id|i\.d\.?|identity|card)(?: card)?(?: {_NO})?{_LINK}(?P<number>[a-z]?\d{{5,7}})\b(?!/)")
_HARD = (
    r"(?:\+44|\b0044|\b0)[ \-]?\(?\d(?:[ \-()]{0,2}\d){7,10}\b",  # telephone
    r"\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|\b\d{4}-\d\d?-\d\d?\b",  # date
    r"\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[:.]\d\d(?:\s*[ap]m)?\b|\b\d{1,2}\s*[ap]m\b",  # day, time
    r"[£$€]\s*\d[\d,.]*k?|\b\d[\d,.]*\s*(?:quid|pounds?|grand|euros?)\b",  # money
    r"\b\d+\s*(?:years?|yo|y/o|months?|weeks?|days?|hours?|hrs?|mins?|minutes?|times?|miles?|kids?|people)\b",
    r"\b\d{1,4}[a-c]?\s+\w+\s+(?:road|rd|street|st|lane|avenue|ave|close|drive|grove|way|court|gardens|crescent)\b",
    r"\b[A-Z]{1,2}\d{1,2}[A-Z]? ?\d[A-Z]{2}\b",  # postcode
)
# What is a number of another kind only where nothing says that it is a shoulder number: "11 YR", "41 K", "2015".
_SOFT = (
    r"\b\d[\d,.]*\s*(?:k|p)\b",
    r"\b(?:19|20)\d\d\b(?=\s*(?:[,.;]|\Z|and|when|i\b|he\b|she\b))",
    r"\b\d+\s*yrs?\b",
)
_CERTAIN = re.compile("|".join(_HARD), re.IGNORECASE)
OTHERS = re.compile("|".join((*_HARD, *_SOFT)), re.IGNORECASE)


def find_numbers(text: Text) -> Iterator[Finding]:
    """Shoulder numbers as letters, space, digits ("SE 123") and warrant numbers as they are on the card."""
    warrants = [m for pattern in (_WARRANT, _ON_WARRANT, _ID_CARD) for m in pattern.finditer(text.low)]
    taken = [m.span("number") for m in warrants]
    yield from (
        text.finding("warrant_number", warrant(m["number"]), m.span("number"), 0.97)
        for m in _distinct(warrants)
        if not _of_other(text, m.start())
    )
    yield from _shoulder_numbers(text, taken)


def _shoulder_numbers(text: Text, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    certain = [m.span() for m in _CERTAIN.finditer(text.raw)]
    others = [m.span() for m in OTHERS.finditer(text.raw)]
    for pattern, sure, not_these in (
        (_BEFORE, 0.97, certain),
        (_BEHIND, 0.95, others),
        (_AFTER_RANK, 0.9, certain),
        (_AFTER_NAME, 0.9, others),
        (_ON_HIM, 0.88, others),
        (_BARE_NUMBER, 0.85, others),
        (_ALONE, 0.7, others),
        (_UNIT, 0.65, others),
    ):
        for match in pattern.finditer(text.raw if pattern is _ALONE else text.low):
            group = "apart" if match.groupdict().get("apart") else "number"
            span = match.span(group)
            if free_of([*taken, *not_these], *span) and _plausible(text, match, span):
                taken.append(span)
                yield text.finding("shoulder_number", shoulder(match[group]), span, sure)


def _plausible(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    if match.groupdict().get("words") and not _is_name(match):
        return False
    apart = re.search(r"[a-z]+(?= )|(?<= )[a-z]+", match.group().lower())
    if match.re is _ALONE and apart and apart.group() in NOT_LETTERS:  # "RANG 101 AT NIGHT"
        return False
    return not (_KIND.search(text.before(span[0], 15)) or _of_other(text, match.start()))


def _is_name(match: re.Match[str]) -> bool:
    """Whether the words between a rank and a number may be a name, and the number no year."""
    name = not any(word in words_of("names", "not_names") for word in match["words"].split())
    return name and bool(match["bracket"] or not re.fullmatch(r"(?:19|20)[012]\d", match["number"]))


def _of_other(text: Text, at: int) -> bool:
    """Whether a number is the reporter's own, or of somebody who is no officer."""
    first, last = text.sentence(at)
    around = text.low[max(first, at - 80) : min(last, at + 25)]
    other = max((match.end() for match in _OTHER_HOLDER.finditer(around)), default=-1)
    officer = max((match.end() for match in _HOLDER.finditer(text.before(at + 1, 80))), default=-1)
    return bool(_MINE.search(text.before(at, 12))) or other > officer


def _distinct(matches: list[re.Match[str]]) -> list[re.Match[str]]:
    return [m for at, m in enumerate(matches) if free_of([e.span("number") for e in matches[:at]], *m.span("number"))]
