"""What the desk does with one case. Each opens it on record: what cannot be written to the audit trail stays shut."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from rich.console import Console

from candour.errors import SealedFileError
from candour.settings import Settings
from cli.desk.access import load_keys, print_json, with_store
from cli.desk.coding import chosen
from interview.guide import load_guide
from triage.assessment import Assessment
from triage.audit.entry import EXPORT, OPEN
from triage.case import Case, Contact
from triage.desk.assessing import Judgement, Remark
from triage.desk.categories import load_categories
from triage.desk.export import MANIFEST, export_case
from triage.desk.keyring import DeskKey
from triage.desk.mail import Entry, send_message, withdrawn
from triage.desk.record import CONTACT, assess_on_record, note_on_record, open_contact_on_record, open_on_record
from triage.desk.render import case_view, list_table
from triage.documents import Json
from triage.note import CODE, TOLD
from triage.recipients import current_recipients
from triage.store import CaseEntry, CaseStore, StoredCase
from triage.store.files import make_file_store


def list_cases(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `list`, which opens nothing."""
    entries = with_store(settings.store_url, lambda store: store.cases())
    if args.json:
        print_json({"cases": [_entry(entry) for entry in entries]})
    else:
        Console().print(list_table(entries))


def show(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `show`."""
    keys = load_keys(args.key, settings)
    stored, case = _open(args, settings, keys, OPEN, CONTACT if args.contact else "show")
    contact = _contact(settings, stored, case, keys, OPEN) if args.contact else None
    if args.json:
        print_json(case.view() | ({"contact": contact.view() if contact else None} if args.contact else {}))
    else:
        Console().print(case_view(case, contact, load_guide()))


def assess(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `assess`."""
    judgement = Judgement(args.outcome, args.reason, args.risk)
    codes = chosen(args.code, load_categories(settings.categories))
    team, keys = current_recipients(settings).cases, load_keys(args.key, settings)

    async def file(store: CaseStore) -> tuple[StoredCase, Assessment]:
        stored = await store.get(args.case)
        filed = await assess_on_record(store, stored, keys, judgement, team)
        if codes:
            await note_on_record(store, stored, keys, Remark(CODE, codes), team)
        return stored, filed

    stored, filed = with_store(settings.store_url, file)
    if args.json:
        print_json({"id": str(stored.id), "reference": stored.reference, "assessment": filed.view(), "codes": codes})
    else:
        print(f"{stored.reference} is assessed: {filed.outcome}. The reason is sealed with the case.")


def message(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `message`."""
    keys, team = load_keys(args.key, settings), current_recipients(settings).cases
    stored, case = _open(args, settings, keys, OPEN, "message")

    async def send(store: CaseStore) -> Entry:
        sent = await send_message(store.mailboxes(), case, keys, args.text, team)
        if args.settles:
            await note_on_record(store, stored, keys, Remark(TOLD, args.settles), team)
        return sent

    sent = with_store(settings.store_url, send)
    if args.json:
        print_json({"id": str(case.id), "reference": case.reference, "message": sent})
    else:
        print(f"Sent. The reporter of {case.reference} reads it when they come back with their code.")


def export(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `export`."""
    keys = load_keys(args.key, settings)
    stored, case = _open(args, settings, keys, EXPORT, "export")
    contact, files = _contact(settings, stored, case, keys, EXPORT), make_file_store(settings)

    async def write(store: CaseStore) -> list[Path]:
        assessments = await store.trail().assessments(case.id)
        return await export_case(
            args.folder, stored, case, contact, load_guide(), files=files, keys=keys, assessments=assessments
        )

    written = with_store(settings.store_url, write)
    _warn_of_files(args.folder)
    if args.json:
        print_json({"id": str(case.id), "reference": case.reference, "files": [str(file) for file in written]})
    else:
        print(f"{case.reference} was written to {args.folder}: " + ", ".join(file.name for file in written))


def _warn_of_files(folder: Path) -> None:
    manifest = json.loads((folder / MANIFEST).read_text("ascii"))
    for name in manifest["unopened"]:
        print(f"candour: {name} is gone from the store, or is not what the case means", file=sys.stderr)
    for name, flags in manifest["flags"].items():
        print(f"candour: take care with {name}: {', '.join(flags)}", file=sys.stderr)


def _open(
    args: argparse.Namespace, settings: Settings, keys: Sequence[DeskKey], kind: str, purpose: str
) -> tuple[StoredCase, Case]:
    """Find a case and open it on record, with all that was written since."""

    async def find_and_open(store: CaseStore) -> tuple[StoredCase, Case]:
        stored = await store.get(args.case)
        return stored, await open_on_record(store, stored, keys, kind, purpose)

    return with_store(settings.store_url, find_and_open)


def _contact(settings: Settings, stored: StoredCase, case: Case, keys: Sequence[DeskKey], kind: str) -> Contact | None:
    if stored.contact is None:
        return None
    if withdrawn(case.messages):
        print("candour: this reporter has asked not to be contacted any more", file=sys.stderr)
        return None
    try:
        opening = partial(open_contact_on_record, stored=stored, keys=keys, kind=kind)
        return with_store(settings.store_url, opening) or None
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
