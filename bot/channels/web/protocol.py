"""What page and gateway say to each other over the WebSocket: JSON objects with a `type`.

From the page: hello {token, language}, say {id, text, pressed}, got {id}.
To the page: welcome {token, resumed}, ack {id}, answer {id, replies}, note {replies}, refused {id, text}, error {text}.

A reply has text, buttons (what is said when one is pressed, in English) and their titles, and may have an event, a
reference, numbers of files that are gone, a language that is spoken from here on, and `secret` where its text is a
receipt code. What the reporter reads is in their language. `pressed` tells a button from the same word typed.

`ack` means that the message survives a crash; the page repeats what was not acknowledged. `got` means that the page
shows the answer; the gateway repeats, after a reconnect, what the page did not confirm. Both sides know repeats by ID.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from bot.speech import Speech
from bot.turns import Answer, Reply
from candour.errors import CandourError
from interview.catalogues import known
from interview.languages import ENGLISH

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class BadMessage(CandourError):
    """A message of the page that cannot be used; `str(error)` is said to the page."""


@dataclass(frozen=True)
class Hello:
    """The page is there, in a language. `token` is the one it was given before, if any."""

    token: str | None
    language: str = ENGLISH


@dataclass(frozen=True)
class Say:
    """The reporter sent this, or pressed this button."""

    id: str
    text: str
    pressed: bool = False


@dataclass(frozen=True)
class Got:
    """The page shows this answer."""

    id: str


def is_token(text: str) -> bool:
    """Whether this could be the token of a conversation."""
    return bool(_TOKEN.match(text))


def parse(frame: str) -> Hello | Say | Got:
    """Read one frame.

    Raises:
        BadMessage: it is not one of the three.
    """
    try:
        body = json.loads(frame)
    except (ValueError, RecursionError):
        raise BadMessage("This was not understood: it is not readable JSON.") from None
    if not isinstance(body, dict):
        raise BadMessage("This was not understood: it is not a JSON object.")
    return _message(body)


def _message(body: dict[str, Any]) -> Hello | Say | Got:
    match body:
        case {"type": "hello"}:
            token, language = body.get("token"), body.get("language")
            token = token if isinstance(token, str) and is_token(token) else None
            return Hello(token, known(language if isinstance(language, str) else None))
        case {"type": "say", "id": str(name), "text": str(text)} if _ID.match(name):
            return Say(name, text, body.get("pressed") is True)
        case {"type": "got", "id": str(name)} if _ID.match(name):
            return Got(name)
    raise BadMessage("This was not understood: it is not a message of this chat.")


def answer(given: Answer, speech: Speech) -> dict[str, Any]:
    """Put one answer into words of the protocol, in the reporter's language."""
    return {"type": "answer", "id": given.id, "replies": replies(given.replies, speech)}


def replies(given: tuple[Reply, ...], speech: Speech) -> list[dict[str, Any]]:
    """Put replies into words of the protocol, in the reporter's language."""
    return [_reply(reply, speech) for reply in given]


def _reply(reply: Reply, speech: Speech) -> dict[str, Any]:
    buttons = speech.buttons(reply.buttons)
    titles = [speech.title(button) for button in buttons]
    return asdict(reply) | {"text": speech.text(reply.text), "buttons": buttons, "titles": titles}
