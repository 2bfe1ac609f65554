"""Which pages may open the chat's WebSocket: only the gateway's own, by an exact match of the Origin header."""

from __future__ import annotations

from aiohttp import hdrs, web

from bot.headers import on_onion, public_origin
from candour.settings import Settings

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")


class Origins:
    """The origins of the gateway's own page.

    At the onion address it is that one. With a public address it is that (and the machine itself, for whoever tries the
    page there). Without one it is the address by which the request reached the gateway.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._public = public_origin(settings)

    def allow(self, request: web.Request) -> bool:
        """Whether this request carries exactly one Origin header, and it names an own page."""
        given = request.headers.getall(hdrs.ORIGIN, [])
        return len(given) == 1 and given[0] in self._own(request)

    def _own(self, request: web.Request) -> set[str]:
        here = f"{request.scheme}://{request.host}"
        if on_onion(request, self._settings):
            return {self._settings.onion_url}
        if not self._public:
            return {here}
        name = request.host.rpartition(":")[0] or request.host
        return {self._public, here} if name in _LOOPBACK else {self._public}
