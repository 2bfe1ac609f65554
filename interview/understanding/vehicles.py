"""Vehicles, number plates and online names of officers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.findings import Finding
from interview.understanding.plates import partial_plates
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list, words_of

_SLOT = "vehicle_or_online_handle"
# Current style (since 2001), prefix style (1983 to 2001): https://www.gov.uk/displaying-number-plates
_PLATE = re.compile(r"\b(?:[a-z]{2}\d{2}[ \-]?[a-z]{3}|[a-z]\d{1,3}[ \-]?[a-z]{3})\b")
_PLATE_WORDS = re.compile(
    r"\b(?i:number ?plates?|plates?|reg(?:istration)?\.?)\b(?i: (?:number|no|is|was|were|start|begin|end|started|"
    r"starts|"
    r"begins?|began|ends?|ended|had|has|with|the|in|of|it|like|maybe|something|partial|said|ending|"
    r"starting)\b|[\s:]){0,6}"
    r"(?P<plate>(?i:[a-z]{0,3}\d{1,3} ?[a-z]{0,3})\b|[A-Z]{2,3}\b)"
)
# "G-L-something plate"
_SPELT_PLATE = re.compile(
    r"\b(?:[a-z\d][ \-]){1,3}(?:something|summat|smth)(?:[ \-][a-z\d]\b){0,3} (?:number )?(?:plates?|reg)\b"
)
_HANDLE = re.compile(r"(?<![\w.@])@[A-Za-z0-9_.]{2,30}[A-Za-z0-9_]")
_SERVICE = any_of(word_list("vehicles")["services"])
_USER = re.compile(
    rf"\b(?:user(?: ?name)?|handle|account|profile|screen name|gamertag|tag|{_SERVICE})(?: (?:name|account|there|"
    rf"on there|on it|id))*"
    r"(?: (?:is|was|called|named|=)|:| =| it's|'s)+ [\"']?(?P<handle>[A-Za-z0-9_.\-]{3,30})"
)
# A name with a digit, a dot or an underscore right after the service; a forum's user; a name with its four digits.
_TAG = re.compile(
    rf"\b{_SERVICE}[,:]? (?P<handle>(?=[a-z0-9.]*[_\d])[a-z0-9_.]{{5,30}})\b(?!\.)"
    r"|\b(?P<page>(?:twitter|x|instagram|facebook|tiktok|snapchat|youtube|linkedin)\.com/[\w./@\-]+)|"
    r"(?<![\w/])(?P<reddit>u/[\w\-]{3,20})|\b(?P<tag>\w{2,32}#\d{4})\b"
)
# Nobody writes a low line but in a name online: "from colraz_81".
_LOW_LINE = re.compile(r"(?<![\w@/.\-])(?![\w.\-]*@)(?=[a-z\d.]*_)(?=[\w.]*[a-z]{2})[a-z\d][\w.]{3,29}\b(?!\w)")
# "sells them on Facebook Marketplace as Del Rowe Bargains"
_PAGE = re.compile(
    rf"(?i:\b(?:on|from) {_SERVICE}(?: (?:marketplace|page|group))?,? (?:as|under(?: the name)?|called)) "
    r"[\"'\u201c]?(?P<handle>[A-Z][\w.']+(?: [A-Z][\w.']+){0,3})"
)
_MINE = re.compile(
    r"\b(?:my|i'?m|our|i am)(?: (?!(?:his|her|the|their|an?|by|with|in|from|and|to|on|at|of)\b)[\w']+){0,4} \Z|"
    r"\bsearched my(?: \w+)? \Z|\bmy (?:van|car|motor|bike|lorry|truck)\b[^.;\n]{0,25}, an? \Z|\bmy car,? an? \Z|"
    r"\bi(?:'ve| have)? (?:drive|drives|drove|driven|own|have) an? \Z|\bi(?:'ve| have)? (?:drive|drove|driven) \Z"
)
_MINE_BEHIND = re.compile(r",? (?:is |was |that's |thats )?mine\b")
_PART = re.compile(r"\b(?:start|begin|began|end|partial|something)")
# "posts in it as OlliePop", "his facebook name is Dave H Cop", "uses the name Steve on grindr"
_AS = re.compile(
    r"(?i:\b(?:posts?|posting|messag\w+|texts?|texting|writes?|chats?|chatting|comments?|commenting|signs?|adds?|added|"
    r"contact\w*|sent|sends|shows?|appears?|comes up|listed)(?: (?!(?:as|and|but)\b)[\w']+){0,6} as) "
    r"(?P<handle>(?!no\.)[A-Za-z]*[a-z][A-Z][\w.]+|(?!no\.)[A-Za-z][\w.]*[\d_]\w*|[A-Za-z]\w+(?:\.\w{2,}){1,3})\b"
    rf"|(?i:\b(?:his|her|their) (?:{_SERVICE} )?(?:user ?name|profile|account|screen ?name|display name|handle|"
    rf"{_SERVICE} "
    r"name)(?: name)? (?:is|was|says|said)) [\"']?(?P<name>[A-Z][\w.]*(?: [A-Z][\w.]*){0,3})"
    rf"|(?i:\b(?:us(?:es|ed|ing)|under|with|by|has|had) the name) (?P<used>[\w.\-]+(?: [A-Z]\w+)?)(?i: on (?:there|"
    rf"it|{_SERVICE})\b)"
    rf"|(?i:\b{_SERVICE}[,:]? (?:s?he'?s|his name is|her name is|s?he is|"
    rf"name'?s)) (?P<there>[\w.\-]{{4,30}})(?i: on (?:there|it)\b)"
)
# What may stand between a vehicle and its plate.
_ITS_PLATE = re.compile(
    r",? (?:(?:with|and|the|an?|its|his|her|private|number|reg(?:istration)?\.?|plates?|numberplate|no\.?|is|was|"
    r"were|had|"
    r"has|it|that|which|starts?|started|starting|begins?|began|beginning|ends?|ended|ending|of|in|something|like|maybe|"
    r"partial|i think|said)[ :]+)*"
)
_COMMON_ENDINGS = words_of("vehicles", "not_plate_endings")


def find_vehicles(text: Text) -> Iterator[Finding]:
    """Vehicles and plates, as they were said, and online names."""
    taken: list[tuple[int, int, float]] = []
    for start, end, sure in sorted([*_vehicles(text), *_handles(text)], key=lambda span: span[0] - span[1]):
        mine = _MINE.search(text.before(start, 40)) or _MINE_BEHIND.match(text.low, end)
        if free_of([span[:2] for span in taken], start, end) and not mine:
            taken.append((start, end, sure))
    for start, end, sure in _with_plates(text, sorted(taken)):
        yield text.finding(_SLOT, None, (start, end), sure)


def _with_plates(text: Text, spans: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """The vehicles, each as one with the plate that is told right behind it: "a marked car", "reg starts LJ23"."""
    joined: list[tuple[int, int, float]] = []
    for start, end, sure in spans:
        if joined and _ITS_PLATE.fullmatch(text.low, joined[-1][1], start):
            first = joined.pop()
            joined.append((first[0], end, max(first[2], sure)))
        else:
            joined.append((start, end, sure))
    return joined


def _vehicles(text: Text) -> Iterator[tuple[int, int, float]]:
    for match in _vehicle().finditer(text.low):
        yield match.start(), match.end(), 0.9
    for match in _PLATE.finditer(text.low):
        if match.group()[-3:] not in _COMMON_ENDINGS and _like_plate(match.group(), text):
            yield match.start(), match.end(), 0.95
    for match in _PLATE_WORDS.finditer(text.raw):
        start, end = match.span("plate")
        # "plate ended in KXO" says more than "KXO"
        start = match.start() if match["plate"].isalpha() or _PART.search(match.group().lower()) else start
        last = match["plate"].split()[-1].lower()
        yield start, end - (len(last) + 1 if last in _COMMON_ENDINGS else 0), 0.85
    for match in _SPELT_PLATE.finditer(text.low):
        yield match.start(), match.end(), 0.85
    for start, end in partial_plates(text):
        yield start, end, 0.8


def _handles(text: Text) -> Iterator[tuple[int, int, float]]:
    for match in _HANDLE.finditer(text.raw):
        yield match.start(), match.end(), 0.9
    for match in _TAG.finditer(text.low):
        yield *match.span(match.lastgroup or 0), 0.85
    for match in _LOW_LINE.finditer(text.low):
        yield *match.span(), 0.8
    for match in _PAGE.finditer(text.raw):
        yield *match.span("handle"), 0.8
    for match in _AS.finditer(text.raw):
        yield *match.span(match.lastgroup or 0), 0.8
    for pattern in (_USER, _on_service()):
        for match in pattern.finditer(text.low):
            if pattern is not _USER or re.search(r"[\d_.]", match["handle"]) or _quoted(text, match):
                yield match.start("user" if match.groupdict().get("user") else "handle"), match.end(), 0.85


def _like_plate(said: str, text: Text) -> bool:
    current = re.match(r"[a-z]{2}\d{2}[ \-]?[a-z]{3}", said)
    return bool(current) or said.upper() in text.raw


def _quoted(text: Text, match: re.Match[str]) -> bool:
    return text.raw[match.start("handle") - 1] in "\"'" or "called" in match.group()


@lru_cache(maxsize=1)
def _on_service() -> re.Pattern[str]:
    return re.compile(
        r"\b(?:(?:(?:messag\w+|texts?|contact\w*|writes?|posts?|dms?|adds?|added|follow\w*) (?:me |her |us |"
        r"him )?as|goes by|calls? (?:himself|herself)|known as|he's|hes|she's|shes|under(?: the name)?|called|"
        rf"name is) (?P<handle>(?!a\b|on\b|been\b|just\b)[\w.\-]+(?: \w+)?) on {_SERVICE}\b|\b(?:on|over|via|"
        rf"through|in) {_SERVICE},? "
        r"(?:as|under|called|named|his name is|hes|he's)[: ]+(?P<user>[\w.\-]*[\d_.][\w.\-]*\w))"
    )


def _behind(*words: str) -> str:
    return "(?:" + "|".join(rf"(?<=\b{word} )" for word in words) + ")"


@lru_cache(maxsize=1)
def _vehicle() -> re.Pattern[str]:
    lists = word_list("vehicles")
    colour = rf"(?:(?:{any_of(lists['shades'])}[ \-])?{any_of(lists['colours'])}|old|new)"
    police = any_of(lists["police"])
    make = rf"(?:{any_of(lists['makes'])}(?: {any_of(lists['models'])})?|{any_of(lists['models'])})"
    kind = any_of(lists["kinds"])
    tail = (
        r"(?: (?:with )?(?:no|the) (?:number )?plates?)?(?:,? (?:plate|reg(?:istration)?(?: number| no)?)\.? "
        r"(?:is |was )?[a-z]{2}\d{2} ?[a-z]{0,3}\b)?"
    )
    # "a white Vivaro with a roof rack"
    tail += (
        r"(?: with an? (?!(?:\w+ )?(?:man|woman|girl|boy|lad|lady|friend|mate|colleague|officer|cop|pc|male|"
        r"female|kid|child(?! seat))\b)"
        r"[a-z]+(?: (?!(?:and|on|in|at|that|which|who|he|she|it|they|i|we|from|parked|was|is|to|outside|by|when|so)\b)"
        r"[a-z]+){0,2})?"
    )
    tail += r"(?:, one of (?:them|those|these|they|the) (?:[\w\-]+ ){1,6}?ones)?"
    plain = any_of(one for one in lists["kinds"] if one != "car")
    came = _behind(
        "rides", "drives", "rode", "drove", "he had", "he has", "got", "came in", "came on", "up in", "up on"
    )
    loose = (
        rf"(?:{came}(?:an?|two|three) {plain}s?|(?:{police} )(?:{colour} )?(?:{make}|{kind})|"
        rf"(?:{colour} )(?:{police} )?(?:{make}(?: {kind})?|"
        rf"{kind})|{make} {kind})"
    )
    makes = any_of(make for make in lists["makes"] if make not in ("vauxhall", "seat"))  # "in Vauxhall" is a place
    makers = rf"(?:they|them|those|these|the|his|her)(?: (?:big|new|old|little|small|{colour}))* {make}"
    one_of = rf"one of {makers}s?|(?<![\s\S]){plain}s?(?=,)"
    owned = _behind("in", "an", "is", "his is a", "hers is a", "was a", "got a", "had a", "has a", "in a", "as a")
    whose = _behind("their", "his own", "her own", "their own")  # "scratched her Tesla" may be a victim's
    known = any_of(make for make in lists["makes"] if make not in lists["other_things"])
    bare = rf"{owned}(?<!at ){makes}(?: {any_of(lists['models'])})?|{whose}{known}(?: {any_of(lists['models'])})?"
    return re.compile(
        rf"\b(?:{loose}|{one_of}|(?<=\bdrives a ){make}|(?<=\bdriving a ){make}|{bare}){tail}\b(?! (?:station|officer|"
        rf"park|boot|"
        r"force|computer|record))"
    )
