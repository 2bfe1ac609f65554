"""The page: one template, rendered once, and its style sheet, script and icon; all served from memory."""

from __future__ import annotations

from pathlib import Path

from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from candour.settings import Settings
from interview.signposts import load_signposts

PAGES = Path(__file__).parents[2] / "pages"
TYPES = {
    "chat.css": "text/css",
    "chat.js": "text/javascript",
    "files.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# Somewhere harmless that half the country has open; it learns nothing, for the referrer stays on this site.
EXIT_URL = "https://www.bbc.co.uk/weather"


class Page:
    """The chat's page for these settings."""

    def __init__(self, settings: Settings) -> None:
        environment = Environment(
            loader=FileSystemLoader(PAGES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._html = environment.get_template("chat.html").render(
            demo=settings.demo,
            days=settings.draft_days,
            telegram=bool(settings.telegram_token),
            signposts=load_signposts(settings.signposts),
            exit_url=EXIT_URL,
            megabytes=settings.file_megabytes,
        )
        self._files = {name: (PAGES / name).read_text("utf-8") for name in TYPES}

    async def chat(self, _request: web.Request) -> web.Response:
        """Serve the page."""
        return web.Response(text=self._html, content_type="text/html")

    async def static(self, request: web.Request) -> web.Response:
        """Serve one of the page's own files, and no other."""
        name = request.match_info["name"]
        if name not in TYPES:
            raise web.HTTPNotFound
        return web.Response(text=self._files[name], content_type=TYPES[name])
