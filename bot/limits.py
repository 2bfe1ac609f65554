"""How much is taken from whom: token buckets per sender, per channel and for all together, none by address.

Who is over a limit is told to wait. A flood of new reports is not turned away: what is more than usual is taken and
marked, and triage sees the mark (docs/decisions/0070-floods.md).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass

from aiolimiter import AsyncLimiter

SENDERS_REMEMBERED = 10_000
SENDER = "sender"
MID_REPORT = 5  # messages, the opening included: from here on somebody is in the middle of a report
RESERVED = 0.25  # of each bucket, for those


@dataclass(frozen=True)
class Limits:
    """What is taken.

    Attributes:
        per_sender: messages a minute of one sender.
        per_channel: messages a minute on one channel.
        in_all: messages a minute.
        new_reports: new reports a minute; those beyond it are marked for quarantine. Two thirds of it a channel.
        forms: whole reports a minute by the form, sealed in the browser or not.
        form_files: files a minute that were sealed in the browser.
        newcomers: people who wait for their opening at the same time; those beyond it are told to come back.
        disk: bytes that must be free for a new report, so that reports under way can be finished.
    """

    per_sender: float = 240
    per_channel: float = 9_000
    in_all: float = 12_000
    new_reports: float = 120
    forms: float = 240
    form_files: float = 240
    newcomers: int = 2_000
    disk: int = 64 * 2**20


class Buckets:
    """The buckets of one process.

    Args:
        limits: what is taken.
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._all: dict[tuple[str, ...], AsyncLimiter] = {}
        self._senders: OrderedDict[tuple[str, ...], AsyncLimiter] = OrderedDict()

    async def sender_may(self, sender: str) -> bool:
        """Whether this sender may send one more message now; takes the place in its bucket if so."""
        return await self._take(self._limits.per_sender, SENDER, sender)

    async def all_may(self, channel: str, *, mid_report: bool) -> bool:
        """Whether one more message may come from anybody on this channel now."""
        share = 0 if mid_report else RESERVED
        on_channel = await self._take(self._limits.per_channel, "channel", channel, share=share)
        return on_channel and await self._take(self._limits.in_all, "all", share=share)

    async def form_may(self) -> bool:
        """Whether one more report may come by the form now."""
        return await self._take(self._limits.forms, "forms")

    async def form_file_may(self) -> bool:
        """Whether one more file that was sealed in a browser may come now."""
        return await self._take(self._limits.form_files, "form files")

    async def in_flood(self, channel: str) -> bool:
        """Note one more new report on this channel; returns whether there are more than usual."""
        own = await self._take(max(1, self._limits.new_reports * 2 / 3), "new", channel)
        return not (own and await self._take(self._limits.new_reports, "new"))

    async def _take(self, rate: float, *bucket: str, share: float = 0) -> bool:
        """Take a place in a bucket if there is one, beside the share of it that is for others."""
        limiter = self._limiter(rate, bucket)
        if not limiter.has_capacity(1 + share * limiter.max_rate):
            return False
        await limiter.acquire()
        return True

    def _limiter(self, rate: float, bucket: tuple[str, ...]) -> AsyncLimiter:
        if bucket[0] != SENDER:
            return self._all.setdefault(bucket, AsyncLimiter(rate))
        limiter = self._senders.pop(bucket, None) or AsyncLimiter(rate)
        self._senders[bucket] = limiter
        if len(self._senders) > SENDERS_REMEMBERED:
            self._senders.popitem(last=False)
        return limiter
