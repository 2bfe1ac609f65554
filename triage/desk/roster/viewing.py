"""The team as it is shown: by `candour desk roster`, and on the desk's page."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from triage.desk.roster.book import Book
from triage.desk.roster.change import Change
from triage.desk.roster.listing import missing, unexplained
from triage.keys import fingerprint
from triage.recipients import RecipientList


def roster_view(book: Book, listed: RecipientList, mine: Collection[str]) -> dict[str, Any]:
    """Show who is in the team, what waits, and where the list and the trail do not agree.

    Args:
        book: the team as the trail has it.
        listed: the signed list.
        mine: fingerprints of who looks.
    """
    return {
        "begun": book.begun,
        "people": [_person(name, book) | {"me": book.people[name].fingerprint in mine} for name in book.people],
        "proposals": [
            {"id": str(one.change.id), **change_view(one.change), "proposed_by": one.by, "hour": one.hour}
            for one in book.proposals.values()
        ],
        "ignored": [{"entry": entry, "why": why} for entry, why in book.ignored],
        "on_the_list_only": unexplained(listed, book) if book.founded else [],
        "not_on_the_list": missing(listed, book),
    }


def change_view(change: Change) -> dict[str, Any]:
    """Show a change."""
    key = fingerprint(change.recipient.raw) if change.key else None
    return {"name": change.name, "role": change.role or None, "fingerprint": key}


def _person(name: str, book: Book) -> dict[str, Any]:
    one = book.people[name]
    return {"name": name, "roles": sorted(one.roles), "fingerprint": one.fingerprint, "added_by": list(one.added)}
