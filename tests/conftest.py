"""What tests of several rooms share."""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from tests.support import figures, postgres
from tests.support.figures import Figure, Record
from tests.support.stack import Stack, running_stack
from tests.support.telegram_peer import TOKEN, telegram_server

FIGURES = pytest.StashKey[list[Figure]]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--figures", metavar="FILE", type=Path, help="write the figures that were measured as JSON")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[FIGURES] = []


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    """Print the figures that were promised and measured in this run."""
    if measured := config.stash[FIGURES]:
        terminalreporter.section("promised figures")
        terminalreporter.write_line("\n".join(figures.table(measured)))
    if file := config.getoption("figures"):
        figures.write(measured, file)


@pytest.fixture
def figure(request: pytest.FixtureRequest) -> Record:
    """Records a figure: figure("what is counted", "what was promised", number). Mark the test with `promise`."""
    return lambda promise, promised, measured: request.config.stash[FIGURES].append(Figure(promise, promised, measured))


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
