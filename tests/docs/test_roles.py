"""docs/roles.md is true: its table is the program's, its commands are commands, and what it quotes is said."""

from __future__ import annotations

import re
import shlex

import pytest

from cli.desk import team, teamwork
from cli.main import build_parser
from cli.places import ROOT
from triage.desk.roles import POLICY, ROLES

DOC = (ROOT / "docs" / "roles.md").read_text("utf-8")
COMMANDS: list[str] = re.findall(r"^\w*\$ +candour (.+)$", DOC, re.MULTILINE)


def test_the_table_is_the_programs_own() -> None:
    header, *rows = [line for line in DOC.splitlines() if line.count("|") == 2 + len(ROLES)]
    assert [cell.strip() for cell in header.strip("|").split("|")] == ["what", *ROLES]
    cells = [[cell.strip() for cell in row[1:-1].split("|")] for row in rows if not row.startswith("|--")]
    told = {what: {role for role, cell in zip(ROLES, marks, strict=True) if cell == "yes"} for what, *marks in cells}
    assert told == {what: set(roles) for what, roles in POLICY.items()}


@pytest.mark.parametrize("command", COMMANDS)
def test_its_commands_are_commands(command: str) -> None:
    words = shlex.split(command, comments=True)
    assert build_parser(words).parse_args(words)


def test_it_quotes_what_is_said() -> None:
    assert len(COMMANDS) >= 7
    for said in (*team.CANNOT, teamwork.NOT_IN_FORCE):
        assert said in DOC
