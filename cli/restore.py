"""`candour restore`: put a backup into an empty store, of either engine. Stop Candour first."""

from __future__ import annotations

import argparse
import asyncio
import json
from collections.abc import Container
from pathlib import Path
from uuid import UUID

from candour.settings import Settings, current_settings
from cli.backup import told
from triage.desk.retention.remembered import NAME, remembered
from triage.store import CaseStore
from triage.store.files import make_file_store
from triage.store.restore import restore

AGAIN = "`candour desk retention --apply` destroys them again; its list says which."


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `restore`."""
    parser = subparsers.add_parser("restore", help="restore a backup into an empty store", description=__doc__)
    parser.add_argument("folder", type=Path, metavar="DIR", help="what `candour backup` wrote")
    parser.add_argument(
        "--deleted", type=Path, metavar="FILE", help="deleted.txt of the desk: what must not come back is named"
    )
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(args: argparse.Namespace) -> int:
    """Restore.

    Raises:
        CandourError: it cannot be done; the tables are as they were.
    """
    settings = current_settings()
    deleted = remembered(args.deleted or settings.data_dir / NAME)
    manifest = asyncio.run(restore(settings.store_url, make_file_store(settings), args.folder))
    back = asyncio.run(_back(settings, deleted))
    if args.json:
        print(json.dumps({"folder": str(args.folder), "counts": manifest.counts, "deleted_since": back}))
    else:
        print(f"Restored from {args.folder}: {told(manifest.counts)}.")
        if back:
            print(f"Deleted since this backup was made, and back with it: {', '.join(back)}.\n{AGAIN}")
    return 0


async def _back(settings: Settings, deleted: Container[UUID]) -> list[str]:
    store = await CaseStore.open(settings.store_url)
    try:
        return sorted(case.reference for case in await store.cases() if case.id in deleted)
    finally:
        await store.close()
