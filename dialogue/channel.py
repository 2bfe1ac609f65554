"""The only way into Rasa: one turn at a time, with a token, exactly once for each message ID."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import InputChannel, UserMessage
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.nlu.constants import INTENT
from sanic import Blueprint, response
from sanic.request import Request
from sanic.response import HTTPResponse

from candour.errors import DraftGone
from candour.logs import Event, error_name, log
from dialogue.answer_or_command import ALARMED
from dialogue.bodies import Turn, harmless, read_text, read_turn
from dialogue.replies import Replies, Reply, replies_to
from dialogue.tracker_store import EncryptedTrackerStore, just_read
from interview.safety import ALARMS

OnNewMessage = Callable[[UserMessage], Awaitable[Any]]


class CandourChannel(InputChannel):
    """Serves the gateway's turns under /webhooks/candour/.

    Args:
        token: the secret that the gateway must show.
    """

    def __init__(self, token: str) -> None:
        if not token or token.startswith("${"):
            raise ValueError("credentials.yml: the channel needs a token")
        self._token = token.encode()

    @classmethod
    def name(cls) -> str:
        """The channel's name in Rasa, and in its path."""
        return "candour"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> CandourChannel:
        """Build the channel from its part of credentials.yml."""
        return cls(str((credentials or {}).get("token", "")))

    def blueprint(self, on_new_message: OnNewMessage) -> Blueprint:
        """Make the routes; turns do not go by Rasa's own handler (see `_take`)."""
        routes = Blueprint("candour_channel")

        @routes.get("/ready")
        async def ready(request: Request) -> HTTPResponse:
            missing = _missing(request.app.ctx.agent) if self._allowed(request) else ["token"]
            return response.json({"ready": not missing, "missing": missing}, status=503 if missing else 200)

        @routes.post("/turn")
        async def turn(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=401)
            return await _answer(request)

        @routes.post("/alarm")
        async def alarm(request: Request) -> HTTPResponse:
            if not self._allowed(request):
                return response.json({"error": "token"}, status=401)
            return await _listen(request)

        return routes

    def _allowed(self, request: Request) -> bool:
        shown = str(request.headers.get("authorization", "")).encode("utf-8", "surrogatepass")
        return hmac.compare_digest(shown, b"Bearer " + self._token)


async def _answer(request: Request) -> HTTPResponse:
    turn = read_turn(request)
    if turn is None:
        return response.json({"error": "body"}, status=400)
    agent = request.app.ctx.agent
    if _missing(agent):
        return response.json({"error": "not ready"}, status=503)
    try:
        return response.json({"replies": await _take(agent, turn)})
    except DraftGone:
        return response.json({"error": "gone"}, status=410)
    except Exception as error:
        # Whatever went wrong, its text may quote the message: only its type is told.
        log(Event.TURN_FAILED, level="error", error=error_name(error))
        return response.json({"error": "failed"}, status=503)


async def _listen(request: Request) -> HTTPResponse:
    """Say of a text, outside any conversation, whether it tells of danger or distress; nothing of it is kept."""
    text, agent = read_text(request), request.app.ctx.agent
    if text is None:
        return response.json({"error": "body"}, status=400)
    if _missing(agent) or agent.processor is None:
        return response.json({"error": "not ready"}, status=503)
    try:
        parsed = await agent.processor.parse_message(UserMessage(harmless(text)))
    except Exception as error:
        log(Event.TURN_FAILED, level="error", error=error_name(error))
        return response.json({"error": "failed"}, status=503)
    return response.json({"alarms": heard_alarms(parsed)})


def heard_alarms(parsed: Mapping[str, Any]) -> list[str]:
    """Of danger and distress, what a parsed message tells of: what it tells of most first, as in an interview."""
    intent = (parsed.get(INTENT) or {}).get("name")
    return list(dict.fromkeys([intent, *parsed.get(ALARMED, [])])) if intent in ALARMS else []


async def _take(agent: Agent, turn: Turn) -> list[Reply]:
    # Held from the look for an earlier answer on, so `agent.handle_message`, which would hold it again, is passed by.
    async with agent.lock_store.lock(turn.conversation):
        tracker = await agent.tracker_store.retrieve(turn.conversation)
        earlier = replies_to(tracker, turn.message_id) if tracker else None
        if earlier is not None:
            return earlier
        replies = Replies()
        with just_read(tracker):
            await agent.processor.handle_message(_message(turn, replies))
        return replies.collected


def _message(turn: Turn, replies: Replies) -> UserMessage:
    return UserMessage(
        turn.text,
        replies,
        turn.conversation,
        input_channel="candour",
        message_id=turn.message_id,
        metadata={"language": turn.language} if turn.language else None,
    )


def _missing(agent: Agent | None) -> list[str]:
    if agent is None or not agent.is_ready():
        return ["model"]
    _unwrap(agent)
    return [] if type(agent.tracker_store) is EncryptedTrackerStore else ["encrypted tracker store"]


def _unwrap(agent: Agent) -> None:
    # Rasa's wrapper answers an error of the store with a new tracker in plain memory, and then overwrites the old
    # one. Without it an error stays an error, and the message is tried again.
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        agent.tracker_store = store._tracker_store
    if agent.processor is not None:
        agent.processor.tracker_store = agent.tracker_store
