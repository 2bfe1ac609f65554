"""Which page of the desk is which act of the table in `triage.desk.roles`. What is not named here opens for nobody."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web
from aiohttp.typedefs import Handler

from triage.desk.roles import permit
from triage.desk.web.pages import SITTING

# What belongs to nobody's role: the way in and out, and what every page is made of.
FREE = frozenset({"/enter/{token}", "/lock", "/awake", "/static/{name}"})
PAGES: Mapping[tuple[str, str], str] = {
    ("GET", "/"): "list",
    ("POST", "/find"): "list",
    ("GET", "/progress"): "list",
    ("POST", "/open-all"): "inbox",
    ("GET", "/statistics"): "statistics",
    ("GET", "/team"): "roster",
    ("POST", "/team/propose"): "grant",
    ("POST", "/team/approve"): "approve",
    ("GET", "/trail"): "audit",
    ("POST", "/trail"): "audit",
    ("GET", "/trail/head"): "audit",
    ("GET", "/deadlines"): "inbox",
    ("GET", "/retention"): "retention",
    ("POST", "/retention/confirm"): "destroy",
    ("POST", "/retention/destroy"): "destroy",
    ("GET", "/case/{reference}"): "show",
    ("GET", "/case/{reference}/links"): "links",
    ("POST", "/case/{reference}/links"): "links",
    ("GET", "/case/{reference}/share"): "share",
    ("POST", "/case/{reference}/share"): "share",
    ("GET", "/case/{reference}/share/{number}"): "share",
    ("GET", "/case/{reference}/share/{number}/{name}"): "share",
    ("GET", "/case/{reference}/report"): "report",
    ("GET", "/case/{reference}/report.pdf"): "report",
    ("POST", "/case/{reference}/contact"): "contact",
    ("GET", "/case/{reference}/file/{name}"): "show",
    ("GET", "/case/{reference}/file/{name}/pages"): "show",
    ("GET", "/case/{reference}/file/{name}/page/{number}"): "show",
    ("POST", "/case/{reference}/file/{name}/take"): "export",
    ("POST", "/case/{reference}/code"): "code",
    ("POST", "/case/{reference}/assess"): "assess",
    ("POST", "/case/{reference}/confirm"): "confirm",
    ("POST", "/case/{reference}/reopen"): "reopen",
    ("POST", "/case/{reference}/note"): "note",
    ("POST", "/case/{reference}/assign"): "assign",
    ("POST", "/case/{reference}/told"): "told",
    ("POST", "/case/{reference}/message"): "message",
    ("POST", "/case/{reference}/read"): "read",
    ("POST", "/case/{reference}/hold"): "retention",
    ("POST", "/case/{reference}/release"): "retention",
}


@web.middleware
async def only_own_role(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Let through whose role may do what a page does.

    Raises:
        NotPermitted: it may not, or nobody may.
    """
    resource = request.match_info.route.resource
    if resource is None or resource.canonical in FREE:  # without a resource there is no page, as the answer says
        return await handler(request)
    sitting = request.app[SITTING]
    act = act_of(request.method, resource.canonical, request.match_info.get("deed", ""))
    permit(act, sitting.team.roles.of(key.fingerprint for key in sitting.keys))
    return await handler(request)


def act_of(method: str, page: str, deed: str = "") -> str:
    """What a request does, by its name in the table: empty, which nobody may do, where its page is not named."""
    return PAGES.get(("GET" if method == "HEAD" else method, page.replace("{deed}", deed)), "")
