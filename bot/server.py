"""aiohttp's server with its talkative parts replaced: nothing logs an address, and even a request that is no HTTP
is answered with the gateway's own headers.

`aiohttp.web.AppRunner` offers no way to choose the request handler, hence the two overrides of its internals.
"""

from __future__ import annotations

from typing import Any

from aiohttp import hdrs, web
from aiohttp.web_request import BaseRequest

from bot.channels.web import SETTINGS
from bot.headers import hardening
from candour.logs import Event, error_name, log


class _Bare(web.Response):
    """A response that does not name the software that made it."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.popall(hdrs.SERVER, None)


class _Handler(web.RequestHandler):
    hardening: dict[str, str] = {}  # noqa: RUF012 - replaced, never changed

    def handle_error(
        self, request: BaseRequest, status: int = 500, exc: BaseException | None = None, message: str | None = None
    ) -> web.StreamResponse:
        """Answer what cannot be read as HTTP. aiohttp's own method logs the address and repeats the bytes."""
        log(Event.REQUEST_FAILED, level="warning", status=status, error=error_name(exc) if exc else "")
        if request.writer.output_size > 0:
            raise ConnectionError
        response = _Bare(status=status, text=f"{status}: this request cannot be answered\n", headers=self.hardening)
        response.force_close()
        return response


class _Server(web.Server):
    def __call__(self) -> web.RequestHandler:
        return _Handler(self, loop=self._loop, **self._kwargs)


class Runner(web.AppRunner):
    """Runs the gateway's application without an access log."""

    def __init__(self, app: web.Application, **kwargs: Any) -> None:
        super().__init__(app, access_log=None, **kwargs)

    async def listen(self, host: str, port: int) -> None:
        """Listen on this address."""
        await web.TCPSite(self, host, port, reuse_address=True).start()

    async def stop_listening(self) -> None:
        """Take no new connection; those that are open go on."""
        for site in list(self.sites):
            await site.stop()

    async def _make_server(self) -> web.Server:
        _Handler.hardening = hardening(self.app[SETTINGS])
        server = await super()._make_server()
        server.__class__ = _Server
        return server
