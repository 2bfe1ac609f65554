"""`candour doctor`: what is unsafe is said in one line each, and no secret is ever shown."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from candour.settings import Settings
from cli import main
from cli.checks import MISSING, NOTE, UNSAFE, Finding, filesystem_of, find_problems
from interview.signposts import DEFAULT_PATH
from stripping import confinement
from triage.desk.demo import make_demo_keys
from triage.desk.keyring import DeskKey, RootKey

SECRET = "1234567:canary-of-a-secret"


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(confinement, "kernel_allows", lambda: True)
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.fixture
def production(place: Path) -> Settings:
    """A production set-up with which nothing is wrong."""
    desk = make_demo_keys(place / "desk")
    (place / "data").mkdir(mode=0o700)
    (place / "lists").mkdir()
    recipients = (desk / "recipients.txt").rename(place / "lists" / "recipients.txt")
    return Settings(
        data_dir=place / "data",
        mode="production",
        recipients=recipients,
        recipients_root=(desk / "root-fingerprint.txt").read_text().strip(),
        draft_keys=Path("/dev/shm/candour-of-a-test"),  # noqa: S108 - a tmpfs is wanted; nothing is written
        signposts=confirmed_signposts(place),
    )


def confirmed_signposts(place: Path) -> Path:
    entries = yaml.safe_load(DEFAULT_PATH.read_text("utf-8"))
    file = place / "signposts.yml"
    file.write_text(yaml.safe_dump({key: {**entry, "confirmed": True} for key, entry in entries.items()}))
    return file


def about(settings: Settings, **environment: str) -> list[Finding]:
    """Findings about settings; those about the model and Rasa depend on the machine."""
    return [f for f in find_problems(settings, environment) if f.what not in {"model", "Rasa"}]


def test_nothing_is_wrong_with_a_sound_production(production: Settings) -> None:
    assert about(production) == []


@pytest.mark.parametrize(
    ("change", "what", "severity", "blocks"),
    [
        ({"recipients": None}, "CANDOUR_RECIPIENTS", UNSAFE, True),
        ({"recipients_root": ""}, "CANDOUR_RECIPIENTS_ROOT", UNSAFE, True),
        ({"recipients_root": "0000-" * 7 + "0000"}, "CANDOUR_RECIPIENTS_ROOT", UNSAFE, True),
        ({"recipients": Path("nowhere.txt")}, "CANDOUR_RECIPIENTS", UNSAFE, True),
        ({"host": "192.0.2.1"}, "CANDOUR_HOST", UNSAFE, False),
        ({"host": "192.0.2.1", "public_url": "http://candour.example"}, "CANDOUR_PUBLIC_URL", UNSAFE, False),
        ({"telegram_webhook_url": "https://candour.example"}, "TELEGRAM_WEBHOOK_URL", NOTE, False),
        (
            {"telegram_token": SECRET, "telegram_webhook_url": "http://c.example", "telegram_webhook_secret": "s" * 32},
            "TELEGRAM_WEBHOOK_URL",
            UNSAFE,
            True,
        ),
        ({"telegram_token": SECRET, "telegram_webhook_secret": "short"}, "TELEGRAM_WEBHOOK_SECRET", UNSAFE, False),
        ({"telegram_token": SECRET, "telegram_webhook_secret": "é" * 32}, "TELEGRAM_WEBHOOK_SECRET", UNSAFE, True),
        (
            {"telegram_token": SECRET, "telegram_base_url": "http://telegram.example/bot"},
            "TELEGRAM_BASE_URL",
            UNSAFE,
            False,
        ),
        ({"signposts": None}, "CANDOUR_SIGNPOSTS", UNSAFE, False),
        ({"signposts": Path("nowhere.yml")}, "CANDOUR_SIGNPOSTS", MISSING, True),
        ({"redis_url": "redis://127.0.0.1:1"}, "CANDOUR_REDIS_URL", MISSING, True),
        ({"inner_host": "10.0.0.5"}, "CANDOUR_INNER_HOST", NOTE, False),
    ],
)
def test_each_fault_is_found_and_named(
    production: Settings, change: dict[str, object], what: str, severity: str, blocks: bool
) -> None:
    found = about(replace(production, **change))  # type: ignore[arg-type]
    assert [(f.what, f.severity, f.blocks) for f in found] == [(what, severity, blocks)]
    assert SECRET not in found[0].problem


def test_a_private_key_in_reach_stops_production(production: Settings) -> None:
    key = make_demo_keys(production.data_dir) / "desk.key"
    found = {f.what: f for f in about(production)}
    assert found[str(key)].blocks


def test_a_private_key_beside_the_recipients_stops_production(production: Settings, place: Path) -> None:
    (place / "desk" / "demo-desk" / "desk.key").rename(place / "lists" / "old.txt")
    assert [f.what for f in about(production) if f.blocks] == [str(place / "lists" / "old.txt")]


def test_the_desks_variables_stop_production(production: Settings) -> None:
    assert [f.what for f in about(production, CANDOUR_DESK_KEY="desk.key") if f.blocks] == ["CANDOUR_DESK_KEY"]


def test_a_folder_open_to_others_is_unsafe(production: Settings) -> None:
    production.data_dir.chmod(0o755)
    assert [(f.what, f.severity) for f in about(production)] == [("CANDOUR_DATA_DIR", UNSAFE)]


def test_keys_of_drafts_on_a_disk_are_unsafe(production: Settings) -> None:
    disk = Path("/var/candour-of-a-test")
    if filesystem_of(disk) == "tmpfs":
        pytest.skip("/var is a tmpfs on this machine")
    assert [f.what for f in about(replace(production, draft_keys=disk))] == ["CANDOUR_DRAFT_KEYS"]


def test_keys_of_drafts_among_the_drafts_stop_production(production: Settings) -> None:
    inside = replace(production, draft_keys=production.drafts_dir / "keys")
    assert any(f.what == "CANDOUR_DRAFT_KEYS" and f.blocks for f in about(inside))


def test_a_misspelt_setting_is_noted(production: Settings) -> None:
    assert [(f.what, f.severity) for f in about(production, CANDOUR_PROT="8080")] == [("CANDOUR_PROT", NOTE)]


def test_a_settings_file_open_to_others_is_unsafe(production: Settings, place: Path) -> None:
    (place / "candour.toml").write_text("")
    (place / "candour.toml").chmod(0o644)
    assert [f.what for f in about(production)] == ["candour.toml"]


def test_a_demo_beyond_this_machine_is_unsafe(place: Path) -> None:
    demo = Settings(data_dir=place / "data", host="192.0.2.1")
    assert "CANDOUR_HOST" in {f.what for f in about(demo) if f.severity == UNSAFE}


@pytest.mark.parametrize("arguments", [["doctor"], ["doctor", "--json"]])
def test_no_secret_is_shown(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], arguments: list[str]
) -> None:
    secrets = [variable for variable, _, _, secret in Settings().describe() if secret]
    assert len(secrets) >= 4
    for variable in secrets:
        url = "postgresql+asyncpg://candour:canary-of-a-secret@db/triage"
        redis = "redis://:canary-of-a-secret@127.0.0.1:1"
        bucket = "s3://canary-bucket/files?endpoint=https://127.0.0.1:1&region=x"
        urls = {"CANDOUR_DATABASE_URL": url, "CANDOUR_REDIS_URL": redis, "CANDOUR_FILES_URL": bucket}
        monkeypatch.setenv(variable, urls.get(variable, SECRET))
    main.main(arguments)
    shown = capsys.readouterr().out
    assert all(variable in shown for variable in secrets)
    assert "canary" not in shown


def test_json_and_exit_code_agree(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CANDOUR_MODE", "production")
    assert main.main(["doctor", "--json"]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["healthy"] is False
    assert {"severity", "what", "problem", "blocks"} == set(report["findings"][0])
    assert {row["variable"] for row in report["settings"]} == {v for v, *_ in Settings().describe()}


def test_notes_alone_are_healthy(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    note = Finding(NOTE, "CANDOUR_REDIS_URL", "is not used")
    monkeypatch.setattr("cli.doctor.find_problems", lambda *_: [note])
    assert main.main(["doctor"]) == 0
    assert "note  CANDOUR_REDIS_URL: is not used" in capsys.readouterr().out


def test_a_kernel_without_namespaces_is_noted(production: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(confinement, "kernel_allows", lambda: False)
    assert [(finding.severity, finding.what) for finding in about(production)] == [(NOTE, "files")]


def test_a_list_that_names_no_signers_is_noted(production: Settings, place: Path) -> None:
    root = RootKey.new()
    (place / "lists" / "plain.txt").write_bytes(root.sign((("alice", DeskKey.new("alice").recipient),)))
    changed = replace(production, recipients=place / "lists" / "plain.txt", recipients_root=root.fingerprint)
    assert [(f.what, f.severity, f.blocks) for f in about(changed)] == [("CANDOUR_RECIPIENTS", NOTE, False)]


def test_files_that_go_to_their_bucket_in_the_clear_are_unsafe(production: Settings) -> None:
    def told(endpoint: str) -> list[tuple[str, str]]:
        found = about(replace(production, files_url=f"s3://files?endpoint={endpoint}"))
        return [(finding.severity, finding.what) for finding in found]

    assert told("http://objects.example") == [(UNSAFE, "CANDOUR_FILES_URL")]
    assert told("https://objects.example") == told("http://127.0.0.1:9000") == []
