"""The report of a case: a page to print, and the same as a PDF, each on record as taken out."""

from __future__ import annotations

import asyncio

from aiohttp import web

from triage.desk.record import Opened
from triage.desk.sitting import Sitting, today
from triage.desk.web.files import given
from triage.desk.web.pages import SITTING, page
from triage.desk.web.report import report_pdf
from triage.desk.web.shown import shown
from triage.store import StoredCase

ROUTES = web.RouteTableDef()


@ROUTES.get("/case/{reference}/report")
async def report(request: web.Request) -> web.StreamResponse:
    """A case as a report to print, on record as taken out each time."""
    sitting = request.app[SITTING]
    stored, opened = await sitting.take_out(request.match_info["reference"], "report")
    await sitting.refresh()
    return page(request, "report.html", **shown(sitting, stored, opened))


@ROUTES.get("/case/{reference}/report.pdf")
async def report_file(request: web.Request) -> web.StreamResponse:
    """The same as a PDF."""
    sitting = request.app[SITTING]
    stored, opened = await sitting.take_out(request.match_info["reference"], "report")
    await sitting.refresh()
    content = await asyncio.to_thread(written, sitting, stored, opened)
    return given(content, f"{opened.case.reference}.pdf", "application/pdf")


def written(sitting: Sitting, stored: StoredCase, opened: Opened) -> bytes:
    """Write the report of a case as a PDF."""
    values, name = shown(sitting, stored, opened), sitting.team.name
    return report_pdf(values, name, name(opened.key.fingerprint), today())
