"""How the reporter knows, read from who did what to whom, where no phrase says it outright."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interview.understanding.clauses import doer, of_police
from interview.understanding.findings import Finding
from interview.understanding.text import Text
from interview.understanding.words import any_of, word_list

LIKELY = 0.6
_SLOT = "basis_of_knowledge"
_KIN = any_of([*word_list("roles")["kin"], *word_list("roles")["work"]])
_TELLS = r"(?:told|tells|says to|said to|mentioned to|confided in|confessed|admitted|let slip to|whispered to|warned)"
# What was told by somebody, to the reporter or in the reporter's house: "our son came home and told us".
_TOLD = re.compile(
    rf"\b{_TELLS} (?:(?:me|us|our (?:\w+ ){{0,2}}\w+|my (?:wife|husband|mum|dad|mother|father|partner|boss|"
    r"manager))\b(?! (?:to|off|not|i (?:was|am|should|could|can))\b)|something to me)"
)
# "the detective's former secretary": of the police is only whose secretary it is.
_WHOSE = re.compile(r"\b[\w\-]+'s (?=\w)")
_ONE_OF = re.compile(r"\bone of (?:the|his|her|their|my|our|those) (?:other |old )?(?!officers?\b)[a-z]+s\Z")
_HEARD = re.compile(
    r"\b(?:heard|hear|know) (?:all )?(?:about )?(?:it|this|that|all this) (?:from|off|through)\b"
    r"|\b(?:asked|begged) (?:me|us) to (?:report|pass|write)|\bcomes? home (?:in tears|crying|shaking)|"
    r"\bcame home (?:in tears|crying|shaking)"
    r"|\bi (?:never|didn'?t|did not) (?:see|saw|witness) (?:it|any)|\bas (?:i|we) (?:understand|was told|were told|"
    r"heard)\b"
)
# What was done to the reporter, or to what is theirs.
_ME = re.compile(
    rf"\b(?:me|us|my (?!{_KIN}\b|own\b|opinion|knowledge|name|view|god|number\b|mind)[a-z]+|our (?!{_KIN}\b|own\b|"
    r"force|team|shift|relief|unit|nick|station|area|estate|letting|client|firm|company)[a-z]+)\b"
)
_NOT_DONE = re.compile(
    r"\b(?:told|tell|tells|telling|call|called|calls|asked|asks|warned|show|showed|shown|shows|help|helped|thank|"
    r"let|believe|ask|excuse|trust|support|with|behind|beside|near|"
    r"next to|like|than|about|know|knows|knew|contact|email|ring|call|phone|text|for|except|and|between|of|not|in|"
    r"on|at|to|from|by|around|round|through|is|was|as|have|has|had|see|saw|seen|got|keep|kept|check|love|"
    r"left|lost|i|we|sent|send|sends|gave|give|gives) \Z"
)
_NOT_TO_ME = re.compile(
    r"\b(?:told|tell|tells|telling|show|showed|shown|shows|help|helped|thank|let|lets|believe|ask|excuse|trust|"
    r"support|with|behind|beside|near|next to|"
    r"like|than|about|know|knows|knew|contact|email|ring|call|phone|for|except|and|but|between|of|saw|seen|see|by|"
    r"is|was|it's|its|not|dear|please|just) \Z"
)
_DID = re.compile(
    r"\b(?:he|she|they|who|officer|cop|copper|sergeant|inspector|one|and|then|even|just|guy|man|woman|pc|sergeant)\b"
    r"[^.;\n]{0,30}\Z|\A[a-z]+(?:ed|t|ew|ook|oke) (?:[a-z]+ ){0,4}\Z"
)
_WAS_DONE = re.compile(
    r"\b(?:i|we) (?:was|were|got|get|am|been|have been|'ve been) (?:\w+ )?(?!told|asked|there|not|only|just|at|in|"
    r"on|a\b|an\b|the\b|so|very|with|from|like|sat|stood|stuck|fed|gone|lucky|married|based|used|involved|left|"
    r"surprised|shocked|scared|worried|interested|retired|going)(?:[a-z]{3,}ed|hit|beaten|thrown|nicked|sworn|spat|"
    r"held|bit|cut|put|caught|done)\b"
    r"|\b(?:i|we) (?:gave|paid|pay|handed|had to (?:pay|give|hand|go|strip|take))\b(?! (?:evidence|a statement|"
    r"notice))|\bon top of me\b|\bhad hold of me\b"
)
# What is done to somebody who is no kin is seen, also where the officer spoke to the reporter afterwards.
_TO_STRANGER = re.compile(
    r"\b(?:slap|punch|kick|push|shov|drag|batter|headbutt|elbow|strangl|chok|tasered|tased|stamp\w* on|spat (?:at|on))"
    r"(?:e?d|p?ed|es|s|g?ed)? (?:an?|this|some|one|the) (?:\w+ ){0,2}?(?:girl|boy|lad|lass|kid|woman|man|bloke|child|"
    r"teenager|couple|lady|student|youth)\b|\b(?:had|held|has|got) (?:an?|this|some|one) (?:\w+ ){0,2}?(?:girl|boy|"
    r"lad|lass|kid|woman|man|bloke|child|teenager|lady|student|youth) (?:by|against|on|in|down|up)\b"
)
# What an officer says to the reporter is done to them: "he says he'll tell my husband unless i carry on".
_SAID_TO_ME = re.compile(
    r"\b(?:he|she|they|who|officer|sergeant|inspector|cop|copper|pc) (?:\w+ )?(?:told|tells|said|says|asked|asks|"
    r"offered|promised|threatened|wants|wanted|warned) (?:to )?(?:me|us|he'?ll|he'?d|he would|he will|he could|i|"
    r"we)\b|\b(?:told|called|asked|offered|laughed at|sworn at|threatened) (?:me|us)\b"
)
_MY_EYES = re.compile(
    r"\b(?:i|we)(?: \w+)? (?:saw|see|watch|watched|watching|noticed|overhear|overheard|spotted|seen|found|filmed|"
    r"caught)\b|\b(?:me|i) and \w+ others? (?:heard|saw)\b|\bin front of (?:me|us|everyone)\b"
    r"|\bi was (?:there|on|in|at|behind|sat|stood|working|serving)\b|\bi (?:work|clean|drink|serve|worked|"
    r"used to work) (?:with|there|for|in|at|on)\b|\bi'?m on the (?:door|bar|till|desk)\b"
    r"|\bmy (?:crewmate|colleagues?|sergeant|tutor|team|shift|inspector|supervisor)\b|\b(?:on|in) our (?:team|"
    r"relief|shift|office|floor)\b"
)
_PAPER = re.compile(
    r"\b(?:i|we|i've|we've|ive)(?: \w+)? (?:have|has|got|process|handle|found|hold|keep|kept|seen|saw|"
    r"checked) (?:\w+ ){0,3}?(?:emails?|invoices?|statements?|messages|whatsapps?|records|ledger|receipts?|letters?|"
    r"documents?|accounts|books|spreadsheets?|logs?|files?|screenshots?|photos?|videos?|e-tickets|sheets|audit)\b"
    r"|\b(?:in the course of|during) an? audit\b|\b(?:it is|it's|is|are) (?:all )?(?:in|on) the (?:emails?|system|"
    r"records|books|accounts|ledger|paperwork|messages)\b|\bgot (?:him|it|her|them) on\b"
)


def basis_of(text: Text, findings: Sequence[Finding]) -> Iterator[Finding]:
    """The likely basis of an account; nothing where one was found already, or where nothing tells.

    Args:
        text: the reporter's words.
        findings: what was found so far; an account without any officer in it gives no basis.
    """
    if any(one.slot == _SLOT for one in findings) or not any(one.slot in _OF_EVENTS for one in findings):
        return
    for value, spans in (
        ("was_told", _told(text)),
        ("experienced", _done_to_me(text)),
        ("saw", _all(_TO_STRANGER, text)),
        ("experienced", _all(_SAID_TO_ME, text)),
        ("have_document", _all(_PAPER, text)),
        ("saw", _all(_MY_EYES, text)),
    ):
        span = next(iter(spans), None)
        if span:
            yield text.finding(_SLOT, value, span, LIKELY)
            return


_BY_THEM = re.compile(
    r"\b(?:he|she|they|hes|shes|officer|cop|copper|sergeant|inspector|pc|pcso)(?:'s)?\b[^.;,\n]{0,35}\Z"
)
# What somebody has of what was done to them, rather than papers of others.
_SENT = re.compile(r"\b(?:messages?|texts?|screen ?shots?|voice ?\w+|receipts?|pictures|photos|videos?|dms)\b")


def lived_through(text: Text, found: Sequence[Finding]) -> list[Finding]:
    """The findings without that the reporter has papers, where it was done to them: that says more."""
    based = [one for one in found if one.slot == _SLOT]
    papers = bool(based) and all(one.value == "have_document" and _SENT.search(one.as_said.lower()) for one in based)
    if not papers or not any(_BY_THEM.search(text.before(start, 45)) for start, _ in _done_to_me(text)):
        return list(found)
    return [one for one in found if one.slot != _SLOT]


_OF_EVENTS = (
    "subject_name",
    "subject_role_rank",
    "shoulder_number",
    "warrant_number",
    "subject_description",
    "where",
    "when",
    "force",
    "borough_bcu_or_station",
    "benefit_or_favour",
    "information_misused",
)


def _all(pattern: re.Pattern[str], text: Text) -> Iterator[tuple[int, int]]:
    return (match.span() for match in pattern.finditer(text.low))


def _done_to_me(text: Text) -> Iterator[tuple[int, int]]:
    for match in _ME.finditer(text.low):
        before = text.before(match.start(), 50)
        to_me = match.group() in ("me", "us")
        if not _NOT_TO_ME.search(before[-12:]) if to_me else _mine_taken(before):
            word = before.split(" ")[-2] + " " if before.count(" ") > 1 else ""
            yield match.start() - len(word), match.end()
    yield from _all(_WAS_DONE, text)


def _mine_taken(before: str) -> bool:
    """Whether something was done to what is the reporter's: "he threw my insulin pen"."""
    return not _NOT_DONE.search(before[-12:]) and bool(_DID.search(before.lstrip()))


def _told(text: Text) -> Iterator[tuple[int, int]]:
    yield from _all(_HEARD, text)
    for match in _TOLD.finditer(text.low):
        said = doer(text, match.start())
        who = _WHOSE.sub("", said[1]) if said else ""
        if said and (re.search(rf"\b{_KIN}\b", said[1]) or _ONE_OF.search(who)) and not of_police(who):
            yield match.span()
