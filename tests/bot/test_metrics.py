"""What Prometheus may know: counts of crowds, in steps, late; whether something is wrong; never a name or a word."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from prometheus_client.parser import text_string_to_metric_families

from bot.health import Health
from bot.metrics import service
from bot.metrics.crowd import SPEAKING, CrowdCounts
from bot.metrics.families import Families
from bot.metrics.state import AGES, State
from bot.metrics.tally import COUNTED, NO_CHANNEL, TROUBLES, Tally
from bot.rasa_client import RasaClient
from candour.crowd import CROWD
from candour.logs import CHANNELS, Event, log, watch
from candour.settings import Settings
from drafts import open_vault
from tests.support.gateways import open_page, running_gateway
from tests.support.played_rasa import PlayedRasa
from tests.support.ports import free_port

Sample = tuple[str, tuple[tuple[str, str], ...]]


@pytest.fixture
def tally() -> Iterator[Tally]:
    made = Tally()
    forget = watch(made.watch)
    yield made
    forget()


@pytest.fixture
async def state(settings: Settings) -> AsyncIterator[State]:
    rasa = RasaClient(settings.rasa_url, settings.internal_token)
    vault = open_vault(settings)
    yield State(Health(settings, rasa), vault, lambda: 0, {"data": settings.data_dir})
    await rasa.close()


def read(tally: Tally, state: State) -> dict[Sample, float]:
    registry = CollectorRegistry()
    registry.register(Families(tally, state))
    return parsed(service.generate_latest(registry).decode())


def parsed(text: str) -> dict[Sample, float]:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for s in samples}


def turns_of(conversations: int, each: int = 3) -> None:
    for number in range(conversations):
        SPEAKING.set(f"{number:032x}")
        for _ in range(each):
            log(Event.TURN, level="debug", milliseconds=30)
    SPEAKING.set("")


def turns_told(tally: Tally, state: State) -> float:
    return read(tally, state)["candour_turn_seconds_count", ()]


def test_fewer_than_five_conversations_are_not_told_of_however_much_they_say(tally: Tally, state: State) -> None:
    turns_of(CROWD - 1, each=50)
    tally.tell()
    assert turns_told(tally, state) == 0
    turns_of(CROWD, each=1)
    assert turns_told(tally, state) == 0
    tally.tell()
    assert turns_told(tally, state) == 205


def test_two_readings_between_two_quarters_of_an_hour_are_the_same(tally: Tally, state: State) -> None:
    turns_of(20)
    tally.tell()
    before = read(tally, state)
    turns_of(20)
    after = read(tally, state)
    assert {k: v for k, v in before.items() if "event" in k[0] or "turn" in k[0]} == {
        k: v for k, v in after.items() if "event" in k[0] or "turn" in k[0]
    }


@given(
    st.lists(st.tuples(st.sampled_from(["a", "b", ""]), st.integers(1, 9), st.sampled_from("uvwxyz0123"))),
)
def test_what_is_told_differs_by_five_conversations_or_more(steps: list[tuple[str, int, str]]) -> None:
    counts, since, before = CrowdCounts(), set[str](), dict[str, int]()
    for name, count, conversation in steps:
        counts.add(name, count, conversation)
        since.add(conversation)
        counts.tell()
        after = dict(counts.told())
        assert all(told % CROWD == 0 for told in after.values())
        if after != before:
            assert len(since) >= CROWD
        if len(since) >= CROWD:
            since.clear()
        before = after


def test_forms_are_told_of_by_the_crowd_as_well(tally: Tally, state: State) -> None:
    handed_over = ("candour_events_total", (("channel", "form"), ("event", "case_handed_over")))
    for _ in range(CROWD - 1):
        log(Event.CASE_HANDED_OVER, channel="form")
    tally.tell()
    assert read(tally, state)[handed_over] == 0
    log(Event.CASE_HANDED_OVER, channel="form")
    tally.tell()
    assert read(tally, state)[handed_over] == CROWD


def test_a_trouble_is_told_as_whether_and_not_how_often_and_for_a_quarter_of_an_hour(
    tally: Tally, state: State
) -> None:
    failed = ("candour_trouble", (("event", "hand_over_failed"),))
    for _ in range(7):
        log(Event.HAND_OVER_FAILED, level="error")
    assert read(tally, state)[failed] == 0
    tally.tell()
    assert read(tally, state)[failed] == 1
    tally.tell()
    assert read(tally, state)[failed] == 0


def test_labels_are_a_closed_set_whatever_happens(tally: Tally, state: State) -> None:
    empty = read(tally, state).keys()
    for event in Event:
        log(event, channel="canary-channel", what="canary-what", error="canary-error", library="canary-library")
    turns_of(9)
    tally.tell()
    state.missing = frozenset({"canary-part", "store"})
    assert read(tally, state).keys() == empty
    told = {name for names in ("event", "channel", "part", "age", "folder", "le") for name in values(empty, names)}
    known = {*(e.value for e in (*COUNTED, *TROUBLES)), *CHANNELS, NO_CHANNEL, *AGES, *service_names()}
    assert told - known <= {"+Inf", *map(str, (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0))}


def values(samples: Iterator[Sample] | object, label: str) -> set[str]:
    return {value for _, labels in samples for name, value in labels if name == label}  # type: ignore[attr-defined]


def service_names() -> set[str]:
    from bot.metrics.state import PARTS

    return {*PARTS, "data", "draft_keys"}


async def test_what_is_missing_is_told_at_the_next_check(
    tally: Tally, state: State, rasa: PlayedRasa, tmp_path: Path
) -> None:
    await state.check()
    lacking = {labels for (name, labels), value in read(tally, state).items() if name == "candour_missing" and value}
    assert lacking == {(("part", "store"),), (("part", "recipients"),)}
    rasa.missing = ["model"]
    await state.check()
    assert read(tally, state)["candour_missing", (("part", "model"),)] == 1
    assert read(tally, state)["candour_ready", ()] == 0
    assert (state.check_seconds * 10).is_integer()


async def test_drafts_are_counted_by_age_in_steps(tally: Tally, state: State) -> None:
    for _ in range(CROWD + 2):
        state.vault.begin()
    await state.count_drafts()
    assert state.drafts == {"hour": CROWD, "day": 0, "three_days": 0, "older": 0}


async def test_bytes_are_in_steps_larger_than_a_report(tally: Tally, state: State, settings: Settings) -> None:
    settings.data_dir.mkdir(exist_ok=True)
    free = read(tally, state)["candour_disk_free_bytes", (("folder", "data"),)]
    assert free > 0
    assert free % 2**26 == 0
    assert read(tally, state)["candour_memory_bytes", ()] % 2**24 == 0


async def test_the_gateway_tells_prometheus_on_an_address_of_its_own(
    settings: Settings, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "QUARTER", 0.2)
    monkeypatch.setattr(service, "CHECK_SECONDS", 0.05)
    port = free_port()
    async with running_gateway(replace(settings, metrics=f"127.0.0.1:{port}")) as url:
        for number in range(CROWD):
            async with open_page(url) as page:
                await page.hello()
                await page.got((await page.receive("answer"))["id"])
                await page.say("m1", f"canary-{number}")
                await page.receive("answer")
        text = await eventually(f"http://127.0.0.1:{port}/metrics", r"candour_turn_seconds_count (\d+)")
        assert "canary" not in text
        assert not re.search(r"[0-9a-f]{16}|CND-", text)
        async with aiohttp.ClientSession() as session, session.get(f"{url}/metrics") as response:
            assert response.status == 404


async def eventually(url: str, pattern: str) -> str:
    async with asyncio.timeout(5), aiohttp.ClientSession() as session:
        while True:
            async with session.get(url) as response:
                assert response.headers["Cache-Control"] == "no-store"
                text = await response.text()
            if (found := re.search(pattern, text)) and int(found[1]):
                return text
            await asyncio.sleep(0.05)
