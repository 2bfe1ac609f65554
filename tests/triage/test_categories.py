"""The list that cases are coded with: what is shipped, and what is said of a file that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from candour.errors import SettingsError
from cli.main import main
from triage.desk.categories import load_categories

LIST = load_categories()


def test_the_list_that_is_shipped_has_the_letters_and_their_parts() -> None:
    assert [group.code for group in LIST.groups] == list("ABCDEFGHJKL")
    assert {group.code: len(group.parts) for group in LIST.groups} == {
        "A": 4, "B": 9, "C": 0, "D": 4, "E": 0, "F": 10, "G": 6, "H": 5, "J": 3, "K": 0, "L": 0,
    }  # fmt: skip
    assert LIST["A1"] == "Police action following contact"
    assert all(code.rstrip("0123456789") == LIST.main(code) for code in LIST)
    assert len(LIST) == 52


def test_codes_are_filed_once_in_the_order_of_the_list_and_shown_with_their_names() -> None:
    assert LIST.in_order(["G5", "A", "G5"]) == ["A", "G5"]
    assert LIST.shown(["G5", "Z9"]) == "G5 Obstruction of justice; Z9"
    assert LIST.main("Z9") is None
    with pytest.raises(ValueError, match="Z9"):
        LIST.in_order(["A", "Z9"])


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[", "YAML"),
        ("", "must map codes"),
        ("[A]", "must map codes"),
        ("A: Duties", "A must have a name"),
        ("A: {parts: {A1: x}}", "A must have a name"),
        ("A: {name: x, part: {}}", "A must have a name"),
        ("A: {name: ''}", "the name of A"),
        ("A: {name: x, parts: [A1]}", "the parts of A"),
        ("A: {name: x, parts: {A1: 3}}", "the name of A1"),
        ("1: {name: x}", "1 is read as no text"),
        ("no: {name: x}", "False is read as no text"),
        ("'a b': {name: x}", "codes are letters"),
        ("A: {name: x}\nA: {name: y}", "A stands there twice"),
        ("A: {name: x, parts: {B: y}}\nB: {name: z}", "B stands there twice"),
        ("A: {name: x, parts: {A: y}}", "A stands there twice"),
    ],
)
def test_a_list_that_cannot_be_used_names_the_code_that_is_wrong(tmp_path: Path, text: str, problem: str) -> None:
    file = tmp_path / "categories.yml"
    file.write_text(text)
    with pytest.raises(SettingsError, match=f"CANDOUR_CATEGORIES.*{problem}"):
        load_categories(file)


def test_the_command_line_lists_the_teams_own_categories(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "categories.yml"
    file.write_text("X: {name: Own, parts: {X1: Part}}")
    monkeypatch.setenv("CANDOUR_CATEGORIES", str(file))
    monkeypatch.chdir(tmp_path)
    assert main(["desk", "categories", "--json"]) == 0
    (listed,) = json.loads(capsys.readouterr().out)["categories"]
    assert listed == {"code": "X", "name": "Own", "parts": [{"code": "X1", "name": "Part"}]}
    assert main(["desk", "categories"]) == 0
    assert "  X1" in capsys.readouterr().out
