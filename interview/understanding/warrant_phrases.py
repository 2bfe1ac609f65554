"""Phrases that tell a warrant number, and what tells that a number near the word is none."""

from __future__ import annotations

import re

from interview.understanding.number_words import LINK, NO
from interview.understanding.words import any_of, word_list

_LISTS = word_list("numbers")
_DIGIT = rf"(?:(?:double|triple|treble) )?{any_of(_LISTS['digits'])}"
_DIGITS = rf"{_DIGIT}(?:[ \-,]{{1,2}}{_DIGIT}){{2,6}}"
_NOT_OTHER = r"(?<!search )(?<!arrest )(?<!bench )(?<!entry )"
_CARD_TOLD = (
    r"(?:(?<!search )(?<!arrest )\b(?:warr?[ae]nt(?:number)?|w/?n)\b(?!s\b| (?:to|for) )|\b(?:police|id|identity) "
    r"card\b|\b(?:his|her|their|the|police) (?:id|card)\b|\bshow\w* (?:me |us |him |her |them )?(?:an?|his|her|"
    r"the) card\b)"
)
WORD = rf"{_NOT_OTHER}\b(?:warr?[ae]nt(?:number)?|wrr?nt|w/?no?)\b(?!s\b| (?:to|for) )"
# A number on a card: five digits and more, which may have letters before them.
ON_CARD = r"(?<![\w\u00a3@/.'])(?P<number>(?:[a-z]{1,2}(?=\d)|[b-hj-z] )?\d(?:[ \-]?\d){4,6})(?![\w/:]|[ \-]\d|,\d{3})"
_BEFORE = re.compile(
    rf"{_NOT_OTHER}\bwarr?[ae]nt\b(?! (?:to|for)\b)\s*(?:card|number|numbers|num|no\b\.?|id|#)?(?:\s*(?:number|"
    rf"no\b\.?|"
    rf"#))?(?:'?s)?{LINK}(?P<number>(?<![a-z'])[a-z]{{0,2}}[ \-]?\d(?:[ \-]?\d){{3,7}}|"
    r"\d{2,3}(?=(?: something|\.\.|\?|\*|-|,|\.| and|\Z))"
    rf"|{_DIGITS})(?![\d/:]|[ \-]\d)"
)
_ON_WARRANT = re.compile(
    r"\b(?P<number>[a-z]{0,2}\d(?:[ \-]?\d){4,7})[\s,(\-\u2013]+(?:[\w']+ ){0,4}(?:warr?[ae]nt|card)\b"
)
_ID_CARD = re.compile(rf"\b(?:id|i\.d\.?|identity|card)(?: card)?(?: {NO})?{LINK}(?P<number>[a-z]?\d{{5,7}})\b(?!/)")
# "he flashed his warrant card and i clocked the number, 187733"
_NEAR = re.compile(
    rf"{_NOT_OTHER}\b(?:warr?[ae]nt(?:number)?|w/?n)\b(?!s\b| (?:to|for)\b)[^\n]{{0,70}}?"
    r"(?<![\w£@/.])(?P<number>[a-z]{0,2}\d(?:[ \-]?\d){4,6})(?![\w/:]|[ \-]\d)"
)
_BEGINS = r"(?:ends?|ended|ending|starts?|started|starting|begins?|began|beginning)"
_PART = rf"(?P<number>\d(?: ?\d){{1,4}}|{_DIGIT}(?:[ \-]{_DIGIT}){{1,3}})"
_ENDS = re.compile(
    rf"{_CARD_TOLD}(?:[^.\n]|(?<=\bno)\.){{0,60}}?\b(?:{_BEGINS}|"
    rf"(?:rest|first|last|end|start)(?: (?:of it|bit|part|one|two|three|four|few|[2-4]|digits?|numbers?|figures))*)"
    rf"(?: (?:in|with|is|was|were|are|being|it|an?))* {_PART}(?![\w/:])"
)
# "a warrant card, number 199 and then three more": only a part was taken in
_A_PART = re.compile(
    rf"{_CARD_TOLD}[^\n]{{0,80}}?\b(?:number|no\.?|i (?:only |just )?(?:got|saw|caught|read|remember|made out)) "
    r"(?P<number>\d(?: ?\d){1,3})(?=,? (?:and|then|something|plus|but)\b[^.\n]{0,24}\b(?:more|digits?|rest|"
    r"something|an? \d|"
    r"forget|didn'?t)\b)"
)
# "out comes the warrant card, 6104 it starts"
_STARTS = re.compile(
    rf"{WORD}[^.\n]{{0,40}}?(?P<number>\d(?: ?\d){{1,4}})(?![\w/:]),? (?:is (?:how|what) )?(?:it |is )?{_BEGINS}\b"
)
# "the warrant number is 177 204, hers I don't know beyond that it starts 19"
_OTHERS_PART = re.compile(
    rf"{WORD}[^\n]{{0,60}}\d[^\n]{{0,60}}\b(?:his|hers|theirs|the other(?: one)?'?s?)\b[^.;\n]{{0,40}}\b{_BEGINS} "
    r"(?:in |with )?(?P<number>\d(?: ?\d){1,4})(?![\w/:])"
)
PHRASES = (_BEFORE, _ON_WARRANT, _ID_CARD, _NEAR, _ENDS, _STARTS, _A_PART, _OTHERS_PART)

CARD = re.compile(
    r"(?<!bank )(?<!credit )(?<!debit )(?:\b(?:warr?[ae]nt|id|police|his|her|their|a|the|[a-z]+'s) ?card\b|"
    r"\bpolice (?:id|badge|card)\b|\bcard (?:with|saying|that said|marked) police\b|\b(?:the|his|her|their) id\b|"
    r"\bcard (?:number|no)\b)[^\n]{0,110}\Z"
)
BADGE = re.compile(
    r"\b(?:show\w*|shown|flash\w*|produced|waved|held up|pulled out|got out) [^.\n]{0,25}\bbadge\b[^.\n]{0,50}\Z"
)
SHOWN = re.compile(
    r"\b(?:show\w*|shown|saw|seen|glimpsed|caught|flash\w*|held up|held|hold|produced|pulled out|got out|waved|"
    r"hand\w*|"
    r"says|said|read|number|on (?:his|her|the) card)\b"
)
OTHER_CARD = re.compile(
    r"\b(?:bank|credit|debit|sim|oyster|business|library|loyalty|store|gift|travel|phone|birthday|punch|rail|"
    r"fuel|gym|membership)\W*\Z"
)
NEAR_WORD = re.compile(rf"{WORD}[^\n]{{0,90}}\Z")
# "flashing a warrant card, Skelton, no. 8834": shorter than most, but called a number
NUMBERED = re.compile(rf"{WORD}(?: card)?[^.\n]{{0,40}}?\b(?:number|num|no\.?|#|numbers?) ?(?:was |is |of )?\Z")
BEHIND = re.compile(
    r"\A[^\n]{0,60}?(?<!search )(?<!arrest )\b(?:warr?[ae]nt)\b|"
    r"\A[\s,]*(?:on|under|below|across) (?:it|the|his|her)\b[^.\n]{0,12}\bcard\b"
)
TITLED = re.compile(
    rf"\b{any_of(_LISTS['officers'])}\.? (?:[A-Z]\.? ?)?[A-Z][a-z'\-]+(?: [A-Z][a-z'\-]+)?,? ?[(]?\Z", re.IGNORECASE
)
ALSO_OF = re.compile(
    r"(?:'s|\bhis|\bhers|\btheirs|\bother(?: one)?(?:'s)?|\bmine is \d+ and \w+)(?: number)?,? (?:is|was|being) \Z"
)
OTHER_KIND = re.compile(
    rf"(?<!on the )(?<!over the )\b(?:{any_of(_LISTS['kinds_far'])}|"
    rf"{any_of(_LISTS['kinds'])})\b(?![^\n]*\b(?:warr?[ae]nt|"
    rf"card)\b)[^\n.;,]{{0,25}}\Z"
)
MINE = re.compile(
    r"\bmy (?:own )?(?:warr?[ae]nt|staff|card|id|payroll)\b(?![^.\n]*\b(?:his|hers?|theirs?)\b)[^.\n]{0,25}\Z|"
    r"\b(?:mine (?:is|was)|my (?:own )?(?:warr?[ae]nt )?(?:number|no)?(?: is| was|:)?) ?\Z"
)
OR = re.compile(r",? or (?:(?:it )?(?:could|might|may) (?:be|have been) |maybe |it was |possibly )?\Z")
LABELLED = re.compile(r"\b(?:collar|shoulder|badge|epaul\w+)\b(?![^\n]*\band\b)[^.;,\n]{0,25}\Z")
# What a search needs: no officer's card.
ENTRY = re.compile(
    r"\b(?:search|arrest|bench|entry|eviction|possession|magistrates'?|court) warrants?\b|"
    r"\bwarrants? (?:to (?:search|enter)|for (?:the|my|our|his|her|flat|number|a|an|no))\b|"
    r"\b(?:had|got|with|without|have|no|executed?|executing|serv(?:ed|ing)|sign(?:ed)?|issued|a) (?:an? |"
    r"the )?warrant\b"
    r"(?! (?:card|number|no\b|id))"
)
WORD_ALONE = re.compile(r"\bwarr?[ae]nts?\b(?! ?(?:card|number|no\b|num|id|#|:|\d))")
ANY_WORD = re.compile(r"(?P<entry>(?:search|arrest|bench|entry|eviction) )?\bwarr?[ae]nts?\b")
