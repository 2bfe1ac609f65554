"""The page of deadlines: what reporters are to be told, by the day on which it is due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from aiohttp import web

from triage.desk.inbox import SOON_DAYS, Filters, Row
from triage.desk.sitting import today
from triage.desk.web.pages import SITTING, page

ROUTES = web.RouteTableDef()


class Due(NamedTuple):
    """A duty to a reporter: its last day, what it is, and of which case."""

    day: date
    duty: str
    row: Row


@ROUTES.get("/deadlines")
async def show(request: web.Request) -> web.StreamResponse:
    """All duties of opened cases."""
    sitting, mine = request.app[SITTING], request.query.get("mine") == "1"
    _, counts = await sitting.inbox(Filters())
    found = sorted(_duties(sitting.memory.opened()), key=lambda one: (one.day, one.row.case.reference))
    if mine:
        found = [one for one in found if one.row.summary and one.row.summary.standing.assignee == sitting.me]
    return page(request, "deadlines.html", parts=_parts(found, today()), counts=counts, mine=mine, total=len(found))


def _duties(rows: Iterable[Row]) -> Iterator[Due]:
    for row in rows:
        for duty, day in row.summary.duties.items() if row.summary else ():
            yield Due(day, duty, row)


def _parts(found: list[Due], now: date) -> dict[str, list[Due]]:
    soon = now + timedelta(days=SOON_DAYS)
    parts = {
        "Overdue": [one for one in found if one.day < now],
        f"Within {SOON_DAYS} days": [one for one in found if now <= one.day <= soon],
        "Later": [one for one in found if one.day > soon],
    }
    return {title: duties for title, duties in parts.items() if duties}
