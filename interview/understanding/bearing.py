"""How an officer looks, sounds or smells, told by a clause: "had dandruff on his collar", "hands like shovels"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.clauses import by_reporter, tail
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_FILL = (
    r"(?:(?!(?:my|me|our|us|hold|to|it|him|been|no|hit|that|i|we|number|and|but|officers?|skipper|sergeant|"
    r"inspector|pc|mate|colleague|man|woman|guy|lad|dog|wife|husband)\b)[\w'\u2019\-]+,? ){0,5}?"
)
_NOT_LOOKS = re.compile(
    r"\b(?:hands? (?:on|up|in|over|round|around|down)|face to face|(?:his|her|their) (?:hands?|arms?|boots?|foot|"
    r"fingers?|knee|legs?)\b|search warrant|"
    r"warrant|in (?:his|her) hands?|smile for|a laugh|the face to|bag|skin search|number|collar|shoulder|"
    r"epaul\w+|badge|body ?cam|camera|"
    r"a (?:coat|jacket|watch|ring|chain) (?:of mine|i))\b|\bhad (?:his|her|their) (?:hands?|arms?|boots?|foot|knee)"
)
# Where what somebody does begins: "with a neck tattoo | came down the line", "in boots | and laughed".
_DOES = re.compile(
    r",? (?:(?:and|then|who|he|she) )*(?:came|went|took|told|said|stood|got|gave|put|threw|ran|sat|hit|"
    r"[a-z]{3,}ed (?:me|him|her|us|my|his|the|at|up|down|out|over|off|into|on)|(?:and|then) [a-z]{3,}ed)\b"
)
_MINE = re.compile(r"\b(?:my|our) (?:\w+ )?\w+(?: who)?,? \Z|\b(?:i|we|me|you)(?:'ve|'m)? \Z")
_PERSON = re.compile(
    r"\b(?:he|she|they|hes|shes|officers?|cops?|copper|one|guy|man|woman|bloke|lad|lady|fella|chap|geezer|girl|"
    r"sergeant|inspector|constable|pc|pcso|"
    r"detective|policem[ae]n|policewom[ae]n|him|her|other|driver|passenger|skipper|special|polis|male|female|who|"
    r"[a-z]+ly)\b[^.;\n]{0,45}\Z|(?:\A\s*|[.,;:\n(] ?)\Z"
)


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    lists = word_list("looks")
    body, worn = any_of(lists["body"]), any_of(lists["clothes"])
    return (
        re.compile(
            rf"\b(?:ha[ds]|having|(?:he|she)'d (?=(?:an?|one|two|no|big|little|long|short)\b)|'s got|has "
            rf"got|got|with|wi) {_FILL}(?:{body}|{worn}(?:e?s)?)\b"
        ),
        re.compile(
            rf"\b(?:wore|wears|wearing|dressed in|dressed like|sporting|in) (?!uniform\b|plain\b|"
            rf"civvies\b|his own\b){_FILL}(?:{worn}(?:e?s)?)\b"
        ),
        re.compile(
            rf"\b(?:(?!i\b|you\b|we\b|my\b)[\w\-]+ )?(?:{body}|built|build|face|looked|looks|hands) like "
            rf"(?!he\b|she\b|they\b|it\b|i\b|the (?:number|plate)\b)(?:an? |the )?\w+"
        ),
        re.compile(
            rf"\b(?:his|her) (?:\w+ )?{body} (?:is|was|were|are|looked) (?:\w+ly |all |very |really |quite |dead "
            rf")?(?:{any_of(lists['shapes'])}|red|blue|brown|green|grey|"
            r"white|long|short|curly|ginger|blonde?|black|dark|tied|shaved|cropped|in an? (?:bun|ponytail|top "
            r"?knot|plait|bob))\b"
        ),
        re.compile(
            r"\b(?:(?:speaks?|talks?|spoke|talked|sounds?|sounded) (?:with|like|very|quite|really|posh|northern|"
            r"southern|foreign|slow\w*|fast|quiet\w*|"
            r"through|in a|scottish|irish|welsh|scouse|geordie|brummie|cockney|american|polish)\b|(?:smell(?:s|"
            r"ed)?|smelt|stank|stinks?|reek(?:s|ed)) "
            r"(?:\w+ly |a bit |really )?(?:of|like)\b|walk(?:s|ed) with an?|looked (?:about|around|younger|older|"
            r"like (?:an?|someone))\b|"
            r"chew(?:s|ing) gum\b|(?!an\b|the\b|my\b|his\b|her\b)\w+ accent\b)"
        ),
    )


def find_bearing(text: Text) -> Iterator[Span]:
    """Where a clause describes somebody of the police, to its end."""
    for pattern in _patterns():
        for match in pattern.finditer(text.low):
            before = text.before(match.start(), 60)
            if _MINE.search(before) or by_reporter(before) or not _PERSON.search(before):
                continue
            end = tail(text, match.end(), 7)
            does = _DOES.search(text.low, match.end(), end)
            end = does.start() if does else end
            if not _NOT_LOOKS.search(text.low[match.start() : match.end() + 10]):
                yield match.start(), end
