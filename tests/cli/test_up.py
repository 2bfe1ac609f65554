"""`candour up`: what each process is told, and what stops it from starting."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from candour.settings import Settings, load_settings
from cli import main
from cli.parts import Ports, build_parts, free_ports, inner_settings
from cli.supervisor import Part
from cli.up import _with_port, address

PORTS = Ports(rasa=5005, actions=5055)
EVERYTHING = Settings(
    database_url="postgresql+asyncpg://candour:canary-database@db/triage",
    telegram_token="canary-telegram",
    telegram_webhook_url="https://canary-webhook.example",
    telegram_webhook_secret="canary-secret",
    recipients=Path("canary-recipients.txt"),
    recipients_root="canary-root",
)


def parts_of(settings: Settings) -> dict[str, Part]:
    return {part.name: part for part in build_parts(inner_settings(settings, PORTS), PORTS)}


def test_rasa_is_told_nothing_that_it_could_give_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_OTHER_SECRET", "canary-other")
    told = parts_of(EVERYTHING)["rasa"].environment
    assert told["CANDOUR_ACTIONS_URL"] == "http://127.0.0.1:5055"
    assert told["RASA_TELEMETRY_ENABLED"] == "false"
    assert "canary" not in repr(told)


def test_the_action_server_is_not_told_about_telegram() -> None:
    told = parts_of(EVERYTHING)["actions"].environment
    assert "canary-database" in repr(told)
    assert not any("canary" in value for name, value in told.items() if name.startswith("TELEGRAM_"))


def test_no_process_is_told_where_the_desk_key_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CANDOUR_DESK_KEY", "canary-desk")
    parts = parts_of(EVERYTHING)
    assert len(parts) == 3
    assert not any("canary-desk" in repr(part.environment) for part in parts.values())


def test_the_gateway_reads_back_the_settings_of_this_run() -> None:
    settings = inner_settings(EVERYTHING, PORTS)
    [bot] = [part for part in build_parts(settings, PORTS) if part.name == "bot"]
    assert load_settings(bot.environment) == settings


def test_every_run_has_a_secret_of_its_own() -> None:
    tokens = {inner_settings(Settings(), PORTS).internal_token for _ in range(3)}
    assert len(tokens) == 3
    assert min(len(token) for token in tokens) >= 32


def test_the_secret_is_on_no_command_line() -> None:
    settings = inner_settings(Settings(), PORTS)
    parts = build_parts(settings, PORTS)
    assert parts
    assert not any(settings.internal_token in " ".join(part.command) for part in parts)


def test_inner_processes_listen_on_loopback_and_the_bot_is_stopped_first() -> None:
    parts = build_parts(inner_settings(replace(EVERYTHING, host="192.0.2.1"), PORTS), PORTS)
    assert parts[-1].name == "bot"
    assert "--interface 127.0.0.1" in " ".join(parts[1].command)


def test_free_ports_are_two() -> None:
    ports = free_ports()
    assert ports.rasa != ports.actions


def test_port_0_becomes_one_that_is_free() -> None:
    assert _with_port(Settings(port=0)).port > 1023


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080"),
        ("0.0.0.0", "http://127.0.0.1:8080"),  # noqa: S104 - looked up, not listened on
        ("::", "http://[::1]:8080"),
        ("localhost", "http://localhost:8080"),
    ],
)
def test_the_gateway_is_asked_where_this_machine_reaches_it(host: str, expected: str) -> None:
    assert address(Settings(host=host)) == expected


def test_a_port_in_use_is_one_line_that_names_the_setting(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("CANDOUR_PORT", str(port))
        assert main.main(["up"]) == 1
    expected = f"candour: CANDOUR_PORT: cannot listen on 127.0.0.1:{port} (address already in use)\n"
    assert capsys.readouterr().err == expected
    assert list(tmp_path.iterdir()) == []


def test_production_without_recipients_does_not_start(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CANDOUR_PORT", "0")
    monkeypatch.setenv("CANDOUR_MODE", "production")
    assert main.main(["up"]) == 1
    assert capsys.readouterr().err.startswith("candour: CANDOUR_RECIPIENTS: ")
    assert list(tmp_path.iterdir()) == []
