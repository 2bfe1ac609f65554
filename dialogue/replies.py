"""Replies of the agent as the gateway gets them: collected while Rasa sends them, or read back from a tracker."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

Reply = dict[str, Any]


class Replies(OutputChannel):
    """Collects replies; a blank line in a text begins a new one, buttons stand under the last."""

    def __init__(self) -> None:
        self.collected: list[Reply] = []

    @classmethod
    def name(cls) -> str:
        """The channel's name in events."""
        return "candour"

    def add(self, text: str, buttons: list[dict[str, Any]] | None = None) -> None:
        """Add a text with the buttons under it."""
        for part in filter(None, (part.strip() for part in text.split("\n\n"))):
            reply = {"text": part, "buttons": [], "event": None, "reference": None, "receipt": False, "files": []}
            self.collected.append(reply)
        if self.collected and buttons:
            self.collected[-1]["buttons"] = [str(button["title"]) for button in buttons]

    def note(self, custom: dict[str, Any]) -> None:
        """Mark the last reply with what happened: handed over (with a mailbox or not), withdrawn, files gone, ..."""
        if self.collected:
            noted = {name: custom.get(name) for name in ("event", "reference")}
            self.collected[-1].update(noted, receipt=custom.get("receipt") is True, files=custom.get("files") or [])

    async def send_text_message(self, recipient_id: str, text: str, **kwargs: Any) -> None:
        """Rasa's way to send text."""
        self.add(text)

    async def send_text_with_buttons(
        self, recipient_id: str, text: str, buttons: list[dict[str, Any]], **kwargs: Any
    ) -> None:
        """Rasa's way to send text with buttons."""
        self.add(text, buttons)

    async def send_custom_json(self, recipient_id: str, json_message: dict[str, Any], **kwargs: Any) -> None:
        """Rasa's way to send what is no text."""
        self.note(json_message)


def replies_to(tracker: DialogueStateTracker, message_id: str) -> list[Reply] | None:
    """The replies that a message already got, if it was the last one; else None."""
    events = list(tracker.events)
    last = next((i for i in range(len(events) - 1, -1, -1) if isinstance(events[i], UserUttered)), None)
    if last is None or events[last].message_id != message_id:
        return None
    again = Replies()
    for event in events[last:]:
        if isinstance(event, BotUttered):
            _repeat(again, event)
    return again.collected


def _repeat(replies: Replies, event: BotUttered) -> None:
    data = event.data or {}
    if event.text:
        replies.add(event.text, data.get("buttons"))
    if data.get("custom"):
        replies.note(data["custom"])
