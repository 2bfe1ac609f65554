"""Runs the pipeline of the trained model over messages, outside a conversation: JSON lines in, JSON lines out.

A line in: `{"text": one message, "asked": slot or null}`. A line out: `{"intent", "confidence", "alarms": [name],
"categories": {name: probability}, "ms": processor time}`. Texts are neither logged nor kept.
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import REQUESTED_SLOT
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT

from candour.errors import ModelError
from dialogue.answer_or_command import ALARMED
from dialogue.bodies import harmless
from dialogue.intent_classifier import CATEGORIES


def run(model: Path, lines: TextIO, out: TextIO) -> None:
    """Understand each line as it comes.

    Raises:
        ModelError: there is no model that loads.
    """
    agent = Agent.load(str(model))
    if agent.processor is None:
        raise ModelError("there is no model: run `candour train`")
    for answer in _understand(agent, lines):
        print(json.dumps(answer), file=out, flush=True)


def _understand(agent: Agent, lines: TextIO) -> Iterator[dict[str, Any]]:
    @lru_cache(maxsize=64)
    def tracker(asked: str | None) -> DialogueStateTracker:
        return DialogueStateTracker.from_events("understand", [SlotSet(REQUESTED_SLOT, asked)], agent.domain.slots)

    loop = asyncio.new_event_loop()
    for line in lines:
        message = json.loads(line)
        began = time.process_time()
        parsed = loop.run_until_complete(
            agent.processor.parse_message(UserMessage(harmless(message["text"])), tracker(message.get("asked")))
        )
        yield _answer(parsed, time.process_time() - began)
    loop.close()


def _answer(parsed: dict[str, Any], seconds: float) -> dict[str, Any]:
    intent = parsed[INTENT]
    return {
        "intent": intent["name"],
        "confidence": round(float(intent["confidence"]), 4),
        ALARMED: list(parsed[ALARMED]),
        CATEGORIES: {name: round(share, 4) for name, share in parsed[CATEGORIES].items()},
        "ms": round(seconds * 1000, 2),
    }
