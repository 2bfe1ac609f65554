"""Reports that no deed of telling an office shows: papers put in, offices that were told, and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of

SLOT = "reported_before"
SURE = 0.72
_MOST = 10  # words of a report with what came of it
_OFFICE = (
    r"(?:manager|supervisor|boss|head(?: ?teacher)?|headmaster|headmistress|deputy head|school|hr|human resources|"
    r"psd|dps|professional standards|"
    r"iopc|lado|"
    r"chief officers?(?: group)?|(?:district|borough|area|station|divisional) commander|federation|fed rep|"
    r"union(?: rep)?|council|safeguarding|social (?:services|"
    r"worker)|"
    r"inspector|superintendent|sergeant|skipper|chief constable|commissioner|ombudsman|mp|licensing|security|"
    r"company|hospital|trust|the office|governors?|board|police|crimestoppers|watchdog|home office|control)"
)
_WRITTEN = (
    r"(?:report|form|complaint|grievance|datix|incident form|concern|letter|email|memo|referral|"
    r"whistleblowing form)"
)
# "my inspector told everyone" is no report; "HR told in March" is one.
_TELLS = (
    r"(?:all |already |also |since )?told (?!(?:in|on|by|at|about (?:it|this|him|her)|and|but|twice|last|straight|"
    r"\d+|two|three)\b)"
)
# "my sergeant is aware" may be because he takes part; an office that is there for complaints knows because it was told.
_KNOWS = (
    r"(?:\w+ )?(?:boss|inspector|superintendent|sergeant|skipper|supervisor) (?:is|was|are|were)? ?"
    r"(?:all |already )?(?:aware|known)\b"
)
_ANSWER = (
    r"(?:got|was|were|and|but|they|he|she|nothing|no|nobody|who|which|it|never|told|said|the|heard|waiting|"
    r"still|sent)"
)
_TOLD = re.compile(
    # "put a report in to our security department", "filled in a Datix", "sent a complaint off"
    rf"\b(?:i|we|she|he|mum|dad|my \w+|our \w+)(?:'ve| have| had|'d)? (?:also |then |even )?(?:put|sent|"
    rf"filled|handed|"
    rf"submitted|lodged|made|logged|raised) (?:in |off |out )?(?:an?|the|my|our|two|three|"
    rf"several) (?:\w+ ){{0,2}}?"
    rf"{_WRITTEN}\b(?! about (?:my|a) (?:stolen|burgl|neighbour))"
    # "HR have known since", "The LADO was told", "Manager's been telt"
    rf"|\b(?:the |my |our |his |her |their )?(?!{_KNOWS})(?:\w+ )?{_OFFICE}(?: at \w+)? (?!{_TELLS})(?:has|have|had|"
    rf"was|were|'?ve|is|are)? ?"
    r"(?:all |already |also |since )?(?:been )?(?:told|telt|informed|notified|alerted|made aware|aware|emailed|"
    r"written to|contacted|known|had it from (?:me|us))\b(?! (?:me|us|him|her|my|the caller))"
    rf"|\b{_OFFICE}(?:'s|s) been (?:told|telt|informed|notified)\b"
    rf"|\b(?:my|our) (?:\w+ )?{_OFFICE} (?:told|advised|said to) (?:me|us) to (?:let|leave|drop|forget|"
    rf"put|keep|"
    r"stay|say|not)\b"
    # "phoned Action Fraud", "wrote twice to the superintendent", "went to the station to complain"
    r"|\b(?:phoned|rang|rung|telephoned|called|emailed|contacted|wrote to|tweeted) (?:the )?(?:action fraud|"
    r"crimestoppers|"
    r"iopc|citizens advice|the (?:watchdog|ombudsman)|professional standards|home office|council|nspcc|"
    r"samaritans)\b"
    r"|\b(?:wrote|written|write|writes|emailed|complained) (?:\w+ )?(?:by letter |in writing |"
    r"formally )?(?:to|at) "
    rf"(?:the |my |our |his |her )?(?:\w+ ){{0,2}}?{_OFFICE}\b"
    rf"|\b(?:raised|flagged|reported|escalated|mentioned)(?: it| this| that| the matter| him| her)? ?(?:to|"
    rf"with|by) "
    rf"(?:the |my |our |his |her )?(?:[\w']+ ){{0,2}}?{_OFFICE}\b"
    r"|\b(?:went|been|gone|walked|popped) (?:in ?)?(?:to|down to|into|down) (?:the |my |"
    r"our )?(?:\w+ ){0,2}?(?:station|"
    r"nick|front desk|office)\b[^.;\n]{0,25} to (?:complain|report|make a complaint|tell them|say)\b"
    rf"|\b(?:rang|rung|phoned|called) (?:\w+ ){{0,2}}?(?:101|the (?:police )?station|"
    rf"[a-z]+ police(?: station)?)\b[^.;\n]{{0,"
    rf"30}}?(?:,| and| but) {_ANSWER}\b"
    r"|\b(?:rang|rung|phoned|called) (?:101|crimestoppers)(?: (?:twice|three times|about (?:it|him|her|"
    r"this)))?(?= *(?:,|and|"
    r"but|got))"
    rf"|\b(?:told|telt) (?:the |my |our |his |her )?(?:\w+ )?{_OFFICE}\b(?=,? (?:and|but|who|after|in|on|"
    rf"before|about|"
    r"straight|at once|that (?:day|night|week))|[,.;\n]|\Z)"
    r"|\btold (?:him|her|them) (?:there and then|to (?:his|her) face|straight|about it)(?: \w+)? and (?:he|"
    r"she|they) "
    r"(?:just )?(?:laughed|shrugged|said|walked|ignored)\b"
    r"|\b(?:i|we) (?:have |had |'ve )?(?:logged|noted|recorded) it and (?:told|informed|"
    r"emailed)\b[^.,;\n]{0,25}"
)
_OFFICER = re.compile(r"\b(?:who|he|she|they|caller|sergeant|inspector)(?: then| just| also)? \Z")
_NOT = re.compile(
    r"\b(?:not|never|n't|nt|to|will|would|could|should|might|can|if|unless|he'd|she'd|he'll|she'll|"
    r"going to|threatened to|want to|before i)(?: (?:been|be|have|ever|even))? \Z"
)
_NOBODY = re.compile(
    r"\b(?:i|we)(?:'ve| have|ve)? (?:not |never )?(?:told|tell|said (?:anything|a word|"
    r"nothing) to) (?:nobody|no ?one|"
    r"no-one|not a soul|not anyone)\b(?: else)?|\b(?:nobody|"
    r"no ?one)(?: else)? (?:has )?(?:ever )?(?:been told|knows "
    r"(?:about it|yet|i'?m))\b"
)
# What is done now, or what a report is not: "I must report that", "saw him on his police phone".
_NO_REPORT = re.compile(
    r"(?:saw|seen|see)\b|report that\b|"
    r"(?:writing|complaining) (?:about|on)\b|.*\bpolice (?:phone|computer|system|car)\b"
)
# What somebody says of themselves to the police, and what an officer tells of the reporter.
_OF_THEMSELVES = re.compile(
    r"(?:(?:i|we)(?:'ve| have)? )?told (?:the |my |a )?[\w ]{2,20}? (?:(?:that )?(?:i|we) (?:want\w*|need\w*|can'?t|"
    r"couldn'?t|could not|didn'?t want|don'?t want|had asthma|had a bad|was (?:pregnant|diabetic|ill|sick|"
    r"autistic|deaf|cold|in pain))|my (?:name|address|age|date of birth|dob))\b"
)
_OF_REPORTER = re.compile(
    r"told (?:the |my |our )?[\w ]{2,20}? (?:(?:that )?(?:i|we)\b|it was (?:me|us)\b|my \w+ was\b)"
)
_STOP = re.compile(r"[.;!?\n]")
_WORD = re.compile(r"\S+")


def find_notified(text: Text) -> Iterator[Finding]:
    """Where somebody in charge was told before, with what came of it; that nobody was told, as a negated finding."""
    taken: list[tuple[int, int]] = []
    for match in _NOBODY.finditer(text.low):
        said = text.finding(SLOT, None, match.span(), SURE)
        yield Finding(SLOT, said.value, said.as_said, SURE, said.start, negated=True)
    for match in _TOLD.finditer(text.low):
        before = text.before(match.start(), 24)
        if not _NOT.search(before) and not _by_officer(match, before):
            span = with_outcome(text, match.span())
            if free_of(taken, *span):
                taken.append(span)
                yield text.finding(SLOT, None, span, SURE)


def with_outcome(text: Text, span: tuple[int, int]) -> tuple[int, int]:
    """The words of a report and what follows them in their sentence."""
    start, end = span
    stop = _STOP.search(text.low, end)
    words = list(_WORD.finditer(text.low, start, stop.start() if stop else len(text.low)))
    last = max(end, words[min(len(words), _MOST) - 1].end()) if words else end
    return start, last


def is_report(text: Text, one: Finding) -> bool:
    """Whether words that were taken for a report can be one."""
    if _NO_REPORT.match(text.low, one.start) or _OF_THEMSELVES.match(text.low, one.start):
        return False
    by_officer = _OFFICER.search(text.before(one.start, 24))
    return not (by_officer and _OF_REPORTER.match(text.low, one.start))


def grown(text: Text, one: Finding) -> Finding:
    """A short report with what came of it."""
    if one.slot != SLOT or one.negated or one.as_said.count(" ") > 6:
        return one
    return text.finding(SLOT, None, with_outcome(text, (one.start, one.end)), one.sure)


def _by_officer(match: re.Match[str], before: str) -> bool:
    """Whether it is the officer who told somebody: "who told the manager"."""
    return match.group().startswith(("told", "rang", "phoned", "called")) and bool(_OFFICER.search(before))
