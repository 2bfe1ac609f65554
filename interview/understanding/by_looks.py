"""Where officers are told apart by what they look like, where they sit, or by "he" and "she" alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.ranks import title_pattern
from interview.understanding.text import Text
from interview.understanding.words import compiled

Span = tuple[int, int]
OFFICER = (
    r"(?:officers?|one|1|cop|copper|pc|policeman|policewoman|fed|guy|man|woman|bloke|lad|lass|lady|girl|fella|sergeant|sgt|"
    r"detective|yin|wan)"
)
_LOOK = (
    r"(?:tall|short|big|new|small|bald|ginger|blonde?|old|young|white|black|asian|indian|female|male|fat|skinny|thin|"
    r"bearded|stocky|dark|heavy|wee|little|slim|grey|chubby|baldy|beardy)"
)
# "the tall one ... the ginger one", and without "the" where a sentence begins.
_THE_TALL_ONE = re.compile(
    rf"(?<!not )(?:\bthe (?:\w+ )?|(?:(?<=[.,] )|(?<=\n))(?=[a-z]+ (?:one|cop|lad)\b))(?P<look>{_LOOK})(?:er)?"
    rf"(?:[ \-]haired)? {OFFICER}(?:'?s)?\b"
    r"|\bthe (?P<role>gaoler|jailer|custody officer|detention officer|dog handler|handler|desk officer|tutor)\b"
)
# "the front one ... the back one": where two of them tell two apart
_FRONT_ONE = re.compile(
    r"(?:\bthe (?:[a-z]+ )?|(?:\A|(?<=[.,;] )|(?<=\n)))(?P<look>front|back|quiet|loud|posh|angry|tattooed|scouse|"
    r"geordie|welsh|scottish|irish|northern|southern|foreign|limp|ponytail|shaven) (?:one|yin|wan)(?:'?s)?\b"
)
_ONE_TALL = re.compile(rf"(?<!\bthe )(?<!\bno )\bone (?:was |is |had |has )?(?:an? )?(?P<look>{_LOOK})\b")
# "three officers ... a tall young woman with plaits, and a heavy man"
_SEVERAL = re.compile(
    r"\b(?:two|three|four|2|3|4|both|pair|couple|trio) (?:of )?(?:the |other )?(?:\w+ )?(?:officers?|cops|coppers|"
    r"police\w*|pcs|feds|polis\w*|detectives|constables|pcsos|specials|bizzies|them|em)\b|"
    r"\b(?:two|three|2|3|pair) (?:from|off) "
)
_A_TALL_ONE = re.compile(
    rf"\b(?:an?|one) (?:[\w\-]+,? ){{0,2}}?(?P<look>{_LOOK})(?:er)?,? (?:(?!and\b)[\w\-]+,? ){{0,2}}?"
    r"(?P<who>man|woman|lad|lass|bloke|lady|girl|guy|fella|officer|cop|copper|one|yin|male|female)\b"
)
_SEATS = (re.compile(r"\bthe driver\b"), re.compile(r"\bthe (?:front )?passenger\b"))
_IN_CAR = re.compile(
    r"\b(?:(?:un)?marked|police|patrol|panda|cop|riot|tsg) (?:\w+ )?(?:car|van|bmw|vehicle|astra|focus|vauxhall|"
    r"carrier)\b|\bmarked bmw\b|\bfront passenger\b"
)
_SEXES = {
    "man": re.compile(
        r"\b(?:the )?(?:man|male)\b(?= (?:would|was|is|had|has|said|gave|did|wore|with|who|one|officer)\b|[:,] )"
    ),
    "woman": re.compile(
        r"\b(?:the )?(?:woman|lady|female)\b(?= (?:would|was|is|had|has|said|gave|did|wore|with|who|one|officer|"
        r"\d)\b|[:,] )"
    ),
}
_PRONOUNS = {"man": re.compile(r"\b(?:he|hes|he's)\b"), "woman": re.compile(r"\b(?:she|shes|she's)\b")}
# Somebody else of that sex, of whom "he" or "she" may be said.
_OTHERS = {
    "man": re.compile(r"\b(?:brother|dad|father|son|husband|boyfriend|lad|uncle|nephew|grandson|boy|bloke|da|fella)\b"),
    "woman": re.compile(
        r"\b(?:sister|mum|mam|mother|wife|missus|girlfriend|daughter|nan|gran|girl|aunt|auntie|niece|ma|woman|lady)\b"
    ),
}


def looks(text: Text) -> Iterator[tuple[Span, str]]:
    """Where an officer is told by a look, a seat or their sex, and what tells them: the look, and the word for them."""
    for match in _THE_TALL_ONE.finditer(text.low):
        yield match.span(), f"look {match['look'] or match['role'].split()[-1]} {match.group().split()[-1]}"
    for pattern in (_FRONT_ONE, _ONE_TALL):
        told = list(pattern.finditer(text.low))
        if len({match["look"] for match in told}) > 1:
            yield from ((match.span(), f"look {match['look']} one") for match in told)
    if _SEVERAL.search(text.low):
        yield from ((m.span(), f"look {m['look']} {m['who']}") for m in _A_TALL_ONE.finditer(text.low))
    if _IN_CAR.search(text.low) and all(seat.search(text.low) for seat in _SEATS):
        yield from ((m.span(), f"look {m.group().split()[-1]} one") for seat in _SEATS for m in seat.finditer(text.low))
    yield from _by_sex(text)


def _by_sex(text: Text) -> Iterator[tuple[Span, str]]:
    several = _SEVERAL.search(text.low)
    if several and all(sex.search(text.low) for sex in _SEXES.values()):
        yield from ((m.span(), f"look {sex} one") for sex, said in _SEXES.items() for m in said.finditer(text.low))
    alone = all(said.search(text.low) and not _OTHERS[sex].search(text.low) for sex, said in _PRONOUNS.items())
    if alone and (several or _both_told(text)):
        yield from ((m.span(), f"look {sex} one") for sex, said in _PRONOUNS.items() for m in said.finditer(text.low))


def _both_told(text: Text) -> bool:
    """Whether both "he" and "she" have a rank or a number: "he's a DS and she's a DC"."""
    told = rf"(?:'?s| is| was| had| has) (?:an? )?(?:{title_pattern()}\b|[a-z]{{0,2}} ?\d)"
    return all(compiled(rf"\b{who}{told}").search(text.low) for who in ("he", "she"))
