"""Token buckets: per sender and for all together, none by address. Who is over a limit is told to wait."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from aiolimiter import AsyncLimiter

SENDERS_REMEMBERED = 10_000


@dataclass(frozen=True)
class Limits:
    """Messages a minute. Opening a report has its own, smaller bucket, so that a flood of new ones leaves room for
    people who are in the middle of theirs."""

    per_sender: float = 240
    in_all: float = 12_000
    new_reports: float = 600


class Buckets:
    """The buckets of one process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._in_all = AsyncLimiter(limits.in_all)
        self._new = AsyncLimiter(limits.new_reports)
        self._senders: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def sender_may(self, sender: str) -> bool:
        """Whether this sender may send one more message now; takes the place in its bucket if so."""
        bucket = self._senders.pop(sender, None) or AsyncLimiter(self._limits.per_sender)
        self._senders[sender] = bucket
        if len(self._senders) > SENDERS_REMEMBERED:
            self._senders.popitem(last=False)
        return await _take(bucket)

    async def all_may(self, opening: bool) -> bool:
        """Whether one more message, or one more new report, may come from anybody now."""
        return await _take(self._new if opening else self._in_all)


async def _take(bucket: AsyncLimiter) -> bool:
    if not bucket.has_capacity():
        return False
    await bucket.acquire()
    return True
