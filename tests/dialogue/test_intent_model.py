from __future__ import annotations

import io

import numpy as np
import pytest

from dialogue.intent_model import IntentModel
from dialogue.reader import Reader
from dialogue.sentence_encoder import load_encoder

EXAMPLES = {
    "danger": ["he is outside my door now", "he is breaking the door down", "help he is hitting me right now",
               "he has a knife and he is here", "he is in the house now", "he is coming up the stairs"],
    "faq_anonymous": ["is this anonymous", "will my name be known", "do you know who i am", "is my name hidden",
                      "can you see my name", "will anyone know my name"],
    "inform": ["he took money from dealers", "it was last year in leeds", "the sergeant looked up my address",
               "she sold the records of a friend", "he works in traffic", "it was his colleague in croydon"],
}  # fmt: skip


GROUPS = {"alarm_now": ["now", "right now"], "alarm_near": ["here", "at the door", "in the house"],
          "topic_identity": ["name", "anonymous", "who i am"]}  # fmt: skip


def learn() -> IntentModel:
    texts = [text for examples in EXAMPLES.values() for text in examples]
    intents = [intent for intent, examples in EXAMPLES.items() for _ in examples]
    reader = Reader.learn(texts, load_encoder(), GROUPS, {"rn": "right now"})
    held = np.arange(len(texts)) % 3 == 0
    return IntentModel.learn(reader.views(texts), intents, reader, {"together": 30.0, "wording": 10.0}, held)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return learn()


def probabilities(model: IntentModel, text: str) -> dict[str, float]:
    return model.judge(model.read(text))


def likeliest(model: IntentModel, text: str) -> str:
    likely = probabilities(model, text)
    return max(likely, key=lambda name: likely[name])


@pytest.mark.parametrize(
    "text",
    [
        "he is at my door now",
        "HE IS IN THE HOUSE NOW!!",
        "hes braking the dor down now",
        "hes here rn",
        "he is heeeere noww 😰",
    ],
)
def test_unseen_wording_and_typos_are_understood(model: IntentModel, text: str) -> None:
    assert likeliest(model, text) == "danger"


@pytest.mark.parametrize("text", ["", "is this anonymous", "word " * 800, "\x00", "é" * 4000])
def test_probabilities_add_up_to_one(model: IntentModel, text: str) -> None:
    likely = probabilities(model, text)
    assert set(likely) == set(EXAMPLES)
    assert sum(likely.values()) == pytest.approx(1, abs=1e-4)
    assert all(0 <= share <= 1 for share in likely.values())


def test_one_alarming_sentence_is_not_lost_in_a_long_account(model: IntentModel) -> None:
    calm = "It was last year in Leeds. He took money from dealers. The sergeant looked up my address. " * 12
    alarming = calm + "He is breaking the door down. " + calm
    assert probabilities(model, alarming)["danger"] > probabilities(model, calm)["danger"] + 0.3


def test_a_stored_model_says_the_same(model: IntentModel) -> None:
    again = IntentModel.from_bytes(model.to_bytes(), load_encoder())
    for text in ("is my name known", "he is here", "qwerty", ""):
        assert probabilities(again, text) == pytest.approx(probabilities(model, text), abs=1e-6)


def test_training_twice_gives_the_same_model(model: IntentModel) -> None:
    again = learn()
    assert probabilities(again, "he is here now") == pytest.approx(probabilities(model, "he is here now"), abs=1e-6)


def test_a_stored_pickle_is_refused(model: IntentModel) -> None:
    with np.load(io.BytesIO(model.to_bytes())) as stored:
        arrays = dict(stored)
    file = io.BytesIO()
    np.savez(file, **{**arrays, "intents": np.array([{"run": "me"}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        IntentModel.from_bytes(file.getvalue(), load_encoder())
