"""Decides, for the question that was asked, whether a message is an answer or a command.

A classifier alone cannot: "Quentin" is an answer to "what is their name?", whatever intent it resembles. So exact
phrases decide first, and a classifier's guess counts only where it is sure enough for this kind of question.
"""

from __future__ import annotations

import re
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message

from dialogue.intent_model import ALARMS
from dialogue.passages import passages
from interview.guide import Guide, Question, load_guide
from interview.hearing import understood
from interview.phrases import command, option, plain

# At these questions the reporter's own words are wanted, so that a command or a digression must be likelier.
FREE_TEXT = ("text", "account")
CONTENT_LIKE = ("affirm", "deny", "greet", "thanks", "abuse", "out_of_scope", "correct")
# Intents that only a question can have.
QUESTIONS = ("faq_", "why")
_QUESTION = re.compile(
    r"(?:(?:so|but|and|ok|okay|also|um|er|sorry|please|wait|hang on|hi|hello|actually|well)\b[ ,.]*)*"
    r"(?:whos?|who's|whats?|what's|when|wheres?|where's|why|hows?|how's|which|whose|is|isnt|isn't|are|arent|aren't|am"
    r"|do|dont|don't|does|doesnt|doesn't|did|will|wont|won't|would|can|cant|can't|could|should|shall|may|might|has|if"
    r"|any|anyone|must)\b.*\w\s+\w"
)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=False)
class AnswerOrCommand(GraphComponent):
    """Stands last in the pipeline and has the last word on the intent."""

    def __init__(self, config: dict[str, Any], guide: Guide) -> None:
        self._config = config
        self._guide = guide

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The confidences from which a guess counts (measured on validation data; see config.yml)."""
        return {
            "alarm": 0.25,
            "sure_alarm": 0.9,
            "command_in_choice": 0.4,
            "command_in_text": 0.6,
            "longest_command": 12,
            "ranking": 3,
        }

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
        ranking = message.get(INTENT_RANKING_KEY) or []
        likely = {str(guess["name"]): float(guess["confidence"]) for guess in ranking}
        exact = self._exact(text, asked)
        name, confidence = (exact, 1.0) if exact else self._judge(likely, text, asked)
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking"]], add_to_output=True)

    def _exact(self, text: str, asked: Question | None) -> str | None:
        return "inform" if asked and option(asked, text) else command(self._guide, text)

    def _judge(self, likely: dict[str, float], text: str, asked: Question | None) -> tuple[str, float]:
        answers = bool(asked and understood(asked, text))
        if sum(likely.get(name, 0.0) for name in ALARMS) >= self._alarming(text, asked, answers):
            alarm = max(ALARMS, key=lambda name: likely.get(name, 0.0))
            return alarm, likely.get(alarm, 0.0)
        best = max(likely, key=lambda name: likely[name], default="inform")
        if not answers and self._counts(best, likely.get(best, 0.0), text, asked):
            return best, likely.get(best, 0.0)
        return "inform", 1.0

    def _alarming(self, text: str, asked: Question | None, answers: bool) -> float:
        name = asked is not None and asked.kind in FREE_TEXT and written_like_name(text)
        # A long text is as alarming as its worst sentence, and among many sentences one is soon misread.
        many = len(passages(text)) > 1
        return float(self._config["sure_alarm" if answers or name or many else "alarm"])

    def _counts(self, name: str, confidence: float, text: str, asked: Question | None) -> bool:
        if asked is None:
            return True
        if name in ALARMS:
            return False
        if asked.kind not in FREE_TEXT:
            return confidence >= self._config["command_in_choice"]
        if name in CONTENT_LIKE or written_like_name(text) or len(text.split()) > self._config["longest_command"]:
            return False
        if is_question(text):
            return confidence >= self._config["command_in_choice"]
        return not name.startswith(QUESTIONS) and confidence >= self._config["command_in_text"]


def is_question(text: str) -> bool:
    """Whether a text has the form of a question, which "I reported it" has not, though it is about the same."""
    return text.rstrip().endswith("?") or bool(_QUESTION.match(plain(text)))


def written_like_name(text: str) -> bool:
    """Whether each word begins with a capital: "Hope Street" and "Skipton" are places."""
    return text.istitle() and not text.rstrip().endswith("?")
