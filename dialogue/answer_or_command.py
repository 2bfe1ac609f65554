"""Decides, for the question that was asked, whether a message is an answer or a command.

A classifier alone cannot: "Quentin" is an answer to "what is their name?", whatever intent it resembles. So exact
phrases decide first, and a classifier's guess counts only where it is sure enough for this kind of question.
"""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from interview.guide import Guide, Question, load_guide
from interview.hearing import understood
from interview.phrases import command, option

ALARMS = ("danger", "distress")
# At these questions the reporter's own words are wanted, so that a command or a digression must be likelier.
FREE_TEXT = ("text", "account")
CONTENT_LIKE = ("affirm", "deny", "greet", "thanks", "abuse", "out_of_scope", "correct")


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class AnswerOrCommand(GraphComponent):
    """Stands last in the pipeline and has the last word on the intent."""

    def __init__(self, config: dict[str, Any], guide: Guide) -> None:
        self._config = config
        self._guide = guide

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The confidences from which a guess counts (measured on validation data; see config.yml)."""
        return {"alarm": 0.3, "command_in_choice": 0.35, "command_in_text": 0.6, "longest_command": 12, "ranking": 3}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> AnswerOrCommand:
        """Build the component; nothing is trained or stored."""
        return cls(config, load_guide())

    def process(self, messages: list[Message], tracker: DialogueStateTracker | None = None) -> list[Message]:
        """Set the intent of each message. Rasa hands the live tracker to a parameter of this name."""
        asked = self._asked(tracker)
        for message in messages:
            self._decide(message, asked)
        return messages

    def _asked(self, tracker: DialogueStateTracker | None) -> Question | None:
        name = tracker.get_slot("requested_slot") if tracker else None
        name = {"account_more": "account"}.get(name, name)
        known = [*self._guide.names(), *self._guide.controls]
        return self._guide.slot(name) if name in known else None

    def _decide(self, message: Message, asked: Question | None) -> None:
        text = str(message.get(TEXT) or "")
        exact = self._exact(text, asked)
        ranking = message.get(INTENT_RANKING_KEY) or []
        name, confidence = (exact, 1.0) if exact else self._likely(ranking, text, asked)
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking"]], add_to_output=True)

    def _exact(self, text: str, asked: Question | None) -> str | None:
        if asked and option(asked, text):
            return "inform"
        return command(self._guide, text) or ("inform" if asked and understood(asked, text) else None)

    def _likely(self, ranking: list[dict[str, Any]], text: str, asked: Question | None) -> tuple[str, float]:
        sure = {str(guess["name"]): float(guess["confidence"]) for guess in ranking}
        alarm = max(ALARMS, key=lambda name: sure.get(name, 0.0))
        if sum(sure.get(name, 0.0) for name in ALARMS) >= self._config["alarm"]:
            return alarm, sure.get(alarm, 0.0)
        best = max(sure, key=lambda name: sure[name], default="inform")
        return (best, sure.get(best, 0.0)) if self._counts(best, sure.get(best, 0.0), text, asked) else ("inform", 1.0)

    def _counts(self, name: str, confidence: float, text: str, asked: Question | None) -> bool:
        if asked is None:
            return True
        if name in ALARMS:
            return False
        if asked.kind in FREE_TEXT:
            short = len(text.split()) <= self._config["longest_command"]
            return name not in CONTENT_LIKE and short and confidence >= self._config["command_in_text"]
        return confidence >= self._config["command_in_choice"]
