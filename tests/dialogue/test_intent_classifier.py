from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from candour.errors import ModelError
from dialogue import intent_classifier
from dialogue.intent_classifier import FILE, IntentClassifier

EXAMPLES = {
    "danger": ["he is outside my door now", "he is hitting me right now", "he has a knife and he is here now"],
    "skip": ["leave that one out", "lets leave that question", "leave that question out please"],
    "inform": ["he took money from dealers", "he took money in leeds", "the sergeant took the money"],
}
CONFIG = {**IntentClassifier.get_default_config(), "held_back": 3}
NODE = SimpleNamespace(node_name="intents")
RESOURCE = Resource("intents")


@pytest.fixture(scope="module")
def storage(tmp_path_factory: pytest.TempPathFactory) -> LocalModelStorage:
    kept = LocalModelStorage(tmp_path_factory.mktemp("model"))
    examples = [Message({"text": text, "intent": intent}) for intent, texts in EXAMPLES.items() for text in texts]
    IntentClassifier.create(CONFIG, kept, RESOURCE, NODE).train(TrainingData([*examples, Message({"text": "none"})]))
    return kept


def test_a_trained_classifier_is_loaded_and_ranks_every_intent(storage: LocalModelStorage) -> None:
    loaded = IntentClassifier.load(CONFIG, storage, RESOURCE, NODE)
    [message] = loaded.process([Message({"text": "he is hitting her right now"})])
    ranking = message.get("intent_ranking")
    assert message.get("intent") == ranking[0]
    assert ranking[0]["name"] == "danger"
    assert {guess["name"] for guess in ranking} == set(EXAMPLES)
    assert ranking == sorted(ranking, key=lambda guess: -guess["confidence"])


def test_a_message_without_text_is_ranked_too(storage: LocalModelStorage) -> None:
    [message] = IntentClassifier.load(CONFIG, storage, RESOURCE, NODE).process([Message({})])
    assert len(message.get("intent_ranking")) == len(EXAMPLES)


def test_a_damaged_model_is_an_error_and_never_an_untrained_classifier(tmp_path: Path) -> None:
    damaged = LocalModelStorage(tmp_path)
    with damaged.write_to(RESOURCE) as folder:
        (folder / FILE).write_bytes(b"PK\x03\x04 no model")
    with pytest.raises(ModelError):
        IntentClassifier.load(CONFIG, damaged, RESOURCE, NODE)


def test_an_untrained_classifier_does_not_guess(tmp_path: Path) -> None:
    untrained = IntentClassifier.create(CONFIG, LocalModelStorage(tmp_path), RESOURCE, NODE)
    with pytest.raises(ModelError):
        untrained.process([Message({"text": "hm"})])


def test_a_change_of_any_module_that_shapes_the_model_changes_its_fingerprint(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = Path(intent_classifier.__file__).parent.parent
    for folder in ("dialogue", "encoder", "interview"):
        shutil.copytree(root / folder, tmp_path / folder, ignore=shutil.ignore_patterns(".venv", "__pycache__"))
    monkeypatch.setattr(intent_classifier, "__file__", str(tmp_path / "dialogue" / "intent_classifier.py"))
    seen = {IntentClassifier.fingerprint_addon(CONFIG)}
    for name in ("dialogue/intent_model.py", "dialogue/tidy.py", "dialogue/passages.py", "interview/phrases.py"):
        with (tmp_path / name).open("a") as file:
            file.write("# changed\n")
        seen.add(IntentClassifier.fingerprint_addon(CONFIG))
    assert len(seen) == 5
