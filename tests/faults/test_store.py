"""Row 23 of the bad-input table: the triage store fails at the hand-over, in every way that a database can."""

from __future__ import annotations

import asyncio
import sqlite3
import uuid
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from rasa_sdk.executor import ActionExecutor

from actions import resources
from candour.settings import Settings
from tests.support import postgres
from tests.support.action_calls import Conversation
from tests.support.flaky import FlakyWay, flaky_way
from tests.support.reports import messages
from triage.desk.demo import make_demo_keys
from triage.store import CaseStore, migrate


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    prepared = Settings(data_dir=tmp_path / "data", draft_keys=tmp_path / "keys")
    make_demo_keys(prepared.data_dir)
    return prepared


@pytest.fixture
async def way(settings: Settings, postgres_server: str) -> AsyncIterator[FlakyWay]:
    async with flaky_way(postgres_server) as opened:
        yield opened


async def _reporter(settings: Settings) -> Conversation:
    """Somebody who has told everything, and only the hand-over is left."""
    opened = await resources.start(settings)
    executor = ActionExecutor()
    executor.register_package("actions")
    conversation = Conversation(executor, opened.vault.begin())
    await conversation.say("/start", "start")
    for text in messages():
        await conversation.say(text)
    return conversation


@pytest.fixture
async def on_sqlite(settings: Settings) -> AsyncIterator[Conversation]:
    await migrate(settings.store_url)
    yield await _reporter(settings)
    await resources.stop()


@pytest.fixture
async def on_postgresql(settings: Settings, postgres_server: str, way: FlakyWay) -> AsyncIterator[Conversation]:
    name = f"t{uuid.uuid4().hex}"
    await asyncio.to_thread(postgres.create_database, postgres_server, name, postgres.PLAIN)
    url = f"postgresql+asyncpg://{postgres.PLAIN}@{way.address}/{name}"
    await migrate(url)
    yield await _reporter(replace(settings, database_url=url))
    await resources.stop()


async def _hand_over(conversation: Conversation) -> str:
    await conversation.call("action_hand_over")
    said = str(conversation.said)
    return "handed over" if "'handed_over'" in said else "failed" if "'hand_over_failed'" in said else "nothing"


async def _cases() -> list[str]:
    store: CaseStore = resources.current().store
    return [entry.reference for entry in await store.cases()]


async def _told_once(conversation: Conversation) -> None:
    """Whatever came before: now it is handed over, once, and under the reference that the reporter is told."""
    assert await _hand_over(conversation) == "handed over"
    [reference] = await _cases()
    assert reference in str(conversation.said)


async def test_row_23_a_database_that_is_down_is_told_and_tried_again(
    on_postgresql: Conversation, way: FlakyWay
) -> None:
    way.down = True
    way.cut()
    assert await _hand_over(on_postgresql) == "failed"
    assert on_postgresql.slots["requested_slot"] == "summary_ok"
    way.down = False
    assert await _cases() == []
    await _told_once(on_postgresql)


async def test_row_23_a_database_that_restarts_is_not_even_noticed(on_postgresql: Conversation, way: FlakyWay) -> None:
    await _cases()  # so that a connection is open
    way.cut()
    await _told_once(on_postgresql)
    way.cut()
    await _told_once(on_postgresql)


async def test_row_23_a_commit_whose_answer_is_lost_is_no_failure_and_one_case(
    on_postgresql: Conversation, way: FlakyWay
) -> None:
    way.cut_after = b"COMMIT"
    await _told_once(on_postgresql)
    assert way.cut_after is None  # it was cut
    await _told_once(on_postgresql)


async def test_row_23_a_slow_database_is_waited_for(on_postgresql: Conversation, way: FlakyWay) -> None:
    way.slow = 0.05
    await _told_once(on_postgresql)


async def test_row_23_a_database_that_somebody_else_has_locked_is_waited_for(
    on_sqlite: Conversation, settings: Settings
) -> None:
    with closing(_locked(settings)) as other:
        handing_over = asyncio.create_task(_hand_over(on_sqlite))
        await asyncio.sleep(0.5)
        assert not handing_over.done()
        other.rollback()
        assert await handing_over == "handed over"
    await _told_once(on_sqlite)


async def test_row_23_a_database_that_stays_locked_is_told_and_tried_again(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.store.engine._SQLITE", ("PRAGMA busy_timeout=100",))
    await migrate(settings.store_url)
    reporter = await _reporter(settings)
    with closing(_locked(settings)) as other:
        assert await _hand_over(reporter) == "failed"
        other.rollback()
    await _told_once(reporter)
    await resources.stop()


async def test_row_23_a_full_disk_is_told_and_tried_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    await migrate(settings.store_url)
    with monkeypatch.context() as full:
        full.setattr("triage.store.engine._SQLITE", ("PRAGMA max_page_count=1",))  # no page more than there are
        reporter = await _reporter(settings)
        assert await _hand_over(reporter) == "failed"
        assert await _cases() == []
        await resources.current().store.close()
    await _told_once(reporter)
    await resources.stop()


def _locked(settings: Settings) -> sqlite3.Connection:
    other = sqlite3.connect(settings.data_dir / "triage.sqlite3", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    return other
