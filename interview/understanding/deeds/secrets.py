"""What police know of people and should not use or let out: looked up, told, passed on or known by the wrong ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from interview.understanding.deeds.deed import Deed
from interview.understanding.deeds.quoting import Span, of_deed, quote
from interview.understanding.deeds.tokens import Words
from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of
from interview.understanding.words import words_of

SLOT = "information_misused"
SURE = 0.65
_WORK = re.compile(
    r"\bg[ia]ven? evidence\b|\bg(?:ave|ives|iving) evidence\b|\b(?:put|puts|signed|"
    r"registered) (?:\w+ ){0,2}?in (?:his|her|their|my) (?:own )?name\b|"
    r"\b(?:giv(?:e|es|ing)|tell|show) you\b|\b(?:bank|warrant|id|police) card\b|\bcard (?:with|and)\b|\b(?:bus|"
    r"car|van|lorry) over\b|"
    r"\A(?:and |the )?number (?:is|was)\b|\brunning number\b|\btak(?:es?|ing) (?:the )?(?:999 )?calls\b|\bbrought in\b|"
    r"\b(?:probation|social|support|key) (?:officer|worker)\Z|\b(?:texts|messages), |\blook it up\b|"
    r"\b(?:to|with) (?:his|her|the|their|an?) (?:\w+ )?(?:boss|sergeant|inspector|supervisor|superiors?|psd|iopc)\b|"
    r"\band let (?:me|us|him|her)\b|\Aput\w* (?:me|him|her|us|them) (?:in|on)\b|"
    r"\btell lads in interview\b|\b(?:of|with) (?:him|her|them)sel(?:f|ves)\b|"
    r"\b(?:pics?|photos?|pictures?|selfies?) in (?:the|his|her|full) uniform\b|\b(?:sent|sends?|to|took|nicked|"
    r"gave \w+|buys?|bought) a case(?: of)?\b|"
    r"\bwarrant (?:cards?|no|numbers?)\b|\bprivate plate\b|\bput (?:his|her) (?:own )?number\b|\b(?:bad|nude|naked|"
    r"dirty|rude) (?:pics?|photos?|pictures?)\b|\Asearche[sd] (?:the |my |our )?(?:girls|women|lorry|car|van|house)\b"
)
_US = words_of("deeds/words", "secrets_us")
_THIRD = words_of("deeds/words", "secrets_third")
_OWNED = words_of("deeds/words", "secrets_owned")
_THROUGH = words_of("deeds/words", "secrets_through")
_WH = words_of("deeds/words", "secrets_wh")
_SAID = words_of("deeds/words", "secrets_said")
_STRONG_LOOKS = (
    "look",
    "check",
    "search",
    "trawl",
    "access",
    "brows",
    "snoop",
    "nos",
    "research",
    "track",
    "monitor",
    "scroll",
    "misus",
    "abus",
    "consult",
    "stalk",
    "spy",
    "run",
    "ran",
    "keyed",
    "punch",
    "plug",
)
_SYSTEMS = words_of("deeds/words", "secrets_systems")
_PERSONAL = words_of("deeds/words", "secrets_personal")
_LEAKED = words_of("deeds/words", "secrets_leaked")
_WARNINGS = words_of("deeds/words", "secrets_warnings")
_SAYS = frozenset(["say", "says", "said", "saying"])
_BEFORE = frozenset(["before", "ahead", "prior", "advance"])
_LEAVES = words_of("deeds/words", "secrets_leaves")


def find_secrets(text: Text, words: Words, done: Sequence[Deed]) -> Iterator[Finding]:
    """What was looked up, passed on or known, each in the words of its clause."""
    taken: list[Span] = []
    for span in _all(words, done):
        if free_of(taken, *span):
            taken.append(span)
            if not is_work(text.raw[slice(*span)]):
                yield text.finding(SLOT, None, span, SURE)


def is_work(said: str) -> bool:
    """Whether words that look like a leak tell of everyday work, or of what the reporter tells us."""
    return bool(_WORK.search(said.lower()))


def _all(words: Words, done: Sequence[Deed]) -> Iterator[Span]:
    for frame in (_looked_up, _told, _passed, _knew, _discussed):
        for deed in done:
            if not deed.negated and deed.who != "reporter" and (span := frame(deed)) is not None:
                yield span
    yield from _got_out(words)
    yield from _warned(words)


def _looked_up(deed: Deed) -> Span | None:
    """Somebody looks in a system, or looks somebody up."""
    if not deed.isa("lookup") or deed.passive:
        return None
    words, verb = deed.words, deed.verb
    within = min(deed.end, verb + 9)
    system = next(
        (
            at
            for at in range(verb + 1, within)
            if words.said[at] in _SYSTEMS and words.said[at] not in ("intelligence",)
        ),
        None,
    )
    strong = words.said[verb].startswith(_STRONG_LOOKS)
    personal = next((at for at in range(verb + 1, within) if words.said[at] in _PERSONAL), None)
    if system is not None and (
        strong
        or words.has(verb, system, frozenset(("on", "through", "off", "from", "using", "via", "into", "to")))
        or words.has(system, within, frozenset(("to",)))
    ):
        return of_deed(deed, system)
    up = next((at for at in range(verb + 1, min(deed.end, verb + 6)) if words.said[at] == "up"), None)
    if (
        strong
        and up is not None
        and words.said[verb].startswith(("look", "search", "check", "run", "ran"))
        and up + 1 < len(words.said)
    ):
        return of_deed(deed, min(up + 2, deed.end - 1))
    if (
        personal is not None
        and strong
        and words.said[verb].startswith(("access", "trawl", "snoop", "brows", "run", "ran", "look", "search"))
        and not deed.says(frozenset(("me", "for")), 2)
    ):
        return of_deed(deed, personal)
    return None


def _told(deed: Deed) -> Span | None:
    """Somebody tells a third person what only the police should know."""
    words = deed.words
    if (
        not deed.isa("tell")
        or deed.passive
        or deed.after(1) in _US
        or (words.said[deed.verb] in _SAYS and deed.after(1) != "to")
        or (
            deed.after(1) in ("to", "it", "i", "he", "she", "they", "that", "him", "her")
            and deed.after(2) in ("to", "i", "he", "off", "not", "that")
        )
    ):
        return None
    verb = deed.verb
    third = next((at for at in range(verb + 1, min(deed.end, verb + 4)) if words.said[at] in _THIRD | _OWNED), None)
    if third is None:
        return None
    wh = next((at for at in range(third + 1, min(deed.end, verb + 8)) if words.said[at] in _WH), None)
    strike = words.any(third + 1, min(deed.end, verb + 11), "strike")
    secret = words.any(third + 1, min(deed.end, verb + 11), "secrets")
    if strike is not None and (wh is not None or words.has(verb, strike, _BEFORE)):
        return of_deed(deed, strike, 9)
    if wh is not None and secret is not None and secret > wh:
        return of_deed(deed, secret, 9)
    if (
        wh is not None
        and words.said[wh] in ("where", "what", "who", "when", "which", "that")
        and words.has(wh, min(deed.end, wh + 7), _SAID)
    ):
        return of_deed(deed, min(wh + 2, deed.end - 1), 9)
    return None


def _passed(deed: Deed) -> Span | None:
    """Somebody gives away, sells or shows what only the police should have."""
    if not deed.isa("pass") or deed.passive:
        return None
    words, verb = deed.words, deed.verb
    secret = words.any(verb + 1, min(deed.end, verb + 8), "secrets")
    if secret is None or words.has(verb + 1, verb + 4, frozenset(("you", "police", "court", "solicitor"))):
        return None
    to = words.has(secret, min(deed.end, secret + 6), frozenset(("to", "on", "in", "with", "round", "around", "onto")))
    third = (
        words.has(verb + 1, min(secret, verb + 4), _THIRD)
        or words.any(verb + 1, min(secret, verb + 5), "kin") is not None
    )
    selling = words.said[verb].startswith(
        ("sell", "sold", "leak", "flog", "trad", "circulat", "spread", "publish", "broadcast")
    )
    mine = words.said[verb + 1 : verb + 2] in (("me",), ("us",))
    if mine and not words.said[verb].startswith(("show", "sent", "send")):
        return None
    if mine and words.said[secret] not in (
        "photos",
        "photo",
        "pictures",
        "picture",
        "pics",
        "video",
        "videos",
        "footage",
        "bodycam",
        "record",
        "file",
    ):
        return None
    return (
        of_deed(deed, secret, 9)
        if selling or third or mine or (to and not words.has(secret, secret + 5, _US))
        else None
    )


def _knew(deed: Deed) -> Span | None:
    """Somebody knows what they could only have from the police."""
    if not deed.isa("know") or deed.words.said[deed.verb] in ("have", "has", "had", "having"):
        return None
    words, verb = deed.words, deed.verb
    wh = next(
        (
            at
            for at in range(verb + 1, min(deed.end, verb + 5))
            if words.said[at] in ("what", "where", "that", "who", "word", "everything", "when", "i'd", "i")
        ),
        None,
    )
    if (
        wh is not None
        and words.has(wh, min(deed.end, wh + 7), _SAID)
        and words.has(wh, wh + 5, frozenset(["i", "i'd", "we", "she", "my", "her", "our", "i've", "id"]))
    ):
        return of_deed(deed, min(wh + 3, deed.end - 1))
    mine = next((at for at in range(verb + 1, min(deed.end, verb + 4)) if words.said[at] in ("my", "her", "our")), None)
    secret = mine is not None and words.any(mine + 1, min(deed.end, mine + 4), "secrets")
    return of_deed(deed, secret) if secret else None


def _discussed(deed: Deed) -> Span | None:
    """Somebody of the police talks about cases and people where others hear it."""
    if not deed.isa("discuss") or deed.who != "officer" or not deed.says(frozenset(("about",)), 5):
        return None
    secret = deed.object("secrets", within=8)
    return of_deed(deed, secret) if secret is not None else None


def _got_out(words: Words) -> Iterator[Span]:
    """What was secret gets out: "the refuge address got out", "pictures went round the group"."""
    for at in range(len(words.said)):
        if words.isa(at, "secrets") and words.said[at] not in ("call", "search", "arrest", "video", "stop"):
            end = min(words.clause_ends[at], at + 9)
            leaves = next((b for b in range(at + 1, end) if words.said[b] in _LEAVES), None)
            where = next((b for b in range((leaves or end) + 1, end) if words.said[b] in _LEAKED), None)
            if leaves is not None and where is not None and where - leaves < 6:
                yield quote(words, max(at - 2, 0) if words.said[at - 1] not in ".,;\n" else at, where, end, 10)


def _warned(words: Words) -> Iterator[Span]:
    """Somebody hears of it before the police come: "gets a call before every visit"."""
    for at, word in enumerate(words.said):
        if word in _WARNINGS:
            end = min(words.clause_ends[at], at + 10)
            before = next((b for b in range(at + 1, end) if words.said[b] in _BEFORE), None)
            strike = before and words.any(before + 1, end, "strike")
            if strike:
                yield quote(words, max(at - 2, 0), strike, end, 10)
