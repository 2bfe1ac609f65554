"""Sudden death of this process, at a chosen point of what it does."""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).parents[2]
# Where a message or a case passes from one place to the next, and what speaks to SQLite.
WATCHED = ("actions/", "bot/", "drafts/", "triage/store/", "triage/envelope", "triage/sealing")
_CHANGES = frozenset({"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate", "shutil.rmtree"})
FULL_FOR = 3  # changes
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Countdown:
    """Counts points and ends this process by SIGKILL at one of them.

    Args:
        last: the number of the point to die at; 0 only counts.
    """

    def __init__(self, last: int) -> None:
        self.last = last
        self.passed = 0

    def step(self) -> None:
        """Pass one point, or die before it."""
        self.passed += 1
        if self.passed == self.last:
            os.kill(os.getpid(), signal.SIGKILL)


def at_lines(countdown: Countdown) -> None:
    """From now on each line that runs in the watched code is a point."""
    tool, events = sys.monitoring.DEBUGGER_ID, sys.monitoring.events
    watched: dict[str, bool] = {}

    def line(code: CodeType, _number: int) -> Any:
        if code.co_filename not in watched:
            watched[code.co_filename] = _is_watched(code.co_filename)
        return countdown.step() if watched[code.co_filename] else sys.monitoring.DISABLE

    sys.monitoring.use_tool_id(tool, "faults")
    sys.monitoring.register_callback(tool, events.LINE, line)
    sys.monitoring.set_events(tool, events.LINE)


def at_changes(countdown: Countdown) -> None:
    """From now on each change of a file or a folder is a point."""

    def event(name: str, arguments: tuple[Any, ...]) -> None:
        if name in _CHANGES or (name == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES):
            countdown.step()

    sys.addaudithook(event)


def on_full_disk(countdown: Countdown) -> None:
    """Nobody dies, but from this point on a few changes that need room on the disk find none."""

    def event(name: str, arguments: tuple[Any, ...]) -> None:
        writes = name == "open" and isinstance(arguments[2], int) and arguments[2] & _WRITES
        if name == "os.mkdir" or writes:
            countdown.passed += 1
            if 0 < countdown.last <= countdown.passed < countdown.last + FULL_FOR:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    sys.addaudithook(event)


def at_time(countdown: Countdown) -> None:
    """Die after so many microseconds, wherever that is: in the middle of SQLite's commit as well."""
    # The signal has no handler, so that the kernel ends the process at once, as by SIGKILL.
    if countdown.last:
        signal.setitimer(signal.ITIMER_REAL, countdown.last / 1e6)


POINTS: dict[str, Callable[[Countdown], None]] = {
    "lines": at_lines,
    "changes": at_changes,
    "time": at_time,
    "full disk": on_full_disk,
}


def _is_watched(file: str) -> bool:
    path = Path(file)
    inside = path.relative_to(ROOT).as_posix() if path.is_relative_to(ROOT) else ""
    return inside.startswith(WATCHED) or "/aiosqlite/" in file
