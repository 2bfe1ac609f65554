"""`candour desk audit`: verify the trail of what the desk did, and exchange its head with an outside witness."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from pathlib import Path

from rich.console import Console

from candour.errors import TrailBroken
from candour.settings import Settings
from cli.desk.access import find_keys, print_json, with_store
from triage.audit.entry import NO_CASE, Head
from triage.audit.witness import read_head, write_head
from triage.desk.auditing import Verdict, audit, purposes
from triage.desk.render import trail_table
from triage.desk.retention.remembered import NAME, remembered
from triage.documents import Json
from triage.recipients import RecipientList, current_list
from triage.store import CaseStore

UNVOUCHED = "No list of recipients says who signs for whom: each member's first signature was taken for theirs."
UNWITNESSED = "No head of a witness was given, and without one a cut end does not show (--witness FILE)."

BROUGHT_BACK = "{count} cases were deleted, and are back with a backup; `candour desk retention` names them."


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `audit` takes."""
    parser.add_argument("--head", type=Path, metavar="FILE", help="write the head of the sound trail, for a witness")
    parser.add_argument(
        "--witness", type=Path, metavar="FILE", action="append", default=[], help="a head that a witness kept"
    )
    parser.add_argument("--entries", action="store_true", help="list the entries too")


def audit_trail(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `audit`.

    Raises:
        TrailBroken: names the first bad entry.
    """
    witnesses = [read_head(file) for file in args.witness]
    listed = current_list(settings) if settings.recipients or settings.demo else None
    signers = dict(listed.signers) if listed and listed.signers else None
    verdict = with_store(settings.store_url, lambda store: audit(store, signers, witnesses))
    back = _back(settings)
    rows = _rows(args, settings, verdict, listed) if args.entries else None
    _tell(args, verdict, rows, back, vouched=signers is not None)
    if verdict.problem:
        raise TrailBroken(f"the audit trail is not whole: {verdict.problem}")
    if args.head:
        write_head(args.head, verdict.head)


def _back(settings: Settings) -> list[str]:
    """What this desk has deleted, and a backup has brought back together with a trail that does not know of it."""
    deleted = remembered(settings.data_dir / NAME)
    cases = with_store(settings.store_url, lambda store: store.cases()) if deleted else []
    return sorted(case.reference for case in cases if case.id in deleted)


def _tell(
    args: argparse.Namespace, verdict: Verdict, rows: list[dict[str, Json]] | None, back: list[str], *, vouched: bool
) -> None:
    if args.json:
        told: dict[str, Json] = {} if rows is None else {"trail": rows}
        print_json(_view(verdict, vouched, len(args.witness)) | {"back": back} | told)
        return
    if back:
        print(BROUGHT_BACK.format(count=len(back)))
    if rows is not None:
        Console().print(trail_table(rows))
    if not verdict.problem:
        _say_whole(verdict.head, vouched, len(args.witness))


def _say_whole(head: Head, vouched: bool, witnesses: int) -> None:
    print(f"The audit trail is whole: {head.entries} entries.\nhead: {head.entries} {head.digest}")
    print(f"It agrees with the heads given: {witnesses}." if witnesses else UNWITNESSED)
    if not vouched:
        print(UNVOUCHED)


def _view(verdict: Verdict, vouched: bool, witnesses: int) -> dict[str, Json]:
    fault = verdict.fault
    return {
        "ok": verdict.problem is None,
        "entries": verdict.head.entries,
        "head": verdict.head.digest,
        "first_bad": {"entry": fault.entry, "problem": fault.problem} if fault else None,
        "disagreements": list(verdict.disagreements),
        "signers_vouched_for": vouched,
        "witnesses": witnesses,
    }


def _rows(
    args: argparse.Namespace, settings: Settings, verdict: Verdict, listed: RecipientList | None
) -> list[dict[str, Json]]:
    keys = find_keys(args.key, settings)
    names = listed.names if listed else {}

    async def look_up(store: CaseStore) -> tuple[dict[int, str], Mapping[str, str]]:
        known = await purposes(store, verdict.entries, keys) if keys else {}
        return known, {str(case.id): case.reference for case in await store.cases()}

    known, references = with_store(settings.store_url, look_up)
    return [
        {
            "entry": entry.sequence,
            "hour": entry.hour,
            "who": entry.actor,
            "name": names.get(entry.actor),
            "what": entry.deed,
            "purpose": known.get(entry.sequence),
            "case": None if entry.case == NO_CASE else str(entry.case),
            "reference": references.get(str(entry.case)),
        }
        for entry in verdict.entries
    ]
