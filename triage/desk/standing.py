"""Where a case stands, from what was written about it: one pure function that the command line and the web share."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from triage import note
from triage.desk.assessing import ASSESSMENT, Filed
from triage.desk.mail import MISSING, UNREADABLE, Entry, withdrawn
from triage.desk.practice import Practice
from triage.mailbox import REPORTER, TEAM

UNASSESSED, TO_CONFIRM, DECIDED = "unassessed", "to-confirm", "decided"
STAGES = (UNASSESSED, TO_CONFIRM, DECIDED)


@dataclass(frozen=True)
class Standing:
    """Where a case stands.

    Args:
        stage: one of STAGES.
        outcome: of the last assessment that holds; of the one that waits to be confirmed, too.
        risk: as that one grades it.
        decision: its digest, which a confirmation names.
        assessor: fingerprint of who made it.
        confirmed_by: fingerprint of who confirmed it.
        reopened: why it is to be assessed anew.
        assignee: fingerprint of whose case it is.
        codes: the categories it was given.
        read: how many letters of the reporter were marked as read.
        told: the duties that were met in another way than by a letter.
        damaged: something that was written is missing, or does not open.
    """

    stage: str = UNASSESSED
    outcome: str | None = None
    risk: str | None = None
    decision: str = ""
    assessor: str | None = None
    confirmed_by: str | None = None
    reopened: str = ""
    assignee: str | None = None
    codes: tuple[str, ...] = ()
    read: int = 0
    told: frozenset[str] = frozenset()
    damaged: bool = False


def standing(filed: Sequence[Filed], practice: Practice) -> Standing:
    """Follow what was written about a case from its beginning."""
    now = Standing()
    for one in filed:
        now = _after(now, one, practice)
    return now


def codes_of(filed: Sequence[Filed]) -> tuple[str, ...]:
    """The categories that a case was given last."""
    given = [one.entry["value"] for one in filed if one.entry["kind"] == note.CODE]
    return tuple(map(str, given[-1])) if given and isinstance(given[-1], list) else ()


def duties(
    created: date, reachable: bool, letters: Sequence[Entry], now: Standing, practice: Practice
) -> dict[str, date]:
    """What the reporter still has to be told, and until when.

    Args:
        created: the day the case was handed over.
        reachable: whether the reporter left any way to be told.
        letters: the correspondence.
        now: where the case stands.
        practice: of the team.
    """
    if not reachable or withdrawn(letters):
        return {}
    written = {note.ACKNOWLEDGEMENT} if any(one["from"] == TEAM for one in letters) else set()
    left = [duty for duty in note.DUTIES if duty not in now.told | written]
    return {duty: practice.due(duty, created) for duty in left}


def unread(letters: Sequence[Entry], now: Standing) -> int:
    """How many letters of the reporter nobody has marked as read."""
    return max(0, sum(one["from"] == REPORTER for one in letters) - now.read)


def no_reply(letters: Sequence[Entry]) -> bool:
    """Whether the team wrote last, so that the reporter has not replied yet."""
    senders = [str(one["from"]) for one in letters]
    return TEAM in senders and not _replied(letters)


def _replied(letters: Sequence[Entry]) -> bool:
    """Whether the reporter wrote on or after the day of the team's last letter."""
    theirs = [str(one.get("day") or "") for one in letters if one["from"] == REPORTER]
    ours = [str(one.get("day") or "") for one in letters if one["from"] == TEAM]
    return bool(theirs) and max(theirs) >= max(ours, default="")


def _after(now: Standing, one: Filed, practice: Practice) -> Standing:
    entry: Mapping[str, Any] = one.entry
    kind = str(entry["kind"])
    if kind == ASSESSMENT:
        return _assessed(now, one, practice)
    return _NOTED[kind](now, entry) if kind in _NOTED else now


def _assessed(now: Standing, one: Filed, practice: Practice) -> Standing:
    entry: Mapping[str, Any] = one.entry
    stage = TO_CONFIRM if entry["outcome"] in practice.confirm else DECIDED
    made = {"outcome": entry["outcome"], "risk": entry["risk"], "assessor": entry["by"]}
    return replace(now, stage=stage, decision=one.digest, confirmed_by=None, reopened="", **made)


def _confirmed(now: Standing, entry: Mapping[str, Any]) -> Standing:
    """A confirmation counts for the assessment that it names, while that holds, and from somebody else."""
    fits = now.stage == TO_CONFIRM and entry["value"] == now.decision and entry["by"] != now.assessor
    return replace(now, stage=DECIDED, confirmed_by=str(entry["by"])) if fits else now


# What each other kind of entry changes.
_NOTED: Mapping[str, Callable[[Standing, Mapping[str, Any]], Standing]] = {
    UNREADABLE: lambda now, _: replace(now, damaged=True),
    MISSING: lambda now, _: replace(now, damaged=True),
    note.REOPEN: lambda now, entry: replace(
        now, stage=UNASSESSED, decision="", confirmed_by=None, reopened=str(entry["text"])
    ),
    note.CONFIRM: _confirmed,
    note.ASSIGN: lambda now, entry: replace(now, assignee=entry["value"]),
    note.CODE: lambda now, entry: replace(now, codes=tuple(entry["value"])),
    note.READ: lambda now, entry: replace(now, read=max(now.read, int(entry["value"]))),
    note.TOLD: lambda now, entry: replace(now, told=now.told | {str(entry["value"])}),
}
