"""The files of a case: what can be shown of them safely, and taking them out."""

from __future__ import annotations

from typing import Any, Protocol

from aiohttp import web

from candour.errors import UsageError
from triage.desk.files import described, file_of, read_file
from triage.desk.web.pages import SITTING
from triage.files import EICAR, PHOTO, SOUND, VIDEO, Attachment, holds_eicar

ROUTES = web.RouteTableDef()
LARGEST_SHOWN = 64 * 1024 * 1024  # bytes of a file that is opened into memory to be shown
PICTURE, PLAYER, DOCUMENT = "picture", "player", "document"  # how a file is shown
_PDF = "application/pdf"
_PLAYED = ("audio/mpeg", "audio/ogg", "audio/mp4", "video/mp4", "video/quicktime")
# A file is never a page: were a browser to take it for one, nothing in it could run, load or be sent.
INERT = {"Content-Security-Policy": "sandbox; default-src 'none'"}


class Pictures(Protocol):
    """Makes pictures of what can be seen, in a process that can reach nothing."""

    async def picture(self, content: bytes) -> tuple[str, bytes] | None:
        """Draw a file.

        Returns:
            The media type and the picture; None where it cannot be drawn.
        """


PICTURES = web.AppKey("pictures", Pictures)


@ROUTES.get("/case/{reference}/file/{name}")
async def file(request: web.Request) -> web.StreamResponse:
    """A file as it can be shown: a picture drawn anew, or a sound or video to be played."""
    sitting = request.app[SITTING]
    _, opened = await sitting.view(request.match_info["reference"])
    attachment = file_of(opened.case, request.match_info["name"])
    kind = shown_as(attachment)
    if kind not in (PICTURE, PLAYER):
        raise web.HTTPNotFound
    content = await read_file(attachment, sitting.files, sitting.keys)
    if kind == PLAYER:
        return _part(request, content, attachment.media_type)
    drawn = await request.app[PICTURES].picture(content)
    if drawn is None:
        raise web.HTTPNotFound
    return web.Response(body=drawn[1], content_type=drawn[0], headers=INERT)


@ROUTES.post("/case/{reference}/file/{name}/take")
async def take(request: web.Request) -> web.StreamResponse:
    """A file as it is, to be kept: on record as taken out."""
    sitting, name = request.app[SITTING], request.match_info["name"]
    _, opened = await sitting.take_out(request.match_info["reference"], "file")
    attachment = file_of(opened.case, name)
    if EICAR in attachment.flags:
        raise web.HTTPNotFound
    content = await read_file(attachment, sitting.files, sitting.keys)
    if holds_eicar(content):  # sealed in a browser, no scanner has seen it on its way
        raise UsageError("a virus scanner knows this file, so it is not given out here; `candour desk export` does")
    return given(content, f"{opened.case.reference}-{name}", "application/octet-stream")


def _part(request: web.Request, content: bytes, media_type: str) -> web.Response:
    """The part of a recording that a player asks for: without parts it can play, but not be wound."""
    headers = INERT | {"Accept-Ranges": "bytes"}
    try:
        wanted = request.http_range
        first, end, _ = wanted.indices(len(content))
    except ValueError:
        wanted, first, end = slice(None), 0, len(content)
    if wanted.start is None or not 0 <= first < end:
        return web.Response(body=content, content_type=media_type, headers=headers)
    headers |= {"Content-Range": f"bytes {first}-{end - 1}/{len(content)}"}
    return web.Response(status=206, body=content[first:end], content_type=media_type, headers=headers)


def given(content: bytes, name: str, media_type: str) -> web.Response:
    """An answer that a browser keeps as a file, and never shows."""
    disposition = f'attachment; filename="{name}"'
    return web.Response(body=content, content_type=media_type, headers=INERT | {"Content-Disposition": disposition})


def shown_as(attachment: Attachment) -> str:
    """How a file is shown: a picture, a player, or not at all."""
    if EICAR in attachment.flags or attachment.size > LARGEST_SHOWN:
        return ""
    if attachment.kind == PHOTO:
        return PICTURE
    if attachment.media_type == _PDF:
        return DOCUMENT
    played = attachment.kind in (SOUND, VIDEO) and attachment.media_type in _PLAYED and not attachment.flags
    return PLAYER if played else ""


def file_view(name: str, attachment: Attachment) -> dict[str, Any]:
    """What the pages say of a file."""
    return {
        "name": name,
        "what": described(attachment.view()),
        "sha256": attachment.sha256,
        "as": shown_as(attachment),
        "video": attachment.kind == VIDEO,
        "eicar": EICAR in attachment.flags,
    }
