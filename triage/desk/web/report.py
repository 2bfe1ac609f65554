"""The report of a case as a PDF: what its page shows, in the same order and words, for whoever must act on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

from triage.desk.render import harmless
from triage.desk.sharing.paper import DEMO, Paper
from triage.desk.standing import TO_CONFIRM, UNASSESSED
from triage.desk.web import words

OTHER_SCRIPT = (
    "Some words are in a script that this PDF cannot show. The page of the report shows them, and prints them."
)
_READ_BY_A_MACHINE = (
    "What stands before “in their words” was read by a machine. The reporter's own words are the ones to go by. How to "
    "reach the reporter, if they left it, is no part of this report."
)
Lines = Iterator[tuple[str, str]]


def report_pdf(shown: Mapping[str, Any], name: Callable[[str | None], str], made_by: str, today: date) -> bytes:
    """Write the report.

    Args:
        shown: what the page of the case shows (`triage.desk.web.shown`).
        name: what a member is called, by their fingerprint.
        made_by: who makes it.
        today: on which day.

    Raises:
        StartError: a font is not installed.
    """
    case = shown["case"]
    paper = _paper(case.reference, today)
    paper.title_line("Report about police conduct", 18)
    paper.paragraph(shown["practice"].marking)
    if case.demo:
        paper.paragraph(DEMO)
    parts: list[tuple[str, Lines]] = [
        (case.reference, _head(shown, name, made_by, today)),
        ("1. Account, in the reporter's words", _account(shown)),
        ("2. What is known", _facts(shown)),
        ("3. Chronology", ((words.span(one.day, one.until), one.what) for one in shown["timeline"])),
        ("4. Files", ((one["name"], f"{one['what']}. SHA-256 {one['sha256']}") for one in shown["files"])),
        ("5. Correspondence", _letters(shown)),
        ("6. Decisions and notes", _journal(shown, name)),
        ("7. Who had this case open", _history(shown, name)),
    ]
    written = [text for title, lines in parts for text in _write(paper, title, lines)]
    paper.paragraph(_READ_BY_A_MACHINE)
    if any(paper.printable(text) != text for text in written):
        paper.paragraph(OTHER_SCRIPT)
    return bytes(paper.output())


def _paper(reference: str, today: date) -> Paper:
    paper = Paper(reference)
    paper.set_title(f"Report {reference}")
    paper.set_lang("en-GB")
    paper.set_creator("Candour")
    paper.set_producer("Candour")
    paper.set_creation_date(datetime.combine(today, time(), UTC))  # an hour would tell who was at the desk
    paper.add_page()
    return paper


def _write(paper: Paper, title: str, lines: Lines) -> list[str]:
    """Write a part; returns its text."""
    paper.title_line(title, 13)
    written = [(label, harmless(text)) for label, text in lines] or [("", "None.")]
    for label, text in written:
        if label:
            paper.fact(label, text or "-")
        else:
            paper.paragraph(text)
    return [text for _, text in written]


def _head(shown: Mapping[str, Any], name: Callable[[str | None], str], made_by: str, today: date) -> Lines:
    case, one, now = shown["case"], shown["one"], shown["now"]
    yield "Handed over", f"{words.day(case.created)}, {shown['channel']}"
    yield "Police force", one.force or "not known"
    yield "Risk, as reported", "; ".join(words.RISKS[risk] for risk in shown["risks"]) or "none told of"
    decided = f"{words.OUTCOMES[now.outcome]}, by {name(now.assessor)}" if now.outcome else ""
    confirmed = f", confirmed by {name(now.confirmed_by)}" if now.confirmed_by else ""
    if now.stage == UNASSESSED:
        decided, confirmed = ("opened again" if now.reopened else "not assessed"), ""
    yield "Assessment", decided + (", to be confirmed" if now.stage == TO_CONFIRM else confirmed)
    if now.risk:
        yield "Risk, as graded", now.risk
    yield "Categories", shown["practice"].categories.shown(now.codes) or "none given"
    yield "This copy", f"made by {made_by} on {words.day(today)}; on record in the audit trail"


def _account(shown: Mapping[str, Any]) -> Lines:
    for kind, heard in shown["alarms"].items():
        if heard:
            yield "", f"{words.RISKS[kind]}, as heard in: " + ", ".join(f"“{word}”" for word in heard)
    yield from (("", f"Marked: {flag}") for flag in shown["flags"])
    yield from (("", message) for message in shown["case"].account)


def _facts(shown: Mapping[str, Any]) -> Lines:
    for section in shown["sections"]:
        yield "", section.title.upper()
        for line in section.lines:
            said = f"\nin their words: {line.said}" if line.said else ""
            translate = f"\n(to be translated from {line.translate})" if line.translate else ""
            yield line.label, f"{line.reading or '-'}{said}{translate}"
    if shown["unanswered"]:
        yield "", f"Not answered, or not asked: {', '.join(shown['unanswered'])}."


def _letters(shown: Mapping[str, Any]) -> Lines:
    for one in shown["case"].messages:
        text = words.LETTERS.get(one["kind"]) or one["text"] or "Files only."
        yield f"The {one['from']}, {words.day(one['day'])}", text


def _journal(shown: Mapping[str, Any], name: Callable[[str | None], str]) -> Lines:
    for entry, value in shown["journal"]:
        what = words.JOURNAL.get(entry["kind"], entry["kind"])
        outcome = words.OUTCOMES.get(entry.get("outcome") or "", "")
        text = "\n".join(filter(None, [f"{what} {outcome or value}".strip(), entry.get("reason") or entry.get("text")]))
        yield f"{words.day(entry['day'])}, {name(entry['by'])}", text


def _history(shown: Mapping[str, Any], name: Callable[[str | None], str]) -> Lines:
    for done, purpose in shown["history"]:
        hour = f"{words.day(done.hour[:10])}, {done.hour[11:]} h UTC"
        yield hour, f"{name(done.actor)}: {words.deed(done.deed, purpose)}"
