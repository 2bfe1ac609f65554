"""Joins what the rules find with what the tagger reads: each knows what the other misses.

The rules know forms (a number, a rank, a date); the tagger knows what words mean where they stand. What only the tagger
sees is added where it is sure; what it thinks impossible is dropped; and whom words speak of, it says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from interview.understanding.findings import Finding

if TYPE_CHECKING:
    from tagging import Tagged, Tags

ADDED_FROM = 0.8  # how sure the tagger must be of what no rule found
DROPPED_BELOW = 0.05  # how likely the tagger must think what a rule found
WHOSE_FROM = 0.8  # how sure it must be whom words speak of
WHOSE_NUMBER_FROM = 0.97  # the same for a number, which accuses somebody
MIN_WORDS = 10  # it learned from accounts; of a few words the rules know more
AS_SAID = (
    "affected_person_risk",
    "benefit_or_favour",
    "evidence_exists",
    "information_misused",
    "reported_before",
    "subject_description",
    "where",
)  # the words are the answer; of these the tagger may also drop what a rule found
READ = ("borough_bcu_or_station", "subject_name")  # the words are read: an official name, a name without a rank
# Numbers, dates, vehicles, forces and ranks have forms, which rules know better; nothing is added to them or dropped.
# A name that a rule found is never dropped either: whom it accuses would be lost.
VALUES = (
    "basis_of_knowledge",
    "child_or_vulnerable_at_risk",
    "duty_status",
    "ongoing",
    "setting",
)  # the mark says which of the guide's values it is
OF_OFFICER = ("borough_bcu_or_station", "duty_status", "subject_description", "subject_name")
MOVED = (
    "shoulder_number",
    "subject_description",
    "subject_known",
    "subject_name",
    "subject_role_rank",
    "vehicle_or_online_handle",
    "warrant_number",
)  # what goes to the officer of whom the tagger thinks
NUMBERS = ("shoulder_number", "warrant_number")
DEEDS = ("benefit_or_favour", "information_misused")  # one word ("gets") does not say what
_NONE = "none"  # the value of a mark which says that there is none
Read = Callable[[str, str], Any]
Aside = Callable[[int, int], bool]


def _nobody(_start: int, _end: int) -> bool:
    return False


def with_tags(text: str, found: Iterable[Finding], tags: Tags, read: Read, aside: Aside = _nobody) -> list[Finding]:
    """What both found.

    Args:
        text: the reporter's words.
        found: what the rules found.
        tags: what the tagger read.
        read: the value of a slot in some words, or None.
        aside: whether a place of the text is among words about officers whom the report is not about.
    """
    kept = [one for one in found if not _impossible(one, tags)]
    for tag in tags.spans():
        if tag.slot in OF_OFFICER and aside(tag.start, tag.end):
            continue
        if tag.sure >= ADDED_FROM and (more := _added(text, tag, tags, kept, read)):
            kept.append(more)
    told_of = Counter((one.slot, one.start) for one in kept)  # "PCs Bell and Hart": what is told of both stays theirs
    moved = [one if told_of[one.slot, one.start] > 1 else _of_whom(one, tags) for one in kept]
    if _joins(kept, moved):
        return _without_gaps(kept)
    return _without_gaps([_kept_by_named(old, new, moved) for old, new in zip(kept, moved, strict=True)])


def _impossible(one: Finding, tags: Tags) -> bool:
    weighed = one.slot in AS_SAID and not one.negated
    return weighed and tags.likely(one.slot, one.start, one.end) < DROPPED_BELOW


_NOT_DONE = re.compile(r"\b(?:if|should|could|would|might|not to)\b", re.I)  # "i should complain, if i dared"
_OF_REPORTER = re.compile(r"\b(?:my|our) (?:\w+ ){1,2}\Z", re.I)


def _added(text: str, tag: Tagged, tags: Tags, kept: list[Finding], read: Read) -> Finding | None:
    officer = tags.officer(tag.start, tag.end)[0] if tag.slot in OF_OFFICER else 1
    if not officer or any(one.slot == tag.slot and one.start < tag.end and tag.start < one.end for one in kept):
        return None
    named = tag.slot == "subject_name" and any(one.slot == tag.slot for one in kept)
    if named and _OF_REPORTER.search(text[: tag.start]):  # "sold my address to my ex Darren": none of the police
        return None
    words = text[tag.start : tag.end]
    if tag.slot == "reported_before" and _NOT_DONE.search(text[max(0, tag.start - 12) : tag.end + 4]):
        return None
    new = Finding(tag.slot, _value(tag, words, read), words, tag.sure, tag.start, officer - 1, tag.value == _NONE)
    if (new.value is None and not new.negated) or _told(new, kept):
        return None
    return new


def _value(tag: Tagged, words: str, read: Read) -> Any:
    if tag.slot in READ:
        return read(tag.slot, words)
    if tag.slot in VALUES:
        return tag.value
    if tag.slot in DEEDS and " " not in words and not any(char.isdigit() for char in words):
        return None
    return words if tag.slot in AS_SAID and tag.value != _NONE else None


def _told(new: Finding, kept: list[Finding]) -> bool:
    """Whether the slot is told already, by words that count before these."""
    same = [one for one in kept if one.slot == new.slot]
    if new.negated:
        return bool(same)
    return new.slot not in AS_SAID and any(one.subject == new.subject for one in same)


def _kept_by_named(old: Finding, new: Finding, moved: list[Finding]) -> Finding:
    """A number stays with an officer who has a name, where the other has one too: one of both would be lost."""
    if old.slot not in NUMBERS or old.subject == new.subject:
        return new
    named = any(one.slot == "subject_name" and one.subject == old.subject for one in moved)
    taken = any(one.key == new.key and one.value != new.value for one in moved)
    return old if named and taken else new


def _joins(before: list[Finding], after: list[Finding]) -> bool:
    """Whether two names that were of two officers would be of one: then one of those accused would be lost."""
    pairs = [(one, two) for one, two in zip(before, after, strict=True) if one.slot == "subject_name"]
    officers = {(two.subject, one.subject) for one, two in pairs}
    return len({subject for subject, _ in officers}) < len({subject for _, subject in officers})


def _without_gaps(findings: list[Finding]) -> list[Finding]:
    """The findings with officers numbered from 0 on: who has nothing told of them is none to ask about first."""
    told = sorted({one.subject for one in findings if one.subject or one.slot in (*MOVED, *OF_OFFICER)})
    return [replace(one, subject=told.index(one.subject)) if one.subject else one for one in findings]


def _of_whom(one: Finding, tags: Tags) -> Finding:
    """The finding, given to whom the tagger is sure that its words speak of.

    That an officer is not accused takes nothing away: one who was kind at first may have done harm, and one who is
    listed without cause can be taken out at the read-back.
    """
    officer, sure = tags.officer(one.start, one.end)
    enough = WHOSE_NUMBER_FROM if one.slot in NUMBERS else WHOSE_FROM
    return replace(one, subject=officer - 1) if one.slot in MOVED and officer and sure >= enough else one
