"""What follows from other findings when it was not said: whether the subject is known, and the setting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from interview.understanding.findings import Finding
from interview.understanding.text import Text, free_of

_NUMBERS = ("shoulder_number", "warrant_number")
_REMOTE = re.compile(r"\b(?:phone|online|whatsapp|internet|facebook|insta\w*|snap\w*|chat|text|email)\b")
_HURT_MINE = re.compile(
    r"\b(?:hit|kicked|pushed|punched|slapped|threw|dragged|strangled|choked|shoved|headbutted|pinned|hits|kicks|"
    r"pushes|"
    r"punches|grabbed|grabs|searched|spat at|pulled|tasered|tased|had hold of|put his hands on) (?:my|"
    r"our) (?:\w+ )?(?:mates?|"
    r"friend|mum|dad|sister|brother|son|daughter|lad|kid|wife|husband|partner|girlfriend|boyfriend|nan|gran|cousin|"
    r"auntie|"
    r"uncle|neighbour|nephew|niece|missus|girl|boy)\b"
)
FOLLOWS = 0.7
WHOLE_NAME = 0.95  # how sure a name is that is more than a first name or a nickname
SEEN = 0.6  # how sure it is that an officer whose number was read was met in person
TOWN = 0.7  # how sure a town after "in" is a place of the events


def find_known(findings: list[Finding]) -> Iterator[Finding]:
    """For each subject: a whole name or a titled surname identifies; a first name, nickname or number does partly."""
    said = [finding for finding in findings if finding.slot == "subject_known"]
    for subject in sorted({finding.subject for finding in findings}):
        names = [f for f in findings if f.key == ("subject_name", subject)]
        numbered = [f for f in findings if f.slot in _NUMBERS and f.subject == subject]
        stated = [f for f in said if f.subject == subject]
        basis = max(names or numbered, key=lambda f: f.sure, default=None)
        if basis and (names or not stated or stated[0].value == "no"):
            value = "identity" if any(_identifies(name) for name in names) else "partly"
            yield Finding("subject_known", value, basis.as_said, FOLLOWS, basis.start, subject)
        else:
            yield from stated


def find_basis(text: Text, findings: list[Finding]) -> Iterator[Finding]:
    """Who tells the number that an officer wore when hurting their own was there; only where no basis was said."""
    hurt = _HURT_MINE.search(text.low)
    if hurt and any(f.slot in _NUMBERS for f in findings) and all(f.slot != "basis_of_knowledge" for f in findings):
        yield text.finding("basis_of_knowledge", "saw", hurt.span(), FOLLOWS)


# Where somebody else was told of it, or what shows it: "i told my mum on whatsapp", "a video of it on facebook".
_TOLD_THERE = re.compile(
    r"\b(?:(?:i|we|(?:my|our|his|her) \w+|mum|dad)(?:'ve| have)? (?:then |also )?(?:told|reported|complained|showed|"
    r"warned|mentioned|raised) (?!him\b|her\b|them\b|he\b|she\b|they\b)[^.;,\n]{0,25}|"
    r"\b(?:on video|on film|a video|a recording|a photo|evidence|proof|the messages?|screenshots?)"
    r"(?: (?:of|about) it)?(?: is)? )\Z"
)


def with_setting(text: Text, findings: list[Finding], asked: str | None) -> list[Finding]:
    """Findings with what the place and the online name tell about the setting.

    What happened at a place happened in person; a name that somebody has online tells only about the name.
    """
    handles = [(f.start, f.end) for f in findings if f.slot == "vehicle_or_online_handle"]
    kept = [f for f in findings if f.slot != "setting" or free_of(handles, f.start, f.end)]
    if asked is None:
        kept = [f for f in kept if f.slot != "setting" or f.value != "online" or not _told_there(text, f)]
    stations = [(f.start, f.end) for f in kept if f.slot == "borough_bcu_or_station"]
    # "the nick in Kingston" tells where they work: a town alone is a place only when it is not that.
    kept = [f for f in kept if f.slot != "where" or f.sure > TOWN or free_of(stations, f.start, f.end)]
    place = next((f for f in kept if f.slot == "where"), None)
    said = {f.value for f in kept if f.slot == "setting"}
    if (
        place
        and not _REMOTE.search(place.as_said.lower())
        and (not said or (asked == "setting" and said == {"online"}))
    ):
        kept.append(replace(place, slot="setting", value="in_person", sure=FOLLOWS))
    elif not said and asked is None and _met(kept) and (worn := _first(kept, "shoulder_number")):
        # Who read the number on a shoulder stood near it.
        kept.append(replace(worn, slot="setting", value="in_person", sure=SEEN, subject=0))
    return kept


def _told_there(text: Text, channel: Finding) -> bool:
    """Whether a channel is where it was told of, and not where it happened."""
    return channel.as_said.lower().startswith(("on ", "by ", "over ", "via ")) and bool(
        _TOLD_THERE.search(text.before(channel.start, 50))
    )


def _met(findings: list[Finding]) -> bool:
    """Whether the reporter was there."""
    return any(f.slot == "basis_of_knowledge" and f.value in ("experienced", "saw") for f in findings)


def _first(findings: list[Finding], slot: str) -> Finding | None:
    return next((f for f in findings if f.slot == slot), None)


def _identifies(name: Finding) -> bool:
    return name.sure >= WHOLE_NAME
