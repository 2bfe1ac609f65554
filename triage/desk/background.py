"""Work in the background of a desk: how far it is, and when it has its turn. Whoever waits for a page goes first.

A desk is one process with one event loop, and what takes long (following the trail, opening many cases) is many small
steps. A step is only taken while nobody waits for a page, so that a page is late by one step at most.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

_LONGEST_WAIT = 0.1  # seconds before each step: a page that takes long, such as a film, does not stop everything else


@dataclass
class Progress:
    """How far something has come."""

    done: int = 0
    total: int = 0
    failed: int = 0

    @property
    def running(self) -> bool:
        """Whether there are more to come."""
        return self.done < self.total


class Turns:
    """Who has the event loop: those who wait for pages, or else work in the background."""

    def __init__(self) -> None:
        self._waiting = 0
        self._nobody = asyncio.Event()
        self._nobody.set()

    @contextmanager
    def page(self) -> Iterator[None]:
        """Somebody waits for a page while the block runs."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """A page waits for work in the background itself while the block runs, and so lets it go on."""
        self._count(-1)
        try:
            yield
        finally:
            self._count(1)

    async def mine(self) -> None:
        """Wait for the turn of one more step in the background."""
        await asyncio.sleep(0)
        if self._waiting > 0:
            with suppress(TimeoutError):
                async with asyncio.timeout(_LONGEST_WAIT):
                    await self._nobody.wait()

    def _count(self, more: int) -> None:
        self._waiting += more
        (self._nobody.clear if self._waiting > 0 else self._nobody.set)()
