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

from dialogue import decision
from dialogue.decision import DECISION, Decision
from dialogue.passages import passages
from interview.guide import Guide, Question, load_guide
from interview.hearing import understood
from interview.phrases import command, is_question, option, plain
from interview.safety import ALARMS
from interview.state import INTERRUPTED, MEMORY, READ_BACK

STOPPING = ("pause", "stop", "delete")
ALARMED = "alarms"  # of a message: which alarms it tells of
# At these questions the reporter's own words are wanted, so that a command or a digression must be likelier.
FREE_TEXT = ("text", "account")
CONTENT_LIKE = ("affirm", "deny", "greet", "thanks", "abuse", "out_of_scope", "correct")
# Intents that only a question can have.
QUESTIONS = ("faq_", "why")


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
            "alarm": 0.06,
            "alarm_at_question": 0.1,
            "alarm_in_account": 0.7,
            "sure_alarm": 0.9,
            "danger_told_of": 0.1,
            "distress_told_of": 0.2,
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
        name = _waiting(tracker) if tracker else None
        name = {"account_more": "account"}.get(name, name)
        known = [*self._guide.names(), *self._guide.controls]
        return self._guide.slot(name) if name in known else None

    def _decide(self, message: Message, asked: Question | None) -> None:
        text = str(message.get(TEXT) or "")
        ranking = message.get(INTENT_RANKING_KEY) or []
        likely = {str(guess["name"]): float(guess["confidence"]) for guess in ranking}
        decided = self._exact(text, asked) or self._judge(likely, text, asked)
        name, confidence = decided.intent, decided.confidence
        message.set(INTENT, {"name": name, "confidence": confidence}, add_to_output=True)
        message.set(INTENT_RANKING_KEY, ranking[: self._config["ranking"]], add_to_output=True)
        message.set(DECISION, decided.as_dict(), add_to_output=True)
        message.set(ALARMED, self._alarms(likely) if name in ALARMS else [], add_to_output=True)

    def _alarms(self, likely: dict[str, float]) -> list[str]:
        """What an alarm tells of: danger, distress, or both, for who is trapped is often in despair as well."""
        both = sum(likely.get(name, 0.0) for name in ALARMS)
        return [name for name in ALARMS if likely.get(name, 0.0) >= float(self._config[f"{name}_told_of"]) * both]

    def _exact(self, text: str, asked: Question | None) -> Decision | None:
        if asked and (option(asked, text) or self._names_line(text, asked)):
            return Decision("inform", 1.0, decision.OPTION)
        name = command(self._guide, text)
        return Decision(name, 1.0, decision.PHRASE) if name else None

    def _names_line(self, text: str, asked: Question) -> bool:
        """Whether a text is the name of a line of the summary, which stands there to be changed."""
        return asked.name in READ_BACK and plain(text) in {plain(slot.label) for slot in self._guide.slots}

    def _judge(self, likely: dict[str, float], text: str, asked: Question | None) -> Decision:
        answers = bool(asked and understood(asked, text))
        needed = self._alarming(text, asked, answers)
        if sum(likely.get(name, 0.0) for name in ALARMS) >= needed:
            alarm = max(ALARMS, key=lambda name: likely.get(name, 0.0))
            return Decision(alarm, likely.get(alarm, 0.0), decision.ALARM, needed)
        if answers:
            return Decision("inform", 1.0, decision.ANSWER)
        best = max(likely, key=lambda name: likely[name], default="inform")
        # "gotta go, later" is sure to be about stopping, though a pause and an end share what is likely.
        together = sum(likely.get(name, 0.0) for name in STOPPING) if best in STOPPING else likely.get(best, 0.0)
        return self._weigh(best, together, text, asked)

    def _alarming(self, text: str, asked: Question | None, answers: bool) -> float:
        name = asked is not None and asked.kind in FREE_TEXT and written_like_name(text)
        if answers or name:
            return float(self._config["sure_alarm"])
        # A long text is as alarming as its worst sentence, and among many sentences one is soon misread.
        if len(passages(text)) > 1:
            return float(self._config["alarm_in_account"])
        # At a question most of what is said is an answer to it.
        return float(self._config["alarm_at_question" if asked else "alarm"])

    def _weigh(self, guess: str, confidence: float, text: str, asked: Question | None) -> Decision:
        """Whether the best guess counts; if not, the words are taken as the answer."""
        if asked is None:
            return Decision(guess, confidence, decision.NOTHING_ASKED)
        why = self._no_command(guess, text, asked)
        if why:
            return Decision("inform", 1.0, why)
        needed = self._needed(text, asked)
        if confidence >= needed:
            return Decision(guess, confidence, decision.GUESS, needed)
        return Decision("inform", 1.0, decision.UNSURE, needed)

    def _no_command(self, guess: str, text: str, asked: Question) -> str:
        """Why no confidence would make this guess count; empty when one would."""
        if guess in ALARMS:
            return decision.WEAK_ALARM
        if asked.kind not in FREE_TEXT:
            return ""
        if guess in CONTENT_LIKE:
            return decision.OWN_WORDS
        if written_like_name(text):
            return decision.NAME
        if len(text.split()) > self._config["longest_command"]:
            return decision.LONG
        return decision.STATEMENT if guess.startswith(QUESTIONS) and not is_question(text) else ""

    def _needed(self, text: str, asked: Question) -> float:
        in_text = asked.kind in FREE_TEXT and not is_question(text)
        return float(self._config["command_in_text" if in_text else "command_in_choice"])


def _waiting(tracker: DialogueStateTracker) -> Any:
    """The question that a message may answer: after an interruption, whoever simply goes on means the one before it."""
    name, memory = tracker.get_slot("requested_slot"), tracker.get_slot(MEMORY)
    interrupted = name in INTERRUPTED and isinstance(memory, dict)
    return memory.get("resume", name) if interrupted else name


def written_like_name(text: str) -> bool:
    """Whether each word begins with a capital: "Hope Street" and "Skipton" are places."""
    return text.istitle() and not text.rstrip().endswith("?")
