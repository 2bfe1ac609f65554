"""Keeps two turns of one conversation apart: in this Rasa's memory, or in the Redis that several Rasas share.

Rasa's own store on Redis reads its queue, changes it and writes it back in three steps, so that two Rasas can draw the
same ticket; this one is redis-py's lock, which Redis gives in one.
"""

from __future__ import annotations

import os
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LOCK_LIFETIME, InMemoryLockStore, LockError
from redis import exceptions

from candour.settings import load_settings
from drafts.opening import shared_secret

HELD = 6.0  # seconds; a turn takes less, and where it does not, the tracker store lets only one of two count
WAITED = 20.0  # seconds; then the gateway asks again
ASKED_AGAIN = 0.02


class ConversationLocks(InMemoryLockStore):
    """Rasa's lock store.

    Args:
        endpoint_config: not needed: the settings say whether there is a Redis.
    """

    def __init__(self, endpoint_config: Any = None) -> None:
        super().__init__()
        settings = load_settings(os.environ)
        self._redis: Any = None
        if settings.redis_url:
            import redis.asyncio

            from drafts.shared.box import Box
            from drafts.shared.server import options

            self._redis = redis.asyncio.Redis.from_url(settings.redis_url, **options())
            self._prefix = f"{Box(shared_secret(settings)).prefix}turn:"

    @asynccontextmanager
    async def lock(
        self, conversation_id: str, lock_lifetime: float = LOCK_LIFETIME, wait_time_in_seconds: float = ASKED_AGAIN
    ) -> AsyncGenerator[TicketLock, None]:
        """Hold a conversation.

        Raises:
            LockError: it could not be had.
        """
        if self._redis is None:
            async with super().lock(conversation_id, lock_lifetime, wait_time_in_seconds) as lock:
                yield lock
            return
        held = self._redis.lock(f"{self._prefix}{conversation_id}", timeout=HELD, sleep=wait_time_in_seconds)
        try:
            had = await held.acquire(blocking_timeout=WAITED)
        except exceptions.RedisError:
            had = False
        if not had:
            raise LockError("a conversation could not be held")
        try:
            yield self.create_lock(conversation_id)
        finally:
            with suppress(exceptions.RedisError):  # it was lost, or goes by itself
                await held.release()
