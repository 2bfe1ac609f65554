"""How shoulder and warrant numbers are written and spoken: their notations and their normal forms."""

from __future__ import annotations

import re

from interview.understanding.words import any_of, word_list, words_of

NOT_LETTERS = words_of("numbers", "not_letters")
_DIGIT = any_of(word_list("numbers")["digits"])
# One or two letters that are no word; a lone "a" or "i" apart from its digits is one.
_LETTERS = rf"(?!{any_of(NOT_LETTERS)}\b)[a-z](?:[ \-]?[a-z])?(?![a-z])"
_TOUCHING = any_of(word_list("numbers")["touching"])
_LETTERS_DIGITS = rf"(?!(?:a|i) ){_LETTERS}?[ \-/.]{{0,2}}\d(?:[ \-]?\d){{0,3}}"
_LETTERS_TOUCHING = (
    rf"(?:(?!{_TOUCHING}\d)[a-z]{{1,2}}\d(?:[ \-]?\d){{0,3}}|\d{{3,4}}(?!{_TOUCHING}\b)[a-z]{{1,2}}(?![a-z]))"
)
_DIGITS_LETTERS = rf"\d(?:[ \-]?\d){{0,3}}[ \-/]?(?!(?:a|i)\b(?! [a-z]\b)){_LETTERS}"
_UNSURE = r"(?:something|smth|sumthing|\?+)"
_PARTLY = rf"(?:[a-z]{{1,2}} ?)?\d{{1,3}}[ \-]?{_UNSURE}(?:[ \-]?\d{{1,3}}|[ \-]?(?!(?:a|i)\b){_LETTERS})?"
_IN_WORDS = rf"(?:(?:double |triple )?{_DIGIT}|(?:double|triple) \d)"
SPELT = rf"(?:[a-z] ){{0,2}}{_IN_WORDS}(?:[ \-,]+{_IN_WORDS}|[ \-,]+\d\b){{1,4}}(?: (?!(?:a|i)\b){_LETTERS})?"
_ONE_BY_ONE = (
    rf"(?:(?!{any_of(NOT_LETTERS)}\b)[a-z]{{1,2}},? (?:(?:and )?then|and|something(?: something)?) (?:an? )?\d{{1,4}}"
    r"(?:,? (?:and )?(?:then )?(?:an? )?\d){0,3}|(?:an? )?\d(?:,? (?:and(?: then)?|then) (?:an? )?\d){1,3})"
)
NUMBER = (
    rf"(?:{SPELT}|{_ONE_BY_ONE}|{_PARTLY}|{_LETTERS_TOUCHING}|{_LETTERS_DIGITS}|{_DIGITS_LETTERS}|"
    r"\d(?:[ \-]?\d){0,4})(?![\d/:]|[a-z]|\.\d|[ \-]\d)"
)
WITH_LETTERS = rf"(?:{_LETTERS_TOUCHING}|{_LETTERS_DIGITS.replace(_LETTERS + '?', _LETTERS)}|{_DIGITS_LETTERS})"
_NUMERALS = {word: str(value) for value, word in enumerate(word_list("numbers")["digits"][:10])} | {
    "oh": "0",
    "nought": "0",
}


def shoulder(said: str) -> str | None:
    """The normal form of a shoulder number or a part of one: letters, space, digits; None when it has no digit.

    Args:
        said: as it was said ("se-123", "123 SE", "double four one", "GD then a 4", "23-something").
    """
    words = re.sub(rf"\b{_UNSURE}|\?+", "?", said.lower())
    words = re.sub(r"\b(?:(?:and )?then|and)\b(?: an?\b)?|\A\W*an? (?=\d)", " ", words)
    words = re.sub(r"\bdouble (\w+)", r"\1 \1", words)
    words = re.sub(r"\btriple (\w+)", r"\1 \1 \1", words)
    spoken = re.sub(r"[a-z]+", lambda match: _NUMERALS.get(match.group(), match.group()), words)
    letters = "".join(re.findall(r"[a-z]", spoken)).upper()[:2]
    digits = re.sub(r"[^\d?]", "", spoken).strip("?")
    return f"{letters} {digits}".strip() if digits else None


def warrant(said: str) -> str:
    """The normal form of a warrant number: without spaces and hyphens, letters as capitals."""
    return re.sub(r"[^A-Za-z0-9]", "", said).upper()
