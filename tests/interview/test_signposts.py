"""Signposts: what is shipped is complete, and what an operator gets wrong is named."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import pytest
import yaml

from candour.errors import GuideError
from interview.signposts import DEFAULT_PATH, KEYS, load_signposts, numbers


def shipped() -> dict[str, Any]:
    entries = yaml.safe_load(DEFAULT_PATH.read_text(encoding="utf-8"))
    assert isinstance(entries, dict)
    return entries


def written(folder: Path, entries: object) -> Path:
    file = folder / "signposts.yml"
    file.write_text(yaml.safe_dump(entries), encoding="utf-8")
    return file


def test_shipped_signposts_cover_every_key_with_a_number() -> None:
    signposts = load_signposts()
    assert signposts.keys() == KEYS
    assert all(signpost.number.replace(" ", "").isdigit() for signpost in signposts.values())


def test_shipped_signposts_are_not_confirmed_for_the_operator() -> None:
    assert [key for key, signpost in load_signposts().items() if signpost.confirmed] == []


def test_numbers_fill_wording() -> None:
    text = "Call {emergency}, then press {emergency_silent}.".format_map(numbers(load_signposts()))
    assert text == "Call 999, then press 55."


def test_numbers_come_from_the_operators_own_list(tmp_path: Path) -> None:
    entries = shipped()
    entries["hotline"] |= {"number": "0300 000 0001", "confirmed": True}
    signposts = load_signposts(written(tmp_path, entries))
    assert numbers(signposts)["hotline"] == "0300 000 0001"
    assert signposts["hotline"].confirmed


def test_signpost_cannot_be_changed_after_loading() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_signposts()["emergency"].number = "1"  # type: ignore[misc]


def test_hours_are_empty_where_they_are_not_known() -> None:
    assert load_signposts()["hotline"].hours == ""


@pytest.mark.parametrize("key", sorted(KEYS))
def test_missing_signpost_is_named(tmp_path: Path, key: str) -> None:
    entries = shipped()
    del entries[key]
    with pytest.raises(GuideError, match=rf"\b{key} is missing"):
        load_signposts(written(tmp_path, entries))


def test_unknown_signpost_is_named(tmp_path: Path) -> None:
    entries = shipped()
    entries["samaritan"] = entries["samaritans"]
    with pytest.raises(GuideError, match="samaritan is unknown"):
        load_signposts(written(tmp_path, entries))


@pytest.mark.parametrize("field", ["label", "number", "confirmed"])
def test_missing_field_is_named_with_its_entry(tmp_path: Path, field: str) -> None:
    entries = shipped()
    del entries["childline"][field]
    with pytest.raises(GuideError, match=f"childline: {field} is missing"):
        load_signposts(written(tmp_path, entries))


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"phone": "1"}, "phone is unknown"),
        ({"number": 8001111}, "number must be text"),
        ({"number": "  "}, "number must be text"),
        ({"hours": 24}, "hours must be text"),
        ({"confirmed": "yes"}, "confirmed must be true or false"),
    ],
)
def test_wrong_field_is_named_with_its_entry(tmp_path: Path, changes: dict[str, object], problem: str) -> None:
    entries = shipped()
    entries["childline"] |= changes
    with pytest.raises(GuideError, match=f"childline: {problem}"):
        load_signposts(written(tmp_path, entries))


@pytest.mark.parametrize("entries", [None, [], "999", {"emergency": None}])
def test_list_of_another_shape_is_refused(tmp_path: Path, entries: object) -> None:
    with pytest.raises(GuideError):
        load_signposts(written(tmp_path, entries))


def test_unreadable_list_is_refused_without_its_contents(tmp_path: Path) -> None:
    file = tmp_path / "signposts.yml"
    file.write_text("emergency: [999", encoding="utf-8")
    with pytest.raises(GuideError, match=r"^signposts\.yml: cannot be read as YAML$"):
        load_signposts(file)
    with pytest.raises(GuideError, match="cannot be read"):
        load_signposts(tmp_path / "absent.yml")
