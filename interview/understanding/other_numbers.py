"""Numbers of other kinds that a report is full of: telephones, dates, times, money, places, references, plates."""

from __future__ import annotations

import re

from interview.understanding.plates import partial_plates
from interview.understanding.runs import telephones
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("numbers")
_REFERENCES = any_of(_LISTS["references"])
_IN_WORDS = any_of(
    [*_LISTS["digits"], *_LISTS["teens"], *_LISTS["tens"], *_LISTS["spelling"], "double", "triple", "treble", "hundred"]
)
_SEASON = (
    r"(?:spring|summer|autumn|winter|christmas|easter|new year|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_HARD = (
    r"[\w.+\-]+@[\w\-]+\.[\w.\-]+|\b(?:https?://|www\.)\S+",
    r"(?:\+44|\b0044|\b0)[ \-]?\(?\d(?:[ \-()]{0,2}\d){7,10}\b",  # telephone
    r"\b\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}\b|\b\d{4}-\d\d?-\d\d?\b",  # date
    r"\b\d{1,2}(?:st|nd|rd|th)\b|\b\d{1,2}[:.]\d\d(?:\s*[ap]m)?\b|\b\d{1,2}\s*[ap]m\b",  # day, time
    r"[£$€]\s*\d[\d,.]*k?|\b\d[\d,.]*\s*(?:quid|pounds?|grand|euros?)\b",  # money
    r"\b\d+\s*(?:years?|yo|y/o|months?|weeks?|days?|hours?|hrs?|mins?|minutes?|times?|miles?|kids?|people)\b",
    r"\b\d{1,4}[a-c]?\s+\w+\s+(?:road|rd|street|st|lane|avenue|ave|close|drive|grove|way|court|gardens|crescent)\b",
    r"\b[a-z]{1,2}\d{1,2}[a-z]? ?\d[a-z]{2}\b",  # postcode
    rf"(?<!on the )(?<!off the )\b(?:{_REFERENCES})\b(?: (?:{_REFERENCES}))*(?:\s*(?:number|numbers|num|nos?|id|"
    rf"ref)\b)?[\s.:#\-]*(?:(?:is|was) )?"
    r"(?=[\w/\-]*\d)\w[\w/\-]*(?: \d{3,})*",  # crime, CAD, custody, flat, invoice ...
    rf"\b(?:{_REFERENCES})\b(?: (?:number|no|ref|is|was|ends?|ending|ended|in))*[ :]+"
    rf"(?:{_IN_WORDS})(?:[ ,\-]+(?:{_IN_WORDS}|slash|stroke|dash|hyphen|of|\d+))+",  # the same in words
    r"\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec)[a-z]*\b",
    r"\b(?:at|around|about|approx|approximately|circa|until|till|between|roughly) [0-2]\d[0-5]\d\b|"
    r"\b[0-2]\d[0-5]\d ?h(?:ou)?rs\b",
    r"\b[1-9]0'?s\b",  # "in his 20s"
    rf"\b(?:in|since|until|till|during|before|after|from|by|early|late|mid|back in|year|{_SEASON}) "
    r"(?:19[5-9]|20[0-4])\d\b(?! ?[a-z]{2}\b)",
    # "he was 19", "she's only 23"
    r"\b(?:he|she|i|they|who|hes|shes|im)(?:'s|'m| is| was| were| am| looked| looks)?(?: (?:only|just|"
    r"about|like|around|"
    r"maybe|roughly|at least|over|under))* (?<!he )(?<!she )(?<!i )(?<!they )(?<!who )[1-9]\d\b(?![ "
    r"\-]?\d| ?[a-z]{2}\b)",
    r"(?<!number )(?<!numbers )(?<!no )(?<!collar )(?<!shoulder )(?<!badge )(?<!pc )(?<!ps )(?<!officer "
    r")(?<!was )(?<!said )"
    r"(?<![\d\-])(?<!\d )\b(?:101|999|111)\b(?![ \-]?\d|[ \-]?[a-z]{2}\b| on (?:his|her))",  # whom people ring
)
# What is a number of another kind only where nothing says that it is a shoulder number: "11 YR", "41 K", "2015".
_SOFT = (
    r"\b\d[\d,.]*\s*(?:k|p)\b",
    r"\b(?:19[5-9]|20[0-4])\d\b(?=\s*(?:[,.;]|\Z|and|when|i\b|he\b|she\b))",
    r"\b\d+\s*yrs?\b",
)
_CERTAIN = re.compile("|".join(_HARD))
_MAYBE = re.compile("|".join(_SOFT))
_PLATE = re.compile(r"\b(?:[A-Z]{2}\d{2} ?[A-Z]{3}|[A-Z]\d{1,3} ?[A-Z]{3}|[A-Z]{2}\d{2} [A-Z])\b")


def certain(text: Text) -> list[Span]:
    """Where numbers stand that are of another kind whatever is said of them."""
    return list(
        text.once(
            "certain", lambda: (*_spans(_CERTAIN, text), *_plates(text), *telephones(text), *partial_plates(text))
        )
    )


def others(text: Text) -> list[Span]:
    """Where numbers stand that are of another kind unless something says that an officer wears them."""
    return [*certain(text), *text.once("maybe", lambda: tuple(_spans(_MAYBE, text)))]


def _spans(pattern: re.Pattern[str], text: Text) -> list[Span]:
    return [match.span() for match in pattern.finditer(text.low)]


def _plates(text: Text) -> list[Span]:
    return [match.span() for match in _PLATE.finditer(text.raw)]
