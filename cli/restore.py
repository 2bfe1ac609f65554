"""`candour restore`: put a backup into an empty store, of either engine. Stop Candour first."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from candour.settings import current_settings
from cli.backup import told
from triage.store.files import make_file_store
from triage.store.restore import restore


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `restore`."""
    parser = subparsers.add_parser("restore", help="restore a backup into an empty store", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="what `candour backup` wrote")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Restore.

    Raises:
        CandourError: it cannot be done; the tables are as they were.
    """
    settings = current_settings()
    manifest = asyncio.run(restore(settings.store_url, make_file_store(settings), args.folder))
    if args.json:
        print(json.dumps({"folder": str(args.folder), "counts": manifest.counts}))
    else:
        print(f"Restored from {args.folder}: {told(manifest.counts)}.")
    return 0
