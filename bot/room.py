"""Who is next at Rasa: a few turns at a time, those far into their report first, and newcomers never shut out.

In a flood this is what leaves room for people who are in the middle of a report. Whoever is further along is served
before those who only begin, so that ten thousand openings keep nobody from answering the next question; and as reports
that have been begun are finished first, there are never many of them at a time.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

AT_ONCE = 16  # Rasa takes about 40 turns a second: more at once would only wait inside it, where nobody can overtake
EVERY = 4  # each so manieth place goes to whoever has waited longest, however far along they are
LONGEST = 150  # messages; a report takes 30 to 60, and who sends far more must not stay ahead of everybody


class Room:
    """The places at Rasa, and those who wait for one.

    Args:
        places: how many turns may be under way at a time.
    """

    def __init__(self, places: int = AT_ONCE) -> None:
        self._free = places
        self._served = 0
        self._waiting: dict[asyncio.Future[None], int] = {}  # in the order of arrival

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return len(self._waiting)

    @asynccontextmanager
    async def place(self, progress: int) -> AsyncIterator[None]:
        """Wait for a place and hold it for the block.

        Args:
            progress: how many messages of this report were answered so far.
        """
        await self._enter(progress if progress <= LONGEST else 0)
        try:
            yield
        finally:
            self._leave()

    async def _enter(self, rank: int) -> None:
        if self._free:
            self._free -= 1
            return
        future = asyncio.get_running_loop().create_future()
        self._waiting[future] = rank
        try:
            await future
        except asyncio.CancelledError:
            if self._waiting.pop(future, None) is None:
                self._leave()  # it was given the place in the same moment
            raise

    def _leave(self) -> None:
        if not self._waiting:
            self._free += 1
            return
        self._served += 1
        longest = self._served % EVERY == 0
        chosen = next(iter(self._waiting)) if longest else max(self._waiting, key=self._waiting.__getitem__)
        del self._waiting[chosen]
        chosen.set_result(None)
