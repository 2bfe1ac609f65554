"""`candour desk share`: a case for another unit, without what could tell who reported it."""

from __future__ import annotations

import argparse
import sys
from functools import partial
from pathlib import Path

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import print_json
from cli.desk.sitting import with_sitting
from triage.audit.entry import EXPORT, OPEN
from triage.case import Case
from triage.desk.record import open_on_record
from triage.desk.render import harmless
from triage.desk.sharing.marks import proposals
from triage.desk.sharing.parcel import Parcel, make_parcel
from triage.desk.sharing.wishes import NO_CONTACT, PURPOSE, Wishes, contact_to_look_for, unit_of
from triage.desk.sitting import Sitting
from triage.keys import fingerprint
from triage.sealing import Recipient


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `share` takes."""
    parser.add_argument(
        "folder", type=Path, metavar="DIR", nargs="?", help="new or empty; without it, see what is proposed"
    )
    parser.add_argument("--to", metavar="KEY", help="the unit's key: age1pq1... or a .pub file")
    parser.add_argument("--keep", type=int, action="append", default=[], metavar="N", help="take proposal N along")
    parser.add_argument(
        "--leave-out", action="append", default=[], metavar="TEXT", help="words to leave out everywhere"
    )
    parser.add_argument("--without", action="append", default=[], metavar="SLOT", help="an answer to leave out whole")
    parser.add_argument("--file", type=int, action="append", default=[], metavar="N", help="a file to take along")
    parser.add_argument("--assessments", action="store_true", help="take along what the team decided")


def share(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `share`.

    Raises:
        UsageError: there is a folder and no key, a key and no folder, or something is named that is not there.
    """
    if (args.folder is None) != (args.to is None):
        raise UsageError("DIR and --to KEY go together: where it is written, and whom it is sealed to")
    unit = _unit(args.to) if args.to else None
    if unit is None:
        _propose(args, with_sitting(args, settings, partial(_look, args)))
        return
    case, parcel, known = with_sitting(args, settings, partial(_make, args, unit=unit))
    if not known:
        print(f"candour: {NO_CONTACT}", file=sys.stderr)
    _tell(args, case, parcel, unit)


async def _look(args: argparse.Namespace, sitting: Sitting) -> Case:
    stored = await sitting.store.get(args.case)
    return await open_on_record(sitting.store, stored, sitting.keys, OPEN, PURPOSE)


async def _make(args: argparse.Namespace, sitting: Sitting, *, unit: Recipient) -> tuple[Case, Parcel, bool]:
    wishes = Wishes(
        frozenset(args.keep),
        tuple(args.leave_out),
        frozenset(args.without),
        frozenset(args.file),
        args.assessments,
    )
    stored = await sitting.store.get(args.case)
    case = await open_on_record(sitting.store, stored, sitting.keys, EXPORT, PURPOSE)
    contact, known = await contact_to_look_for(sitting, stored, EXPORT)
    marks = wishes.marks(case, contact, sitting.guide)
    parcel = await make_parcel(
        args.folder, case, marks, sitting.guide, unit=unit, files=sitting.files, keys=sitting.keys
    )
    return case, parcel, known


def _unit(key: str) -> Recipient:
    try:
        text = key if key.startswith("age1") else Path(key).read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise UsageError("--to: give age1pq1... or a .pub file that can be read") from None
    return unit_of(text)


def _propose(args: argparse.Namespace, case: Case) -> None:
    proposed = proposals(case)
    if args.json:
        print_json({"reference": case.reference, "proposals": [dict(vars(one)) for one in proposed]})
        return
    table = Table("No.", "Tells of", "Words", "Where", box=None, pad_edge=False)
    for one in proposed:
        table.add_row(str(one.number), one.kind, Text(harmless(one.words)), one.where)
    Console().print(
        table if proposed else Text("Nothing was found that may tell who reported it. Read it all the same.")
    )
    print("These are left out unless you keep them (--keep N); contact details and letters always are.")


def _tell(args: argparse.Namespace, case: Case, parcel: Parcel, unit: Recipient) -> None:
    for name in parcel.unopened:
        print(f"candour: {name} is gone from the store, or is not what the case means", file=sys.stderr)
    to = fingerprint(unit.raw)
    if args.json:
        files = [str(file) for file in parcel.written]
        print_json(
            {
                "reference": case.reference,
                "to": to,
                "send": str(parcel.sealed),
                "files": files,
                "left_out": parcel.left_out,
            }
        )
        return
    print(f"{case.reference} for {to}: compare that with the unit before you send anything.")
    print(f"Read {parcel.sealed.parent} through, then send {parcel.sealed.name}, which alone is sealed.")
