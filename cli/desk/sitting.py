"""A desk for one command: with the keys that are named, closed when the command is done."""

from __future__ import annotations

import argparse
from collections.abc import Awaitable, Callable
from typing import Any

from candour.errors import UsageError
from candour.settings import Settings
from cli.desk.access import Result, load_keys, make_team, with_store
from interview.guide import load_guide
from triage.desk import inbox
from triage.desk.practice import load_practice
from triage.desk.sitting import Sitting
from triage.desk.standing import Standing
from triage.store import CaseStore
from triage.store.files import make_file_store

NOBODY = inbox.NOBODY


def with_sitting(args: argparse.Namespace, settings: Settings, work: Callable[[Sitting], Awaitable[Result]]) -> Result:
    """Do something at a desk with the keys that are named, and close it.

    Raises:
        CandourError: it cannot be done.
    """
    keys, practice = load_keys(args.key, settings), load_practice(settings.practice, settings.categories)

    async def sit(store: CaseStore) -> Result:
        team, files = make_team(settings), make_file_store(settings)
        sitting = Sitting(store, files, keys, team, practice, load_guide())
        await sitting.begin()
        try:
            return await work(sitting)
        finally:
            await sitting.close()

    return with_store(settings.store_url, sit)


def fingerprint_of(name: str, sitting: Sitting) -> str | None:
    """The fingerprint of a member; None for nobody.

    Raises:
        UsageError: nobody is called so.
    """
    if name == NOBODY:
        return None
    found = [one for one, called in sitting.team.names.items() if called == name]
    if not found:
        raise UsageError("nobody on the list of recipients has this name")
    return found[0]


def standing_view(now: Standing, sitting: Sitting) -> dict[str, Any]:
    """Show where a case stands, with names."""
    return {
        "stage": now.stage,
        "outcome": now.outcome,
        "risk": now.risk,
        "assessor": sitting.team.name(now.assessor) or None,
        "confirmed_by": sitting.team.name(now.confirmed_by) or None,
        "assignee": sitting.team.name(now.assignee) or None,
        "codes": list(now.codes),
    }
