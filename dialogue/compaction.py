"""Keeps trackers short: what was set before the last turns becomes one event a slot.

Rasa rewrites a tracker whole after each turn and posts it whole to the action server, so that without this a turn
becomes slower the longer a conversation lasts.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet, UserUttered

TURNS_KEPT = 2
# What the classifiers add for developers; nothing that decides a turn reads it.
_PARSE_DATA_KEPT = ("text", "intent", "entities")


def compact(name: str, events: Iterable[Event]) -> dict[str, Any]:
    """Turn a tracker's events into a short dialogue that leads to the same state.

    Args:
        name: the conversation.
        events: all events, oldest first.

    Returns:
        What `rasa.shared.core.conversation.Dialogue.from_parameters` reads.
    """
    everything = list(events)
    cut = _start_of_kept(everything)
    kept = everything if cut == 0 else [*_state_after(everything[:cut]), *everything[cut:]]
    return {"name": name, "events": [_short(event.as_dict()) for event in kept]}


def _start_of_kept(events: list[Event]) -> int:
    turns = [index for index, event in enumerate(events) if isinstance(event, UserUttered)]
    return turns[-TURNS_KEPT] if len(turns) > TURNS_KEPT else 0


def _state_after(events: list[Event]) -> list[Event]:
    slots: dict[str, Any] = {}
    loop: str | None = None
    for event in events:
        if isinstance(event, SlotSet):
            slots[event.key] = event.value
        elif isinstance(event, ActiveLoop):
            loop = event.name
    set_slots = [SlotSet(key, value) for key, value in slots.items() if value is not None]
    start = [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen"), *set_slots]
    return [*start, ActiveLoop(loop), ActionExecuted("action_listen")] if loop else start


def _short(event: dict[str, Any]) -> dict[str, Any]:
    if event.get("event") != "user":
        return event
    data = event.get("parse_data") or {}
    return {**event, "parse_data": {key: data[key] for key in _PARSE_DATA_KEPT if key in data}}
