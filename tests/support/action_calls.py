"""Calls of the custom actions as Rasa makes them, with what Rasa would keep between the calls."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk.executor import ActionExecutor


class Conversation:
    """What Rasa keeps between the calls of one conversation."""

    def __init__(self, executor: ActionExecutor, sender: str) -> None:
        self._executor = executor
        self.sender = sender
        self.slots: dict[str, Any] = {}
        self.loop: str | None = None
        self.number = 0
        self.said: list[dict[str, Any]] = []

    async def say(self, text: str, intent: str = "inform") -> list[dict[str, Any]]:
        self.number += 1
        return await self.call("validate_report_form", text, intent)

    async def call(self, action: str, text: str = "", intent: str = "inform") -> list[dict[str, Any]]:
        result = await self._executor.run(self.body(action, text, intent))
        return self.answered(json.loads(result.model_dump_json()))

    def answered(self, done: dict[str, Any]) -> list[dict[str, Any]]:
        """Keep what Rasa would keep of an answer."""
        for event in done["events"]:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
        self.loop = "report_form"
        self.said = done["responses"]
        return list(done["events"])

    def body(self, action: str, text: str, intent: str) -> dict[str, Any]:
        guess = {"name": intent, "confidence": 0.93}
        message = {"text": text, "intent": guess, "intent_ranking": [guess]}
        user = {"event": "user", "text": text, "message_id": f"m{self.number}"}
        tracker = {
            "sender_id": self.sender,
            "slots": self.slots,
            "latest_message": message,
            "events": [user],
            "active_loop": {"name": self.loop} if self.loop else {},
            "paused": False,
            "followup_action": None,
            "latest_action_name": "action_listen",
        }
        return {"next_action": action, "tracker": tracker, "domain": {}, "version": "3.6.21", "sender_id": self.sender}
