"""Where the words turn to another officer without a name or rank: "the other one", "his mate", "the ginger one"."""

from __future__ import annotations

import re

from interview.understanding.by_looks import OFFICER, looks
from interview.understanding.text import Text, free_of

# "First is Wayne, sergeant. Second I do not know": officers told one by one.
_BEGINS = r"(?:\A|(?<=[.,;\n] )|(?<=\n))(?:the )?"
_OF_ONE = r"(?= (?:is|was|has|had|wore|called|named|i (?:do|did)(?:n'?t| not)|number|one) )"
_TURNS = {
    "new": re.compile(
        rf"(?<!is )(?<!was )\b(?:another|a second|a different|a third) (?:\w+ )?{OFFICER}\b|\bhis "
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
        rf"\bthe other(?: {OFFICER})?\b(?! (?:day|week|night|month|side|end|hand|people))|"
        r"(?<!\bthe )(?<!\bany )(?<!\bno )(?<!\bsome )(?<!\beach )(?<!\bevery )\bother (?:one|1|cop|copper|fed)\b|"
        rf"\bthe second {OFFICER}\b|\bthe 2nd {OFFICER}\b"
    ),
    "third": re.compile(
        rf"{_BEGINS}third{_OF_ONE}|\b(?:the|a) (?:third|3rd)(?: {OFFICER})?\b|"
        r"\b(?:officer|cop|pc) (?:c|3|three)(?=[:),]| (?:was|is|had)\b| ?[-\u2013])"
    ),
    "first": re.compile(
        rf"{_BEGINS}first{_OF_ONE}|\b(?:the )?(?:first|1st) {OFFICER}\b|\b(?:officer|cop|pc) (?:a|1|one)"
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
# "two coppers, a big lad and a little skinny one": the second of a pair that are told by their looks.
_PAIR = re.compile(
    r"\b(?:two|2|both|pair|couple) (?:of )?(?:the )?(?:\w+ )?(?:officers?|cops|coppers|police|policem[ae]n|pcs|feds|"
    r"detectives|constables|pcsos|specials|of them|of em)\b[^.\n]{0,15}?[,:\-]? ?\b(?:an?|one) (?:[\w\-]+,? ){1,9}?"
    r"(?P<second>and (?:an?|one|the other) (?:[\w\-]+,? ){0,4}?(?:one|lad|lass|man|woman|bloke|lady|girl|guy|fella|"
    r"copper|officer|cop|female|male)\b)"
)


def turns(text: Text) -> list[tuple[int, str]]:
    """Where the words turn to an officer without a name or rank, and how; "one" inside "the other one" is no turn."""
    found = [(m.span(), kind) for kind, pattern in _TURNS.items() for m in pattern.finditer(text.low)]
    found += looks(text)
    found += [(m.span("second"), "new") for m in _PAIR.finditer(text.low)]
    found += [(m.span(), "group") for m in _GROUP.finditer(text.low)]
    inside = [span for span, kind in found if kind != "one"]
    return [(span[0], kind) for span, kind in found if kind != "one" or free_of(inside, *span)]
