"""Where something is going to listen, and whether it does."""

from __future__ import annotations

import asyncio
import socket

import aiohttp


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def answers(url: str, seconds: float) -> None:
    """Wait until something answers there.

    Raises:
        TimeoutError: nothing did.
    """
    async with asyncio.timeout(seconds), aiohttp.ClientSession() as session:
        while True:
            try:
                async with session.get(url):
                    return
            except aiohttp.ClientError:
                await asyncio.sleep(0.05)
