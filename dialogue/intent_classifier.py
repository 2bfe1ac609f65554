"""The intent model as a component of Rasa's pipeline. It needs no tokenizer and no featurizer before it."""

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

from candour.errors import ModelError
from dialogue.intent_model import IntentModel
from dialogue.sentence_encoder import ENCODER, TOKENIZER, load_encoder

FILE = "intents.npz"
_MADE_BY = (
    "dialogue/intent_classifier.py",
    "dialogue/intent_model.py",
    "dialogue/passages.py",
    "dialogue/sentence_encoder.py",
    "dialogue/wording.py",
    "interview/phrases.py",
)


@DefaultV1Recipe.register([DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER], is_trainable=True)
class IntentClassifier(GraphComponent):
    """Ranks all intents by how likely they are."""

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, model: IntentModel | None = None
    ) -> None:
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model = model

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The strength of each reading (inverse of regularisation) and the folds of cross-validation."""
        return {"meaning": 30.0, "wording": 10.0, "folds": 3}

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
        except (KeyError, OSError, ValueError, BadZipFile) as error:
            raise ModelError("the model has no intent classifier that opens: run `candour train --force`") from error
        return cls(config, model_storage, resource, model)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """What else a trained model depends on: Rasa's cache would otherwise not see a change in other files."""
        sources = [(Path(__file__).parent.parent / name).read_text("utf-8") for name in _MADE_BY]
        return hashlib.sha256(json.dumps([sources, ENCODER, TOKENIZER]).encode()).hexdigest()

    def train(self, training_data: TrainingData) -> Resource:
        """Train on the examples that have an intent, and store the model."""
        examples = [m for m in training_data.intent_examples if m.get(TEXT) and m.get(INTENT)]
        texts, intents = [m.get(TEXT) for m in examples], [m.get(INTENT) for m in examples]
        self._model = IntentModel.learn(texts, intents, load_encoder(), self._config, self._config["folds"])
        with self._model_storage.write_to(self._resource) as folder:
            (folder / FILE).write_bytes(self._model.to_bytes())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the ranking of intents, and the first of it as the intent.

        Raises:
            ModelError: the component was not trained.
        """
        if self._model is None:
            raise ModelError("the intent classifier was not trained")
        for message in messages:
            likely = self._model.probabilities(str(message.get(TEXT) or ""))
            ranking = [{"name": name, "confidence": likely[name]} for name in sorted(likely, key=lambda n: -likely[n])]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages
