"""`candour desk retention`: how long cases are kept, what holds them, and destroying those that are due."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import check_role, load_keys, print_json, with_store
from triage.desk.assessing import Remark
from triage.desk.keyring import DeskKey
from triage.desk.practice import load_practice
from triage.desk.record import note_on_record
from triage.desk.render import harmless
from triage.desk.retention.applying import Retention
from triage.desk.retention.due import Keeping
from triage.desk.retention.holds import new_hold, new_release
from triage.desk.retention.looking import Overview, Rules
from triage.desk.retention.policy import load_policy
from triage.desk.retention.remembered import NAME
from triage.recipients import current_recipients
from triage.store import CaseStore
from triage.store.files import make_file_store


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `retention` takes."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--due", action="store_true", help="list only what is due")
    what.add_argument("--apply", action="store_true", help="destroy what is due, for good")
    what.add_argument("--hold", metavar="ID", help="keep a case, whatever its time")
    what.add_argument("--release", metavar="ID", help="end a hold")
    parser.add_argument(
        "--until", type=date.fromisoformat, metavar="DAY", help="last day of a hold; else until released"
    )
    parser.add_argument("--reason", metavar="TEXT", help="why it is held or released; sealed to the team")


def retention(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `retention`.

    Raises:
        UsageError: options do not fit together, or a hold has no reason.
        SettingsError: the policy is not one.
    """
    if args.until and not args.hold:
        raise UsageError("--until goes with --hold")
    if args.reason is not None and not (args.hold or args.release):
        raise UsageError("--reason goes with --hold or --release")
    keys = load_keys(args.key, settings)
    if args.apply:
        check_role("destroy", keys, settings)
    if args.hold:
        _note(args, settings, keys, args.hold, new_hold(args.until, args.reason or ""))
    elif args.release:
        _note(args, settings, keys, args.release, new_release(args.reason or ""))
    else:
        _look(args, settings, keys)


def _look(args: argparse.Namespace, settings: Settings, keys: Sequence[DeskKey]) -> None:
    retention, today = make_retention(settings), datetime.now(UTC).date()

    async def carry_out(store: CaseStore) -> tuple[Overview, list[Keeping], list[Keeping]]:
        overview = await retention.look(store, keys, today)
        if not args.apply:
            return overview, [], []
        return overview, *await retention.destroy(store, make_file_store(settings), keys, overview, today=today)

    overview, destroyed, shut = with_store(settings.store_url, carry_out)
    for one in shut:
        print(f"candour: {one.reference} does not open, and stays where it is", file=sys.stderr)
    due = overview.due()
    shown = destroyed if args.apply else due if args.due else [*overview.back, *overview.keepings]
    if args.json:
        print_json({"due": len(due), "shut": overview.shut, "cases": [one.view() for one in shown]})
        return
    if shown:
        Console().print(_table(shown))
    print(f"Destroyed: {len(destroyed)} of {len(due)} that were due." if args.apply else f"Due: {len(due)}.")
    if overview.shut:
        print(f"candour: {overview.shut} cases are not opened by these keys, and were not looked at", file=sys.stderr)


def make_retention(settings: Settings) -> Retention:
    """How this desk keeps cases.

    Raises:
        SettingsError: the policy, or the practice, is not one.
    """
    rules = Rules(load_policy(settings.retention), load_practice(settings.practice, settings.categories))
    return Retention(rules, settings.data_dir / NAME)


def _note(args: argparse.Namespace, settings: Settings, keys: Sequence[DeskKey], case: str, remark: Remark) -> None:
    team = current_recipients(settings).cases

    async def note(store: CaseStore) -> str:
        stored = await store.get(case)
        await note_on_record(store, stored, keys, remark, team)
        return stored.reference

    reference = with_store(settings.store_url, note)
    if args.json:
        print_json({"reference": reference, "kind": remark.kind, "until": remark.value, "reason": remark.text})
    else:
        until = f"until {remark.value}" if remark.value else "until it is released"
        print(f"{reference} is held {until}." if args.hold else f"{reference} is held no more.")


def _table(shown: Sequence[Keeping]) -> Table:
    table = Table("Case", "Outcome", "Assessed", "Due", "Why it is kept", box=None, pad_edge=False)
    for one in shown:
        table.add_row(
            one.reference, one.outcome or "-", str(one.since or "-"), str(one.due or "never"), Text(_why(one.view()))
        )
    return table


def _why(view: Mapping[str, Any]) -> str:
    hold = view["hold"]
    held = f"hold until {hold['until'] or 'released'}: {harmless(hold['reason'])}" if hold else ""
    return "; ".join(filter(None, [view["kept"], held])) or "due"
