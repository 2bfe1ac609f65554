"""Where officers are posted when no word for a station says so: the clause gives the place to an officer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.forces import force_names
from interview.understanding.findings import Finding
from interview.understanding.first_names import first_names
from interview.understanding.places import EVENT, gazetteer, place_named
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, words_of

_SLOT = "borough_bcu_or_station"
_CAPITALS = r"(?-i:[A-Z][a-z'\u2019]+(?:[ \-](?:on |upon |le |in )?[A-Z][a-z'\u2019]+){0,2})"
_ROLE = (
    r"(?:officers?|cops?|copper|policem[ae]n|policewom[ae]n|feds?|old bill|detectives?|trainee|probationer|"
    r"student officer|"
    r"response|neighbourhood|traffic|cid|custody|control room|front desk|front counter|dispatcher|call handler|"
    r"cadet leader|"
    r"team|civilian)"
)
_GUESS = r"(?:(?:i think|i believe|maybe|probably|possibly|might be|could be|i reckon|pretty sure|it'?s|its) )?"
_TEAM = (
    r"(?:team|lot|shift|relief|response|neighbourhood|command|division|hub|squad|office|branch|section|traffic|"
    r"cid|crew|"
    r"officers?|police|cops?|station|nick|custody)"
)
_HE = r"(?:he|she|they|who|hes|shes|theyre)(?:'s|'re| is| was| are|)"
_NOT_HERE = re.compile(r"(?:Street|Road|Lane|Avenue|High|Police|Constabulary|Greater|County|Mr|Mrs|Miss|Dr|Sir)\Z")
_DAY = re.compile(
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun|Christmas|Easter|The|He|She|"
    r"I|They|We|"
    r"It|My|Our|His|Her|This|That|And|But|If|When|One|Two|On|In|At|Last|No|Yes|Please|Thank|Sorry|Hi|Hello|Dear|"
    r"PC|DC|DS|DI|"
    r"CCTV|English|Scottish|Irish|Welsh|British|Polish|Asian|Black|White)(?:[a-z]*)\b"
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[re.Pattern[str], float], ...]:
    known = any_of(gazetteer())
    place = rf"(?P<place>{_CAPITALS}|{known})(?![\w'])"
    title = rf"(?:{title_pattern()})"
    quiet = (
        rf"(?:(?!{EVENT}|outside\b|inside\b|near\b|behind\b|opposite\b|round\b|by\b|at\b|from\b|of\b|my\b|our\b|"
        rf"he\b|she\b)[\w'\-()]+,? ){{0,5}}?"
    )
    end = (
        r"(?=\s*(?:[.,;:\n)!?]|\Z)| (?:and|but|who|took|has|have|keeps|kept|i think|i believe|way|are|is|was|"
        r"were|all|lot|team|they)\b)"
    )
    return tuple(
        (re.compile(rf"(?i){pattern}"), sure)
        for pattern, sure in (
            (rf"\b(?:station|nick|borough|bcu|based|base|posted|works at|division)(?: is)?\s*[:=\-]\s*{place}", 0.92),
            (
                rf"\b(?:attached|posted|transferred|moved|seconded|assigned|stationed|based|working|works|worked|"
                rf"serves|serving|"
                rf"operates?|sits|patrols|covers|covering)(?: (?:over|down|up|out|now|currently|mainly|mostly))?"
                rf" ?(?:to|at|in|from|out of|of|for|with|the|off)? (?:the )?{place}",
                0.85,
            ),
            (
                rf"\b{title}\.? (?:\d{{2,5}} )?{quiet}(?:at|from|of|in|for|out of|over at|over in|down at|up at) "
                rf"(?:the "
                rf")?{place}",
                0.82,
            ),
            (
                rf"\b(?:the |an? |two |three |some |one of the )?{_ROLE},? {quiet}(?:at|from|of|for|out of|over "
                rf"at|over "
                rf"in|off(?: the)?) (?:the )?{place}{end}",
                0.8,
            ),
            (
                rf"\b{_ROLE}[^.;\n]{{0,40}}? (?:is|are|was|were|'s|he's|she's|hes|shes) (?:based )?(?:from|out of|"
                rf"off|over at|over in|down at|up at) {place}",
                0.8,
            ),
            (rf"\b{_HE} (?:now |currently |over |still )*(?:out of|over at|down at|up at|at) {place}{end}", 0.75),
            (
                rf"\b{title}\.? (?-i:[A-Z][\w'\-]+)(?: (?-i:[A-Z][\w'\-]+))? (?:(?:runs|heads|heads up|covers|"
                rf"manages|leads|commands) "
                rf"{place}|\((?P<place2>{_CAPITALS}|{known})\))",
                0.82,
            ),
            (rf"(?<!train )(?<!bus )(?<!tube )(?<!petrol )(?<!railway )\bstation (?:at|in) {place}", 0.82),
            (
                rf"\b(?:came|come|sent|drafted|borrowed) (?:down|up|over|in) from (?P<place>{known})\b",
                0.75,
            ),
            (rf"\bsaid (?:he|she|they)(?:'s|'re| is| was| were| are)(?: from| at| with)? (?P<place>{known})\b", 0.8),
            (
                rf"\b(?:major crime|organised crime|robbery squad|response|cid|traffic|neighbourhood|firearms|"
                rf"roads policing|police scotland|tactical support),"
                rf" (?:at |in )?(?P<place>{known})\b(?! (?:road|street))",
                0.85,
            ),
            (
                rf"\b(?:nick|police station|cop shop) (?:on|in|at|down) (?:the )?(?P<place>(?-i:(?:[A-Z][a-z']+ "
                rf"){{1,2}}(?:Road|Street|Lane|Hill|Square|Way))|{known})",
                0.85,
            ),
            (
                rf"\b(?:held|detained|booked in|bailed to|locked up|banged up|in the cells|custody) (?:at|in|to) "
                rf"{place}(?! (?:Road|Street|Lane|Prison))",
                0.8,
            ),
            (rf"\b(?:now|currently|these days) (?:at |in |{_HE} (?:at |in )?|is )(?P<place>{known})\b", 0.9),
            (rf"\b(?:off|from|with|of|by|in) the {place} (?:\w+ ){{0,2}}?{_TEAM}\b", 0.85),
            (
                rf"\b(?:at|in|over at|down at) {place},? (?:they|there|we)(?:'s|'ve| have| is| has)?(?: got)? "
                rf"(?:an? |this |one )?(?:\w+ ){{0,2}}?(?:{title}|{_ROLE})\b",
                0.8,
            ),
            (rf"\b{title}\.? (?-i:[A-Z][\w'\-]+)(?: (?-i:[A-Z][\w'\-]+))?, {_GUESS}{place}(?=\s*(?:[.;\n]|\Z))", 0.78),
        )
    )


@lru_cache(maxsize=1)
def _alone() -> re.Pattern[str]:
    return re.compile(
        rf"(?i)(?:[.\n] ?){_GUESS}(?:at |from |in |out of )?(?P<place>{any_of(gazetteer())})(?=\s*(?:[.\n]|\Z))"
    )


def find_posts(text: Text) -> Iterator[Finding]:
    """Stations that are told by the clause around them, with a capital or known by name."""
    taken: list[tuple[int, int]] = []
    for pattern, sure in (*_patterns(), (_alone(), 0.72)):
        for match in pattern.finditer(text.raw):
            group = "place2" if match.groupdict().get("place2") else "place"
            span = _whole(text, match.span(group))
            if free_of(taken, *span) and _is_place(text, span) and (sure > 0.75 or _officer(text, match.start())):
                taken.append(span)
                yield text.finding(_SLOT, place_named(text.raw[slice(*span)]), span, sure)


def _officer(text: Text, at: int) -> bool:
    return bool(re.search(rf"\b(?:{title_pattern()}|{_ROLE})\b", text.low[:at]))


_MORE = re.compile(
    r" (?:Road|Lane|Hill|Green|Central|Quays|North|South|East|West|Town|Park|Cross|Square|Bridge|"
    r"Heath|Street)\b(?! (?:on|in|at)\b)"
)


def _whole(text: Text, span: tuple[int, int]) -> tuple[int, int]:
    """A place with the rest of its name: "Bow" in "Bow Road"."""
    more = _MORE.match(text.raw, span[1])
    return (span[0], more.end()) if more else span


def _is_place(text: Text, span: tuple[int, int]) -> bool:
    """Whether the words are a place where somebody works: no day, no force, no person, no street of the events."""
    said, behind = text.raw[slice(*span)], text.low[span[1] :]
    low = re.sub(r"[\s\-]+", " ", said.lower())
    if low in gazetteer():
        return not _STREET.match(behind)
    if low in force_names() or re.search(r"\b(?:police|constabulary|force)\b", low):
        return False
    first = low.split()[0]
    person = first in first_names() or first in words_of("places", "not_places")
    return not (text.shouted or person or _DAY.match(said) or _NOT_HERE.match(said) or _OTHER_PLACE.match(behind))


_STREET = re.compile(r" (?:road|high|street|park|lane|town|market|hospital|airport|university|college)\b")
_OTHER_PLACE = re.compile(
    r" (?:hospital|school|college|airport|hotel|arms|estate|market|bank|ltd|house|court|police|constabulary|club|"
    r"fc)\b"
)
