"""The page of the team: who is in it, and adding a colleague, which takes two. The root key is never asked for here."""

from __future__ import annotations

from aiohttp import web

from candour.errors import RecipientsError, UsageError
from triage.audit.entry import APPROVE, GRANT
from triage.desk.keyring import DeskKey
from triage.desk.roles import ROLES
from triage.desk.roster.book import Book, read_book
from triage.desk.roster.change import Change, new_change
from triage.desk.roster.deciding import acting, found_team, proposal_named, record_approval, record_change
from triage.desk.roster.pinned import PinnedList
from triage.desk.roster.public import read_public_half
from triage.desk.roster.viewing import roster_view
from triage.desk.web.forms import Draft, Form, form_of
from triage.desk.web.pages import SITTING, page
from triage.recipients import NAME

ROUTES = web.RouteTableDef()
PINNED: web.AppKey[PinnedList | None] = web.AppKey("pinned")
NO_LIST = "There is no signed list of recipients here, so nobody vouches for who is in the team (CANDOUR_RECIPIENTS)."


@ROUTES.get("/team")
async def show(request: web.Request) -> web.StreamResponse:
    """Who is in the team."""
    return await _page(request)


@ROUTES.post("/team/propose")
async def propose(request: web.Request) -> web.StreamResponse:
    """Propose a role for somebody, which counts once a second person has approved it."""
    form = await form_of(request)
    try:
        key, book = await _at_work(request, GRANT)
        await record_change(request.app[SITTING].store, key, book, _granted(form, book))
    except (UsageError, RecipientsError) as error:
        return await _page(request, said=str(error), form=form, status=400)
    raise web.HTTPSeeOther("/team#waits")


@ROUTES.post("/team/approve")
async def approve(request: web.Request) -> web.StreamResponse:
    """Approve what somebody else has proposed."""
    form = await form_of(request)
    try:
        key, book = await _at_work(request, APPROVE)
        await record_approval(request.app[SITTING].store, key, book, proposal_named(book, form.get("proposal", "")))
    except UsageError as error:
        return await _page(request, said=str(error), status=400)
    raise web.HTTPSeeOther("/team")


async def _at_work(request: web.Request, act: str) -> tuple[DeskKey, Book]:
    """Whose key acts, and the team, which begins with the list where the trail knows of none yet."""
    sitting, pinned = request.app[SITTING], request.app[PINNED]
    if pinned is None:
        raise UsageError(NO_LIST)
    book = await found_team(sitting.store, sitting.keys[0], pinned.read(), pinned.signed())
    return acting(act, sitting.keys, book), book


def _granted(form: Form, book: Book) -> Change:
    name, role, public = form.get("name", "").strip().lower(), form.get("role", ""), form.get("public", "")
    if role not in ROLES:
        raise UsageError("choose a role")
    if not NAME.fullmatch(name):
        raise UsageError("a name is lower-case letters, digits, dots and dashes, at most 32")
    known = book.people.get(name)
    if not public.strip() and known is None:
        raise UsageError("the public half of a new colleague’s key is needed")
    key, signer = read_public_half(public, "The key") if public.strip() or known is None else (known.key, known.signer)
    return new_change(GRANT, name=name, role=role, key=key.text, signer=signer.hex())


async def _page(
    request: web.Request, *, said: str = "", form: Form | None = None, status: int = 200
) -> web.StreamResponse:
    sitting, pinned = request.app[SITTING], request.app[PINNED]
    view = None
    if pinned is not None:
        listed = pinned.read()
        book = await read_book(sitting.store, listed)
        view = roster_view(book, listed, {key.fingerprint for key in sitting.keys})
    said = said[:1].upper() + said[1:]
    return page(
        request, "team.html", status=status, view=view, said=said, draft=Draft(form or {}), roles=ROLES, no_list=NO_LIST
    )
