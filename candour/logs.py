"""Logs with an allow-list: only the events, fields and kinds of value named here can be written, by anyone.

What a library logs (aiohttp, SQLAlchemy, Sanic, Rasa, ...) is reduced to the library's name, the level and the type of
the error: its message, arguments, traceback and frame locals can hold a reporter's words, so they are dropped where the
record is made, before any handler sees them. The same goes for errors that nobody catches.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import warnings
from collections.abc import Callable, Mapping, MutableMapping
from enum import Enum
from types import TracebackType
from typing import Any, TextIO, cast

import structlog


class Event(str, Enum):
    """Everything that can be logged."""

    STARTED = "started"
    STOPPED = "stopped"
    READY = "ready"
    DRAINING = "draining"
    TURN = "turn"
    TURN_RETRIED = "turn_retried"
    TURN_FAILED = "turn_failed"
    MESSAGE_REFUSED = "message_refused"
    CASE_HANDED_OVER = "case_handed_over"
    HAND_OVER_FAILED = "hand_over_failed"
    DRAFT_SHREDDED = "draft_shredded"
    DRAFTS_EXPIRED = "drafts_expired"
    DRAFTS_CUT_OFF = "drafts_cut_off"
    DRAFT_DAMAGED = "draft_damaged"
    ACTION_FAILED = "action_failed"
    TELEGRAM_UNREACHABLE = "telegram_unreachable"
    TELEGRAM_BLOCKED = "telegram_blocked"
    TELEGRAM_FLOODED = "telegram_flooded"
    FILE_TAKEN = "file_taken"
    FILE_REFUSED = "file_refused"
    FILES_SWEPT = "files_swept"
    REQUEST_FAILED = "request_failed"
    LIBRARY = "library"
    UNCAUGHT = "uncaught"


LEVELS = ("debug", "info", "warning", "error")
CHANNELS = ("web", "telegram", "form")
# What an event can be about: parts of Candour and kinds of work. A new one is added here, or it is withheld.
SUBJECTS = ("actions", "rasa", "bot", "reply", "mailbox", "expiry", "file", "files", "redis")
WITHHELD = "withheld"


class ErrorName(str):
    """The type of an error, by name: all that a log says of it, for its text can hold anything."""

    def __new__(cls, error: BaseException) -> ErrorName:
        """Name this error."""
        return super().__new__(cls, type(error).__name__)


def error_name(error: BaseException) -> ErrorName:
    """Name an error for a log."""
    return ErrorName(error)


def _one_of(*names: str) -> Callable[[Any], bool]:
    return lambda value: type(value) is str and value in names


def _number(least: int, most: int) -> Callable[[Any], bool]:
    # Bounded, so that no telephone number or account ID passes for a counter.
    return lambda value: type(value) is int and least <= value <= most


# Each field that can be logged, and whether a value may stand in it. Exact types: a subclass can print anything.
_ALLOWED: dict[str, Callable[[Any], bool]] = {
    "event": _one_of(*(event.value for event in Event)),
    "level": _one_of(*LEVELS),
    "process": lambda value: value is _process,
    "library": lambda value: type(value) is str and (value in sys.modules or value == WITHHELD),
    "error": lambda value: type(value) is ErrorName or (type(value) is str and not value),
    "count": _number(0, 999_999),
    "milliseconds": _number(0, 9_999_999),
    "status": _number(-255, 999),
    "channel": _one_of(*CHANNELS),
    "what": _one_of(*SUBJECTS),
}
FIELDS = frozenset(_ALLOWED)
Watcher = Callable[[Event, Mapping[str, Any]], None]
_watchers: list[Watcher] = []
_process = "candour"


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
    _take_over_uncaught_errors()


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
    for watcher in _watchers:
        watcher(event, fields)
    getattr(structlog.get_logger(), level)(event.value, level=level, process=_process, **fields)


def watch(watcher: Watcher) -> Callable[[], None]:
    """Have every event told to a watcher as well, whatever the level; returns what ends it.

    Args:
        watcher: gets the event and its fields as they were given, which it must check. It must not raise.
    """
    _watchers.append(watcher)
    return lambda: _watchers.remove(watcher)


def _only_allowed(_logger: Any, method: str, entry: MutableMapping[str, Any]) -> dict[str, Any]:
    if not _ALLOWED["event"](entry.get("event")):  # a library that uses structlog itself
        if method in ("debug", "info"):
            raise structlog.DropEvent
        level = method if method in LEVELS else "error"
        return {"event": Event.LIBRARY.value, "level": level, "process": _process, "library": "structlog"}
    return {key: value if _ALLOWED[key](value) else WITHHELD for key, value in entry.items() if key in _ALLOWED}


class _StandardError:
    """Standard error as it is now. A line that cannot be written must never fail the turn that it tells of."""

    def write(self, text: str) -> None:
        with contextlib.suppress(OSError, ValueError):  # its reader has gone; it was closed
            sys.stderr.write(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.flush()


class _Record(logging.LogRecord):
    """A library's record without its content, so that no handler of any library has content to write."""

    def __init__(
        self, name: str, level: int, _path: str, _line: int, _text: Any, _values: Any, caught: Any, *_: Any, **__: Any
    ) -> None:
        super().__init__(name, level, "", 0, "", (), None)
        error = caught[1] if isinstance(caught, tuple) else None
        self.name_of_error = error_name(error) if isinstance(error, BaseException) else ""


class _Reducer(logging.Handler):
    """Writes what is left of a library's record."""

    def emit(self, record: logging.LogRecord) -> None:
        library = str(record.name).split(".")[0]
        error = getattr(record, "name_of_error", "")
        log(
            Event.LIBRARY, level=_level_of(record), library=library if library in sys.modules else WITHHELD, error=error
        )


def _level_of(record: logging.LogRecord) -> str:
    return {10: "debug", 20: "info", 30: "warning"}.get(record.levelno, "error")


def _take_over_standard_logging(level: str) -> None:
    logging.setLogRecordFactory(_Record)
    root = logging.getLogger()
    root.handlers[:] = [_Reducer()]
    # Below WARNING libraries describe what they handle; reduced, such lines say nothing, so they are not made.
    root.setLevel(max(getattr(logging, level), logging.WARNING))
    logging.raiseExceptions = False  # else a failing handler prints the record it failed on
    warnings.showwarning = _drop_warning


def _drop_warning(*_args: Any, **_kwargs: Any) -> None:
    """Warnings quote what they warn about; the tests turn them into errors, a running service drops them."""


def _take_over_uncaught_errors() -> None:
    sys.excepthook = _uncaught
    threading.excepthook = lambda told: _uncaught(told.exc_type, told.exc_value, None)
    sys.unraisablehook = lambda told: _uncaught(told.exc_type, told.exc_value, None)


def _uncaught(_kind: type[BaseException], error: BaseException | None, _trace: TracebackType | None) -> None:
    log(Event.UNCAUGHT, level="error", error=error_name(error) if error else "")
