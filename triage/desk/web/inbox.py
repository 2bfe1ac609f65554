"""The inbox page: what is to be done, filters, a page of cases, and opening all new ones."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from candour.errors import UsageError
from triage.assessment import OUTCOMES
from triage.desk import inbox
from triage.desk.inbox import Filters, Key
from triage.desk.web import words
from triage.desk.web.pages import SITTING, page

ROUTES = web.RouteTableDef()
_LONGEST = 200  # characters of a filter
_SEARCHES = 100


class Searches:
    """What was looked for, under numbers: words of a case in an address would stay in the browser's history."""

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, str]] = {}

    def keep(self, query: Mapping[str, str]) -> str:
        """Keep what was looked for; returns its number."""
        number = secrets.token_hex(4)
        self._kept[number] = dict(query)
        for oldest in list(self._kept)[:-_SEARCHES]:
            del self._kept[oldest]
        return number

    def get(self, number: str) -> dict[str, str]:
        """What was looked for under a number; nothing where that is forgotten."""
        return dict(self._kept.get(number, {}))


SEARCHES = web.AppKey("searches", Searches)


@ROUTES.get("/")
async def show(request: web.Request) -> web.StreamResponse:
    """The inbox."""
    sitting, number = request.app[SITTING], request.query.get("f", "")
    asked = request.app[SEARCHES].get(number) if number else _plain(request.query)
    filters = filters_of(asked)
    found, counts = await sitting.inbox(filters, _key(request.query.get("after", "")))
    here = {"f": number} if number else asked
    return page(
        request,
        "inbox.html",
        found=found,
        counts=counts,
        filters=filters,
        filtered=filters != Filters(),
        narrowed=replace(filters, which=inbox.OPEN, words="") != Filters(),
        more=_address(here | {"after": _after(found.after)}) if found.after else "",
        first=_address(here) if "after" in request.query else "",
        progress=sitting.progress,
        forces=sitting.forces(),
        categories={value: titles[0] for value, titles in sitting.guide.slot("conduct_category").options.items()},
        assignees={inbox.NOBODY: "Nobody"} | dict(sitting.team.names),
    )


@ROUTES.post("/find")
async def find(request: web.Request) -> web.StreamResponse:
    """Filter and search: what is looked for goes in the body."""
    asked = _plain({name: str(value) for name, value in (await request.post()).items()})
    filters_of(asked)
    raise web.HTTPSeeOther(_address({"f": request.app[SEARCHES].keep(asked)}))


@ROUTES.post("/open-all")
async def open_all(request: web.Request) -> web.StreamResponse:
    """Begin to open all that is not opened here."""
    request.app[SITTING].open_all(assessed=(await request.post()).get("assessed") == "1")
    raise web.HTTPSeeOther("/")


@ROUTES.get("/progress")
async def progress(request: web.Request) -> web.StreamResponse:
    """How far that has come, or reading what cases are compared with, for the page's script."""
    sitting = request.app[SITTING]
    now = sitting.reading if request.query.get("of") == "links" else sitting.progress
    return web.json_response({"done": now.done, "total": now.total, "running": now.running})


def filters_of(query: Mapping[str, str]) -> Filters:
    """Read filters from an address.

    Raises:
        UsageError: one of them is nothing that can be filtered by.
    """
    given: dict[str, Any] = {name: query.get(name, "").strip() for name in _TEXTS}
    if any(len(text) > _LONGEST for text in given.values()):
        raise UsageError(f"a filter has at most {_LONGEST} characters")
    given |= {name: query.get(name) == "1" for name in ("unread", "risk")}
    given |= {name: _day(query.get(name, "")) for name in ("since", "until")}
    given["which"] = given["which"] or inbox.OPEN
    known = {"which": words.WHICH, "outcome": OUTCOMES, "deadline": words.DEADLINES}
    if any(given[name] and given[name] not in values for name, values in known.items()):
        raise UsageError("there is no such filter")
    return Filters(**given)


_TEXTS = ("which", "outcome", "category", "force", "assignee", "deadline", "words")


def _plain(query: Mapping[str, str]) -> dict[str, str]:
    return {name: query[name].strip() for name in (*_TEXTS, "unread", "risk", "since", "until") if query.get(name)}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise UsageError("a day is written as 2026-11-28") from None


def _key(text: str) -> Key | None:
    try:
        rank, day, reference = text.split("_")
        return int(rank), date.fromisoformat(day), reference
    except ValueError:
        return None


def _after(key: Key) -> str:
    return f"{key[0]}_{key[1].isoformat()}_{key[2]}"


def _address(query: Mapping[str, str]) -> str:
    return f"/?{urlencode(query)}"
