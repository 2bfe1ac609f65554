"""Ranks and roles of officers, as people call them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from interview.guide import load_guide
from interview.phrases import plain
from interview.understanding.quotes import quoted
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, word_list

_SLOT = "subject_role_rank"
_NOT_THE_SUBJECT = re.compile(
    r"(?:\bnot (?:a|an|the)? ?|n't (?:a|an) |\bno |"
    r"\b(?:told|tell|to|asked|emailed|from|(?:spoke|speak|talk|talked|met|meeting|sat|logged it) with) (?:my|our|"
    r"the|his|"
    r"her|another|a) (?:own )?(?:line )?|\bwith (?:my|our|the|his|her) (?:own )?(?:line )?|"
    r"\b(?:i'?m|i am|im|i was|i'?ve been|i have been|i used to be|i work as|i (?:[\w']+ ){1,5}as|speaking as|being)"
    r"(?: (?:a|an|only a|just a|also a|the|myself a|one of the|one of your|still a|now a|currently a))? "
    r"(?:(?!who\b|and\b|that\b|his\b|her\b|with\b|at\b|reporting\b|writing\b|scared\b|by\b|married\b|afraid\b|sure\b)"
    r"[a-z\-]+ ){0,2}|"
    r"\A\s*(?:speaking )?as an? (?:[\w\-]+ ){0,2}|"
    r"\b(?:boss|head|in charge) of (?:all )?(?:the )?|\b(?:years?|yrs) (?:in|service|done|as),? (?:an? )?|\bus "
    r"(?:two |three )?)\Z"
)
_NO_POLICE = re.compile(
    r" (?:at|for|of|with) (?:the )?(?:gas|tax|ticket|bus|council|rspca|ofsted|building|"
    r"health|water|school)\b"
)
_ROOM = re.compile(
    r"(?:'s|s'|s)? (?:office|room|mess|group|desk|course|exam|board|interview|whatsapp)\b|,? (?:who )?tells me\b"
)
_NO_POLICE_BEFORE = re.compile(r"\b(?:ticket|health|tax|bus|school|building|housing|gas|meter) \Z")
_OPENS = re.compile(r"[,.] ")  # "Call handler, Lewes. The inspector told us": who writes
_TITLE = re.compile(r"\s+(?!and\b|at\b|in\b|from\b|who\b|was\b|is\b)[A-Za-z]")


@dataclass(frozen=True)
class Rank:
    """A rank that is mentioned, where, and in which way."""

    value: str
    start: int
    end: int
    article: str
    several: bool


@lru_cache(maxsize=1)
def rank_words() -> dict[str, str]:
    """Every word for a rank that is clear in running text, with its option."""
    lists = word_list("ranks")
    options = load_guide().slot(_SLOT).options
    said = {plain(word): value for value, words in options.items() for word in words}
    clear = {word: value for word, value in said.items() if word not in lists["only_when_asked"]}
    return clear | {plain(word): value for value, words in lists["also"].items() for word in words}


@lru_cache(maxsize=1)
def title_pattern() -> str:
    """A pattern of the words that stand before a name."""
    spoken = {word for word, value in rank_words().items() if value not in ("police_staff", "volunteer")}
    return any_of({*spoken, *word_list("ranks")["titles"]})


def rank_of(word: str) -> str | None:
    """The option that a word for a rank stands for."""
    said = re.sub(r"[\s\-]+", " ", plain(word))
    if said in rank_words():
        return rank_words()[said]
    options = load_guide().slot(_SLOT).options
    return next((value for value, words in options.items() if said in map(plain, words) and said != "officer"), None)


def find_ranks(text: Text) -> list[Rank]:
    """The ranks that are said of officers other than the reporter and those they told."""
    return text.once("ranks", lambda: _found(text))


def _found(text: Text) -> list[Rank]:
    found: list[Rank] = []
    for match in _words().finditer(text.low):
        start, end = match.span("rank")
        if free_of([(rank.start, rank.end) for rank in found], start, end) and not _other(text, start):
            value = rank_of(match["rank"])
            own = value == "police_staff" and _OPENS.match(text.low, end) and not text.low[:start].strip()
            if value and not own and not _name_or_particle(text, match["rank"], start, end):
                found.append(
                    Rank(
                        value,
                        start,
                        end,
                        "another"
                        if match["more"] in ("second ", "third ", "different ")
                        else "other"
                        if match["more"] == "other "
                        else (match["article"] or "").strip(),
                        match["rank"].endswith(("cs", "ts", "os", "rs", "es")),
                    )
                )
    return found


@lru_cache(maxsize=1)
def _words() -> re.Pattern[str]:
    return re.compile(
        r"(?<![\w@'])(?P<article>(?:an?|the|my|our|one|this|that|another|his|her) )?"
        r"(?P<more>second |third |different |other )?(?:(?:lady|female|male|woman|young|older|tall|big|bald|"
        r"ginger) )?"
        rf"(?P<rank>{any_of(rank_words())})\b(?!\w|'s? nick)"
    )


def _other(text: Text, start: int) -> bool:
    return bool(_NOT_THE_SUBJECT.search(text.before(start, 30))) and not quoted(text.before(start, 40))


def _name_or_particle(text: Text, word: str, start: int, end: int) -> bool:
    if (
        _ROOM.match(text.low, end)
        or _NO_POLICE.match(text.low, end)
        or _NO_POLICE_BEFORE.search(text.before(start, 20))
    ):
        return True
    if word == "ps":  # "PS 11 YR" is a sergeant, "ps he was tall" is not
        titled = re.match(r",? (?!he\b|she\b|i\b|they\b)[a-z]", text.low[end:])
        article = re.search(r"\b(?:an?|the|is|hes|he's|shes|she's) \Z", text.before(start, 8))
        return not (re.match(r" ?\d", text.low[end:]) or (article and titled))
    # "di" and "ds" are ranks before a name or after an article only: "Di" is a name, too.
    if word not in ("di", "ds", "dc", "skip", "guv"):
        return False
    before = re.search(r"\b(?:an?|the|my|our|is|was|this|that)\s+\Z", text.before(start, 10))
    if word in ("skip", "guv") and re.match(r" (?:the|a|it|this|my|past|school|bail|over|to)\b", text.low[end:]):
        return True  # "to skip the line"
    return not (
        before or text.raw[start:end].isupper() or _TITLE.match(text.low, end) or not text.before(start).strip()
    )
