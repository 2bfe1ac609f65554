"""What is asked of a text once more: is it an alarm, and of danger or of distress? Trained here on a few texts."""

from __future__ import annotations

import numpy as np
import pytest

from dialogue.alarm_questions import AlarmQuestions, shares
from dialogue.reader import Reader
from dialogue.sentence_encoder import load_encoder

EXAMPLES = {
    "danger": ["he is outside my door now", "he is breaking the door down", "he is hitting me right now",
               "he has a knife and he is here", "he is in the house now", "he followed me home and is outside"],
    "distress": ["i want to die", "i have taken all my tablets", "i cannot go on any more",
                 "i am going to end it tonight", "there is no point in living", "i keep thinking of the bridge"],
    "inform": ["he took money from dealers", "it was last year in leeds", "the sergeant looked up my address",
               "she sold the records of a friend", "he works in traffic", "it was his colleague in croydon"],
}  # fmt: skip
TEXTS = [text for examples in EXAMPLES.values() for text in examples]
INTENTS = [intent for intent, examples in EXAMPLES.items() for _ in examples]
NAMES = sorted(EXAMPLES)
HELD = np.arange(len(TEXTS)) % 3 == 0
ALIKE = np.full((1, len(NAMES)), 1 / len(NAMES))  # intents that say nothing


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.learn(TEXTS, load_encoder(), {"alarm_now": ["now"]}, {})


def learn(reader: Reader, *, without: str = "") -> AlarmQuestions:
    rows = [row for row, intent in enumerate(INTENTS) if intent != without]
    intents = [INTENTS[row] for row in rows]
    likely = np.full((int(HELD[rows].sum()), len(set(intents))), 1 / len(set(intents)))
    return AlarmQuestions.learn(reader.views([TEXTS[row] for row in rows]), intents, likely, HELD[rows])


def again(reader: Reader, questions: AlarmQuestions, text: str, likely: np.ndarray = ALIKE) -> dict[str, float]:
    return dict(zip(NAMES, questions.again(reader.views([text]), likely)[0], strict=True))


@pytest.mark.parametrize(
    ("text", "intent"),
    [("he is at the door now", "danger"), ("i want to end my life", "distress"), ("she took money", "inform")],
)
def test_both_questions_tell_what_intents_do_not(reader: Reader, text: str, intent: str) -> None:
    told = again(reader, learn(reader), text)
    assert max(told, key=lambda name: told[name]) == intent
    assert sum(told.values()) == pytest.approx(1.0)


def test_what_is_stored_says_the_same(reader: Reader) -> None:
    questions = learn(reader)
    read = AlarmQuestions.from_arrays(questions.arrays(), NAMES)
    assert again(reader, read, "he is here") == again(reader, questions, "he is here")


def test_with_alarms_of_one_kind_only_the_first_question_is_asked(reader: Reader) -> None:
    questions = learn(reader, without="distress")
    assert questions.alarm is not None
    assert questions.danger is None
    likely = questions.again(reader.views(["he is at the door now"]), np.array([[0.4, 0.6]]))
    assert likely.sum() == pytest.approx(1.0)
    assert likely[0, 0] > 0.4


def test_without_alarms_nothing_is_asked(reader: Reader) -> None:
    rows = [row for row, intent in enumerate(INTENTS) if intent == "inform"]
    intents = ["inform" if row % 2 else "greet" for row in rows]
    likely = np.full((int(HELD[rows].sum()), 2), 0.5)
    questions = AlarmQuestions.learn(reader.views([TEXTS[row] for row in rows]), intents, likely, HELD[rows])
    assert (questions.again(reader.views(["hello"]), np.array([[0.3, 0.7]])) == [[0.3, 0.7]]).all()


def test_rows_of_nothing_stay_nothing() -> None:
    assert shares(np.array([[0.0, 0.0], [1.0, 3.0]])).tolist() == [[0.0, 0.0], [0.25, 0.75]]
