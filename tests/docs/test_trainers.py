"""docs/trainers.md is true: each recipe is carried out on a copy of the checkout, just as it stands there."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from cli.catalogues import files
from cli.catalogues.problems import problems
from cli.main import build_parser
from cli.places import ROOT
from cli.validation import validate
from cli.validation.rasa_says import contradictions
from interview import languages
from interview.answers import Answer
from interview.catalogues import read_catalogue
from interview.domain import write_domain
from interview.finished import case_slots
from interview.guide import load_guide
from interview.state import Heard, State
from interview.summary import summary
from interview.turn import take_turn
from interview.understanding import cues
from interview.understanding.text import Text

DOC = (ROOT / "docs" / "trainers.md").read_text("utf-8")
# "In `FILE`, after `LINE`:", "At the end of `FILE`:", "In a new file `FILE` ...:", each followed by a block.
STEP = re.compile(
    r"(?:At the end of|In a new file|In)\s`(?P<file>[\w/.]+)`"
    r"(?:,\s(?P<where>after|before)\s`(?P<line>[^\n]+)`)?[^`\n]*:\n+"
    r"```yaml\n(?P<block>.*?)```",
    re.DOTALL,
)
DATA = ("interview", "nlu", "stories", "domain")
CODE = ("actions", "bot", "candour", "cli", "dialogue", "drafts", "encoder", "tagging", "triage")


@dataclass(frozen=True)
class Step:
    """One change that a recipe asks for."""

    file: str
    where: str | None
    line: str | None
    block: str

    def carry_out(self, root: Path) -> None:
        file = root / self.file
        if self.where is None:
            text = file.read_text("utf-8") if file.exists() else ""
            file.write_text(text + self.block, "utf-8")
            return
        lines = file.read_text("utf-8").splitlines(keepends=True)
        [at] = [number for number, line in enumerate(lines) if line.strip() == self.line]
        lines.insert(at + (self.where == "after"), self.block)
        file.write_text("".join(lines), "utf-8")


def recipe(title: str) -> list[Step]:
    """The changes of a recipe, in order."""
    [section] = [part for part in DOC.split("\n## ") if part.startswith(f"Recipe: {title}\n")]
    return [Step(**found.groupdict()) for found in STEP.finditer(section)]


RECIPES = re.findall(r"^## Recipe: (.+)$", DOC, re.MULTILINE)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of what trainers work in."""
    _copy(tmp_path, DATA)
    shutil.copy(ROOT / "config.yml", tmp_path)
    return tmp_path


def _copy(root: Path, names: tuple[str, ...]) -> None:
    for name in names:
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns(".venv", "__pycache__"))


def follow(root: Path, title: str) -> None:
    for step in recipe(title):
        step.carry_out(root)


def test_there_are_recipes_and_every_block_of_them_is_carried_out() -> None:
    assert len(RECIPES) == 6
    assert sum(len(recipe(title)) for title in RECIPES) == DOC.count("```yaml") > 8


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_leaves_nothing_to_complain_about(copy: Path, title: str) -> None:
    before = [str(problem) for problem in validate(copy)]
    follow(copy, title)
    assert [str(problem) for problem in validate(copy)] == before == []
    write_domain(copy / "domain", source=copy / "interview")
    assert yaml.safe_load((copy / "domain" / "guide.yml").read_text("utf-8"))["slots"]


@pytest.mark.parametrize("without", range(4))
def test_each_step_of_a_new_intent_is_needed(copy: Path, without: int) -> None:
    for number, step in enumerate(recipe("a question that reporters ask")):
        if number != without:
            step.carry_out(copy)
    assert validate(copy) != []


def test_the_new_slot_is_asked_read_back_and_stands_in_the_case(copy: Path) -> None:
    follow(copy, "a slot")
    guide = load_guide(copy / "interview" / "guide.yml")
    state = State(guide, asked="conduct_category")
    for slot in guide.names()[: guide.names().index("conduct_category")]:
        state.answer(slot, Answer(None, "", "skipped"))
    take_turn(state, Heard("Violence or serious crime, and racism"))
    state.asked, state.answers["discrimination_grounds"] = "weapon", Answer(None, "", "skipped")
    take_turn(state, Heard("Don't know"))
    assert state.answers["weapon"] == Answer("unknown", "", "asked")
    assert state.clear("weapon") is False
    state.asked = "weapon"
    take_turn(state, Heard("yeah"))
    assert any("Weapon: Yes" in text for text in summary(state))
    assert case_slots(state)["weapon"] == {"value": "yes", "as_said": "yeah", "source": "asked"}
    assert "weapon" in yaml.safe_load(_domain(copy))["forms"]["report_form"]["required_slots"]


def test_the_new_slot_is_asked_only_after_the_answer_that_opens_it(copy: Path) -> None:
    follow(copy, "a slot")
    guide = load_guide(copy / "interview" / "guide.yml")
    asked = {}
    for value in ("violence_or_serious_crime", "other"):
        state = State(guide, asked="conduct_category")
        for slot in guide.names()[: guide.names().index("conduct_category")]:
            state.answer(slot, Answer(None, "", "skipped"))
        state.memory.update(picked=[value], picking="conduct_category")
        state.asked = "picked_more"
        asked[value] = take_turn(state, Heard("that's all")).asked
    assert asked == {"violence_or_serious_crime": "weapon", "other": "force"}


def test_the_new_slot_is_read_from_an_account(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(copy, "a slot")
    lists = yaml.load((copy / "interview/understanding/cues.yml").read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    monkeypatch.setattr(cues, "word_list", lambda _name: lists)
    cues.cues.cache_clear()
    try:
        found = {one.slot: (one.value, one.as_said) for one in cues.find_cues(Text("then he pulled his baton on me"))}
    finally:
        cues.cues.cache_clear()
    assert found["weapon"] == ("yes", "pulled his baton")


def test_the_new_option_is_a_button_and_understood_when_typed(copy: Path) -> None:
    follow(copy, "an option")
    slot = load_guide(copy / "interview" / "guide.yml").slot("subject_role_rank")
    assert "Contractor" in slot.titles()
    state = State(load_guide(copy / "interview" / "guide.yml"), asked="subject_role_rank")
    take_turn(state, Heard("agency staff"))
    assert state.answers["subject_role_rank"].value == "contractor"


def test_the_new_language_is_recognised_and_answered(copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    follow(copy, "a language")
    monkeypatch.setattr(languages, "FOLDER", copy / "interview")
    for cached in (languages.entries, languages._identifier):
        cached.cache_clear()
    try:
        assert languages.foreign("il poliziotto mi ha picchiato ieri sera davanti a casa mia") == "it"
        assert languages.sentence("it").startswith("Può scrivere")
        _copy(copy, ("bot",))
        catalogue = read_catalogue(files.begin(copy, "it"))
        newest = files.template(copy)
        assert len(list(problems(newest, catalogue))) == len([one for one in newest if one.id]) > 500
        assert catalogue.last_translator.startswith("DRAFT")
    finally:
        for cached in (languages.entries, languages._identifier):
            cached.cache_clear()


def test_the_story_agrees_with_the_rules(copy: Path) -> None:
    follow(copy, "a story")
    assert contradictions(copy) == []


def test_the_new_intent_is_trained_and_understood(copy: Path) -> None:
    follow(copy, "a question that reporters ask")
    _shorten(copy / "nlu", keep=12)  # of each block: enough to tell them apart, and trained in seconds
    _copy(copy, CODE)
    (copy / "dialogue" / ".venv").symlink_to(ROOT / "dialogue" / ".venv")
    _candour(copy, "train")
    done = _candour(copy, "understand", "-", said="is there money for telling on them?\nis this anonymous?\n")
    acts = [json.loads(line)["act"] for line in done.splitlines()]
    assert acts == ["faq.reward", "faq.anonymous"]


def test_every_command_of_the_guide_for_trainers_exists() -> None:
    commands = [line.split("#")[0] for block in re.findall(r"```console\n(.*?)```", DOC, re.DOTALL)
                for line in block.splitlines()]  # fmt: skip
    assert len(commands) > 8
    for command in commands:
        words = shlex.split(command)
        assert words[0] == "candour"
        assert build_parser(words[1:]).parse_args(words[1:])


def test_links_lead_somewhere() -> None:
    told = re.sub(r"```.*?```|`[^`\n]+`\]?", "", DOC, flags=re.DOTALL)  # what is marked in an account looks like a link
    links = re.findall(r"\]\(([^)#]+)\)", told)
    assert len(links) >= 4
    assert [link for link in links if not (ROOT / "docs" / link).exists()] == []


def _domain(root: Path) -> str:
    write_domain(root / "domain", source=root / "interview")
    return (root / "domain" / "guide.yml").read_text("utf-8")


def _shorten(folder: Path, keep: int) -> None:
    for file in folder.glob("*.yml"):
        content: dict[str, Any] = yaml.safe_load(file.read_text("utf-8"))
        for entry in content["nlu"]:
            entry["examples"] = "".join(
                entry["examples"].splitlines(keepends=True)[: 16 if entry["intent"] == "faq_reward" else keep]
            )
        file.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=1000), "utf-8")


def _candour(root: Path, *arguments: str, said: str = "") -> str:
    environment = {**os.environ, "PYTHONPATH": str(root), "CANDOUR_DATA_DIR": str(root / "data")}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *arguments],
        cwd=root, env=environment, input=said, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    return done.stdout
