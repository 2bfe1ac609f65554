"""Cases as people read them: on a terminal and in a text file. What a reporter typed cannot act on either."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from triage.case import Case, Contact, SlotAnswer
from triage.store import CaseEntry

DEMO = "DEMO: sealed with a key that everyone has. Not a confidential report."
# Joiners shape letters and emoji in many scripts and can hide nothing; every other invisible mark is spelled out.
_HARMLESS_MARKS = {"\n", "\u200c", "\u200d"}
_ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}


def harmless(text: str) -> str:
    """Spell out control characters, direction overrides and other invisible marks instead of obeying them."""
    return "".join(c if _is_harmless(c) else f"<U+{ord(c):04X}>" for c in text)


def list_table(entries: Sequence[CaseEntry]) -> RenderableType:
    """Show cases as a table."""
    table = Table("Reference", "Day", "State", "ID", box=None, pad_edge=False)
    for entry in entries:
        table.add_row(entry.reference, entry.created.isoformat(), harmless(entry.state), str(entry.id))
    return table if entries else Text("No cases yet.")


def case_view(case: Case, contact: Contact | None, labels: Mapping[str, str]) -> RenderableType:
    """Show a case on a terminal."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", max_width=34)
    table.add_column(overflow="fold")
    for label, text in _facts(case, contact, labels):
        table.add_row(Text(label), Text(text))
    account = Text("\n\n".join(harmless(message) for message in case.account))
    return Group(*_banner(case), table, Panel(account, title="Account, in the reporter's words", title_align="left"))


def case_text(case: Case, contact: Contact | None, labels: Mapping[str, str]) -> str:
    """Write a case as plain text."""
    lines = [DEMO, ""] if case.demo else []
    lines += [f"{label}: {text}" for label, text in _facts(case, contact, labels)]
    lines += ["", "Account, in the reporter's words:"]
    lines += [f"\n{harmless(message)}" for message in case.account]
    return "\n".join((*lines, ""))


def _banner(case: Case) -> Iterator[RenderableType]:
    if case.demo:
        yield Text(DEMO, style="bold red")


def _facts(case: Case, contact: Contact | None, labels: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    yield "Reference", harmless(case.reference)
    yield "Handed over", case.created.isoformat()
    yield "Channel", harmless(case.channel)
    for name in _in_order(case.slots, labels):
        yield harmless(labels.get(name, name)), _answer(case.slots[name])
    for title, entries in (
        ("Attachment", case.attachments),
        ("Message", case.messages),
        ("Assessment", case.assessments),
    ):
        yield from ((title, harmless(_value(entry))) for entry in entries)
    yield from ((f"Risk: {harmless(name)}", harmless(_value(value))) for name, value in case.risk.items())
    if contact:
        yield "How to reach the reporter", harmless(contact.method)
        yield "When it is safe", harmless(contact.safe_time)


def _in_order(slots: Mapping[str, SlotAnswer], labels: Mapping[str, str]) -> list[str]:
    # The guide's order; what it does not know (an older case) comes last, never lost.
    known = [name for name in labels if name in slots]
    return known + sorted(set(slots) - set(known))


def _answer(answer: SlotAnswer) -> str:
    value, as_said = harmless(_value(answer.value)), harmless(answer.as_said or "")
    return f"{value} (in their words: {as_said})" if as_said and as_said != value else value


def _value(value: Any) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case str():
            return value
        case list() if all(isinstance(entry, str) for entry in value):
            return ", ".join(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True)


def _is_harmless(character: str) -> bool:
    return character in _HARMLESS_MARKS or unicodedata.category(character) not in _ACTING
