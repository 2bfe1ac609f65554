"""The page of a case's links: other cases that may be about the same officer, and deciding on them."""

from __future__ import annotations

from aiohttp import web

from candour.errors import UsageError
from triage.desk.linking.deciding import Verdict, decide_on_record
from triage.desk.linking.finding import PURPOSE, view_of
from triage.desk.web.forms import Draft, Form, form_of
from triage.desk.web.pages import SITTING, page
from triage.link import VERDICTS

ROUTES = web.RouteTableDef()
_PATIENCE = 1.0  # seconds for what is not read yet; after that the page says how far it is


@ROUTES.get("/case/{reference}/links")
async def show(request: web.Request) -> web.StreamResponse:
    """Compare a case with all that were opened before, on record."""
    return await _page(request)


@ROUTES.post("/case/{reference}/links")
async def decide(request: web.Request) -> web.StreamResponse:
    """File a decision on two cases."""
    form, reference = await form_of(request), request.match_info["reference"]
    try:
        await _decide(request, form)
    except UsageError as error:
        return await _page(request, said=str(error).capitalize(), form=form, status=400)
    raise web.HTTPSeeOther(f"/case/{reference}/links")


async def _decide(request: web.Request, form: Form) -> None:
    sitting = request.app[SITTING]
    if form.get("verdict") not in VERDICTS:
        raise UsageError("say whether it is the same officer")
    if not form.get("reason", "").strip():
        raise UsageError("say why: whoever reads this later needs the reason")
    verdict = Verdict(form["verdict"], form["reason"])
    two = await sitting.store.get(request.match_info["reference"]), await sitting.store.get(form.get("other", ""))
    await decide_on_record(sitting.store, two, sitting.keys, verdict, sitting.team.recipients)


async def _page(
    request: web.Request, *, said: str = "", form: Form | None = None, status: int = 200
) -> web.StreamResponse:
    sitting = request.app[SITTING]
    _, opened = await sitting.view(request.match_info["reference"], PURPOSE)
    with sitting.turns.aside():
        if not await sitting.links_prepared(None if form else _PATIENCE):
            return page(request, "comparing.html", case=opened.case, progress=sitting.reading)
        found = await sitting.links(opened)
    return page(
        request,
        "links.html",
        status=status,
        case=opened.case,
        compared=found.compared,
        rows=view_of(found, sitting.guide),
        said=said,
        draft=Draft(form or {}),
    )
