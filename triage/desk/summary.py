"""What a desk remembers of a case that it opened, in memory only: enough to order, filter and search."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from interview.guide import Guide
from triage.case import Case
from triage.desk.practice import Practice
from triage.desk.record import Opened
from triage.desk.standing import Standing, duties, no_reply, standing, unread
from triage.mailbox import REPORTER

DANGER, CHILD, ONGOING, DISTRESS, UNSURE = "danger", "child", "ongoing", "distress", "unsure"
SEALED_RANK = 4  # among the ranks below: after what is known to be at risk, before what is known not to be
_RANKS = {DANGER: 0, CHILD: 1, UNSURE: 2, ONGOING: 3}
_GRADED = {"high": 0, "medium": 2, "low": 5}
_NO_RISK = 5
_TITLE = 110  # characters


@dataclass(frozen=True, slots=True)
class Summary:
    """One case.

    Args:
        risks: what puts somebody at risk, the most urgent first.
        title: one line of what it is about.
        categories: as the reporter chose or told.
        force: as it was understood, or as it was said.
        standing: where it stands.
        duties: what the reporter is still to be told, and until when.
        unread: letters of the reporter that nobody marked as read.
        waits: the team wrote last, and the reporter has not replied.
        mailbox: where its letters lie.
        letters: how many of them are the reporter's.
        text: all its words, folded for searching.
    """

    risks: tuple[str, ...]
    title: str
    categories: tuple[str, ...]
    force: str
    standing: Standing
    duties: Mapping[str, date]
    unread: int
    waits: bool
    mailbox: str | None = None
    letters: int = 0
    text: str = field(default="", repr=False)

    @property
    def rank(self) -> int:
        """How urgent it is, 0 the most. What the team graded goes before what the interview heard."""
        if self.standing.risk:
            return _GRADED[self.standing.risk]
        return min((_RANKS[risk] for risk in self.risks if risk in _RANKS), default=_NO_RISK)


def summary_of(opened: Opened, guide: Guide, practice: Practice) -> Summary:
    """Sum up a case."""
    case, now = opened.case, standing(opened.filed, practice)
    return Summary(
        risks=risks_of(case),
        title=_title(case, guide),
        categories=tuple(texts(_value(case, "conduct_category"))),
        force=next(iter(texts(_value(case, "force") or _said(case, "force"))), ""),
        standing=now,
        duties=duties(case.created, reachable(case), case.messages, now, practice),
        unread=unread(case.messages, now),
        waits=no_reply(case.messages),
        mailbox=case.mailbox.address if case.mailbox else None,
        letters=sum(one["from"] == REPORTER for one in case.messages),
        text=" ".join(_words(opened, guide)).casefold(),
    )


def risks_of(case: Case) -> tuple[str, ...]:
    """What puts somebody at risk, the most urgent first: as answered, and as heard anywhere in the interview."""
    risk = case.risk
    answers = [risk.get("immediate_danger"), risk.get("child_or_vulnerable_at_risk")]
    found = {
        DANGER: answers[0] == "yes" or bool(risk.get("danger")),
        CHILD: answers[1] == "yes",
        UNSURE: "unsure" in answers,
        ONGOING: risk.get("ongoing") == "yes",
        DISTRESS: bool(risk.get("distress")),
    }
    return tuple(name for name, is_so in found.items() if is_so)


def reachable(case: Case) -> bool:
    """Whether the reporter left a way to be told anything: a code that they come back with, or contact details."""
    return case.mailbox is not None or _value(case, "follow_up") == "contact"


def texts(value: Any) -> Iterator[str]:
    """All text anywhere in a value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from texts(inner)
    elif isinstance(value, Sequence):
        for inner in value:
            yield from texts(inner)


def _title(case: Case, guide: Guide) -> str:
    """The officer as far as known and what they did, or else how the account begins."""
    said = " ".join(" ".join(case.account).split())
    who = [_shown(case, name, guide) for name in ("subject_role_rank", "subject_name", "shoulder_number")]
    title = ": ".join(filter(None, [" ".join(filter(None, who)), said]))
    return title if len(title) <= _TITLE else f"{title[:_TITLE].rstrip()}…"


def _shown(case: Case, name: str, guide: Guide) -> str:
    value = _value(case, name)
    if value in (None, "unknown"):
        return ""
    return guide.shown(name, value) or (value if isinstance(value, str) else "")


def _words(opened: Opened, guide: Guide) -> Iterator[str]:
    case = opened.case
    yield case.reference
    yield from case.account
    for name, answer in case.slots.items():
        yield guide.shown(name, answer.value) or ""
        yield from texts(answer.value)
        yield answer.as_said or ""
    for letter in case.messages:
        yield str(letter.get("text") or "")
    for one in opened.filed:
        yield str(one.entry.get("reason") or "")
        yield str(one.entry.get("text") or "")


def _value(case: Case, name: str) -> Any:
    return case.slots[name].value if name in case.slots else None


def _said(case: Case, name: str) -> str:
    return (case.slots[name].as_said or "") if name in case.slots else ""
