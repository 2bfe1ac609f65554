"""How long each stage of a turn takes: written while `candour bench --profile` measures, and at no other time.

A span is the name of a stage, which stands in the code, and two readings of the clock that all processes of a machine
share (CLOCK_MONOTONIC): no word, no conversation, no time of day. Without CANDOUR_SPANS nothing is written, and with it
production does not start. What a span belongs to is told by what it lies within.
"""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

_OFF: AbstractContextManager[None] = nullcontext()
_file: int | None = None


def start(process: str, folder: Path | None) -> None:
    """Write the spans of this process from now on.

    Args:
        process: its name; a file bears it.
        folder: where; None for not at all.

    Raises:
        OSError: the file cannot be made.
    """
    global _file
    if _file is not None:
        os.close(_file)
        _file = None
    if folder is not None:
        place = folder / f"{process}-{os.getpid()}.spans"
        _file = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def span(stage: str) -> AbstractContextManager[None]:
    """Measure a block.

    Args:
        stage: its name, in lower case, from the code and never from a turn.
    """
    return _OFF if _file is None else _measured(stage)


def timed(stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
    """The same function, measured."""

    def measured(*args: Any, **kwargs: Any) -> Any:
        with span(stage):
            return work(*args, **kwargs)

    return measured


def timed_async(stage: str, work: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    """The same coroutine function, measured."""

    async def measured(*args: Any, **kwargs: Any) -> Any:
        with span(stage):
            return await work(*args, **kwargs)

    return measured


def wanted() -> bool:
    """Whether spans are written."""
    return _file is not None


@contextmanager
def _measured(stage: str) -> Iterator[None]:
    began = time.monotonic_ns()
    try:
        yield
    finally:
        if _file is not None:
            os.write(_file, f"{began} {time.monotonic_ns()} {stage}\n".encode("ascii"))
