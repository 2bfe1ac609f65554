"""Shoulder (collar) numbers and warrant numbers, kept apart from all other numbers that a report is full of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from interview.understanding.bearers import borne, halves
from interview.understanding.corrections import is_correction
from interview.understanding.elsewhere import belongs_elsewhere, denied
from interview.understanding.findings import Finding
from interview.understanding.number_phrases import (
    AFTER_NAME,
    AFTER_RANK,
    ALONE,
    ALSO,
    ALTERNATIVE,
    ASKED,
    BARE_NUMBER,
    BEFORE,
    BEFORE_NAME,
    BEHIND,
    CANDIDATE,
    CLEFT,
    HOLDER,
    IN_THAT_ORDER,
    IT_WAS,
    KIND,
    KIND_AFTER,
    KIND_BEFORE,
    LABEL,
    LETTER_BY_LETTER,
    LETTERS_FIRST,
    LOWER,
    MINE,
    NO_ANSWER,
    NOTED,
    NOTED_CLAUSE,
    NUMBERED_OFFICER,
    OF_DIGITS,
    ON_HIM,
    ONE_OF_THESE,
    OPENING,
    OTHER_HOLDER,
    QUOTED,
    SERGEANT,
    SEVERAL,
    SINGLE,
    SPOKEN_OF,
    THE_NUMBER,
    THEIRS,
    UNIT,
)
from interview.understanding.number_words import NO
from interview.understanding.numerals import NOT_LETTERS, count_digits, shoulder, warrant
from interview.understanding.other_numbers import certain, others
from interview.understanding.runs import SOMEBODY, grown, spans
from interview.understanding.text import Text, free_of
from interview.understanding.warrants import find_warrants
from interview.understanding.weighing import weighed
from interview.understanding.words import words_of


def find_numbers(text: Text) -> Iterator[Finding]:
    """Shoulder numbers as letters, space, digits ("SE 123") and warrant numbers as they are on the card."""
    yield from text.once("numbers", lambda: tuple(_found(text)))


def _found(text: Text) -> Iterator[Finding]:
    cards = list(find_warrants(text))
    yield from (text.finding("warrant_number", warrant(text.low[slice(*span)]), span, 0.97) for span in cards)
    yield from _settled(text, sorted(_shoulder_numbers(text, list(cards)), key=lambda one: one.start))


def _settled(text: Text, found: list[Finding]) -> list[Finding]:
    """The numbers without those that are said not to be the one; a correction keeps the letters that it leaves out."""
    not_these = {one.value for one in found if denied(text, (one.start, one.end))}
    kept: list[Finding] = []
    for one in found:
        between = text.low[kept[-1].end : one.start] if kept else ""
        if one.value in not_these:
            continue
        if kept and ALTERNATIVE.fullmatch(between):  # "4417 or 4471": one officer, of whom the first guess is read
            kept[-1] = replace(kept[-1], as_said=text.raw[kept[-1].start : one.end])
        elif kept and is_correction(between):
            kept.append(replace(one, value=_with_letters(str(kept[-1].value), str(one.value))))
        else:
            kept.append(one)
    return kept


def _with_letters(before: str, number: str) -> str:
    """A correction with the letters of what it corrects: "CE 418. Sorry, 481"."""
    letters, _, digits = before.rpartition(" ")
    return f"{letters} {number}" if letters and number.isdigit() and len(number) == len(digits) else number


def _shoulder_numbers(text: Text, taken: list[tuple[int, int]]) -> Iterator[Finding]:
    sure_others, all_others = certain(text), others(text)
    for span, value in halves(text):
        taken.append(span)
        yield text.finding("shoulder_number", value, span, 0.9)
    for span in _in_that_order(text):
        if free_of([*taken, *sure_others], *span):
            yield _number(text, span, 0.88, taken)
    for match in QUOTED.finditer(text.low):
        if free_of([*taken, *sure_others], *match.span("number")):
            yield _number(text, match.span("number"), 0.9, taken)
    for pattern, sure, not_these in (
        (BEFORE, 0.97, sure_others),
        (BEHIND, 0.95, all_others),
        (NUMBERED_OFFICER, 0.9, sure_others),
        (AFTER_RANK, 0.9, sure_others),
        (AFTER_NAME, 0.9, all_others),
        (BEFORE_NAME, 0.8, all_others),
        (ON_HIM, 0.88, all_others),
        (SERGEANT, 0.8, all_others),
        (BARE_NUMBER, 0.85, all_others),
        (NOTED, 0.85, all_others),
        (THEIRS, 0.88, all_others),
        (LETTERS_FIRST, 0.85, all_others),
        (LETTER_BY_LETTER, 0.8, all_others),
        (IT_WAS, 0.8, all_others),
        (ALONE, 0.75, all_others),
        (CLEFT, 0.8, all_others),
        (ASKED, 0.75, all_others),
        (THE_NUMBER, 0.75, all_others),
        (LOWER, 0.7, all_others),
        (SINGLE, 0.7, all_others),
        (UNIT, 0.65, all_others),
        (OPENING, 0.65, sure_others),
    ):
        for match in pattern.finditer(text.digits if pattern in (ALONE, SINGLE) else text.low):
            group = "apart" if match.groupdict().get("apart") else "number"
            span = match.span(group)
            if free_of([*taken, *not_these], *span) and _plausible(text, match, span):
                yield _number(text, span, sure, taken)
                yield from _listed(text, match.start(), span[1], taken, all_others)
    yield from _near(text, taken, all_others)
    for span in borne(text, taken, sure_others):
        if not belongs_elsewhere(text, span) and not _of_other(text, span[0]):
            yield _number(text, span, 0.7, taken)
    free = [span for span in spans(text) if free_of([*taken, *sure_others], *span)]
    for span in weighed(text, free, list(taken), all_others):
        if free_of(taken, *span) and not _of_other(text, span[0]) and not belongs_elsewhere(text, span):
            yield _number(text, span, 0.65, taken)


def _in_that_order(text: Text) -> Iterator[tuple[int, int]]:
    """Where the numbers of several officers stand that are told in the order of their names."""
    for match in IN_THAT_ORDER.finditer(text.low):
        if HOLDER.search(text.low, max(0, match.start() - 200), match.start()):
            yield from (one.span() for one in ONE_OF_THESE.finditer(text.low, *match.span("numbers")))


def _number(text: Text, span: tuple[int, int], sure: float, taken: list[tuple[int, int]]) -> Finding:
    span = _without_label(text, grown(text, span, taken))
    taken.append(span)
    return text.finding("shoulder_number", shoulder(text.low[slice(*span)]), span, sure)


def _without_label(text: Text, span: tuple[int, int]) -> tuple[int, int]:
    """A number without the letter that only tells its bearer from another: "officer A 2231, officer B 2236"."""
    one = re.match(r"one,? ", text.low[slice(*span)])
    if one and SOMEBODY.search(text.low[max(0, span[0] - 14) : span[0]]):
        return span[0] + one.end(), span[1]  # "the second one oh double eight one"
    labelled = re.match(r"[abc] (?=\d{3})", text.low[slice(*span)])
    if labelled and all(re.search(rf"\b(?:officer|cop|pc) {letter}\b", text.low) for letter in "ab"):
        return span[0] + 2, span[1]
    return span


# "officers 31 and 77"
_SHORT_TOO = re.compile(r"(?:,? (?:and|&) |, ?)(?P<number>\d\d)(?![\w/:]| ?(?:st|nd|rd|th|am|pm)\b)")


def _listed(
    text: Text, start: int, end: int, taken: list[tuple[int, int]], others: list[tuple[int, int]]
) -> Iterator[Finding]:
    """Further numbers of a list: "PCs 4411 and 4412", "numbers 4411KF / 4412KF"."""
    several = SEVERAL.search(text.low[max(0, start - 12) : end])
    more = ALSO.match(text.low, end)
    if not more and re.search(r"\b(?:officers|pcs|numbers) \d\d\Z", text.low[max(0, end - 12) : end]):
        more = _SHORT_TOO.match(text.low, end)
    while several and more and free_of([*taken, *others], *more.span("number")):
        yield _number(text, more.span("number"), 0.88, taken)
        more = ALSO.match(text.low, more.end())


def _near(text: Text, taken: list[tuple[int, int]], others: list[tuple[int, int]]) -> Iterator[Finding]:
    """A number near words for it, however they are put: "it said 2231 on one line, right on his shoulder"."""
    for label in LABEL.finditer(text.low):
        if _of_other(text, label.start()) or not free_of(taken, label.start() - 60, label.end() + 60):
            continue
        first, last = max(0, label.start() - 50), min(len(text.low), label.end() + 60)
        found = [m for m in CANDIDATE.finditer(text.low, first, last) if free_of([*taken, *others], *m.span())]
        found = [m for m in found if not belongs_elsewhere(text, m.span())]
        found = [
            m for m in found if not KIND.search(text.before(m.start(), 15)) and not KIND_AFTER.match(text.low, m.end())
        ]
        found.sort(key=lambda m: (m.start() < label.start(), abs(m.start() - label.start())))
        if found:
            yield _number(text, found[0].span(), 0.75, taken)


def _plausible(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    if match.groupdict().get("words") and not _is_name(match):
        return False
    label = text.low[match.start() : span[0]]
    if span[1] - span[0] == 1 and not re.search(NO, label):  # "a hand on her shoulder 2 or 3 times"
        return False
    if OF_DIGITS.match(text.low, span[1]):
        return False
    if belongs_elsewhere(text, span):
        return False
    borne_out = _BORNE_OUT.get(match.re)
    if borne_out and not borne_out(text, match, span):
        return False
    return not (KIND.search(text.before(span[0], 15)) or _of_other(text, match.start()))


def _no_word(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether letters apart from the digits are no word: not "RANG 101 AT NIGHT"."""
    del text, span
    apart = re.search(r"[a-z]+(?= )|(?<= )[a-z]+", match.group().lower())
    return not (apart and apart.group() in NOT_LETTERS)


def _spoken_of(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether numbers were spoken of before "his was 2231"."""
    del span
    return bool(SPOKEN_OF.search(text.low, max(0, match.start() - 200), match.start()))


def _near_officer(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether an officer is spoken of around a bare number of three signs or more."""
    if KIND_BEFORE.search(text.before(match.start(), 25)):  # "order number was 55918"
        return False
    if NOTED_CLAUSE.match(match.group()):
        return span[1] - span[0] >= 2
    around = (max(0, span[0] - 200), min(len(text.low), span[1] + 60))
    described = re.match(r" ?\((?:the |an? )?[a-z]", text.low[span[1] :])  # "number 4471 (tall, ginger)"
    return span[1] - span[0] >= 3 and bool(described or HOLDER.search(text.low, *around))


def _answers(text: Text, match: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether a text that begins with a number goes on about somebody, and it is not like one of another kind."""
    said = text.low[slice(*span)]
    doubtful = NO_ANSWER.fullmatch(said.replace(" ", "")) and not match["label"]
    about = re.search(r"\b(?:he|she|they|him|her|his)\b", text.low[span[1] :])
    return count_digits(said) > 2 and bool(about) and not doubtful


# Shapes that are a shoulder number only where something else bears it out.
_BORNE_OUT = {
    ALONE: _no_word,
    THEIRS: _spoken_of,
    IT_WAS: _spoken_of,
    LOWER: _near_officer,
    SINGLE: _near_officer,
    OPENING: _answers,
    THE_NUMBER: _near_officer,
}


def _is_name(match: re.Match[str]) -> bool:
    """Whether the words between a rank and a number may be a name, and the number no year."""
    name = not any(word in words_of("names", "not_names") for word in match["words"].split())
    return name and bool(match["bracket"] or not re.fullmatch(r"(?:19[5-9]|20[0-4])\d", match["number"]))


def _of_other(text: Text, at: int) -> bool:
    """Whether a number is the reporter's own, or of somebody who is no officer."""
    first, last = text.sentence(at)
    around = text.low[max(first, at - 80) : min(last, at + 25)]
    other = max((match.end() for match in OTHER_HOLDER.finditer(around)), default=-1)
    officer = max((match.end() for match in HOLDER.finditer(text.before(at + 1, 80))), default=-1)
    return bool(MINE.search(text.before(at, 12))) or other > officer
