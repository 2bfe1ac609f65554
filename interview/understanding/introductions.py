"""What stands around names: what introduces an officer, and what says that a name is anybody or anything else's."""

from __future__ import annotations

import re
from functools import lru_cache

from interview.understanding.ranks import title_pattern
from interview.understanding.words import any_of, word_list

_LISTS = word_list("names")
# Somebody whom an officer deals with: "he phones a man called Baz".
THIRD = (
    r"\b(?:phon\w+|rings?|rang|text\w*|calls|pays?|paid|tells|warn\w*|tip\w*|sells?|sold) "
    r"(?:an?|this|some|one) (?:\w+ )?(?:man|woman|bloke|guy|lad|fella|girl|lady)"
)
OTHER_BEARER = (
    rf"(?:{THIRD}|\b(?:groups?|chats?|channel|page|account|crew|gang|dealers?|pub|club|shop|bar|place|app|site|"
    rf"operation|"
    r"horse|dog|cat|baby|street|boat|film|song|company|firm|thing|game|form))"
    r"\b[^.\n]{0,12}\b(?:called|named)[ \"']*"
)
_RELATIVE = any_of([*_LISTS["relatives"], *(f"{one}s" for one in _LISTS["relatives"]), *_LISTS["witnesses"]])


@lru_cache(maxsize=1)
def _officer() -> str:
    return rf"(?:{title_pattern()}|{any_of([*_LISTS['police'], *_LISTS['officers']])})"


@lru_cache(maxsize=1)
def before_names() -> tuple[tuple[re.Pattern[str], float], ...]:
    """What may stand before a name in its sentence, and what it counts; the first that fits is taken."""
    naming = any_of(_LISTS["naming"])
    return (
        (
            re.compile(
                r"\b(?:my (?:own )?(?:full |first |real )?name(?:'s| is|:)|i'?m|i am|this is|yours (?:\w+ )?|"
                r"regards|thanks|thank you|from)[\s,:]*\Z"
            ),
            -9,
        ),
        (re.compile(rf"{OTHER_BEARER}\Z"), -4),
        (
            re.compile(
                rf"\b(?:to|for|from|told|tells?|gave|gives?|warn(?:ed|s)?|texts?|texted|help(?:ed|s)?|tip(?:ped|s) "
                rf"off) "
                rf"(?:my|our|her|his) (?:\w+ )?{any_of(_LISTS['close'])} \Z"
            ),
            -4,
        ),
        (re.compile(rf"\b{_RELATIVE}(?:'s name(?: is|'s)?| called| named|,)? \Z"), -4),
        (
            re.compile(
                rf"(?:\b|[\"'(])(?:{naming})[\s,:\"'(]*(?:maybe |i think |like |just |something like |possibly |"
                rf"either |a |one )*[\"'(]*\Z"
            ),
            3,
        ),
        (
            re.compile(
                rf"\b{_officer()}(?: (?:at|in|from|of|over at|out of) (?:the )?[a-z]+)?(?:,| -|:| \(|\()? "
                rf"?(?:(?:it'?s|a|an|one|called|is|was|named|namely) )?[\"'(]?\Z"
            ),
            3,
        ),
        (re.compile(r"\b(?:one|other|second|first|third|last one)(?: one)?(?: of them)? (?:is|was|being) \Z"), 3),
        (re.compile(rf"\b(?:{_officer()}|one)\b[^.\n]{{0,60}}\b(?:is|was) an? \Z"), 3),
        (re.compile(r"\b(?:give|gave|given|said|answered|went)(?: only| just)?(?: me| us| it as)? [\"']\Z"), 3),
        (
            re.compile(
                r"\b(?:told|tell|asked|to|with|by|saw|rang|emailed|phoned|called|met|for|like|unlike|than|hi|hello|"
                r"dear)[ ,]+\Z"
            ),
            -3,
        ),
        (
            re.compile(
                r"\b(?:in|at|near|outside|inside|off|on|behind|into|around|through|via|past|along|towards|of|from|"
                r"the|this)[ ,]+\Z"
            ),
            -3,
        ),
        (re.compile(rf"\b(?:my|our|her|his) (?:\w+ )?{any_of(_LISTS['close'])}(?:,| is|'s)? \Z"), 1.5),
        (
            re.compile(
                rf"\b(?:{_officer()}|{any_of(_LISTS['close'])})\b[^.\n]{{0,80}}(?:\b(?:is|was|are|were|being)|"
                rf"[,:(\-\u2013]) ?(?:a |one )?[\"']?\Z"
            ),
            2,
        ),
        (
            re.compile(
                r"\b(?:it'?s|it is|it was|its|he'?s|she'?s|hes|shes|he is|she is|he was|was|is|were|are|that|about|"
                r"reporting|report|against|accusing|mean|meant|namely) [\"'(]?\Z"
            ),
            1.5,
        ),
        (re.compile(r"\b(?:card|tag|form|ticket|slip|paperwork|notebook)\b[^.\n]{0,25}[,:] [\"']?\Z"), 1.5),
        (re.compile(r"(?:[,:(\"'\u2013\-]|\band|\bor|&) ?[\"'(]?\Z"), 0),
        (re.compile(r"\S \Z"), -2.5),
    )


@lru_cache(maxsize=1)
def behind_names() -> tuple[tuple[re.Pattern[str], float], ...]:
    """What may stand behind a name, and what it counts."""
    return (
        (re.compile(_NO_PERSON), -9),
        (
            re.compile(
                r"\A,? (?:they|everyone|everybody|people|we|the lads|folk|locals|mates) (?:all )?(?:cry|cries|call|"
                r"calls|called|know|knows|are calling|is calling) "
                r"(?:him|her|them)\b|\A,? they call(?:s|ed)?(?=[.,;\n]|\Z)|\A(?:,|'?s)? (?:his|her) (?:real |proper )?"
                r"name\b|\A (?:is|was) (?:his|her|the officer'?s) name\b"
            ),
            4,
        ),
        (
            re.compile(
                rf"\A(?:,| -| \(|\))? ?(?:(?:who|he|she)(?:'?s| is| was)? |is |was |'s )?(?:(?:an?|the|our|my|"
                rf"their|also|both|supposed to be|now|actually) )*(?:[a-z\-]+ ){{0,2}}?{_officer()}\b"
            ),
            2.5,
        ),
        (re.compile(rf"\A[,)]?[ (]+(?:he|she)(?:'?s| is| was| works) [^.\n]{{0,40}}\b{_officer()}\b"), 2.5),
        (
            re.compile(
                r"\A[,)]? ?\(?(?:(?:number|no\.?|collar|badge|shoulder|warrant)[ :]*)?(?:[a-z]{1,2} ?)?\d{2,6}\b"
            ),
            2,
        ),
        (
            re.compile(
                r"\A,? (?:reported|complained|sat|sit|is my|was my|saw|heard|seen|witnessed|filmed|watched|"
                r"recorded|told me|(?:was|were) (?:told|informed)|was (?:there|with me|in the)|were there|can "
                r"(?:back|confirm)|will (?:back|"
                r"confirm))\b"
            ),
            -3,
        ),
        (re.compile(r"\A(?: in [a-z]|'s (?!number|collar|badge|warrant|the|a|been|got|name)[a-z]+)"), -2),
        (re.compile(r"\A,? (?:i think|i believe|i reckon|or something|something|or similar|he said|she said)\b"), 1),
    )


_NO_PERSON = (
    r"\A(?:'s|\u2019s)? (?:road|rd|street|st|lane|avenue|park|square|hill|high street|estate|market|hotel|arms|inn|"
    r"school|college|hospital|airport|"
    r"police|constabulary|force|station|nick|custody|court|centre|center|council|ltd|limited|bank|university|"
    r"church|mosque|borough|bcu|road|green|common|"
    r"bridge|house|services|club|bar|pub|shop|cafe|restaurant|day|night|morning|evening|weekend|team|branch|"
    r"division|city|united|town|bus|train|line|app|phone|group|chat)s?\b"
)
