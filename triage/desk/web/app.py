"""The desk's application: its routes, put together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Protocol

from aiohttp import web
from aiohttp.typedefs import Handler

from triage.desk.retention.applying import Retention
from triage.desk.roster.pinned import PinnedList
from triage.desk.sitting import Sitting
from triage.desk.web import (
    case,
    deadlines,
    deeds,
    documents,
    files,
    inbox,
    keeping,
    links,
    printing,
    sharing,
    statistics,
    team,
    trail,
)
from triage.desk.web.door import DOOR, Door
from triage.desk.web.guard import awake, enter, guard, harden, lock
from triage.desk.web.pages import FOLDER, SITTING

BODY_BYTES = 256 * 1024
# Links and sharing come before deeds, whose addresses are alike.
_PARTS = (inbox, case, files, documents, links, sharing, printing, deeds, deadlines, keeping, statistics, team, trail)


class Drawing(files.Pictures, documents.Pages, Protocol):
    """Draws photos and documents, in a process that can reach nothing."""


def make_app(
    sitting: Sitting, door: Door, pictures: Drawing, retention: Retention, pinned: PinnedList | None = None
) -> web.Application:
    """Make the application of one sitting, for whoever comes through its door.

    Args:
        sitting: what the desk holds.
        door: the way in.
        pictures: draws what files show.
        retention: how cases are kept and destroyed.
        pinned: the signed list of recipients; None where nobody vouches for the team.
    """
    app = web.Application(middlewares=[_before_background, *guard()], client_max_size=BODY_BYTES)
    app[SITTING], app[DOOR], app[inbox.SEARCHES] = sitting, door, inbox.Searches()
    app[files.PICTURES], app[documents.DRAWN] = pictures, documents.Drawn(pictures)
    app[keeping.RETENTION], app[sharing.PARCELS], app[team.PINNED] = retention, sharing.Parcels(), pinned
    app.on_response_prepare.append(harden)
    app.cleanup_ctx.append(_sitting)
    app.router.add_get("/enter/{token}", enter)
    app.router.add_post("/lock", lock)
    app.router.add_post("/awake", awake)
    app.router.add_get("/static/{name:[a-z]+\\.(?:css|js|svg)}", _static)
    for part in _PARTS:
        app.add_routes(part.ROUTES)
    return app


@web.middleware
async def _before_background(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever waits for a page goes before what the desk does in the background."""
    with request.app[SITTING].turns.page():
        return await handler(request)


async def _sitting(app: web.Application) -> AsyncIterator[None]:
    await app[SITTING].begin()
    watching = asyncio.create_task(_lock_when_idle(app[DOOR]))
    yield
    watching.cancel()
    await asyncio.gather(watching, return_exceptions=True)
    await app[SITTING].close()


async def _lock_when_idle(door: Door) -> None:
    while (left := door.left) > 0:
        with suppress(TimeoutError):
            await asyncio.wait_for(door.locked.wait(), left)
            return
    door.locked.set()


async def _static(request: web.Request) -> web.StreamResponse:
    file = FOLDER / "static" / request.match_info["name"]
    if not file.is_file():
        raise web.HTTPNotFound
    return web.FileResponse(file)
