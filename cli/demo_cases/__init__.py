"""`candour demo-cases`: files fictitious reports by chat and form of a running Candour, to try the desk with."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys

from candour.errors import UsageError
from candour.settings import Settings, current_settings


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `demo-cases` to the command line."""
    parser = subparsers.add_parser("demo-cases", help="file fictitious reports to try the desk", description=__doc__)
    parser.add_argument("--only", type=int, metavar="N", help="file the first N only")
    parser.add_argument("--yes", action="store_true", help="also into a store that holds cases already")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(func=run)


def run(options: argparse.Namespace) -> int:
    """Carry out `candour demo-cases`: 0 once all became cases.

    Raises:
        UsageError: these are not demo settings, or the store holds cases and --yes was not said.
        StartError: no Candour of a demo answers at the address of the settings.
        BenchError: a conversation did not become a case.
    """
    from cli.demo_cases.filing import Filed, file_all
    from cli.demo_cases.stories import load_stories

    settings, stories = current_settings(), load_stories()[: options.only]
    if not settings.demo:
        raise UsageError("fictitious reports are filed in a demo only, and CANDOUR_MODE says production")
    if (there := asyncio.run(_count(settings))) and not options.yes:
        raise UsageError(f"the store holds {there} cases already; --yes files fictitious ones among them")

    def tell(filed: Filed) -> None:
        if not options.json:
            print(f"{filed.reference}  {filed.story}", flush=True)

    done = asyncio.run(file_all(settings, stories, tell))
    if options.json:
        json.dump({"cases": [vars(filed) for filed in done]}, sys.stdout, indent=2)
        print()
    else:
        print(f"Filed: {len(done)}. Look at them with `candour desk inbox` or `candour desk serve`.")
    return 0


async def _count(settings: Settings) -> int:
    from triage.store import CaseStore

    store = await CaseStore.open(settings.store_url)
    try:
        return len(await store.cases())
    finally:
        await store.close()
