"""The page: one template for chats with and without script, and its style sheet, scripts and icon; all from memory."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from rcssmin import cssmin  # type: ignore[import-untyped]
from rjsmin import jsmin  # type: ignore[import-untyped]

from bot import words
from bot.channels.web.form import wording as of_form
from bot.channels.web.plain.sheet import MINE, Line
from bot.channels.web.plain.view import Shown, View
from bot.headers import CONTENT_SECURITY_POLICY, RESOURCE_POLICY, policy, policy_without_script
from bot.receipts import wording
from bot.speech import Speech, Speeches
from candour.settings import Settings
from interview.catalogues import known, offered, texts
from interview.guide import Guide, load_guide, with_numbers
from interview.languages import ENGLISH
from interview.signposts import Signpost, load_signposts, numbers
from triage.reference import WRITTEN

PAGES = Path(__file__).parents[2] / "pages"
TYPES = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "files.js": "text/javascript",
    "form.css": "text/css",
    "form.js": "text/javascript",
    "seal.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# Somewhere harmless that half the country has open; it learns nothing, for the referrer stays on this site.
EXIT_URL = "https://www.bbc.co.uk/weather"
EXIT_ORIGIN = "https://www.bbc.co.uk"
LANGUAGE = "language"  # in an address: the language of the page there
_STRONG = re.compile(r"\*([^*]+)\*")
_WIDGET_TEXTS = "/* texts */ {}"
_AS_BUILT = ("seal.js",)  # byte for byte what was built from sources that anybody can look at
_SMALLER = {".js": jsmin, ".css": cssmin}


class Page:
    """The chat's pages for these settings.

    Args:
        settings: of this process.
        speeches: all languages.
    """

    def __init__(self, settings: Settings, speeches: Speeches) -> None:
        self._speeches = speeches
        signposts = load_signposts(settings.signposts)
        self._strong = {**numbers(signposts), "escape": "Esc"}
        guide = with_numbers(load_guide(), numbers(signposts))
        texts, self._first_buttons = guide.opening()
        self._opening = [Shown(Line("theirs", text)) for text in texts]
        self._environment = environment = _templates(settings, guide, signposts)
        self._chat = environment.get_template("chat.html")
        self._problem = environment.get_template("problem.html")
        self._files = {name: _small(PAGES / name) for name in TYPES}
        self._widget = self._of_widget() if settings.embed_origins else ""
        self._policy = policy_without_script(settings, EXIT_ORIGIN)
        # On a slow network a style sheet of its own keeps people waiting before they can begin. Pages in the middle of
        # a conversation are not compressed, and are shorter without it.
        self._style = self._files["chat.css"]
        self._opening_policy = policy(settings, self._style)

    def response(self, view: View) -> web.Response:
        """Render the chat. In the middle of a conversation without script, none may run."""
        speech = self._speeches.of(view.language)
        html = self._chat.render(
            **self._spoken(speech),
            view=view,
            lines=view.lines or self._opening,
            buttons=speech.buttons(view.buttons if view.lines else self._first_buttons),
            style="" if view.going else Markup(self._style),  # noqa: S704 - our own file
        )
        headers = {CONTENT_SECURITY_POLICY: self._policy if view.going else self._opening_policy}
        response = web.Response(text=html, status=view.status, content_type="text/html", headers=headers)
        return response if view.going else _compressed(response)

    def render(
        self, template: str, language: str = ENGLISH, *, status: int, scripted: bool, **values: object
    ) -> web.Response:
        """Render another page of this site; without script none may run on it."""
        spoken = self._spoken(self._speeches.of(language))
        html = self._environment.get_template(template).render(**spoken, **values, scripted=scripted)
        headers = {} if scripted else {CONTENT_SECURITY_POLICY: self._policy}
        return web.Response(text=html, status=status, content_type="text/html", headers=headers)

    def problem(self, status: int, language: str = ENGLISH) -> web.Response:
        """Render a page that says, kindly, what went wrong."""
        title, text = words.PROBLEMS.get(status, words.PROBLEMS[500])
        html = self._problem.render(**self._spoken(self._speeches.of(language)), title=title, text=text)
        headers = {CONTENT_SECURITY_POLICY: self._policy}
        return web.Response(text=html, status=status, content_type="text/html", headers=headers)

    def _spoken(self, speech: Speech) -> dict[str, Any]:
        """What a template needs to be in a language."""
        return {
            "language": speech.language,
            "_": speech.say_unfilled,
            "text_of": lambda kind, text: speech.title(text) if kind.startswith(MINE) else speech.text(text),
            "said_title": speech.title,
            "rich": lambda text: _rich(text, self._strong),
            "home": "/" if speech.english else f"/?{LANGUAGE}={speech.language.code}",
            "whole_form": "/form" if speech.english else f"/form?{LANGUAGE}={speech.language.code}",
        }

    def _of_widget(self) -> str:
        """The script for other sites, with its few texts in all languages."""
        texts = {code: _widget_texts(self._speeches.of(code)) for code in offered() if code != ENGLISH}
        return _small(PAGES / "widget.js", json.dumps(texts, ensure_ascii=False))

    async def widget(self, _request: web.Request) -> web.Response:
        """Serve what embeds the chat in other sites, where there are any that may."""
        if not self._widget:
            raise web.HTTPNotFound
        headers = {RESOURCE_POLICY: "cross-origin"}
        return _compressed(web.Response(text=self._widget, content_type=TYPES["chat.js"], headers=headers))

    async def static(self, request: web.Request) -> web.Response:
        """Serve one of the page's own files, and no other."""
        name = request.match_info["name"]
        if name not in TYPES:
            raise web.HTTPNotFound
        return _compressed(web.Response(text=self._files[name], content_type=TYPES[name]))


def _templates(settings: Settings, guide: Guide, signposts: Mapping[str, Signpost]) -> Environment:
    """The templates, with what all of them may name."""
    environment = Environment(
        loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals.update(
        demo=settings.demo,
        days=settings.draft_days,
        onion=settings.onion_url,
        signposts=signposts,
        exit_url=EXIT_URL,
        megabytes=settings.file_megabytes,
        commands=[titles[0].casefold() for titles in guide.commands.values()],
        words=words,
        receipts=wording,
        languages=offered(),
        form_languages=form_languages(),
        form_link=of_form.LINK,
        reference_in=_reference_in,
    )
    return environment


def _compressed(response: web.Response) -> web.Response:
    """Let what is the same for everybody be compressed. Never what was said: its length would tell of its content."""
    response.enable_compression()
    return response


def _small(file: Path, texts: str = "{}") -> str:
    """A file without its comments and indents, which nobody's telephone needs."""
    content = file.read_text("utf-8").replace(_WIDGET_TEXTS, texts)
    smaller = _SMALLER.get(file.suffix) if file.name not in _AS_BUILT else None
    return str(smaller(content)) if smaller else content


@lru_cache(maxsize=1)
def form_languages() -> tuple[str, ...]:
    """The languages that the form can be in: those whose catalogue has its own wording."""
    constants = [value for name, value in vars(of_form).items() if name.isupper()]
    ours = [text for value in constants for text in (value if isinstance(value, tuple) else [value])]
    wording = [text for text in ours if isinstance(text, str)]
    return tuple(code for code in offered() if code == ENGLISH or all(text in texts(code) for text in wording))


def form_language(code: str | None) -> str:
    """The language of the form for whoever asks for this one."""
    return code if code in form_languages() else ENGLISH


def language_of(request: web.Request) -> str:
    """The language that a request's address asks for."""
    return known(request.query.get(LANGUAGE))


def _reference_in(text: str) -> str:
    found = WRITTEN.search(text)
    return found[0] if found else ""


def _rich(text: str, strong: Mapping[str, str]) -> Markup:
    """A text with *words* and {numbers} that stand out."""
    marked = _STRONG.sub(r"<strong>\1</strong>", str(escape(text)))
    tags = {name: "kbd" if name == "escape" else "strong" for name in strong}
    shown = {name: f"<{tags[name]}>{escape(value)}</{tags[name]}>" for name, value in strong.items()}
    return Markup(re.sub(r"\{(\w+)\}", lambda name: shown.get(name[1], name[0]), marked))  # noqa: S704 - escaped


def _widget_texts(speech: Speech) -> dict[str, str]:
    return {name: speech.say(text) for name, text in words.WIDGET.items()}


def kind_problems(page: Page) -> Middleware:
    """Make a middleware that shows what went wrong as a page to whoever can read pages."""

    @web.middleware
    async def show(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as problem:
            if problem.status < 400 or "text/html" not in request.headers.get(hdrs.ACCEPT, ""):
                raise
            response = page.problem(problem.status, language_of(request))
            if hdrs.ALLOW in problem.headers:
                response.headers[hdrs.ALLOW] = problem.headers[hdrs.ALLOW]
            return response

    return show
