"""Reads the body of a request as it streams in, and gives up a connection that has died."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable
from typing import TypeVar

from aiohttp import ClientConnectionError, ClientPayloadError, web

SILENT_SECONDS = 60  # without a byte: the connection is dead, and its place is somebody else's
BROKEN_OFF = (ClientConnectionError, ClientPayloadError, ConnectionError, TimeoutError)
T = TypeVar("T")


async def in_time(reading: Awaitable[T]) -> T:
    """Read on.

    Raises:
        TimeoutError: nothing came.
    """
    async with asyncio.timeout(SILENT_SECONDS):
        return await reading


async def chunks(request: web.Request, cut: Exception) -> AsyncIterator[bytes]:
    """The body as it comes; `cut` is raised when it breaks off."""
    try:
        while chunk := await in_time(request.content.readany()):
            yield chunk
    except BROKEN_OFF:
        raise cut from None
