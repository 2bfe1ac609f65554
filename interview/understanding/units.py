"""The units that a number is told in: figures, words for digits, letters, the spelling alphabet, and gaps."""

from __future__ import annotations

import re

from interview.understanding.numerals import NOT_LETTERS, UNSURE
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

_LISTS = word_list("numbers")
DIGIT = any_of(_LISTS["digits"])
TEENS, TENS = any_of(_LISTS["teens"]), any_of(_LISTS["tens"])
SPELLING = any_of(_LISTS["spelling"])
UNIT = re.compile(
    rf"(?:(?P<times>double|triple|treble)[ \-]?(?P<timed>{DIGIT}\b|\d(?!\d))"
    rf"|(?P<thousand>{DIGIT} thousand(?: {DIGIT} hundred)?(?: and)?(?:[ \-](?:{TENS}[ \-]{DIGIT}|{TENS}|{TEENS}|"
    rf"{DIGIT}))?)\b"
    rf"|(?P<hundred>(?:{DIGIT}|an?) hundred(?: and)?(?:[ \-](?:{TENS}[ \-]{DIGIT}|{TENS}|{TEENS}|{DIGIT}))?)\b"
    rf"|(?P<tens>{TENS}(?:[ \-]{DIGIT})?|{TEENS})\b"
    rf"|(?P<word>{DIGIT}|o|nothing|nil|nowt)\b"
    r"|(?P<figures>\d{1,5})(?!\d)"
    rf"|(?P<spelt>{SPELLING})\b"
    rf"|(?P<gap>{UNSURE})"
    r"|(?P<letters>[a-z]{1,2})(?![a-z'])(?: (?:for|as in) [a-z]+)?)"
)
_SPELT_BEHIND = re.compile(rf"[ \-](?:{SPELLING}|[a-z])\b")
_SPELT_BEFORE = re.compile(rf"\b(?:{SPELLING}|[a-z])[ \-]\Z")


def is_spelling(text: Text, unit: re.Match[str]) -> bool:
    """Whether a word is a letter: "uniform" and "golf" are where another letter or word for one stands beside."""
    beside = _SPELT_BEHIND.match(text.low, unit.end())
    before = _SPELT_BEFORE.search(text.low[max(0, unit.start() - 12) : unit.start()])
    return unit.group() not in _LISTS["also_words"] or bool(beside or before)


def are_letters(text: Text, unit: re.Match[str], *, attached: bool) -> bool:
    """Whether one or two letters are no word."""
    said, raw = unit["letters"], text.raw[unit.start("letters") : unit.end("letters")]
    if said in ("pc", "ps", "dc", "ds", "di"):
        return False
    capital = raw.isupper() and not text.shouted
    if len(said) == 1:
        if " " in unit["letters"] or text.low[unit.end("letters") : unit.end("letters") + 5] == " for ":
            return True
        return said not in "ai" or (capital and said == "a" and attached)
    return said not in NOT_LETTERS or (capital and said not in ("pm", "am", "id", "ok", "no"))


def digits_of(unit: re.Match[str]) -> int:
    """How many digits a unit tells."""
    if unit.lastgroup == "timed":
        return 3 if unit["times"].startswith("tr") else 2
    if unit.lastgroup == "figures":
        return len(unit["figures"])
    return {"thousand": 4, "hundred": 3, "tens": 2, "word": 1}.get(unit.lastgroup or "", 0)
