"""What stands around a number: who may bear it, whether it is worn, and whether it is of another kind.

Where `numbers.py` knows phrases, this adds up what the words around a number tell, whatever their order: a word for
what is worn, an officer, a verb of showing or noting, the shape of the number itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from interview.understanding.numerals import UNSURE, count_digits
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("numbers")
_OFFICER = any_of(_LISTS["officers"])
_BEARER = (
    rf"(?:{any_of(_LISTS['bearers'])}|[a-z]+(?:er|est) of (?:the (?:two|three)|them)|"
    r"[a-z]+ (?:one|man|woman|guy|bloke|lad|lass|fella|cop)(?: with (?:him|her|them|the \w+))?|"
    r"(?:kid|girl|woman|man|one|lad|lass|lassie|lady|bloke) (?:with (?:him|her|them)|next to (?:him|her)|on the "
    r"(?:left|right)))"
)
_LABEL = re.compile(rf"\b{any_of(_LISTS['labels'])}(?:'?s)?\b|\bepau\w+|\bepp?[aeo]l\w+")
_WORN = re.compile(rf"\b(?:{any_of(_LISTS['worn'])}|{any_of(_LISTS['sewn'])})\b|\bon (?:him|her|them)\b")
_NUMBER = re.compile(r"\b(?:numbers?|num|no\.|nos\.?|digits?|figures|numerals|id|number'?s)(?!\w)")
_CARD = re.compile(
    r"\bwarr?[ae]nt|\b(?:id|police|identity) ?card\b|\bpolice (?:id|badge)\b|\bw/?n\b|\bhis id\b|\bher id\b"
)
_NOTED = re.compile(rf"\b{any_of(_LISTS['noted'])}\b")
_KEPT_IN_MIND = re.compile(rf"\A,? (?:is what )?i (?:still |only |can )?{any_of(_LISTS['noted'])}\b")
_MAKE = any_of(make for make in word_list("vehicles")["makes"])
_PLATE = re.compile(rf"\b(?:{_MAKE})\b[^.;\n]{{0,14}}\Z")
_KINDS = any_of([*_LISTS["kinds"], *_LISTS["kinds_far"]])
_OTHER_KIND = re.compile(
    rf"(?<!on the )(?<!over the )\b(?P<kind>{_KINDS})(?:'?s)?\b(?![^.;\n]*\b(?:{_OFFICER}|shoulder|collar|"
    rf"epaul\w+|badge|warrant|his|"
    rf"her)\b)[^.;\n]{{0,24}}\Z"
)
# "job number", "order no": the number of something that nobody wears.
OF_SOMETHING = re.compile(
    rf"\b(?!{any_of([*_LISTS['numbered'], *_LISTS['worn'], *_LISTS['officers']])}\b)(?!s?h?o?u?ldr|sh?ou?l|"
    rf"coll?[ae]r|ep|ba[dg]|mps\b|met\b)(?P<noun>[a-z]{{3,}}) (?:numbers?|num)\b[^.;,\n]{{0,14}}\Z"
)
NUMBER_OF = re.compile(
    r"\bnumbers? (?:for|of|on|over) (?:the|my|this|that|a) (?:case|job|crime|complaint|van|car|house|flat|door|"
    r"bus|room|cell|"
    r"gate|wall|roof|side|horse|bonnet|seat|receipt|letter|bag|ticket|tag|locker|screen|fridge|key|"
    r"order|ticket|phone|report|file|log)\b[^.;\n]{0,20}\Z|\bnumbers? of (?!(?:him|her|them|his|the "
    r"(?:officer|cop|police))\b)[^.;\n]{0,30}\Z"
)
_BUS = re.compile(r"\b(?:on|off|of|got|caught|took|missed|waiting for) (?:the|a) (?:number )?\Z")
_MINE = re.compile(
    r"\b(?:my|our|mine|i'?m|i am|i was|i have|i had|we were|we had)\b(?! (?:his|her|their|the officer)\b)"
    r"(?! [^.;,\n]* (?:an?|the) \w+ (?:with|saying|that|of)\b)[^.;,\n]{0,22}\Z"
)
MINE_AFTER = re.compile(
    r"\A(?: something| blank)?(?:[,\s]*(?:that|this|which|it)(?:'?s| is| was)| is| was) "
    r"(?:mine\b|my (?:own|badge|number|collar|plate|job|pin|phone|licen[cs]e|cab|taxi|driver|staff|id|locker|house|"
    r"flat|room|ref\w*)\b)"
)
_AMOUNT = re.compile(
    rf"\A[\s\-]*(?:{any_of(_LISTS['counted'])}|(?:{any_of(word_list('vehicles')['makes'])})\b|"
    rf"{any_of(_LISTS['kinds'])}|(?:of|x) (?:us|them|the|my|his|her|\d)|more\b|or so\b|odd\b|"
    r"other\b|different\b|separate\b|"
    r"[a-z]+ (?:road|street|lane|avenue|close|way|drive|court|house|gardens)|am\b|pm\b|%|o'?clock|st\b|nd\b|"
    r"rd\b|th\b|"
    r"x\b|(?!(?:is|was|his|this|has|as|us|does|says|always|cos|across|yes|plus|others)\b)[a-z]{3,}s\b(?! (?:me|my|"
    r"him|her|us|the)\b))"
)
_WHEN = re.compile(
    r"\b(?:half of|twice|double the|at|about|around|by|since|until|till|from|before|after|during|in|of|circa|"
    r"between|over|under|nearly|almost|"
    r"aged?|for|than|only|up to|"
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|"
    r"(?:at|into|outside|opposite|for|to|of|from) (?:number|no\.?)|(?:search|arrest|bench|"
    r"entry) warrant (?:number|no\.?)) \Z|[\u00a3$\u20ac+] ?\Z"
)
_SOME_OF_THEM = re.compile(r"\b(?:two|three|four|all|both|[2-9]) of (?:them|em|'em)\b")
_DIRECT = re.compile(
    rf"\b(?:{_OFFICER}|{_BEARER}|police)(?: [a-z]\b)?[\s:#/,(\-\u2013=]{{1,3}}(?:(?:no\.?|number|num|#|is|was|being|"
    rf"called|with) ?)?\Z"
)
# "I am reporting 7702", and the answer to one's own question: "name? dunno. number? 4003".
_REPORTED = re.compile(r"\b(?:report(?:ing)?|complain(?:ing|t)? (?:about|against)|accus(?:e|ing)) (?:is |was )?\Z")
_ASKED = re.compile(r"\bnumbers?(?: yes)?[?:]+ ?\Z")
_PREDICATE = re.compile(
    rf"\b(?P<who>{_OFFICER}|{_BEARER}|one|he|she|they|him|her)\b(?P<clause>[^.;\n]{{0,60}}?)"
    rf"\b{any_of(_LISTS['bears'])}(?: {any_of(_LISTS['hedges'])})*[ :,\"'(]*\Z"
)
_IS_HIS = re.compile(
    r"\A[\s,)\"']*(?:(?:was|is|it|that|which|i think|that's|thats|it's|were)[,\s]+)*(?:what )?"
    rf"(?:(?:his|her|their|the officer'?s|the cop'?s) (?:\w+ )?(?:numbers?|no|badge|one)\b|(?:he|she) (?:said|told|"
    rf"gave|answered|was|wore|had|went|goes)\b"
    rf"|on (?:him|her|it)\b|on(?=\s*(?:\Z|[.,\n]| n\b| and\b| but\b))|it (?:said|says|read)\b|(?:the|an?) (?:\w+ "
    rf")?(?:{_OFFICER}|{_BEARER})\b|"
    r"(?:the )?one (?:who|that|what)\b|(?:on|for) (?:the|one) (?:\w+ )?(?:one|man|woman|lad|lady|bloke|guy|male|"
    r"female|officer|other|cop)\b|(?:him|her)\b)"
)
_ON = re.compile(
    r"\A[ ,]*(?:(?:was|is|it said|it was) )?(?:written |sewn )?(?:on|across|under|off) (?:his|her|their|the)\b"
)
PARALLEL = re.compile(
    rf"(?:\A[\s,]*(?:(?:and )?then|and|also|plus|next)\s+|\b(?:his|hers?|theirs?|"
    rf"(?:the )?other(?: one)?(?:'?s)?|{_BEARER}(?:'?s)?)(?: (?:is|was|were|number|"
    rf"had|as))?[\s:=\-]+(?:(?:was|like|just|only|about|something|summat|sumthing|smth|maybe|i think) )*)[\"']?\Z"
)
POLICE = re.compile(rf"\b(?:{_OFFICER}|police|polis|plod|collar|shoulder|epaul\w+|warrant)\b")
_THING_BEHIND = re.compile(
    r"\A,? (?:was|is|that's|thats) (?:on )?(?:the |his |her |their )?"
    r"(?:van|car|plate|reg|bus|bike|train|room|house|flat|ticket|case|log|bill|price|time|year|date)\b"
)
_ROAD = re.compile(r"[ab]\d{1,4}\Z|m\d{1,2}\Z")
_ALPHABET = re.compile(rf"\b(?:{any_of(_LISTS['spelling'])})\b|\b[a-z] (?:for|as in) [a-z]")
_ROUND = re.compile(
    r"[1-9](?:50|00)|[1-9]\d?[05]00|[a-z ]*\bhundred(?: and fifty)?"
)  # how money and distances are told
# What only people do, or what is said of one of them: "1902 drove", "U 882 hit me", "2510 is the one who".
_DOES = re.compile(
    rf"\A,? (?:(?:then|just|also|still|even|never|only|at least|again|had|has|was|is) )*(?:{any_of(_LISTS['does'])}|"
    r"(?!need|seed|bed\b)[a-z]{2,}ed|[a-z]{3,}ing (?:me|him|her|us|my|his|the))\b|\A (?:is|was) (?:the|an?) \w+"
)
_YEAR = re.compile(r"(?:19[5-9]|20[0-3])\d\Z")


# Four or five digits told one by one, as nobody tells an amount: "one-five-nine-zero-two".
_SPELT = re.compile(
    rf"(?:(?:double |treble |triple )?{any_of(_LISTS['digits'])}[ \-,]{{1,2}}){{2,4}}(?:double |treble "
    rf")?{any_of(_LISTS['digits'])}"
)
# A part that was not read, as nobody tells an amount: "81 something 2".
_GAP = re.compile(rf"\d[ \-]?{UNSURE}[ \-]?\d")
_PARTIAL = re.compile(r"\A (?:something|blank)\b")


@dataclass(frozen=True)
class Around:
    """A number and the words around it, up to the next numbers.

    Attributes:
        said: the number, folded.
        before: the words before it in its sentence.
        earlier: the words of the sentence before that.
        after: the words behind it in its sentence.
        named: whether a name stands right before or behind it.
        answer: whether the text answers the question for a number.
        cut: whether another number follows in the sentence, to which the words between may belong.
    """

    said: str
    before: str
    earlier: str
    after: str
    named: bool
    cut: bool = False
    answer: bool = False

    @cached_property
    def weight(self) -> float:
        """How much tells that an officer wears the number."""
        return 0.0 if self.of_another_kind or self.digits > 5 else self._shape() + self._label() + self._bearer()

    @cached_property
    def digits(self) -> int:
        """How many digits were told."""
        told = count_digits(self.said)
        return max(told, len(re.findall(r"\d", self.said))) if re.search(r"\d", self.said) else max(3, told)

    @property
    def shape(self) -> tuple[bool, int]:
        """What numbers of one list share."""
        return bool(re.search(r"[a-z]", self.said)), self.digits

    @cached_property
    def of_another_kind(self) -> bool:
        """Whether it is the reporter's own, an amount, a time, or the number of something that nobody wears."""
        labelled = bool(_LABEL.search(self.before[-40:]))
        if re.fullmatch(r"[a-z]{2}\d{2}", self.said) and (_PLATE.search(self.before) or _PARTIAL.match(self.after)):
            return True
        own = _MINE.search(self.before) or MINE_AFTER.match(self.after)
        amount: object = _AMOUNT.match(self.after) or NUMBER_OF.search(self.before)
        amount = amount or (not labelled and not self.answer and _WHEN.search(self.before))
        something = _OTHER_KIND.search(self.before) or OF_SOMETHING.search(self.before)
        something = something or _BUS.search(self.before)
        return bool(
            own
            or amount
            or something
            or (_ROAD.match(self.said) and not _LABEL.search(self.before + self.after[:30]))
            or _THING_BEHIND.match(self.after)
        )

    def _shape(self) -> float:
        letters = re.sub(r"[^a-z]", "", re.sub(r"[a-z]{3,}", "", self.said))
        lone = {1: -4.0, 2: -1.0, 3: 0.5, 4: 1.0, 5: 0.25}[min(5, self.digits)] - 2.0 * bool(
            _ROUND.fullmatch(self.said)
        )
        spaced = 1.75 if re.search(r"\d \d \d", self.said) or _SPELT.fullmatch(self.said) else 0.0
        spaced += 2.0 * bool(_GAP.search(self.said))
        year = -2.0 if _YEAR.match(self.said) else 0.0
        spaced += 1.0 if _ALPHABET.search(self.said) else 0.0
        return lone + spaced + year + (1.5 if len(letters) == 2 else 0.5 if letters else 0.0)

    def _label(self) -> float:
        told = 0.0
        for pattern, near, before, behind in (
            (_LABEL, 3.0, 2.0, 3.0),
            (_WORN, 2.0, 1.5, 2.0),
            (_NUMBER, 1.5, 1.0, 1.5),
        ):
            if pattern.search(self.before):
                told += near
            elif pattern.search(self.after[:45]) and (not self.cut or _ON.match(self.after)):
                told += behind
            elif pattern.search(self.earlier) and len(self.before) < 40:
                told += before
        noted = _NOTED.search(self.before) or _NOTED.search(self.earlier) or _KEPT_IN_MIND.match(self.after)
        return min(told, 3.5) + (1.0 if noted else 0.0)

    def _bearer(self) -> float:
        told = 2.5 * self.named + 0.75 * bool(POLICE.search(self.before[-80:]) or _SOME_OF_THEM.search(self.before))
        if (self.digits > 2 or re.search(r"[a-z]", self.said)) and _DOES.match(self.after):
            told += 2.25
        if _IS_HIS.match(self.after):
            told += 2.5
        if _ASKED.search(self.earlier + self.before):
            told += 1.0
        if _DIRECT.search(self.before) or (self.digits > 2 and _REPORTED.search(self.before)):
            return told + 3.0
        predicate = _PREDICATE.search(self.before)
        if predicate:
            worn = 1.0 if re.search(r"\b(?:wore|wears|wearing|bore|bearing)[^a-z]+\Z", self.before) else 0.0
            return told + worn + (1.8 if re.fullmatch(r"one|he|she|they|him|her", predicate["who"]) else 2.5)
        return told + (2.0 if PARALLEL.search(self.before) else 0.0)


def around(text: Text, span: Span, marks: list[Span], *, answer: bool = False) -> Around:
    """The words around a number, cut where other numbers stand."""
    first, last = text.sentence(span[0])
    low = max([first, span[0] - 120, *(end for _, end in marks if end <= span[0])])
    high = min([last, span[1] + 80, *(start for start, _ in marks if start >= span[1])])
    before_that = text.sentence(max(0, first - 2))[0] if first else 0
    start = max([before_that, first - 100, *(end for _, end in marks if end <= first)])
    earlier = text.low[start:first] if low == first else ""
    after = text.low[span[1] : high]
    if not after.strip(" .,)"):  # "2093. That's the one who slapped her"
        after = re.sub(r"\A[\s.,;!)]+", " ", text.low[span[1] : span[1] + 40].split("\n")[0])
        after = after if re.match(r" (?:that|it)(?:'s|s| is| was) ", after) else ""
    cut = high < min(last, span[1] + 80)
    return Around(text.low[slice(*span)], text.low[low : span[0]], earlier, after, _named(text, span), cut, answer)


_NAME_BEFORE = re.compile(r"(?<!\w)[A-Z][a-z'\u2019\-]{2,},? ?[(\[]?\Z")
_NAME_BEHIND = re.compile(
    r"\A ?(?:[A-Z]\.? )?[A-Z][a-z'\u2019\-]{2,}(?=[.,;\n)]|\Z| (?:and|who|was|is|had|has|did|said|told|took|he|"
    r"she|on|"
    r"from|of|[a-z]{2,}ed)\b)"
)


def _named(text: Text, span: Span) -> bool:
    before, behind = text.raw[max(0, span[0] - 24) : span[0]], text.raw[span[1] : span[1] + 24]
    found = _NAME_BEFORE.search(before)
    if (
        found
        and not text.shouted
        and not re.match(
            r"(?:The|On|At|In|And|He|She|It|No|Number|About|After|Collar|Shoulder|Badge|Warrant)\b", found.group()
        )
    ):
        return not _MONTHS.match(found.group())
    return bool(_NAME_BEHIND.match(behind)) and not text.shouted and not _MONTHS.match(behind.strip())


_MONTHS = re.compile(r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)")
