"""The gateway as a process of its own: killed without warning, told to stop, started wrongly."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import WSCloseCode

from cli.parts import BOT_GRACE
from tests.support.gateways import Page, open_page
from tests.support.played_rasa import TOKEN, PlayedRasa
from tests.support.ports import answers, free_port


def _environment(folder: Path, rasa: PlayedRasa, port: int) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "CANDOUR_DATA_DIR": str(folder / "data"),
        "CANDOUR_DRAFT_KEYS": str(folder / "keys"),
        "CANDOUR_PORT": str(port),
        "CANDOUR_RASA_URL": rasa.url,
        "CANDOUR_ACTIONS_URL": rasa.url,
        "CANDOUR_INTERNAL_TOKEN": TOKEN,
        "CANDOUR_LOG_LEVEL": "DEBUG",
    }


async def _start(environment: dict[str, str]) -> asyncio.subprocess.Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(sys.executable, "-m", "bot", env=environment, stdout=pipe, stderr=pipe)


@asynccontextmanager
async def _process(environment: dict[str, str]) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    process = await _start(environment)
    url = f"http://127.0.0.1:{environment['CANDOUR_PORT']}"
    try:
        await answers(url, seconds=20)
        yield process, url
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def _with_page(
    environment: dict[str, str],
) -> AsyncIterator[tuple[asyncio.subprocess.Process, str, Page]]:
    """The gateway, and a page that has read the opening."""
    async with _process(environment) as (process, url), open_page(url) as page:
        await page.hello()
        await page.got((await page.receive("answer"))["id"])
        yield process, url, page


async def test_row_8_message_kept_before_kill_9_is_answered_after_the_next_start(
    tmp_path: Path, rasa: PlayedRasa
) -> None:
    environment = _environment(tmp_path, rasa, free_port())
    async with _with_page(environment) as (process, url, page):
        rasa.fault = (503, b"")
        await page.say("m1", "remember canary-91c2")
        await page.receive("ack")
        process.send_signal(signal.SIGKILL)
        await process.wait()
    stored = [file for file in tmp_path.rglob("*") if file.is_file()]  # noqa: ASYNC240
    assert len(stored) >= 4
    assert all(b"canary" not in file.read_bytes() for file in stored)
    rasa.fault = None
    async with _process(environment) as (_, url), open_page(url) as again:
        assert (await again.hello(page.token))["resumed"] is True
        answer = await again.receive("answer")
        assert (answer["id"], answer["replies"][0]["text"]) == ("m1", "You said: remember canary-91c2")
    assert rasa.texts == ["remember canary-91c2"]


async def test_row_8_kill_9_in_the_middle_of_a_turn_makes_no_second_turn(tmp_path: Path, rasa: PlayedRasa) -> None:
    environment = _environment(tmp_path, rasa, free_port())
    async with _with_page(environment) as (process, url, page):
        rasa.delay = 0.5
        await page.say("m1", "in the middle")
        await page.receive("ack")
        async with asyncio.timeout(5):
            while not rasa.busy:  # noqa: ASYNC110 - it happens in another process
                await asyncio.sleep(0.01)
        process.send_signal(signal.SIGKILL)
        await process.wait()
    async with _process(environment) as (_, url), open_page(url) as again:
        await again.hello(page.token)
        await again.say("m1", "in the middle")  # the page cannot know whether it was taken
        assert (await again.receive("answer"))["id"] == "m1"
        await again.got("m1")
        await again.say("m2", "next")
        assert (await again.receive("answer"))["id"] == "m2"
    assert rasa.texts == ["in the middle", "next"]


async def test_row_12_told_to_stop_it_stops_cleanly_and_its_log_holds_no_words(
    tmp_path: Path, rasa: PlayedRasa
) -> None:
    environment = _environment(tmp_path, rasa, free_port())
    async with _process(environment) as (process, url):
        async with open_page(url) as page:
            await page.hello()
            await page.receive("answer")
            await page.say("m1", "canary-5d10")
            await page.receive("answer")
            await page.socket.send_str("canary-rubbish")
            await page.receive("error")
            process.send_signal(signal.SIGTERM)
            output, errors = await asyncio.wait_for(process.communicate(), 10)
        assert process.returncode == 0
        assert output == b""
        assert b'"event": "started"' in errors
        assert b'"event": "stopped"' in errors
        for forbidden in (b"canary", b"127.0.0.1", b"Traceback", TOKEN.encode(), page.token.encode()):
            assert forbidden not in errors


@pytest.mark.parametrize(
    ("variable", "value", "line"),
    [("CANDOUR_PORT", "many", b"bot: CANDOUR_PORT: must be"), ("CANDOUR_MODE", "try", b"bot: CANDOUR_MODE: must be")],
)
async def test_wrong_setting_is_one_clear_line(
    tmp_path: Path, rasa: PlayedRasa, variable: str, value: str, line: bytes
) -> None:
    process = await _start({**_environment(tmp_path, rasa, 0), variable: value})
    _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert errors.startswith(line)
    assert errors.count(b"\n") == 1


async def test_port_in_use_is_one_clear_line(tmp_path: Path, rasa: PlayedRasa) -> None:
    process = await _start(_environment(tmp_path, rasa, rasa.port))
    _, errors = await asyncio.wait_for(process.communicate(), 20)
    assert process.returncode == 1
    assert errors.splitlines()[-1].startswith(b"bot: cannot listen or store")
    assert b"Traceback" not in errors


async def test_told_to_stop_it_ends_the_turn_under_way_and_tells_the_page_to_come_back(
    tmp_path: Path, rasa: PlayedRasa
) -> None:
    environment = _environment(tmp_path, rasa, free_port())
    async with _with_page(environment) as (process, url, page):
        rasa.delay = 1.5
        await page.say("m1", "in the middle")
        await page.receive("ack")
        process.send_signal(signal.SIGTERM)
        await _no_longer_listens(url)
        answer = await page.receive("answer")
        assert (answer["id"], answer["replies"][0]["text"]) == ("m1", "You said: in the middle")
        assert (await page.socket.receive()).data == WSCloseCode.SERVICE_RESTART
        _, errors = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 0
    assert errors.index(b'"event": "draining"') < errors.index(b'"event": "stopped"')
    assert rasa.texts == ["in the middle"]


async def test_told_to_stop_it_waits_no_longer_than_it_may_and_the_message_is_answered_after_the_next_start(
    tmp_path: Path, rasa: PlayedRasa
) -> None:
    environment = _environment(tmp_path, rasa, free_port())
    async with _with_page(environment) as (process, url, page):
        rasa.fault = (503, b"")
        await page.say("m1", "kept")
        await page.receive("ack")
        process.send_signal(signal.SIGTERM)
        await asyncio.wait_for(process.communicate(), BOT_GRACE)
    assert process.returncode == 0
    rasa.fault = None
    async with _process(environment) as (_, url), open_page(url) as again:
        await again.hello(page.token)
        assert (await again.receive("answer"))["id"] == "m1"
    assert rasa.texts == ["kept"]


async def _no_longer_listens(url: str) -> None:
    host, port = url.removeprefix("http://").split(":")
    async with asyncio.timeout(1):
        while True:
            try:
                _, writer = await asyncio.open_connection(host, int(port))
            except ConnectionRefusedError:
                return
            writer.close()
            await asyncio.sleep(0.02)
