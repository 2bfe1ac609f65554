"""Names of officers: after a rank, after "his name is", in quotes; never the reporter's or a relative's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from interview.understanding.by_names import beside, of_family
from interview.understanding.first_names import first_names
from interview.understanding.introductions import THIRD
from interview.understanding.lists import listed, of_force
from interview.understanding.mentions import mentioned
from interview.understanding.name_words import HONORIFIC, NICKNAME, Name, is_known, named, no_names, take_name
from interview.understanding.places import gazetteer
from interview.understanding.ranks import rank_of, title_pattern
from interview.understanding.text import Text, free_of
from interview.understanding.words import any_of, compiled, word_list

_IS_CALLED = ("is called", "was called", "are called")
_QUOTED = re.compile(r'\s*"(?P<name>[^"\n]{2,25})"')
_PRONOUN = r"(?:his|her|their|the officer'?s|the cop'?s|officers|whose|real|first|last|sur|full|the)"
_CALLED = re.compile(
    rf"\b(?:{_PRONOUN} (?:(?:real|full|first|last|sur) ?)?name'?s?(?: is| was| might be| may be| could be|"
    r":| =)?(?: i think| called| something like| maybe| possibly| like)*|real name(?: is| was|:)?|name of|"
    r"(?<=, )name|name ?(?:badge|tag)(?: (?:said|says|read|was)|:)|(?:is|she|he|they|one|officer|lady|man) name|"
    r"(?:first|last|full|real) name(?: is| was| might be| may be)?|surname(?: is| was)?|name is|names|name's|name:|"
    r"(?:is |was |are |hes |shes |he's |she's |man |officer |guy |bloke |cop |copper |pc |someone |"
    r"one )called|named|called)(?=\s)"
)
_ALIAS = re.compile(
    r"\b(?:calls? (?:him|her|them|himself|herself)|knows? (?:him|her|them) as|"
    r"(?:i|we|they|people|everyone) knows? as|nick ?names?(?: is| was|:)?|"
    r"nicknamed|known as|goes by"
    r"(?: the name(?: of)?)?|aka|a\.k\.a\.?|alias)(?: as)?(?=\s)(?!\s+(?:\w+ ){0,3}names\b)"
)
_CALLED_SO = re.compile(
    r"\b(?:call(?:s|ed|ing)?(?: (?:him|her|them))?|cr(?:y|ies) (?:him|her)|known as|nick ?name\w*|goes by|(?:him|"
    r"her) as)[ ,:\"']*\Z"
)
# A badge is read out in capitals: "Name badge: R SZYMANSKI".
_BADGE = re.compile(
    r"(?i:\bname ?(?:badge|tag|plate)(?:(?: (?:said|says|read|reads|was|is|had))|:)?) [\"']?"
    r"(?P<name>(?:[A-Z]\.? ?){0,2}[A-Z][A-Z'\u2019\-]{2,})\b(?! ?\d)"
)
_IN_PLACE = re.compile(r"\b(?:in|at|near|round|outside) \Z")
_CALLED_BEHIND = re.compile(r",? (?:they|people|everyone|everybody|the lads|we)(?:'re| are| is)? call(?:s|ed|ing)?\b")
_ANOTHER = r"(?:the (?:last|other|old|first|same|previous) (?:one|officer)|him|her|that one|his mate)"
_BACKWARDS = re.compile(
    r"(?P<name>[a-z'\-]+(?: [a-z'\-]+)?),? (?:his|her|thats his|that's his|is his|is her) name(?: is| was)?\b(?! "
    r"[a-z])"
)
_MINE = re.compile(r"\b(?:my(?: \w+)? name(?: is|'?s)?|i'?m|i am|im|this is|call me)[\s,]*\Z")
_LINE = re.compile(r"(?m)^(?P<name>[A-Z][a-z]+ [A-Z][A-Za-z'\u2019\-]+)(?=(?: i think\b[^\n]*|[,.]? *)\n\s*\S)")
_MY_NAME = re.compile(r"\bmy (?:(?:full|first|last|real|own|sur) ?)?names?(?: is|'s| was|:)?\Z")
_APPOSED = re.compile(r"(?:,| -| \(| was| is) ?(?=[A-Z][a-z]+ [A-Z][a-z]+)")
# The same in a text without capitals: two words between commas, of which the first is a first name.
_APPOSED_SMALL = re.compile(r"(?:, ?| - | \()(?=[a-z]{3,} [a-z'\-]{3,}(?: ?[,.;)\n]| - |\Z))")
_NAMED = re.compile(rf"(?i:{title_pattern()}|officer)\.? (?:(?i:{title_pattern()}) )?[A-Z][a-z]+")
_ALSO_WORDS = ("will", "may", "grace", "mark", "pat", "guy", "frank", "jack")
_HELPS = re.compile(
    r"(?:,? (?:was|were|has been|had been) (?:told|informed|made aware|spoken to)\b)| (?:reported|told|knows?|"
    r"knew|said|saw|heard|witnessed|helped|was with|"
    r"(?:was|were) (?:there|with|present|holding|standing|stood|sat|sitting|serving))\b"
)
_LISTS = word_list("names")
_RELATIVE = re.compile(rf"\b(?:my|our) (?:\w+ )?{any_of(_LISTS['relatives'])}(?:'s)?,? (?:is |was |who is )?\Z")
_MY_SOMEBODY = re.compile(
    rf"\b(?:my|me|our) (?:[\w']+ )?(?P<who>{any_of([*_LISTS['close'], *_LISTS['relatives']])}),? (?=[a-z])"
)
_POLICE_FOLLOWS = re.compile(
    r",? (?:who )?(?:is|was|works as|works for|works in|works with|'s|being) (?:(?!by\b|being\b)\w+ ){0,3}"
    rf"(?:{any_of(_LISTS['police'])}|pcso|special(?= (?:down|at|in|up|out|over|with|for|constable)\b))\b"
)
_NUMBER = re.compile(r"\s+(?:[A-Za-z]{0,2} ?\d{2,4}[A-Za-z]{0,2}\b)(?=\s+[A-Za-z])")
_LINK = re.compile(r"[\s:]*\(?")
_DOTTED = re.compile(r"(?:sgt|insp|det|con|const|supt|ch|p\.c|d\.[cs]|cons?t?able)\.?\Z")
# Before "called": who or what bears the name. A chat, a dealer or a friend does not name the officer.
_OFFICER_BEFORE = re.compile(
    r"\b(?:officers?|cops?|copper|feds?|pcs?|dc|ds|di|sgt|sergeant|inspector|constable|detective|pcso|special|"
    r"policeman|"
    r"policewoman|police|skipper|guy|bloke|man|woman|lad|lady|one|boss|supervisor|he|she|they|them|him|her|"
    r"husband|wife|ex|"
    r"partner|boyfriend|girlfriend|colleague|member of staff|civilian)\b"
)
_THIRD = re.compile(rf"{THIRD} (?:called|named)\Z")
_OTHER_BEARER = re.compile(
    r"\b(?:groups?|chats?|channel|page|account|crew|gang|dealers?|pub|club|shop|bar|place|app|site|operation|"
    r"company|firm|"
    r"friend|mate|sister|brother|suspect|victim|dog|kid|boy|girl|lads? name)\b[^.\n]{0,25}\Z"
)


def find_names(text: Text) -> list[Name]:
    """All names of officers in a text, in its order, each where it stands for the first time in that way."""
    return text.once("names", lambda: _names(text))


def _names(text: Text) -> list[Name]:
    found: list[Name] = []
    for finder in (
        _titled,
        _staff,
        _called,
        _aliases,
        _backwards,
        _related,
        _apposed,
        _ranked,
        _partly,
        _before_number,
        _on_a_line,
        _on_a_badge,
        beside,
    ):
        for name in finder(text):
            if free_of([(other.start, other.end) for other in found], name.start, name.end):
                found.append(name)
    taken = [(other.start, other.end) for other in found]
    found += [named(text, span, _how(text, span)) for span in mentioned(text, taken) if free_of(taken, *span)]
    found = [_with_rank(text, name) for name in found if not _denied(text, name)]
    found += of_family(text, found)
    found += _again(text, found)
    return sorted(found, key=lambda name: name.start)


def _denied(text: Text, name: Name) -> bool:
    """Whether it is said that somebody is not the one: "Not the last one, PC Khan"."""
    before = text.low[max(0, name.start - 50) : name.start]
    if _IN_PLACE.search(before) and name.name.lower() in gazetteer() and re.match(r"[,.\n]|\Z", text.low[name.end :]):
        return True  # "at our college in Barry"
    pattern = rf"(?<!or )\bnot (?:{_ANOTHER},? )?(?:{title_pattern()}\.? )?\Z"
    return bool(compiled(pattern).search(before)) and not text.low[name.end :].startswith("'s")


def _with_rank(text: Text, name: Name) -> Name:
    """The name with the rank right before it, if it was not found by that: "PC J. Ode"."""
    if name.rank or name.how not in ("called", "part"):
        return name
    titled = compiled(
        rf"(?<![\w@'])(?P<rank>{title_pattern()}):? (?:by the name of |of the name of |goes by )?\Z"
    ).search(text.low[max(0, name.start - 45) : name.start])
    return replace(name, how="titled", rank=rank_of(titled["rank"].strip(" ."))) if titled else name


def _how(text: Text, span: tuple[int, int]) -> str:
    """Whether a name is what people call somebody, rather than their own."""
    if _CALLED_BEHIND.match(text.low, span[1]):
        return "alias"
    return "alias" if _CALLED_SO.search(text.before(span[0], 40)) else "called"


def _titled(text: Text) -> Iterator[Name]:
    for match in compiled(rf"(?<![\w@'])(?:{title_pattern()}\.? ?){{1,2}}(?=\s|\.)").finditer(text.low):
        if match.group().rstrip().endswith(".") and not _DOTTED.search(match.group().strip()):
            continue  # "he's a DS. Daz knew": a sentence ends there
        number = _NUMBER.match(text.low, match.end())
        at = _LINK.match(text.low, (number or match).end())
        dot = _DOTTED.search(match.group().strip()) and re.compile(r"\. ?").match(text.low, match.end())
        span = take_name(text, dot.end() if dot else at.end() if at else match.end())
        span = None if span and number and span[1] - span[0] <= 2 else span
        if span and _of_account(text, match.start(), span):
            continue
        if span and "\n" not in text.raw[match.end() : span[0]] and not _plain_word(text, match, span):
            rank = rank_of(match.group().strip(" ."))
            yield named(text, span, "titled", rank)
            yield from listed(text, span, rank)


def _of_account(text: Text, start: int, span: tuple[int, int]) -> bool:
    """Whether a rank and a name are parts of a name online: "sgt.bargain.hunter"."""
    return " " not in text.raw[start : span[1]] and bool(re.match(r"[._]\w", text.raw[span[1] :]))


def _staff(text: Text) -> Iterator[Name]:
    """A detention officer is written as "DO Jackson", always in capitals."""
    for match in re.finditer(r"\b(?:DO|DCO|CDO) (?=[A-Z][a-z])", text.raw):
        span = None if text.shouted else take_name(text, match.end())
        if span:
            yield named(text, span, "titled", "police_staff")


def _plain_word(text: Text, title: re.Match[str], span: tuple[int, int]) -> bool:
    """Whether what follows a longer word for a rank is no name: "sergeant grabbed"; "officer" needs a capital."""
    first = text.raw[span[0]]
    mixed = not text.shouted
    said = text.low[slice(*span)]
    if (
        said.endswith("ing")
        and not first.isupper()
        and re.search(
            r"\b(?:my|the|a|our|his|"
            r"her) \Z",
            text.before(title.start(), 6),
        )
    ):
        return True  # "my sergeant wiping the footage"
    loose = title.group().strip(" .") in ("officer", "special", "super", "detective", "special constable", "commander")
    known = text.low[slice(*span)].split()[0] in first_names()
    return (
        loose
        and not known
        and (not first.isupper() if mixed else title.group().strip(" .") in ("officer", "special", "super"))
    )


def _called(text: Text) -> Iterator[Name]:
    for name in _after(text, _CALLED, "called"):
        part = re.search(r"\b(?:first|last|sur) ?name\b[^,.]*\Z", text.before(name.start, 30))
        yield replace(name, how="part") if part else name


def _aliases(text: Text) -> Iterator[Name]:
    yield from _after(text, _ALIAS, "alias")


def _after(text: Text, pattern: re.Pattern[str], how: str) -> Iterator[Name]:
    for match in pattern.finditer(text.low):
        if (
            _MINE.search(text.before(match.start(), 14))
            or _MY_NAME.search(text.low[: match.end()])
            or _of_relative(text, match.start())
            or _THIRD.search(text.before(match.end(), 60))
        ):
            continue
        quoted = _QUOTED.match(text.low, match.end())
        titled = compiled(rf"\s*(?:{title_pattern()}\.?\s+)?").match(text.low, match.end())
        span = quoted.span("name") if quoted else take_name(text, titled.end() if titled else match.end())
        if span and match.group() in ("called", "named") and not _names_officer(text, match.start(), span):
            continue
        if match.group() in _IS_CALLED and _OTHER_BEARER.search(text.before(match.start(), 60)):
            continue  # "the group is called Lates Legends"
        if span and not re.search(r"[@\d_]", text.raw[span[0] : span[1] + 1]):
            yield named(text, span, "alias" if NICKNAME.fullmatch(text.raw[slice(*span)]) else how)
            yield from listed(text, span, None) if match.group() == "called" else ()


def _names_officer(text: Text, at: int, span: tuple[int, int]) -> bool:
    """Whether "called" names an officer, rather than a chat or a dealer, and does not mean rang or insulted."""
    before = text.before(at, 60)
    if _OTHER_BEARER.search(before) or re.search(r"\b(?:i|we|who|police|and|then|just|not) \Z", before):
        return False
    known = text.low[slice(*span)].split()[0] in first_names()
    capital = text.raw[span[0]].isupper() and not text.shouted
    rang = re.search(r"\b(?:he|she|they|him|her|them) \Z", before)
    return known or bool(capital and _OFFICER_BEFORE.search(before) and not rang)


def _of_relative(text: Text, at: int) -> bool:
    return bool(_RELATIVE.search(text.before(at, 30)))


def _backwards(text: Text) -> Iterator[Name]:
    for match in _BACKWARDS.finditer(text.low):
        words = [word for word in match["name"].split() if word not in no_names() and not re.search(r"n'?t\Z", word)]
        start = text.low.find(words[0], match.start("name")) if words else -1
        if words and not _MINE.search(text.before(start, 14)):
            yield named(text, (start, match.end("name")), "called")


def _related(text: Text) -> Iterator[Name]:
    for match in _MY_SOMEBODY.finditer(text.low):
        span = take_name(text, match.end())
        told = re.search(r"\b(?:told|to|with|and|asked) \Z", text.before(match.start(), 8))
        told = told or (_HELPS.match(text.low, span[1]) if span else None)
        if (
            span
            and is_known(text, span)
            and not told
            and (match["who"] in _LISTS["close"] or _is_police(text, span[1]))
        ):
            yield named(text, span, "related")


def _is_police(text: Text, at: int) -> bool:
    return bool(_POLICE_FOLLOWS.match(text.after(at, 50)))


def _apposed(text: Text) -> Iterator[Name]:
    """A full name set off by a comma after a rank: "a sergeant on my team, Steve Mallon"."""
    for match in _APPOSED_SMALL.finditer(text.low) if text.shouted else _APPOSED.finditer(text.raw):
        before = text.before(match.start(), 60)
        span = take_name(text, match.end(), 2)
        ranked = compiled(rf"\b(?:{title_pattern()}|officer)\b[^,]*\Z").search(before)
        if ranked and _NAMED.match(text.raw, match.start() - len(before) + ranked.start()):
            continue  # "DI Helen Strand, West Yorkshire" is named already
        honorific = HONORIFIC.match(text.low, match.end())
        whole = honorific or (span and " " in text.raw[slice(*span)])
        first = text.low[match.end() :].split(maxsplit=1)[0]
        plain = not text.shouted or (first not in _ALSO_WORDS and _alone(text, span))
        if span and ranked and whole and plain and is_known(text, span) and not of_force(text, span):
            yield named(text, span, "titled" if honorific else "called")


def _alone(text: Text, span: tuple[int, int] | None) -> bool:
    """Whether nothing but the name stands between its commas."""
    return bool(span and re.match(r" ?(?:[,.;)\n]| - |\Z)", text.low[span[1] :]))


def _ranked(text: Text) -> Iterator[Name]:
    """A name with a rank after it: "Jordan Pike, special constable", "liam who is a pc"."""
    for match in re.finditer(r"\b[A-Za-z][A-Za-z'\-]+", text.raw):
        if match.group().lower() in first_names() and match.group().lower() not in _ALSO_WORDS:
            span = take_name(text, match.start())
            if span and span[0] == match.start() and _rank_follows(text, span) and not _of_others(text, span[0]):
                yield named(text, span, "called")


def _rank_follows(text: Text, span: tuple[int, int]) -> bool:
    follows = rf"(?:,| -)? ?(?:(?:who|he|she)(?:'s|s| is| was) )?(?:(?:also )?an? )?{title_pattern()}\b"
    return text.low[span[1] : span[1] + 1] in (",", " ") and bool(compiled(follows).match(text.low[span[1] :]))


def _of_others(text: Text, at: int) -> bool:
    return _of_relative(text, at) or bool(_MINE.search(text.before(at, 14)))


def _partly(text: Text) -> Iterator[Name]:
    """A first name whose rest is not known: "Donna something"."""
    for match in re.finditer(
        r"\b(?P<name>[a-z]+) (?:something|somebody|someone|smth|sumthing)(?: or other)?\b", text.low
    ):
        if match["name"] in first_names() and not _MINE.search(text.before(match.start(), 14)):
            yield named(text, match.span("name"), "called")


_SENTENCE_NAME = re.compile(
    r"(?:\A|[.\n] ?)(?P<name>[A-Z][a-z]+ [A-Z][A-Za-z'\u2019\-]+)(?=,? \(?(?:warrant|collar|shoulder|badge|"
    r"number|no\.?|\d{3}|pc|based at)\b)"
)


def _before_number(text: Text) -> Iterator[Name]:
    """A whole name that begins a sentence and is followed by a number: "He's a DS. Martin Foyle, warrant 224781"."""
    for match in _SENTENCE_NAME.finditer(text.raw):
        known = match["name"].split()[0].lower() in first_names()
        if known and not text.shouted:
            yield named(text, match.span("name"), "called")


def _on_a_line(text: Text) -> Iterator[Name]:
    """A whole name as a message of its own; at the end it may be the reporter's signature."""
    for match in _LINE.finditer(text.raw):
        if match["name"].split()[0].lower() in first_names() and not text.shouted:
            span = take_name(text, match.start("name"), 2)
            if span and span[1] == match.end("name"):
                yield named(text, span, "called")


def _on_a_badge(text: Text) -> Iterator[Name]:
    """A surname that was read on a badge, in capitals, with initials before it or none."""
    for match in _BADGE.finditer(text.raw) if not text.shouted else ():
        words = match["name"].lower().split()
        if not _MINE.search(text.before(match.start(), 14)) and words[-1] not in no_names():
            yield named(text, match.span("name"), "titled")


def _again(text: Text, found: list[Name]) -> list[Name]:
    """Later mentions of names that are known, by any part of them."""
    taken = [(name.start, name.end) for name in found]
    again: list[Name] = []
    for name in found:
        for part in name.name.lower().split():
            for match in re.finditer(rf"\b{re.escape(part)}\b", text.low):
                if len(part) > 2 and free_of(taken, *match.span()):
                    taken.append(match.span())
                    again.append(Name(name.name, *match.span(), "again"))
    return again
