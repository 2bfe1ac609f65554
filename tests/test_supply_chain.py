"""What is installed is what was locked, from one index; what bandit sees is explained; known flaws are listed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import tomllib
import yaml

ROOT = Path(__file__).parents[1]
LOCKS = [ROOT / "uv.lock", ROOT / "dialogue" / "uv.lock"]
ROOMS = ("actions", "bot", "candour", "cli", "dialogue", "drafts", "encoder", "interview", "tagging", "triage")
TUNING = ROOT / "dialogue" / "tuning"  # of trainers, never while Rasa serves
SHA256 = re.compile(r"sha256:[0-9a-f]{64}\Z")
# Bandit warns of every use of these, however it is done; ruff, by the same rules, is told where they are allowed.
EVERY_USE = {"B404": "cli", "B603": "cli"}
FALSE_ALARMS = {
    ("B105", "cli/bench/reporters.py"): "no token yet",
    ("B105", "dialogue/wording.py"): "the pattern of a word, called a token",
}


def packages(lock: Path) -> list[dict[str, Any]]:
    """The locked packages, our own aside."""
    found = tomllib.loads(lock.read_text("utf-8"))["package"]
    return [package for package in found if not {"editable", "virtual"} & package["source"].keys()]


def files(package: dict[str, Any]) -> list[dict[str, str]]:
    """What a package can be installed from."""
    return [*package.get("wheels", []), *([package["sdist"]] if "sdist" in package else [])]


@pytest.mark.parametrize("lock", LOCKS, ids=["gateway and desk", "dialogue"])
def test_every_file_of_every_package_has_a_hash(lock: Path) -> None:
    locked = packages(lock)
    assert sum(bool(files(package)) for package in locked) > 80  # one without files cannot be installed
    assert [package["name"] for package in locked for file in files(package) if not SHA256.match(file["hash"])] == []


def test_all_packages_come_from_one_index() -> None:
    sources = {json.dumps(package["source"], sort_keys=True) for lock in LOCKS for package in packages(lock)}
    hosts = {urlsplit(file["url"]).netloc for lock in LOCKS for package in packages(lock) for file in files(package)}
    assert len(sources) == len(hosts) == 1
    assert all(json.loads(source).keys() == {"registry"} for source in sources)
    assert all(urlsplit(json.loads(source)["registry"]).scheme == "https" for source in sources)


@pytest.mark.parametrize("folder", [ROOT, ROOT / "dialogue"], ids=["gateway and desk", "dialogue"])
def test_no_project_names_an_index_or_a_place_of_its_own(folder: Path) -> None:
    uv = tomllib.loads((folder / "pyproject.toml").read_text("utf-8"))["tool"]["uv"]
    assert not {"index", "index-url", "extra-index-url", "find-links", "sources", "pip"} & uv.keys()


def test_every_javascript_package_has_a_hash_and_the_usual_registry() -> None:
    locked = json.loads((ROOT / "tests" / "node" / "package-lock.json").read_text("utf-8"))["packages"]
    fetched = {name: package for name, package in locked.items() if name}
    assert len(fetched) > 20
    assert [name for name, package in fetched.items() if not package.get("integrity", "").startswith("sha512-")] == []
    assert [name for name, package in fetched.items() if "resolved" in package] == []


def test_what_bandit_finds_is_explained_where_it_stands() -> None:
    command = [sys.executable, "-m", "bandit", "-q", "-f", "json", "-x", "dialogue/.venv", "-r", *ROOMS]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    results = json.loads(done.stdout)["results"]
    assert results, "it should find what is explained"
    unexplained = [one for one in results if not _explained(one)]
    assert [f"{one['filename']}:{one['line_number']}: {one['issue_text']}" for one in unexplained] == []


def _explained(result: dict[str, Any]) -> bool:
    rule, room = result["test_id"], Path(result["filename"]).parts[0]
    lines = (ROOT / result["filename"]).read_text("utf-8").splitlines()
    shown = " ".join(lines[number - 1] for number in result["line_range"])
    if (rule, result["filename"].removeprefix("./")) in FALSE_ALARMS:
        return True
    return EVERY_USE.get(rule) == room or f"S{rule.removeprefix('B')}" in shown


def test_the_list_of_known_flaws_is_of_the_versions_that_are_locked() -> None:
    locked = {package["name"]: package["version"] for package in packages(LOCKS[1])}
    table = (ROOT / "docs" / "supply-chain.md").read_text("utf-8")
    named = dict(re.findall(r"^\| ([a-z-]+) \| (\d[\d.]*) \|", table, re.MULTILINE))
    assert len(named) > 10
    assert {name: locked.get(name) for name in named} == named


def test_nothing_in_the_pipeline_uses_tensorflow_or_keras() -> None:
    config = yaml.safe_load((ROOT / "config.yml").read_text("utf-8"))
    used = {part["name"] for part in (*config["pipeline"], *config["policies"])}
    assert used
    assert {name for name in used if not name.startswith("dialogue.")} <= {"RulePolicy", "MemoizationPolicy"}
    files = [file for room in ROOMS for file in _python(room) if TUNING not in file.parents]
    assert files
    imported = re.compile(r"^\s*(import|from) (tensorflow|keras)", re.MULTILINE)
    assert not [file for file in files if imported.search(file.read_text("utf-8"))]


def test_what_tunes_the_encoder_is_started_by_a_trainers_command_alone() -> None:
    imported = re.compile(r"^\s*(import|from) dialogue\.tuning", re.MULTILINE)
    files = [file for room in ROOMS for file in _python(room) if TUNING not in file.parents]
    assert [file.name for file in files if imported.search(file.read_text("utf-8"))] == ["__main__.py"]


def _python(room: str) -> list[Path]:
    return [file for file in (ROOT / room).rglob("*.py") if ".venv" not in file.parts]
