"""What is done to a case on its page: each form is filed, on record, and leads back to the place it came from."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

from aiohttp import web

from candour.errors import UsageError
from triage import note
from triage.assessment import GRADES, OUTCOMES
from triage.desk.assessing import LONGEST, Judgement, Remark
from triage.desk.retention.holds import new_hold, new_release
from triage.desk.sitting import Sitting
from triage.desk.web.case import case_page
from triage.desk.web.forms import Form, form_of, ticked
from triage.desk.web.pages import SITTING
from triage.documents import Json

ROUTES = web.RouteTableDef()
Do = Callable[[Sitting, str, Form], Awaitable[object]]


async def assess(sitting: Sitting, reference: str, form: Form) -> None:
    """File an assessment."""
    if form.get("outcome") not in OUTCOMES:
        raise UsageError("choose an outcome")
    if form.get("risk") not in ("", *GRADES):
        raise UsageError("there is no such grade")
    if not form.get("reason", "").strip():
        raise UsageError("say why: whoever reads this later needs the reason")
    await sitting.assess(reference, Judgement(form["outcome"], form["reason"], form["risk"] or None))


async def confirm(sitting: Sitting, reference: str, form: Form) -> None:
    """Confirm an assessment of somebody else."""
    await sitting.confirm(reference, form.get("decision", ""))


async def reopen(sitting: Sitting, reference: str, form: Form) -> None:
    """Have it assessed anew."""
    if not form.get("text", "").strip():
        raise UsageError("say why the case is opened again")
    await sitting.write(reference, Remark(note.REOPEN, text=form["text"]))


async def write_down(sitting: Sitting, reference: str, form: Form) -> None:
    """File a note."""
    if not form.get("text", "").strip():
        raise UsageError(f"a note has 1 to {LONGEST} characters")
    await sitting.write(reference, Remark(note.NOTE, text=form["text"]))


async def assign(sitting: Sitting, reference: str, form: Form) -> None:
    """Make it somebody's case, or nobody's."""
    who = form.get("assignee") or None
    if who is not None and who not in sitting.team.names:
        raise UsageError("nobody on the list of recipients has this key")
    await sitting.write(reference, Remark(note.ASSIGN, who))


async def told(sitting: Sitting, reference: str, form: Form) -> None:
    """Note that the reporter was told what was due, in another way."""
    if form.get("duty") not in note.DUTIES or not form.get("text", "").strip():
        raise UsageError("say how the reporter was told")
    await sitting.write(reference, Remark(note.TOLD, form["duty"], form["text"]))


async def send(sitting: Sitting, reference: str, form: Form) -> None:
    """Write to the reporter."""
    settles = form.get("settles", "")
    if settles not in ("", *note.DUTIES):
        raise UsageError("there is no such duty")
    await sitting.send(reference, form.get("text", ""), settles)


async def read(sitting: Sitting, reference: str, _form: Form) -> None:
    """Mark all letters as read."""
    await sitting.mark_read(reference)


async def hold(sitting: Sitting, reference: str, form: Form) -> None:
    """Keep a case, whatever its time."""
    try:
        until = date.fromisoformat(form["until"]) if form.get("until") else None
    except ValueError:
        raise UsageError("a day is written as 2026-11-28") from None
    await sitting.write(reference, new_hold(until, form.get("text", "")))


async def release(sitting: Sitting, reference: str, form: Form) -> None:
    """End a hold."""
    await sitting.write(reference, new_release(form.get("text", "")))


# What is posted to /case/REFERENCE/<name>, and the part of the page that it leads back to.
DEEDS: dict[str, tuple[Do, str]] = {
    "assess": (assess, "assessment"),
    "confirm": (confirm, "assessment"),
    "reopen": (reopen, "assessment"),
    "note": (write_down, "notes"),
    "assign": (assign, "assessment"),
    "told": (told, "letters"),
    "message": (send, "letters"),
    "read": (read, "letters"),
    "hold": (hold, "keeping"),
    "release": (release, "keeping"),
}


@ROUTES.post("/case/{reference}/code")
async def code(request: web.Request) -> web.StreamResponse:
    """Give a case its categories."""
    sitting, reference = request.app[SITTING], request.match_info["reference"]
    chosen = await ticked(request, "code")
    try:
        codes: list[Json] = list(sitting.practice.categories.in_order(chosen))
    except ValueError:
        raise UsageError("there is no such category") from None
    await sitting.write(reference, Remark(note.CODE, codes))
    raise web.HTTPSeeOther(f"/case/{reference}#assessment")


@ROUTES.post(f"/case/{{reference}}/{{deed:{'|'.join(DEEDS)}}}")
async def do(request: web.Request) -> web.StreamResponse:
    """Carry out one of DEEDS. What cannot be filed is said on the page, and nothing that was typed is lost."""
    sitting, reference = request.app[SITTING], request.match_info["reference"]
    carry_out, place = DEEDS[request.match_info["deed"]]
    form = await form_of(request)
    try:
        await carry_out(sitting, reference, form)
    except UsageError as error:
        stored, opened = await sitting.view(reference)
        draft = form | {"deed": request.match_info["deed"]}
        return await case_page(request, stored, opened, said=str(error).capitalize(), draft=draft, status=400)
    raise web.HTTPSeeOther("/retention" if form.get("back") == "retention" else f"/case/{reference}#{place}")
