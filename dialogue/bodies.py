"""What the gateway may ask of the channel, read with care: nobody else's word is taken at this door."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sanic.request import Request

MAX_TEXT = 4000
MAX_ID = 64
_CONVERSATION = re.compile(r"[0-9a-f]{32}\Z")
_TURN = {"conversation": None, "message_id": None, "text": None, "language": ""}  # with what stands for what is absent
_LANGUAGE = re.compile(r"(?:[a-z]{2,3})?\Z")


@dataclass(frozen=True)
class Turn:
    """What the gateway asks an answer to.

    Attributes:
        conversation: ID of the draft.
        message_id: tells it from other messages.
        text: the words.
        language: of the words, where that is not known to be English; the actions then read them with care.
    """

    conversation: str
    message_id: str
    text: str
    language: str = ""


def read_turn(request: Request) -> Turn | None:
    """Read the body of a request for a turn; None if it is no such body."""
    body = _fields(request)
    given = [body.get(name, default) for name, default in _TURN.items()]
    if set(body) - {*_TURN, "kind"} or not all(isinstance(value, str) for value in given):
        return None
    conversation, message_id, text, language = given
    words = "/start" if body.get("kind") == "start" else harmless(text)
    known = _CONVERSATION.match(conversation) and _LANGUAGE.match(language)
    fits = known and 0 < len(message_id) <= MAX_ID and 0 < len(words) <= MAX_TEXT
    return Turn(conversation, message_id, words, language) if fits else None


def read_text(request: Request) -> str | None:
    """Read the body of a request to listen to a text; None if it is no such body."""
    body = _fields(request)
    text = body.get("text") if set(body) == {"text"} else None
    return text if isinstance(text, str) and 0 < len(harmless(text)) <= MAX_TEXT else None


def _fields(request: Request) -> dict[str, Any]:
    try:
        body = request.json
    except Exception:
        return {}
    return body if isinstance(body, dict) else {}


def harmless(text: str) -> str:
    """Strip what would make a text a command: Rasa executes one that begins with "/" as an intent."""
    # The gateway strips it too.
    return text.lstrip("/ \t\r\n\v\f\u00a0").rstrip()
