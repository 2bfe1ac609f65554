"""What page and gateway say to each other over the WebSocket: JSON objects with a `type`.

From the page: hello {token}, say {id, text}, got {id}, begin {}.
To the page: welcome {token, resumed}, ack {id}, answer {id, replies}, note {replies}, refused {id, text}, error {text}.

A reply has text and buttons, and may have an event, a reference, numbers of files that are gone, and `secret` where
its text is a receipt code.

`ack` means that the message survives a crash; the page repeats what was not acknowledged. `got` means that the page
shows the answer; the gateway repeats, after a reconnect, what the page did not confirm. Both sides know repeats by ID.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Any

from bot.turns import Answer, Reply
from candour.errors import CandourError

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}\Z")
_TOKEN = re.compile(r"[A-Za-z0-9_-]{43}\Z")


class BadMessage(CandourError):
    """A message of the page that cannot be used; `str(error)` is said to the page."""


@dataclass(frozen=True)
class Hello:
    """The page is there. `token` is the one it was given before, if any."""

    token: str | None


@dataclass(frozen=True)
class Say:
    """The reporter sent this."""

    id: str
    text: str


@dataclass(frozen=True)
class Got:
    """The page shows this answer."""

    id: str


@dataclass(frozen=True)
class Begin:
    """The reporter wants to begin (anew)."""


def is_token(text: str) -> bool:
    """Whether this could be the token of a conversation."""
    return bool(_TOKEN.match(text))


def parse(frame: str) -> Hello | Say | Got | Begin:
    """Read one frame.

    Raises:
        BadMessage: it is not one of the four.
    """
    try:
        body = json.loads(frame)
    except (ValueError, RecursionError):
        raise BadMessage("This was not understood: it is not readable JSON.") from None
    if not isinstance(body, dict):
        raise BadMessage("This was not understood: it is not a JSON object.")
    return _message(body)


def _message(body: dict[str, Any]) -> Hello | Say | Got | Begin:
    match body:
        case {"type": "hello"}:
            token = body.get("token")
            return Hello(token if isinstance(token, str) and is_token(token) else None)
        case {"type": "say", "id": str(name), "text": str(text)} if _ID.match(name):
            return Say(name, text)
        case {"type": "got", "id": str(name)} if _ID.match(name):
            return Got(name)
        case {"type": "begin"}:
            return Begin()
    raise BadMessage("This was not understood: it is not a message of this chat.")


def answer(given: Answer) -> dict[str, Any]:
    """Put one answer into words of the protocol."""
    return {"type": "answer", "id": given.id, "replies": replies(given.replies)}


def replies(given: tuple[Reply, ...]) -> list[dict[str, Any]]:
    """Put replies into words of the protocol."""
    return [asdict(reply) for reply in given]
