from __future__ import annotations

import asyncio
import io
import json
import statistics
import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from rasa.core.agent import Agent
from rasa.shared.nlu.training_data.message import Message
from scipy.sparse import issparse

from dialogue import understand
from dialogue.category_model import CategoryModel
from dialogue.concepts import Concepts
from dialogue.intent_classifier import told
from dialogue.intent_model import IntentModel
from dialogue.reader import Reader, Views
from dialogue.sentence_encoder import load_encoder
from interview.phrases import plain

ROOT = Path(__file__).parents[2]
GROUPS = {"payment": ["cash", "quid", "brib*"], "violence": ["punch*", "kicked"], "slur": ["dirty so and so"]}
BOTH = ["money", "violence"]
EXAMPLES = [
    ("he took cash from dealers", ["money"]), ("he takes bribes", ["money"]), ("a bribe of fifty quid", ["money"]),
    ("money for names", ["money"]), ("paid him in cash", ["money"]), ("he punched me", ["violence"]),
    ("kicked in the leg", ["violence"]), ("they were punching him", ["violence"]), ("he broke my arm", ["violence"]),
    ("he kicked the door and me", ["violence"]), ("he punched me for cash", BOTH), ("bribed and kicked", BOTH),
    ("it was in leeds", []), ("on a tuesday", []), ("his name is rob", []), ("near the bridge", []), ("hm", None),
]  # fmt: skip
HELD = np.arange(len(EXAMPLES)) % 4 == 2  # which the weights are learned on


@pytest.fixture(scope="module")
def models() -> tuple[IntentModel, CategoryModel]:
    reader, views = read_examples()
    intents = [("danger", "inform", "skip")[row % 3] for row in range(len(EXAMPLES))]
    intent_model = IntentModel.learn(views, intents, reader, {"together": 30.0, "wording": 10.0}, HELD)
    return intent_model, CategoryModel.learn(views, [labels for _, labels in EXAMPLES], Concepts(GROUPS), HELD)


def read_examples() -> tuple[Reader, Views]:
    texts = [text for text, _ in EXAMPLES]
    reader = Reader.learn(texts, load_encoder(), {}, {})
    return reader, reader.views(texts)


def test_threads_share_no_matrix_that_each_would_sort_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_before: list[bool] = []

    def recorded(pieces: Iterable[partial[Any]]) -> list[Any]:
        given = list(pieces)
        sorted_before.extend(one.args[0].has_canonical_format for one in given if issparse(one.args[0]))
        return [one() for one in given]

    monkeypatch.setattr("dialogue.category_model.side_by_side", recorded)
    _, views = read_examples()
    CategoryModel.learn(views, [labels for _, labels in EXAMPLES], Concepts(GROUPS), HELD)
    assert sorted_before
    assert all(sorted_before)


def judge(models: tuple[IntentModel, CategoryModel], text: str) -> dict[str, float]:
    return models[1].judge(models[0].read(text))


@pytest.mark.parametrize(
    ("text", "kinds"),
    [("he punched him", {"violence"}), ("he took a bribe", {"money"}), ("cash and a punch", {"money", "violence"})],
)
def test_a_text_tells_of_one_kind_or_of_several(
    models: tuple[IntentModel, CategoryModel], text: str, kinds: set[str]
) -> None:
    assert {name for name, share in judge(models, text).items() if share >= 0.5} == kinds


@pytest.mark.parametrize("text", ["", "word " * 800, "\x00", "é" * 4000])
def test_any_text_has_a_probability_for_each_kind(models: tuple[IntentModel, CategoryModel], text: str) -> None:
    likely = judge(models, text)
    assert set(likely) == {"money", "violence"}
    assert all(0 <= share <= 1 for share in likely.values())


def test_a_long_text_is_read_in_sections_and_a_short_one_once(models: tuple[IntentModel, CategoryModel]) -> None:
    short, long = (models[0].read("He stood by the door and he said nothing. " * count) for count in (2, 10))
    assert short.in_sections(lambda worded: [0]) is short
    again = long.in_sections(lambda worded: [0])
    assert " ".join(again.parts) == " ".join(long.parts)
    assert (len(long.parts), len(again.parts), again.chosen) == (10, 2, [0])


def test_a_stored_category_model_says_the_same(models: tuple[IntentModel, CategoryModel]) -> None:
    again = CategoryModel.from_bytes(models[1].to_bytes())
    for text in ("he punched me", "nothing", ""):
        assert again.judge(models[0].read(text)) == pytest.approx(judge(models, text), abs=1e-6)


def test_a_category_model_with_a_pickle_is_refused(models: tuple[IntentModel, CategoryModel]) -> None:
    with np.load(io.BytesIO(models[1].to_bytes())) as stored:
        arrays = dict(stored)
    file = io.BytesIO()
    np.savez(file, **{**arrays, "categories": np.array([{"run": "me"}], dtype=object)})
    with pytest.raises(ValueError, match="allow_pickle"):
        CategoryModel.from_bytes(file.getvalue())


def test_a_kind_with_a_single_example_does_not_stop_training(models: tuple[IntentModel, CategoryModel]) -> None:
    labels = [["rare"], *(labels for _, labels in EXAMPLES[1:])]
    model = CategoryModel.learn(read_examples()[1], labels, Concepts(GROUPS), HELD)
    assert set(model.judge(models[0].read("he punched me"))) == {"money", "rare", "violence"}


def hints(text: str) -> list[str]:
    concepts = Concepts(GROUPS)
    row = concepts.encode([plain(text)])[0]
    return [name for name, hint in zip(concepts.groups, row, strict=False) if hint]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("he takes bribes", ["payment"]),
        ("he paid with a brick", []),
        ("punched, for cash", ["payment", "violence"]),
        ("he never punched anyone", []),
        ("not for cash, he just kicked me", ["violence"]),
        ("a DIRTY  so and\nso", ["slur"]),
    ],
)
def test_words_hint_at_groups_unless_they_are_negated(text: str, names: list[str]) -> None:
    assert hints(text) == names


@given(st.text(max_size=200))
def test_concepts_of_any_text_have_the_same_length(text: str) -> None:
    assert Concepts(GROUPS).encode([plain(text)]).shape == (1, 3)
    assert Concepts(GROUPS, pairs=True).encode([plain(text)]).shape == (1, 6)


@pytest.mark.parametrize(
    ("data", "labels"),
    [
        ({"intent": "inform", "metadata": {"intent": {"categories": ["other"]}}}, ["other"]),
        ({"intent": "inform", "metadata": {"intent": {"categories": []}}}, []),
        ({"intent": "inform"}, None),
        ({"intent": "danger"}, None),
        ({"intent": "faq_free"}, None),
    ],
)
def test_what_nobody_labelled_is_unknown(data: dict[str, object], labels: object) -> None:
    assert told(Message(data)) == labels


@pytest.fixture(scope="module")
def agent() -> Agent:
    return Agent.load(str(ROOT / "models" / "candour.tar.gz"))


def test_the_trained_model_holds_its_mark_on_unseen_categories(agent: Agent) -> None:
    items = yaml.safe_load((ROOT / "tests" / "nlu" / "heldout_categories.yml").read_text("utf-8"))
    assert len(items) >= 60
    hits = said = right = 0
    for item in items:
        shares = [asyncio.run(agent.parse_message(text))["categories"] for text in item["text"].split("\n")]
        kinds = {name for share in shares for name in share if share[name] >= 0.5}
        hits, said, right = (
            hits + len(kinds & {*item["categories"]}),
            said + len(kinds),
            right + len(item["categories"]),
        )
    assert 2 * hits / (said + right) >= 0.82


def test_one_telling_sentence_is_not_lost_in_a_long_account(agent: Agent) -> None:
    calm = "It was on a Tuesday. It was in Leeds near the bridge. His name is Rob. " * 20
    before, after = (
        asyncio.run(agent.parse_message(text))["categories"]["violence_or_serious_crime"]
        for text in (calm, calm + "He punched him in the face. " + calm)
    )
    assert before < 0.5 <= after


def test_categories_cost_less_than_a_millisecond(models: tuple[IntentModel, CategoryModel]) -> None:
    reading = models[0].read("he punched me outside the pub and then took cash from my mate")
    spent = []
    for _ in range(30):
        began = time.process_time()
        models[1].judge(reading)
        spent.append(time.process_time() - began)
    assert statistics.median(spent) < 0.001


def test_understanding_in_batch_is_what_the_pipeline_says_for_the_question(agent: Agent) -> None:
    lines = [{"text": "/skip", "asked": None}, {"text": "Quentin", "asked": "subject_name"}, {"text": ""}]
    answers = list(understand._understand(agent, io.StringIO("\n".join(map(json.dumps, lines)))))
    assert [answer["intent"] for answer in answers[:2]] == ["skip", "inform"]
    assert len(answers) == 3
    assert all(set(answer) == {"intent", "confidence", "alarms", "categories", "ms"} for answer in answers)
