"""Checks what the action server answers: by its shape, in microseconds.

Rasa validates each answer against a JSON schema of all its events, and that schema against JSON Schema's own before
every use, which takes a third of a turn; and the error it raises quotes the answer. An event that Rasa does not know is
refused when the events are read (rasa.shared.core.events.deserialise_events).
"""

from __future__ import annotations

from typing import Any


def install() -> None:
    """Put the check in the place of Rasa's."""
    from rasa.core.actions.action import RemoteAction

    RemoteAction._validate_action_result = _check  # type: ignore[method-assign]


def is_usable(answer: object) -> bool:
    """Whether this is an answer of an action: an object whose events have names and whose responses are objects."""
    if not isinstance(answer, dict):
        return False
    events, responses = answer.get("events", []), answer.get("responses", [])
    if not isinstance(events, list) or not isinstance(responses, list):
        return False
    named = all(isinstance(event, dict) and isinstance(event.get("event"), str) for event in events)
    return named and all(isinstance(response, dict) for response in responses)


def _check(_action: object, answer: dict[str, Any]) -> bool:
    from rasa.shared.exceptions import RasaException

    if not is_usable(answer):
        raise RasaException("the action server's answer is unusable")
    return True
