"""Shoulder (collar) numbers and warrant numbers, kept apart from all other numbers that a report is full of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.bearers import borne, halves
from interview.understanding.findings import Finding
from interview.understanding.numerals import ALONE, NOT_LETTERS, NUMBER, SPELT, WITH_LETTERS, shoulder, warrant
from interview.understanding.runs import grown
from interview.understanding.text import Text, free_of
from interview.understanding.warrants import far_warrants
from interview.understanding.words import any_of, word_list, words_of

_NUMBER = rf"(?P<number>{NUMBER})"
_SHOULDER = r"(?:sh?o+u?l+d+[ea]r?s?|shoulders?|coll?[ae]rs?|e+p+[aeiou]\w{2,8}|bad?ge?s?|lapels?|numerals?)"
_PART = r"(?: (?:boards?|tabs?|straps?|flash(?:es)?|pads?|patch(?:es)?|slides?|numerals?|badges?|marks?|digits))?"
_NAMED = rf"(?:{_SHOULDER}|officer|divisional|force|id|pc)(?:'?s)?"
_NO = (
    r"(?:numbers?(?:'?s)?|n[aeuo]?m?b[ea]?rs?|n[uo]mba|nunbers?|numebrs?|num|nums|no'?s?\.?|#|nr\.?|id|digits?|"
    r"numerals)"
)
_LINK = (
    r"[\s:=#,('\"\-]*(?:(?:is|was|were|are|said|saying|says|read|reads|reading|like|of|it|its|it's|had|has|ended|"
    r"ends|ending|"
    r"starts?|started|starting|began|begins?|beginning|with|in|the|i|think|thought|believe|maybe|something|about|"
    r"got|saw|"
    r"as|on|his|her|their|him|them|looked|just|only|could|see|make|out|first|last|(?:one|two|three)(?= (?:digits?|"
    r"numbers?|letters?))|digits?|either|probably|which|"
    r"that|wrote|"
    r"down|noted|remember|remembered|managed|to|get|showed|shows|seemed|be|might|may|have|been|written|clearly|"
    r"definitely|pretty|"
    r"sure|he|she|they|wore|gave|given|me|there|part|partial|bit|this|numbers?|letters?|follows?|above|below|"
    r"both|one|so)[\s:=('\"\-]+){0,8}"
)
_RANK = (
    r"(?:w?p\.?c\.?(?:'?s)?|pcsos?|p\.?s\.?|sgt|sergeant|sarge|skipper|constable|cons?t|d\.?c\.?|d\.?s\.?|officers?|"
    r"polic[ei] ?(?:wo)?m[ae]n|sc|"
    r"special|cop|copper)"
)
_LAST = (
    rf"(?:{_SHOULDER}{_PART}|uniform|stab vest|vest|jacket|tunic|stabby|hi[ \-]?vis|helmet|hat|cap|sleeve|chest|"
    rf"coat|fleece|body armou?r|strap|patch|name ?tag|tag|lanyard)"
)
_OF = (
    r"(?:(?:man|woman|lady|male|female|bloke|driver|sergeant|other|first|second|tall|short|older|younger|"
    r"handler)(?: one)?'?s|his|her|their|officer'?s?|officer with|one with|ones?'?s?|guy'?s|bloke'?s|cop'?s|"
    r"pc'?s|sergeant'?s)"
)
_BEFORE = re.compile(rf"\b(?:{_NAMED}\s*{_NO}|[cs]/?n[o.]*(?=[ :]*\d)|{_LAST}|{_OF} {_NO}){_LINK}{_NUMBER}")
_BARE_NUMBER = re.compile(
    rf"(?:\A|[,.;(]\s*|\bhad |\band |\bthe |\bno )(?:the )?numbers?(?: is| was| were|:|,|"
    rf" -)? (?P<number>{WITH_LETTERS})(?![\d/:a-z])"
)
_BEHIND = re.compile(
    rf"\b{_NUMBER}[\s,(\-\u2013]+(?:(?:was|is|were|written|on|in|across|of|the|his|her|their|both|as|its|it's|"
    rf"that's|thats|that|i|think|"
    rf"believe|numbers?|said|a|what|got|from|off|one|left|right)\s+){{0,6}}(?:{_LAST}|(?:{_NAMED}|{_OF}) {_NO})\b"
)
_NOT_A_COUNT = (
    r"(?!\s*(?:am|pm|of|years?|times|people|quid|pounds?|hours?|minutes?|officers?|more|days?|weeks?|"
    r"months?|%|metres?)\b)"
)
# "his was 2231, hers was 2232": said of a number that was spoken of before.
_THEIRS = re.compile(
    rf"\b(?:his|hers|theirs|the other(?: one)?(?:'?s)?|the second(?: one)?(?:'?s)?|the first(?: one)?(?:'?s)?|"
    rf"one|mate'?s|colleague'?s|partner'?s) "
    rf"(?:was|is|were|said|read|had|being|ended|started|began)(?: (?:just|only|something|like|i think|maybe|in|"
    rf"with|on))* {_NUMBER}"
)
_SPOKEN_OF = re.compile(rf"\b(?:{_SHOULDER}|(?:{_OF}|pc|officer) {_NO})\b|\bnumbers\b")
_THE_NUMBER = re.compile(
    rf"(?<!a )\b(?:numbers?|digits|numerals|no\.|num)\b(?! of (?:times|people|officers|them))"
    r"(?: (?:i|we|he|she|they) (?:saw|got|read|remember|could see|wrote down|noted|gave(?: me| us)?|had|has|"
    r"told me|said|"
    rf"wore))?{_LINK}{_NUMBER}{_NOT_A_COUNT}"
)
_SERGEANT = re.compile(
    rf"\b(?:ps|sgt|sergeant)\.? [a-z'\-]{{3,}},? ?[(]?(?P<number>\d{{2}})(?![\d/:a-z]|"
    rf"\.\d){_NOT_A_COUNT}(?=[,.;)\n]|\Z| and)"
)
_ON_HIM = re.compile(
    rf"\b(?:had|have|has|with|wearing|wore|showing|saying) (?:(?:the|a) (?:{_NO} )?)?(?P<number>{NUMBER}) on\b"
    r"(?: (?:him|her|them)\b|\s*(?:\Z|[.,\n]))"
)
_AFTER_RANK = re.compile(
    rf"\b{_RANK}(?:[\s:#/\-]+[#('\"]?|(?=\d{{2}}))(?:{_NO}[\s:.]*)?(?P<number>{WITH_LETTERS}|"
    rf"\d(?:[ \-]\d){{1,3}}|\d{{2,5}})(?![\d/:a-z]){_NOT_A_COUNT}"
    rf"|\b{_RANK}, (?:{_NO} )?(?P<apart>{WITH_LETTERS}|\d{{3,5}})(?=[,.)\n]|\Z)"
)
_AFTER_NAME = re.compile(
    rf"\b{_RANK}\.? (?P<words>[a-z'\-]{{2,}}(?: "
    rf"(?!{_NO}\b)[a-z'\-]{{2,}})?)[,/]?\s*(?P<bracket>[(#]?)\s*(?:{_NO}\s*)?"
    rf"(?P<number>{WITH_LETTERS}|\d{{3,5}})(?![\d/:a-z]){_NOT_A_COUNT}"
)
_LABEL = re.compile(
    rf"(?<!my )\b(?:{_SHOULDER}[ _\-]?{_NO}|(?:{_OF}|officer|pc|mps|shldr|col|divisional|met) {_NO}|s/no|"
    rf"(?:on|across) (?:his|her|their|the|one|each|both) (?:left |right )?{_SHOULDER}|{_SHOULDER} (?:had|said|"
    rf"read|was|showed))"
)
_CANDIDATE = re.compile(rf"(?<![\w£@/.])(?:{WITH_LETTERS}|{SPELT}|\d{{3,5}})(?![\w/:]|[ \-]\d|\.\d)")
_KIND_AFTER = re.compile(
    rf" (?:{any_of(word_list('numbers')['kinds'])}|people|officers|times|metres|yards|miles|"
    rf"quid|pounds)\b"
)
_SEVERAL = re.compile(r"\b(?:numbers|nos|pcs|p\.c\.s|officers|constables|sergeants|cops|their)\b|[a-z]\d|\d[a-z]")
_ALSO = re.compile(
    rf"(?:,? (?:and|&|plus|\+) |, ?| ?/ ?)(?:the other(?: one)? )?(?P<number>{WITH_LETTERS}|"
    rf"\d{{3,4}})(?![\w/:]| ?(?:st|nd|rd|th|am|pm)\b)"
)
# Small letters apart from the digits, where an officer is spoken of: "the cop 2231 kf".
_LOWER = re.compile(rf"(?<![\w£@/.])(?P<number>\d{{3,4}} (?!{any_of(NOT_LETTERS)}\b)[a-z]{{2}})(?![\w/])")
# One letter and digits, where an officer is spoken of: "K 41", "U4471"; A, B and M are roads.
_SINGLE = re.compile(
    r"(?<![\w\u00a3@/.])(?P<number>[C-HJ-LN-Z]\d{3,4}|[C-HJ-LN-Z] \d{2,4}|\d{3,4} ?[B-HJLN-Z])(?![\w/:.]|[ \-]\d|"
    r" [a-z]\.)"
)
# Told of at first, given after that: "numbers on my shoulder love ... it was 3216".
_IT_WAS = re.compile(
    r"\b(?:it|they|that)(?:'?s| was| were| is| are| said| read| reads| says| begins| ends?)(?: (?:just|only|"
    r"something|like|i think|"
    rf"maybe|in|with|either|definitely))* (?P<number>{WITH_LETTERS}|{SPELT}|\d(?:[ \-]\d){{2,4}}|"
    rf"\d{{3,5}})(?![\d/:a-z]){_NOT_A_COUNT}"
)
# Letters told one by one: "a Q and a K and then 14".
_LETTER_BY_LETTER = re.compile(
    r"(?<![\w'])(?P<number>(?:an? )?[a-z],? (?:and |then )*(?:an? )?[a-z],? (?:and |then )+(?:an? "
    r")?\d{1,4})(?![\w/:])"
)
# Written or noted down: "i wrote down 2231kf", "got 45 KF off him".
_NOTED = re.compile(
    rf"\b(?:noted|wrote|written|clocked|got|caught|saw|seen|read|remember|took) (?:down )?(?:(?:it|as|was|his|"
    rf"her|the|their) ){{0,2}}(?:{_NO} )?"
    rf"(?P<number>{WITH_LETTERS}|[b-hj-z]{{1,2}}[ \-]{SPELT})(?![\d/:a-z])"
)
_ALONE = re.compile(rf"(?<![\w£@/.\-])(?P<number>{ALONE})(?![\w/]|[ \-]?[A-Za-z]{{3}}\d|[ \-]\d)(?! [A-Z]{{3}}\b)")
_UNIT = re.compile(
    rf"(?<![\w£@])(?P<number>{any_of(word_list('numbers')['letters'])}[ \-]?\d{{3,4}})(?![\w/:]|[ \-]\d)"
)
_KIND = re.compile(
    rf"\b{any_of(word_list('numbers')['kinds'])}\b[^,.]*\Z|\b(?:at|into|for|outside|opposite|next to|from|of) "
    rf"(?:the )?"
    r"(?:number|no\.?) \Z"
)
_KIND_BEFORE = re.compile(
    rf"\b{any_of([*word_list('numbers')['kinds'], *word_list('numbers')['kinds_far']])}(?:'?s)?[ \-]\Z"
)
_MINE = re.compile(
    r"(?:\bmy (?:(?:own|collar|shoulder|badge|warrant|id|epaulette|officer|force|staff|police|pc) )*|\bmine (?:is|"
    r"was) |\b(?:i'?m|i am) (?:an? )?)\Z"
)
_OF_DIGITS = re.compile(
    r" (?:digits?|figures|letters|numbers|digit)\b| (?:is|was)(?:n't|nt| not) (?:the|him|her|"
    r"it)\b"
)
_OTHER_HOLDER = re.compile(rf"\b{any_of(word_list('numbers')['others'])}\b")
_HOLDER = re.compile(r"\b(?:officers?|pcs?|cops?|copper|sergeant|sgt|police|constable|feds?|pcso|sergeants)\b")

_DIGIT_SPOKEN = rf"(?:(?:double|triple) )?{any_of(word_list('numbers')['digits'])}"
_DIGITS_SPOKEN = rf"{_DIGIT_SPOKEN}(?:[ \-,]{{1,2}}{_DIGIT_SPOKEN}){{3,7}}"
_WARRANT = re.compile(
    rf"(?<!search )(?<!arrest )(?<!bench )\bwarr?[ae]nt\b(?! (?:to|for)\b)\s*(?:card|number|numbers|num|no\b\.?|"
    rf"id|#)?(?:\s*(?:number|"
    rf"no\b\.?|#))?(?:'?s)?{_LINK}"
    r"(?P<number>(?<![a-z'])[a-z]{0,2}[ \-]?\d(?:[ \-]?\d){3,7}|\d{2,3}(?=(?: something|\.\.|\?|\*|-|,|\.| and|\Z))"
    rf"|{_DIGITS_SPOKEN})(?![\d/:]|[ \-]\d)"
)
# Further from the word: "he flashed his warrant card and i clocked the number, 187733".
_NEAR_WARRANT = re.compile(
    r"(?<!search )(?<!arrest )(?<!bench )\b(?:warr?[ae]nt(?:number)?|w/?n)\b(?!s\b| (?:to|for)\b)[^\n]{0,70}?"
    r"(?<![\w£@/.])(?P<number>[a-z]{0,2}\d(?:[ \-]?\d){4,6})(?![\w/:]|[ \-]\d)"
)
_ON_WARRANT = re.compile(
    r"\b(?P<number>[a-z]{0,2}\d(?:[ \-]?\d){4,7})[\s,(\-\u2013]+(?:[\w']+ "
    r"){0,4}(?:warr?[ae]nt|card)\b"
)
_ID_CARD = re.compile(
    rf"\b(?:id|i\.d\.?|identity|card)(?: card)?(?: "
    rf"{_NO})?{_LINK}(?P<number>[a-z]?\d{{5,7}})\b(?!/)"
)
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
    r"\b(?:19[5-9]|20[0-4])\d\b(?=\s*(?:[,.;]|\Z|and|when|i\b|he\b|she\b))",
    r"\b\d+\s*yrs?\b",
)
_CERTAIN = re.compile("|".join(_HARD), re.IGNORECASE)
OTHERS = re.compile("|".join((*_HARD, *_SOFT)), re.IGNORECASE)


def find_numbers(text: Text) -> Iterator[Finding]:
    """Shoulder numbers as letters, space, digits ("SE 123") and warrant numbers as they are on the card."""
    spans = list(_warrants(text))
    yield from (text.finding("warrant_number", warrant(text.low[slice(*span)]), span, 0.97) for span in spans)
    yield from _shoulder_numbers(text, list(spans))


def _warrants(text: Text) -> Iterator[tuple[int, int]]:
    taken: list[tuple[int, int]] = []
    certain = [m.span() for m in _CERTAIN.finditer(text.raw)]
    for pattern in (_WARRANT, _ON_WARRANT, _ID_CARD, _NEAR_WARRANT):
        for match in pattern.finditer(text.low):
            span = match.span("number")
            if free_of([*taken, *certain], *span) and not _of_other(text, match.start()):
                if _KIND.search(text.before(span[0], 6)):
                    continue  # "the warrant was signed by a magistrate, ref 118820"
                taken.append(span)
                yield span
    for span in far_warrants(text, taken, certain):
        if not _MINE.search(text.before(span[0], 12)):
            taken.append(span)
            yield span


def _shoulder_numbers(text: Text, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    certain = [m.span() for m in _CERTAIN.finditer(text.raw)]
    others = [m.span() for m in OTHERS.finditer(text.raw)]
    for span, value in halves(text):
        taken.append(span)
        yield text.finding("shoulder_number", value, span, 0.9)
    for pattern, sure, not_these in (
        (_BEFORE, 0.97, certain),
        (_BEHIND, 0.95, others),
        (_AFTER_RANK, 0.9, certain),
        (_AFTER_NAME, 0.9, others),
        (_ON_HIM, 0.88, others),
        (_SERGEANT, 0.8, others),
        (_BARE_NUMBER, 0.85, others),
        (_NOTED, 0.85, others),
        (_THEIRS, 0.88, others),
        (_LETTER_BY_LETTER, 0.8, others),
        (_IT_WAS, 0.8, others),
        (_ALONE, 0.75, others),
        (_THE_NUMBER, 0.75, others),
        (_LOWER, 0.7, others),
        (_SINGLE, 0.7, others),
        (_UNIT, 0.65, others),
    ):
        for match in pattern.finditer(text.raw if pattern in (_ALONE, _SINGLE) else text.low):
            group = "apart" if match.groupdict().get("apart") else "number"
            span = match.span(group)
            if free_of([*taken, *not_these], *span) and _plausible(text, match, span):
                yield _number(text, span, sure, taken)
                yield from _listed(text, match.start(), span[1], taken, others)
    yield from _near(text, taken, others)
    for span in borne(text, taken, certain):
        if not _of_other(text, span[0]):
            yield _number(text, span, 0.7, taken)


def _number(text: Text, span: tuple[int, int], sure: float, taken: list[tuple[int, int]]) -> Finding:
    span = _without_label(text, grown(text, span, taken))
    taken.append(span)
    return text.finding("shoulder_number", shoulder(text.low[slice(*span)]), span, sure)


def _without_label(text: Text, span: tuple[int, int]) -> tuple[int, int]:
    """A number without the letter that only tells its bearer from another: "officer A 2231, officer B 2236"."""
    labelled = re.match(r"[abc] (?=\d{3})", text.low[slice(*span)])
    if labelled and all(re.search(rf"\b(?:officer|cop|pc) {letter}\b", text.low) for letter in "ab"):
        return span[0] + 2, span[1]
    return span


def _listed(
    text: Text, start: int, end: int, taken: list[tuple[int, int]], others: list[tuple[int, int]]
) -> Iterator[Finding]:
    """Further numbers of a list: "PCs 4411 and 4412", "numbers 4411KF / 4412KF"."""
    several = _SEVERAL.search(text.low[max(0, start - 12) : end])
    more = _ALSO.match(text.low, end)
    while several and more and free_of([*taken, *others], *more.span("number")):
        yield _number(text, more.span("number"), 0.88, taken)
        more = _ALSO.match(text.low, more.end())


def _near(text: Text, taken: list[tuple[int, int]], others: list[tuple[int, int]]) -> Iterator[Finding]:
    """A number near words for it, however they are put: "it said 2231 on one line, right on his shoulder"."""
    for label in _LABEL.finditer(text.low):
        if _of_other(text, label.start()) or not free_of(taken, label.start() - 60, label.end() + 60):
            continue
        first, last = max(0, label.start() - 50), min(len(text.low), label.end() + 60)
        found = [m for m in _CANDIDATE.finditer(text.low, first, last) if free_of([*taken, *others], *m.span())]
        found = [
            m
            for m in found
            if not _KIND.search(text.before(m.start(), 15)) and not _KIND_AFTER.match(text.low, m.end())
        ]
        found.sort(key=lambda m: (m.start() < label.start(), abs(m.start() - label.start())))
        if found:
            yield _number(text, found[0].span(), 0.75, taken)


def _plausible(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    if match.groupdict().get("words") and not _is_name(match):
        return False
    label = text.low[match.start() : span[0]]
    if span[1] - span[0] == 1 and not re.search(_NO, label):  # "a hand on her shoulder 2 or 3 times"
        return False
    if _OF_DIGITS.match(text.low, span[1]):
        return False
    borne_out = _BORNE_OUT.get(match.re)
    if borne_out and not borne_out(text, match, span):
        return False
    return not (_KIND.search(text.before(span[0], 15)) or _of_other(text, match.start()))


def _no_word(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether letters apart from the digits are no word: not "RANG 101 AT NIGHT"."""
    del text, span
    apart = re.search(r"[a-z]+(?= )|(?<= )[a-z]+", match.group().lower())
    return not (apart and apart.group() in NOT_LETTERS)


def _spoken_of(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether numbers were spoken of before "his was 2231"."""
    del span
    return bool(_SPOKEN_OF.search(text.low, max(0, match.start() - 200), match.start()))


def _near_officer(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether an officer is spoken of around a bare number of three signs or more."""
    if _KIND_BEFORE.search(text.before(match.start(), 25)):  # "order number was 55918"
        return False
    around = (max(0, span[0] - 200), min(len(text.low), span[1] + 60))
    described = re.match(r" ?\((?:the |an? )?[a-z]", text.low[span[1] :])  # "number 4471 (tall, ginger)"
    return span[1] - span[0] >= 3 and bool(described or _HOLDER.search(text.low, *around))


# Shapes that are a shoulder number only where something else bears it out.
_BORNE_OUT = {
    _ALONE: _no_word,
    _THEIRS: _spoken_of,
    _IT_WAS: _spoken_of,
    _LOWER: _near_officer,
    _SINGLE: _near_officer,
    _THE_NUMBER: _near_officer,
}


def _is_name(match: re.Match[str]) -> bool:
    """Whether the words between a rank and a number may be a name, and the number no year."""
    name = not any(word in words_of("names", "not_names") for word in match["words"].split())
    return name and bool(match["bracket"] or not re.fullmatch(r"(?:19[5-9]|20[0-4])\d", match["number"]))


def _of_other(text: Text, at: int) -> bool:
    """Whether a number is the reporter's own, or of somebody who is no officer."""
    first, last = text.sentence(at)
    around = text.low[max(first, at - 80) : min(last, at + 25)]
    other = max((match.end() for match in _OTHER_HOLDER.finditer(around)), default=-1)
    officer = max((match.end() for match in _HOLDER.finditer(text.before(at + 1, 80))), default=-1)
    return bool(_MINE.search(text.before(at, 12))) or other > officer
