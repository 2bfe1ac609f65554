"""Watches the event log and keeps what may be told of it: nothing but names that stand in this project's own code."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any

from bot.metrics.crowd import SPEAKING, CrowdCounts
from candour.logs import CHANNELS, Event

# What reporters do: told late, in steps, and of crowds.
COUNTED = (
    Event.CASE_HANDED_OVER,
    Event.MESSAGE_REFUSED,
    Event.FILE_TAKEN,
    Event.FILE_REFUSED,
    Event.DRAFT_SHREDDED,
    Event.DRAFTS_EXPIRED,
)
# What must be seen to: told at the next quarter of an hour, as whether it happened and never how often.
TROUBLES = (
    Event.HAND_OVER_FAILED,
    Event.TURN_FAILED,
    Event.TURN_RETRIED,
    Event.DRAFT_DAMAGED,
    Event.DRAFTS_CUT_OFF,
    Event.REQUEST_FAILED,
    Event.TELEGRAM_UNREACHABLE,
    Event.UNCAUGHT,
)
NO_CHANNEL = "none"
SECONDS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)  # upper ends of the classes of turns
LONGER = "+Inf"


class Tally:
    """What the event log says, as far as it may be told."""

    def __init__(self) -> None:
        self.events = CrowdCounts()
        self.troubles: frozenset[Event] = frozenset()
        self._seen: set[Event] = set()

    def watch(self, event: Event, fields: Mapping[str, Any]) -> None:
        """Note one event."""
        if event in TROUBLES:
            self._seen.add(event)
        elif event is Event.TURN:
            self.events.add(f"turn/{_class_of(fields.get('milliseconds', 0))}", 1, SPEAKING.get())
        elif event in COUNTED:
            self.events.add(f"{event.value}/{_channel(fields)}", fields.get("count", 1), _whose(event))

    def tell(self) -> None:
        """A quarter of an hour is over: let what happened in it be read, as far as it may be."""
        self.events.tell()
        self.troubles, self._seen = frozenset(self._seen), set()


def _whose(event: Event) -> str:
    # A form belongs to no conversation, and each is a reporter's.
    return SPEAKING.get() or (secrets.token_hex(16) if event is Event.CASE_HANDED_OVER else "")


def _channel(fields: Mapping[str, Any]) -> str:
    channel = fields.get("channel")
    return channel if channel in CHANNELS else NO_CHANNEL


def _class_of(milliseconds: int) -> str:
    return next((str(limit) for limit in SECONDS if milliseconds <= limit * 1000), LONGER)
