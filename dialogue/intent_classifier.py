"""The models of intents and of categories as a component of Rasa's pipeline. It needs no other component before it.

They are one component because they share the encoding of a message, which is nearly all that it costs.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from threadpoolctl import threadpool_limits

from candour.errors import ModelError
from dialogue.category_model import CategoryModel
from dialogue.concepts import Concepts
from dialogue.held_back import HELD_BACK, held_back
from dialogue.intent_model import IntentModel
from dialogue.reader import ALARM, TOPIC, Reader
from dialogue.sentence_encoder import TUNED, SentenceEncoder, load_encoder
from encoder.files import ENCODER, TOKENIZER
from encoder.tuned import Tuned

FILE = "intents.npz"
CATEGORIES_FILE = "categories.npz"
CATEGORIES = "categories"  # of a message: how likely it tells of each kind of conduct; at least 0.5 counts
_MADE_BY = (
    "dialogue/alarm_questions.py",
    "dialogue/category_model.py",
    "dialogue/concepts.py",
    "dialogue/held_back.py",
    "dialogue/intent_classifier.py",
    "dialogue/intent_model.py",
    "dialogue/linear.py",
    "dialogue/nearest.py",
    "dialogue/passages.py",
    "dialogue/reader.py",
    "dialogue/sentence_encoder.py",
    "dialogue/side_by_side.py",
    "dialogue/spelling.py",
    "dialogue/tidy.py",
    "dialogue/wording.py",
    "encoder/files.py",
    "encoder/tuned.py",
    "interview/phrases.py",
)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentClassifier(GraphComponent):
    """Ranks all intents by how likely they are, and says of which kinds of conduct a message tells."""

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        model: IntentModel | None = None,
        categories: CategoryModel | None = None,
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model
        self._categories = categories

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """How strong each reading is (inverse of regularisation), and of how many examples one is held back."""
        return {"together": 10.0, "wording": 10.0, "held_back": HELD_BACK}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
        """Build the component, untrained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> IntentClassifier:
        """Build the component from a stored model.

        Raises:
            ModelError: what is stored does not open, or the encoder is not the one that was measured.
        """
        try:
            with model_storage.read_from(resource) as folder:
                model = IntentModel.from_bytes((folder / FILE).read_bytes(), load_encoder())
                categories = CategoryModel.from_bytes((folder / CATEGORIES_FILE).read_bytes())
        except (KeyError, OSError, ValueError, BadZipFile) as error:
            raise ModelError("the model has no intent classifier that opens: run `candour train --force`") from error
        return cls(config, model_storage, resource, model, categories)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """What else a trained model depends on: Rasa's cache would otherwise not see a change in other files."""
        sources = [(Path(__file__).parent.parent / name).read_text("utf-8") for name in _MADE_BY]
        return hashlib.sha256(json.dumps([sources, ENCODER, TOKENIZER, Tuned.load(TUNED).sha256]).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples that have an intent, and store both models."""
        texts, messages = of_intents(training_data)
        intents, groups = [m.get(INTENT) for m in messages], _groups(training_data)
        reader = learn_reader(training_data, load_encoder())
        views = reader.views(texts)
        conduct = Concepts({name: words for name, words in groups.items() if not name.startswith((ALARM, TOPIC))})
        with threadpool_limits(limits=1):  # the matrices are small: more threads would mostly wait for each other
            held = held_back(texts, intents, self._config["held_back"])
            self._model = IntentModel.learn(views, intents, reader, self._config, held)
            self._categories = CategoryModel.learn(views, list(map(told, messages)), conduct, held)
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_bytes(self._model.to_bytes())
            (folder / CATEGORIES_FILE).write_bytes(self._categories.to_bytes())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the ranking of intents, the first of it as the intent, and the categories.

        Raises:
            ModelError: the component was not trained.
        """
        if self._model is None or self._categories is None:
            raise ModelError("the intent classifier was not trained")
        for message in messages:
            reading = self._model.read(str(message.get(TEXT) or ""))
            likely = self._model.judge(reading)
            ranking = [{"name": name, "confidence": likely[name]} for name in sorted(likely, key=lambda n: -likely[n])]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
            message.set(CATEGORIES, self._categories.judge(reading), add_to_output=True)
        return messages


def of_intents(training_data: TrainingData) -> tuple[list[str], list[Message]]:
    """The texts that have an intent, and the examples they are of."""
    messages = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
    return [m.get(TEXT) for m in messages], messages


def learn_reader(training_data: TrainingData, encoder: SentenceEncoder) -> Reader:
    """Learn how to read from the examples that have an intent, and from the lists of words."""
    texts, _ = of_intents(training_data)
    return Reader.learn(texts, encoder, _groups(training_data), training_data.entity_synonyms)


def _groups(training_data: TrainingData) -> dict[str, list[str]]:
    return {table["name"]: table["elements"] for table in training_data.lookup_tables}


def told(message: Message) -> list[str] | None:
    """The categories that an example tells of, as its `metadata` in nlu/ names them; None when nobody said.

    Only of what informs it is known: commands and questions are never taken for an account.
    """
    metadata = (message.get("metadata") or {}).get("intent") or {}
    categories = metadata.get(CATEGORIES)
    return None if categories is None else list(categories)
