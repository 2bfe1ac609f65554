"""Who may ask the desk anything: one browser, which came by the link that was printed, on this machine, until idle.

host       another name that leads here (DNS rebinding) gets nothing
link       /enter/TOKEN works once, and gives the cookie of this run
cookie     unguessable, HttpOnly, SameSite=Strict; without it there is nothing but a page that says so
origin     what changes something comes from a page of this origin, and brings that page's token
role       what the keys that are open here may not do is not done (`triage.desk.web.permits`)
idle       whoever asks for nothing for a while finds the desk locked, its keys forgotten
"""

from __future__ import annotations

import time

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from candour.errors import CandourError, CaseNotFound, NotPermitted, SealedFileError, UsageError
from candour.logs import Event, error_name, log
from triage.desk.web.door import COOKIE, DOOR, same
from triage.desk.web.pages import problem
from triage.desk.web.permits import only_own_role

FIELD = "token"  # of every form
ENTER, STATIC = "/enter/", "/static/"
QUIET = "/progress"  # asked by the page itself: no sign that anybody is there
HEADERS = {
    "Content-Security-Policy": "; ".join(
        [
            "default-src 'none'",
            *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "media", "connect")),
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        ]
    ),
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), usb=(), serial=(), hid=(), payment=()",
    "X-DNS-Prefetch-Control": "off",
}


def guard() -> list[Middleware]:
    """What every request passes, in this order."""
    return [_tell_problems, _only_this_machine, _only_this_browser, _only_own_forms, only_own_role]


@web.middleware
async def _tell_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Say what is wrong in one line that holds nothing of a case; anything unforeseen is named by its type alone."""
    try:
        return await handler(request)
    except web.HTTPException:
        raise
    except CaseNotFound as error:
        return problem(request, 404, str(error))
    except NotPermitted as error:
        return problem(request, 403, str(error))
    except (UsageError, SealedFileError) as error:
        return problem(request, 400, str(error))
    except CandourError as error:
        return problem(request, 503, str(error))
    except Exception as error:
        log(Event.REQUEST_FAILED, level="error", error=error_name(error))
        return problem(request, 500, f"unexpected {type(error).__name__}")


@web.middleware
async def _only_this_machine(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.host not in request.app[DOOR].hosts:
        raise web.HTTPMisdirectedRequest(text="This desk goes by another name.\n")
    return await handler(request)


@web.middleware
async def _only_this_browser(request: web.Request, handler: Handler) -> web.StreamResponse:
    door = request.app[DOOR]
    if request.path.startswith((ENTER, STATIC)):
        return await handler(request)
    if door.locked.is_set() or not door.knows(request):
        return problem(request, 403, "This desk is not open in this browser. Use the link in the terminal, once.")
    if request.path != QUIET:
        door.seen = time.monotonic()
    return await handler(request)


@web.middleware
async def _only_own_forms(request: web.Request, handler: Handler) -> web.StreamResponse:
    if request.method in (hdrs.METH_GET, hdrs.METH_HEAD):
        return await handler(request)
    token = (await request.post()).get(FIELD, "")
    own = request.headers.get(hdrs.ORIGIN) == f"http://{request.host}"
    if not own or not isinstance(token, str) or not same(token, request.app[DOOR].form):
        return problem(request, 403, "This did not come from a page of this desk, so nothing was done.")
    return await handler(request)


async def harden(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on every answer, and take off what names the software. A file keeps its own, stricter policy."""
    response.headers.update({name: value for name, value in HEADERS.items() if name not in response.headers})
    response.headers.popall(hdrs.SERVER, None)


async def enter(request: web.Request) -> web.StreamResponse:
    """Carry out GET /enter/TOKEN."""
    door = request.app[DOOR]
    if not door.enter(request.match_info["token"]):
        return problem(request, 403, "This link was used, or is of another day. Start the desk again for a new one.")
    response = web.HTTPSeeOther("/")
    response.set_cookie(COOKIE, door.session, httponly=True, samesite="Strict", path="/")
    raise response


async def lock(request: web.Request) -> web.StreamResponse:
    """Carry out POST /lock."""
    request.app[DOOR].locked.set()
    return problem(request, 200, "The desk is locked, and its keys are forgotten. Open it again in its terminal.")


async def awake(_request: web.Request) -> web.StreamResponse:
    """Carry out POST /awake: somebody is typing."""
    return web.Response(status=204)
