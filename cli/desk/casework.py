"""What is written about a case beside its assessments: as on the desk's page, for a terminal."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import print_json
from cli.desk.coding import chosen, list_categories
from cli.desk.sitting import NOBODY, fingerprint_of, standing_view, with_sitting
from triage import note
from triage.desk.assessing import Remark
from triage.desk.keyring import write_new
from triage.desk.render import harmless
from triage.desk.sitting import Sitting
from triage.desk.standing import standing
from triage.desk.web.printing import written
from triage.documents import Json


def add_commands(add: Callable[..., argparse.ArgumentParser]) -> None:
    """Add the commands.

    Args:
        add: takes a name, a help text and a function, and makes a parser.
    """
    add("journal", "show what was written about a case, and where it stands", journal)
    _text(add("note", "write a note on a case", write_note), "text")
    add("assign", "say whose case it is", assign).add_argument("member", metavar="NAME", help=f"or {NOBODY}")
    coding = add("code", "give a case its categories", code)
    coding.add_argument("codes", nargs="*", metavar="CODE", help="see `categories`; none takes all away")
    add("categories", "list the categories that cases are coded with", list_categories, case=False)
    reporting = add("report", "write a case as a PDF, without contact details", report)
    reporting.add_argument("file", type=Path, metavar="FILE.pdf", help="must not be there yet")
    add("confirm", "confirm an assessment that two people decide", confirm)
    _text(add("reopen", "have a case assessed anew", reopen), "--reason", required=True)
    telling = add("told", "say that the reporter was told, by another way, what was due", told)
    telling.add_argument("duty", choices=note.DUTIES)
    _text(telling, "text")
    add("read", "say that all letters of the reporter were read", read)


def journal(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `journal`."""

    async def look(sitting: Sitting) -> dict[str, Any]:
        _, opened = await sitting.view(args.case)
        one = sitting.summary(opened.case.id)
        due = {duty: last.isoformat() for duty, last in one.duties.items()} if one else {}
        now = standing_view(standing(opened.filed, sitting.practice), sitting)
        entries = [dict(filed.entry) for filed in opened.filed]
        return {"id": str(opened.case.id), "reference": opened.case.reference, "journal": entries, "due": due} | now

    found = with_sitting(args, settings, look)
    if args.json:
        print_json(found)
        return
    table = Table("Day", "By", "What", "", box=None, pad_edge=False)
    for entry in found["journal"]:
        words = entry.get("reason") or entry.get("text") or ""
        what = entry.get("outcome") or entry.get("value") or ""
        cells = (entry["day"], entry["by"], f"{entry['kind']} {what}".strip(), words)
        table.add_row(*(Text(harmless(str(cell or "-"))) for cell in cells))
    Console().print(table)
    print(f"{found['reference']}: {found['stage']}, {found['outcome'] or 'no outcome'}", *_due_lines(found["due"]))


def write_note(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `note`."""
    if not args.text.strip():
        raise UsageError("a note has 1 to 4000 characters")
    _write(args, settings, lambda _: Remark(note.NOTE, text=args.text))


def assign(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `assign`."""
    _write(args, settings, lambda sitting: Remark(note.ASSIGN, fingerprint_of(args.member, sitting)))


def code(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `code`."""

    def remark(sitting: Sitting) -> Remark:
        return Remark(note.CODE, chosen(args.codes, sitting.practice.categories))

    _write(args, settings, remark)


def report(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `report`."""

    async def work(sitting: Sitting) -> tuple[str, bytes]:
        stored, opened = await sitting.take_out(args.case, "report")
        await sitting.refresh()
        return opened.case.reference, written(sitting, stored, opened)

    reference, content = with_sitting(args, settings, work)
    write_new(args.file, content)
    if args.json:
        print_json({"reference": reference, "file": str(args.file)})
    else:
        print(
            f"The report of {reference} was written to {args.file}, in the clear: move it no further than it must go."
        )


def confirm(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `confirm`."""

    async def work(sitting: Sitting) -> tuple[str, dict[str, Json]]:
        _, opened = await sitting.view(args.case)
        made = await sitting.confirm(args.case, standing(opened.filed, sitting.practice).decision)
        return opened.case.reference, made.view()

    _say(args, *with_sitting(args, settings, work))


def reopen(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `reopen`."""
    _write(args, settings, lambda _: Remark(note.REOPEN, text=args.reason))


def told(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `told`."""
    _write(args, settings, lambda _: Remark(note.TOLD, args.duty, args.text))


def read(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `read`."""

    async def work(sitting: Sitting) -> str:
        stored, _ = await sitting.view(args.case)
        await sitting.mark_read(args.case)
        return stored.reference

    reference = with_sitting(args, settings, work)
    if args.json:
        print_json({"reference": reference, "unread": 0})
    else:
        print(f"{reference}: all letters of the reporter count as read.")


def _write(args: argparse.Namespace, settings: Settings, remark: Callable[[Sitting], Remark]) -> None:
    async def work(sitting: Sitting) -> tuple[str, dict[str, Json]]:
        stored = await sitting.store.get(args.case)
        return stored.reference, (await sitting.write(args.case, remark(sitting))).view()

    _say(args, *with_sitting(args, settings, work))


def _say(args: argparse.Namespace, reference: str, written: dict[str, Json]) -> None:
    if args.json:
        print_json({"reference": reference, "note": written})
    else:
        print(f"{reference}: written down, sealed with the case ({written['kind']}).")


def _due_lines(due: dict[str, str]) -> list[str]:
    return [f"({duty} until {last})" for duty, last in due.items()]


def _text(parser: argparse.ArgumentParser, name: str, **options: Any) -> None:
    parser.add_argument(name, metavar="TEXT", help="sealed like the case", **options)
