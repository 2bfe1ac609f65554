"""Whether it was told to an office before: who complained, wrote, rang or went, to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interview.understanding.deeds.deed import Deed
from interview.understanding.deeds.notified import with_outcome
from interview.understanding.deeds.quoting import Span, of_deed, quote
from interview.understanding.deeds.tokens import Words
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import words_of

SLOT = "reported_before"
SURE = 0.75
# Who is there for complaints and nothing else, so that to have gone to them says enough.
_FOR_COMPLAINTS = words_of("deeds/words", "reports_for_complaints")
_MATTER = words_of("deeds/words", "reports_matter")
_OWN = words_of("deeds/words", "reports_own")
_STRONG = re.compile(r"(?:complain|report|escalat|flag|rais|lodg|whistlebl|refer|disclos)\w*\Z")
_CRIMES = words_of("deeds/words", "reports_crimes")
_OUTCOME = words_of("deeds/words", "reports_outcome")
_COMPLAINT = re.compile(r"(?:complaint|grievance|whistleblow\w*)s?\Z")
_NOT_MADE = words_of("deeds/words", "reports_not_made")
_ANSWERED = words_of("deeds/words", "reports_answered")
_TELLING = words_of("deeds/words", "reports_telling")
_MATTER_TOLD = frozenset(["about", "there", "it"])
_SILENT = re.compile(
    r"\b(?:(?:is|are|was|'?s|be) the (?:very )?first (?:time|person|people|one)\b[^.;\n]{0,40}|"
    r"(?:never|not|haven'?t|havent|hadn'?t|didn'?t|didnt|don'?t|dare not|too (?:scared|afraid|frightened|ashamed|"
    r"embarrassed) to) (?:ever |yet |really |dared? (?:to )?|been able to )?"
    r"(?:told|tell|telling|said|say|spoken|speak|spoke|report|reported|complain|complained|mention|mentioned|"
    r"gone to|raised?)\b[^.,;\n]{0,40}|"
    r"(?:no ?one|nobody|not a soul|no one else|nobody else)(?: else)? (?:knows?|has been told|was told|has heard|"
    r"has any idea)\b[^.,;\n]{0,20}|"
    r"(?:kept|keeping|keep) (?:it|this|that|quiet)(?: all)?(?: to (?:my|our)sel(?:f|ves)| quiet| a secret|"
    r" about (?:it|this))?\b)"
)
_TO_WHOM = re.compile(
    r"\b(?:first|anyone|anybody|any ?where|soul|no ?one|nobody|myself|ourselves|reported|report|complain\w*|it|"
    r"this|anything|police|official\w*)\b"
)


def find_reports(text: Text, words: Words, done: Sequence[Deed]) -> Iterator[Finding]:
    """Where it was reported before, each in the words of its clause; and that it was not, as a negated finding."""
    taken: list[Span] = []
    for match in _SILENT.finditer(text.low):
        if _TO_WHOM.search(match.group()):
            taken.append(match.span())
            said = text.finding(SLOT, None, match.span(), SURE)
            yield Finding(SLOT, said.value, said.as_said, SURE, said.start, negated=True)
    for span in (*_told(done), *_nouns(words)):
        if free_of(taken, *span):
            taken.append(span)
            yield text.finding(SLOT, None, with_outcome(text, span), SURE)


def _told(done: Sequence[Deed]) -> Iterator[Span]:
    for deed in done:
        if (
            deed.negated
            or deed.planned
            or deed.who == "officer"
            or deed.words.said[deed.verb - 1 : deed.verb] == ("to",)
        ):
            continue
        needed = _strong(deed) if deed.isa("complain") else None
        needed = needed if needed is not None else _office(deed) if deed.isa("contact") else None
        needed = needed if needed is not None else _acronym(deed) if deed.isa("contact", "give") else None
        needed = needed if needed is not None else _answered(deed)
        if needed is not None:
            yield _with_outcome(deed, needed)


def _with_outcome(deed: Deed, needed: int) -> Span:
    """The words of the deed and a few of what came of it."""
    words, (start, end) = deed.words, of_deed(deed, needed)
    after = next((at for at in range(needed + 1, len(words.said)) if words.spans[at][0] >= end), None)
    if after is not None and words.said[after] in ("and", "but", ",") and needed - deed.verb < 6:
        stop = next(
            (at for at in range(after + 1, min(len(words.said), after + 7)) if words.said[at] in '.;!?()\n"'),
            min(len(words.said), after + 7),
        )
        return start, quote(words, after, after, stop, 6)[1]
    return start, end


def _perhaps(deed: Deed) -> bool:
    """Whether it is only thought of, or being done now: "if i report him", "i'm complaining about"."""
    before = deed.words.said[max(0, deed.begins - 1) : deed.begins]
    return before in (("if",), ("unless",), ("when",), ("should",), ("one",)) or deed.words.said[deed.verb].endswith(
        "ing"
    )


def _strong(deed: Deed) -> int | None:
    """The last word needed of what can only be a complaint: "reported it to ...", "complained about him"."""
    if not _STRONG.match(deed.words.said[deed.verb]):
        return None
    office = deed.object("offices")
    if deed.says(_CRIMES, 4) and office is None:
        return None
    plain = deed.words.said[deed.verb].startswith(("complain", "escalat", "whistle"))
    return office or (
        deed.verb + 1 if deed.says(_MATTER, 3) and deed.end > deed.verb + 1 else deed.verb if plain else None
    )


def _office(deed: Deed) -> int | None:
    """The office that was told, rung, written or gone to."""
    at = deed.object("offices", within=7)
    if at is None:
        return None
    words, after = deed.words, deed.words.said[at + 1 : at + 8]
    between = words.said[deed.verb + 1 : at]
    if not {"and", "he", "she", "they", "i", "we", "not"}.isdisjoint(between) or "," in between[3:]:
        return None
    if between[:1] in (("me",), ("us",)):  # "the council told me somebody from the police had asked"
        return None
    if words.said[at] in _FOR_COMPLAINTS:
        return at
    told = not {"about", "everything", "what"}.isdisjoint(after[:4]) or not {"it", "this"}.isdisjoint(between)
    answered = after[:1] in (("and",), (",",), ("but",), ("who",)) and not _OUTCOME.isdisjoint(after)
    if words.isa(at, "officer") or words.said[at] in ("boss", "manager", "supervisor", "guv"):
        owned = not {"my", "our", "his", "her", "their"}.isdisjoint(between)
        return at if told or answered or (owned and after[:1] != ("to",)) else None
    return at if told or answered else None


def _acronym(deed: Deed) -> int | None:
    """An office that is called by its letters: "i phoned the PIRC", "gave all of this to the LADO"."""
    words = deed.words
    if words.text.shouted or words.said[deed.verb] in ("have", "has", "had", "be", "was", "is", "were", "get", "got"):
        return None
    for at in range(deed.verb + 1, min(deed.end, deed.verb + 7)):
        said = words.text.raw[slice(*words.spans[at])]
        if (
            said.isupper()
            and said.isalpha()
            and 3 <= len(said) <= 5
            and said not in ("CCTV", "HIM", "THE", "THEM", "NOT")
        ):
            return at
    return None


def _answered(deed: Deed) -> int | None:
    """Somebody was told, and what came of it follows: "told the captain but he plays with him"."""
    words, verb = deed.words, deed.verb
    if words.said[verb] not in _TELLING or (deed.end >= len(words.said) - 2 and deed.end - verb < 3):
        return None
    last = min(len(words.said), verb + 9)
    join = next((at for at in range(verb + 2, last) if words.said[at] in ("and", "but", "who", ",")), None)
    if join is None or (
        words.said[verb + 1] in ("you", "me", "us", "him", "her", "them", "that", "to")
        and not words.has(verb + 1, join, _MATTER_TOLD)
    ):
        return None
    answer = words.said[join + 1 : join + 6]
    by = not {"he", "she", "they", "it", "nothing", "got", "was", "the", "both", "dem"}.isdisjoint(
        answer[:2]
    ) or answer[1:2] in (("young",), ("man",))
    return join - 1 if by and not _ANSWERED.isdisjoint(answer) else None


def _nouns(words: Words) -> Iterator[Span]:
    """A complaint that was made, or what came of it: "my complaint was closed", "a grievance went in"."""
    for at, word in enumerate(words.said):
        if not _COMPLAINT.match(word):
            continue
        before = words.said[max(0, at - 6) : at]
        if not _NOT_MADE.isdisjoint(before) or not {"he", "she", "they"}.isdisjoint(before[-4:]):
            continue
        end = words.clause_ends[at]
        begin = (
            next(
                (
                    b
                    for b in range(at - 1, max(-1, at - 6), -1)
                    if words.said[b] in '.,;:!?()\n"' or words.said[b] in ("i", "we", "and", "but", "when", "because")
                ),
                max(-1, at - 6),
            )
            + 1
        )
        if begin < at or end > at + 1:
            yield quote(words, begin, at, end, 9)
