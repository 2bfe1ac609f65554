"""Numbers that a clause gives to an officer: "one was 812", "2290 on his arm", "the other wore 2 3 1".

Where `numbers.py` knows how labels and numbers stand together, this reads the clause around each number that is left:
who bears it, in either order, and whether a word says that it is a number of another kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from interview.understanding.corrections import is_correction
from interview.understanding.numerals import NOT_LETTERS, PARTLY, SPELT, shoulder
from interview.understanding.runs import spans
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("numbers")
_OFFICER = any_of(_LISTS["officers"])
_WORN = any_of(_LISTS["worn"])
_NO = r"(?:numbers?|num|no\.?|nos\.?|#|badge|collar|shoulder)"
_ONE = (
    r"(?:(?:(?:his|her|the|their) (?:\w+ )?)?(?:mate|colleague|partner|oppo|crewmate|driver|passenger)|"
    r"(?:the |an? )?(?:[a-z]+ )?one(?: of (?:them|the two|those))?|"
    r"(?:the )?(?:other|first|second|third|last|taller|shorter|man|woman|male|female|lady))"
)
_WHO = rf"(?<!my )(?<!i'm )(?<!i am )(?<!i'm a )(?<!\bas )\b(?:{_OFFICER}(?: [a-z]\b)?|{_ONE})"
_SAYS = (
    r"(?:was|is|'?s|were|are|had|has|have|got|wore|wears|wearing|with|reads?|said|says|showed|showing|shows|"
    r"bore|bears|bearing|as|numbered|marked|being)"
)
_FILL = (
    rf"(?:the|an?|{_NO}|like|about|just|only|wearing|written|called|it|to be|i think|maybe|something like|is|was|"
    r"definitely|of|i wrote it on my hand|it says|reading)"
)
_GUESS = r"(?:i think|maybe|possibly|something like|i believe|it was|might be|could be|looked like|about)"
_SHOULDER = r"(?:shoulders?|collar|epaul\w+|badge)"
# Right before the number, and what it says of it.
_DIRECT = re.compile(
    rf"(?:{_WHO}[\s:#/,(\-\u2013]+|\b(?:he|she)(?:'?s| is| was) (?=num|no\.? )|\b(?:wore|wearing|wears|bore|"
    rf"bearing) (?:the )?)(?:{_NO}[\s:.]*)?\Z"
)
_PRONOUN_IS = re.compile(r"\b(?:he|she)(?:'?s| is| was) \Z")  # "shes 741"
_PREDICATE = re.compile(rf"{_WHO}(?=\W)[^.;\n]{{0,45}}?(?<![a-z]){_SAYS}(?:[ :]+{_FILL})*[ :\"'(]*\Z")
_APPOSED = re.compile(
    rf"{_WHO}(?=\W)[^.;\n]{{0,40}}?[,:(\-\u2013] ?"
    rf"(?:(?:{_GUESS}|(?:whose )?{_NO}(?: is| was)?)[ :.]*)?\Z"
)
_SIDED = re.compile(r"\b(?:he|she)\b[^.;\n]{0,40}, \Z")  # "he was driving the van, 5580, and she was ..."
_TOLD = re.compile(
    r"\A[,\s]*(?:(?:was|is|were|are|that's|thats),? )?(?:the|his|her|their) (?:\w+ )?(?:numbers?|digits)(?: (?:he|"
    r"she|they))?\b"
)
_ONE_BY_ONE = re.compile(r"(?:[a-z]{1,2} )?\d(?: \d){2,4}|(?:[a-z]{1,2},? (?:and )?then )?\d,? (?:and|then)\b.*")
_TITLED = re.compile(r"\b(?:pc|ps|sgt|sergeant) \Z")
_SIGNED = re.compile(r"\b[A-Z]\.? ?[A-Z][a-z]+,? [(]?\Z")
_WORN_BEFORE = re.compile(
    rf"\b(?:his|her|their|the|each|both|one|officer'?s|of|on|cop'?s|two|"
    rf"three) (?:\w+ ){{0,2}}?{_WORN}\b(?![^.;\n]*\bmy\b)"
    r"[^.;\n]{0,36}\Z"
)
_WORN_AFTER = re.compile(
    r"\A(?: or \d+)?[\s,]*(?:[a-z']+,? ){0,5}?(?:on|across|under|down|in|from|off|inside) (?:(?:the |each |both |"
    r"one )?"
    rf"(?:side|back|front|sleeve)s? of )?(?:his|her|their|the|each|both|one|it|them|officer'?s|"
    rf"cop'?s) ?(?:\w+ )?{_WORN}\b"
    r"|\A[\s,]*(?:on|under) (?:them|him|her|it)(?: and)?(?=[\s.,]|\Z)|\A on(?=\s*\Z|[.,\n]| and| but)"
)
_NUMBERED = re.compile(
    r"\b(?:two|three|both|all|pair) of (?:them|em)\b(?:[:,\-] ?|[^.;\n]{1,30}[,:\-] ?)\Z|"
    r"\b(?:numbers?|id) of (?:the )?(?:police|policem[ae]n|"
    r"officers?|cops?)\b[\s:]*(?:is |was )?\Z|\b(?:numbers?|"
    r"digits|numerals|num|collar|shoulder)\b(?: (?!of\b)[a-z']+,?){0,8}[\s:,(.\"'\-]*\Z"
)
# "4 4 0 9 was the one with the dog", "4 4 1 0 the one with the taser"
_IS_ONE = re.compile(
    r"\A,?(?: (?:was|is|were|being))? (?:the|an?) (?:\w+ )?(?:one|officer|cop|copper|man|woman|bloke|lad|lady|"
    r"sergeant|driver|"
    r"passenger|handler|fella|guy)\b"
)
_IS_SOMEBODY = re.compile(r"\A,? (?:is|was|belongs to) (?:(?:PC|PS|DC|DS|Sgt) )?[A-Z][a-z]{2,}\b")  # "309 is Sharma"
_ONLY_PART = re.compile(r"\b(?:only|just) (?:got |saw |caught |read |the )?\Z")
_LEARNT = re.compile(
    r"\b(?:memori[sz]ed|remember(?:ed)?|wrote (?:it|them) down|learnt|repeated) (?:it|them|the "
    r"number)\b[^\n]{0,20}\Z|\bnumbers?\? ?\Z"
)
_SPELT_OUT = re.compile(rf"(?:{any_of(_LISTS['digits'])}(?:, ?| |-)){{2,4}}{any_of(_LISTS['digits'])}")
_ENDING = re.compile(
    r"\b(?:ends?|ended|ending|starts?|started|begins?|last (?:two |three |bit )?\w*)(?: (?:in|with))?,? \Z"
)
# What the number may be followed by when it is no count of things.
_FREE = re.compile(
    r"\s*(?:\Z|[.,;:)\n\"'!?/(\-\u2013]|(?:and|but|on|i|he|she|they|we|it|its|was|is|were|are|as|who|that|which|"
    r"when|while|"
    r"the|so|or|in|at|from|for|to|cos|because|then|plus|again|one|another|by|with|his|her|my|an?|under|over|across|"
    r"down|other|"
    r"written|sewn|came|took|hit|told|held|put|drove|stood|of (?:the|[a-z]+ (?:police|constabulary))|[a-z]{3,}ed|"
    r"warrant|"
    r"collar|also)\b)"
)
_COUNTED = re.compile(
    rf"[\s\-]*(?:{any_of(_LISTS['counted'])}|{any_of(_LISTS['kinds'])}|street|road|of (?:them|us|the (?:people|"
    rf"officers)))\b"
    r"|[\s\-]*(?:am|pm|%|st|nd|rd|th|hours|hrs|o'?clock)\b"
)
_OTHER_KIND = re.compile(
    rf"\b(?:{any_of(_LISTS['kinds'])}|{any_of(_LISTS['kinds_far'])})\b(?![^.;\n]*\b(?:{_OFFICER}|shoulder|"
    rf"collar)\b)[^.;\n]{{0,22}}\Z(?<!had )"
    r"|\b(?:at|into|for|outside|opposite|next to|next door to|to|from|of) (?:the )?(?:number|no\.?) \Z|\bmine (?:is|"
    r"was) \Z"
)
_MINE = re.compile(
    r"\b(?:my|our) (?:own )?(?:(?:\w+ ){1,2}(?:is|was|no|number):?|\w+),? \Z|"
    r"\b(?:my|our) (?:own )?(?:(?:collar|shoulder|badge|id|officer|staff|police|pc|work|number|no) )+"
    r"(?:at \w+ |here |there )?(?:is|was) \Z|\b(?:i'?m|i am|i was|i have|i had|"
    r"i paid|i gave|we were)\b"
    r"(?! (?:his|her|the officer)\b)[^.;,\n]{0,15}\Z"
)
_POLICE = re.compile(
    rf"\b(?:{_OFFICER}|police|collar|epaul\w+|shoulders?|badges?|digits|numerals|(?:two|three|four|2|3|"
    rf"4) of (?:them|em)|"
    r"wore (?:the )?number|numbers? on|nick|station|custody|the number off|the one (?:who|that|with|\w+ing)|"
    r"(?:his|her|"
    r"their) numbers?)\b"
)
_BEARER = r"(?:passenger|driver|mate|colleague|partner|man|woman|male|female|lady|first|second|third|last|sergeant)"
_LINKED = re.compile(
    r"(?: ?\([^)\n]{1,30}\)| (?:for|is|was|on) (?:the |an? )?(?:\w+ )?\w+)?(?:,? ?(?:and|&|plus|\+|or|then) |, ?|"
    r" ?/ ?| (?=one ))"
    rf"(?:(?:the other|other|another|one|an?|hers|his|(?:the |his |her )?{_BEARER})(?: one)?(?:'s)?"
    rf"(?: was| is| had| wore| on)? |{_OFFICER},? |{_NO} )*\Z"
)
_OR = re.compile(
    r"[?,]?,? (?:or|(?:but |and |or )?(?:it )?(?:might|could|may) (?:also )?(?:have been|be)|maybe|possibly) "
    r"(?:even )?\Z"
)
_DENIED = re.compile(r"\A (?:is|was)(?:n't|nt| not) (?:the|him|her|it)\b")
_ROAD = re.compile(r"[abm]\d{1,4}\Z")
_YEAR = re.compile(r"(?:19[5-9]|20[0-3])\d\Z")
_NO_UNIT = ("pc", "ps", "dc", "ds", "di", "sc", "am", "pm", "no", "id", "it", "st", "of")
_CAPITALS = re.compile(
    r"(?<![\w\u00a3@/.])(?:\d ?(?=[A-Z]{2} ))?(?:[B-HJ-Z] (?=[B-HJ-Z] ?\d))?[A-Z]{1,2}[ \-/]?\d(?: "
    r"?\d){1,4}(?![\w/:]|\.\d|[ \-]\d)(?! ?[A-Z]{3}\b)"
)
_ANY = re.compile(
    r"(?<![\w\u00a3$\u20ac@/.#'])(?<!\d[ ,])(?![ai] \d)(?:\d [a-z]{2} \d{2,4}|[b-hj-z] [b-hj-z] (?:(?:something|"
    r"blank) "
    r")?\d(?: ?\d){0,3}|"
    r"\d{1,3},? (?:then )?(?:a )?something,? (?:then )?(?:a )?\d{1,2}"
    rf"|{PARTLY}|{SPELT}|(?!{any_of(NOT_LETTERS)}\b)[a-z]{{1,2}}[ \-/]?\d(?: ?\d){{1,4}}|\d{{2,4}} ?"
    rf"(?!{any_of(NOT_LETTERS)}\b)[a-z]{{2}}|"
    rf"(?:(?!{any_of(NOT_LETTERS)}\b)[a-z]{{1,2}},? (?:and )?then )?\d(?:,? (?:and |then |after (?:this|that) |"
    rf"maybe |an? )+\d){{1,3}}|"
    rf"\d(?: \d){{1,3}} (?:and )?then an? \d|\d(?: \d){{1,4}}|\d{{2}} \d{{2}}|\d{{1,5}})(?![\w/:]|\.\d|[ \-]\d|"
    rf",\d{{3}})"
)


_HALF = r"(?<![\w.])(?:[a-z] ?[a-z]?|\d{1,4})(?![\w.]\w)"
_SIDE = r"(?:shoulder|side|epaulette|arm|collar|tab|strap|one)"
_HALF_SAID = r",?(?: (?:it|that|there|says|said|was|is|has|had|reads?|just|the|letters?|numbers?|he|she))*[: ]+"
# "77 on one shoulder and K on the other", "on one it says DN and on the other 614".
_HALVES = (
    re.compile(
        rf"(?P<one>{_HALF}) (?:was |is )?on (?:one|(?:the|his|her) (?:left|right))(?: {_SIDE})?(?: of (?:his|her|"
        rf"their) "
        rf"{_SIDE}s)?[ ,]+(?:(?:and|then|with) )*(?:the )?(?P<two>{_HALF}) (?:was |is )?on (?:the|his|her) (?:other|"
        rf"right|left)\b"
    ),
    re.compile(
        rf"\bon (?:one|(?:the|his|her) (?:left|right))(?: {_SIDE})?(?: of (?:his|her|their) {_SIDE}s)?{_HALF_SAID}"
        rf"(?P<one>{_HALF})[^.\n]{{0,12}}? on (?:the|his|her) (?:other|right|"
        rf"left)(?: {_SIDE})?{_HALF_SAID}(?P<two>{_HALF})"
    ),
)
# "a big U on his shoulder then one double eight"
_LETTER_FIRST = re.compile(
    rf"(?<![\w'])(?P<one>(?!a\b|i\b)[a-z]{{1,2}}) (?:was |is )?(?:on|across) (?:his|her|the|their) {_SHOULDER},? "
    r"(?:(?:and|then|with|followed by|plus|the|numbers?) ){1,3}\Z"
)
# "the first was 3 and the last was 8", "started with 3, ended in 8": the middle is not known.
_IS = (
    r"(?:(?: one| two| number| numbers| digits?| figures?| bit)?(?: of (?:it|them))?,? (?:was|is|were|are|"
    r"being) (?:an? )?|(?: with| in)? (?:an? )?)"
)
_FIRST_AND_LAST = re.compile(
    rf"\b(?:first|start(?:s|ed|ing)?|beg(?:ins?|an|inning)){_IS}(?P<one>\d{{1,3}})\b[^.;\n]{{0,25}}?\b(?:last|"
    rf"end(?:s|ed|ing)?|finish(?:es|ed)?){_IS}(?P<two>\d{{1,3}})(?![\w/:])"
)


# Another thing whose number may have been seen in part.
_NUMBER_KIND = re.compile(
    rf"\b(?:{any_of(_LISTS['kinds'])}|{any_of(_LISTS['kinds_far'])}|plates?|card|car|van|"
    rf"{any_of(_LISTS['references'])})\b"
)


@dataclass(frozen=True)
class _Numeral:
    """A number of the text that nothing else has claimed."""

    start: int
    end: int
    said: str

    @property
    def lettered(self) -> bool:
        """Whether letters or gaps between its digits make it no plain amount."""
        return bool(re.search(r"[a-z]|\d \d", self.said))

    @property
    def shape(self) -> tuple[bool, int]:
        """What numbers of one list share."""
        return bool(re.search(r"[a-z]", self.said)), len(re.findall(r"\d", self.said)) // 3


def borne(text: Text, taken: list[Span], others: list[Span]) -> Iterator[Span]:
    """Where numbers stand that a clause gives to an officer.

    Args:
        text: the reporter's words.
        taken: what is known to be a shoulder or warrant number.
        others: what is known to be a number of another kind.
    """
    free = [one for one in _numerals(text) if free_of([*taken, *others], one.start, one.end)]
    known = [_Numeral(*span, text.low[slice(*span)]) for span in taken]
    given = [one for one in free if _given(text, one)]
    for numeral in given:
        # "tall one 5017, short one 5023": two alike bear each other out where nothing says that it is about police
        if _of_police(text, numeral) or sum(one.shape == numeral.shape for one in given) > 1:
            known.append(numeral)
            yield numeral.start, numeral.end
    yield from _linked(text, [one for one in free if one not in known], known)


def halves(text: Text, *, sure: bool = False) -> Iterator[tuple[Span, str]]:
    """Numbers told in two halves, one a shoulder: where they stand, and letters and digits put together."""
    for match in _FIRST_AND_LAST.finditer(text.low):
        if sure or _POLICE.search(text.low, max(0, match.start() - 200), match.end() + 60):
            yield match.span(), f"{match['one']}?{match['two']}"
    for start, end in spans(text):
        before = _LETTER_FIRST.search(text.low[max(0, start - 45) : start])
        if (
            before
            and before["one"] not in NOT_LETTERS
            and not re.search(r"[a-z]", re.sub(r"[a-z]{3,}", "", text.low[start:end]))
        ):
            yield (start - len(before.group()), end), shoulder(f"{before['one']} {text.low[start:end]}") or ""
    for pattern in _HALVES:
        for match in pattern.finditer(text.low):
            letters, digits = sorted((match["one"].replace(" ", ""), match["two"].replace(" ", "")), key=str.isdigit)
            told = "letter" in text.low[max(0, match.start() - 12) : match.start()]
            if letters.isalpha() and digits.isdigit() and (told or letters not in ("a", "i", "it")):
                yield (match.start("one"), match.end("two")), f"{letters.upper()} {digits}"


def _numerals(text: Text) -> list[_Numeral]:
    spans: list[Span] = []
    if not text.shouted:
        spans = [m.span() for m in _CAPITALS.finditer(text.digits) if m.group()[:2].strip().lower() not in _NO_UNIT]
    spans += [m.span() for m in _ANY.finditer(text.low) if free_of(spans, *m.span())]
    found = [_Numeral(*span, text.low[slice(*span)]) for span in sorted(spans)]
    return [one for one in found if not _ROAD.match(one.said)]


def _given(text: Text, one: _Numeral) -> bool:
    """Whether the clause says that an officer bears the number, and nothing says that it is of another kind."""
    before, after = text.before(one.start, 90), text.low[one.end : one.end + 60]
    digits = len(re.findall(r"\d", one.said)) or 3
    if _DENIED.match(after) or _COUNTED.match(after) or _OTHER_KIND.search(before) or _MINE.search(before):
        return False
    if (
        (digits > 1 or re.search(r"\b(?:with|number|wore)(?: an?)? \Z", before))
        and (_WORN_AFTER.match(after.split("\n")[0]) or _WORN_BEFORE.search(before))
        and _FREE.match(after)
    ):
        return True
    return digits <= 5 and _named(text, one, digits, before, after)


def _of_police(text: Text, one: _Numeral) -> bool:
    """Whether officers or what they wear are spoken of before the number or right behind it."""
    worn = _WORN_AFTER.match(text.after(one.end, 60)) or _WORN_BEFORE.search(text.before(one.start, 90))
    told = _TOLD.match(text.after(one.end, 60)) or _learnt(text, one)
    return bool(worn or told or _POLICE.search(text.low, max(0, one.start - 400), one.end + 90))


def _named(text: Text, one: _Numeral, digits: int, before: str, after: str) -> bool:
    """Whether the words around the number name its bearer or say "number"."""
    long = digits > 2 or one.lettered
    if _ENDING.search(before):
        return _ends_an_officers(text, one, after)
    if _read_out(text, one) or (long and (_TOLD.match(after) or _IS_ONE.match(after) or _signed(text, one))):
        return True
    if ("something" in one.said and _ONLY_PART.search(before)) or _learnt(text, one):
        return True
    numbered = bool(re.search(rf"(?:\b{_NO}|#)[ :.]*\Z", before))
    if _YEAR.match(one.said) and not numbered:
        return False
    if _DIRECT.search(before) or (long and _IS_SOMEBODY.match(text.raw[one.end : one.end + 40])):
        return long or numbered or bool(_TITLED.search(before))
    return bool(_FREE.match(after)) and _in_clause(digits, long or numbered, before, after)


def _ends_an_officers(text: Text, one: _Numeral, after: str) -> bool:
    """Whether "ended in 42" is of an officer's number: no other thing with a number is spoken of, or police are."""
    if not _NUMBER_KIND.search(text.low, max(0, one.start - 120), one.end + 60):
        return bool(_FREE.match(after))
    return bool(_POLICE.search(text.low, max(0, one.start - 120), one.end + 120))


def _in_clause(digits: int, long: bool, before: str, after: str) -> bool:
    """Whether the clause before the number speaks of who bears it."""
    if _PRONOUN_IS.search(before):
        return digits in (3, 4)
    if _PREDICATE.search(before) or _APPOSED.search(before):
        return long
    if _SIDED.search(before) and after[:1] in (",", ".", ""):
        return digits > 3
    return digits > 1 and bool(_NUMBERED.search(before))


def _learnt(text: Text, one: _Numeral) -> bool:
    """Whether digits are spelt out right after it was said that they were learnt: "I memorised it. Six, six, "
    "oh, three." """
    return bool(_SPELT_OUT.fullmatch(one.said) and _LEARNT.search(text.low[max(0, one.start - 50) : one.start]))


def _signed(text: Text, one: _Numeral) -> bool:
    return bool(_SIGNED.search(text.raw[max(0, one.start - 25) : one.start]))


def _read_out(text: Text, one: _Numeral) -> bool:
    """Whether three or more digits are told one by one near a word for such a number, in any sentence: "7 0 7 1"."""
    one_by_one = re.fullmatch(
        r"(?:[a-z]{1,2} )?\d(?: \d){2,4}|(?:[a-z]{1,2},? (?:and )?then )?\d,? (?:and|then)\b.*", one.said
    )
    around = text.low[max(0, one.start - 110) : one.end + 70]
    if one_by_one and re.search(r"\b(?:he|she)(?:'s| is| was| had| wore) \Z", text.before(one.start, 12)):
        return True
    return bool(one_by_one and re.search(rf"\b(?:(?:his|her|the|their) numbers?|{_SHOULDER})\b", around))


def _linked(text: Text, free: list[_Numeral], known: list[_Numeral]) -> Iterator[Span]:
    """Numbers of one list with a known one, its correction, or a guess beside it."""
    grown = True
    while grown:
        grown = False
        for one in [one for one in free if one not in known]:
            if any(_beside(text, one, other) for other in known):
                known.append(one)
                grown = True
                yield one.start, one.end


def _beside(text: Text, one: _Numeral, other: _Numeral) -> bool:
    first, second = sorted((one, other), key=lambda numeral: numeral.start)
    between = text.low[first.end : second.start]
    if len(between) > 45 or one.shape != other.shape or _COUNTED.match(text.low, one.end):
        return False
    if one is first and _MINE.search(text.before(one.start, 90)):
        return False
    later = one is second and (is_correction(between) or _OR.match(between))
    return bool(_LINKED.match(between) or later)
