"""The one way into a desk: a link that works once, and the cookie that it gives."""

from __future__ import annotations

import asyncio
import hmac
import secrets
import time
from dataclasses import dataclass, field

from aiohttp import web

COOKIE = "candour_desk"


@dataclass
class Door:
    """The one way in.

    Args:
        hosts: names and ports under which this desk is asked.
        idle_seconds: after which it locks.
    """

    hosts: frozenset[str]
    idle_seconds: float
    link: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    form: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    used: bool = False
    seen: float = field(default_factory=time.monotonic)
    locked: asyncio.Event = field(default_factory=asyncio.Event)

    def enter(self, token: str) -> bool:
        """Let the first one in who has the link."""
        fits = same(token, self.link) and not self.used
        self.used = self.used or fits
        return fits

    def knows(self, request: web.Request) -> bool:
        """Whether this is the browser that was let in."""
        return self.used and same(request.cookies.get(COOKIE, ""), self.session)

    @property
    def left(self) -> float:
        """Seconds until it locks, unless somebody asks for something."""
        return self.seen + self.idle_seconds - time.monotonic()


DOOR = web.AppKey("door", Door)


def same(given: str, expected: str) -> bool:
    """Compare a secret with what was given, in a time that tells nothing."""
    # On bytes: compare_digest refuses text that is not ASCII.
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode("ascii"))
