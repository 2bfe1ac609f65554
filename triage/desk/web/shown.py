"""What the page of a case, its report and its PDF all show."""

from __future__ import annotations

from typing import Any

from triage.desk import view
from triage.desk.files import files_of
from triage.desk.mail import withdrawn
from triage.desk.record import Opened
from triage.desk.retention.holds import hold_of
from triage.desk.sitting import Sitting
from triage.desk.standing import standing
from triage.desk.summary import risks_of
from triage.desk.web import words
from triage.desk.web.files import file_view
from triage.store import StoredCase


def shown(sitting: Sitting, stored: StoredCase, opened: Opened) -> dict[str, Any]:
    """All that the page of a case, and its report, show."""
    case, guide, now = opened.case, sitting.guide, standing(opened.filed, sitting.practice)
    filed = [one.entry for one in opened.filed]
    return {
        "case": case,
        "state": stored.state,
        "one": sitting.summary(case.id),
        "now": now,
        "risks": risks_of(case),
        "alarms": view.alarms(case),
        "flags": view.flags(case),
        "channel": view.channel(case),
        "sections": view.sections(case, guide),
        "unanswered": view.unanswered(case, guide),
        "timeline": view.timeline(case, filed, words.JOURNAL),
        "files": [file_view(name, one) for name, one in files_of(case)],
        "journal": [(entry, _noted(entry, sitting)) for entry in filed],
        "forged": [one.digest for one in opened.filed if _forged(one.digest, one.entry, sitting)],
        "history": sitting.purposes(opened),
        "hold": hold_of(opened.filed),
        "practice": sitting.practice,
        "withdrawn": withdrawn(case.messages),
        "mine": now.assessor == opened.key.fingerprint,
    }


def _noted(entry: Any, sitting: Sitting) -> str:
    """What the value of a note says."""
    match entry["kind"], entry.get("value"):
        case "assign", value:
            return f"to {sitting.team.name(value)}" if value else "to nobody"
        case "code", list() as codes:
            return sitting.practice.categories.shown(map(str, codes)) or "none"
        case "told", value:
            return words.DUTIES.get(value, "")
        case "read", value:
            return str(value)
        case "hold", value:
            return f"until {words.day(value)}" if value else "until it is released"
    return ""


def _forged(digest: str, entry: Any, sitting: Sitting) -> bool:
    """Whether the trail says that somebody else wrote an entry than the one it names."""
    actor = sitting.history.actors.get(digest)
    return actor is not None and entry.get("by") is not None and actor != entry["by"]
