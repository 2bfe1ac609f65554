"""The page: one template for chats with and without script, and its style sheet, scripts and icon; all from memory."""

from __future__ import annotations

from pathlib import Path

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot import words
from bot.channels.web.plain.sheet import Line
from bot.channels.web.plain.view import Shown, View
from bot.headers import CONTENT_SECURITY_POLICY, RESOURCE_POLICY, policy_without_script
from bot.receipts import wording
from candour.settings import Settings
from interview.guide import load_guide, with_numbers
from interview.signposts import load_signposts, numbers

PAGES = Path(__file__).parents[2] / "pages"
TYPES = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "files.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# Somewhere harmless that half the country has open; it learns nothing, for the referrer stays on this site.
EXIT_URL = "https://www.bbc.co.uk/weather"
EXIT_ORIGIN = "https://www.bbc.co.uk"


class Page:
    """The chat's pages for these settings."""

    def __init__(self, settings: Settings) -> None:
        environment = Environment(
            loader=FileSystemLoader(PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        signposts = load_signposts(settings.signposts)
        guide = with_numbers(load_guide(), numbers(signposts))
        texts, self._first_buttons = guide.opening()
        self._opening = [Shown(Line("theirs", text)) for text in texts]
        environment.globals.update(
            demo=settings.demo,
            days=settings.draft_days,
            signposts=signposts,
            exit_url=EXIT_URL,
            megabytes=settings.file_megabytes,
            commands=[titles[0].casefold() for titles in guide.commands.values()],
            words=words,
            receipts=wording,
        )
        self._chat = environment.get_template("chat.html")
        self._problem = environment.get_template("problem.html")
        self._files = {name: (PAGES / name).read_text("utf-8") for name in TYPES}
        self._widget = (PAGES / "widget.js").read_text("utf-8") if settings.embed_origins else ""
        self._policy = policy_without_script(settings, EXIT_ORIGIN)

    def response(self, view: View) -> web.Response:
        """Render the chat. In the middle of a conversation without script, none may run."""
        html = self._chat.render(
            view=view,
            lines=view.lines or self._opening,
            buttons=view.buttons if view.lines else self._first_buttons,
        )
        headers = {CONTENT_SECURITY_POLICY: self._policy} if view.going else {}
        return web.Response(text=html, status=view.status, content_type="text/html", headers=headers)

    def problem(self, status: int) -> web.Response:
        """Render a page that says, kindly, what went wrong."""
        title, text = words.PROBLEMS.get(status, words.PROBLEMS[500])
        html = self._problem.render(title=title, text=text)
        headers = {CONTENT_SECURITY_POLICY: self._policy}
        return web.Response(text=html, status=status, content_type="text/html", headers=headers)

    async def widget(self, _request: web.Request) -> web.Response:
        """Serve what embeds the chat in other sites, where there are any that may."""
        if not self._widget:
            raise web.HTTPNotFound
        return web.Response(text=self._widget, content_type=TYPES["chat.js"], headers={RESOURCE_POLICY: "cross-origin"})

    async def static(self, request: web.Request) -> web.Response:
        """Serve one of the page's own files, and no other."""
        name = request.match_info["name"]
        if name not in TYPES:
            raise web.HTTPNotFound
        return web.Response(text=self._files[name], content_type=TYPES[name])


def kind_problems(page: Page) -> Middleware:
    """Make a middleware that shows what went wrong as a page to whoever can read pages."""

    @web.middleware
    async def show(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as problem:
            if problem.status < 400 or "text/html" not in request.headers.get(hdrs.ACCEPT, ""):
                raise
            response = page.problem(problem.status)
            if hdrs.ALLOW in problem.headers:
                response.headers[hdrs.ALLOW] = problem.headers[hdrs.ALLOW]
            return response

    return show
