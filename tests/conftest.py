"""What tests of several rooms share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.stack import Stack, running_stack
from tests.support.telegram_peer import TOKEN, telegram_server


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
