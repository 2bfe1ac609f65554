"""Reads whole numbers of letters and digits, however they are told: people change notation on the way.

A number is read unit by unit: figures, words for digits, letters, the spelling alphabet, and gaps. Between
units there may be a hyphen or words; what is joined by words must be told digit by digit ("Q K one 4 then double-9").
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from interview.understanding.numerals import count_digits
from interview.understanding.text import Text, free_of
from interview.understanding.units import DIGIT, SPELLING, TEENS, TENS, UNIT, are_letters, digits_of, is_spelling
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("numbers")
MOST_DIGITS, ON_A_CARD, ON_A_PHONE = 5, 7, 13  # of a shoulder number, a warrant number, and a telephone number
_STARTS = re.compile(
    rf"(?<![\w\u00a3$\u20ac@/.#'])(?=\d|[a-z]{{1,2}}(?![a-z'])|double\b|triple\b|treble\b|(?:{DIGIT}|{TEENS}|"
    rf"{TENS}|{SPELLING})\b)"
)
_TIGHT = re.compile(r"(?: ?[\-\u2013/.] ?| (?:dash|slash|stroke|hyphen|space|point|capital|a capital) | |)")
_LOOSE = re.compile(
    r"(?:, ?|,? )(?:(?:and|then|with|followed by|plus|(?:over|above|under|below|beneath|underneath)(?: it| that|"
    r" this)?|"
    r"after this|after that|next|comes?|"
    r"maybe|possibly|probably|i think|i believe|it was|its|it's|was|"
    r"an?|the|letters?|numbers?|digits?|is|were|are|of) )*"
)
_ONE_BY_ONE = re.compile(
    r"(?:, ?|,? (?:(?:and|then|next|plus|maybe|possibly|i think|i believe|comes|after (?:this|that)) )+(?:an? )?)"
)
_TO_LETTERS = re.compile(
    r",? ?(?:(?:and|then|with|followed by|plus|over|above|under|below|after that|the|an?) )*"
    r"(?:letters? (?:(?:is|was|were|are|of) )?)?"
)
_LETTER_TOLD = re.compile(r"\bletters?\b")
_BEFORE_GAP = ("", "then", "and then", "a", "then a")
_AFTER_GAP = re.compile(
    r"[\s,\-]*(?:(?:and|then|it|ends?|ended|ending|with|in|an?|the (?=last|end)|last one|is|was|finish\w*) )*"
)
_THEN_A = re.compile(r"\bthen\b.*\ban? \Z")  # "began with 20, then a 5"
_TITLE = re.compile(r"\b(?:pc|ps|sgt|sergeant|constable) \Z")
# "this one 1 0 7 7 6": who, not a digit.
SOMEBODY = re.compile(
    r"\b(?:this|that|the|other|first|second|third|last|each|every|which|tall|short|old|young|fat|thin|big|small|"
    r"little|skinny|bald|ginger|blonde?|dark|male|female|white|black|asian|"
    r"(?!number|letter|after|never|ever|over|either)[a-z]+er) \Z"
)
# "one of them", "two officers": a word for a digit that counts something.
_COUNTS = re.compile(rf" (?:of|more|other|others|x|{any_of(_LISTS['counted'])})\b|[\w/:]|'(?!s\b)|\.\d|,\d{{3}}|%")


@dataclass
class _Run:
    """What was read of a number so far."""

    start: int
    end: int
    letters: str = ""
    digits: int = 0
    last: int = 0
    closed: bool = False
    gap: bool = False
    units: int = 0
    told: bool = False
    figures: bool = False


def runs(text: Text) -> list[Span]:
    """Where numbers of letters and digits stand, each as a whole."""
    found: list[Span] = []
    for start in _STARTS.finditer(text.low):
        if not found or start.start() >= found[-1][1]:
            run = _read(text, start.start())
            if run is not None:
                found.append(run)
    return found


def grown(text: Text, span: Span, others: list[Span]) -> Span:
    """Where the whole number stands that a span is a part of.

    Args:
        text: the reporter's words.
        span: what was read as a number, or a part of it.
        others: what is known to be another number.
    """
    for whole in spans(text):
        if span[0] <= whole[0] and whole[1] <= span[1] and digits_told(text, span) > MOST_DIGITS:
            return whole  # of a number that is told twice, the first
        if whole[0] < span[1] and span[0] < whole[1]:
            start, end = min(whole[0], span[0]), max(whole[1], span[1])
            fits = count_digits(text.low[start:end]) <= MOST_DIGITS and free_of(others, start, end)
            return (start, end) if fits else span
    return span


def digits_told(text: Text, span: Span) -> int:
    """How many digits are told in a span, in figures or in words."""
    return count_digits(text.low[slice(*span)])


def _read(text: Text, at: int) -> Span | None:
    """The number that begins at a position; None when there is none."""
    run = _Run(at, at)
    ends: list[tuple[int, int]] = []
    while not run.closed and (unit := _next(text, run)):
        _take(run, unit)
        if run.digits and not _COUNTS.match(text.low, run.end) and unit.lastgroup != "gap":
            ends.append((run.end, run.digits))
    if not ends:
        return None
    return _whole(text, run, _once(text, at, ends) or ends[-1][0])


def _once(text: Text, at: int, ends: list[tuple[int, int]]) -> int | None:
    """Where a number ends that is told twice, one telling behind the other: "four seven one, four seven one"."""
    last, digits = ends[-1]
    half = next((end for end, told in ends if 2 * told == digits and told > 2), None)
    return half if half and text.low[at:half] == text.low[half:last].strip(" ,-") else None


def _whole(text: Text, run: _Run, end: int) -> Span | None:
    said = text.low[run.start : end]
    rank = re.match(
        r"(?:p[\-/. ]?c|p[\-/. ]?s|d[\-/. ]?c|d[\-/. ]?s|d[\-/. ]?i|s[\-/. ]?c)[\-/. ]{0,2}"
        rf"(?=\d|(?:{DIGIT}|double|triple|treble|{TENS}|{TEENS})\b)",
        said,
    )
    start = run.start + (rank.end() if rank else 0)
    bare = re.fullmatch(rf"{DIGIT}|o|{TENS}|{TEENS}|an? hundred(?: and)?", text.low[start:end])
    titled = rank or _TITLE.search(text.low[max(0, start - 10) : start])
    if bare and titled and re.fullmatch(rf"{TENS}|{TEENS}", bare.group()):  # "PS nineteen"
        return start, end
    return None if bare or re.fullmatch(r"\d+ x", said) or re.match(r"[ai] ", text.low[start:end]) else (start, end)


def _next(text: Text, run: _Run) -> re.Match[str] | None:
    """The unit that goes on with a number, if one does."""
    if run.start == run.end:
        unit = UNIT.match(text.low, run.end)
        return unit if unit and _may_begin(text, unit) else None
    joints = ((_TIGHT, False), (_LOOSE, True), (_AFTER_GAP, True))
    for joint, loose in joints[: 3 if run.gap and not run.last else 2]:
        between = joint.match(text.low, run.end)
        unit = UNIT.match(text.low, between.end()) if between else None
        if (
            unit
            and between
            and not _new_sentence(text, run, between)
            and _goes_on(text, run, unit, between.group(), loose)
        ):
            run.told = run.told or (run.digits > 0 and bool(_LETTER_TOLD.search(between.group())))
            return unit
    return None


def _new_sentence(text: Text, run: _Run, between: re.Match[str]) -> bool:
    """Whether a full stop and a capital begin a sentence: "I'm in HR. Two supervisors", "ND 600. N D 6 0 0"."""
    behind = text.raw[between.end() : between.end() + 2]
    return between.group() == ". " and behind[:1].isupper() and (behind[1:].islower() or run.digits > 1)


def _may_begin(text: Text, unit: re.Match[str]) -> bool:
    if unit.lastgroup == "spelt":
        return is_spelling(text, unit)
    if unit.lastgroup == "letters":
        return are_letters(text, unit, attached=text.low[unit.end("letters") : unit.end("letters") + 1].isdigit())
    if unit.group() == "one" and SOMEBODY.search(text.low[max(0, unit.start() - 14) : unit.start()]):
        return False
    return unit.lastgroup != "gap"


def _goes_on(text: Text, run: _Run, unit: re.Match[str], between: str, loose: bool) -> bool:
    kind = unit.lastgroup
    if kind == "gap":
        return bool(run.digits or run.letters) and not run.gap and between.strip(" ,-") in _BEFORE_GAP
    if kind in ("letters", "spelt"):
        return _letters_go_on(text, run, unit, between, loose)
    if run.digits + digits_of(unit) > ON_A_PHONE or _LETTER_TOLD.search(between):
        return False
    if not run.digits:
        apart = loose and "," in between and run.end - run.start == 1
        return bool(run.letters) and not apart
    return bool(run.gap and run.last == 0) or _digits_go_on(run, unit, between, loose)


def _digits_go_on(run: _Run, unit: re.Match[str], between: str, loose: bool) -> bool:
    """Whether more digits are told as people tell one number: in ones or twos, or three by three as on a card."""
    count = digits_of(unit)
    if (unit.lastgroup == "figures" and between == "") or (
        unit.group() in ("nothing", "nil", "nowt") and run.digits < 2
    ):
        return False
    if unit.group() == "one" and run.figures and run.last > 1:  # "the number 27 one"
        return False
    if run.last == count == 3 and run.digits == 3 and between in (" ", "-"):
        return True
    most = 1 if loose and not (run.units == 1 and _THEN_A.search(between)) else 2
    by_one = not loose or _ONE_BY_ONE.fullmatch(between)
    return bool(by_one) and run.last <= most and count <= most and not run.closed


def _letters_go_on(text: Text, run: _Run, unit: re.Match[str], between: str, loose: bool) -> bool:
    count = 1 if unit.lastgroup == "spelt" else len(unit["letters"])
    if run.told and not run.letters[1:] and count == 1 and unit.lastgroup == "letters":
        return unit["letters"] not in "ai" and bool(_ONE_BY_ONE.fullmatch(between) or between == " ")
    if len(run.letters) + count > 2 or (run.digits and run.letters):
        return False
    if unit.lastgroup == "spelt":
        return is_spelling(text, unit)
    if not are_letters(text, unit, attached=between == ""):
        return False
    return (not loose or count == 1) if not run.digits else _letters_behind(text, unit, between, loose)


def _letters_behind(text: Text, unit: re.Match[str], between: str, loose: bool) -> bool:
    """Whether letters follow the digits of a number: "2231 kf", "and the letters were LB"."""
    told = bool(_LETTER_TOLD.search(between))
    if loose and ((not told and "," in between) or not _TO_LETTERS.fullmatch(between)):
        return False
    capital = unit["letters"].isalpha() and text.raw[slice(*unit.span("letters"))].isupper() and not text.shouted
    wanted = told or not loose or (capital and len(unit["letters"]) == 2)
    return wanted and not text.low[unit.end() : unit.end() + 1].isdigit()


def _take(run: _Run, unit: re.Match[str]) -> None:
    run.units += 1
    run.figures = unit.lastgroup == "figures"
    if unit.lastgroup == "gap":
        run.gap, run.last = True, 0
    elif unit.lastgroup in ("letters", "spelt"):
        had = bool(run.letters) and run.digits > 0
        run.letters += unit["letters"] if unit.lastgroup == "letters" else unit.group()[0]
        run.closed = (had and not run.told) or (run.digits > 0 and len(run.letters) == 2)
        run.last = 0
    else:
        run.last = digits_of(unit)
        run.digits += run.last
    run.end = unit.end()


def spans(text: Text) -> tuple[Span, ...]:
    """Where numbers stand that could be an officer's."""
    return tuple(span for span in _all(text) if count_digits(text.low[slice(*span)]) <= ON_A_CARD)


def telephones(text: Text) -> list[Span]:
    """Where numbers stand that have more digits than any officer's, in figures or in words."""
    return [span for span in _all(text) if count_digits(text.low[slice(*span)]) > ON_A_CARD]


def _all(text: Text) -> tuple[Span, ...]:
    return text.once("runs", lambda: tuple(runs(text)))
