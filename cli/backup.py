"""`candour backup`: write the store and its sealed files into a folder. Nothing is opened, and no key is needed."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from candour.settings import current_settings
from triage.store.backup import back_up
from triage.store.files import make_file_store

_NAMES = {"trail": "entries of the trail", "changes": "changes to the team"}


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `backup`."""
    parser = subparsers.add_parser("backup", help="back up the store and its sealed files", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="new or empty")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Back up.

    Raises:
        CandourError: it cannot be done.
    """
    settings = current_settings()
    manifest = asyncio.run(back_up(settings.store_url, make_file_store(settings), args.folder))
    if args.json:
        print(json.dumps({"folder": str(args.folder), "counts": manifest.counts}))
    else:
        print(f"Backed up to {args.folder}: {told(manifest.counts)}.")
    return 0


def told(counts: dict[str, int]) -> str:
    """How many there are of each thing, in words."""
    return ", ".join(f"{count} {_NAMES.get(what, what)}" for what, count in counts.items())
