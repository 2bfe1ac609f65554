"""Gateways that share one Redis.

What they tell each other names a sender by pseudonym, sealed; words stay in the vault.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakValueDictionary

import redis.asyncio
from redis.exceptions import LockError, RedisError

from bot.limits import Buckets, Limits
from bot.line import Line
from bot.replicas.base import Heard, Replicas
from bot.replicas.notes import DAY, Notes
from bot.replicas.shared_buckets import SharedBuckets
from candour.logs import Event, error_name, log
from drafts.shared.box import Box
from drafts.shared.server import options, reached

HELD = (
    5.0  # seconds after which what a dead gateway held is free; below the time after which a reporter is told to wait
)
RENEWED = 1.5
ASKED_AGAIN = 0.05
HANDED = 180  # seconds; above what Telegram may make one answer wait for
LISTEN_AGAIN = 1.0
CONNECTIONS = 64
QUEUED = 60.0  # seconds for one of them; a thousand who come at once have to wait for each other
ANSWERS, OPENED = "answers", "opened"

# KEYS: answers. ARGV: who asks, seconds.
_HAND = """
local won = {}
for number, key in ipairs(KEYS) do
  local free = redis.call('SET', key, ARGV[1], 'NX', 'EX', ARGV[2])
  won[number] = (free or redis.call('GET', key) == ARGV[1]) and 1 or 0
end
return won
"""


class SharedNotes(Notes):
    """Notes in Redis, their names hidden and their content sealed.

    Args:
        client: of Redis.
        box: hides and seals.
    """

    def __init__(self, client: Any, box: Box) -> None:
        self._redis = client
        self._box = box

    def get(self, room: str, name: str) -> bytes | None:
        """As in Notes."""
        place = self._place(room, name)
        with reached():
            return self._box.open(place, self._redis.get(place))

    def put(self, room: str, name: str, content: bytes = b"", seconds: float = DAY) -> None:
        """As in Notes."""
        place = self._place(room, name)
        with reached():
            self._redis.set(place, self._box.seal(place, content), px=max(1, int(seconds * 1000)))

    def drop(self, room: str, name: str) -> None:
        """As in Notes."""
        with reached():
            self._redis.delete(self._place(room, name))

    def _place(self, room: str, name: str) -> str:
        return f"{self._box.prefix}note:{self._box.name(room, name)}"


class Together(Replicas):
    """This gateway among others.

    Args:
        url: of Redis.
        client: of the same, for what is waited for at once.
        box: seals and hides what Redis must not know.
    """

    def __init__(self, url: str, client: Any, box: Box) -> None:
        self.notes = SharedNotes(client, box)
        self._url = url
        self._box = box
        self._redis = client
        self._take_in_hand = client.register_script(_HAND)
        pool = redis.asyncio.BlockingConnectionPool.from_url(
            url, max_connections=CONNECTIONS, timeout=QUEUED, **options()
        )
        self._async: Any = redis.asyncio.Redis(connection_pool=pool)
        self._own: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._me = secrets.token_hex(8)
        self._listening: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def holding(self, what: str, name: str) -> AsyncIterator[None]:
        """As in Replicas; within this gateway in the order of asking."""
        place = self._held(what, name)
        async with self._own.setdefault(place, asyncio.Lock()):
            lock = self._async.lock(place, timeout=HELD, sleep=ASKED_AGAIN, thread_local=False)
            with reached():
                await lock.acquire()
            renewing = asyncio.create_task(_renew(lock))
            try:
                yield
            finally:
                renewing.cancel()
                await asyncio.shield(_release(lock))

    def held(self, what: str, names: Collection[str]) -> set[str]:
        """As in Replicas, in one question: it is asked about every conversation that waits."""
        asked = sorted(names)
        with reached():
            found = self._redis.mget([self._held(what, name) for name in asked]) if asked else []
        return {name for name, holder in zip(asked, found, strict=True) if holder}

    # Answers in hand --------------------------------------------------------------------------------------------------

    def handed(self, line: Line, answers: set[str]) -> set[str]:
        """As in Replicas."""
        asked = sorted(answers)
        with reached():
            found = self._redis.mget([self._hand(line, answer) for answer in asked]) if asked else []
        return {answer for answer, held in zip(asked, found, strict=True) if held}

    def hand(self, line: Line, answers: set[str]) -> set[str]:
        """As in Replicas. What this very call took, asking twice where an answer was lost on the way, is its own."""
        asked = sorted(answers)
        if not asked:
            return set()
        with reached():
            won = self._take_in_hand(
                keys=[self._hand(line, answer) for answer in asked], args=[secrets.token_bytes(8), HANDED]
            )
        return {answer for answer, mine in zip(asked, won, strict=True) if mine}

    def release(self, line: Line, answers: set[str]) -> None:
        """As in Replicas; where Redis cannot be reached they are free after a while."""
        if answers:
            with contextlib.suppress(OSError), reached():
                self._redis.delete(*(self._hand(line, answer) for answer in answers))

    # Telling each other -----------------------------------------------------------------------------------------------

    async def tell_answers(self, sender: str) -> None:
        """As in Replicas."""
        await self._tell(ANSWERS, sender)

    async def tell_opened(self, sender: str) -> None:
        """As in Replicas."""
        await self._tell(OPENED, sender)

    def start(self, answers: Heard, opened: Heard) -> None:
        """As in Replicas."""
        self._listening = asyncio.create_task(self._listen({ANSWERS: answers, OPENED: opened}))

    async def close(self) -> None:
        """As in Replicas."""
        tasks = [task for task in (self._listening, *self._tasks) if task]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._async.connection_pool.disconnect()
        self._redis.close()

    def make_buckets(self, limits: Limits) -> Buckets:
        """As in Replicas."""
        return SharedBuckets(limits, self._url, self._async.connection_pool, self._box)

    async def _tell(self, what: str, sender: str) -> None:
        said = self._box.seal(self._channel, f"{what} {self._me} {sender}".encode())
        with contextlib.suppress(RedisError):  # whoever waits finds out by asking, only later
            await self._async.publish(self._channel, said)

    async def _listen(self, heard: dict[str, Heard]) -> None:
        while True:
            try:
                async with self._async.pubsub() as ear:
                    await ear.subscribe(self._channel)
                    while True:
                        # None after the time-out of a connection, which is no failure here.
                        message = await ear.get_message(ignore_subscribe_messages=True, timeout=LISTEN_AGAIN)
                        if message:
                            self._hear(heard, message["data"])
            except (RedisError, OSError) as error:
                log(Event.REQUEST_FAILED, level="warning", error=error_name(error), what="redis")
                await asyncio.sleep(LISTEN_AGAIN)

    def _hear(self, heard: dict[str, Heard], sealed: bytes) -> None:
        said = self._box.open(self._channel, sealed)
        what, teller, sender = [*(said or b"").decode().split(" "), "", ""][:3]
        if what in heard and teller != self._me:
            task = asyncio.create_task(_guarded(heard[what], sender))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    @property
    def _channel(self) -> str:
        return f"{self._box.prefix}told"

    def _held(self, what: str, name: str) -> str:
        return f"{self._box.prefix}held:{self._box.name(what, name)}"

    def _hand(self, line: Line, answer: str) -> str:
        return f"{self._box.prefix}handed:{self._box.name(line.conversation, answer)}"


async def _release(lock: Any) -> None:
    with contextlib.suppress(LockError, RedisError):  # it was lost, or will be
        await lock.release()


async def _renew(lock: Any) -> None:
    while True:
        await asyncio.sleep(RENEWED)
        with contextlib.suppress(LockError, RedisError):
            await lock.reacquire()


async def _guarded(heard: Heard, sender: str) -> None:
    try:
        await heard(sender)
    except Exception as error:
        log(Event.REQUEST_FAILED, level="error", error=error_name(error), what="redis")
