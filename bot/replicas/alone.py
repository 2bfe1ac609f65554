"""One gateway that has nobody to agree with."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from weakref import WeakValueDictionary

from bot.limits import Buckets, Limits
from bot.line import Line
from bot.replicas.base import Heard, Replicas
from bot.replicas.notes import OwnNotes


class Alone(Replicas):
    """Everything in this process's memory."""

    def __init__(self) -> None:
        self.notes = OwnNotes()
        self._locks: WeakValueDictionary[tuple[str, str], asyncio.Lock] = WeakValueDictionary()

    @asynccontextmanager
    async def holding(self, what: str, name: str) -> AsyncIterator[None]:
        """As in Replicas, and in the order of asking."""
        async with self._locks.setdefault((what, name), asyncio.Lock()):
            yield

    def held(self, what: str, names: Collection[str]) -> set[str]:
        """As in Replicas."""
        locks = ((name, self._locks.get((what, name))) for name in names)
        return {name for name, lock in locks if lock is not None and lock.locked()}

    def handed(self, line: Line, answers: set[str]) -> set[str]:
        """As in Replicas."""
        return answers & line.handed

    def hand(self, line: Line, answers: set[str]) -> set[str]:
        """As in Replicas."""
        free = answers - line.handed
        line.handed |= free
        return free

    def release(self, line: Line, answers: set[str]) -> None:
        """As in Replicas."""
        line.handed -= answers

    def make_buckets(self, limits: Limits) -> Buckets:
        """As in Replicas."""
        return Buckets(limits)

    async def tell_answers(self, sender: str) -> None:
        """There is nobody to tell."""

    async def tell_opened(self, sender: str) -> None:
        """There is nobody to tell."""

    def start(self, answers: Heard, opened: Heard) -> None:
        """There is nobody to listen to."""

    async def close(self) -> None:
        """Nothing is open."""
