"""A site with a chat on it: the same page three times, with Candour's, rasa-webchat's and deep-chat's."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import web
from aiohttp.test_utils import TestServer
from socketio import AsyncServer  # type: ignore[import-untyped]

MODULES = Path(__file__).parent / "node_modules"
PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>A charity's page</title></head><body><main><h1>Help after abuse by police</h1></main>{chat}</body></html>
"""


@dataclass(frozen=True)
class Chat:
    """One chat.

    Attributes:
        name: what it is called, with its version.
        html: what puts it on a page; {candour} is Candour's address.
        script: the file it needs of the site itself, if any.
        launcher: CSS selector of the button that opens it; empty when it is open from the start.
        box: CSS selector of where one types.
    """

    name: str
    html: str
    launcher: str
    box: str
    script: Path | None = None


CHATS = (
    Chat("Candour", '<script src="{candour}/widget.js"></script>', "candour-chat button, button", "#message"),
    Chat(
        "rasa-webchat 1.0.1",
        '<script src="/chat.js"></script><script>WebChat.default({{socketUrl: location.origin}}, null)</script>',
        ".rw-launcher",
        ".rw-new-message",
        MODULES / "rasa-webchat" / "lib" / "index.js",
    ),
    Chat(
        "deep-chat 2.4.2",
        '<script type="module" src="/chat.js"></script><deep-chat demo="true"></deep-chat>',
        "",
        "#text-input",
        MODULES / "deep-chat" / "dist" / "deepChat.bundle.js",
    ),
)

OWN_PAGE = Chat("Candour's own page", "", "", "#message")


@asynccontextmanager
async def running_host(chat: Chat, port: int, candour: str) -> AsyncIterator[str]:
    """Serve the page, compressed as any web server would, and give its address."""

    async def page(_request: web.Request) -> web.Response:
        response = web.Response(text=PAGE.format(chat=chat.html.format(candour=candour)), content_type="text/html")
        response.enable_compression()
        return response

    async def script(_request: web.Request) -> web.Response:
        content = chat.script.read_bytes() if chat.script else b""
        response = web.Response(body=content, content_type="text/javascript")
        response.enable_compression()
        return response

    app = web.Application()
    _add_socket(app)
    app.router.add_get("/", page)
    app.router.add_get("/chat.js", script)
    server = TestServer(app, host="127.0.0.1", port=port)
    await server.start_server(access_log=None)
    try:
        yield f"http://localhost:{port}"
    finally:
        await server.close()


def _add_socket(app: web.Application) -> None:
    """What rasa-webchat stays hidden without: the handshake of Rasa's own channel for it."""
    server = AsyncServer(async_mode="aiohttp", cors_allowed_origins=[])
    server.attach(app)

    @server.event  # type: ignore[untyped-decorator]
    async def session_request(visitor: str, _data: object) -> None:
        await server.emit("session_confirm", visitor, to=visitor)
