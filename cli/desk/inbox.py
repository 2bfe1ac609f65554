"""`candour desk inbox`: open what is not decided, on record, and list it as the desk's page does."""

from __future__ import annotations

import argparse
from datetime import date
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.settings import Settings
from cli.desk.access import print_json
from cli.desk.sitting import NOBODY, fingerprint_of, standing_view, with_sitting
from triage.assessment import OUTCOMES
from triage.desk import inbox
from triage.desk.inbox import Filters, Row
from triage.desk.render import harmless
from triage.desk.sitting import Sitting
from triage.desk.standing import DECIDED, TO_CONFIRM, Standing


def add_options(listing: argparse.ArgumentParser) -> None:
    """Add what `inbox` takes."""
    listing.add_argument("--which", choices=(inbox.OPEN, inbox.ALL, TO_CONFIRM, DECIDED), default=inbox.OPEN)
    listing.add_argument("--outcome", choices=OUTCOMES, default="")
    for name in ("category", "force", "words"):
        listing.add_argument(f"--{name}", default="", metavar="TEXT")
    listing.add_argument("--assignee", default="", metavar="NAME", help=f"or {NOBODY}")
    listing.add_argument("--deadline", choices=(inbox.OVERDUE, inbox.SOON, inbox.ANY), default="")
    for name in ("since", "until"):
        listing.add_argument(f"--{name}", type=date.fromisoformat, metavar="DAY")
    listing.add_argument("--unread", action="store_true", help="with letters that nobody marked as read")
    listing.add_argument("--at-risk", action="store_true", dest="risk")


def show_inbox(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `inbox`."""

    async def look(sitting: Sitting) -> list[dict[str, Any]]:
        await sitting.refresh()
        sitting.open_all(assessed=args.which != inbox.OPEN)
        await sitting.opened_all()
        names = ("which", "outcome", "category", "force", "since", "until", "unread", "deadline", "risk", "words")
        who = (fingerprint_of(args.assignee, sitting) or NOBODY) if args.assignee else ""
        filters, rows, after = Filters(**{name: getattr(args, name) for name in names}, assignee=who), [], None
        while True:
            found, _ = await sitting.inbox(filters, after)
            rows += [_row(row, sitting) for row in found.rows]
            if (after := found.after) is None:
                return rows

    rows = with_sitting(args, settings, look)
    if args.json:
        print_json({"cases": rows})
        return
    table = Table("Reference", "Day", "Risk", "Stage", "Assigned", "Due", "What it is about", box=None, pad_edge=False)
    for row in rows:
        due = ", ".join(f"{duty} {last}" for duty, last in row["due"].items())
        cells = (row["reference"], row["created"], ", ".join(row["risks"]), row["stage"], row["assignee"], due)
        table.add_row(*(Text(harmless(str(cell or "-"))) for cell in (*cells, row["title"])))
    Console().print(table if rows else Text("No case fits."))


def _row(row: Row, sitting: Sitting) -> dict[str, Any]:
    one = row.summary
    entry: dict[str, Any] = {"id": str(row.case.id), "reference": row.case.reference, "state": row.case.state}
    entry |= {"created": row.case.created.isoformat(), "opened": one is not None}
    now = standing_view(one.standing if one else Standing(stage=""), sitting)
    return (
        entry
        | now
        | {
            "risks": list(one.risks) if one else [],
            "title": one.title if one else "",
            "force": one.force if one else "",
            "categories": list(one.categories) if one else [],
            "due": {duty: last.isoformat() for duty, last in one.duties.items()} if one else {},
            "unread": one.unread if one else 0,
        }
    )
