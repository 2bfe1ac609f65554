"""The force, and the borough, BCU, station or unit that an officer works at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain

from rapidfuzz import fuzz, process

from interview.forces import force_names, read_force
from interview.phrases import plain
from interview.understanding.findings import Finding
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, compiled, word_list, words_of

_STATION = "borough_bcu_or_station"
NEAR = 90  # a nearer spelling than this is taken for a slip of the thumb; "Northwich" is not Norwich
_NOUN = (
    r"(?:nick|police station|police stn|cop shop|station|borough|boro|bcu|custody(?: suite)?|police|"
    r"factory|division|borough command)"
)
_WORKS = (
    r"(?<!my )(?<!our )(?<!at )(?:based|stationed|works?|working|worked|posted|serving|serves|transferred|"
    r"attached)(?: \w+){0,2}?(?: out of| at| in| from| for| of| to)(?: the)? "
)
_POLICE_FORCE = r"(?:police|constabulary|force|officers?|pc|cops?|copper)"
_ABBREVIATIONS = ("btp", "gmp", "psni", "tvp", "wmp", "colp", "wyp", "syp", "cnc", "mdp")
# What happened, so that a place after it is no longer where an officer is of.
EVENT = (
    r"(?:(?!called|named|based|nicknamed)\w+ed|hit|came|took|gave|met|saw|put|held|beat|threw|me|us|him|her|my|"
    r"he|she|they|i|"
    r"was|were|and|who|that|got|had|let|in|on)\b"
)
_NOT_A_PLACE = words_of("places", "not_places")


def find_forces(text: Text) -> Iterator[Finding]:
    """Forces by their names; a county's or town's name alone is no force, and "the met" must be one."""
    taken: list[tuple[int, int]] = []
    for pattern, sure in _force_patterns():
        for match in pattern.finditer(text.low):
            name = match["name"]
            if (
                free_of(taken, *match.span("name"))
                and _met_is_noun(text, match)
                and (sure > 0.7 or _listed(text, match))
            ):
                taken.append(match.span())
                official = force_names().get(plain(re.sub(r"[\s\-]+", " ", name)).removeprefix("the ")) or read_force(
                    name
                )
                if official:
                    yield text.finding("force", official, match.span("said"), sure)


def _listed(text: Text, match: re.Match[str]) -> bool:
    """Whether a county that stands alone is the officer's: one was spoken of, and no town stands right before it."""
    before = text.low[max(0, match.start() - 30) : match.start("name")]
    town = re.search(r"\b(?:in|near|at|from) [a-z]+, ?\Z", before)
    here = text.before(match.start(), 80)
    return _officer_before(text, len(text.low)) and not (town and not _officer_before(Text(here), len(here)))


def _officer_before(text: Text, at: int) -> bool:
    return bool(compiled(rf"\b(?:{title_pattern()}|officers?|cop|copper)\b").search(text.low[:at]))


def find_stations(text: Text) -> Iterator[Finding]:
    """Stations, boroughs and BCUs that an officer is said to be of."""
    taken: list[tuple[int, int]] = []
    for pattern, sure in _station_patterns():
        for match in pattern.finditer(text.low):
            value = place_named(match["place"])
            if re.match(r" (?:Road|Lane|Hill|Quays|Central)\b", text.raw[match.end("place") :]) and not text.shouted:
                continue  # "Bow Road" is more than "Bow": see posts.py
            if value and free_of(taken, *match.span("place")):
                taken.append(match.span("place"))
                yield text.finding(_STATION, value, _said(match), sure * _near_only(text, match.start("place")))
    others = [*_alone(text), *(_capitalised(text) if not text.shouted else ())]
    yield from (one for one in others if free_of(taken, one.start, one.end))


_CAPITAL = (
    r"(?<!Greater )(?P<place>(?!Greater\b|Devon\b)[A-Z][a-z]+(?:[ -][A-Z][a-z]+)?)(?![\w'-]| (?:Road|Rd|Street|St|"
    r"Lane|Avenue|Park|Square|Hill|High|Estate|Market|Hotel|Arms|School|Hospital|Airport))"
)
_TEAM = (
    r"(?:[Rr]esponse|CID|[Tt]raffic|[Mm]ajor crime|[Ff]irearms|[Nn]eighbourhood|[Cc]ustody|[Oo]rganised crime|"
    r"[Cc]ontrol room|[Ff]ront desk|"
    r"[Ff]ront counter|[Tt]raffic office|[Pp]roperty store|[Dd]og section|[Rr]ural crime|[Ll]icensing|"
    r"[Cc]ustody suite|[Cc]ells|desk)"
)


def _capitalised(text: Text) -> Iterator[Finding]:
    """Places that no list knows, told by a capital where only a station can stand: "PC Cartwright at Hucknall"."""
    for pattern in _capital_patterns():
        for match in pattern.finditer(text.raw):
            name = match["place"]
            if name.lower() not in _NOT_A_PLACE and name.lower() not in force_names() and not _MONTH.match(name):
                yield text.finding(_STATION, gazetteer().get(name.lower(), name), match.span("place"), 0.8)


_MONTH = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Christmas|Easter|First|The|"
    r"He|She|I|They)"
)


@lru_cache(maxsize=1)
def _capital_patterns() -> tuple[re.Pattern[str], ...]:
    title = rf"(?i:{title_pattern()})"
    return (
        re.compile(
            rf"\b{title}\.? (?:[A-Z][\w'\-]+ ){{0,3}}?(?:\([^)]*\) )?(?:is |was |works |worked |who works |based |"
            rf"stationed )*(?:at|out of|based at|in|from) {_CAPITAL}"
        ),
        re.compile(
            rf"\b(?:based|stationed|works?|worked|working|posted|serving|serves)(?: out of| at| in| from) {_CAPITAL}"
        ),
        re.compile(
            rf"{_CAPITAL} (?:nick|police station|custody|CID|response|front desk|lot|cop shop|traffic|BCU|borough)\b"
        ),
        re.compile(rf"\b{_TEAM},? (?:at |in |for )?{_CAPITAL}"),
        re.compile(rf"(?<=, ){_CAPITAL} station(?=\s*(?:[,.;\n)]|\Z))"),
    )


def _near_only(text: Text, at: int) -> float:
    """How much less a station tells of where officers work when something only happened behind or near it."""
    return (
        0.8
        if re.search(
            r"\b(?:back of|behind|outside|near|opposite|in front of|"
            r"round the corner from) \Z",
            text.before(at, 25),
        )
        else 1
    )


@lru_cache(maxsize=1)
def _place_alone() -> re.Pattern[str]:
    return re.compile(
        rf"(?:(?<=[.\n] )|(?<=\n))(?:at |in )?(?P<place>{any_of(gazetteer())})(?=\s*(?:[.\n]|\Z| i (?:think|"
        rf"believe)))"
        rf"|(?<=police scotland, )(?P<town>{any_of(gazetteer())})\b"
    )


def _alone(text: Text) -> Iterator[Finding]:
    """A place that is a sentence by itself, after an officer was spoken of: "Sgt Voss. Enfield." """
    for match in _place_alone().finditer(text.low):
        if _officer_before(text, match.start()):
            group = "place" if match["place"] else "town"
            yield text.finding(_STATION, place_named(match[group]), match.span(group), 0.75)


@lru_cache(maxsize=1)
def _place_answered() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(gazetteer())}\b(?: {_NOUN}\b)?")


def station_answer(text: Text) -> Iterator[Finding]:
    """An answer to where they work: known places first, then near spellings, then units."""
    known = list(_place_answered().finditer(text.low))
    for match in known:
        name = re.sub(rf" {_NOUN}\Z", "", match.group()) if not match.group().endswith("bcu") else match.group()
        yield text.finding(_STATION, place_named(name), match.span(), 0.93)
    if not known:
        yield from _near_or_unit(text)


@lru_cache(maxsize=1)
def gazetteer() -> dict[str, str]:
    """Every known place in small letters, with its name."""
    lists = word_list("places")
    names = [*lists["boroughs"], *lists["stations"], *chain.from_iterable(lists["towns"].values())]
    names += [part for name in lists["boroughs"] for part in name.split(" and ")]
    known = {name.lower(): name for name in names}
    known |= {other: name for name, others in lists["also"].items() for other in others}
    return known | {f"{name.lower()} bcu": f"{name} BCU" for name in lists["bcus"]}


def place_named(said: str) -> str | None:
    """The name of a place as it was said: known, nearly known, or with capitals; None when it is no name."""
    name = re.sub(r"[\s\-]+", " ", said.strip().lower())
    if name in gazetteer():
        return gazetteer()[name]
    if not name or name.split()[0] in _NOT_A_PLACE:
        return None
    near = process.extractOne(name, list(gazetteer()), scorer=fuzz.ratio, score_cutoff=NEAR) if len(name) > 4 else None
    return gazetteer()[near[0]] if near else name.title().replace("Bcu", "BCU")


def _near_or_unit(text: Text) -> Iterator[Finding]:
    words = re.compile(r"[a-z']+(?: [a-z']+)?")
    for pattern in (words, re.compile(r"[a-z']{5,}")):
        for match in pattern.finditer(text.low):
            near = process.extractOne(match.group(), list(gazetteer()), scorer=fuzz.ratio, score_cutoff=NEAR)
            if near and len(match.group()) > 4:
                yield text.finding(_STATION, gazetteer()[near[0]], match.span(), 0.8)
                return
    unit = compiled(rf"\b{any_of(word_list('places')['units'])}\b").search(text.low)
    if unit:
        yield text.finding(_STATION, None, unit.span(), 0.85)


def _said(match: re.Match[str]) -> tuple[int, int]:
    return match.start("place"), match.end("said") if "said" in match.re.groupindex else match.end("place")


def _met_is_noun(text: Text, match: re.Match[str]) -> bool:
    return not (match["name"] == "the met" and re.match(r" (?:gala|office|bar|line)", text.after(match.end(), 10)))


@lru_cache(maxsize=1)
def _force_patterns() -> tuple[tuple[re.Pattern[str], float], ...]:
    names = [
        name for name in force_names() if name not in ("met", "city", "transport", "force", "railway") and len(name) > 3
    ]
    names += [name.lower() for name in force_names().values()]
    name = any_of([*names, "west mids"])
    return (
        (
            re.compile(
                rf"\b(?P<said>(?P<name>{any_of(v.lower() for v in force_names().values())}|the met|met(?= (?:police|"
                r"officers?|pc|cop)|pol\b)|british transport|transport(?= police)|police scotland))\b"
            ),
            0.95,
        ),
        (re.compile(rf"\b(?P<said>(?P<name>{any_of(_ABBREVIATIONS)}))\b"), 0.93),
        (re.compile(rf"\b(?P<said>(?P<name>{name}),? {_POLICE_FORCE})\b"), 0.93),
        (
            re.compile(
                r"\b(?:police|officer|cop|copper|pc|pcso|constable|force|special|policeman|works|sergeant|serving|"
                r"detective) "
                rf"(?:officer )?(?:in|for|with|from|of) (?:the )?(?P<said>(?P<name>{_counties()}))\b"
            ),
            0.85,
        ),
        (
            re.compile(
                rf"\b(?:{title_pattern()}|officers?|cop|copper|own force)\b,? (?:(?!{EVENT})[a-z'\-]+,? "
                rf"){{0,4}}?(?:\(|(?:of|from|with|in|at) )?(?:the )?"
                rf"(?P<said>(?P<name>{_counties()}))\b"
            ),
            0.8,
        ),
        (
            re.compile(
                rf"\b(?:(?:he|she|they)(?:'s|'re| is| are| was|s)?|works?|working|served?|force(?: is|:)?) "
                rf"(?:still )?(?:with|for|in|at|of)? ?(?:the )?(?P<said>(?P<name>{_counties()}))\b(?=\s*(?:[.,;\n)]|"
                r"\Z| police| now| but| and))"
            ),
            0.8,
        ),
        # "Surrey. Guildford I believe", "Firearms, Met."
        (
            re.compile(
                rf"(?:\A|[.,;:\n(\u2013-] ?)(?:the )?(?P<said>(?P<name>{_counties()}|met))(?=\s*(?:[.,;\n)]|\Z|"
                r" i (?:think|believe)))"
            ),
            0.7,
        ),
        (re.compile(r"\b(?P<said>(?P<name>thames valley))\b"), 0.75),
        (re.compile(r"\b(?P<said>(?P<name>scotland yard))\b(?! nick)"), 0.7),
    )


def _counties() -> str:
    # A town that is also short for a force ("leeds") is a station there rather than the force.
    return any_of(
        name
        for name in force_names()
        if name not in gazetteer() and name not in ("met", "city", "transport", "railway")
    )


@lru_cache(maxsize=1)
def _station_patterns() -> tuple[tuple[re.Pattern[str], float], ...]:
    known = any_of(gazetteer())
    no_event = (
        r"(?:(?!\b(?:stopped|hit|grabbed|searched|met|saw|happened|arrested|pulled|me|us|came|gave|took|he|"
        r"she|they|was)\b)[^.\n!?;])"
    )
    return (
        (
            re.compile(
                rf"\b(?:the "
                rf")?(?P<said>(?P<place>{any_of([k for k in gazetteer() if k.endswith(' bcu')])}))\b"
            ),
            0.95,
        ),
        (re.compile(rf"\b(?P<said>(?P<place>{known})(?:'s)? {_NOUN})\b(?! (?:road|officer))"), 0.95),
        (re.compile(rf"\b{_WORKS}(?P<place>{known})\b"), 0.93),
        (
            re.compile(
                rf"\bnot (?:from|at|based at|in) {known}(?: nick)?,? (?:but |its |it's |he's |she's )?(?:from |"
                rf"at |based at )?"
                rf"(?P<place>{known})\b"
            ),
            0.96,
        ),
        (
            re.compile(
                rf"\b(?P<said>(?P<place>{known}) (?:cid|response(?: team)?|snt|safer neighbourhoods?(?: team)?|"
                rf"robbery squad|"
                r"neighbourhood team|district|response unit|traffic|csu|pcso|beat team))\b"
            ),
            0.93,
        ),
        (
            re.compile(
                rf"\b(?:police|constabulary|gmp|tvp|btp|met|wmp|cadets|specials|volunteers),? (?:at |"
                rf"in )?(?P<place>{known})\b"
            ),
            0.85,
        ),
        (
            re.compile(
                r"\b(?:at|from|in|of) (?P<said>(?P<place>[a-z']{3,}(?: [a-z']{3,})?) (?:nick|police station|"
                r"cop shop))\b"
            ),
            0.85,
        ),
        (re.compile(r"\b(?P<said>(?P<place>[a-z\-]{4,}) (?:bcu|borough))\b"), 0.7),
        (
            re.compile(
                r"\b(?:custody(?: suite)?|cells|police station|nick|both|control room|front desk|hq|headquarters) "
                rf"(?:at|in) (?P<place>{known})\b"
            ),
            0.88,
        ),
        (
            re.compile(
                rf"\b(?:{title_pattern()}|officers?|copper|cop|team|cid|detectives?|dispatcher|"
                rf"unit)\b{no_event}{{0,40}}?\b(?:at|from|of|in|out of|,) ?(?P<place>{known})\b(?! (?:road|high|"
                rf"street|"
                r"park|lane))"
            ),
            0.85,
        ),
    )
