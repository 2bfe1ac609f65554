"""What tests of several rooms share."""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import structlog
from hypothesis import HealthCheck, settings

from candour.settings import Settings
from tests.support import figures, object_storage, postgres
from tests.support.figures import Figure, Record
from tests.support.gateways import gateway_settings
from tests.support.object_storage import ObjectStorage
from tests.support.played_rasa import PlayedRasa, playing_rasa
from tests.support.redis_server import RedisServer, redis_server
from tests.support.stack import Stack, running_stack
from tests.support.telegram_peer import TOKEN, telegram_server

# How long an example takes says more about the machine's other work than about the code.
settings.register_profile("candour", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("candour")

ALONE, SEVERAL = "alone", "several"
FIGURE = "figure"  # the name of the property that a test has of each figure it measured


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--figures", metavar="FILE", type=Path, help="write the figures that were measured as JSON")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures that were promised and measured in this run."""
    # From the tests' reports, which reach this process from those that run tests side by side, too.
    reports = [report for every in terminalreporter.stats.values() for report in every]
    told = [pair for report in reports if getattr(report, "when", "") == "call" for pair in report.user_properties]
    if measured := [Figure(*figure) for name, figure in told if name == FIGURE]:
        terminalreporter.section("promised figures")
        terminalreporter.write_line("\n".join(figures.table(measured)))
    if file := config.getoption("figures"):
        figures.write(measured, file)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run what behaves the same on one machine and on many on both."""
    marked = metafunc.definition.get_closest_marker
    if "gateways" in metafunc.fixturenames and marked("on_both") and not marked("in_folders"):
        metafunc.parametrize("gateways", [ALONE, SEVERAL])


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Record:
    """Records a figure: figure("what is counted", "what was promised", number). Mark the test with `promise`."""
    told = request.node.user_properties
    return lambda promise, promised, measured: told.append((FIGURE, (promise, promised, measured)))


@pytest.fixture(autouse=True)
def logs_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Give back what `candour.logs.configure` takes over, so that no test silences those after it."""
    root = logging.getLogger()
    level, factory = root.level, logging.getLogRecordFactory()
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    for place, name in (
        (logging, "raiseExceptions"),
        (sys, "excepthook"),
        (sys, "unraisablehook"),
        (threading, "excepthook"),
        (warnings, "showwarning"),
    ):
        monkeypatch.setattr(place, name, getattr(place, name))
    yield
    root.setLevel(level)
    logging.setLogRecordFactory(factory)
    structlog.reset_defaults()


@pytest.fixture
async def rasa() -> AsyncIterator[PlayedRasa]:
    async with playing_rasa() as played:
        yield played


@pytest.fixture(scope="session")
def running_redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    """One server for all tests that only need one."""
    with redis_server(tmp_path_factory.mktemp("redis")) as server:
        yield server


@pytest.fixture
def shared_redis(running_redis: RedisServer) -> RedisServer:
    """The same, emptied."""
    with running_redis.client() as client:
        client.flushall()
    return running_redis


@pytest.fixture
def gateways() -> str:
    """Whether a gateway is alone or one of several; the marker `on_both` runs a test each way."""
    return ALONE


@pytest.fixture
def settings(request: pytest.FixtureRequest, gateways: str, tmp_path: Path, rasa: PlayedRasa) -> Settings:
    """Settings of a gateway in front of the played Rasa."""
    if gateways == ALONE:
        return gateway_settings(tmp_path, rasa)
    return gateway_settings(tmp_path, rasa, redis_url=request.getfixturevalue("shared_redis").url)


@pytest.fixture(scope="session")
def bot_api() -> Iterator[str]:
    """The Bot API server that the running Candour talks to."""
    with telegram_server() as url:
        yield url


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory, bot_api: str) -> Iterator[Stack]:
    """One running Candour, on the web and on Telegram, for all tests that need the whole of it."""
    telegram = {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_BASE_URL": f"{bot_api}/bot"}
    with running_stack(tmp_path_factory.mktemp("stack"), **telegram) as running:
        yield running


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    folder = postgres.binaries()
    if folder is None:
        problem = "NO POSTGRESQL on this machine: the store was tested on SQLite only (make test-deps installs it)"
        pytest.fail(problem) if os.environ.get("CI") == "true" else pytest.skip(problem)
    with postgres.running(folder) as address:
        yield address


@pytest.fixture(scope="session")
def object_storage_server() -> Iterator[ObjectStorage]:
    rclone = object_storage.program()
    if rclone is None:
        pytest.skip("rclone has no package for this machine: files were tested in a folder only")
    with object_storage.running(rclone) as server, pytest.MonkeyPatch.context() as environment:
        for variable, value in object_storage.CREDENTIALS.items():
            environment.setenv(variable, value)
        yield server


@pytest.fixture(params=["folder", "bucket"])
def files_url(request: pytest.FixtureRequest) -> str:
    """Where sealed files lie: each of the two kinds of place, empty."""
    if request.param == "folder":
        return ""
    server: ObjectStorage = request.getfixturevalue("object_storage_server")
    return server.new_place()
