"""Logs with an allow-list: only the events and fields named here can be written, by anyone.

A record of a library (aiohttp, SQLAlchemy, Sanic, Rasa, ...) is reduced to the library's name, the level and the
type of the error: its message, arguments, traceback and frame locals can hold a reporter's words, so they are dropped.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import warnings
from collections.abc import MutableMapping
from enum import Enum
from typing import Any, TextIO, cast

import structlog


class Event(str, Enum):
    """Everything that can be logged."""

    STARTED = "started"
    STOPPED = "stopped"
    READY = "ready"
    NOT_READY = "not_ready"
    TURN = "turn"
    TURN_RETRIED = "turn_retried"
    TURN_FAILED = "turn_failed"
    MESSAGE_REFUSED = "message_refused"
    CASE_HANDED_OVER = "case_handed_over"
    HAND_OVER_FAILED = "hand_over_failed"
    DRAFT_SHREDDED = "draft_shredded"
    DRAFTS_EXPIRED = "drafts_expired"
    DRAFT_DAMAGED = "draft_damaged"
    ACTION_FAILED = "action_failed"
    TELEGRAM_UNREACHABLE = "telegram_unreachable"
    TELEGRAM_BLOCKED = "telegram_blocked"
    TELEGRAM_FLOODED = "telegram_flooded"
    REQUEST_FAILED = "request_failed"
    LIBRARY = "library"


FIELDS = frozenset(
    {"event", "level", "process", "library", "error", "count", "milliseconds", "channel", "status", "what"}
)


def configure(process: str, level: str = "INFO") -> None:
    """Send this process's records to standard error, as JSON lines, through the allow-list.

    Args:
        process: bot, rasa, actions, up.
        level: one of DEBUG, INFO, WARNING, ERROR.
    """
    structlog.configure(
        processors=[_only_allowed, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level)),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, _StandardError())),
        cache_logger_on_first_use=False,
    )
    global _process
    _process = process
    _take_over_standard_logging(level)


_process = "candour"


def log(event: Event, *, level: str = "info", **fields: Any) -> None:
    """Write one event.

    Args:
        event: which one.
        level: debug, info, warning or error.
        fields: counters and names from FIELDS; anything else is a programming error and raises ValueError.
    """
    unknown = set(fields) - FIELDS
    if unknown:
        raise ValueError(f"fields that must not be logged: {sorted(unknown)}")
    getattr(structlog.get_logger(), level)(event.value, level=level, process=_process, **fields)


def error_name(error: BaseException) -> str:
    """Name an error for a log: its type alone, for its text can hold anything."""
    return type(error).__name__


def _only_allowed(_logger: Any, _method: str, entry: MutableMapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key in FIELDS}


class _StandardError:
    """Standard error as it is now. A line that cannot be written must never fail the turn that it tells of."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # its reader has gone; it was closed
            sys.stderr.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


class _Reduced(logging.Handler):
    """Reduces a library's record to what cannot hold content."""

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[0].__name__ if record.exc_info and record.exc_info[0] else ""
        log(Event.LIBRARY, level=_level_of(record), library=record.name.split(".")[0], error=error)


def _level_of(record: logging.LogRecord) -> str:
    return {10: "debug", 20: "info", 30: "warning"}.get(record.levelno, "error")


def _take_over_standard_logging(level: str) -> None:
    root = logging.getLogger()
    root.handlers[:] = [_Reduced()]
    # Below WARNING libraries describe what they handle; reduced, such lines say nothing, so they are not made.
    root.setLevel(max(getattr(logging, level), logging.WARNING))
    logging.raiseExceptions = False  # else a failing handler prints the record it failed on
    warnings.showwarning = _drop_warning


def _drop_warning(*_args: Any, **_kwargs: Any) -> None:
    """Warnings quote what they warn about; the tests turn them into errors, a running service drops them."""
