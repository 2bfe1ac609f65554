"""Where the words turn to another officer without a name or rank: "the other one", "his mate", "the ginger one"."""

from __future__ import annotations

import re

from interview.understanding.text import Text, free_of

_OFFICER = (
    r"(?:officers?|one|1|cop|copper|pc|policeman|policewoman|fed|guy|man|woman|bloke|lad|sergeant|sgt|"
    r"detective|yin|wan)"
)
# "First is Wayne, sergeant. Second I do not know": officers told one by one.
_BEGINS = r"(?:\A|(?<=[.,;\n] )|(?<=\n))(?:the )?"
_OF_ONE = r"(?= (?:is|was|has|had|wore|called|named|i (?:do|did)(?:n'?t| not)|number|one) )"
_TURNS = {
    "new": re.compile(
        rf"(?<!is )(?<!was )\b(?:another|a second|a different|a third) (?:\w+ )?{_OFFICER}\b|\bhis "
        rf"(?:mate|colleague|"
        r"partner)(?= \w+ed\b| was| is|, )|\b(?:his|her) (?:female |male |police )?(?:colleague|oppo|crew ?mate)\b|"
        r"\ba (?:woman|man|lady|lad|girl|bloke|female|male) (?:cop |officer |one )?(?:that was |who was )?with "
        r"(?:him|her)\b|"
        r"\bwith (?:him|her|them) (?:is|was|were) (?:\w+ )?(?:another|an?) (?=(?:\w+ ){0,2}(?:lad|lass|lady|girl|"
        r"woman|man|bloke|"
        r"officer|cop|one|pc|female|male|constable)\b)|"
        r"\bthe (?:lad|lady|girl|woman|man|guy|bloke|uniform|one|officer|young one|older one) (?:that was |"
        r"who was )?with (?:him|her|them)\b|"
        r"\b(?:his|her) (?:partner|mate|oppo|colleague|crewmate),? (?=[A-Z][a-z]+\b|pc |dc |ps |sgt |who |had |has |"
        r"wore )|"
        r"\b(?:his|her) (?:mate|pal|oppo|colleague|crewmate|neebur|marra)"
        r"(?=,? (?:[a-z]{0,2} ?\d|(?:who )?(?:had|held|stood|kept|sat|"
        r"took|told|came|went|got|did|just|write|wrote|says|said|drives|drove|comes|takes|gets)\b))|"
        r"\b(?:his|her) (?:\w+ )?(?:friend|mate|pal|man|woman),? (?:also|who is|who's|who is also) (?:an? )?"
        r"(?:police|polis|cop|copper|officer|pc)\b|"
        r"\b(?:his|her) (?:partner|mate|oppo|colleague|crewmate) (?:on|from|in|at) [^.,\n]{2,20}, |"
        r"(?:\A|(?<=[.\n] )|(?<=\n))(?:him|her) i (?:don'?t|didn'?t|do not|never) (?:know|catch|get|got|knew)\b|"
        r"\band (?:the|an) (?:officer|one|cop|pc) with (?:the )?(?:(?:collar|shoulder|badge) )?(?:number|no)\b"
    ),
    "and": re.compile(
        r"\b(?:and|with) an? (?:woman|female|male|lady|older|younger)? ?(?:police ?woman|officer|cop|copper)\b"
    ),
    "other": re.compile(
        r"\bt'?other\b(?! (?:day|week|night|month|side|end|hand|people))|\bthe colleague\b|"
        rf"\bthe other(?: {_OFFICER})?\b(?! (?:day|week|night|month|side|end|hand|people))|"
        r"(?<!\bthe )(?<!\bany )(?<!\bno )(?<!\bsome )(?<!\beach )(?<!\bevery )\bother (?:one|1|cop|copper|fed)\b|"
        rf"\bthe second {_OFFICER}\b|\bthe 2nd {_OFFICER}\b"
    ),
    "third": re.compile(
        rf"{_BEGINS}third{_OF_ONE}|\b(?:the|a) (?:third|3rd)(?: {_OFFICER})?\b|"
        r"\b(?:officer|cop|pc) (?:c|3|three)(?=[:),]| (?:was|is|had)\b| ?[-\u2013])"
    ),
    "first": re.compile(
        rf"{_BEGINS}first{_OF_ONE}|\b(?:the )?(?:first|1st) {_OFFICER}\b|\b(?:officer|cop|pc) (?:a|1|one)"
        r"(?=[:),]| (?:was|is|had)\b| ?[-\u2013])"
    ),
    "second": re.compile(
        rf"{_BEGINS}second{_OF_ONE}|"
        r"\b(?:officer|cop|pc) (?:b|2|two)(?=[:),]| (?:was|is|had)\b| ?[-\u2013])"
    ),
    "one": re.compile(
        r"(?<!\bthe )(?<!\bno )(?<!\bevery )(?<!\bany )(?<!\bthat )(?<!\bthis )\b"
        r"one (?:of them|was|is|had|who|white|black|asian|mixed|"
        r"male|female|man|woman|guy|bloke|tall|short|big|bald|old|young|said|named|called|have|has|with|wi|"
        r"skinny|thin|fat|ginger|bearded|older|younger|held|hit|drove|took|left|kept|stood|stayed|wore|came|did)\b"
    ),
}
# Officers besides the one who is spoken of: "he sends two of his PCs round. one of them had ..."
_GROUP = re.compile(
    r"\b(?:two|three|2|3|a couple|some|a pair) (?:of (?:his|her|their|the) )?(?:other |more |further )?(?:\w+ )?"
    r"(?:officers|cops|coppers|pcs|pcsos|constables|mates|colleagues|lads|men|of them)\b"
)
# "the tall one ... the ginger one": told apart by their looks alone.
_BY_LOOKS = re.compile(
    r"(?<!not )(?:\bthe (?:\w+ )?|(?:(?<=[.,] )|(?<=\n))(?=[a-z]+ (?:one|cop|lad)\b))(?P<look>tall|short|big|new|"
    r"small|bald|ginger|blonde?|old|young|white|black|asian|indian|female|"
    r"male|fat|skinny|thin|"
    rf"bearded|stocky|dark)(?:er)?(?:[ \-]haired)? {_OFFICER}(?:'?s)?\b"
    r"|\bthe (?P<role>gaoler|jailer|custody officer|detention officer|dog handler|handler|desk officer|tutor)\b"
)
_SEATS = (re.compile(r"\bthe driver\b"), re.compile(r"\bthe (?:front )?passenger\b"))
_SEXES = (
    re.compile(
        r"\b(?:the )?(?:man|male)\b(?= (?:would|was|is|had|has|said|gave|did|wore|with|who|one|officer)\b|[:,] )"
    ),
    re.compile(
        r"\b(?:the )?(?:woman|lady|female)\b(?= (?:would|was|is|had|has|said|gave|did|wore|with|who|one|officer|"
        r"\d)\b|[:,] )"
    ),
)
_TWO = re.compile(
    r"\b(?:two|2|both|pair of|couple of) (?:\w+ )?(?:officers|cops|coppers|police|pcs|feds|detectives|constables|"
    r"of them)\b"
)
# "two coppers, a big lad and a little skinny one": the second of a pair that are told by their looks.
_PAIR = re.compile(
    r"\b(?:two|2|both|pair|couple) (?:of )?(?:the )?(?:\w+ )?(?:officers?|cops|coppers|police|policem[ae]n|pcs|feds|"
    r"detectives|constables|pcsos|specials|of them|of em)\b[^.\n]{0,15}?[,:\-]? ?\b(?:an?|one) (?:[\w\-]+,? ){1,9}?"
    r"(?P<second>and (?:an?|one|the other) (?:[\w\-]+,? ){0,4}?(?:one|lad|lass|man|woman|bloke|lady|girl|guy|fella|"
    r"copper|officer|cop|female|male)\b)"
)
_FRONT = re.compile(r"\bfront passenger\b")
_POLICE_VEHICLE = re.compile(
    r"\b(?:(?:un)?marked|police|patrol|panda|cop|riot|tsg) (?:\w+ )?(?:car|van|bmw|vehicle|astra|focus|vauxhall|"
    r"carrier)\b|\bmarked bmw\b"
)


def turns(text: Text) -> list[tuple[int, str]]:
    """Where the words turn to an officer without a name or rank, and how; "one" inside "the other one" is no turn."""
    found = [(m.span(), kind) for kind, pattern in _TURNS.items() for m in pattern.finditer(text.low)]
    found += [
        (m.span(), f"look {m['look'] or m['role'].split()[-1]} {m.group().split()[-1]}")
        for m in _BY_LOOKS.finditer(text.low)
    ]
    found += [(m.span("second"), "new") for m in _PAIR.finditer(text.low)]
    in_car = _POLICE_VEHICLE.search(text.low) or _FRONT.search(text.low)
    if in_car and all(seat.search(text.low) for seat in _SEATS):
        found += [(m.span(), f"look {m.group().split()[-1]} one") for seat in _SEATS for m in seat.finditer(text.low)]
    if _TWO.search(text.low) and all(sex.search(text.low) for sex in _SEXES):
        found += [(m.span(), f"look {m.group().split()[-1]} one") for sex in _SEXES for m in sex.finditer(text.low)]
    found += [(m.span(), "group") for m in _GROUP.finditer(text.low)]
    inside = [span for span, kind in found if kind != "one"]
    return [(span[0], kind) for span, kind in found if kind != "one" or free_of(inside, *span)]
