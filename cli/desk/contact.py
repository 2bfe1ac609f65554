"""`candour desk contact`: a custodian opens how to reach a reporter, without the case."""

from __future__ import annotations

import argparse

from rich.console import Console
from rich.text import Text

from candour.settings import Settings
from cli.desk.access import load_keys, print_json, with_store
from triage.case import Contact
from triage.desk.contacts import open_contact_alone
from triage.desk.render import harmless
from triage.store import CaseStore

ASK_FIRST = "Whether they have asked not to be contacted any more stands in the case: ask who reads it."


def show_contact(args: argparse.Namespace, settings: Settings) -> None:
    """Carry out `contact`."""
    keys = load_keys(args.key, settings)

    async def find(store: CaseStore) -> tuple[str, Contact | None]:
        stored = await store.get(args.case)
        return stored.reference, await open_contact_alone(store, stored, keys)

    reference, found = with_store(settings.store_url, find)
    if args.json:
        print_json({"reference": reference, "contact": found.view() if found else None})
        return
    if found is None:
        print(f"The reporter of {reference} left no way to be contacted.")
        return
    Console().print(Text(f"{harmless(found.method)}\nSafe times: {harmless(found.safe_time) or '-'}"))
    print(ASK_FIRST)
