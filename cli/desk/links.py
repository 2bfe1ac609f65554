"""`candour desk links`: other cases that may be about the same officer, and what a person decides on them."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import load_keys, print_json, with_store
from interview.guide import load_guide
from triage.audit.entry import OPEN
from triage.desk.keyring import DeskKey
from triage.desk.linking.deciding import Verdict, decide_on_record
from triage.desk.linking.finding import PURPOSE, Found, find_links, view_of
from triage.desk.record import open_on_record
from triage.desk.render import harmless
from triage.documents import Json
from triage.link import CONFIRMED, REFUSED, Link
from triage.recipients import current_recipients
from triage.store import CaseStore


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what `links` takes."""
    decision = parser.add_mutually_exclusive_group()
    decision.add_argument("--confirm", metavar="OTHER", help="decide that this other case is about the same officer")
    decision.add_argument("--refuse", metavar="OTHER", help="decide that it is not")
    parser.add_argument("--reason", metavar="TEXT", help="why; sealed to the team with the decision")


def links(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `links`.

    Raises:
        UsageError: a reason is given, and nothing decided; or a case is to be linked to itself.
    """
    keys = load_keys(args.key, settings)
    if args.confirm or args.refuse:
        _decide(args, settings, keys)
    elif args.reason is not None:
        raise UsageError("--reason goes with --confirm or --refuse")
    else:
        _find(args, settings, keys)


def _find(args: argparse.Namespace, settings: Settings, keys: Sequence[DeskKey]) -> None:
    async def find(store: CaseStore) -> tuple[str, Found]:
        stored = await store.get(args.case)
        case = await open_on_record(store, stored, keys, OPEN, PURPOSE)
        return stored.reference, await find_links(store, case, keys)

    reference, found = with_store(settings.store_url, find)
    rows = view_of(found, load_guide())
    if args.json:
        print_json({"reference": reference, "compared": found.compared, "links": rows})
        return
    print(f"{reference} was compared with {found.compared} other cases that were opened before.")
    Console().print(_table(rows))


def _decide(args: argparse.Namespace, settings: Settings, keys: Sequence[DeskKey]) -> None:
    verdict = Verdict(CONFIRMED if args.confirm else REFUSED, args.reason or "")
    team = current_recipients(settings).cases

    async def decide(store: CaseStore) -> tuple[str, str, Link]:
        one, other = await store.get(args.case), await store.get(args.confirm or args.refuse)
        return one.reference, other.reference, await decide_on_record(store, (one, other), keys, verdict, team)

    one, other, link = with_store(settings.store_url, decide)
    if args.json:
        print_json({"reference": one, "other": other, "decided": link.view()})
    else:
        print(f"{one} and {other}: {link.verdict}. It is sealed to the team; the store does not know which cases.")


def _table(rows: Sequence[Mapping[str, Any]]) -> RenderableType:
    table = Table("Case", "Strength", "Decided", "Why", box=None, pad_edge=False)
    for row in rows:
        decided = row["decided"]["verdict"] if row["decided"] else "-"
        table.add_row(row["reference"], row["strength"] or "-", decided, Text("\n".join(_why(row))))
    return table if rows else Text("None of them may be about the same officer.")


def _why(row: Mapping[str, Any]) -> list[str]:
    reasons = [_reason(one) for one in row["reasons"]]
    told = row["decided"]["reason"] if row["decided"] else ""
    return [*reasons, *([f"Decided: {harmless(told)}"] if told else [])]


def _reason(one: Mapping[str, Json]) -> str:
    here, there = harmless(str(one["here"])), harmless(str(one["there"]))
    return f"{one['label']}: {here}" if here == there else f"{one['label']}: {here} / {there}"
