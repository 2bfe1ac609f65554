"""Stations that no list knows, in small letters: a bare noun after "works out of" or "stationed at" is a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.forces import force_names
from interview.understanding.findings import Finding
from interview.understanding.first_names import first_names
from interview.understanding.places import gazetteer, place_named
from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list, words_of

_SURE = 0.75
# A noun that is no name has a word like "the" before it ("based at the depot"); those that need none are in a list.
_POSTED = (
    r"(?:works?|working|worked|operat(?:es|ing|ed)) (?:over |down |up )?(?:out of|from)|"
    r"(?:stationed|posted|transferred|(?<!very )(?<!so )(?<!quite )(?<!really )(?<!got )(?<!gets )attached|seconded) "
    r"(?:over |down |up |out )?(?:at|to|in|out of)|"
    r"based (?:over |down |up |out )?(?:at|out of)"
)
_WORD = r"[a-z][a-z'\-]{2,}"
_NAME = rf"{_WORD}(?:(?: (?:on|upon|under|le|in)(?: the)?)? {_WORD})?"
_NICK = r" ?\(?(?:nick|police station|cop shop)\b\)?"
_END = (
    r"(?=\s*(?:[.,;:\n)!?\-]|\Z)| (?:and|but|who|i think|i believe|these days|at the (?:moment|minute)|now|since|"
    r"where|so|because|cos|way|last|in|for|until|till|before|has|is|was)\b)"
)
# Who is posted there, when it is no officer: the reporter, a firm, a gang, a soldier.
_NO_OFFICER = re.compile(
    r"\b(?:i|we|i'?m|i've|we're|my (?:shop|work|office|firm|company|charity)|our \w+|gang|group|charity|company|firm|"
    r"business|dealers?|soldiers?|army|raf|navy|barracks|regiment|lorry|taxis?|ambulance|paramedics?|nurses?|"
    r"drivers?)\b[^.,;\n]{0,25}\Z"
)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_POSTED}) (?P<said>(?P<place>{_NAME}?)(?:{_NICK})?){_END}")


@lru_cache(maxsize=1)
def _of_an_officer() -> re.Pattern[str]:
    """What somebody is, and where: "hes a pc at oxhey and"; "a cop at the shop" tells where they met."""
    officers = any_of([*word_list("names")["police"], *word_list("numbers")["officers"]])
    return re.compile(
        rf"\b(?:hes|shes|(?<!there )(?:is|was)|(?:he|she|who)'s) (?:(?:an?|the) )?(?:\w+ )?"
        rf"(?:{title_pattern()}|{officers})(?: who| that)?(?: (?:works|worked|based|now))* (?:at|out of) "
        rf"(?P<said>(?P<place>{_NAME}?)(?:{_NICK})?){_END}"
    )


def find_bare_posts(text: Text) -> Iterator[Finding]:
    """Stations with an unknown name in small letters, told by the words before them."""
    for pattern in (_pattern(), _of_an_officer()):
        for match in pattern.finditer(text.low):
            small = text.shouted or text.raw[match.start("place")].islower()
            if small and _is_name(match["place"]) and not _NO_OFFICER.search(text.before(match.start(), 60)):
                value = place_named(match["place"])
                yield text.finding("borough_bcu_or_station", value, match.span("said"), _SURE)


def _is_name(place: str) -> bool:
    """Whether the words can be the name of a place: none of them is a common word, a person or a force."""
    words = place.split()
    common = words_of("places", "not_posts") | words_of("places", "not_places") | words_of("names", "not_names")
    person = words[0] in first_names()
    verb = any(re.search(r"(?:ing|ed)\Z", word) and len(word) > 4 for word in words[1:])
    return not (person or verb or words[0] in common or words[-1] in common or _known(place))


def _known(place: str) -> bool:
    """Whether other finders read the words: a listed place, or the area of a force."""
    return place in gazetteer() or place in force_names()
