"""What is known to the police and used or let out, read from what stands together in a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.clauses import by_reporter, tail
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

SLOT = "information_misused"
SURE = 0.65
_LISTS = word_list("dealings")
_FILL = r"(?:(?!(?:and|but|because|so|if|no|not|i|we|he|she|they)\b)[\w'\u2019\-]+,? ){0,7}?"
_POSS = r"(?:my|her|his|our|their|people'?s|someone'?s|somebody'?s|everyone'?s|(?:the |a |my |our )?[\w\-]+(?:'s|s'))"
_NOT_TO_US = r"(?!(?:me|us|you|police|the police|court|the court|my solicitor|a solicitor)\b)"
_TOLD = (
    r"(?:tell(?:s|ing)?|told|warn(?:s|ed|ing)?|tip(?:s|ped|ping) off|inform(?:s|ed|ing)?|text(?:s|ed|ing)?|rings|"
    r"rang|ringing|phones|phoned|"
    r"messag(?:es|ed)|alert(?:s|ed)|remind(?:s|ed)|email(?:s|ed)?|whatsapp(?:s|ed)|let slip to|blab(?:s|bed) to|"
    r"boast(?:s|ed)? to|brag(?:s|ged)? to|"
    r"mention(?:s|ed) to|whisper(?:s|ed) to|confirm(?:s|ed) to|reveal(?:s|ed) to|disclos(?:es|ed) to|said to|let)"
)
_GAVE = (
    r"(?:giv(?:e|es|ing|en)|gave|pass(?:es|ed|ing)?|suppl(?:y|ies|ied|ying)|feeds?|fed|feeding|sells?|sold|"
    r"selling|leak(?:s|ed|ing)?|hand(?:s|ed|ing)?|"
    r"forward(?:s|ed|ing)?|sen(?:d|ds|t|ding)|show(?:s|ed|n|ing)?|shar(?:e|es|ed|ing)|slip(?:s|ped)?|provid(?:es|"
    r"ed|ing)|read(?:s|ing)? (?:it |them |bits |bits of it )?(?:out )?(?=(?:to|my|her|his|our)\b)|"
    r"disclos(?:es|ed|ing)|reveal(?:s|ed|ing)?|email(?:s|ed)?|texts?|texted|whatsapp(?:s|ed)|let slip|trad(?:es|"
    r"ed|ing)|swap(?:s|ped)|print(?:s|ed)(?: out| off)?)"
)
_SPREAD = (
    r"(?:repeat(?:s|ed|ing)?|relay(?:s|ed)|read(?:s|ing)? out|play(?:s|ed|ing)?|post(?:s|ed|ing)?|leak(?:s|ed|"
    r"ing)?|sells?|sold|selling|reads? out|reading out|announc\w+|gossip\w*|"
    r"upload\w*|publish\w*|shout(?:s|ed)? out|"
    r"reveal(?:s|ed|ing)?|disclos(?:es|ed|ing)|airdrop\w*|broadcast\w*|circulat\w*|boast\w* about|brag\w* about|"
    r"talk(?:s|ed|ing) about|jok(?:es|ed|ing) about|"
    r"laugh(?:s|ed|ing) about|chat(?:s|ted|ting) about|discuss\w*|mouth(?:s|ed|ing) off about|blab\w* about|let slip)"
)
_ACCESS = (
    r"(?:punch(?:es|ed)|tapped|keyed|reads?|reading|look(?:s|ed|ing)? (?:(?!(?:at|for|me in|like)\b)[\w']+ "
    r"){0,4}?up|look(?:s|ed|ing)? (?:me |him |her |"
    r"them |us |people )?(?:in|into|at|through|on|up)|"
    r"check(?:s|ed|ing)?(?: out| up)?|search(?:es|ed|ing)?|typ(?:es|ed|ing)|put(?:s|ting)?|r[au]ns?|running|"
    r"(?:go(?:es|ing)?|went|been) (?:through|into|on)|"
    r"brows(?:es|ed|ing)|trawl\w*|access(?:es|ed|ing)?|open(?:s|ed|ing)?|pull(?:s|ed|ing)?|us(?:es|ed|ing)|"
    r"log(?:s|ged|ging)?|scroll\w*|snoop\w*|"
    r"dig(?:s|ging)?|dug|monitor\w*|download\w*|print(?:s|ed|ing)?|cop(?:ies|ied)|photograph\w*|found|finds?|got|"
    r"gets?|getting|did|does|enter(?:s|ed)?|"
    r"tapp?(?:s|ed)?|poking|poked|nos(?:ed|ing)|has been (?:in|on|through)|took|tak(?:es|ing)|view(?:s|ed|ing)?|"
    r"research\w*|traced?|tracked)"
)


@lru_cache(maxsize=1)
def _frames() -> tuple[tuple[str, re.Pattern[str]], ...]:
    systems, secrets, private = (any_of(_LISTS[key]) for key in ("systems", "secrets", "private"))
    secrets = rf"(?:{secrets}|(?:raid|warrant)s?(?! (?:card|number|no)))\b(?! (?:card|plate))"
    secret = (
        rf"(?:{secrets}|\bwh(?:ere|ich|o|ose|en|at time|y) (?:[\w']+ ){{0,5}}?(?:liv\w+|live|moved|staying|stay|"
        rf"stays|hid\w*|was|am|is|are|were|in|park\w*|work\w*|"
        r"reported|rang|called|complained|grass\w+|inform\w*|said|told|going|next|arrest\w*|nick\w*)\b|\bwhat "
        r"(?:i|she|he|we|they|my \w+) (?:had |have |has )?"
        r"(?:said|told|reported|written|put)\b|\bthat (?:i'?m|we're|it was (?:me|us|him|her)|i'?d? |i had|i was|"
        r"we |she'?d? "
        r"had|he'?d? had|my \w+ (?:had|was|is))|"
        r"\babout (?:my|her|his|our|their|the) (?:\w+ )?(?:case|record|past|statement|complaint|arrest|report|"
        r"history|raid|warrant|search|operation|caution|visit))"
    )
    return (
        (
            "repeats",
            re.compile(
                r"\b(?:repeat(?:s|ed|ing)?|tells?|told|telling|relay(?:s|ed)|pass(?:es|ed) on|gossips? about) "
                r"(?:[\w']+ ){0,3}?(?:everything|all|what|stuff|anything|bits|whatever) "
                r"(?:that )?(?:she|he|they) (?:hears?|heard|sees?|saw|reads?|types?|gets?) (?:at work|to \w+ \w+|"
                r"on \w+ \w+|in \w+ \w+)?"
            ),
        ),
        (
            "jobs",
            re.compile(
                r"\b(?:posts?|posted|talks?|brags?|boasts?|writes|wrote|tweets?|gossips?|jokes?) "
                r"[^.;\n]{0,40}?about (?:the |her |his )?(?:jobs?|calls|cases|victims|people|prisoners|bodies) "
                r"(?:she|he|they)(?:'s|'ve|'d| has| had| have)?\b"
            ),
        ),
        (
            "warned",
            re.compile(
                r"\b(?:every time|whenever|each time) (?:there'?s|there is|there was|we|they|the police|police|"
                r"you) [^.;\n]{0,40}?\b(?:raid|warrant|search|go in|visit|bust|knock)\w*\b"
                r"[^.;\n]{0,40}?\b(?:gone|empty|cleared|clean|ready|nothing there|know|knew|waiting|tidied|moved)\b"
            ),
        ),
        (
            "checks",
            re.compile(
                r"\b(?:r[au]ns?|running|do|does|did|doing|done|carr(?:y|ies|ied|ying) out|mak(?:es?|ing)|made) "
                r"(?:(?:an?|some|the|any|few|un\w+|illegal|private|police|pnc|background|vehicle|plate|name|dvla|anpr|"
                r"computer|secret) )*(?:checks?|searches|look ?ups?)\b (?:on [\w' ]{2,25}? )?(?:for "
                r"(?!me\b|us\b|no\b|weapons|drugs|anything|speed)[\w']+(?: [\w']+){0,3}|on (?:his|her|their|my|our) "
                r"(?:(?:new|ex|own|daughter's|son's|sister's) )?(?:partner|boyfriend|girlfriend|ex|husband|wife|"
                r"neighbours?|tenants?|dates?|landlord|in-?laws)|on (?:women|girls|people|tenants|neighbours|everyone|"
                r"celebrities|exes|dates|friends))\b"
            ),
        ),
        (
            "log in",
            re.compile(
                r"\b(?:lets?|letting|gives?|gave|giving|shar(?:es?|ed|ing)|lends?|lent) (?:[\w']+ ){0,4}?(?:his|her|"
                r"their) (?:\w+ )?(?:log[ \-]?ins?|passwords?|police (?:laptop|phone|computer|tablet))\b"
            ),
        ),
        (
            "through",
            re.compile(
                r"\b(?:put(?:s|ting)?|r[au]ns?|running) (?:[\w']+ ){0,3}?(?:regs?|registrations?|numbers?|plates?|"
                r"names?|cars) through\b(?! (?:here|there|to|customs|the (?:garage|books|wash|door|window|letter\w*)))"
            ),
        ),
        (
            "home",
            re.compile(
                r"\bprint(?:s|ed|ing)? (?:[\w']+ ){1,6}?and (?:tak(?:es?|ing)|took|brings?|brought) (?:it|them|those|"
                r"copies) (?:home|out|away)\b"
            ),
        ),
        (
            "whenever",
            re.compile(
                rf"\b(?:{_TOLD}|calls|called|calling|phoning|rings|lets) {_NOT_TO_US}(?:[\w'\u2019]+ ){{1,6}}?(?:every "
                r"time|each time|whenever|any ?time|as soon as|when|before) (?:[\w'\u2019]+ ){1,6}?"
                r"(?:booked in|brought in|nicked|arrested|raid(?:s|ed)?|warrants?|picked up|in custody|go(?:es|"
                r"ing) in|inspections?|"
                r"operations?|on patrol)\b|\b(?:lets?|letting) \w+ know (?:[\w'\u2019]+ ){0,4}?"
                r"(?:when(?:ever)?|before|if) [^.;\n]{2,35}?\b(?:coming|raid\w*|search\w*|warrants?|visits?|"
                r"inspections?|operations?|patrol\w*)\b"
            ),
        ),
        (
            "ahead",
            re.compile(
                r"\b(?:hears?|heard|knows?|knew|(?:gets?|got) (?:word|wind|told|notice|an? (?:call|text|tip|message|"
                r"whisper|nod))|(?:sends?|sent|drops?|dropped|gives?|gave) (?:(?:him|her|them|the \w+|an?) )*(?:text|"
                r"message|call|word|nod|tip|whisper|bell|warning|heads[ \-]up)s?(?: to [\w' ]{2,20}?)?) (?:the |an? )?"
                r"(?:night|day|evening|hour|week|morning|couple of hours|few hours|hours|"
                r"minutes) before (?:when |that )?"
                r"[^.;\n]{0,40}?\b(?:raid\w*|doors?|search\w*|warrants?|customs|hmrc|licensing|standards?|"
                r"environmental "
                r"health|council|inspect\w*|visits?|patrols?|police|immigration|cops|checks?|operations?|busts?)\b"
            ),
        ),
        (
            "coast clear",
            re.compile(
                r"\b(?:rings?|rang|texts?|texted|tells|told|phones?|phoned|messages|messaged|lets|calls) (?!me\b)(?:us|"
                r"them|him|her|(?:the|his) \w+)(?: know)? (?:when|once|as soon as|whenever) (?:the |his |their |"
                r"all the )?"
                r"(?:[\w']+ )?(?:patrols?|police|cops?|team|van|shift|coast|customs|officers?|units?|area car|wardens?|"
                r"lot) (?:[\w']+ )?(?:goes|go|gone|has|have|is|are|knocks?|finish(?:es)?|clocks?|leaves?|clear|"
                r"comes?)\b"
            ),
        ),
        (
            "is warned",
            re.compile(
                r"\b(?:gets?|got|is|are|was|were|being|been|getting) (?:\w+ )?(?:told|warned|tipped off) "
                r"(?:by [^.;\n]{2,25}? )?(?:when|before|about|ahead of|of) [^.;\n]{0,30}?\b(?:raid|search|warrant|"
                r"inspection|operation)(?:s|es)?\b"
            ),
        ),
        (
            "everything",
            re.compile(
                rf"\b{_TOLD} {_NOT_TO_US}(?:my|his|her|the|an?|their|our) (?:\w+ )?\w+ (?:everything|all about "
                r"(?:it|me|us|her|him|my \w+|the \w+))\b(?! (?:is|was|will|would|i|she|we)\b)"
            ),
        ),
        (
            "story",
            re.compile(r"\b(?:sells?|sold|selling) (?:(?:an?|the|my|her|his|our|their) )?(?:stor(?:y|ies)|jobs) to\b"),
        ),
        (
            "desk",
            re.compile(
                r"\b(?:asks?|asked|asking|gets?|got|getting) (?:the |a |his |her )?(?:intel|intelligence|control|"
                r"enquiry|front|anpr|mate|friend|colleague|pal)(?: desk| room| team| in the \w+)? "
                r"(?:for (?:stuff|info|information|details|addresses|dirt)|to (?:look|check|run|search|find|pull))\b"
            ),
        ),
        (
            "of others",
            re.compile(
                r"\btold (?:me|us) (?:all |everything )?about (?:(?:my|his|her|a|the|some|our) )?[\w\-]+(?:'s|s'|"
                r"s)? (?:\w+ )?(?:abortion|arrest|overdose|suicide|domestic|rape|diagnosis|"
                r"conviction|convictions|caution|record|case|breakdown|affair|statement|past)\b"
            ),
        ),
        (
            "passive",
            re.compile(
                rf"\b(?:{_POSS}|the) (?:[\w'\-]+ ){{0,2}}?(?:{secrets}|details)\b (?:[\w']+ ){{0,4}}?(?:got|were|"
                rf"was|is|are|been|being|ended up|turned up|went|"
                r"going) (?:\w+ )?(?:passed|given|sent|shared|posted|leaked|sold|shown|told|read out|handed|"
                r"talked about|discussed|"
                r"gossiped about|all over|known|pinned|"
                r"looked up|(?:on|in) (?:the |a |his |her |some )?(?:\w+ )?(?:whatsapp|facebook|internet|"
                r"snapchat|paper|papers|pub|group|chat|hands))\b"
            ),
        ),
        (
            "pictures",
            re.compile(
                r"\b(?:photos?|pictures?|pics?|videos?|clips?|footage|screenshots?) (?:of|from) (?:[\w'\-]+ "
                r"){0,4}?(?:body|bodies|corpse|victims?|scene|"
                r"prisoners?|detainees?|cells?|custody|statement|screen|crash|suicide|lad|girl|woman|man|"
                r"interview|bodycam|body cam|reports?)\b"
                r"(?: [\w']+){0,2}? (?:were|was|are|is|ended up|turned up|went|got|going|on|in|to|round) "
                r"(?:[\w']+ ){0,6}?(?:whatsapp|chat|group|facebook|"
                r"snapchat|snap|insta\w*|telegram|twitter|round|pub|mates?|phones?|family|internet|online|papers?)\b"
            ),
        ),
        (
            "told",
            re.compile(
                rf"\b{_TOLD} {_NOT_TO_US}(?:(?!(?:and|but|because|so|if|no|not|"
                rf"said)\b)[\w'\u2019\-]+ ){{1,7}}?{secret}"
            ),
        ),
        (
            "rang",
            re.compile(
                rf"\b(?:rings?|rang|phone[sd]|call(?:s|ed)|texts?|texted|warn(?:s|ed|ing)?|messag(?:es|ed)|tips?|"
                rf"tipped|lets?) {_NOT_TO_US}(?:the |his |a |some |one of the |all the )?"
                r"(?:\w+ )?(?:dealers?|gang|lads?|crew|boss|owners?|landlord|mates?|him|her|them|suspects?|"
                r"brother|cousin|family|club|pub|shop|bookies|"
                r"traffickers?|growers?|farm)(?: off| know)?(?: \w+)? (?:the night before|the day before|an hour "
                r"before|beforehand|before (?:we|they|the|a|any|every)|"
                r"ahead of|in advance|first|when(?:ever)? (?:there|the|they|we|a)|so (?:they|he|that))\b"
            ),
        ),
        (
            "gave",
            re.compile(
                rf"\b{_GAVE} (?:out |over |on )?(?:{_NOT_TO_US}(?:(?!to\b)[\w'\u2019\-]+ ){{1,5}}?(?:with |about "
                rf")?(?:{_POSS} |the |a |any |some |home |"
                rf"confidential |police |witness )?(?:\w+ )?(?:{secrets})\b|{_FILL}(?:{secrets})\b(?: "
                rf"[\w'\-]+){{0,2}}? (?:on |over |out )?to {_NOT_TO_US}\w+)"
            ),
        ),
        ("spread", re.compile(rf"\b{_SPREAD} {_FILL}(?:{secrets})\b")),
        (
            "access",
            re.compile(
                rf"\b{_ACCESS} (?:[\w'\u2019\-]+ ){{0,7}}?(?:(?:through|on|in|into|up on|off|from|using|via) "
                rf")?(?:the |his |her |our |their |a |my |that )?"
                rf"(?:\w+ )?(?:{systems})\b"
            ),
        ),
        (
            "tabs",
            re.compile(
                r"\b(?:keep(?:s|ing)?|kept) tabs on\b|\b(?:look(?:s|ed|ing)?|check(?:s|ed|ing)?|ran|"
                r"runs?) (?:me|us|him|her|them|everyone|people|my \w+) (?:up|through)\b"
            ),
        ),
        (
            "has",
            re.compile(
                rf"\b(?:had|has|have|brought|with|carr(?:ies|ied)|waved|keeps|kept|got) (?:a |the |an |some "
                rf")?(?:print ?outs?|printout|copy|copies|photos?|pictures?|screenshots?|list) of "
                rf"(?:{_POSS} |the )?(?:\w+ )?(?:{secrets}|{systems})\b|\b(?:have|had|has|keeps|kept) (?:my|her|"
                rf"his|our) (?:whole |entire |police |criminal )+(?:record|file|history)\b"
            ),
        ),
        (
            "found me",
            re.compile(
                r"\b(?:turn(?:s|ed)|show(?:s|ed)) up (?:at|outside) (?:my|her|our) new \w+|\b(?:knew|knows|heard|"
                r"knowing) about (?:my|her|our) (?:\w+ )?"
                r"(?:arrest|caution|case|interview|statement|report|complaint|visit|conviction|record)\b|"
                r"\b(?:knew|knows) (?:that )?(?:i|we|she)(?:'d| had| was| am|'m| were)? (?:been )?"
                r"(?:wired|giving evidence|a witness|reported|arrested|in custody|complained|spoken to|talking "
                r"to|made a|on bail|on tag|an informant|grassed|rung|called)\b"
            ),
        ),
        (
            "knows",
            re.compile(
                rf"\b(?:he|she|they|officer|ex|husband|cop|who) (?:\w+ )?(?:knew|knows|know|quoted|recited) "
                rf"(?:all |exactly |everything |about |things |stuff |even )*"
                rf"(?:(?:my|her|our|his|their) (?:\w+ )?(?:{private})\b|where (?:i|she|we|my \w+|her \w+) (?:\w+ "
                rf")?(?:\w+)|what (?:i'?d?|she|we) (?:had )?(?:said|told)|"
                r"(?:i|she)'?d? (?:had |been )(?:\w+))"
            ),
        ),
    )


# What an officer knows only tells that it was looked up; where that is told, it is no second misuse.
_INFERRED = ("knows", "found me")
_OFFICIAL = re.compile(
    r"\b(?:to me|back to me|to us|for me|my rights|into evidence|for the court|a statement from|my statement "
    r"(?:down|off me|from me)|his statement|a report|the form|"
    r"a form|crime number|my details|my name and address|number plate of|took (?:my|a|the|his|her) (?:statement|"
    r"details|name|number|address|record)\b(?! (?:off|from|out of)\b))\b"
)
# The police tell a family where somebody is.
_FAMILY = re.compile(
    r"\A\w+ (?:my|his|her) (?:mum|dad|mother|father|parents|family|solicitor|wife|husband|"
    r"partner) that (?:i|he|she) was\b"
)
_NOUN = re.compile(
    r"\b(?:my|his|her|our|the|a|an|this|that|their|me to|us to|could you|please|can't|couldn't|"
    r"cant) \Z"
)
# Officers who give, or do not give, what is their own.
_OWN = re.compile(
    r"\A\w+ (?:(?!(?:my|our|phone|home|new|victim|witness|informant|people)\b|\w+'s\b)[\w']+ ){0,6}(?:names?|"
    r"numbers?)\Z"
)
_USE = re.compile(
    r"(?:us(?:es|ed|ing)|found|finds?|got|gets?|getting|did|does|put(?:s|ting)?|took|tak(?:es|ing)|"
    r"pull(?:s|ed|ing)?|open(?:s|ed|ing)?|has)\b"
)
_PLAIN = re.compile(
    r"\b(?:address|form|plates?|number plates?|reg|registration|record|file|statement|details|"
    r"history|password)\Z"
)


def find_leaks(text: Text) -> Iterator[Finding]:
    """What was looked up, or told to those who should not know, each in the words of its clause."""
    taken: list[tuple[int, int]] = []
    for name, pattern in _frames():
        if name in _INFERRED and taken:
            continue
        for match in pattern.finditer(text.low):
            span = match.start(), tail(text, match.end(), 5)
            if free_of(taken, *span) and _means_it(text, name, match):
                taken.append(span)
                yield text.finding(SLOT, None, span, SURE)


def _means_it(text: Text, name: str, match: re.Match[str]) -> bool:
    """Whether an officer does it, and it is no part of the work."""
    before, said = text.before(match.start(), 40), match.group()
    if name == "told" and _FAMILY.search(said):
        return False
    if name in ("passive", "pictures", "knows", "warned", "of others", "found me", "is warned"):
        return not (name == "passive" and _OFFICIAL.search(said))
    if (
        by_reporter(before)
        or _NOUN.search(before)
        or _OWN.search(said)
        or _OFFICIAL.search(text.low[match.start() : match.end() + 12])
    ):
        return False
    if name == "access" and _USE.match(said) and _PLAIN.search(said):
        return _by_stealth(text, match)
    return True


def _by_stealth(text: Text, match: re.Match[str]) -> bool:
    """Whether what may be the work of the police was not: "got my number off the witness form"."""
    said = match.group()
    return bool(re.search(r"\b(?:off|from|through|on|using|via) (?:the|his|her|a|my) (?:\w+ )?\w+\Z", said)) and bool(
        re.search(r"\b(?:number|address|name|details|\w+'s)\b", said)
    )
