"""Pages: templates whose every value is escaped, and made harmless, before it stands in them."""

from __future__ import annotations

from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from triage.desk.render import harmless
from triage.desk.roles import may
from triage.desk.sharing.marks import LEFT_OUT
from triage.desk.sitting import Sitting, today
from triage.desk.web import words
from triage.desk.web.door import DOOR

FOLDER = Path(__file__).parent
SITTING = web.AppKey("sitting", Sitting)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The templates. What a reporter typed can neither be markup nor act on the page: see `harmless`."""
    made = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"day": words.day, "ago": words.ago, "redacted": _redacted}
    made.globals |= {"words": words}
    return made


def page(request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
    """Write a page of an open desk."""
    door, sitting = request.app[DOOR], request.app[SITTING]
    common = {
        "form_token": door.form,
        "idle_seconds": int(door.idle_seconds),
        "me": sitting.team.name(sitting.me) if sitting.keys else "",
        "today": today(),
        "sitting": sitting,
        "open": True,
        "may": partial(_may, sitting),
        "path": request.path,
    }
    return _html(environment().get_template(template).render(common | values), status)


def problem(request: web.Request, status: int, text: str) -> web.Response:
    """Write a page that says one thing, to anybody."""
    known = request.app[DOOR].knows(request) and not request.app[DOOR].locked.is_set()
    if known:
        return page(request, "problem.html", status=status, text=text)
    values = {"open": False, "text": text}
    return _html(environment().get_template("problem.html").render(values), status)


def _html(text: str, status: int) -> web.Response:
    return web.Response(text=text, status=status, content_type="text/html", charset="utf-8")


def _may(sitting: Sitting, act: str) -> bool:
    """Whether who sits here may do something: what they may not is not offered."""
    return may(act, sitting.team.roles.of(key.fingerprint for key in sitting.keys))


def _redacted(text: str) -> Markup:
    """A text in which what was left out can be seen at once."""
    return Markup("<mark>left out</mark>").join(map(escape, harmless(text).split(LEFT_OUT)))


def _finalize(value: Any) -> Any:
    return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value
