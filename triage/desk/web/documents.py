"""Documents as pictures of their pages: nothing of the document itself reaches the browser."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from typing import Protocol

from aiohttp import web

from candour.errors import UsageError
from triage.desk.files import file_of, read_file
from triage.desk.web.files import DOCUMENT, INERT, shown_as
from triage.desk.web.pages import SITTING, page
from triage.files import Attachment

ROUTES = web.RouteTableDef()
_KEPT = 4  # documents in memory, so that each page need not be drawn for itself


class Pages(Protocol):
    """Draws documents, in a process that can reach nothing."""

    async def pages(self, content: bytes) -> tuple[int, list[bytes]] | None:
        """Draw the first pages of a PDF.

        Returns:
            How many pages there are in all, and JPEGs of those that are drawn; None where it cannot be drawn.
        """


class Drawn:
    """Documents that were drawn, kept in memory for as long as the desk is open, a few at a time.

    Args:
        pages: draws them.
    """

    def __init__(self, pages: Pages) -> None:
        self._pages = pages
        self._kept: OrderedDict[str, tuple[int, list[bytes]] | None] = OrderedDict()
        self._one = asyncio.Lock()  # a page asks for several pictures at once

    async def get(self, request: web.Request, attachment: Attachment) -> tuple[int, list[bytes]] | None:
        """A document's pages, as `Pages.pages` gives them."""
        sitting, name = request.app[SITTING], attachment.sha256
        async with self._one:
            if name not in self._kept:
                content = await read_file(attachment, sitting.files, sitting.keys)
                self._kept[name] = await self._pages.pages(content)
            self._kept.move_to_end(name)
            while len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
            return self._kept[name]


DRAWN = web.AppKey("drawn", Drawn)


@ROUTES.get("/case/{reference}/file/{name}/pages")
async def show(request: web.Request) -> web.StreamResponse:
    """All pages of a document, one below the other."""
    drawn = await _drawn(request)
    if drawn is None:
        raise UsageError("this document cannot be drawn: it is damaged, needs a password, or is too large")
    total, pages = drawn
    reference, name = request.match_info["reference"], request.match_info["name"]
    return page(request, "document.html", reference=reference, name=name, total=total, shown=len(pages))


@ROUTES.get(r"/case/{reference}/file/{name}/page/{number:\d{1,3}}")
async def picture(request: web.Request) -> web.StreamResponse:
    """One page of a document."""
    drawn, number = await _drawn(request), int(request.match_info["number"])
    if drawn is None or not 1 <= number <= len(drawn[1]):
        raise web.HTTPNotFound
    return web.Response(body=drawn[1][number - 1], content_type="image/jpeg", headers=INERT)


async def _drawn(request: web.Request) -> tuple[int, list[bytes]] | None:
    _, opened = await request.app[SITTING].view(request.match_info["reference"])
    attachment = file_of(opened.case, request.match_info["name"])
    if shown_as(attachment) != DOCUMENT:
        raise web.HTTPNotFound
    return await request.app[DRAWN].get(request, attachment)
