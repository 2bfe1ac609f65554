"""Where something is going to listen, and whether it does."""

from __future__ import annotations

import asyncio
import random
import socket

import aiohttp

# Below what systems give to connections that go out, any of which could otherwise take a port before it is listened on.
PORTS = range(10_240, 32_000)


def free_port() -> int:
    """A port that nothing listens on."""
    while True:
        port = random.choice(PORTS)  # noqa: S311 - tests side by side should rarely choose the same
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port


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
