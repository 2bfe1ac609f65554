"""Reporters at the real web chat of the real Candour."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from tests.support.stack import Stack
from tests.support.web_reporter import WebReporter, web_reporter


@pytest.fixture
async def reporter(stack: Stack) -> AsyncIterator[WebReporter]:
    """Someone who has just opened the page and begun."""
    async with web_reporter(stack.url) as someone:
        await someone.begin()
        yield someone
