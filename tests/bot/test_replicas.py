"""Several gateways that share a Redis: whichever a reporter comes to, and whichever dies, it is one conversation."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from bot import words
from bot.channels.telegram.chats import Chats
from bot.conversation import Conversations, Patience, Turn
from bot.limits import Limits
from bot.line import Line
from bot.replicas import Alone, Replicas, open_replicas
from bot.replicas.notes import Notes, OwnNotes
from bot.replicas.together import HELD
from candour.settings import Settings
from tests.conftest import SEVERAL
from tests.support.gateways import conversations, open_page, running_gateway
from tests.support.losing_way import losing_way
from tests.support.plain_page import plain_page
from tests.support.played_rasa import OPENING, PlayedRasa
from tests.support.redis_server import RedisServer

PATIENT = Patience(told_after=8, first_pause=0.02, longest_pause=0.1)


@pytest.fixture
def gateways() -> str:
    return SEVERAL


@asynccontextmanager
async def joined(settings: Settings, limits: Limits | None = None) -> AsyncIterator[Conversations]:
    """One gateway's heart among others."""
    heart = conversations(settings, limits, patience=PATIENT)
    heart.replicas.start(heart.answered_elsewhere, heart.answered_elsewhere)
    yield heart
    await heart.close()
    await heart._workers._asker._rasa.close()


@pytest.fixture
async def one(settings: Settings) -> AsyncIterator[Conversations]:
    async with joined(settings) as heart:
        yield heart


@pytest.fixture
async def other(settings: Settings) -> AsyncIterator[Conversations]:
    async with joined(settings) as heart:
        yield heart


def _texts(turn: Turn) -> list[str]:
    return [reply.text for reply in turn.replies]


async def _until(true: Callable[[], bool], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110 - what is waited for happens in a server
            await asyncio.sleep(0.02)


async def test_a_report_goes_on_at_whichever_gateway_comes_next(
    one: Conversations, other: Conversations, rasa: PlayedRasa
) -> None:
    sender = one.sender("web", "token")
    assert other.sender("web", "token") == sender
    (await one.begin(sender)).delivered()
    for number in range(6):
        turn = await (one, other)[number % 2].say(sender, f"m{number}", f"text {number}")
        assert _texts(turn) == [f"You said: text {number}"]
        turn.delivered()
    assert rasa.texts == [f"text {number}" for number in range(6)]


async def test_the_same_message_at_both_is_one_message(
    one: Conversations, other: Conversations, rasa: PlayedRasa
) -> None:
    sender = one.sender("web", "token")
    (await one.begin(sender)).delivered()
    rasa.delay = 0.3
    turns = await asyncio.gather(*(heart.say(sender, "m1", "once") for heart in (one, other)))
    assert rasa.texts == ["once"]
    assert ["You said: once"] in [_texts(turn) for turn in turns]
    assert not rasa.overlapped


async def test_what_begins_at_both_is_one_report(one: Conversations, other: Conversations, rasa: PlayedRasa) -> None:
    sender = one.sender("web", "token")
    await asyncio.gather(*(heart.accept(sender, f"m{n}", f"text {n}") for n, heart in enumerate((one, other))))
    await asyncio.gather(*(heart.answer(sender, f"m{n}") for n, heart in enumerate((one, other))))
    await _until(lambda: len(rasa.texts) == 2)
    assert sorted(rasa.texts) == ["text 0", "text 1"]
    assert len({conversation for conversation, *_ in rasa.turns}) == 1


async def test_messages_at_many_gateways_at_once_are_all_answered_once(
    one: Conversations, other: Conversations, rasa: PlayedRasa
) -> None:
    sender = one.sender("web", "token")
    (await one.begin(sender)).delivered()
    said = [(heart, f"m{n}-{who}") for n in range(15) for who, heart in enumerate((one, other))]
    assert await asyncio.gather(*(heart.accept(sender, name, name) for heart, name in said)) == [None] * 30
    await asyncio.gather(*(heart.answer(sender, name) for heart, name in said))
    await _until(lambda: len(rasa.texts) == 30)
    assert sorted(rasa.texts) == sorted(name for _, name in said)
    assert not rasa.overlapped


async def test_what_a_dead_gateway_had_in_hand_is_taken_over(
    one: Conversations, other: Conversations, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = one.sender("web", "token")
    (await one.begin(sender)).delivered()
    assert await one.accept(sender, "m1", "do not lose this") is None
    async with one.replicas.holding("work", one._senders.conversation(sender) or ""):
        assert [other.take_over() for _ in range(2)] == [0, 0]
    assert [other.take_over() for _ in range(2)] == [0, 1]
    await _until(lambda: rasa.texts == ["do not lose this"])
    await _until(lambda: _texts(other.undelivered(sender)) == ["You said: do not lose this"])


async def test_what_a_dead_gateway_held_is_free_after_a_while(settings: Settings) -> None:
    dying, living = open_replicas(settings), open_replicas(settings)
    lock = dying._async.lock(dying._held("work", "x"), timeout=HELD)  # type: ignore[attr-defined]
    await lock.acquire()
    assert living.is_held("work", "x")
    async with asyncio.timeout(HELD + 3), living.holding("work", "x"):
        pass
    await dying.close()
    await living.close()


async def test_what_is_held_for_long_stays_held(settings: Settings) -> None:
    one, other = open_replicas(settings), open_replicas(settings)
    async with one.holding("work", "x"):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(HELD + 1), other.holding("work", "x"):
                pass
    await one.close()
    await other.close()


async def test_an_answer_is_in_one_hand_and_its_taker_knows_it_though_the_word_of_it_was_lost(
    settings: Settings, shared_redis: RedisServer
) -> None:
    line, other = Line("somebody", "conversation"), open_replicas(settings)
    with losing_way(shared_redis.port) as way:
        one = open_replicas(replace(settings, redis_url=way.url))
        assert one.hand(line, {"m1"}) == {"m1"}
        way.loses = b"EVALSHA"
        assert one.hand(line, {"m1", "m2"}) == {"m2"}
        assert way.lost == 1
        await one.close()
    assert (other.hand(line, {"m1", "m2", "m3"}), other.hand(line, set())) == ({"m3"}, set())
    assert other.handed(line, {"m1", "m4"}) == {"m1"}
    other.release(line, {"m1"})
    assert other.hand(line, {"m1"}) == {"m1"}
    await other.close()


async def test_whoever_waited_to_work_and_finds_it_done_offers_what_is_there(
    one: Conversations, other: Conversations, rasa: PlayedRasa
) -> None:
    sender, offered = one.sender("web", "token"), []

    async def push(_sender: str, turn: Turn) -> bool:
        offered.append(_texts(turn))
        return True

    (await one.begin(sender)).delivered()
    rasa.delay = 0.3
    assert await one.accept(sender, "m1", "said elsewhere") is None
    waiting = asyncio.create_task(one._workers._work(one._drafts.open(sender)[0]))  # type: ignore[arg-type]
    await _until(lambda: bool(rasa.requests > 1))
    other.add_push(push)
    other.replicas.tell_answers = one.replicas.tell_answers = _say_nothing  # type: ignore[method-assign]
    other.undelivered(sender)  # its page came back here meanwhile
    await waiting
    await _until(lambda: ["You said: said elsewhere"] in offered)


async def _say_nothing(_sender: str) -> None:
    """Stands where word of an answer is lost."""


async def test_an_answer_is_pushed_to_the_page_wherever_it_is_open(settings: Settings, rasa: PlayedRasa) -> None:
    async with running_gateway(settings) as here, joined(settings) as elsewhere, open_page(here) as page:
        await page.hello()
        await page.receive("answer")
        sender = elsewhere.sender("web", page.token or "")
        await _until(lambda: elsewhere.is_open(sender))
        assert await elsewhere.accept(sender, "m1", "said elsewhere") is None
        await elsewhere._workers._work(elsewhere._drafts.open(sender)[0])
        assert (await page.receive("answer"))["replies"][0]["text"] == "You said: said elsewhere"


async def test_a_page_that_is_opened_at_another_gateway_closes_here(settings: Settings) -> None:
    async with running_gateway(settings) as here, running_gateway(settings) as there, open_page(here) as page:
        await page.hello()
        await page.receive("answer")
        async with open_page(there) as again:
            assert (await again.hello(page.token))["resumed"]
            async with asyncio.timeout(5):
                while not page.socket.closed:
                    await page.socket.receive()


async def test_a_page_without_script_alternates_between_gateways(settings: Settings, rasa: PlayedRasa) -> None:
    async with (
        running_gateway(settings, patience=PATIENT) as here,
        running_gateway(settings, patience=PATIENT) as there,
        plain_page(here) as page,
    ):
        for number in range(6):
            page.url = (here, there)[number % 2]
            page.origin = page.url
            await page.say(f"text {number}")
            assert page.status == 200
            assert page.lines[-1].endswith(f"You said: text {number}")
        assert len(page.lines) == 13
        assert OPENING in page.lines[0] or OPENING in page.lines[1]
    assert rasa.texts == [f"text {number}" for number in range(6)]


async def test_limits_are_of_all_gateways_together(settings: Settings) -> None:
    limits = Limits(per_sender=6)
    async with joined(settings, limits) as one, joined(settings, limits) as other:
        sender = one.sender("web", "token")
        taken = [await (one, other)[n % 2].accept(sender, f"m{n}", "hello there") is None for n in range(10)]
        assert taken == [True] * 6 + [False] * 4
        assert await one.accept(one.sender("web", "another"), "m", "hello") is None


async def test_a_quarter_of_the_buckets_is_for_people_in_the_middle(settings: Settings) -> None:
    replicas = open_replicas(settings)
    buckets = replicas.make_buckets(Limits(per_channel=8, in_all=100))
    assert [await buckets.all_may("web", mid_report=False) for _ in range(8)] == [True] * 6 + [False] * 2
    assert [await buckets.all_may("web", mid_report=True) for _ in range(3)] == [True, True, False]
    await replicas.close()


async def test_redis_away_is_told_and_what_is_written_then_is_refused(
    settings: Settings, running_redis: RedisServer, rasa: PlayedRasa
) -> None:
    async with joined(settings) as heart:
        sender = heart.sender("web", "token")
        (await heart.begin(sender)).delivered()
        assert await heart.accept(sender, "m1", "kept") is None
        running_redis.freeze()
        try:
            refused = await heart.accept(sender, "m2", "not kept")
        finally:
            running_redis.thaw()
        assert refused is not None
        assert (refused.accepted, _texts(refused)) == (False, [words.CANNOT_KEEP])
        assert _texts(await heart.answer(sender, "m1")) == ["You said: kept"]
        assert rasa.texts == ["kept"]


async def test_healthz_says_that_redis_is_away(settings: Settings, running_redis: RedisServer) -> None:
    async with running_gateway(settings) as url, plain_page(url) as page:
        for frozen in (False, True, False):
            (running_redis.freeze if frozen else running_redis.thaw)()
            async with page.session.get(f"{url}/healthz") as response:
                told = await response.json()
            assert ("redis" in told["missing"]) is frozen
            running_redis.thaw()


@pytest.fixture(params=["alone", "several"])
async def replicas(request: pytest.FixtureRequest, settings: Settings) -> AsyncIterator[Replicas]:
    made = Alone() if request.param == "alone" else open_replicas(settings)
    yield made
    await made.close()


async def test_one_at_a_time_holds_a_thing(replicas: Replicas) -> None:
    holding: list[int] = []

    async def hold(number: int) -> None:
        async with replicas.holding("page", "somebody"):
            holding.append(number)
            await asyncio.sleep(0.01)
            assert holding == [number]
            holding.remove(number)

    await asyncio.gather(*map(hold, range(5)))
    assert not replicas.is_held("page", "somebody")
    async with replicas.holding("page", "somebody"), replicas.holding("page", "somebody else"):
        assert replicas.is_held("page", "somebody")


async def test_a_note_is_read_replaced_and_forgotten(replicas: Replicas) -> None:
    notes = replicas.notes
    assert notes.get("room", "somebody") is None
    notes.put("room", "somebody", b"one")
    notes.put("room", "somebody", b"two")
    assert (notes.get("room", "somebody"), notes.has("room", "another")) == (b"two", False)
    notes.put("other room", "somebody", seconds=0.05)
    await asyncio.sleep(0.1)
    assert not notes.has("other room", "somebody")
    notes.drop("room", "somebody")
    notes.drop("room", "somebody")
    assert not notes.has("room", "somebody")


async def test_redis_learns_neither_notes_nor_whose_they_are(settings: Settings, shared_redis: RedisServer) -> None:
    replicas = open_replicas(settings)
    replicas.notes.put("visit", "a-pseudonym", b"a receipt code")
    client = shared_redis.client()
    [name] = client.keys("*note*")
    assert b"pseudonym" not in name
    assert b"receipt" not in (client.get(name) or b"")
    await replicas.close()


def test_which_buttons_are_the_newest_is_known_to_the_next_gateway() -> None:
    notes: Notes = OwnNotes()
    here, there = Chats(notes), Chats(notes)
    chat = here.get(7)
    here.known_as(chat, "somebody")
    chat.keyboard, chat.keyboard_known, chat.welcomed = 12, True, True
    here.keep(chat)
    same = there.get(7)
    there.known_as(same, "somebody")
    assert (same.is_old(11), same.is_old(12), same.welcomed) == (True, False, True)
    assert 7 not in json.loads(notes.get("chat", "somebody") or b"").values()


async def test_an_answer_finds_the_page_that_came_back_to_another_gateway_meanwhile(
    settings: Settings, rasa: PlayedRasa
) -> None:
    async with running_gateway(settings) as here, running_gateway(settings) as there, open_page(there) as again:
        async with open_page(here) as page:
            await page.hello()
            await page.receive("answer")
            rasa.delay = 0.5
            await page.say("m1", "said before the connection broke")
            await page.receive("ack")
            page.socket._response.connection.transport.abort()  # type: ignore[union-attr]
        assert (await again.hello(page.token))["resumed"]
        while (answer := await again.receive("answer"))["id"] != "m1":
            await again.got(answer["id"])
        assert answer["replies"][0]["text"] == "You said: said before the connection broke"
