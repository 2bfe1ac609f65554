"""How much is taken from whom: token buckets per sender, per channel and for all together, none by address.

Who is over a limit is told to wait. A flood of new reports is not turned away: what is more than usual is taken and
marked, and triage sees the mark (docs/decisions/0070-floods.md).
"""

from __future__ import annotations

import os
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from aiolimiter import AsyncLimiter

SENDERS_REMEMBERED = 10_000
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
    """The buckets of one process."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._in_all = AsyncLimiter(limits.in_all)
        self._new = AsyncLimiter(limits.new_reports)
        self._forms = AsyncLimiter(limits.forms)
        self._form_files = AsyncLimiter(limits.form_files)
        self._channels: dict[str, AsyncLimiter] = {}
        self._new_on: dict[str, AsyncLimiter] = {}
        self._senders: OrderedDict[str, AsyncLimiter] = OrderedDict()

    async def sender_may(self, sender: str) -> bool:
        """Whether this sender may send one more message now; takes the place in its bucket if so."""
        bucket = self._senders.pop(sender, None) or AsyncLimiter(self._limits.per_sender)
        self._senders[sender] = bucket
        if len(self._senders) > SENDERS_REMEMBERED:
            self._senders.popitem(last=False)
        return await _take(bucket)

    async def all_may(self, channel: str, *, mid_report: bool) -> bool:
        """Whether one more message may come from anybody on this channel now."""
        own = self._channels.setdefault(channel, AsyncLimiter(self._limits.per_channel))
        share = 0 if mid_report else RESERVED
        return await _take(own, share) and await _take(self._in_all, share)

    async def form_may(self) -> bool:
        """Whether one more report may come by the form now."""
        return await _take(self._forms)

    async def form_file_may(self) -> bool:
        """Whether one more file that was sealed in a browser may come now."""
        return await _take(self._form_files)

    async def in_flood(self, channel: str) -> bool:
        """Note one more new report on this channel; returns whether there are more than usual."""
        own = self._new_on.setdefault(channel, AsyncLimiter(max(1, self._limits.new_reports * 2 / 3)))
        return not (await _take(own) and await _take(self._new))


def has_room(place: Path, wanted: int) -> bool:
    """Whether the disk of a folder, which need not be there yet, has so many bytes free, and some files left."""
    while not place.exists():
        place = place.parent
    disk = os.statvfs(place)
    return disk.f_bavail * disk.f_frsize >= wanted and (disk.f_files == 0 or disk.f_favail >= 100)


async def _take(bucket: AsyncLimiter, share: float = 0) -> bool:
    if not bucket.has_capacity(1 + share * bucket.max_rate):
        return False
    await bucket.acquire()
    return True
