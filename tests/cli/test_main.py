"""The command line: exit codes, and one line for whatever goes wrong."""

from __future__ import annotations

import argparse
import subprocess
import sys

import pytest

from candour.errors import CandourError, UsageError
from candour.logs import configure
from cli import doctor, main


def fail_with(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
        subparsers.add_parser("doctor").set_defaults(func=run)

    def run(_options: argparse.Namespace) -> int:
        raise error

    monkeypatch.setattr(doctor, "add_parser", add_parser)


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (UsageError("name a case"), 2, "candour: name a case\n"),
        (CandourError("the store\nis full"), 1, "candour: the store is full\n"),
        (KeyboardInterrupt(), 130, "candour: interrupted\n"),
        (FileNotFoundError(2, "No such file or directory", "key"), 1, "candour: key: No such file or directory\n"),
        (
            RuntimeError("what a reporter wrote"),
            1,
            "candour: unexpected RuntimeError; `candour --traceback ...` shows where\n",
        ),
    ],
)
def test_an_error_is_one_line_and_an_exit_code(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    line: str,
) -> None:
    fail_with(monkeypatch, error)
    assert main.main(["doctor"]) == code
    assert capsys.readouterr().err == line


def test_a_traceback_is_shown_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    fail_with(monkeypatch, RuntimeError("inside"))
    with pytest.raises(RuntimeError, match="inside"):
        main.main(["--traceback", "doctor"])


def test_a_traceback_is_shown_even_of_a_command_that_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_options: object) -> int:
        configure("up", "ERROR")
        raise RuntimeError("inside")

    monkeypatch.setattr("cli.doctor.run", fails)
    with pytest.raises(RuntimeError, match="inside"):
        main.main(["--traceback", "doctor"])
    assert sys.excepthook is sys.__excepthook__


@pytest.mark.parametrize("arguments", [[], ["nothing"], ["doctor", "--nothing"], ["--nothing"]])
def test_wrong_usage_is_exit_code_2(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(arguments) == 2
    assert "usage: candour" in capsys.readouterr().err


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["--help"]) == 0
    shown = capsys.readouterr().out
    assert [command for command in main.COMMANDS if f"\n    {command} " not in shown] == []


def test_a_setting_that_cannot_be_used_is_one_line() -> None:
    process = subprocess.run(
        [sys.executable, "-m", "cli.main", "doctor"],
        env={"CANDOUR_PORT": "eighty"},
        check=False,
        capture_output=True,
        text=True,
    )
    assert process.returncode == 1
    assert process.stderr == "candour: CANDOUR_PORT: must be a whole number from 0 to 65535\n"


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m cli.main doctor --json | true; exit ${{PIPESTATUS[0]}}"
    process = subprocess.run(["bash", "-c", command], check=False, capture_output=True, text=True)
    assert process.returncode in {0, 1}  # the pipe may hold it all
    assert process.stderr == ""
