"""What an officer looks and sounds like: words of description that stand together, kept as they were said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.bearing import find_bearing
from interview.understanding.findings import Finding
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

_HEIGHT = (
    r"\b(?:five|six) (?:foot )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|nothing)\b(?! (?:of|"
    r"people|officers|other|times|or|hundred|double))|\d ?(?:ft|foot|feet|')(?: ?\d{1,2}(?:\"|''|ins?|"
    r"inch(?:es)?)?)?(?: tall)?|\b(?:five|six|four) "
    r"(?:foot|ft|feet)(?: \w+)?(?: tall)?|\b1\.\d\dm?\b|\b1\d\d ?cm\b"
)
_AGE = (
    r"(?:about|around|sort of|kind of|roughly|maybe|probably|looked|aged?|over|under|like|in (?:his|her|their)) "
    r"(?:mid|"
    r"late|early)?[ \-]?(?:to late )?(?:\d0'?s|\d\d(?! ?(?:quid|pounds?|min|m\b|metre|mile|people|times|"
    r"week|day|hour|month|of|year|%|p\b|am|pm))|thirties|twenties|forties|fifties|sixties)(?: ?"
    r"(?:years old|odd|ish|yo))?|\b(?:twenty|thirty|forty|fifty|sixty)[ \-]?(?:ish|odd|something)\b|(?:about|around|"
    r"perhaps|maybe|say) (?:twenty|thirty|forty|fifty|sixty)(?:[ \-]five)?\b|\b\d\d ?stone\b"
    r"|(?:mid|late|early)[ \-](?:to[ \-]late )?(?:\d0'?s|thirties|twenties|forties|fifties|sixties)|\b"
    r"(?:his|her) (?:thirties|twenties|forties|fifties)|\b(?:twelve|thirteen|fourteen|fifteen|sixteen|seventeen|"
    r"eighteen|nineteen|twenty|thirty) stone\b|\b(?:can'?t be|couldn'?t be|no) (?:more|older) than (?:\d\d|"
    r"twenty|thirty|forty|fifty)\b|\b[2-6]0(?:'?s|ish| odd)\b|\b[2-6]\d ?"
    r"(?:years old|yrs old|ish)"
)
_AROUND_TATTOO = (
    r"(?:\s(?:of (?:an? |the )?\w+(?: \w+)??|sleeve))?(?:\s(?:on|across|down|up|over|behind) (?:his|her|"
    r"their|the|one|both) (?:left |right )?\w+)?"
)
_JOIN = re.compile(
    r"(?:[\s,/&\-.(]|\b(?:and|with|a|an|the|had|has|he|she|was|wore|wearing|about|his|her|in|very|quite|"
    r"really|build|built|hair|but|thick|small|long|big|full|bit|of|or|sort|think|i|s|maybe|i'd|say|both|on|"
    r"arms?|got|too|looking|short|round|square|framed|rimmed|dyed|wavy|neat|type|kind|strong|'s)\b){0,30}\Z"
)
_POLICE = re.compile(r"\b(?:officer|cop|pc|sergeant|copper|policeman|policewoman|fed|one)\b")
_OF_OTHERS = re.compile(
    r"\bmy \w+ (?:has|had|'s got) (?:an? )?\Z|\b(?:i'?m|i am|im|as|my \w+ is|my \w+,? (?:a|who is)|because i'?m|"
    r"i was) (?:an? |the |only )*"
    r"(?:\w+ )?\Z|\b(?:i|we|i've|ive)(?: still)? (?:got|have|had) (?:the |a |an |no )?\Z|\b(?:refused|refuse|"
    r"asked for|requested|wanted|giving it) (?:an? |the )?\Z|\b(?:called|calling|"
    r"calls) (?:me|him|her|us|them) (?:an? )?(?:\w+ )?\Z|\bmy \Z|\bby (?:the|my|her|his|their) \Z|"
    r"(?<!other )(?<!first )(?<!second )\b(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double)[ \-]\Z"
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = word_list("looks")
    accent = (
        rf"(?:{any_of(lists['accents'])}|(?<=with a )\w+|(?<=had a )\w+|(?<=had an )\w+|(?<=with an )\w+|"
        r"(?<=has a )\w+) accent"
    )
    person = any_of(lists["person"])
    weak = any_of(lists["weak"])
    part = rf"{any_of(lists['shapes'])}[ \-]+(?:\w+ )?{any_of(lists['body'])}\b"
    strong = rf"(?:{_HEIGHT}|\b{part}|{_AGE}|\b(?:a |an )?{accent}\b|\b{any_of(lists['strong'])}\b)"
    return (
        re.compile(
            r"(?P<tattoo>\b(?:(?:neck|arm|face|hand|leg|chest|forearm|knuckle|sleeve|"
            rf"tribal) )?tattoos?\b{_AROUND_TATTOO})|{strong}|(?P<weak>\b{weak}\b(?! (?:eyes?|people|community|"
            rf"families|van|car|men|women|lives)\b)(?:[ ,]+{person}\b)?)"
        ),
        re.compile(rf"\b{weak}[ ,]+(?:\w+ )?{person}\b"),
    )


def find_looks(text: Text) -> Iterator[Finding]:
    """Descriptions, each as one stretch of words; what stands between two of one sentence belongs to both."""
    last: Finding | None = None
    for one in _merged(text, [*_stretches(text), *_told(text)]):
        if last and _one_list(text, last, one):
            one = text.finding(last.slot, None, (last.start, one.end), max(last.sure, one.sure))  # noqa: PLW2901
        elif last:
            yield _without_name(text, last)
        last = one
    if last:
        yield _without_name(text, last)


_CALLED = re.compile(r",? (?:called|named|known as) (?=\w)")


def _without_name(text: Text, looks: Finding) -> Finding:
    """A description without the name that follows it, where nothing of looks comes after that.

    "a short lad with glasses called Darren Pike"
    """
    called = _CALLED.search(text.low, looks.start, looks.end)
    if not called or _patterns()[0].search(text.low, called.end(), looks.end):
        return looks
    return text.finding(looks.slot, None, (looks.start, called.start()), looks.sure)


def _told(text: Text) -> Iterator[Finding]:
    return (text.finding("subject_description", None, span, 0.8) for span in find_bearing(text))


def _merged(text: Text, found: list[Finding]) -> list[Finding]:
    """The descriptions in their order, those that touch as one."""
    merged: list[Finding] = []
    for one in sorted(found, key=lambda finding: (finding.start, -finding.end)):
        last = merged[-1] if merged else None
        if last and one.start < last.end:
            span = (last.start, max(last.end, one.end))
            merged[-1] = text.finding(last.slot, None, span, max(last.sure, one.sure))
        else:
            merged.append(one)
    return merged


_NAME = re.compile(r"(?<=[,;] )(?!I\b|He\b|She\b|And\b|But\b|With\b|Had\b)[A-Z][a-z]{2,} (?:is|was|has|had)\b")
_OF_ME = re.compile(r"[^.;\n]{0,16}\b(?:minding my|i was|i'?m|walking home|just trying)\b")


def _one_list(text: Text, first: Finding, second: Finding) -> bool:
    between = text.low[first.end : second.start]
    if re.fullmatch(r"\.? ?\.\s|\. ?(?:and )?(?:an? )?", between):  # "big lad. rugby build. ears like cabbages"
        return not _TELLS.search(text.low[second.start : second.end].split(",")[0])
    if re.search(r"\bother\b", between) or _named(text, first.end, second.start):
        return False
    between = re.sub(
        r"\b(?:he|she)(?:'s)? (?=(?:had|has|wore|wears|was|is)?\s*\Z)|\b(?:had|has|wore|was|"
        r"is)\s*\Z",
        "",
        between,
    )
    return len(between) < 45 and not re.search(r"[.;\n]|\bone\b", between) and not _TELLS.search(between)


def _named(text: Text, start: int, end: int) -> bool:
    """Whether somebody is named between two descriptions: the second is of them."""
    return not text.shouted and bool(_NAME.search(text.raw, start, end))


def _stretches(text: Text) -> Iterator[Finding]:
    group: list[re.Match[str]] = []
    for match in _patterns()[0].finditer(text.low):
        if group and not _joined(text, group[-1].end(), match.start()):
            yield from _described(text, group)
            group = []
        group.append(match)
    yield from _described(text, group)


_SEGMENT = r"(?:[\w'\u2019\-]+ ){0,5}[\w'\u2019\-]+"
_BEHIND = re.compile(rf"(?:,|,? and|,? with| but)? (?:an? )?(?P<said>{_SEGMENT})(?=\s*(?:[,.;\n)]|\Z))")
_AHEAD = re.compile(rf"(?:\A|[.;:\n(,] ?)(?P<said>{_SEGMENT}), ?(?:and )?(?:an? )?\Z")
# What no description holds: then the words beside it tell something else.
_TELLS = re.compile(
    r"\b(?:i|he|she|they|we|me|my|us|it|you|who|that|which|was|were|is|are|had|did|didn't|said|says|told|called|got|"
    r"took|grabbed|hit|pushed|kicked|put|came|went|"
    r"laughed|stood|held|gave|made|let|saw|searched|stopped|punched|asked|pulled|shouted|drives?|drove|number|"
    r"shoulder|collar|badge|warrant|pc|sergeant|sgt|officer|officers|"
    r"police|cop|because|when|while|then|so|if|not|never|no|outside|inside|at|near|by|from|behind|monday|tuesday|"
    r"wednesday|thursday|friday|saturday|sunday|yesterday|"
    r"last|today|about \d{3,}|am|pm|another|other|called|name|mate|based|works?|station|nick)\b"
)


def _listed(text: Text, start: int, end: int) -> tuple[int, int]:
    """The whole list that a description is a part of: "Asian, medium height, trimmed beard, Brummie"."""
    while (behind := _BEHIND.match(text.low, end)) and not _other(text, behind):
        end = behind.end()
    line = text.before(start, 60)
    while (ahead := _AHEAD.search(line)) and not _other(text, ahead, start - len(line)):
        start -= len(line) - ahead.start("said")
        line = line[: ahead.start("said")]
    return start, end


def _other(text: Text, match: re.Match[str], offset: int = 0) -> bool:
    first, last = (at + offset for at in match.span("said"))
    words = text.raw[first:last].split()
    named = not text.shouted and any(word[:1].isupper() for word in words[1:])
    return named or bool(_TELLS.search(text.low[first:last])) or bool(re.search(r"\d{3}", text.low[first:last]))


def _joined(text: Text, end: int, start: int) -> bool:
    between = text.low[end:start]
    return (
        "\n" not in between
        and len(between) < 40
        and bool(_JOIN.fullmatch(between))
        and not re.search(r"\.\s|\bone\b", between)
    )


def _described(text: Text, group: list[re.Match[str]]) -> Iterator[Finding]:
    if not group or _OF_OTHERS.search(text.before(group[0].start(), 30)):
        return
    strong = [match for match in group if not match["weak"]]
    persons = [match for match in group if match["weak"] and _patterns()[1].match(match.group())]
    ages_only = all(re.fullmatch(_AGE, match.group()) for match in strong)
    if not strong and not _of_officer(text, group):
        return
    if (strong and not (ages_only and len(group) < 2)) or persons or len(group) > 2:
        start, end = group[0].start(), group[-1].end()
        span = _listed(text, start, end + _tail(text, end))
        yield text.finding("subject_description", None, span, 0.9 if strong else 0.75)


def _of_officer(text: Text, group: list[re.Match[str]]) -> bool:
    """Whether weak words describe an officer: said of one ("asian officer", "he was tall"), not of who was hurt."""
    words = " ".join(match.group() for match in group)
    before = text.before(group[0].start(), 30)
    if re.search(r"\bno \Z", before) or (not before.strip(" ,") and _OF_ME.match(text.low, group[-1].end())):
        return False
    lead = re.search(
        r"\b(?:was|is|s|he's|she's|by|one|think|looked|like|him|other|a pretty|very|quite|both) (?:(?:an?|"
        r"this|some|really|quite|very) )*\Z",
        before,
    )
    return bool(_POLICE.search(words)) or bool(lead) or not before.strip(" ,")


def _tail(text: Text, end: int) -> int:
    rest = re.match(r" (?:hair|beard|build|skin|eyes|built|tall|man|guy|bloke|lad|woman|face)\b", text.low[end:])
    return rest.end() if rest else 0
