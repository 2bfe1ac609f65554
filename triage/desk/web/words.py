"""What the desk calls things: states, outcomes, risks, duties and days, in plain words, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from interview.guide import Guide
from triage import note
from triage.desk import inbox, roles, standing, summary
from triage.desk.assessing import ASSESSMENT
from triage.desk.mail import MISSING, UNREADABLE
from triage.desk.sharing import parcel
from triage.link import CONFIRMED, REFUSED
from triage.store import ASSESSED, NEW, OPENED, QUARANTINE

OUTCOMES = {
    "investigate": "Investigate",
    "safeguard": "Safeguard",
    "record": "Record as intelligence",
    "no-action": "No action",
    "other-force": "For another force",
}
STATES = {
    NEW: "New",
    QUARANTINE: "Came in a flood",
    OPENED: "Opened",
    ASSESSED: "Assessed",
}
STAGES = {
    standing.UNASSESSED: "To assess",
    standing.TO_CONFIRM: "To confirm",
    standing.DECIDED: "Decided",
}
WHICH = {
    inbox.OPEN: "Not decided",
    inbox.SEALED: "Not opened here",
    standing.TO_CONFIRM: "To be confirmed",
    standing.DECIDED: "Decided",
    NEW: "New in the store",
    QUARANTINE: "Came in a flood",
    inbox.ALL: "All",
}
RISKS = {
    summary.DANGER: "In danger",
    summary.CHILD: "Child or vulnerable",
    summary.UNSURE: "Perhaps at risk",
    summary.ONGOING: "Ongoing",
    summary.DISTRESS: "Distress",
}
GRADES = {"low": "Low", "medium": "Medium", "high": "High"}
DUTIES = {note.ACKNOWLEDGEMENT: "Acknowledge", note.FEEDBACK: "Feedback"}
DEADLINES = {inbox.OVERDUE: "Overdue", inbox.SOON: "Due in 7 days", inbox.ANY: "Any"}
JOURNAL = {
    ASSESSMENT: "Assessed",
    note.NOTE: "Note",
    note.ASSIGN: "Assigned",
    note.CODE: "Coded",
    note.CONFIRM: "Confirmed",
    note.REOPEN: "Re-opened",
    note.READ: "Letters read",
    note.TOLD: "Reporter told",
    note.HOLD: "Held",
    note.RELEASE: "Hold ended",
    UNREADABLE: "DOES NOT OPEN",
    MISSING: "MISSING",
}
DEEDS = {
    ("open", "show"): "Read",
    ("open", "index"): "Opened for the inbox",
    ("open", "contact"): "Contact details opened",
    ("open", "message"): "Wrote to the reporter",
    ("open", "links"): "Compared with other cases",
    ("open", "share"): "Looked through for sharing",
    ("open", "retention"): "Opened to be destroyed",
    ("export", "share"): "Shared with another unit",
    ("export", "export"): "Exported",
    ("export", "report"): "Report made",
    ("export", "file"): "File taken out",
    ("assess", "assess"): "Assessed",
}
# What was done to no one case, or without its secret.
KINDS = {
    "open": "Opened",
    "export": "Taken out",
    "assess": "Assessed",
    "note": "Noted",
    "survey": "Opened cases looked through",
    "link": "Link decided on",
    "delete": "Destroyed",
    "contact": "Contact details opened",
    "found": "Team begun",
    "grant": "Role proposed",
    "approve": "Role approved",
    "revoke": "Role ended",
    "rotate": "Key exchanged",
    "offboard": "Taken out of the team",
    "rewrap": "Re-wrapped",
}
ROLES = {
    roles.ASSESSOR: "Assessor",
    roles.LEAD: "Safeguarding lead",
    roles.CUSTODIAN: "Contact custodian",
    roles.AUDITOR: "Auditor",
}
VERDICTS = {CONFIRMED: "The same officer", REFUSED: "Not the same"}
PARCEL = {
    parcel.PAPER: "to read and print",
    parcel.CASE: "for programs",
    parcel.MANIFEST: "for whom, and the sum of each file",
    parcel.SUMS: "to check the folder with",
}
LETTERS = {
    "withdraw_contact": "Please do not contact me any more.",
    UNREADABLE: "This letter does not open. It was altered, or written by someone else.",
    MISSING: "A letter is missing here. The store may have been tampered with.",
}
SOURCES = {
    "account": "from the account",
    "asked": "answered",
    "said": "heard in passing",
    "skipped": "skipped",
    "dont_know": "doesn't know",
}


def category(value: str, guide: Guide) -> str:
    """What a kind of conduct is called."""
    return guide.shown("conduct_category", value) or value


def deed(kind: str, purpose: str) -> str:
    """What was done, and what for as far as that is known."""
    if known := DEEDS.get((kind, purpose)) or (JOURNAL.get(purpose) if kind == "note" else None):
        return known
    more = ROLES.get(purpose, purpose).lower()
    return f"{KINDS.get(kind, kind)}: {more}" if more and purpose != kind else KINDS.get(kind, kind)


def kinds(deeds: Sequence[str]) -> dict[str, str]:
    """What kinds of deeds are called, by their names in the trail."""
    return {kind: KINDS[kind] for kind in deeds}


def hour(text: str) -> str:
    """An hour of the trail: 3 May 2025, 14 h."""
    when, _, of_day = text.partition("T")
    return f"{day(when)}, {of_day} h"


def day(value: Any) -> str:
    """A day as it is written: 3 May 2025."""
    when = value if isinstance(value, date) else _date(value)
    return f"{when.day} {when:%b %Y}" if when else "unknown day"


def span(first: str, last: str) -> str:
    """A day, or the first and the last of several."""
    return f"{day(first)} to {day(last)}" if last else day(first)


def ago(value: date, today: date) -> str:
    """How long ago a day was, or how far off it is."""
    days = (today - value).days
    if days in (0, 1, -1):
        return {0: "today", 1: "yesterday", -1: "tomorrow"}[days]
    return f"{days} days ago" if days > 0 else f"in {-days} days"


def due(duty: str, last: date, today: date) -> str:
    """What is due when, or since when: Acknowledge in 5 days."""
    late = (today - last).days
    if late > 0:
        return f"{DUTIES[duty]}: {late} {'day' if late == 1 else 'days'} overdue"
    return f"{DUTIES[duty]} {ago(last, today)}"


def _date(value: Any) -> date | None:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        return None
