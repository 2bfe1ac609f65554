"""What an officer gets: taken, given, done for them, asked for or gone, read from what stands together in a clause."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.clauses import by_reporter, tail
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

SLOT = "benefit_or_favour"
SURE = 0.7
Span = tuple[int, int]
_LISTS = word_list("dealings")
_NUM = (
    r"(?:\d[\d,.]*k?|(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|"
    r"forty|fifty|sixty|seventy|eighty|ninety|few|couple of)(?:[ \-](?:five|hundred|thousand|grand))*)"
)
_SUM = (
    rf"(?:[£$€] ?\d[\d,.]*k?|\b{_NUM} (?:quid|pounds?|grand|euros?|sheets|hundred|thousand|ton|tenner|fiver|score)\b|"
    r"\b\d+k\b|\b(?:tenner|fiver|twenty|fifty|hundred|grand)\b(?= (?:a|each|per|every|off|for|in)\b))"
)
_RANK = (
    r"(?:officers?|cops?|coppers?|policem[ae]n|policewom[ae]n|pcs?|sergeant|sgt|inspector|constable|detective|"
    r"superintendent|pcso|skipper|feds?|d[cis]|dci|ps)"
)
_HIM = rf"(?:him|her|them|{_RANK} (?!to\b)\w+|{_RANK}|the {_RANK}(?: \w+)?)"
_FILL = (
    r"(?:(?!(?:and|but|because|when|while|he|she|i|we|they|you|so|if|no|not|nothing|on|in|at|about|that|who|"
    r"which|to|into|under|from|off|by|over)\b)[\w'\u2019£&\-]+,? ){0,5}?"
)
_MINE = (
    r"(?:my|our|the|an?|his|her|their|some|two|three|four|five|six|half|all|every|any|that|this|those|these|of|free|"
    r"people's|\w+'s|\d+)"
)


def _spoken(pattern: str) -> re.Pattern[str]:
    """A pattern that also finds verbs as many say them: "takin", "sellin'"."""
    return re.compile(re.sub(r"(?<=[a-z])ing(?=[|) ])", "in[g']?", pattern))


@lru_cache(maxsize=1)
def _frames() -> tuple[tuple[str, re.Pattern[str]], ...]:
    things, treats = any_of(_LISTS["valuables"]), any_of(_LISTS["treats"])
    value = rf"(?:{_SUM}|box at the \w+|{any_of([*_LISTS['valuables'], *_LISTS['treats']])}\b)"
    theirs = rf"(?:his|her|their|the {_RANK}'?s|{_RANK} [\w\-]+'s) (?:\w+ )?{any_of(_LISTS['theirs'])}\b"
    worth = rf"{_FILL}{value}"
    return (
        (
            "differs",
            re.compile(
                rf"\b(?:found|counted|seized|took|had|there (?:was|were)|handed (?:in|over)|gave (?:him|them)) "
                rf"[^.;\n]{{0,20}}?(?:{_SUM}|{_NUM})\b[^;\n]{{0,60}}?\b(?:wrote|recorded|logged|booked in|booked|"
                r"put down|signed for|declared|came back|given back|got back|went in|returned|the (?:\w+ )?(?:form|"
                r"receipt|record|"
                rf"sheet|log|slip|list) (?:says|said|has|had))\b[^.;\n]{{0,20}}?(?:{_SUM}|{_NUM})\b"
            ),
        ),
        (
            "gone",
            re.compile(
                rf"\b(?:my|our|his|her|their|the|\w+'s) (?:[\w'\-]+ "
                rf"){{0,3}}?(?:{things})\b[^;\n]{{0,70}}?\b(?:(?:is|was|were|"
                r"are|has|had|have|been|went|gone|just)(?: \w+)? (?:gone|missing|vanished|disappeared|pinched)|"
                r"went missing|"
                r"(?:was|were|is|are)(?:n'?t| not|nt) (?:there|in it|on (?:the|any) (?:list|form|sheet|record)|"
                r"listed|"
                r"returned|given back|booked in|recorded)|never (?:came|come|been given|been|got|seen|given|returned)"
                r"(?: \w+)? ?(?:back|again|returned)?|not (?:listed|on the (?:list|form))|disappeared|vanished|"
                r"didn'?t (?:come|get|make it) back|(?:is|are|was|now|it'?s) (?:now )?(?:on|in|round|at) (?:his|"
                r"her) (?:own )?(?:mantelpiece|wall|house|wrist|neck|"
                r"finger|shed|garage|office|desk|kitchen|living room|garden|front room|shelf))\b"
            ),
        ),
        (
            "bargain",
            re.compile(
                r"\b(?:if|unless) (?:i|we|she|he|they|you|my \w+) [^.;\n]{3,60}?\b(?:he|she|they)(?:'d|'ll| "
                r"would| will| could|d|ll) "
                r"(?:not )?(?:lose|drop|forget|sort|rip|tear|overlook|mislay|let|turn a blind|look the other|"
                r"make (?:it|the|this)|leave (?:me|us|her|him|it)|"
                r"square|cancel|wipe|scrap|bin)\b|"
                r"\b(?:go(?:es)? away|disappear|vanish|be (?:lost|dropped|mislaid|forgotten|sorted|torn up|"
                r"binned|wiped)|mislaid|get lost) (?:for|if|in return) [^.,;\n]{3,40}|"
                r"\bfor a (?:consideration|price|small fee|fee|drink|favour|few quid|sweetener)\b[^.;\n]{0,50}"
            ),
        ),
        (
            "to look away",
            re.compile(
                rf"\b(?:pays?|paid|paying|bribes?|bribed|bungs?|bunged) {_HIM} to \w+[^.,;\n]{{0,40}}|"
                r"\bgive (?:me|us|him|her) (?:your|the|my|a|that|some) [^.;\n]{2,30}? and (?:i|we|he|she)(?:'ll|"
                r"ll|'d| will| would)\b[^.,;\n]{0,30}|"
                rf"{_SUM} to (?:get|have|let|make|drop|forget|release|look|lose)\b[^.,;\n]{{0,30}}|"
                rf"\b(?:an? )?(?:{treats}|{things}|massage|blow job|kiss)(?: \w+)? (?:would|could|might|'d) "
                rf"(?:sort|fix|help|settle|make|do)\b[^.,;\n]{{0,15}}|"
                rf"\b(?:i'm|im|we're|we are|i am|was|were|now|left) missing (?:my |an? |the |two |some "
                rf"){_FILL}(?:{things})\b|"
                rf"\b(?:an? |the )?(?:\w+ ){{0,2}}?(?:{things}|{treats})(?: of \w+)? (?:goes|went|ends up|ended "
                rf"up|gets put|is put) (?:in|into) (?:his|her|their) (?:boot|bag|car|locker|desk|pocket)\b"
            ),
        ),
        (
            "arrives",
            re.compile(
                rf"\b(?:an? |the |his |her )?(?:\w+ ){{0,2}}?{value} (?:turns? up|turned up|arrives?|arrived|"
                rf"appears?|appeared|(?:is|was|gets|got) (?:left|delivered|sent|dropped off))"
                rf"\b[^.;\n]{{0,25}}? for {_HIM}\b|\bwith the (?:money|cash|drugs|jewellery|stuff) (?:they|he|"
                rf"she) (?:found|seized|took|had off)\b"
            ),
        ),
        (
            "lives",
            re.compile(
                r"\b(?:moved into|lives? (?:in|at)|living in|stays? in|staying in|drives?|driving|using|uses|"
                r"holidays in|holidayed in|rides|wears) (?:an?|the|one of) [^.;\n]{0,30}?"
                r"\b(?:owned by|belong(?:s|ing|ed) to|paid for by|that belongs to|registered to|in the name of|"
                r"lent by|from the) [^.,;\n]{3,40}"
            ),
        ),
        (
            "helps",
            re.compile(
                r"\b(?:help(?:s|ed|ing)? (?:him|her|them)sel(?:f|ves)|fill(?:s|ed|ing)? (?:up )?(?:his|her|an?|"
                r"their) "
                r"(?:carrier bag|boot|bag|pockets?|car|van|basket|trolley|tank)|creams? off|skim(?:s|med|ming)?|"
                r"siphon\w*|"
                r"on (?:the|their|his|somebody'?s|someone'?s) (?:take|payroll)|in the pocket of|takes? (?:bribes|"
                r"backhanders|bungs))\b"
            ),
        ),
        (
            "given",
            re.compile(
                r"\b(?:gives?|gave|giving|pays?|paid|paying|slips?|slipped|hands?|handed|bungs?|bunged|buys?|"
                r"bought|sends?|"
                r"sent|transfer(?:s|red)?|lends?|lent|offers?|offered|leaves?|left|brings?|brought|deliver(?:s|"
                r"ed)?|drops?|"
                r"dropped|cooks?|cooked|book(?:s|ed)|lets?|put|puts|drop(?:s|ped)? off) "
                rf"(?:{_HIM}\b[^.;\n]{{0,12}}?|{theirs} ){worth}"
            ),
        ),
        (
            "for him",
            re.compile(
                r"\b(?:gives?|gave|giving|pays?|paid|paying|slips?|slipped|hands?|handed|bungs?|bunged|buys?|"
                r"bought|sends?|"
                r"sent|transfer(?:s|red)?|leaves?|left|brings?|brought|deliver(?:s|ed)?|drop(?:s|ped)?(?: off)?|"
                r"puts?|payments?|"
                rf"donat(?:es|ed)|sold|shipped) {worth}[^.;\n]{{0,20}}?(?: (?:to|for|on|into|behind|in|down to) "
                rf"(?:{_HIM}\b|(?:his|her|their|the {_RANK}'?s?) (?:\w+ )?(?:account|house|home|wife|husband|"
                rf"missus|boot|car|pocket|"
                r"desk|locker|paypal|monzo|name|tab|bar|son|daughter|mum|mother)|an? envelope|the (?:station|"
                r"nick|front desk)\b))"
            ),
        ),
        (
            "was given",
            re.compile(
                r"\b(?:was|were|is|been|being|gets|got|get) (?:\w+ly )?(?:(?:bribed|paid off|paid by|flown|put "
                r"up in|wined and "
                r"dined|treated to|taken (?:to|on|out for)|paid for|bought off)\b|(?:given|bought|handed|slipped|"
                r"offered|sent|"
                rf"lent|promised|paid|let have) {worth})"
            ),
        ),
        (
            "theirs",
            re.compile(
                rf"\b{theirs} (?:\w+ )?(?:got|gets|was given|landed|has|had|walked into|was (?:hired|taken on|"
                rf"put)|were given|drives|lives in|"
                rf"works) {_FILL}(?:{treats}|{_SUM}|car|place|course)\b"
            ),
        ),
        (
            "works",
            re.compile(
                rf"\b{any_of(_LISTS['works'])} (?:up |out )?(?:(?:his|her|their|the {_RANK}'?s|{_RANK} \w+'s) "
                rf"(?:\w+ )?"
                rf"{any_of(_LISTS['home'])}\b|(?:an?|the) (?:\w+ )?{any_of(_LISTS['home'])} for {_HIM}\b)"
            ),
        ),
        (
            "through",
            re.compile(
                rf"\b(?:put|puts|putting|paid|pays|paying) (?:for )?{theirs} (?:through|to (?:go|learn)|for) "
                rf"[\w' ]{{3,25}}"
            ),
        ),
        (
            "or else",
            re.compile(
                rf"(?:{_SUM}|{things})(?: \w+){{0,3}},? or (?:else|i|he|she|they|we|it)\b[^.,;\n]{{0,30}}|"
                rf"\bfor (?:{_SUM}|an? (?:\w+ )?(?:of )?{things}|{things})(?: \w+){{0,2}},? (?:he|she|they)(?:'d|"
                rf"'ll| would| will| could)\b"
                r"[^.,;\n]{0,30}|\b(?:if|unless) (?:i|we|she|he|they|you|my \w+) (?:\w+ )?(?:gave|give|paid|pay|"
                r"slept|sleep|"
                r"sent|send|kissed|kiss|bought|lent|(?:was|were|am|are) (?:nice|good|friendly)) ?[^.,;\n]{0,35}"
            ),
        ),
        (
            "intimate",
            re.compile(
                r"\b(?:(?:let|letting|lets) (?:him|her|them) )?(?:threesome|go with him|strip for him|sleep(?:s|"
                r"ing)?|slept|sex|go(?:ing)? to bed|go "
                r"out|a kiss|kiss|blow ?job|"
                r"a date|nudes|(?:naked|nude|dirty) (?:pics|pictures|photos)|hand ?job|touch "
                r"me)\b[^.;\n]{0,50}?\b(?:or|and|if|"
                r"in return|in exchange|for|so|otherwise|then|to) [^.;\n]{0,30}?\b(?:drop\w*|forget\w*|let (?:me|"
                r"us|her|him|you|it)|off|"
                r"clos(?:e|es) (?:me|us|it|him|her)|tell(?:s|ing)? (?:my|everyone)|nick\w*|arrest\w*|lose|"
                r"sort\w*|help\w*|charg\w*|report\w*|go "
                r"away|disappear)\b"
            ),
        ),
        (
            "price",
            re.compile(
                rf"\b(?:would|will|'ll|'d|gonna|going to) cost (?:me|us|you|him|her|them) (?:{_SUM}|"
                rf"[£$€]?\d[\d,.]*k?\b)"
                r"[^.,;\n]{0,30}|\bcharg(?:es|ing) (?:people|them|you|customers|drivers|everyone|\w+s) (?:for|to)\b"
                r"[^.,;\n]{3,40}|\b(?:wants?|wanted|asks?|asked|makes?|made|gets?|got) (?:me|her|him|us|them) (?:to )?"
                r"[^.;\n]{3,50}\bin (?:return|exchange)\b"
            ),
        ),
        (
            "for theirs",
            re.compile(
                r"\b(?:takes?|took|taking|helps? (?:him|her)self to|collects?|had) (?!(?:me|him|her|them|us|time|"
                r"over|care|"
                r"part|his|hers?|responsibility|pity)\b)(?:[\w'&\-]+ ){1,4}for (?:(?:his|her|their) (?:own )?"
                rf"(?:{any_of(_LISTS['theirs'])}|house|home|garden|tea|dinner|lunch)|him ?sel(?:f|ves)|herself|"
                rf"themselves)\b"
                r"[^.,;\n]{0,35}"
            ),
        ),
        (
            "gains",
            _spoken(
                r"\b(?:accept(?:s|ed|ing)?|receiv(?:es|ed|ing)|gets?|got|getting|takes?|took|taken|taking|"
                r"pockets?|pocketed|nicks?|nicked|steals?|"
                r"stole|stolen|keeps?|kept|keeping|pinch(?:es|ed)|swipe[sd]?|lifted|snatch(?:es|ed)|robbed|rob|"
                r"collects?|collected|demands?|demanded|"
                r"wants?|wanted|asks?(?: (?:me|us|them|him|her))? for|asked(?: (?:me|us|them|him|her))? for|"
                r"charges?|charged|charging|bagged|"
                r"claims?|claimed|(?:sells?|sold|selling)(?: on| off)?|flogs?|flogged|deals?|(?:walk|went|walked|"
                r"go|goes|drove|"
                r"leaves|left|made)(?: off| out| away| home)? "
                r"with|borrows?|borrowed|enjoys?|enjoyed|request(?:s|ed)(?: that i (?:transfer|pay|send))?|"
                r"requires?|brings? home|brought home|"
                r"takes? home|took home|transfer|trousered|making|makes|earns|earning) "
                rf"(?:(?:off|from|out|in|up|away|back|home|me|us) )?(?:for )?(?:\d+ |{_MINE} )?{worth}"
            ),
        ),
    )


_FREE = re.compile(
    r"\b(?:for (?:nothing|free|nowt)|free of charge|no (?:charge|invoice|bill)|without paying|(?:never|hasn'?t|"
    r"has not|doesn'?t|don'?t|"
    r"won'?t|not) (?:ever )?(?:been )?(?:pay|pays|paid|paying|charged?)(?: for)?|(?:pays?|paid|paying) "
    r"(?:nothing|nowt|not a penny)|for a song|refus(?:es|ed|ing) to pay|would(?:n'?t| not) pay|won'?t pay|"
    r"(?:left|walked (?:out|off)|drove off) without (?:paying|settling)|d(?:oes|id) a runner|(?:got|saw|had|"
    r"seen) a penny|on (?:the|his|her|my) (?:\w+'s )?tab|"
    r"half price|cost price|rent[ \-]free|on the "
    r"house|gratis|at cost|"
    r"mates'? rates|on the (?:cheap|firm))\b"
)
_NOT_SEIZED = re.compile(
    r"\b(?:took|takes|taken|taking|wants?|wanted|asked for|asks for|got|gets?|collected|kept|keeps) (?:\w+ "
    r"){0,3}?(?:laptop|ipad|tablet|iphone|"
    r"phones?|camera|bike|bikes|car|coat|dog|tablets|files?|statements?|details|photos?|house|flat|room|box|"
    r"record|names?|job|"
    r"home|case|notes|tea|service|report|knives|exhibits|seizure|match|position|number|change|garden|party|"
    r"wedding|trip|clothes)\Z"
)
_TO_ME = re.compile(r"\b(?:me|us|my (?:mum|dad|son|daughter|wife|husband|brother|sister|mate|friend|kids))\b")
_BY_OFFICER = re.compile(
    rf"\b(?:he|she|they|{_RANK}|who)(?:'s|'d|s)?(?: (?:has|had|have|then|also|even|never|"
    rf"always|just|only))*\s*\Z"
)
_MADE_TO = re.compile(r"\b(?:made|make|makes|had|got|to|we|i|us)(?: \w+){0,2} \Z")
_WHO = re.compile(r"\b(?:he|she|they|his|her|him|them|who|officers?|cops?|copper|pc|sergeant|inspector|lads)\b")
_CLAUSE = re.compile(r"[,:(]|\b(?:and|but|because|so|that|who) ")
_REPORTER_TOO = (
    "bargain",
    "to look away",
    "arrives",
    "lives",
    "given",
    "for him",
    "or else",
    "intimate",
    "works",
    "differs",
    "gone",
    "through",
)
# What looks like a verb and is none: "my stolen quad", "press charges".
_NOUN = re.compile(r"\b(?:my|his|her|our|the|a|an|this|that|press|pressed|drop|dropped|no|more|any|his own) \Z")
_DETERMINED = re.compile(r"(?:an?|the|my|our|his|her|their|some) ")
_OF_REPORTER = re.compile(r"\b(?:i|we|i'd|i've|ive|my \w+)(?:'s)? (?:\w+ )?\Z")


def find_favours(text: Text) -> Iterator[Finding]:
    """What officers get for themselves or theirs, each in the words of its clause."""
    taken: list[Span] = []
    for span in (*_framed(text), *_free(text)):
        if free_of(taken, *span):
            taken.append(span)
            yield text.finding(SLOT, None, span, SURE)


def has_value(said: str) -> bool:
    """Whether words name what was got, so that they say enough by themselves."""
    return bool(_value().search(said))


@lru_cache(maxsize=1)
def _value() -> re.Pattern[str]:
    return re.compile(
        rf"{_SUM}|"
        rf"\b{any_of([*_LISTS['valuables'], *_LISTS['treats']])}\b(?<!money)(?<!envelope)(?<!envelopes)"
    )


def _framed(text: Text) -> Iterator[Span]:
    for name, pattern in _frames():
        for match in pattern.finditer(text.low):
            if _means_it(text, name, match):
                yield match.start(), _end(text, name, match)


def _end(text: Text, name: str, match: re.Match[str]) -> int:
    """Where the words end that tell it: what goes on in the clause belongs to some frames."""
    if name == "gone" and match.group().count(" ") > 8:  # "my watch, an Omega, was on my wrist when ... not there"
        return tail(text, match.start(), 4)
    if name == "gains" and _GOES_ON.match(text.low, match.end()):
        return tail(text, match.end(), 4)
    return tail(text, match.end(), 8) if name in ("helps", "was given", "works", "theirs") else match.end()


_GOES_ON = re.compile(
    r" (?:off|aff|from|out of|for|paid|each|per|every|in return|an? (?:time|go|pop|week|month|day|night|head|"
    r"shift|name|"
    r"plate))\b"
)


def _means_it(text: Text, name: str, match: re.Match[str]) -> bool:
    """Whether the right one does it: an officer gets, and somebody else gives."""
    before, said = text.before(match.start(), 40), match.group()
    if (name not in _REPORTER_TOO and by_reporter(before)) or (_NOUN.search(before) and not _DETERMINED.match(said)):
        return False
    if name in ("given", "for him", "works") and _BY_OFFICER.search(before):
        return name == "works" and bool(re.search(rf"\bthe {_RANK}'?s\b", said))
    refused = _REFUSED.get(name)
    if name == "works" and re.match(r"(?:did|do|doing)\b", said):
        return bool(_MADE_TO.search(before))
    if name == "works" and re.search(rf"\bthe {_RANK}'?s\b", said):
        return True
    return not (refused and refused.search(said)) and not (
        name in ("gains", "was given") and _OF_REPORTER.search(before)
    )


_REFUSED = {
    "gains": re.compile(rf"(?!.*\b(?:cheap|free|discounted)\b){_NOT_SEIZED.pattern}|\A\w+ (?:me|us) (?!for)"),
    "given": re.compile(r"rent\Z"),
    "for him": re.compile(r" for (?:him|her|them)\Z"),
    "was given": _TO_ME,
}


def _free(text: Text) -> Iterator[Span]:
    """What costs an officer nothing, with the words before that say what it is."""
    for match in _FREE.finditer(text.low):
        before = text.before(match.start(), 70)
        lead = re.search(r"(?:[\w'\u2019\-]+ ){0,7}\Z", _CLAUSE.split(before)[-1])
        if not by_reporter(before) and _WHO.search(before + match.group()):
            yield match.start() - len(lead.group() if lead else ""), tail(text, match.end(), 6)
