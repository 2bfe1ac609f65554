"""The page of retention: what is due, what is held, and destroying what is due once that was confirmed by typing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from aiohttp import web

from candour.errors import UsageError
from triage.desk.retention.applying import Retention
from triage.desk.retention.due import Keeping
from triage.desk.retention.looking import Overview
from triage.desk.sitting import today
from triage.desk.web.forms import form_of, ticked
from triage.desk.web.pages import SITTING, page

ROUTES = web.RouteTableDef()
RETENTION = web.AppKey("retention", Retention)


@ROUTES.get("/retention")
async def show(request: web.Request) -> web.StreamResponse:
    """Look through all cases, on record, for what is due."""
    return await _page(request)


@ROUTES.post("/retention/confirm")
async def confirm(request: web.Request) -> web.StreamResponse:
    """Say once more what would be destroyed, and ask for the words that do it."""
    chosen = await ticked(request, "case")
    due = _chosen((await _look(request)).due(), chosen)
    if not due:
        return await _page(request, said="Tick the cases that are to be destroyed.", status=400)
    return page(request, "destroy.html", due=due, phrase=phrase(len(due)), said="")


@ROUTES.post("/retention/destroy")
async def destroy(request: web.Request) -> web.StreamResponse:
    """Destroy for good. Each case must still be due at this moment, and the words must fit their number."""
    sitting, overview = request.app[SITTING], await _look(request)
    chosen, typed = await ticked(request, "case"), (await form_of(request)).get("phrase", "")
    due = _chosen(overview.due(), chosen)
    if len(due) != len(set(chosen)) or not due:
        raise UsageError("not all of these are due any more, so nothing was destroyed; look again")
    if " ".join(typed.casefold().split()) != phrase(len(due)):
        said = "These are not the words, so nothing was destroyed."
        return page(request, "destroy.html", status=400, due=due, phrase=phrase(len(due)), said=said)
    names = {one.reference for one in due}
    done, shut = await request.app[RETENTION].destroy(
        sitting.store, sitting.files, sitting.keys, overview, today=today(), chosen=lambda one: one.reference in names
    )
    await sitting.refresh()
    return page(request, "destroyed.html", done=done, shut=shut)


def phrase(count: int) -> str:
    """The words that destroy so many cases."""
    return f"destroy {count} case" if count == 1 else f"destroy {count} cases"


async def _page(request: web.Request, *, said: str = "", status: int = 200) -> web.StreamResponse:
    overview = await _look(request)
    kept = [one for one in overview.keepings if one.kept]
    policy = request.app[RETENTION].rules.policy
    values: dict[str, Any] = {"due": overview.due(), "kept": kept, "shut": overview.shut, "policy": policy}
    return page(request, "retention.html", status=status, said=said, **values)


async def _look(request: web.Request) -> Overview:
    sitting = request.app[SITTING]
    return await request.app[RETENTION].look(sitting.store, sitting.keys, today())


def _chosen(due: Sequence[Keeping], references: Sequence[str]) -> list[Keeping]:
    return [one for one in due if one.reference in references]
