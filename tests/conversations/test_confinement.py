"""Rasa runs on a Python and on libraries that get no more fixes, so it is confined: looked at while it runs."""

from __future__ import annotations

import ipaddress
import sys
from collections.abc import Iterator

import aiohttp
import psutil
import pytest

from cli.parts import RASA_MAY_KNOW
from tests.support.reports import messages
from tests.support.stack import ROOT, Stack
from tests.support.telegram_peer import TOKEN
from tests.support.web_reporter import web_reporter
from triage.keys import find_private_keys

# What Rasa serves when its own HTTP interface or its other channels are on.
CLOSED = (
    "/version",
    "/status",
    "/domain",
    "/model",
    "/model/train",
    "/model/parse",
    "/conversations/x/tracker",
    "/conversations/x/messages",
    "/conversations/x/trigger_intent",
    "/webhooks/rest/",
    "/webhooks/rest/webhook",
    "/webhooks/callback/webhook",
    "/webhooks/telegram/webhook",
    "/socket.io/",
)


@pytest.fixture
def rasa(stack: Stack) -> psutil.Process:
    return stack.child("-m dialogue")


@pytest.fixture
def url(rasa: psutil.Process) -> str:
    """Where Rasa listens."""
    [port] = {connection.laddr.port for connection in _connections(rasa) if connection.status == psutil.CONN_LISTEN}
    return f"http://127.0.0.1:{port}"


def _family(process: psutil.Process) -> list[psutil.Process]:
    return [process, *process.children(recursive=True)]


def _connections(process: psutil.Process) -> Iterator[psutil._common.pconn]:
    for member in _family(process):
        yield from member.net_connections(kind="inet")


async def test_rasa_listens_on_loopback_only_and_calls_nobody_beyond_it(stack: Stack, rasa: psutil.Process) -> None:
    seen = set()
    async with web_reporter(stack.url) as someone:
        await someone.begin()
        for text in messages(upto="borough_bcu_or_station"):
            await someone.say(text)
            seen |= {(end.ip, bool(c.raddr)) for c in _connections(rasa) for end in (c.laddr, c.raddr) if end}
    assert {False, True} == {connected for _, connected in seen}  # it listens, and it called the action server
    assert [ip for ip, _ in seen if not ipaddress.ip_address(ip).is_loopback] == []


@pytest.mark.parametrize("path", CLOSED)
async def test_rasa_serves_nothing_but_our_channel(url: str, path: str) -> None:
    async with aiohttp.ClientSession() as session:
        for method in ("GET", "POST", "PUT", "DELETE"):
            async with session.request(method, url + path, json={"text": "hello", "sender": "x"}) as response:
                assert response.status == 404, method


@pytest.mark.parametrize("header", [{}, {"Authorization": "Bearer wrong"}, {"Authorization": ""}])
async def test_rasa_takes_no_turn_without_the_token_of_this_run(url: str, header: dict[str, str]) -> None:
    turn = {"conversation": "0" * 32, "message_id": "m1", "kind": "message", "text": "hello"}
    async with aiohttp.ClientSession(headers=header) as session:
        async with session.post(f"{url}/webhooks/candour/turn", json=turn) as response:
            assert (response.status, await response.json()) == (401, {"error": "token"})
        async with session.post(f"{url}/webhooks/candour/alarm", json={"text": "hello"}) as response:
            assert response.status == 401
        async with session.get(f"{url}/webhooks/candour/ready") as response:
            assert (response.status, (await response.json())["missing"]) == (503, ["token"])


def test_rasa_knows_no_setting_but_those_it_needs(rasa: psutil.Process, stack: Stack) -> None:
    gateway = stack.child("-m bot").environ()
    assert gateway["TELEGRAM_BOT_TOKEN"] == TOKEN  # so that there is something that Rasa could know
    for member in _family(rasa):
        known = {name: value for name, value in member.environ().items() if value}
        told = {name for name in known if name.startswith(("CANDOUR_", "TELEGRAM_"))}
        assert "CANDOUR_INTERNAL_TOKEN" in told
        assert told <= RASA_MAY_KNOW
        assert TOKEN not in repr(known)
        assert TOKEN not in " ".join(member.cmdline())
        assert known["CANDOUR_INTERNAL_TOKEN"] not in " ".join(member.cmdline())


def test_no_private_key_is_in_rasas_reach_but_that_of_the_demo(stack: Stack) -> None:
    # In production the demo's key does not exist, and with any other the start is refused: row 4.
    demo = stack.data / "demo-desk"
    keys = find_private_keys([stack.data, stack.keys, ROOT / "models", ROOT / "dialogue", ROOT / "interview"])
    assert keys, "the demo's keys should have been found"
    assert {key.parent for key in keys} == {demo}


def test_rasa_holds_neither_keys_of_cases_nor_the_store_open(stack: Stack, rasa: psutil.Process) -> None:
    opened = {file.path for member in _family(rasa) for file in member.open_files()}
    assert not {path for path in opened if "demo-desk" in path or "triage.sqlite3" in path}


@pytest.mark.skipif(sys.platform != "linux", reason="limits of other processes can be read on Linux only")
@pytest.mark.parametrize("part", ["-m dialogue", "cli.action_server", "-m bot"])
def test_no_part_can_dump_its_memory(stack: Stack, part: str) -> None:
    for member in _family(stack.child(part)):
        assert member.rlimit(psutil.RLIMIT_CORE) == (0, 0)
