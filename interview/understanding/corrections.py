"""Corrections and contradictions: "Monday, no, Tuesday" is Tuesday, and what is said both ways is less sure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from interview.guide import load_guide
from interview.understanding.findings import Finding
from interview.understanding.text import Text

_MARK = (
    r"(?:no,? (?:wait|sorry|actually|not that|hang on|hold on|it was|i mean|that's wrong)|no[,.]+|no"
    r"(?= \w+ ?\Z)|sorry|soz|i meant?|meant|actually|or rather|scratch that|correction|"
    r"make that|wait|hang on|hold on|let me (?:check|look|see)|(?:i )?tell a lie|i lie|beg (?:your )?pardon|"
    r"my mistake|my bad|oops|got that wrong|that'?s wrong|wrong|should be|not \w+ but)"
)
_BETWEEN = re.compile(
    rf"(?: on (?:his|her|the|their) (?:shoulders?|epaulettes?|collar|badge|vest))?(?:,?(?: (?:is|was|"
    rf"as))? (?:his|her|their|the) (?:\w+ )?(?:number|no|name)\b)?[\s,.\-*]*(?:(?:er+m?|um+|oh|"
    rf"well|and|but) ?)*\b{_MARK}\b"
)
_BETWEEN_NO = re.compile(r"[\s,.\-]+(?:no|nah|nope)[\s,.\-]+(?:(?:it )?was |i think |on )*\Z")
# "i first thought it was 2714 but i have found my note and it is 2741"
_FOUND_OUT = re.compile(
    r"[\s,.]*(?:but|and) (?:now |then |since )?i(?:'ve| have|ve)? (?:since |now )?(?:found|checked|looked|remember\w*|"
    r"reali[sz]ed?|seen|got)\b[^.;\n]{0,40}\b(?:it is|it's|its|it was|it says|says)\s*\Z"
)
_OPENING = re.compile(rf"[\s,.*]*(?:oh |er+m? |um+ |no,? |and |but )*{_MARK}\b")
_DENIED = re.compile(
    r"\b(?:not|wasn't|wasnt|isn't|isnt|weren't|werent|didn't|didnt) (?:the |in |at |on |a |an |from |with )?\Z"
)
_DENIED_FIRST = re.compile(
    r"\b(?:isn'?t|wasn'?t|weren'?t|not) (?:the |in |at |on |a |an |from |with |his |"
    r"called )?\Z"
)
REACH = 60  # characters between what is corrected and its correction
CONFLICT = 0.6
_BOTH = ("duty_status", "setting")
_PAIRS = ({"on", "off"}, {"in_person", "online"})


def resolve(text: Text, findings: Iterable[Finding]) -> list[Finding]:
    """Drop what was corrected or denied, and settle what was said both ways."""
    kept = [finding for finding in sorted(findings, key=lambda f: f.start) if not _denied(text, finding)]
    kept = [finding for finding in kept if not _corrected(text, finding, kept)]
    return _settle(text, kept)


def is_correction(between: str) -> bool:
    """Whether the folded words between two mentions take the first one back."""
    return len(between) <= REACH and bool(
        _BETWEEN.match(between) or _BETWEEN_NO.fullmatch(between) or _FOUND_OUT.match(between)
    )


def _denied(text: Text, finding: Finding) -> bool:
    if finding.negated or finding.slot in ("when", "duty_status", "where", "evidence_exists", "witnesses", "setting"):
        return finding.slot in ("when", "where") and bool(_DENIED.search(text.before(finding.start, 20)))
    if finding.slot == "subject_description" and "," in finding.as_said:
        return False  # "not old, late twenties, ginger": only the first is denied
    return bool(_DENIED_FIRST.search(text.before(finding.start, 20)))


def _corrected(text: Text, finding: Finding, everything: list[Finding]) -> bool:
    return any(_corrects(text, finding, later) for later in everything if later.slot == finding.slot)


def _corrects(text: Text, earlier: Finding, later: Finding) -> bool:
    if later.start < earlier.end or later.value == earlier.value:
        return False
    if later.subject != earlier.subject and earlier.slot in _subject_slots():
        return False
    between = text.low[earlier.end : later.start]
    if earlier.slot == "subject_role_rank":  # "PC Lloyd, sorry I mean Sergeant Lloyd": the name stands between
        between = re.sub(r"\A [a-z'\-]+(?: [a-z'\-]+)?(?=[,.\n])", "", between)
    if is_correction(between):
        return True
    message = text.low.rfind("\n", 0, later.start) + 1
    return earlier.end <= message and bool(_OPENING.match(text.low[message : later.start]))


def _settle(text: Text, findings: list[Finding]) -> list[Finding]:
    """Both values of a pair make "both"; other contradictions between options are all less sure."""
    settled = list(findings)
    for slot in dict.fromkeys(finding.slot for finding in findings):
        values = {finding.value for finding in settled if finding.slot == slot and isinstance(finding.value, str)}
        if slot in _BOTH and ("both" in values or any(pair <= values for pair in _PAIRS)):
            settled = _both(settled, slot)
        elif slot in _choices() and len(values) > 1:
            settled = [replace(f, sure=f.sure * CONFLICT) if f.slot == slot else f for f in settled]
    return settled


def _both(findings: list[Finding], slot: str) -> list[Finding]:
    mine = [finding for finding in findings if finding.slot == slot]
    first = next((finding for finding in mine if finding.value == "both"), mine[0])
    weaker = min(mine, key=lambda finding: finding.sure).sure
    if weaker < 0.6 and first.value != "both":  # a weak hint does not stand against what was said
        return [finding for finding in findings if finding.slot != slot or finding.sure >= 0.6]
    return [f for f in findings if f.slot != slot] + [replace(first, value="both", sure=first.sure * 0.8)]


@lru_cache(maxsize=1)
def _choices() -> frozenset[str]:
    guide = load_guide()
    return frozenset(slot.name for slot in guide.slots if slot.kind == "choice" and not slot.group)


@lru_cache(maxsize=1)
def _subject_slots() -> frozenset[str]:
    return frozenset(load_guide().group("subject"))
