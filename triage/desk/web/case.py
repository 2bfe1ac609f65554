"""The page of a case."""

from __future__ import annotations

from aiohttp import web

from candour.errors import SealedFileError
from triage.case import Contact
from triage.desk.record import Opened
from triage.desk.web.forms import Draft
from triage.desk.web.pages import SITTING, page
from triage.desk.web.shown import shown
from triage.store import StoredCase

ROUTES = web.RouteTableDef()


@ROUTES.get("/case/{reference}")
async def show(request: web.Request) -> web.StreamResponse:
    """A case, opened on record. Who reads it may ask next which others name its officer: these are read meanwhile."""
    sitting = request.app[SITTING]
    stored, opened = await sitting.view(request.match_info["reference"])
    answer = await case_page(request, stored, opened)
    sitting.prepare_links()
    return answer


@ROUTES.post("/case/{reference}/contact")
async def contact(request: web.Request) -> web.StreamResponse:
    """The case with how to reach its reporter, opened on record for this one look."""
    sitting = request.app[SITTING]
    stored, opened = await sitting.view(request.match_info["reference"])
    try:
        found = await sitting.contact(stored, opened)
    except SealedFileError:
        return await case_page(request, stored, opened, said="The contact details do not open with this key.")
    told = "" if found else "The reporter left no way to be contacted, or has taken it back."
    return await case_page(request, stored, opened, details=found, said=told)


async def case_page(
    request: web.Request,
    stored: StoredCase,
    opened: Opened,
    *,
    details: Contact | None = None,
    said: str = "",
    draft: dict[str, str] | None = None,
    status: int = 200,
) -> web.Response:
    """Write the page of a case.

    Args:
        request: which asks for it.
        stored: the case.
        opened: what is in it.
        details: how to reach the reporter.
        said: what is to be said above it.
        draft: what was typed and could not be filed.
        status: of the answer.
    """
    sitting = request.app[SITTING]
    await sitting.refresh()
    values = shown(sitting, stored, opened) | {"said": said, "details": details, "draft": Draft(draft or {})}
    return page(request, "case.html", status=status, **values)
