"""Where something happened: a preposition and a place, with the names that locate it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.date_readers import DAY, MONTH
from interview.understanding.findings import Finding
from interview.understanding.places import EVENT, gazetteer
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

_WORDS = (
    r"(?:(?!(?:and|but|he|she|they|who|which|that|when|was|is|in|on|at|with|to|from|for|i|we|you|it|him|"
    r"them|me|someone|nurse|worker|dashcam|dash cam|better|half)\b)[\w'&\-]+ ){0,4}?"
)
_NEAR = (
    r"(?:right )?(?:outside|inside|in front of|in|at|on|near|behind|opposite|by|next to|under|beneath|"
    r"beside|over at|at the (?:bottom|top|end|side|foot) of|round the back of|"
    r"around the back of|at the back of|back of|round|around|through|came to|come to|comes to|"
    r"turned up at|came round|came into|attended|raided|searched|into(?= (?:my|our|her|his) )|(?:on |"
    r"at )?(?:the )?(?:corner|junction) of|"
    r"from(?= (?:my|our|her|his|their|the) (?:\w+ )?(?:house|flat|home|shop|room|car|takeaway)\b)|to(?= (?:my|"
    r"our|his|her|their|the|a) "
    r"(?:\w+ )?\w+))"
)
_NAMED = (
    r"(?: (?:on|in|off|near|at|of) (?:the )?(?:[A-Z][\w'\-]+(?: [A-Z][\w'\-]+){0,3}|[a-z'\-]+"
    r"(?: [a-z'\-]+)? (?:road|rd|street|lane|high street|high road|avenue|square|park|way|hill|green|"
    r"station)))"
)
_KIN = (
    r"(?:dad|mum|nan|gran|sister|brother|mate|friend|uncle|aunt|auntie|cousin|neighbour|boyfriend|girlfriend|"
    r"parents|family)"
)
# Where somebody works or lives, not where it happened.
_NOT_EVENT = re.compile(
    r"\b(?:based|(?<!his )(?<!her )(?<!my )(?<!their )works?|working|worked|stationed|live|lives|lived|living|"
    r"posted|born|moved|from|serving)"
    r"(?: \w+)?(?: out)? \Z|\b(?:camera|cameras|cctv|screenshots|footage|photos?|pictures|videos?|owners?|"
    r"people|person|someone|nurse|worker|dashcam|dash cam|camera's|lads?|crew|gang|dealers?|girls?|boys?|kids?|"
    r"mates?|family)(?: is| are)? \Z|\b(?:fill(?:s|ed|ing)?|homework|(?:look|star|point|shout|glar)(?:s|e|ed|"
    r"ing)? (?:down |up )?"
    r"(?=\Z))\s?\Z|\b(?:taught|teach(?:es)?)(?: \w+){0,4} \Z"
)
# Where somebody complained of it: "i made a complaint at the station"
_COMPLAINED = re.compile(
    r"\b(?:complain(?:s|ed|t)?|reported|report|statement)(?: (?:it|this|him|her|them|all))?(?: \w+)? \Z"
)
_OFFICE = re.compile(r"(?:at|in) .*\b(?:station|nick|desk|counter|office|police)\b")
_HOMELESS = re.compile(r"\b(?:go|going|be|end up|out|put (?:me|us|her)|living|sleeping) \Z")
_OFFICER = rf"\b(?:{title_pattern()}|officers?|cop|copper|dispatcher|cadets|staff|team(?: \w)?)"
_OF_OFFICER = re.compile(rf"{_OFFICER}(?: [a-z'\-]+){{0,2}} \Z")
_OF_OFFICER_FAR = re.compile(rf"{_OFFICER}(?: (?!{EVENT})[a-z'\-]+){{0,4}}(?: \w{{1,5}})? \Z")
_POLICE_PLACE = re.compile(r"\b(?:nick|police station|custody|cells?|hq|headquarters|control room)\b")
_UNANNOUNCED = re.compile(
    r"(?i)(?:, ?|\. ?|\n|\A)\s*(?!(?:an?|the|my|his|her|main|no|next|same|this|that|and|on|down) )"
    r"(?:[a-z']+ ){1,2}(?:square|high road|road|high street|street|lane|avenue)\b(?=\s*[,.\n]|\s*\Z)"
)
# What only looks like a place: "took place", "to court", "on the house", "on his work laptop".
_NO_PLACE = re.compile(
    r"(?<!my )(?<!our )(?<!his )(?<!her )(?<!their )\bplace\Z|(?<!\Aat )(?<!\Aat my )(?<!\Aat his )"
    r"(?<!\Aat her )(?<!side my )(?<!side his )(?<!side her )\bwork\Z"
    r"|\Aunder (?:my|our|his|her|the) (?:car|van|cab)\Z"
    r"|\A(?:on|behind) the (?:bar|table)\Z|\bto (?:court|work|the station|school|hospital|church|the shops?)\Z|"
    r"\b(?:in|at|on) (?:the |about |around |"
    r"early |late |mid )?(?:march|court)\Z"
    r"|\bon (?:the |my |his |her )?(?:house|home|kitchen|flat|car|garden|room|bedroom|property)\Z|\b"
    r"(?:address|way home)\Z"
)
_LIVES = re.compile(
    r"\b(?:i|we)(?:'m|m| am| was)? (?:live|homeless)(?: (?!(?:and|when|he|she|they|was|"
    r"were)\b)[\w']+){0,4} \Z"
)
_SOMEBODY = re.compile(
    r"\b(?:an?|some|this|that) (?:\w+ )?(?:man|woman|bloke|lad|guy|lady|fella|family|dealer|couple) \Z"
)
_OWN_PLACE = re.compile(r"(?:in|on|from) (?:my|our) ")
_A_CAR = re.compile(rf"\b(?:{any_of(word_list('vehicles')['makes'])}) \Z")
_AT_WORK = re.compile(r"\b(?:he|she|they)(?:'s|s|'re|re| is| was| are)? \Z")
_VERB = re.compile(
    r"(?:(?:stop(?:s|ped)?|search(?:es|ed)?|push(?:es|ed)?|hit|kick(?:s|ed)?|beat) (?:me|us|him|her|them|"
    r"my \w+) (?=[a-z])|"
    r"(?:came|come|comes) (?:to|round|into) |turned up at |attended |raided |searched |to (?=my|our|his|her))",
    re.IGNORECASE,
)
_ROAD = re.compile(
    r"\b(?:on |off )?(?:the )?(?P<road>[mab]\d{1,4}(?:\(m\))?)\b(?: (?:near|by|at|just after|before|"
    r"between|southbound|northbound|eastbound|westbound)(?: (?:junction|j|jct)? ?[\w']+){1,2})?"
)
# "on Tuesday night outside Aldi": the time is no part of the place.
_TIME = re.compile(
    rf"on (?:the )?(?:{DAY}(?: (?:morning|afternoon|evening|night))?|\d{{1,2}}(?:st|nd|rd|th)?(?: of)? {MONTH}) "
    r"(?=(?:outside|inside|near|at|in|by|behind|on|opposite|round)\b)",
    re.I,
)


def find_where(text: Text) -> Iterator[Finding]:
    """The places of what happened."""
    found: list[tuple[int, int, float]] = []
    for pattern, sure in _patterns():
        for match in pattern.finditer(text.raw):
            if free_of([span[:2] for span in found], *match.span()) and _of_event(text, match):
                lead = _VERB.match(match.group()) or _TIME.match(match.group())
                found.append((match.start() + (lead.end() if lead else 0), match.end(), sure))
    for start, end, sure in _joined(text, sorted(found)):
        yield text.finding("where", None, (start, end), sure)


def _joined(text: Text, spans: list[tuple[int, int, float]]) -> list[tuple[int, int, float]]:
    """Places that follow one another are one: "on the A12", "in Chelmsford"."""
    joined: list[tuple[int, int, float]] = []
    for start, end, sure in spans:
        if joined and re.fullmatch(r",? ?(?:(?:by|near|off) (?:the )?)?", text.low[joined[-1][1] : start]):
            first = joined.pop()
            joined.append((first[0], end, max(first[2], sure)))
        else:
            joined.append((start, end, sure))
    return joined


def _of_event(text: Text, match: re.Match[str]) -> bool:
    before, said = text.before(match.start(), 40), match.group().lower()
    works_there = re.match(r"(?:in|at) ", said) and (_OF_OFFICER.search(before) or _works_at(before, said))
    busy = said == "at work" and _AT_WORK.search(before)
    verb = _VERB.match(said)
    if _NOT_EVENT.search(before) or works_there or busy or _NO_PLACE.search(said[verb.end() :] if verb else said):
        return False
    if (_OFFICE.match(said) and _COMPLAINED.search(before)) or (
        re.fullmatch(r"on (?:the )?streets?", said) and _HOMELESS.search(before)
    ):
        return False
    if _of_somebody(before, said) or (_ROAD.fullmatch(said) and _A_CAR.search(before)):
        return False
    vehicle = re.search(r"\b(?:in|on) (?:his|her|the|a|an|my)?.*\b(?:van|car|bus)\Z", said)
    return not vehicle or _enclosed(said)


def _of_somebody(before: str, said: str) -> bool:
    """Whether it is where somebody lives or works: "i'm homeless in Brighton", "a man in our estate"."""
    short = said.startswith("in ") and said.count(" ") < 3 and not _OWN_PLACE.match(said)
    return bool(short and _LIVES.search(before)) or bool(_OWN_PLACE.match(said) and _SOMEBODY.search(before))


def _works_at(before: str, said: str) -> bool:
    """Whether a police building is where an officer works: "a copper called Big Steve at Plumstead nick"."""
    return bool(_POLICE_PLACE.search(said) and _OF_OFFICER_FAR.search(before))


def _enclosed(said: str) -> bool:
    return bool(
        re.search(
            r"on (?:the|a) (?:number |no )?[a-z]?\d+ bus\Z|(?:in|outside|inside|back) (?:of )?(?:the |his |her |"
            r"my )(?:police |back of the |patrol )?(?:van|"
            r"car|bus)\Z|back of",
            said,
        )
    ) and not re.search(r"\b(?:marked|unmarked|white|black|blue|grey|silver|red)\b", said)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], float], ...]:
    places = any_of(word_list("where")["places"])
    near = (
        rf"\b{_NEAR} {_WORDS}{places}\b(?!')(?! (?:records?|group|laptop|phone|computer|viewing|chat|mates?|"
        r"do\b|boot|form|forms|meeting|camera|cameras|cctv|footage|manager|staff|owners?|officer|teacher))"
    )
    towns = any_of(name for name in gazetteer() if name not in word_list("where")["not_towns"])
    tail = rf"(?:,? (?:in|near|at|,)? ?{towns}\b)?"
    return (
        (_ROAD_I, 0.75),
        (re.compile(rf"(?i:{near})(?-i:{_NAMED})?(?i:{tail})"), 0.88),
        (
            re.compile(
                rf"(?i)\b(?:in|at|near|outside|inside|round|around) (?:the )?{towns}(?: town centre| high street|"
                r" high road| road| market| park|"
                r" station)?\b"
            ),
            0.7,
        ),
        (
            re.compile(
                r"\b(?:on|outside|in|off|near|through|across|along|at|by|opposite) (?:the )?(?:[A-Z][a-z']+ ){1,3}"
                r"(?:Road|Rd|Street|St|Lane|Avenue|Park|Square|Hill|Green|Way|Estate)\b"
            ),
            0.88,
        ),
        (_VENUE, 0.8),
        (_TRAIN, 0.85),
        (re.compile(r"(?i)\bon the (?:top|upper|lower|bottom) deck(?: of (?:the|a) (?:number )?\w+(?: bus)?)?"), 0.85),
        (
            re.compile(
                r"\b(?:stop(?:s|ped)?|search(?:es|ed)?|push(?:es|ed)?|hit|kick(?:s|ed)?|beat) (?:me|us|him|her|"
                r"them|my \w+) "
                rf"[A-Z][a-z]+(?: [A-Z][a-z]+)? (?i:{places})\b"
            ),
            0.7,
        ),
        (
            re.compile(
                r"(?i)\b(?:(?:my|his|her|our|their) (?:\w+ )?(?:flat|house|front door|doorstep|bedroom|kitchen|"
                r"garden|shop|takeaway|restaurant|salon|pub|cafe))\b(?= (?:on|at|last|and|was|in|with))"
            ),
            0.6,
        ),
        (
            re.compile(
                rf"(?i)\b(?:my|our|his|her) {_KIN}'?s? (?:shop|house|flat|pub|car|takeaway|restaurant|place|"
                rf"room|garden)\b"
            ),
            0.7,
        ),
        (re.compile(rf"(?i)\b(?:custody suite|the cells) (?:at|in) {towns}\b"), 0.85),
        (
            re.compile(
                r"\b(?i:custody (?:suite|block|desk)|custody|the cells|a cell) (?:at|in) [A-Z][a-z]+(?: [A-Z][a-z]+)?\b"
            ),
            0.85,
        ),
        (
            re.compile(
                rf"(?i)\b(?:(?:at|outside|inside) (?:my|our|his|her|their) (?:\w+ )?{_KIN}['\u2019]s|(?:round|over at|"
                rf"round at) (?:my|our|his|her|their) (?:\w+ )?{_KIN}['\u2019]?s)\b(?!['\u2019]|"
                rf" [\w'\u2019]+ (?:house|car|flat))"
                r"(?=[.,;\n)]|\Z| (?:on|in|at|with|and|last|when|for|that|this|who|he|she|i|we|was|is|the)\b)"
            ),
            0.8,
        ),
        (_UNANNOUNCED, 0.7),
        (re.compile(rf"(?i)\bin custody(?: (?:at|in) {towns})?\b"), 0.85),
    )


# A place with a name of its own: "at the Rose & Crown in Ledbury", "outside the Plough in Thame".
_VENUE = re.compile(
    r"\b(?:[Aa]t|[Ii]n|[Oo]utside|[Ii]nside|[Bb]ehind|[Nn]ear|[Oo]pposite|[Bb]y) the [A-Z][\w'\u2019]+"
    r"(?: (?:(?:&|and) )?[A-Z][\w'\u2019]+){0,2}(?:,? (?:in|on|at) [A-Z]\w+(?: [A-Z]\w+)?|(?<= [&d] [A-Z]\w)\w*)"
)
# "on the 18.07 from Crewe to Chester", "on the last train from Leeds to York"
_TRAIN = re.compile(
    r"\b[Oo]n (?:the|a|my) (?:\d{1,2}[.:]\d\d|(?:\w+ )?(?:train|sleeper|ferry|coach|tram))(?: train|"
    r" service)? (?:(?:out of|"
    r"back from|from) [A-Z]\w+(?: [A-Z]\w+)?(?: to [A-Z]\w+(?: [A-Z]\w+)?)?|(?:to|into) [A-Z]\w+(?: [A-Z]\w+)?)"
)
_ROAD_I = re.compile(_ROAD.pattern, re.IGNORECASE)
