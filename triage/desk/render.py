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

from candour.errors import SealedFileError
from interview.guide import Guide
from triage.case import Case, Contact, SlotAnswer
from triage.desk.files import described
from triage.form import SEALED_CHANNEL
from triage.store import CaseEntry

SEALED_IN_BROWSER = "Sealed in the reporter's browser: nothing has checked it, or its files, on the way here."
DEMO = "DEMO: sealed with a key that everyone has. Not a confidential report."
FLAGS = "flags"  # of a case's risk: where the interview found that it may belong elsewhere
TRANSLATE = "translate"  # of the risk: language -> slots in it
# Joiners shape letters and emoji in many scripts and can hide nothing; every other invisible mark is spelled out.
_HARMLESS_MARKS = {"\n", "\u200c", "\u200d"}
# What is said in place of a message's text.
_KINDS = {
    "withdraw_contact": "Please do not contact me any more.",
    "unreadable": "THIS LETTER DOES NOT OPEN. It was altered, or written by someone else.",
    "missing": "A LETTER IS MISSING HERE. The store may have been tampered with.",
}
_BAD_ASSESSMENTS = {
    "unreadable": "THIS ASSESSMENT DOES NOT OPEN. It was altered, or not written by the team for this case.",
    "missing": "AN ASSESSMENT IS MISSING HERE. The store may have been tampered with.",
}
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


def trail_table(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    """Show entries of the audit trail as a table."""
    table = Table("Entry", "Hour (UTC)", "Who", "What", "Case", box=None, pad_edge=False)
    for row in rows:
        what = f"{row['what']} ({row['purpose']})" if row["purpose"] not in (None, row["what"]) else str(row["what"])
        table.add_row(
            str(row["entry"]),
            str(row["hour"]),
            str(row["name"] or row["who"]),
            what,
            row["reference"] or row["case"] or "-",
        )
    return table if rows else Text("No entries yet.")


def case_view(case: Case, contact: Contact | None, guide: Guide) -> RenderableType:
    """Show a case on a terminal."""
    table = Table(box=None, show_header=False, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(style="bold", max_width=34)
    table.add_column(overflow="fold")
    for label, text in _facts(case, contact, guide):
        table.add_row(Text(label), Text(text))
    account = Text("\n\n".join(harmless(message) for message in case.account))
    return Group(*_banner(case), table, Panel(account, title="Account, in the reporter's words", title_align="left"))


def case_text(case: Case, contact: Contact | None, guide: Guide) -> str:
    """Write a case as plain text."""
    lines = [DEMO, ""] if case.demo else []
    lines += [SEALED_IN_BROWSER, ""] if case.channel == SEALED_CHANNEL else []
    lines += [f"{label}: {text}" for label, text in _facts(case, contact, guide)]
    lines += ["", "Account, in the reporter's words:"]
    lines += [f"\n{harmless(message)}" for message in case.account]
    return "\n".join((*lines, ""))


def _banner(case: Case) -> Iterator[RenderableType]:
    if case.demo:
        yield Text(DEMO, style="bold red")
    if case.channel == SEALED_CHANNEL:
        yield Text(SEALED_IN_BROWSER, style="bold")


def _facts(case: Case, contact: Contact | None, guide: Guide) -> Iterator[tuple[str, str]]:
    yield "Reference", harmless(case.reference)
    yield "Handed over", case.created.isoformat()
    yield "Channel", harmless(case.channel)
    for name in _in_order(case.slots, guide):
        yield from _lines(name, case.slots[name], guide)
    yield from (("File", _file(entry)) for entry in case.attachments)
    yield from map(_assessment, case.assessments)
    yield from map(_message, case.messages)
    yield from _risk(case, guide)
    if contact:
        yield "How to reach the reporter", harmless(contact.method)
        yield "When it is safe", harmless(contact.safe_time)


def _risk(case: Case, guide: Guide) -> Iterator[tuple[str, str]]:
    for name, value in case.risk.items():
        if name == TRANSLATE and isinstance(value, dict):
            yield from (_to_translate(language, slots, guide) for language, slots in value.items())
            continue
        title = "Flag" if name == FLAGS else f"Risk: {_label(name, guide)}"
        yield title, harmless(guide.shown(name, value) or value_text(value))


def _to_translate(language: Any, slots: Any, guide: Guide) -> tuple[str, str]:
    names = slots if isinstance(slots, list) else []
    return f"Needs translation from {harmless(str(language))}", ", ".join(_label(str(name), guide) for name in names)


def _message(entry: Mapping[str, Any]) -> tuple[str, str]:
    title = f"{harmless(str(entry['day'] or 'Unknown day'))}, from the {harmless(str(entry['from']))}"
    text = _KINDS.get(str(entry["kind"])) or harmless(str(entry["text"]))
    files: Any = entry["attachments"]
    return title, "; ".join([text, *(f"file {_file(file)}" for file in files)]).removeprefix("; ")


def _assessment(entry: Mapping[str, Any]) -> tuple[str, str]:
    title = f"Assessed {harmless(str(entry.get('day') or 'on an unknown day'))}"
    if problem := _BAD_ASSESSMENTS.get(str(entry.get("kind"))):
        return title, problem
    outcome, risk = (harmless(str(entry.get(name) or "-")) for name in ("outcome", "risk"))
    reason, by = (harmless(str(entry.get(name) or "")) for name in ("reason", "by"))
    return title, f"{outcome}, risk {risk}: {reason} (by {by})"


def _file(entry: Mapping[str, Any]) -> str:
    try:
        return harmless(described(entry))
    except SealedFileError:
        return harmless(value_text(entry))


def _in_order(slots: Mapping[str, SlotAnswer], guide: Guide) -> list[str]:
    # The guide's order; what it does not know (an older case) comes last, never lost.
    known = [name for name in guide.names() if name in slots]
    return known + sorted(set(slots) - set(known))


def _lines(name: str, answer: SlotAnswer, guide: Guide) -> Iterator[tuple[str, str]]:
    """One line for a slot; further subjects have a line for each of their slots."""
    further = answer.value if isinstance(answer.value, list) else []
    if not further or not all(isinstance(subject, dict) for subject in further):
        yield _label(name, guide), _answer(name, answer.value, answer.as_said, guide)
        return
    for number, subject in enumerate(further, start=2):
        for slot, given in subject.items():
            value, as_said = (given.get("value"), given.get("as_said")) if isinstance(given, dict) else (given, None)
            yield f"Person {number}: {_label(slot, guide)}", _answer(slot, value, as_said, guide)


def _label(name: str, guide: Guide) -> str:
    return harmless(guide.labels().get(name, name))


def _answer(name: str, value: Any, as_said: Any, guide: Guide) -> str:
    reading, words = harmless(guide.shown(name, value) or value_text(value)), harmless(str(as_said or ""))
    return f"{reading} (in their words: {words})" if words and words != reading else reading


def value_text(value: Any) -> str:
    """Write any value of a case as text."""
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
