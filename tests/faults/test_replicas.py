"""The whole of Candour with two of each process: another takes every turn, while they die and are replaced.

Real PostgreSQL, real Redis, nginx in front of each pair. As many rounds as CANDOUR_REPLICA_ROUNDS says; `make promises`
takes more.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field

import pytest
import pytest_asyncio

from tests.support import postgres
from tests.support.figures import Record
from tests.support.plain_page import plain_page
from tests.support.redis_server import RedisServer, redis_server
from tests.support.replica_stack import PARTS, Replica, Replicas, running_replicas
from tests.support.returning_page import returning_page
from tests.support.telegram_peer import TOKEN, Peer, telegram_peer, telegram_server
from tests.support.tellers import Channel, OnPage, OnTelegram, Telling, WithoutScript, tell

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.promise]
ROUNDS = int(os.environ.get("CANDOUR_REPLICA_ROUNDS", "1"))
SECRET = "a-secret-of-the-webhook"
CHAT = 7_012_345_678
OPENERS = ("it has to do with", "I must also mention", "there is more about", "this is about")
SPOKEN = (*(opener.encode() for opener in OPENERS), b"Quentin", b"behind the station", str(CHAT).encode())


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """A Redis of its own: other tests empty theirs."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def peer() -> AsyncIterator[Peer]:
    with telegram_server() as url:
        async with telegram_peer(url) as made:
            yield made


@dataclass
class Overheard:
    """What was found in all that Redis was told: how many scripts it was to run, and which words."""

    scripts: int = 0
    words: set[bytes] = field(default_factory=set)

    async def listen(self, port: int) -> None:
        """Listen to every command (MONITOR) for as long as this runs."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"MONITOR\r\n")
        end = b""
        try:
            while chunk := await reader.read(2**20):
                self.scripts += chunk.count(b"EVALSHA")
                self.words |= {word for word in SPOKEN if word in end + chunk}
                end = chunk[-max(map(len, SPOKEN)) :]
        finally:
            writer.close()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def overheard(redis: RedisServer) -> AsyncIterator[Overheard]:
    heard = Overheard()
    listening = asyncio.create_task(heard.listen(redis.port))
    yield heard
    listening.cancel()
    with suppress(asyncio.CancelledError):
        await listening


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stack(
    tmp_path_factory: pytest.TempPathFactory, redis: RedisServer, postgres_server: str, peer: Peer, overheard: Overheard
) -> AsyncIterator[Replicas]:
    await asyncio.to_thread(postgres.create_database, postgres_server, "replicas", postgres.PLAIN)
    database = f"postgresql+asyncpg://{postgres.PLAIN}@{postgres_server}/replicas"
    telegram = {
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_BASE_URL": peer.base_url,
        "TELEGRAM_WEBHOOK_URL": "{url}",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }
    async with running_replicas(tmp_path_factory.mktemp("replicas"), redis.url, database, **telegram) as running:
        yield running


@asynccontextmanager
async def _reporting(stack: Replicas, peer: Peer) -> AsyncIterator[list[Telling]]:
    """Four people tell while the block runs, and come to their ends after it."""
    enough = asyncio.Event()
    async with AsyncExitStack() as opened:
        pages = [await opened.enter_async_context(returning_page(stack.url)) for _ in range(2)]
        plain = WithoutScript(await opened.enter_async_context(plain_page(stack.url)))
        channels: list[Channel] = [*map(OnPage, pages), plain, OnTelegram(peer, peer.user(CHAT))]
        telling = [Telling(opener) for opener in OPENERS]
        tasks = [
            asyncio.create_task(tell(channel, one, enough)) for channel, one in zip(channels, telling, strict=True)
        ]
        try:
            await _all_told(telling, tasks)
            yield telling
            enough.set()
            await asyncio.gather(*tasks)
            await plain.page.send([("do", "leave")])
        finally:
            for task in tasks:
                task.cancel()


async def _all_told(telling: list[Telling], tasks: list[asyncio.Task[Telling]], more: int = 1) -> None:
    """Wait until each has told more, and heard that it was kept."""
    before = [len(one.heard) for one in telling]
    while not all(len(one.heard) >= count + more for one, count in zip(telling, before, strict=True)):
        for task in tasks:
            if task.done():
                task.result()
        await asyncio.sleep(0.05)


async def _filed(stack: Replicas, telling: list[Telling]) -> None:
    """Each report is one case, which opens at the desk with every message once and in order."""
    cases = await stack.cases()
    for one in telling:
        [case] = [case for case in cases if case.reference == one.reference]
        assert list(case.account) == one.told
        assert case.slots["subject_name"].value == "Quentin"
    assert len({case.id for case in cases}) == len(cases)


def _nothing_was_said_twice(telling: list[Telling]) -> None:
    """Each message was answered, and no text stands twice between two messages of somebody's account."""
    for one in telling:
        odd = [heard for heard in one.heard if not heard or len(set(heard)) != len(heard)]
        assert (odd, len(one.heard)) == ([], len(one.told)), f"{one.opener}: {odd}"


async def test_reports_go_through_whichever_process_is_next(stack: Replicas, peer: Peer) -> None:
    before = stack.balancer.taken()
    async with _reporting(stack, peer) as telling:
        pass
    await _filed(stack, telling)
    _nothing_was_said_twice(telling)
    assert len(await stack.cases()) == len(telling)
    taken = stack.balancer.taken()
    assert all(taken[replica.port] > before[replica.port] + 10 for replica in stack.everyone())


async def test_whoever_dies_in_the_middle_loses_nothing(stack: Replicas, peer: Peer, figure: Record) -> None:
    kills = 0
    async with _reporting(stack, peer) as telling:
        for victim in _victims(stack):
            victim.kill()
            kills += 1
            victim.start()
            await victim.ready()
    await _filed(stack, telling)
    figure("processes killed under reports with two of each", "at least 30", kills)


def _victims(stack: Replicas) -> list[Replica]:
    """Each gateway and action server, and one Rasa a round, which takes longest to be back."""
    quick = [*stack.of["bot"], *stack.of["actions"]]
    return [replica for number in range(ROUNDS) for replica in (stack.of["rasa"][number % 2], *quick)]


async def test_nobody_notices_a_rolling_restart(stack: Replicas, peer: Peer, figure: Record) -> None:
    restarts = 0
    async with _reporting(stack, peer) as telling:
        for replica in (replica for _ in range(ROUNDS) for part in reversed(PARTS) for replica in stack.of[part]):
            await replica.stop()
            replica.start()
            await replica.ready()
            restarts += 1
    await _filed(stack, telling)
    _nothing_was_said_twice(telling)
    if ROUNDS > 1:  # beside other tests, these can delay a turn as well
        assert [one.delays for one in telling] == [0] * len(telling)
    figure("processes restarted under reports with two of each, unnoticed", "at least 30", restarts)


async def test_nothing_is_left_of_them_and_redis_was_told_nothing_readable(
    stack: Replicas, redis: RedisServer, overheard: Overheard
) -> None:
    with redis.client() as client:
        left = [name for kind in ("draft:*", "waiting", "senders", "owners") for name in client.keys(f"*{kind}")]
    assert left == []
    assert overheard.scripts > 100
    assert overheard.words == set()
