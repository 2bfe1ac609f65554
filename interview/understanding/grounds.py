"""Finds on what grounds somebody was treated badly: by an insult, a reason that is told, or what was done to a group.

To be of a group is no ground: "a black officer" and "my gay neighbour saw it" describe people. A ground is told by
words that are hateful by themselves, by "because I am ...", or by a deed that is aimed at those words; where a group
and a bad deed only stand together it is a hint, below what is proposed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.findings import Finding
from interview.understanding.text import Text
from interview.understanding.words import word_list

SLOT = "discrimination_grounds"
TOLD = 0.9  # an insult, a reason, or a deed that is aimed at somebody for what they are
HINTED = 0.5  # words that may well be about something else
_WORDS = r"(?: [\w'*\-]+)"
_SWEAR = (
    r"(?:c[*#@.\-]+\w*|cunts?|bastards?|b[*#@]+\w*|bitch(?:es)?|scum|sh[i*]ts?|pricks?|twats?|f[*#@u]+\w*|cows?|gits?|"
    r"pigs?|animals?|vermin|monkeys?|apes?|thie(?:f|ves)|wankers?|idiots?|scrotes?|c)\b"
)
_SWEARS_ON = re.compile(rf" {_SWEAR}[*#@]*")
_ABUSIVE = r"(?:dirty|filthy|stupid|bloody|thick|lazy|smelly|f[\w*#@]*(?:ing|in))"
_BECAUSE = (
    r"\b(?:because|becos|cos|coz|cuz|'?cause|bcos|bc|on account of|due to|down to)\b(?: of)? (?:i|he|she|they|we|im|"
    r"hes|shes|theyre|were|i'm|he's|she's|they're|we're|my|his|her|their|our|being|having|wearing|the)"
    r"(?: [\w'\-]+){0,4}? "
)
_BEING = r"\bfor (?:just )?(?:being|having|wearing|looking)(?: [\w'\-]+){0,2}? "
_CALLED = (
    r"\bcall(?:s|ed|ing)? (?:me|him|her|us|them|everyone|(?:my|his|her|our) \w+)(?: an?| the| all)?"
    rf"{_WORDS}{{0,2}}? (?:an? )?"
)
_JOKES = (
    r"\b(?:jok(?:es?|ed|ing)|memes?|comments?|remarks?|cartoons?|impressions?|slurs?|insults?|jibes?|noises?|abuse|banter)"
    rf"{_WORDS}{{0,2}}? (?:about|of|at|on|against){_WORDS}{{0,3}}? "
)
_OF_JOKES = r"(?:s|'s)? (?:jokes?|memes?|slurs?|jibes?|insults?|bashing|banter)\b"
_MOCKS = (
    r"\b(?:mimick\w*|mock\w*|imitat\w+|ridicul\w+|took the (?:mick\w*|piss|p\*+)|"
    r"tak(?:es?|ing) the (?:mick\w*|piss|p\*+)|"
    r"ma[dk](?:es?|ing) fun|made a joke|laugh(?:s|ed|ing) (?:at|about)|"
    r"put on (?:a|the|my|his|an)(?: \w+)? (?:voice|accent)|sneer\w+|copied|impersonat\w+|joked? about)\b"
)
_SEIZES = (
    r"\b(?:pull(?:s|ed)?|ripp?(?:s|ed)|yank(?:s|ed)|tore|threw|snatch(?:es|ed)|tipp?(?:s|ed)|kick(?:s|ed)|grabb?(?:s|ed)|"
    r"knock(?:s|ed)|remov(?:es|ed)|(?:take|took|taking|taken)(?: off)?|asked if|turned away from|trod on|hid)"
    rf"{_WORDS}{{0,3}}? "
)
_SINGLES_OUT = (
    r"\b(?:(?:only|always|just)(?: ever)? (?:stop|search|pick|pull|target|arrest|go)\w*|"
    r"(?:stop|search|target|pull|pick)\w*(?: over| on)? (?:any|every|each|all|just|only)|"
    rf"won'?t (?:help|serve|send|come)|(?:refus\w+|hates?|can'?t stand|doesn'?t like|has it in for)){_WORDS}{{0,4}}? "
)
_GENERAL = (
    r"(?: \w+)? (?:don'?t|dont|do not|doesn'?t|can'?t|cant|cannot|shouldn'?t|shouldnt|should|have no|has no|"
    r"are (?:all|only|just|too|not|thie|animals|scum|dirty|liars|criminals|dealers|stupid|useless|like)|r all|never|"
    r"make (?:bad|poor|rubbish|better)|stick to|need|deserve|belong|is (?:not|only|no)|all stick)\b"
    r"(?! (?:scared|afraid|be warned))"
)
_SAID = re.compile(
    r"\b(?:said|says|saying|told|tells|reckons?|thinks?|thought|jok\w+|laugh\w*|shout\w*|goes|went|posted|wrote|sent|asks?|"
    r"asked|comment\w*|announced|preach\w*)\b"
)
_ILL_DEED = re.compile(
    r"\b(?:laugh\w*|mock\w*|jok\w+|insult\w*|rude|names|refus\w+|wouldn'?t|ignor\w+|spat|spit|abus\w+|treated|humiliat\w+|"
    r"bull(?:y|ied|ies|ying)|sneer\w*|threat\w+|picked on|taser\w*|stopped|searched|passed over|put it on|pretending|"
    r"made (?:him|her|me|them) (?:take|remove|strip|beg|repeat)|only one)\b"
)
_OFFICER = re.compile(
    r"(?: \w+)? (?:officers?|cops?|coppers?|pcs?|pc|wpcs?|sergeants?|sgt|inspectors?|constables?|detectives?|dc|ds|"
    r"neighbours?|witness(?:es)?|museum|takeaway|restaurant|choir|guy saw|van|car|audi|bmw|jacket|coat|hair|beard|"
    r"hoodie|market|road|school)\b"
)
_DENIED = re.compile(
    r"\b(?:isn'?t|wasn'?t|never|aren'?t|don'?t think|nothing)(?: [\w']+){0,3} \Z|\b(?:not|no) (?:an? )?\Z"
)
_NOT_THIS = re.compile(r"\b(?:not|isn'?t|wasn'?t)(?: (?:because|cos|coz|for|about|being|i'?m|i|am|my|an?)){0,4} \Z")
_ACCUSED = re.compile(r"\b(?:accus\w+|call\w*) (?:me|us|him|her|them|anyone)(?: of)?(?: being)?(?: an?)? \Z")
_NO_REASON = re.compile(r"\b(?:know|knew|recognis\w+|identif\w+|tell|describ\w+|remember\w*|noticed)\b")
_CLOSE = re.compile(r"\b(?:wife|girlfriend|partner|missus|husband|boyfriend|ex|daughter)\b")
_MASK = re.compile(r"\b[a-z][a-z]*[*#@$]+[a-z*#@$]*")
_P_WORD = re.compile(r"\b(?:an?|you|dirty|f[\w*]*ing|these|those|all|stupid) (?P<said>p[*]{3}s?)(?![\w*])(?! off\b)")
_N_WORD = re.compile(r"\bthe (?P<said>[np]|f|t)[ -]word\b")
_WORD_OF = {"n": "race", "p": "race", "f": "sexual_orientation", "t": "gender_identity"}


class _Ground:
    """The patterns of one ground: what tells it, and what only may."""

    def __init__(self, name: str, lists: dict[str, list[str]]) -> None:
        self.name = name
        self.slurs = lists["slurs"]
        group, trait = _any(lists["groups"], "s?"), _any(lists["traits"])
        either = f"(?:{group}|{trait})"
        self.sure = [
            *(re.compile(rf"\b(?:{one})\b") for one in (_any(lists["slurs"], "(?:e?s)?"), _any(lists["sayings"]))),
            re.compile(rf"\b{group}(?:[ \-][\w*]+)? {_SWEAR}|\b{_ABUSIVE} {group}\b"),
            re.compile(rf"(?:{_BECAUSE}|{_BEING}){either}\b"),
            re.compile(rf"{_CALLED}{group}\b|{_JOKES}{either}\b|\b{group}{_OF_JOKES}"),
            re.compile(rf"{_MOCKS}[^.;\n]{{0,45}}?\b{either}\b|\b{either}\b[^\n]{{0,60}}?{_MOCKS}"),
            re.compile(rf"{_SEIZES}{trait}\b|{_SINGLES_OUT}{group}\b"),
        ]
        self.isms = re.compile(rf"\b{_any(lists['isms'])}\b")
        self.general = re.compile(rf"\b{group}{_GENERAL}")
        self.hints = re.compile(rf"\b{_any(lists['hints'])}\b") if lists["hints"] else None
        self.mentions = re.compile(rf"\b{either}\b")


def find_grounds(text: Text, asked: str | None = None) -> Iterator[Finding]:
    """The grounds that a text tells, each once, with the words that tell it.

    Args:
        text: the reporter's words.
        asked: the slot that the text answers; asked for the grounds, a group that is named is the answer.
    """
    for ground in _grounds():
        told = min(_told(text, ground), default=None)
        maybe = None if told else min(_hinted(text, ground, asked=asked == SLOT), default=None)
        span = told or maybe
        if span:
            yield text.finding(SLOT, [ground.name], _with_swearing(text, span), TOLD if told else HINTED)


def _with_swearing(text: Text, span: tuple[int, int]) -> tuple[int, int]:
    """The words with what was spat out behind them: "called me a black" "c***"."""
    more = _SWEARS_ON.match(text.low, span[1])
    return span[0], more.end() if more else span[1]


@lru_cache(maxsize=1)
def _grounds() -> list[_Ground]:
    return [_Ground(name, lists) for name, lists in word_list("grounds").items() if name != "swearing"]


def _any(patterns: list[str], ending: str = "") -> str:
    return f"(?:{'|'.join(sorted(patterns, key=len, reverse=True))}){ending}"


def _told(text: Text, ground: _Ground) -> Iterator[tuple[int, int]]:
    for pattern in ground.sure:
        for match in pattern.finditer(text.low):
            if not _only_described(text, match) and not _at_home(text, ground, match):
                yield match.span()
    yield from (m.span() for m in ground.isms.finditer(text.low) if not _unsaid(text, m))
    for match in ground.general.finditer(text.low):
        if _SAID.search(text.before(match.start(), 60)) and not _only_described(text, match):
            yield match.span()
    yield from _masked(text, ground)


def _hinted(text: Text, ground: _Ground, *, asked: bool) -> Iterator[tuple[int, int]]:
    if ground.hints:
        yield from (match.span() for match in ground.hints.finditer(text.low))
    for match in ground.sure[0].finditer(text.low):
        if not _only_described(text, match):
            yield match.span()  # an insult among those who are close
    for match in ground.mentions.finditer(text.low):
        start, end = text.sentence(match.start())
        if _NOT_THIS.search(text.before(match.start(), 40)):
            continue
        if asked or (not _OFFICER.match(text.low, match.end()) and _ILL_DEED.search(text.low, start, end)):
            yield match.span()


def _unsaid(text: Text, match: re.Match[str]) -> bool:
    """Whether it is denied that it was hate, or somebody was called hateful."""
    before = text.before(match.start())
    return bool(_DENIED.search(before) or _ACCUSED.search(before))


def _only_described(text: Text, match: re.Match[str]) -> bool:
    """Whether a group is named to describe an officer, a witness or a thing, or by which somebody was recognised."""
    described = _OFFICER.match(text.low, match.end()) or _NO_REASON.search(text.before(match.start()))
    return bool(described or _DENIED.search(text.before(match.start(), 20)))


def _at_home(text: Text, ground: _Ground, match: re.Match[str]) -> bool:
    """Whether it is how somebody calls those who are close to them: that is control, and hate only perhaps."""
    return ground.name == "sex" and bool(_CLOSE.search(text.before(match.start(), 60)))


def _masked(text: Text, ground: _Ground) -> Iterator[tuple[int, int]]:
    """Insults with letters masked: "p*ki", "n*****", "f*gs"; not where it may be mere swearing."""
    for match in _MASK.finditer(text.low):
        shape = re.compile(re.sub(r"[*#@$]", "[a-z]", match.group()))
        words = [word for slur in ground.slurs for word in (slur, f"{slur}s")]
        if any(map(shape.fullmatch, words)) and not any(map(shape.fullmatch, word_list("grounds")["swearing"])):
            yield match.span()
    if ground.name == "race":
        yield from (match.span("said") for match in _P_WORD.finditer(text.low))
    yield from (match.span() for match in _N_WORD.finditer(text.low) if _WORD_OF[match["said"]] == ground.name)
