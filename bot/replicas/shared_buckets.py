"""The buckets that several gateways draw on: counted in Redis by the library `limits`, in a sliding minute."""

from __future__ import annotations

from typing import Any

from limits import RateLimitItemPerMinute
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter

from bot.limits import Buckets, Limits
from drafts.shared.box import Box
from drafts.shared.server import reached


class SharedBuckets(Buckets):
    """Buckets of all gateways together.

    Args:
        limits: what is taken, of all of them.
        url: of Redis.
        pool: connections to it.
        box: hides whose bucket is which.
    """

    def __init__(self, limits: Limits, url: str, pool: Any, box: Box) -> None:
        super().__init__(limits)
        self._box = box
        storage = RedisStorage(
            f"async+{url}", implementation="redispy", key_prefix=f"{box.prefix}limit", connection_pool=pool
        )
        self._shared = SlidingWindowCounterRateLimiter(storage)

    async def _take(self, rate: float, *bucket: str, share: float = 0) -> bool:
        item, name = RateLimitItemPerMinute(max(1, int(rate))), self._box.name(*bucket)
        with reached():
            if share and not await self._shared.test(item, name, cost=1 + int(share * rate)):
                return False
            return bool(await self._shared.hit(item, name))
