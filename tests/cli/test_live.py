"""`candour doctor --live`: what runs is asked, what is wrong is named, and no secret is said."""

from __future__ import annotations

import asyncio
import json
import ssl
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

from candour.settings import Settings
from cli import clock, live, main
from cli.live import NOTED, OK, TROUBLE, ask_all
from tests.support.gateways import demo_settings, running_gateway
from tests.support.object_storage import ObjectStorage
from tests.support.played_rasa import PlayedRasa
from tests.support.ports import free_port
from tests.support.telegram_peer import TOKEN, telegram_server
from triage.store import migrate

Usage = namedtuple("Usage", "free")


@pytest.fixture
async def running(tmp_path: Path, rasa: PlayedRasa, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings with which everything is there; nothing runs yet."""
    settings = replace(demo_settings(tmp_path, rasa, 10), port=free_port())
    settings.draft_keys_dir.mkdir()
    await migrate(settings.store_url)
    monkeypatch.setattr(live.shutil, "disk_usage", lambda _: Usage(2**40))
    monkeypatch.setattr(clock, "kernel_says_synchronised", lambda: True)
    return settings


async def states(settings: Settings) -> dict[str, str]:
    return {answer.what: answer.state for answer in await ask_all(settings)}


async def test_all_is_well(running: Settings) -> None:
    metrics = replace(running, metrics=f"127.0.0.1:{free_port()}")
    async with running_gateway(metrics, running.port):
        found = await states(metrics)
    assert found == dict.fromkeys(
        ["gateway", "store", "CANDOUR_DATA_DIR", "CANDOUR_DRAFT_KEYS", "metrics", "clock"], OK
    )


async def test_a_gateway_that_is_not_there_is_trouble(running: Settings) -> None:
    assert (await states(running))["gateway"] == TROUBLE


async def test_a_model_that_is_not_loaded_is_named(running: Settings, rasa: PlayedRasa) -> None:
    rasa.missing = ["model"]
    async with running_gateway(running, running.port):
        found = await states(running)
    assert found["model"] == TROUBLE
    assert "gateway" not in found


async def test_a_store_out_of_reach_and_metrics_that_cannot_be_read_are_trouble(running: Settings) -> None:
    url = f"sqlite+aiosqlite:///{running.data_dir}/nowhere/triage.sqlite3"
    found = await states(replace(running, database_url=url, metrics=f"127.0.0.1:{free_port()}"))
    assert (found["store"], found["metrics"]) == (TROUBLE, TROUBLE)


@pytest.mark.parametrize(("free", "data", "keys"), [(2**30, TROUBLE, OK), (2**20, TROUBLE, TROUBLE)])
async def test_a_disk_that_fills_is_trouble(
    running: Settings, monkeypatch: pytest.MonkeyPatch, free: int, data: str, keys: str
) -> None:
    monkeypatch.setattr(live.shutil, "disk_usage", lambda _: Usage(free))
    found = await states(running)
    assert (found["CANDOUR_DATA_DIR"], found["CANDOUR_DRAFT_KEYS"]) == (data, keys)


async def test_a_folder_that_is_not_there_is_trouble(running: Settings) -> None:
    assert (await states(replace(running, data_dir=running.data_dir / "no")))["CANDOUR_DATA_DIR"] == TROUBLE


async def test_telegram_is_asked_and_its_clock_compared(running: Settings) -> None:
    with telegram_server() as url:
        there = replace(running, telegram_token=TOKEN, telegram_base_url=f"{url}/bot")
        found = {answer.what: answer for answer in await ask_all(there)}
        refused = {a.what: a for a in await ask_all(replace(there, telegram_base_url=f"{url}/nobody"))}
    assert found["telegram"].state == OK
    assert "Telegram's" in found["clock"].said
    assert refused["telegram"].state == TROUBLE
    assert TOKEN not in repr(refused)
    gone = {answer.what: answer.state for answer in await ask_all(there)}
    assert gone["telegram"] == TROUBLE


async def test_a_clock_that_is_wrong_is_trouble(running: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with telegram_server() as url:
        monkeypatch.setattr(clock.time, "time", lambda: 4_000_000_000.0)
        there = replace(running, telegram_token=TOKEN, telegram_base_url=f"{url}/bot")
        assert (await states(there))["clock"] == TROUBLE
    monkeypatch.setattr(clock, "kernel_says_synchronised", lambda: False)
    assert (await states(running))["clock"] == NOTED


def test_the_kernel_is_asked_for_the_clock() -> None:
    assert clock.kernel_says_synchronised() in (True, False)


class _Writer:
    def __init__(self, ends: str) -> None:
        self._ends = ends

    def get_extra_info(self, _name: str) -> dict[str, str]:
        return {"notAfter": self._ends}

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(("ends", "state"), [("Jan  1 00:00:00 2090 GMT", OK), ("Jan  1 00:00:00 2020 GMT", TROUBLE)])
async def test_a_certificate_that_ends_soon_is_trouble(
    running: Settings, monkeypatch: pytest.MonkeyPatch, ends: str, state: str
) -> None:
    async def connect(*_args: object, **_kwargs: object) -> tuple[None, _Writer]:
        return None, _Writer(ends)

    monkeypatch.setattr(asyncio, "open_connection", connect)
    assert (await states(replace(running, public_url="https://candour.example")))["certificate"] == state


@pytest.mark.parametrize(("error", "state"), [(ssl.SSLCertVerificationError(), TROUBLE), (OSError(), NOTED)])
async def test_a_certificate_that_is_not_accepted_is_trouble_and_one_that_was_not_seen_is_noted(
    running: Settings, monkeypatch: pytest.MonkeyPatch, error: OSError, state: str
) -> None:
    async def connect(*_args: object, **_kwargs: object) -> None:
        raise error

    monkeypatch.setattr(asyncio, "open_connection", connect)
    assert (await states(replace(running, public_url="https://candour.example")))["certificate"] == state


def test_trouble_is_in_the_exit_code_and_in_the_json(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOUR_PORT", str(free_port()))
    assert main.main(["doctor", "--live", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["healthy"] is False
    assert {"what": "gateway", "state": "trouble", "said": told["live"][0]["said"]} == told["live"][0]
    assert main.main(["doctor", "--live"]) == 1
    assert "trouble gateway: does not answer" in capsys.readouterr().out


async def test_a_bucket_is_tried(
    running: Settings, object_storage_server: ObjectStorage, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = replace(running, files_url=object_storage_server.new_place())
    assert (await states(there))["files"] == OK
    gone = replace(running, files_url=f"s3://no-such-bucket?endpoint={object_storage_server.endpoint}")
    assert (await states(gone))["files"] == TROUBLE

    async def keeps_versions(_: object) -> bool:
        return False

    monkeypatch.setattr("triage.store.objects.ObjectFiles.forgets", keeps_versions)
    assert (await states(there))["files"] == TROUBLE
