"""`candour desk`: list, open and export cases, and write to their reporters.

For the triage team's own machine, which holds the private key.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from candour.errors import SealedFileError, UsageError
from candour.settings import Settings, current_settings
from cli.passphrase import read_passphrase
from interview.guide import load_guide
from triage.case import Case, Contact
from triage.desk.demo import PASSPHRASE, demo_desk_key
from triage.desk.export import MANIFEST, as_json, export_case
from triage.desk.keyring import DeskKey, load_desk_key
from triage.desk.mail import Entry, correspondence, send_message, withdrawn
from triage.desk.opening import open_case, open_contact
from triage.desk.render import case_view, list_table
from triage.documents import Json
from triage.recipients import current_recipients
from triage.store import CaseEntry, CaseStore, StoredCase
from triage.store.files import make_file_store

KEY_VARIABLE = "CANDOUR_DESK_KEY"
Result = TypeVar("Result")


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `desk` and its commands."""
    desk = subparsers.add_parser("desk", help="list, open and export cases", description=__doc__)
    commands = desk.add_subparsers(title="commands", required=True, metavar="COMMAND")
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument("--json", action="store_true", help="print JSON")
    shared.add_argument("--key", type=Path, action="append", metavar="FILE", help=f"desk key (or {KEY_VARIABLE})")
    listing = commands.add_parser("list", parents=[shared], help="list the cases")
    listing.set_defaults(func=run, command=_list)
    show = commands.add_parser("show", parents=[shared], help="open a case")
    show.add_argument("case", metavar="ID", help="ID or reference")
    show.add_argument("--contact", action="store_true", help="open the reporter's contact details too")
    show.set_defaults(func=run, command=_show)
    message = commands.add_parser("message", parents=[shared], help="write to the reporter of a case")
    message.add_argument("case", metavar="ID", help="ID or reference")
    message.add_argument("text", metavar="TEXT", help="what they read when they come back with their code")
    message.set_defaults(func=run, command=_message)
    export = commands.add_parser("export", parents=[shared], help="write an opened case into a folder")
    export.add_argument("case", metavar="ID", help="ID or reference")
    export.add_argument("folder", type=Path, metavar="DIR", help="new or empty")
    export.set_defaults(func=run, command=_export)


def run(args: argparse.Namespace) -> int:
    """Carry out one command.

    Raises:
        CandourError: it cannot be done.
    """
    args.command(args, current_settings())
    return 0


def _list(args: argparse.Namespace, settings: Settings) -> None:
    entries = _with_store(settings.store_url, lambda store: store.cases())
    if args.json:
        _print_json({"cases": [_entry(entry) for entry in entries]})
    else:
        Console().print(list_table(entries))


def _show(args: argparse.Namespace, settings: Settings) -> None:
    stored, case, keys = _open(args, settings)
    contact = _contact(stored, keys, case) if args.contact else None
    if args.json:
        _print_json(case.view() | ({"contact": contact.view() if contact else None} if args.contact else {}))
    else:
        Console().print(case_view(case, contact, load_guide()))


def _message(args: argparse.Namespace, settings: Settings) -> None:
    _, case, keys = _open(args, settings)

    async def send(store: CaseStore) -> Entry:
        return await send_message(store.mailboxes(), case, keys, args.text, current_recipients(settings).cases)

    sent = _with_store(settings.store_url, send)
    if args.json:
        _print_json({"id": str(case.id), "reference": case.reference, "message": sent})
    else:
        print(f"Sent. The reporter of {case.reference} reads it when they come back with their code.")


def _export(args: argparse.Namespace, settings: Settings) -> None:
    stored, case, keys = _open(args, settings)
    contact, store = _contact(stored, keys, case), make_file_store(settings)
    files = asyncio.run(export_case(args.folder, stored, case, contact, load_guide(), files=store, keys=keys))
    _warn_of_files(args.folder)
    if args.json:
        _print_json({"id": str(case.id), "reference": case.reference, "files": [str(file) for file in files]})
    else:
        print(f"{case.reference} was written to {args.folder}: " + ", ".join(file.name for file in files))


def _warn_of_files(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("ascii"))
    for name in manifest["unopened"]:
        print(f"candour: {name} is gone from the store, or is not what the case means", file=sys.stderr)
    for name, flags in manifest["flags"].items():
        print(f"candour: take care with {name}: {', '.join(flags)}", file=sys.stderr)


def _open(args: argparse.Namespace, settings: Settings) -> tuple[StoredCase, Case, list[DeskKey]]:
    """Find a case and open it, with all that was written since."""
    stored = _with_store(settings.store_url, lambda store: store.get(args.case))
    keys = _load_keys(args.key, settings)
    case = open_case(stored.sealed, keys, stored.id, stored.reference)
    letters = _with_store(settings.store_url, lambda store: correspondence(store.mailboxes(), case, keys))
    return stored, replace(case, messages=letters), keys


def _with_store(url: str, work: Callable[[CaseStore], Awaitable[Result]]) -> Result:
    async def carry_out() -> Result:
        store = await CaseStore.open(url)
        try:
            return await work(store)
        finally:
            await store.close()

    return asyncio.run(carry_out())


def _load_keys(files: Sequence[Path] | None, settings: Settings) -> list[DeskKey]:
    """Load the keys named on the command line, else by the environment, else the demo desk's."""
    named = files or [Path(file) for file in filter(None, [os.environ.get(KEY_VARIABLE)])]
    if named:
        return [load_desk_key(file, read_passphrase(f"Passphrase of {file.name}: ")) for file in named]
    if settings.demo:
        return [load_desk_key(demo_desk_key(settings.data_dir), PASSPHRASE)]
    raise UsageError(f"name the desk key with --key FILE or {KEY_VARIABLE}")


def _contact(stored: StoredCase, keys: Sequence[DeskKey], case: Case) -> Contact | None:
    if stored.contact is None:
        return None
    if withdrawn(case.messages):
        print("candour: this reporter has asked not to be contacted any more", file=sys.stderr)
        return None
    try:
        return open_contact(stored.contact, keys, stored.id) or None
    except SealedFileError:
        # They may be sealed to fewer people than the case, so this stops nothing; but it is never passed over.
        print(
            "candour: contact details are stored, but this key does not open them, or they were altered",
            file=sys.stderr,
        )
        return None


def _entry(entry: CaseEntry) -> dict[str, Json]:
    created = entry.created.isoformat()
    return {"id": str(entry.id), "reference": entry.reference, "created": created, "state": entry.state}


def _print_json(content: Mapping[str, Json]) -> None:
    print(as_json(content).decode("ascii"), end="")
