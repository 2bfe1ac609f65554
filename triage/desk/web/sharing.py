"""The pages on which a case is shared: what is left out, how it then reads, and the parcel to take away."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any, NamedTuple

from aiohttp import web

from candour.errors import UsageError
from interview.guide import Guide
from triage.audit.entry import EXPORT, OPEN
from triage.case import Case
from triage.desk.record import Opened
from triage.desk.render import value_text
from triage.desk.sharing.extract import extract
from triage.desk.sharing.marks import ABOUT_THE_REPORTER, proposals
from triage.desk.sharing.paper import as_read
from triage.desk.sharing.parcel import Packed, pack
from triage.desk.sharing.wishes import NO_CONTACT, PURPOSE, Wishes, contact_to_look_for, unit_of
from triage.desk.web.files import file_view, given
from triage.desk.web.forms import form_of, ticked
from triage.desk.web.pages import SITTING, page
from triage.files import attachments
from triage.keys import fingerprint

ROUTES = web.RouteTableDef()
_KEPT = 3  # parcels in memory
_TYPES = {"pdf": "application/pdf", "json": "application/json"}


class Made(NamedTuple):
    """A parcel, the fingerprint of whom it is for, and whether it was looked through for contact details."""

    packed: Packed
    to: str
    searched: bool


class Parcels:
    """Parcels that were made, kept in memory until the desk locks, a few at a time."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Made] = OrderedDict()

    def keep(self, reference: str, parcel: Made) -> str:
        """Keep a parcel of a case; returns its number."""
        number = secrets.token_hex(8)
        self._kept[reference, number] = parcel
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return number

    def get(self, reference: str, number: str) -> Made:
        """A parcel of a case.

        Raises:
            UsageError: it is not kept any more.
        """
        try:
            return self._kept[reference, number]
        except KeyError:
            raise UsageError("this parcel is not kept any more; make it again") from None


PARCELS = web.AppKey("parcels", Parcels)


@ROUTES.get("/case/{reference}/share")
async def show(request: web.Request) -> web.StreamResponse:
    """What is proposed to be left out of a case, and what can be."""
    _, opened = await request.app[SITTING].view(request.match_info["reference"], PURPOSE)
    proposed = frozenset(one.number for one in proposals(opened.case))
    return _choose(request, opened, Wishes(), proposed, unit="")


@ROUTES.post("/case/{reference}/share")
async def share(request: web.Request) -> web.StreamResponse:
    """Change what is left out, look at what goes along, or make the parcel."""
    _, opened = await request.app[SITTING].view(request.match_info["reference"], PURPOSE)
    form = await form_of(request)
    proposed = frozenset(one.number for one in proposals(opened.case))
    out = _numbers(await ticked(request, "out"))
    wishes = Wishes(
        keep=proposed - out,
        leave_out=tuple(line.strip() for line in form.get("words", "").split("\n") if line.strip()),
        without=frozenset(await ticked(request, "without")),
        files=_numbers(await ticked(request, "file")),
        assessments=form.get("assessments") == "1",
    )
    unit, step = form.get("unit", "").strip(), form.get("step", "")
    try:
        match step:
            case "look":
                return await _preview(request, wishes, unit)
            case "make":
                return await _make(request, wishes, unit)
    except UsageError as error:
        return _choose(request, opened, wishes, proposed, unit=unit, said=str(error).capitalize(), status=400)
    return _choose(request, opened, wishes, proposed, unit=unit)


@ROUTES.get("/case/{reference}/share/{number:[0-9a-f]{16}}")
async def made(request: web.Request) -> web.StreamResponse:
    """A parcel that was made, to be read through and taken away."""
    reference, number = request.match_info["reference"], request.match_info["number"]
    parcel = request.app[PARCELS].get(reference, number)
    warning = "" if parcel.searched else NO_CONTACT.capitalize()
    return page(request, "shared.html", reference=reference, number=number, parcel=parcel, warning=warning)


@ROUTES.get("/case/{reference}/share/{number:[0-9a-f]{16}}/{name}")
async def part(request: web.Request) -> web.StreamResponse:
    """One file of a parcel."""
    reference, name = request.match_info["reference"], request.match_info["name"]
    content = request.app[PARCELS].get(reference, request.match_info["number"]).packed.content.get(name)
    if content is None:
        raise web.HTTPNotFound
    called = name if name.startswith(reference) else f"{reference}-{name}"
    return given(content, called, _TYPES.get(name.rpartition(".")[2], "application/octet-stream"))


async def _preview(request: web.Request, wishes: Wishes, unit: str) -> web.Response:
    """The case as the unit would get it."""
    sitting, recipient = request.app[SITTING], unit_of(unit)
    stored, opened = await sitting.view(request.match_info["reference"], PURPOSE)
    contact, known = await contact_to_look_for(sitting, stored, OPEN)
    extracted = extract(opened.case, wishes.marks(opened.case, contact, sitting.guide), sitting.guide)
    return page(
        request,
        "share_preview.html",
        case=opened.case,
        content=extracted.content,
        left_out=extracted.left_out,
        wishes=wishes,
        out=sorted({one.number for one in proposals(opened.case)} - wishes.keep),
        unit=unit,
        to=fingerprint(recipient.raw),
        reading=as_read,
        warning="" if known else NO_CONTACT.capitalize(),
    )


async def _make(request: web.Request, wishes: Wishes, unit: str) -> web.Response:
    """Make the parcel, on record as taken out."""
    sitting, recipient = request.app[SITTING], unit_of(unit)
    stored, opened = await sitting.take_out(request.match_info["reference"], PURPOSE)
    contact, known = await contact_to_look_for(sitting, stored, EXPORT)
    marks = wishes.marks(opened.case, contact, sitting.guide)
    packed = await pack(opened.case, marks, sitting.guide, unit=recipient, files=sitting.files, keys=sitting.keys)
    reference = opened.case.reference
    number = request.app[PARCELS].keep(reference, Made(packed, fingerprint(recipient.raw), known))
    raise web.HTTPSeeOther(f"/case/{reference}/share/{number}")


def _choose(
    request: web.Request,
    opened: Opened,
    wishes: Wishes,
    proposed: frozenset[int],
    *,
    unit: str,
    said: str = "",
    status: int = 200,
) -> web.Response:
    case, guide = opened.case, request.app[SITTING].guide
    labels = guide.labels()
    values: dict[str, Any] = {
        "case": case,
        "proposals": [(one, labels.get(one.where, one.where)) for one in proposals(case)],
        "out": proposed - wishes.keep,
        "answers": _answers(case, guide),
        "files": [(one.number, file_view("", one)) for one in attachments(case.attachments) if not one.original],
        "decided": bool(case.assessments),
    }
    return page(request, "share.html", status=status, wishes=wishes, unit=unit, said=said, **values)


def _answers(case: Case, guide: Guide) -> list[tuple[str, str, str]]:
    """The answers that can go along: name, what it is about, and how it was understood."""
    asked = [slot for slot in guide.slots if slot.section not in ABOUT_THE_REPORTER and not slot.part]
    return [
        (slot.name, slot.label, guide.shown(slot.name, value) or value_text(value))
        for slot in asked
        if slot.name in case.slots and (value := case.slots[slot.name].value) is not None
    ]


def _numbers(values: Sequence[str]) -> frozenset[int]:
    return frozenset(int(value) for value in values if value.isascii() and value.isdigit())
