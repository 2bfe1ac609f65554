"""`candour prepare` and `candour serve`: the processes one by one, for systemd and containers."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from candour.errors import SettingsError
from candour.settings import Settings
from cli import main, serve
from cli.checks import MISSING, Finding
from cli.parts import as_environment, inner_settings
from cli.supervisor import Part
from tests.cli.test_up import EVERYTHING, PORTS, parts_of

SECRET = "s" * 32
INNER = Settings(rasa_url="http://127.0.0.1:5005", actions_url="http://127.0.0.1:5055", internal_token=SECRET)


@pytest.mark.parametrize("name", serve.PARTS)
def test_a_part_alone_is_what_candour_up_would_start(name: str) -> None:
    settings = inner_settings(EVERYTHING, PORTS)
    expected = next(part for part in parts_of(settings).values() if part.name == name)
    alone = serve.part_of(settings, name)
    assert alone.command == expected.command
    assert alone.environment.keys() == expected.environment.keys()
    assert ("canary" in repr(alone.environment)) is (name != "rasa")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CANDOUR_INTERNAL_TOKEN", "short"),
        ("CANDOUR_RASA_URL", ""),
        ("CANDOUR_RASA_URL", "http://192.0.2.1:5005"),
        ("CANDOUR_ACTIONS_URL", "http://127.0.0.1"),
        ("CANDOUR_ACTIONS_URL", "http://127.0.0.1:many"),
    ],
)
def test_a_part_that_would_be_reached_by_others_or_lacks_a_secret_is_not_started(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    variable: str,
    value: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, usual in as_environment(INNER).items():
        monkeypatch.setenv(name, usual)
    monkeypatch.setenv(variable, value)
    assert main.main(["serve", "rasa"]) == 1
    assert capsys.readouterr().err.startswith(f"candour: {variable}: must be ")


@pytest.mark.parametrize("name", ["rasa", "actions"])
def test_on_a_fenced_network_the_other_machines_are_reached_and_the_address_is_listened_on(name: str) -> None:
    rasa, actions = "http://rasa.inner:5005", "http://10.0.0.7:5055"
    settings = replace(INNER, rasa_url=rasa, actions_url=actions, inner_host="10.0.0.5")
    part = serve.part_of(settings, name)
    assert part.environment["CANDOUR_INNER_HOST"] == "10.0.0.5"
    assert name != "rasa" or part.command[part.command.index("--interface") + 1] == "10.0.0.5"


def test_what_up_seals_in_redis_opens_after_the_next_start(tmp_path: Path) -> None:
    alone = Settings(data_dir=tmp_path / "data", draft_keys=tmp_path / "keys")
    assert inner_settings(alone, PORTS).internal_token != inner_settings(alone, PORTS).internal_token
    several = replace(alone, redis_url="redis://127.0.0.1")
    assert inner_settings(several, PORTS).internal_token == inner_settings(several, PORTS).internal_token
    assert inner_settings(replace(several, internal_token=SECRET), PORTS).internal_token == SECRET


def test_rasa_does_not_start_without_a_model_and_the_others_do_not_ask_for_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(serve, "find_problems", lambda *_: [Finding(MISSING, "model", "is missing")])
    assert [finding.blocks for finding in serve.findings_of("rasa", INNER)] == [True]
    assert serve.findings_of("bot", INNER) == []


def test_it_becomes_the_program_in_its_folder_with_files_for_its_owner_alone(tmp_path: Path) -> None:
    code = "import os, resource; print(os.getcwd(), oct(os.umask(0)), resource.getrlimit(resource.RLIMIT_CORE)[0])"
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.dup2(writer, 1)
        serve._become(Part("part", (sys.executable, "-c", code), {}, tmp_path))
    os.close(writer)
    with os.fdopen(reader) as output:
        assert output.read() == f"{tmp_path} 0o77 0\n"
    assert os.waitpid(child, 0)[1] == 0


def test_prepare_makes_the_store_and_may_be_run_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert [main.main(["prepare"]), main.main(["prepare"])] == [0, 0]
    assert (tmp_path / "data" / "triage.sqlite3").is_file()
    assert "Triage store ready" in capsys.readouterr().out


def test_prepare_refuses_an_unsafe_production(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOUR_MODE", "production")
    assert main.main(["prepare"]) == 1
    assert capsys.readouterr().err.startswith("candour: CANDOUR_RECIPIENTS: ")
    assert list(tmp_path.iterdir()) == []


def test_settings_without_a_secret_are_a_settings_error() -> None:
    with pytest.raises(SettingsError, match="CANDOUR_INTERNAL_TOKEN"):
        serve.part_of(Settings(), "bot")
