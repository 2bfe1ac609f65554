"""Who else was there, saw or heard it, or stepped in: people told by their role, kept as they were said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from interview.understanding.bystanders import bystanders
from interview.understanding.clauses import doer, has_verb, is_pronoun, of_police
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("roles")
_OBJECT = (
    r"(?: (?:it|him|her|them|me|us|you|everything|the (?:whole )?(?:lot|thing|whole thing|end|start|state|bruises)|"
    r"all of it|it all|"
    r"what (?:he|she|they|happened)(?: (?:did|said|was doing))?|this|that|some of it|most of it|through the \w+)\b)?"
    r"(?: (?:all|too|as well|do it|happen|doing it|hit (?:me|him|her)|say it))?"
)
_SAW = re.compile(
    r"\b(?:saw|seen|(?:he|she|they) sees?(?= (?:it|him|her|them|all|everything|what)\b)|watched|witnessed|"
    r"filmed|videoed|recorded|overheard|noticed|spotted|heard|watching|filming|"
    rf"recording|videoing|gawping|staring)\b{_OBJECT}"
    r"(?! (?:about|of|from(?! (?:the|across|behind|inside|outside|my (?:window|balcony|car|flat))\b)|that (?:he|"
    r"she|they|it)|rumou?rs|a (?:doctor|gp|solicitor|counsellor)|the (?:doctor|gp|"
    r"news)|red|nothing)\b)"
)
_THERE = re.compile(
    r"\b(?:there|present|with (?:me|us|him|her|them)|(?:right |just |sat |stood )?(?:next to|beside|behind|near|"
    r"opposite|in front of|close to|"
    r"alongside) (?:me|us|him|her|them|the \w+)|"
    r"\w+ (?:tables?|seats?|rows?|desks?|feet|foot|yards|doors?|chairs?) (?:over|away|down|behind|along|back)|"
    r"(?:sat|stood|standing|sitting|waiting|walking (?:past|by|home)|passing|queuing|hoovering|working|serving|"
    r"parked|asleep|upstairs|outside|inside|watching)\b"
    r"(?: (?:\w+ )?(?:there|upstairs|downstairs|next to|beside|behind|outside|opposite|near|round|by|at|in|on|"
    r"with)(?: (?:the|my|our|a|me|us|him|her|them|his|their)(?: \w+)?)?)?|"
    r"(?:in|on) (?:the|my|our) (?:(?:same|back|front|next|waiting|changing|passenger) ?)?(?:room|car|van|shop|pub|"
    r"queue|bus|train|seat|kitchen|office|bar|till|counter|door|house|flat|corridor|cell|class|phone|line|call|"
    r"facetime|video call)|"
    r"on (?:facetime|speaker|the phone|video call|speakerphone))\b"
)
_STEPPED_IN = re.compile(
    r"\b(?:(?:shout|scream|yell|swore|swear)\w* (?:at|to|for) (?:him|her|them|it|help)|(?:told|asked|begged|telling|"
    r"asking|begging) (?:him|her|them|the \w+)(?: \w+)? (?:to (?:stop|leave|let|get|go|help|calm|pack|back|wait|"
    r"come)|off|"
    r"that (?:it|he|she)|he|she|they|to (?:go|get out|come))|"
    r"(?:pulled|pull|dragged|walked|walk|got|get) (?:him|her|them|the \w+) (?:off|away|out|back)|c[ao]me (?:over|"
    r"out|running|down|across|to help)|stepped in|step in|intervened?|stopped to help|helped (?:me|him|her|us)|"
    r"(?:stop|help) (?:him|her|them|it|me|us)|started filming|film(?:ed|ing) (?:it|him|her|them|on)|"
    r"took (?:a )?(?:notes|photos?|pictures?|video)|picked me up|"
    r"(?:rang|called|phoned|dialled) (?:999|101|the police|an ambulance|for (?:help|an ambulance))|asked (?:what "
    r"(?:was|is)|if i|me if|are you|him why|why)|stopped (?:and|to (?:ask|look|watch|film))|"
    r"(?:will|would|can|could) (?:all )?"
    r"(?:say|tell you|confirm|back) (?:the same|so|it|me)|had to (?:pull|hold|step)|"
    r"walked me (?:home|back)|gave me (?:his|her|their|a|some)|(?:back|vouch|speak up) (?:me|for|this|it|"
    r"us)(?: up)?|confirm(?:s|ed)?(?: (?:it|this|that|what))?|"
    r"tell you(?: the same)?|(?:is|are) (?:happy|willing|prepared|ready|too scared|scared|afraid|"
    r"frightened) to (?:talk|speak|say|give|make|tell|come)|"
    r"(?:too )?(?:scared|afraid|frightened) to (?:talk|speak|say|come|tell)|(?:made|gave|give|"
    r"making) (?:a )?statements?|counted it|opened (?:her|his|their|the) (?:door|window|curtains?))\b"
)
# "my apprentice was up the ladder and saw the punch"
_AND_SAW = re.compile(
    r"(?P<verb>\b(?:[a-z]{3,}ed|was|were|is|came|got|stood|sat|had|showed|let|opened|ran|walked|works|"
    r"lives))\b[^.;\n]{0,40}? and (?:then )?(?:\w+ly )?"
    rf"(?:saw|seen|heard|watched|filmed|witnessed|overheard)\b{_OBJECT}"
)
# "my wee boy was holding my hand", "our two kids were in the back crying"
_WAS_DOING = re.compile(
    r"\b(?:holding (?:my|onto|the (?:doors?|baby|dog|camera|phone))|serving|queu(?:e)?ing|at the (?:till|"
    r"counter|bar|window)|crying|screaming|sobbing|clinging|hiding|playing|in the (?:pram|buggy|pushchair|"
    r"back(?: seat)?|passenger seat|next room|"
    r"kitchen|hallway|house|garden|bath)|on (?:my lap|the sofa|the stairs|the bus|the "
    r"phone(?: to me)?|speaker|loudspeaker))\b"
)
# "counted it out with me", "he drove there with us"
_WITH_US = re.compile(
    r"\b(?:counted|drove|went|came|walked|waited|sat|stood|travelled|"
    r"searched)\b[^.;,\n]{0,30}? with (?:me|us)\b"
)
# "me, Danny and Leon were there"
_WE_WERE = re.compile(
    r"\b(?:me|i|myself)(?:,| and) (?:(?:and )?(?:my |our |the )?[a-z'\-]+(?: [a-z'\-]+)?,? )(?:(?:and |, )(?:my |"
    r"our |the )?[a-z'\-]+(?: [a-z'\-]+)? )?"
    r"(?:were|was|all|both) (?:all |both )?(?:there|present|in|on|at|with|outside|sat|stood|walking|stopped|"
    r"pulled|searched|coming|going)\b"
)
# "Miss Okoro the class teacher and I both heard it"
_AND_I = re.compile(
    r"(?:\A|(?<=[.;:,\n] )|(?<=\n)|(?<=\band ))(?P<words>(?:(?!and\b|when\b|that\b)[\w'\-]+ ){1,6})and (?:i|me|"
    r"myself)(?: \([^)\n]*\))? "
    r"(?:(?:both|all|each) )?(?:saw|seen|heard|watched|witnessed|were there|were present)\b"
)
# "I was on the phone to my mum"
_ON_PHONE = re.compile(
    r"\bon (?:the phone|facetime|a call|a video call|loudspeaker|speaker|teams|zoom|whatsapp)(?: call)? (?:to|"
    r"with) (?P<words>(?:my|our|the|a) (?:[\w'\-]+ ){0,2}?[\w'\-]+)"
    r"(?=[.,;\n]|\Z| (?:and|when|at|while|who|so|the|he|she|they|as|because|during)\b)"
)
# "there was another prisoner in the van with me"
_THERE_WAS = re.compile(
    rf"\bthere (?:was|were) (?P<words>(?:an?|another|one|two|three|some|other|a few|the) (?:\w+ "
    rf"){{0,2}}?{any_of([*_LISTS['people'], *_LISTS['work'], *_LISTS['kin']])}\b"
    r" (?:in|on|at|by|with|there|sat|stood|waiting|behind|next|outside|opposite|watching|who)\b[^.,;\n]{0,30})"
)
_HAD_ON = re.compile(
    r"\b(?:had|got|have|with) (?P<words>(?:my|our|the) (?:\w+ ){0,2}\w+ on (?:loudspeaker|"
    r"speaker|speakerphone|the phone|facetime|the line|video|a call))\b"
)
_SEEN_BY = re.compile(
    r"\b(?:witness(?:es|ed by|ed)?|seen by|also present|others? present|present|(?:who (?:else )?(?:saw|"
    r"was there)))(?: (?:is|are|was|were|would be|include|by))?[:\-] ?(?P<words>[^.;\n]{3,60})|"
    r"\b(?:witnessed|seen|overheard|heard|watched|filmed) by (?P<by>(?:an? |the |my |our |his |her |two |three |"
    r"four |several |other |some |[A-Z])[^.,;\n]{2,45})"
)
_COUNT = (
    r"(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|eighteen|"
    r"a dozen|twenty|thirty|forty|fifty|\d{1,3}|several|loads|lots|"
    r"plenty|a few|some|many|half|a couple|a handful|dozens|hundreds|most|all|both|none)"
)
_WHO = rf"{any_of([*_LISTS['people'], *_LISTS['work'], *_LISTS['kin']])}"
_SEES = r"(?:saw|sees?|seen|watch(?:ed|es)?|hear[ds]?|filmed|films?|witnessed|caught|recorded)"
# "the guard did too", after somebody saw or heard it
_DID_TOO = re.compile(
    rf"\b(?P<words>(?:the|my|our|an?|another|two|three) (?:[\w'\-]+ ){{0,2}}?{_WHO} (?:did|was|were|has|had|have) "
    r"(?:too|as well|also))(?=\s*(?:[.,;\n]|\Z|and\b))"
)
# "my neighbour works the cameras and she watched him", "my wife's on the till and she sees it all"
_AND_SHE_SAW = re.compile(
    rf"\b(?P<words>(?:my|our|the|an?) (?:[\w'\-]+ ){{0,2}}?{_WHO}(?:'s|s'?| is| was| works?| worked| serves?| drives?|"
    rf" lives?| sits?)\b[^.;,\n]{{0,40}}? and (?:he|she|they) (?:also )?{_SEES}\b{_OBJECT})"
)
# As people say it who learn English: "security guard he see", "my sister film from the stair"
_SHE_SEE = re.compile(
    rf"(?:\A|(?<=[.;,\n] )|(?<=\n)|(?<=\band ))(?P<words>(?:(?:the|my|our|one|an?|another|"
    rf"other) )?(?:[\w'\-]+ )?{_WHO}(?: (?:at|in|on|from|by) (?:the |my )?\w+)?,? "
    rf"(?:(?:he|she|they) (?:also )?{_SEES}(?: (?:it|all|everything|him|them|her|what \w+))*|"
    rf"film(?: \w+)? (?:from|on|with)"
    r" (?:the |her |his )?\w+))"
)
_WE_ALL = re.compile(rf"\b(?P<words>we (?:all|both) {_SEES}\b{_OBJECT})")
# Who cries or screams at an officer is rather whom it is done to, unless it is told who they are.
_IN_TEARS = re.compile(
    r"(?:crying|sobbing|screaming|clinging|scream\w* (?:at|for)|shout\w* (?:at|for) (?:him|her|help))\b"
)
_NOBODYS = re.compile(
    r"(?:the|this|that|poor|little|young|teenage|old|\s)*(?:girl|boy|lad|lass|woman|man|kid|child|lady|teenager|"
    r"prisoner|student)"
)
_SEVERAL = re.compile(
    rf"\b(?:(?:about|around|at least|maybe|like|me and|there (?:was|were|must have been)) )*{_COUNT}(?:(?: or|-|"
    rf"\u2013| to) {_COUNT})? (?:(?:of (?:us|them))|(?:other )?(?:people|others|officers|lads|girls|"
    r"kids|colleagues|customers|men|women|staff|guests|adults|pcs|drivers|passengers))"
    r"(?: (?:in|at|on|from|round|around) (?:the|my|our|a|that) (?:\w+ )?\w+| sat there| stood there| there| present|"
    r" (?:all )?(?:saw|heard|watched|watching|looking|listening|laughing|about|around|nearby|outside|inside|"
    r"milling about)(?: (?:it|him|her|everything))?)"
)
_WITH = re.compile(
    r"\b(?:i was|we were|i'd been|sat|stood|standing|sitting|there|out|home|along|in the \w+|counted it|"
    r"tables? away) with (?P<words>(?:my|our|a|an|the|two|some|his|"
    rf"her) (?:[\w'\-]+ ){{0,3}}?{any_of([*_LISTS['kin'], *_LISTS['work']])}\b(?: (?:from|at|in) (?:the |my )?\w+)?)"
)
_FRONT = re.compile(
    r"\b(?:in front of|in the presence of|in earshot of) (?P<words>(?!(?:me|him|her|it|them|us)\b|the (?:car|house|"
    r"van|shop|camera|computer|building|station|mirror|tv|telly|gate|door)\b)[^.,;\n]{2,40}?)(?=[.,;\n]|\Z| (?:and|"
    r"who|while|when|because|at|on|in|but|so|as|then)\b)"
)
_SO_DID = re.compile(
    r"\b(?:and )?so (?:did|has|have|was|were|can|could|will|would) (?P<words>(?:my|our|the|a|an|his|her|two|three|"
    r"everyone|half) ?[^.,;\n]{0,40})"
)
_STARTS = re.compile(
    r"(?:(?:and|then|so|luckily|also|even|plus|apparently|because|but|there (?:was|were|is|are)|there's|theres|"
    r"it was|then) )*(?P<who>(?:an?|the|my|our|his|her|their|this|that|one|another|some|someone|somebody|every|"
    r"everyone|everybody|hundreds|dozens|thousands|each|all|both|half|most|other|others|several|many|two|three|"
    r"four|five|six|\d{1,2}|couple|"
    r"loads|lots|plenty|mum|mam|dad|nan|mr|mrs|ms|miss|auntie|aunt|uncle|big|little|old|regulars|staff|passengers|"
    r"people|customers|neighbours|colleagues|kids|brother|sister|complainant's)\b.*)",
)
# A person without an article: "door staff saw it", "old fella in a wheelchair"
_BARE = re.compile(
    r"(?:and |then |also |plus )?(?P<who>(?:(?:old|young|elderly|little|other|some|door|bar|shop|bus|legal|taxi|"
    r"night|fellow|two|three) )*"
    rf"{any_of([*_LISTS['people'], *_LISTS['work'], *_LISTS['kin']])}\b.*)"
)
_NO_PERSON = re.compile(
    r"\b(?:camera|cctv|dash ?cam|doorbell|phone|letter|email|message|car|van|house|money|video|thing|things|story|"
    r"case|system|record|log|receipt|body ?cam|time|number|day|night|week|dog)s?\Z|\b(?:nobody|no ?one|none)\b"
)
_BEHIND_HEAD = re.compile(
    r",? (?:on|in|at|from|with|behind|next|who|sat|stood|working|waiting|walking|across|over|under|opposite|having)\b"
)


@lru_cache(maxsize=1)
def _person() -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{any_of([*_LISTS['kin'], *_LISTS['people'], *_LISTS['work']])}|mr|mrs|ms|miss|of us|of them)\b"
    )


def find_witnesses(text: Text) -> Iterator[Finding]:
    """People who are said to have been there, seen it or stepped in; never officers that the report may be about."""
    spans: list[Span] = []
    for span in (*bystanders(text).witnesses, *_named(text), *_acting(text)):
        if free_of(spans, *span):
            spans.append(span)
            yield text.finding("witnesses", None, span, 0.8)


def _named(text: Text) -> Iterator[Span]:
    for pattern in (
        _SEEN_BY,
        _FRONT,
        _SEVERAL,
        _SO_DID,
        _WITH,
        _AND_I,
        _ON_PHONE,
        _HAD_ON,
        _THERE_WAS,
        _WE_WERE,
        *_MORE,
    ):
        for match in pattern.finditer(text.low):
            groups = match.groupdict()
            span = next((match.span(name) for name in ("words", "by") if groups.get(name)), match.span())
            if not _is_aside(text, pattern, span):
                yield (match.start(), span[1]) if pattern is _FRONT else span


def _is_aside(text: Text, pattern: re.Pattern[str], span: Span) -> bool:
    """Whether words that look like witnesses tell of officers, of no one who saw it, or of something else."""
    said = text.low[slice(*span)]
    if pattern is _SEVERAL:
        return _of_officers(text, span) or bool(_OF_THEM.search(said))
    if pattern is _DID_TOO and not _SAW.search(text.low[max(0, span[0] - 120) : span[0]]):
        return True
    return pattern in _MORE and of_police(said.split(" and ")[0])


_MORE = (_DID_TOO, _AND_SHE_SAW, _SHE_SEE, _WE_ALL)
_OF_THEM = re.compile(r"\A(?:both|all|most|many|some|half|none) of them (?:at|in|on|from)\b")


def _acting(text: Text) -> Iterator[Span]:
    for pattern, any_noun in (
        (_AND_SAW, True),
        (_SAW, True),
        (_STEPPED_IN, False),
        (_WITH_US, False),
        (_WAS_DOING, False),
        (_THERE, False),
    ):
        for match in pattern.finditer(text.low):
            subject = doer(text, match.start()) or _before_and(text, match.start())
            subject = _together(text, match.start()) or subject
            if (
                subject
                and not (_IN_TEARS.match(match.group()) and _NOBODYS.fullmatch(subject[1].strip()))
                and _is_witness(subject[1], any_noun=any_noun or _named_person(text, *subject))
                and (pattern not in (_THERE, _WAS_DOING) or _be(text, match))
            ):
                yield subject[0] + _lead(subject[1]), match.end()


_FIRST = re.compile(
    r"(?P<who>(?:my|our|the|an?|his|her|two|three|one|some|another) (?:[\w'\-]+ ){0,4}?[\w'\-]+) (?:\w+ed|was|"
    r"were|is|came|got|stood|sat|met|saw|heard|ran|went|let|took|told|rang)\b"
)


def _before_and(text: Text, at: int) -> tuple[int, str] | None:
    """Who does the second of two things: "my flatmate met us at the door and told him to go"."""
    before = text.before(at, 90)
    first = _FIRST.match(before) if re.search(r"\band (?:then )?\Z", before) else None
    return (at - len(before) + first.start("who"), first["who"]) if first else None


_TOGETHER = re.compile(
    r"(?:\A|[.,;:]|\b(?:and|but|cos|because|so|when|while) )\s*(?P<who>(?:my|our|the|an?|his|her|two|three|both|imam|"
    r"father|pastor|rabbi|mr|mrs|ms|miss) (?:[\w'\-]+ ){0,4}?(?:and|n|&) (?:(?:my|our|the|an?|his|her|two|three|four|"
    r"five|some) )?"
    r"(?:[\w'\-]+ ){1,3}?)(?:(?:was|were|all|both|have|has|had|also) )*\Z"
)


def _together(text: Text, at: int) -> tuple[int, str] | None:
    """Two who do it together: "my friends dev and ollie saw", "the landlady and four darts players were present"."""
    before = text.before(at, 90)
    pair = _TOGETHER.search(before)
    if not pair or has_verb(pair["who"]) or of_police(pair["who"]):
        return None
    return at - len(before) + pair.start("who"), pair["who"].strip()


def _named_person(text: Text, start: int, said: str) -> bool:
    """Whether somebody of the reporter's is told with a name: "our treasurer Jean"."""
    named = re.match(r"(?:[Mm]y|[Oo]ur|[Tt]he) (?:[a-z\-]+ ){0,3}[A-Z][a-z]+\b", text.raw[start : start + len(said)])
    return bool(named) and not text.shouted


def _be(text: Text, match: re.Match[str]) -> bool:
    """Whether somebody was there, rather than went there: "my wife was with me"."""
    return bool(
        re.search(
            r"\b(?:was|were|is|are|been|be|'s|just|all|both|stood|sat|came|went)\s*\Z", text.before(match.start(), 12)
        )
        or re.match(r"(?:standing|sitting|waiting|watching|sat|stood|asleep)\b", match.group())
    )


def _lead(said: str) -> int:
    starts = _STARTS.match(said) or _BARE.match(said)
    return starts.start("who") if starts else 0


def _is_witness(said: str, *, any_noun: bool) -> bool:
    starts = _STARTS.match(said) or _BARE.match(said)
    if not starts or is_pronoun(said) or of_police(said):
        return False
    who = starts["who"]
    if _NO_PERSON.search(_BEHIND_HEAD.split(who)[0]):
        return False
    if len(who.split()) > 12 or has_verb(re.sub(r"\bwho (?:was|is|were|has|had|saw|came|went|got|works?)\b", "", who)):
        return False
    return any_noun or bool(_person().search(who))


def _of_officers(text: Text, span: Span) -> bool:
    said = text.low[slice(*span)]
    return bool(re.search(r"\b(?:officers|pcs)\b", said) and not re.search(r"\bother\b|\bwatch|\bheard|\bsaw", said))
