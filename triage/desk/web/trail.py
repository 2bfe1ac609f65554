"""The page of the audit trail: whether it is whole, the first bad entry if it is not, and what was done by whom.

It opens no case. What an entry was for is locked to those who open its case, so an auditor sees less of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from candour.errors import UsageError
from triage.audit.entry import DEEDS, LINK, SURVEY, TEAM, Entry, Head
from triage.audit.witness import head_text, parse_head
from triage.desk.auditing import Verdict, audit, purposes
from triage.desk.web.forms import form_of
from triage.desk.web.pages import SITTING, page
from triage.desk.web.team import PINNED

ROUTES = web.RouteTableDef()
AT_A_TIME = 100
ABOUT_CASES = tuple(deed for deed in DEEDS if deed not in (SURVEY, LINK, *TEAM))


@ROUTES.get("/trail")
async def show(request: web.Request) -> web.StreamResponse:
    """Verify the trail from its beginning, and list what was done."""
    return await _page(request)


@ROUTES.post("/trail")
async def compare(request: web.Request) -> web.StreamResponse:
    """The same, compared with a head that a witness kept."""
    head = (await form_of(request)).get("head", "")
    witness = parse_head(head.strip() + "\n")
    if witness is None:
        return await _page(request, said="This is not the head of an audit trail: it has three lines.", status=400)
    return await _page(request, [witness])


@ROUTES.get("/trail/head")
async def head(request: web.Request) -> web.StreamResponse:
    """The head of the sound trail, for a witness.

    Raises:
        UsageError: the trail is not whole: a witness keeps no head of that.
    """
    verdict, _ = await _verified(request)
    if verdict.problem:
        raise UsageError(f"the audit trail is not whole: {verdict.problem}")
    name = f"head-{verdict.head.entries}.txt"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(text=head_text(verdict.head), content_type="text/plain", headers=headers)


async def _verified(request: web.Request, witnesses: Sequence[Head] = ()) -> tuple[Verdict, dict[str, str]]:
    """What an audit finds, and what those who acted are called."""
    sitting, pinned = request.app[SITTING], request.app[PINNED]
    signers, names = sitting.team.signers, dict(sitting.team.names)
    if pinned is not None:  # as it is signed now: somebody may have come since this desk was opened
        listed = pinned.read()
        signers, names = dict(listed.signers) or None, listed.names
    return await audit(sitting.store, signers, witnesses), names


async def _page(
    request: web.Request, witnesses: Sequence[Head] = (), *, said: str = "", status: int = 200
) -> web.StreamResponse:
    sitting = request.app[SITTING]
    verdict, names = await _verified(request, witnesses)
    asked = {name: request.query.get(name, "") for name in ("who", "what", "before")}
    fitting = [one for one in reversed(verdict.entries) if _fits(one, asked)]
    shown = fitting[:AT_A_TIME]
    further = asked | {"before": str(shown[-1].sequence)} if len(fitting) > AT_A_TIME else None
    values: dict[str, Any] = {
        "verdict": verdict,
        "witnesses": len(witnesses),
        "rows": shown,
        "purposes": await purposes(sitting.store, shown, sitting.keys),
        "references": {case.id: case.reference for case in await sitting.store.cases()} if shown else {},
        "about_cases": ABOUT_CASES,
        "names": names,
        "asked": asked,
        "deeds": [deed for deed in DEEDS if any(one.deed == deed for one in verdict.entries)],
        "actors": {one.actor: names.get(one.actor, one.actor[:9]) for one in verdict.entries},
        "more": f"/trail?{urlencode(further)}" if further else "",
    }
    return page(request, "trail.html", status=status, said=said, **values)


def _fits(entry: Entry, asked: dict[str, str]) -> bool:
    before = int(asked["before"]) if asked["before"].isdecimal() else 0
    return (
        asked["who"] in ("", entry.actor)
        and asked["what"] in ("", entry.deed)
        and (not before or entry.sequence < before)
    )
