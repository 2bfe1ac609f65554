"""Training: what a model is made from, and what is said when it cannot be made."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from candour.errors import ModelError
from candour.settings import Settings
from cli import rasa, train
from cli.model import FINGERPRINT_FILE, INPUTS, MODEL_FILE, SERVING, fingerprint, is_stale
from cli.rasa import problems
from cli.stages import Stages
from cli.validation import Problem
from cli.validation.sources import Place

FILES = [
    "config.yml",
    "domain/slots.yml",
    "domain/deep/er.yml",
    "nlu/chat.yml",
    "stories/rules.yml",
    "interview/guide.yml",
    "dialogue/component.py",
    "dialogue/uv.lock",
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in FILES:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"content of {name}\n")
    return tmp_path


@pytest.mark.parametrize("name", FILES)
def test_a_change_of_any_input_changes_the_fingerprint(root: Path, name: str) -> None:
    before = fingerprint(root)
    (root / name).write_text("changed\n")
    assert fingerprint(root) != before


def test_a_new_a_renamed_and_a_removed_input_change_the_fingerprint(root: Path) -> None:
    seen = {fingerprint(root)}
    (root / "nlu/new.yml").write_text("")
    seen.add(fingerprint(root))
    (root / "nlu/new.yml").rename(root / "nlu/newer.yml")
    seen.add(fingerprint(root))
    (root / "nlu/newer.yml").unlink()
    (root / "nlu/chat.yml").unlink()
    assert fingerprint(root) not in seen
    assert len(seen) == 3


def test_text_moved_from_one_input_to_the_next_changes_the_fingerprint(root: Path) -> None:
    (root / "nlu/a.yml").write_text("ab")
    (root / "nlu/b.yml").write_text("c")
    before = fingerprint(root)
    (root / "nlu/a.yml").write_text("a")
    (root / "nlu/b.yml").write_text("bc")
    assert fingerprint(root) != before


def test_what_is_no_input_changes_nothing(root: Path) -> None:
    before = fingerprint(root)
    (root / "README.md").write_text("new")
    (root / "dialogue/channel.py").write_text("new")
    (root / "dialogue/.venv").mkdir()
    (root / "dialogue/.venv/module.py").write_text("new")
    assert fingerprint(root) == before


def test_every_input_exists_in_this_checkout() -> None:
    assert [pattern for pattern in INPUTS if not list(train.ROOT.glob(pattern))] == []
    assert [name for name in SERVING if not (train.ROOT / "dialogue" / f"{name}.py").is_file()] == []


def test_a_model_is_stale_until_its_inputs_are_those_of_today(root: Path) -> None:
    models = root / "models"
    models.mkdir()
    assert is_stale(root, models)
    (models / FINGERPRINT_FILE).write_text(fingerprint(root))
    assert is_stale(root, models), "there is a fingerprint, but no model"
    (models / MODEL_FILE).write_bytes(b"model")
    assert not is_stale(root, models)
    (root / "nlu/chat.yml").write_text("changed\n")
    assert is_stale(root, models)


def test_problems_are_picked_out_once_and_plain() -> None:
    lines = [
        "\x1b[94m2026-01-02 03:04:05 INFO     rasa.validator  - Validating intents...\x1b[0m\n",
        "\x1b[91m2026-01-02 03:04:06 ERROR    rasa.validator  - There is a duplicate example.\x1b[0m\n",
        "\x1b[91m2026-01-02 03:04:07 ERROR    rasa.validator  - There is a duplicate example.\x1b[0m\n",
        "YamlSyntaxException: Failed to read 'nlu/chat.yml'.\n",
        "all is well\n",
    ]
    assert problems(lines) == [
        "There is a duplicate example.",
        "YamlSyntaxException: Failed to read 'nlu/chat.yml'.",
    ]


def test_without_rasas_environment_the_error_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(rasa, "RASA_PYTHON", tmp_path / "python")
    with pytest.raises(ModelError, match="make prepare"):
        rasa.run_rasa(["train"], lambda _text: None)


@pytest.mark.parametrize(
    ("learn", "printed", "told"),
    [
        (train.tune, "tuning", "Tuning the sentence encoder"),
        (train.learn_tags, "tagging", "Learning which words tell what"),
        (train.learn_kinds, "kinds", "Learning the kinds of conduct"),
    ],
)
def test_each_step_of_what_takes_long_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, learn: Callable[[Stages], None], printed: str, told: str
) -> None:
    fake = tmp_path / "python"
    fake.write_text(f"#!/bin/sh\necho '{printed}: step 20 of 40, loss 1.25'\n")
    fake.chmod(0o755)
    monkeypatch.setattr(rasa, "RASA_PYTHON", fake)
    monkeypatch.setattr(train, "MODELS", tmp_path)
    said: list[str] = []

    class Heard(Stages):
        @contextmanager
        def stage(self, doing: str) -> Iterator[Callable[[str], None]]:
            said.append(doing)
            yield said.append

    learn(Heard())
    assert said[:2] == [told, f"{told}: step 20 of 40, loss 1.25"]


async def test_only_one_process_trains_at_a_time(tmp_path: Path) -> None:
    order: list[str] = []

    def second() -> None:
        with train._alone(tmp_path / ".lock"):
            order.append("second")

    with train._alone(tmp_path / ".lock"):
        waiting = asyncio.create_task(asyncio.to_thread(second))
        await asyncio.sleep(0.1)
        order.append("first")
    await waiting
    assert order == ["first", "second"]


def test_training_data_that_rasa_refuses_keeps_the_old_model(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = tmp_path / "python"
    fake.write_text("#!/bin/sh\necho 'YamlException: nlu/chat.yml is not valid YAML'\nexit 1\n")
    fake.chmod(0o700)
    models = tmp_path / "models"
    models.mkdir()
    (models / MODEL_FILE).write_bytes(b"old model")
    monkeypatch.setattr(rasa, "RASA_PYTHON", fake)
    monkeypatch.setattr(train, "MODELS", models)
    with pytest.raises(ModelError, match="reasons are above"):
        train._train(lambda _text: None, train.Stages())
    assert "nlu/chat.yml is not valid YAML" in capsys.readouterr().out
    assert (models / MODEL_FILE).read_bytes() == b"old model"
    assert not (models / FINGERPRINT_FILE).exists()


def test_both_lock_files_name_one_and_the_same_public_index() -> None:
    texts = [(train.ROOT / lock).read_text("utf-8") for lock in ("uv.lock", "dialogue/uv.lock")]
    indexes = {
        line.split('registry = "')[1].split('"')[0]
        for text in texts
        for line in text.splitlines()
        if "registry =" in line
    }
    [index] = indexes
    assert index.startswith("https://")
    assert not any(own in index for own in ("localhost", "127.0.0.1", "@", "file:"))


def test_make_help_lists_the_two_commands() -> None:
    shown = subprocess.run(["make", "help"], cwd=train.ROOT, capture_output=True, text=True, check=True).stdout
    assert "make run" in shown
    assert "make test" in shown


@pytest.fixture
def untrained(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[str]:
    """A checkout without a model, with one error; the list says what was done with it."""
    done: list[str] = []
    problem = Problem(Place("nlu/chat.yml", 3), "a mistake")
    monkeypatch.setattr(train, "MODELS", tmp_path / "models")
    monkeypatch.setattr(train, "is_stale", lambda: True)
    monkeypatch.setattr(train, "derive", lambda *_: done.append("derive"))
    monkeypatch.setattr(train, "validate", lambda _root: done.append("validate") or [problem])
    monkeypatch.setattr(train, "contradictions", lambda _root: done.append("rules") or [])
    monkeypatch.setattr(train, "_train", lambda *_: done.append("train"))
    return done


def test_errors_are_told_before_anything_is_trained(untrained: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ModelError, match="1 error above"):
        train.ensure_model(Settings(), train.Stages())
    assert untrained == ["validate"]
    assert "nlu/chat.yml:3: error: a mistake" in capsys.readouterr().out


def test_without_errors_data_then_rules_are_checked_and_then_trained(
    untrained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "validate", lambda _root: untrained.append("validate") or [])
    assert train.ensure_model(Settings(), train.Stages())
    assert untrained == ["validate", "derive", "rules", "train"]


def test_what_is_trained_already_is_not_checked_again(untrained: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(train, "is_stale", lambda: False)
    assert not train.ensure_model(Settings(), train.Stages())
    assert untrained == ["derive"]
