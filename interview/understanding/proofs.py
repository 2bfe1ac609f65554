"""What can show what happened, and where it is: things that somebody has, keeps or has seen, or that are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.clauses import by_reporter, doer, of_police
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

Span = tuple[int, int]
_LISTS = word_list("things")
_KEPT = any_of([*_LISTS["takes"], *_LISTS["messages"], *_LISTS["papers"], *_LISTS["cameras"]])
_WRITTEN = any_of([*_LISTS["messages"], *_LISTS["papers"]])
_ANY = any_of([one for key in ("cameras", "takes", "messages", "papers", "marks") for one in _LISTS[key]])
_DET = (
    r"(?:the|an?|my|our|his|her|their|its|some|all|all the|all of the|every|both|each|any|this|that|these|those|"
    r"one of (?:the|them|those)|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a few|a couple of|"
    r"loads of|lots of|hundreds of|dozens of|a hundred|several|\d{1,3}|another|copies of|a copy of|most of the|"
    r"half the)"
)
_NP = rf"(?:{_DET} )?(?:[\w'\u2019\-]+ ){{0,3}}?{_ANY}\b"
_STOP = (
    r"(?!(?:and|but|so|because|cos|then|when|while|he|she|i|we|they|it|which|if|where|although|though|or|not|"
    r"until)\b)"
)
_WHERE = (
    r"(?: (?:of|from|on|in|at|with|to|under|behind|over|above|outside|inside|where|that|showing|about|between|for|"
    rf"he|she|they|we|i) (?:{_STOP}[\w'\u2019\-]+ ?){{1,4}})?"
)

# "I have the duty free receipt", "still got the boxes", "her mum keeps a diary of it"
_HAS = re.compile(
    r"\b(?:have|has|'ve|ve|got|gotten|keep|keeps|kept|keeping|saved|save|hidden|hid|hold|holds|retained|wrote|"
    r"printed|print|took|taken|take|made|make|found|backed up|enclose|attach|attached|"
    r"writes|records|recorded|seen|saw|read|sent|shown|showed|(?:can|could|should|might|will) (?:get|check|pull|"
    r"find|look at|see|show)|forwarded|photographed|noted|uploaded|gave me|handed me|left me|wrote me|check|pull|"
    r"request|ask for)(?: (?:me|us|you|still|also|all|both|got|it|"
    rf"down|in|up|out))*[ :]+(?!been\b|to\b|not\b|never\b|had\b)(?P<words>{_NP}{_WHERE})"
)
# "there is a bank transfer", "there will be cctv"
_EXISTS = re.compile(
    r"\bthere(?:'s|s| is| are| was| were| will be|'ll be| should be| must be| might be| may be| would be|"
    r" has to be)(?: (?:also|still|even|probably|definitely|meant to be|supposed to be|"
    rf"only))* (?P<words>{_NP}{_WHERE})"
)
# "the emails are on the office system", "my tachograph shows when I stopped"
_SHOWS = re.compile(
    rf"(?P<words>(?<![\w'])(?:{_DET} )(?:[\w'\u2019\-]+ ){{0,3}}?{_ANY}\b{_WHERE},? (?:(?:will|would|should|could|"
    r"can|might|may|must|still|all|also|probably|only) )*(?:show|shows|shown|prove|proves|has|have|had|is|are|was|"
    r"were|got|saw|caught|covers?|points?|records?|recorded|says?|lists?|gives?|names?|confirms?|goes|came|"
    rf"photographed|keeps?|backs?)\b(?: (?:{_STOP}[\w'\u2019\-]+ ?){{1,3}})?)"
)
# "it will all be on the camera over the porch", "recorded on", "it's in the emails"
_ON_IT = re.compile(
    r"\b(?:it|this|that|that's|it's|its|all|everything|he|she|him|them|caught|recorded|filmed|logged|written|"
    r"captured|seen|entered|noted|down|visible)(?:'ll| will| would| should| must| might| is| was| are| were| has|"
    r" be| been| all| got| there| down)* (?:on|in) (?P<words>(?:the|my|our|his|her|their|a|an|"
    rf"one of the) (?:[\w'\u2019\-]+ ){{0,2}}?{_KEPT}\b{_WHERE})"
)
_TAPED = re.compile(
    r"\b(?P<words>(?:(?:caught |all |got (?:it|him|her|that|this|them|(?:two|three|some) of the \w+) |have (?:it|"
    r"them|him|this)(?: all)? |has (?:it|them|the lot|this) |it'?s |it is |it was )+(?:on|in) (?:tape|camera|film|"
    r"video|record|cctv|file|colour|my (?:phone|cloud|laptop|app|camera|inbox|drafts|google drive|icloud|bag|drawer|"
    r"email)|the cloud)))\b"
)
# "somebody on the top deck was filming", "Brother Yusuf filmed him", "the hospital photographed my face"
_FILMED = re.compile(
    r"\b(?:film(?:ed|ing|s)|video(?:ed|ing|d)|record(?:ed|ing|s)|photograph(?:ed|ing|s)|livestream(?:ed|ing)|"
    r"screen ?shott?(?:ed|ing)?)\b(?! (?:on|that|by) )(?: (?:it|him|her|them|me|us|everything|the (?:whole )?(?:lot|"
    r"thing)|my \w+|all of it|some of it|part of it|the (?:end|start)|what \w+)\b)?(?: (?:all|on (?:her|his|their|"
    r"my) phone))?"
)
_TOOK = re.compile(
    r"\b(?:took|take|taken|got|get)(?: (?:it|some|a few|loads of|lots of|one|two|three))? ?(?:an? |the )?(?:photos?|"
    r"pictures?|pics?|videos?|screen ?shots?|notes|selfie)(?: (?:of|on|from) (?:\w+ ){0,2}\w+| down)?"
)
# "one of them doorbell cameras", "the dashcam with sound"; a camera alone is told by the cues
_KEPT_ALL = re.compile(
    r"\b(?:i|we|i've|we've|ive|weve|she|my \w+|mum|dad)(?: (?:have|has|'ve|still))* (?:kept|saved|keep|got|have|"
    r"screenshotted|printed|logged|archived|backed up|recorded)(?: (?:it|them|this|that|those|"
    r"these))?(?: (?:all|all of (?:it|them|that)|every(?: single)? one|every bit|everything|the lot|"
    r"a record))+\b(?: (?:of (?:it|them)|on my \w+|in my \w+))?"
)
# "I've kept the beer mat": whatever it is that somebody says they kept
_KEPT_IT = re.compile(
    r"\b(?:i|we)(?:'ve|ve| have)(?: still)? (?:kept|saved) (?P<words>(?:the|that|those|his|her|one of (?:the|them)) "
    r"(?!(?:job|baby|secret|peace|door|dog|kids|change|car|house|flat|faith|distance|place|room|money|"
    r"cash)\b)[\w'\-]+(?: [\w'\-]+)?)"
    r"(?=[.,;\n)]|\Z| (?:and|as|in|safe|because|just))"
)
_THOSE = re.compile(
    rf"(?P<words>\b{_NP})(?: (?:he|she|they|it) \w+(?: \w+)?)?,? (?:and |which |that |but )?(?:i|we)(?:'ve| have|"
    r"ve)?(?: (?:still|also|even))* (?:have|got|kept|saved|keep|hold|own|took|held)\b"
)
_GONE = re.compile(
    rf"(?P<words>(?<![\w'])(?:{_DET} )(?:[\w'\u2019\-]+ ){{0,2}}?{_KEPT}\b[^.;\n]{{0,25}}?\b(?:deleted|wiped|erased|"
    r"gone|lost|missing|vanished|disappeared|destroyed|shredded|taken down|switched off|turned off|not working|"
    r"went missing|altered|changed|overwritten)\b)|\b(?:deleted|wiped|erased|shredded|lost|hid|destroyed|"
    rf"altered) (?P<object>(?:the|my|her|his|our|all the|it off the) (?:[\w'\u2019\-]+ ){{0,2}}?{_KEPT}\b)"
)
# "bank transfer shows his name" at the start of a sentence
_SHOWN_BY = re.compile(
    rf"(?:(?<=\n)|(?<=\. )|\A)(?P<words>(?:[\w'\u2019\-]+ ){{0,2}}?{_ANY} (?:shows?|proves?|confirms?|lists|"
    rf"names|records)\b[^.,;\n]{{0,30}})"
)
# "A&E wrote it up", "my dentist has it on file"
_DOCTORS = re.compile(
    r"\b(?P<words>(?:a ?& ?e|a and e|the hospital|hospital|my gp|my doctor|the doctor|a doctor|the nurse|a nurse|"
    r"my dentist|the dentist|paramedics?|the paramedics|the clinic|walk[ -]in|"
    r"my midwife|my counsellor|my therapist|the school|my work|my solicitor|the union|my physio|the optician) "
    r"(?:\w+ )?(?:wrote|took|recorded|noted|documented|photographed|"
    r"logged|(?:has|have|got) (?:it|this|that|them|a|the|photos?|records?|x[ \-]?rays?|notes?|my)|treated|"
    r"stitched|diagnosed|kept)\b[^.,;\n]{0,30})"
)
# "forwarded them to my sister", "screenshotted it"
_SAVED = re.compile(
    r"(?<!he )(?<!she )(?<!they )\b(?P<words>(?:forwarded|screenshotted|screen shotted|backed up|copied|saved|"
    r"emailed|archived|uploaded|exported|airdropped) (?:it|them|that|this|those|everything|"
    r"(?:all )?(?:of )?(?:the|his|her|our|my) \w+)(?: (?:to|on|in) (?:my|the|a) \w+(?: \w+)?)?)"
)
_POSTED = re.compile(
    r"\b(?P<words>(?:live ?streamed|uploaded|posted|went out live|streamed) (?:it |live |a (?:bit|clip|video) "
    r"(?:of it )?)?(?:on|to) (?:tik ?tok|youtube|facebook|insta\w*|snap\w*|"
    r"twitter|x|twitch|reddit)\b)"
)
_LABELLED = re.compile(r"\bevidence[:\-] ?(?P<words>[^.;\n]{3,60})")
# "Audit would show it", "tracker on the vehicles will show where they went"
_WOULD_SHOW = re.compile(
    rf"(?P<words>\b(?:[\w'\u2019\-]+ ){{0,2}}?{_WRITTEN}(?: (?:on|of|in|from) (?:the|his|her|their|"
    r"my) [\w'\-]+)? (?:will|would|should|could|can|must|ought to) (?:also |all |still )?(?:show|have|prove|say|"
    rf"tell|confirm|back)\b(?: (?:{_STOP}[\w'\u2019\-]+ ?){{1,3}})?)"
)
# "my phone got about ten seconds of it", "the doorbell caught the back end of it"
_CAUGHT = re.compile(
    r"(?P<words>\b(?:my|our|his|her|their|the|an?|one) (?:[\w'\-]+ ){0,2}?(?:phone|dash ?cam|camera|doorbell|watch|"
    r"go ?pro|head ?cam|helmet cam|cctv|alexa|tracker)s? (?:got|caught|picked up|recorded|filmed|has|"
    r"saw) (?:about |only "
    r"|just |all |most |some |part )*(?:of )?(?:the (?:end|whole|lot|back end|start|last|first|sound)|"
    r"[\w\-]+ (?:seconds|"
    r"minutes|mins|secs) of|it|everything|him|her|them)\b(?: (?:of it|thing|it|bit))?)"
)
# "the messages, which she showed me"
_SHOWED_ME = re.compile(
    rf"(?P<words>\b{_DET} (?:\w+ ){{0,2}}?(?:{_WRITTEN}|{any_of(_LISTS['takes'])}),? (?:which|that) (?:she|he|they|"
    r"my \w+) (?:showed|sent|forwarded|read|let) (?:me|us)(?: see)?\b)"
)
_FORBIDDEN = re.compile(r"\b(?:don'?t|do not|not to|never|didn'?t|did not|couldn'?t|nobody) (?:you )?\Z")
_PROOF_OF_OFFICER = re.compile(
    r"\b(?:he|she|they|officer|pc|sergeant|cop|who)(?:'s|s)?(?: (?:has|had|have|just|then|also|even|never|always|"
    r"still|started|kept|keeps|was|is|were|been|been caught|got))*\s*\Z"
)
# "they keep the film for a week": said of a shop or a bus company
_HELD_BY_OTHERS = re.compile(
    r"\A(?:keep|keeps|hold|holds|have|has|saved?|still have) [^.;\n]*\b(?:films?|cctv|"
    r"footage|tapes?|recordings?)\b"
)
# "he gave me a receipt with the wrong amount on it"; a receipt alone shows nothing
_GIVEN = re.compile(
    r"(?:gave|handed|left|wrote) (?:me|us)\b[^.;\n]* (?:with|that|showing|saying|which|signed|in his|in her)\b"
)
_KEEPS = re.compile(
    r"(?:keeps?|keeping|kept|writes) [^.;\n]*\b(?:diary|diaries|notes?|notebook|book|list|log|spreadsheet|journal|"
    r"records|receipts)\b"
)


def find_proofs(text: Text) -> Iterator[Finding]:
    """Things that may show what happened, with the words that say where they are or what they show."""
    spans: list[Span] = []
    for span in _all(text):
        if free_of(spans, *span):
            spans.append(span)
            yield text.finding("evidence_exists", None, span, 0.75)


def _all(text: Text) -> Iterator[Span]:
    for pattern in (
        _DOCTORS,
        _CAUGHT,
        _SHOWED_ME,
        _SAVED,
        _POSTED,
        _SHOWN_BY,
        _LABELLED,
        _GONE,
        _HAS,
        _THOSE,
        _KEPT_ALL,
        _KEPT_IT,
        _EXISTS,
        _ON_IT,
        _TAPED,
        _SHOWS,
        _WOULD_SHOW,
    ):
        for match in pattern.finditer(text.low):
            span = next((match.span(name) for name in ("words", "object") if match.groupdict().get(name)), match.span())
            if pattern is _SAVED and not by_reporter(text.before(match.start(), 40)):
                continue
            if pattern is not _HAS or _reporters(text, match):
                yield _with_keeper(text, match, span) if pattern is _HAS else span
    for pattern in (_FILMED, _TOOK):
        for match in pattern.finditer(text.low):
            subject = doer(text, match.start())
            if _FORBIDDEN.search(text.before(match.start(), 14)):
                continue
            if subject and not of_police(subject[1]) and not re.search(r"\b(?:he|she|they|it|who)\Z", subject[1]):
                yield (subject[0] if len(subject[1]) < 45 else match.start()), match.end()
            elif not subject and re.search(r"\b(?:i|we)(?: \w+)?\s*\Z", text.before(match.start(), 15)):
                yield match.span()


def _with_keeper(text: Text, match: re.Match[str], span: Span) -> Span:
    """Who has the thing, when it is not the reporter: "tesco express opposite has a camera"."""
    said = doer(text, match.start())
    third = (
        said and 1 < len(said[1].split()) < 7 and re.match(r"(?:has|have|keeps?|will|took|made|wrote)\b", match.group())
    )
    plain = said and not re.search(r"\b(?:he|she|they|it|who|i|we|that|there)\Z", said[1])
    return (said[0], span[1]) if said and third and plain else span


_SEX = re.compile(r"\b(?P<his>he|him|his|hes|he's|himself)\b|\b(?:she|her|hers|shes|she's|herself)\b")
_SHE_HAS = re.compile(r"\b(?P<who>he|she)(?:'s|s)?(?: (?:has|also|still|have))*\s*\Z")


def _other_sex(text: Text, before: str) -> bool:
    """Whether "she" has it in an account where the officer is clearly a man, or the other way round."""
    has = _SHE_HAS.search(before)
    if not has:
        return False
    his = sum(bool(match["his"]) for match in _SEX.finditer(text.low))
    hers = len(_SEX.findall(text.low)) - his
    return his > 2 * hers if has["who"] == "she" else hers > 2 * his


def _reporters(text: Text, match: re.Match[str]) -> bool:
    """Whether it is not the officer who has the thing."""
    if (
        re.match(r"(?:show\w*|sent|forwarded) (?:me|us)\b", match.group())
        or _GIVEN.match(match.group())
        or _HELD_BY_OTHERS.search(match.group())
        or _KEEPS.match(match.group())
    ):
        return True
    before = text.before(match.start(), 40)
    if _other_sex(text, before):
        return True
    if _PROOF_OF_OFFICER.search(before) or re.match(r"(?:gave|handed|left|wrote) (?:me|us)\b", match.group()):
        return False
    said = doer(text, match.start())
    return not (said and of_police(said[1])) and not re.search(r"\bstatement\b", match["words"])
