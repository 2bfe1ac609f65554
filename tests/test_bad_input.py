"""The table of bad input in docs/threat-model.md: every row of it has tests that are named by it."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.support.figures import Record

ROOT = Path(__file__).parents[1]
ROWS = range(1, 25)
NAMED = re.compile(r"^(?:async )?def (test_row_\d+_\w+)", re.MULTILINE)
ROW = re.compile(r"row_(\d+)_")  # a test may be named by two rows
IN_TABLE = re.compile(r"^\| (\d+) \|", re.MULTILINE)
# Each with the reason. It can only shrink: a row that has a test must not stand here.
NOT_YET: dict[int, str] = {}


def count_by_row() -> Counter[int]:
    """How many test functions are named by each row."""
    sources = (
        file.read_text("utf-8") for file in (ROOT / "tests").rglob("test_*.py") if "node_modules" not in file.parts
    )
    names = [name for source in sources for name in NAMED.findall(source)]
    return Counter(int(row) for name in names for row in ROW.findall(name))


@pytest.mark.promise
def test_every_row_has_a_test_or_a_reason(figure: Record) -> None:
    found = count_by_row()
    figure("rows of bad input that tests are named by", f"{len(ROWS)}, those that cannot be yet aside", len(found))
    assert set(found) <= set(ROWS)
    assert {row for row in ROWS if not found[row]} == set(NOT_YET)


def test_the_threat_model_lists_every_row_once() -> None:
    table = (ROOT / "docs" / "threat-model.md").read_text("utf-8")
    assert [int(row) for row in IN_TABLE.findall(table)] == list(ROWS)


def test_the_threat_model_says_of_each_open_row_that_it_is_open() -> None:
    lines = (ROOT / "docs" / "threat-model.md").read_text("utf-8").splitlines()
    open_rows = {int(line.split("|")[1]) for line in lines if line.startswith("| ") and "not yet" in line}
    assert open_rows == set(NOT_YET)
