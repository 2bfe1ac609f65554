"""Asks Rasa for the answer to one message, over kept-alive loopback connections, and believes nothing unchecked."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import aiohttp

from bot.turns import EVENTS, HANDED_OVER, Reply
from candour.errors import CandourError, DialogueUnavailable, DraftGone
from interview.safety import ALARMS

BODY_BYTES = 256 * 1024
BUTTON_BYTES = 60
ATTEMPT_SECONDS = 60
ALARM_SECONDS = 3  # what it is asked about is kept already, and the reporter waits


class TurnRefused(CandourError):
    """Rasa's channel calls the request itself malformed: sending it again would not help."""


class RasaClient:
    """Client of the dialogue's own channel.

    Args:
        url: where Rasa listens.
        token: secret shared by the processes.
        seconds: how long one attempt may take.
    """

    def __init__(self, url: str, token: str, seconds: float = ATTEMPT_SECONDS) -> None:
        self._url = f"{url.rstrip('/')}/webhooks/candour"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._timeout = aiohttp.ClientTimeout(total=seconds)
        self._session: aiohttp.ClientSession | None = None

    async def close(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()
            self._session = None

    async def turn(
        self, conversation: str, message_id: str, kind: str, text: str, language: str = ""
    ) -> tuple[Reply, ...]:
        """Take one turn; the same message ID again gives the same replies without a second turn.

        Args:
            conversation: ID of the draft.
            message_id: at most 64 characters.
            kind: start or message.
            text: at most 4,000 characters.
            language: of the text, where it is not known to be English.

        Raises:
            DialogueUnavailable: no usable answer; try again with the same message ID.
            DraftGone: the draft was shredded.
            TurnRefused: the request can never be answered.
        """
        body = {"conversation": conversation, "message_id": message_id, "kind": kind, "text": text}
        body |= {"language": language} if language else {}
        status, content = await self._request("POST", "/turn", body)
        if status == 410:
            raise DraftGone
        if status == 400:
            raise TurnRefused("the dialogue refused a turn")
        if status != 200:
            raise DialogueUnavailable(f"the dialogue answered with status {status}")
        return _replies(content)

    async def alarms(self, text: str) -> tuple[str, ...]:
        """Say what of "danger" and "distress" a text tells of, what it tells of most first; none if nobody can say."""
        try:
            async with asyncio.timeout(ALARM_SECONDS):
                status, content = await self._request("POST", "/alarm", {"text": text})
        except (DialogueUnavailable, TimeoutError):
            return ()
        told = content.get("alarms") if status == 200 and isinstance(content, dict) else None
        return tuple(alarm for alarm in told if alarm in ALARMS) if isinstance(told, list) else ()

    async def missing(self) -> tuple[str, ...]:
        """Name what Rasa lacks before it can answer; nothing when it is ready."""
        try:
            status, content = await self._request("GET", "/ready", None)
        except DialogueUnavailable:
            return ("rasa",)
        if status == 200 and isinstance(content, dict) and content.get("ready") is True:
            return ()
        names = content.get("missing") if isinstance(content, dict) else None
        known = [name for name in names if isinstance(name, str)] if isinstance(names, list) else []
        return tuple(known) or ("rasa",)

    async def _request(self, method: str, path: str, body: object) -> tuple[int, Any]:
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=64, keepalive_timeout=60)
            self._session = aiohttp.ClientSession(
                connector=connector, headers=self._headers, timeout=self._timeout, cookie_jar=aiohttp.DummyCookieJar()
            )
        try:
            async with self._session.request(method, self._url + path, json=body, allow_redirects=False) as response:
                return response.status, _parse(await _read(response))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise DialogueUnavailable("the dialogue cannot be reached") from error


async def _read(response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for chunk in response.content.iter_any():
        content += chunk
        if len(content) > BODY_BYTES:
            raise DialogueUnavailable("the dialogue's answer is too large")
    return bytes(content)


def _parse(content: bytes) -> Any:
    try:
        return json.loads(content)
    except (ValueError, RecursionError):
        return None


def _replies(content: Any) -> tuple[Reply, ...]:
    rows = content.get("replies") if isinstance(content, dict) else None
    if not isinstance(rows, list):
        raise DialogueUnavailable("the dialogue's answer has no replies")
    return tuple(_reply(row) for row in rows)


def _reply(row: Any) -> Reply:
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        raise DialogueUnavailable("the dialogue's answer holds a reply without text")
    buttons, event, reference = row.get("buttons", []), row.get("event"), row.get("reference")
    if not isinstance(buttons, list) or not all(_is_button(button) for button in buttons):
        raise DialogueUnavailable("the dialogue's answer holds an unusable button")
    if not (event is None or (isinstance(event, str) and event in EVENTS)):
        raise DialogueUnavailable("the dialogue's answer holds an unknown event")
    if not (reference is None or isinstance(reference, str)):
        raise DialogueUnavailable("the dialogue's answer holds an unusable reference")
    if event == HANDED_OVER and not reference:
        raise DialogueUnavailable("the dialogue's answer tells of a hand-over without a reference")
    receipt, files = row.get("receipt") is True, _files(row.get("files", []))
    return Reply(_encodable(row["text"]), tuple(buttons), event, reference, receipt, files=files)


def _files(numbers: Any) -> tuple[int, ...]:
    if not isinstance(numbers, list) or not all(type(number) is int and number > 0 for number in numbers):
        raise DialogueUnavailable("the dialogue's answer names unusable files")
    return tuple(numbers)


def _is_button(button: Any) -> bool:
    return isinstance(button, str) and 0 < len(button.encode("utf-8", "surrogatepass")) <= BUTTON_BYTES


def _encodable(text: str) -> str:
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
