"""What the deeds tell of the scene where no phrase says it: whether people met, how the reporter knows, and duty."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interview.understanding.deeds.deed import Deed
from interview.understanding.deeds.tokens import Words
from interview.understanding.findings import Finding
from interview.understanding.text import Text
from interview.understanding.words import words_of

LIKELY = 0.6
GUESSED = 0.5
_NOT_MINE = words_of("deeds/words", "presence_not_mine")
_REMOTE = re.compile(
    r"\b(?:online|internet|facebook|insta\w*|snap\w*|tiktok|whatsapp|telegram|discord|dms?|dmed|texts? me|texted|"
    r"messag\w+|emails?|"
    r"emailed|call log|log in|on the log|screenshots?|group chat)\b"
)
_SAID_TO = frozenset(["me", "us", "my", "our"])
_ON_DUTY = re.compile(
    r"\b(?:(?:police|panda|patrol|marked|traffic|riot) (?:car|van|bike|carrier|bmw|audi|peugeot|vehicle)|carrier|"
    r"panda|mounted|"
    r"(?:was|were|got|been|being|him|her|me|us|boy|son|client|lad) (?:\w+ )?(?:arrested|detained|lifted|nicked|"
    r"handcuffed|cuffed|booked in|strip[ -]?searched|tasered|tased)|"
    r"(?:arrested|detained|nicked|lifted|handcuffed|cuffed|breathalysed|tasered|tased|strip[ -]?searched) (?:me|"
    r"us|him|her|them|my|our)|"
    r"stop and search(?:ed)?|stopped and searched|section \d+|front (?:counter|desk)|call handler|on the case|"
    r"investigating|"
    r"(?:custody|detention|booking|charge) (?:officer|sergeant|desk|suite|staff)|family liaison|(?:in|at) custody|"
    r"at the gate)\b"
)
_TOLD_BY = re.compile(
    r"\b(?:had it (?:off|from)|second ?hand|hearsay|reckons|telt (?:us|me)|(?:told|tells|telt) (?:me|"
    r"us) (?:himself|hisself|herself)|"
    r"let (?:it )?slip to me|(?:he|she) told (?:her|him|my \w+) and (?:he|she) told me|that'?s what (?:my|a|"
    r"the) [\w ]{2,20} says?|"
    r"(?:tells|told) us that|(?:my|a|our|his|her) (?:mate|friend|nephew|neighbour|cousin|sister|brother|mum|dad|"
    r"son|daughter|client)(?:'s)?(?: [\w']+){0,2} (?:says|said|reckons|swears|told me|told us|tells me|tells us)|"
    r"it'?s said|i(?:'ve| have)? not seen (?:it|the|any)|from what i(?:'ve)? (?:hear|heard|been told|gather|"
    r"understand)|the (?:lad|girl|woman|man|bloke|lady) who [\w ']{3,25} (?:says|said|reckons|told))\b"
)


def find_setting(text: Text, words: Words, done: Sequence[Deed]) -> Iterator[Finding]:
    """That people met, where an officer does something that takes two in one place."""
    if _REMOTE.search(text.low):
        return
    for deed in done:
        if (
            not deed.negated
            and deed.who != "reporter"
            and (deed.isa("meet", "touch") or (deed.isa("towards") and deed.says(_SAID_TO, 3)))
        ):
            yield text.finding("setting", "in_person", _span(deed), LIKELY)
            return


def find_duty(text: Text) -> Iterator[Finding]:
    """That it was done on duty, where the officer did what only the police do."""
    if match := _ON_DUTY.search(text.low):
        yield text.finding("duty_status", "on", match.span(), LIKELY)


def find_told(text: Text) -> Iterator[Finding]:
    """That the reporter has it from others."""
    if match := _TOLD_BY.search(text.low):
        yield text.finding("basis_of_knowledge", "was_told", match.span(), LIKELY)


def find_basis(text: Text, words: Words, done: Sequence[Deed]) -> Iterator[Finding]:
    """How the reporter knows: it was done to them or to what is theirs, or else they saw it."""
    mine = next((_span(deed) for deed in done if _done_to_me(deed) or _of_mine(deed)), None)
    if mine:
        yield text.finding("basis_of_knowledge", "experienced", mine, LIKELY)
    elif deed := next((deed for deed in done if deed.who == "officer" and deed.isa("meet", "touch")), None):
        yield text.finding("basis_of_knowledge", "saw", _span(deed), GUESSED)


def find_ongoing(text: Text, done: Sequence[Deed]) -> Iterator[Finding]:
    """That it goes on, where what an officer does is told in the present and nothing is told as over."""
    mine = [deed for deed in done if deed.who == "officer" and not deed.passive]
    habits = [deed for deed in mine if _is_habit(deed)]
    over = [deed for deed in mine if _PAST.search(deed.words.said[deed.verb]) and not deed.planned]
    if len(habits) > 1 and len(habits) > len(over):
        yield text.finding("ongoing", "yes", _span(habits[0]), GUESSED)


# Forms of the past, and words that tell a story in the present: "he goes to me", "she says".
_PAST = re.compile(
    r"ed\Z|\A(?:took|gave|got|told|came|stood|sat|hit|put|threw|went|made|paid|sold|sent|showed|kept|held|ran|drove)\Z"
)
_TELLING = words_of("deeds/words", "presence_telling")


def _is_habit(deed: Deed) -> bool:
    """Whether it is done in the present, and is no way to tell a story: "gives my lad vapes", "sells it on"."""
    verb = deed.words.said[deed.verb]
    return (
        verb.endswith("s")
        and not verb.endswith("ss")
        and verb not in _TELLING
        and not deed.negated
        and not deed.planned
    )


def _done_to_me(deed: Deed) -> bool:
    """Whether an officer does something to the reporter, or the reporter pays."""
    if deed.who == "reporter":
        return deed.isa("give") and not deed.negated and deed.object("sum", within=4) is not None
    return deed.isa("meet", "touch", "towards") and not deed.negated and deed.says(frozenset(("me", "us")), 4)


def _of_mine(deed: Deed) -> bool:
    """Something of the reporter's that a deed touches: "up the back of my shirt", "sits in my cab"."""
    words = deed.words
    return (
        deed.who in ("officer", "nobody")
        and not deed.negated
        and any(
            words.said[at] == "my"
            and words.said[at + 1] not in _NOT_MINE
            and not words.isa(at + 1, "kin", "offices", "officer", "proof")
            for at in range(deed.verb + 1, min(deed.end - 1, deed.verb + 9))
        )
    )


def _span(deed: Deed) -> tuple[int, int]:
    last = min(deed.end, deed.verb + 3) - 1
    return deed.words.spans[deed.verb][0], deed.words.spans[last][1]
