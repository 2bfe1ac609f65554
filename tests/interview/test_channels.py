"""What channels say: complete, short, plain, and promising nothing that is not so."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest
import yaml

from candour.errors import GuideError
from interview.channels import DEFAULT_PATH, TelegramWording, load_telegram

WEB = "https://report.example.org"
ONION = "http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


def texts(wording: TelegramWording) -> dict[str, str]:
    """All texts by name, those of the menu included."""
    rows = asdict(wording)
    commands = rows.pop("commands")
    return {**rows, **{name: entry["about"] for name, entry in commands.items()}}


@pytest.mark.parametrize(("web", "onion"), [("", ""), (WEB, ""), (WEB, ONION)])
def test_every_text_is_short_and_promises_no_full_anonymity(web: str, onion: str) -> None:
    said = texts(load_telegram(web, onion))
    assert len(said) > 15
    for name, text in said.items():
        assert len(text.split()) < 60, name
        assert "100%" not in text, name
        assert "{" not in text, name


def test_web_address_is_offered_only_where_there_is_one() -> None:
    assert WEB in load_telegram(WEB).welcome
    assert WEB in load_telegram(WEB).not_taken
    assert "web page" not in " ".join(texts(load_telegram()).values())


def test_onion_address_is_offered_beside_the_web_address() -> None:
    welcome = load_telegram(WEB, ONION).welcome
    assert welcome.index(WEB) < welcome.index(ONION)
    assert load_telegram("", ONION) == load_telegram()


@pytest.mark.parametrize(("web", "onion"), [("", ""), (WEB, ""), (WEB, ONION)])
def test_welcome_says_who_can_name_the_account(web: str, onion: str) -> None:
    welcome = load_telegram(web, onion).welcome
    assert "which account you use" in welcome
    assert "the law can make Telegram say whose account" in welcome


def test_buttons_and_commands_fit_telegram() -> None:
    wording = load_telegram()
    for title in (wording.keep_first, wording.use_new):
        assert len(title.encode()) <= 64
    for command in wording.commands.values():
        assert 3 <= len(command.about) <= 256
    assert set(wording.commands) == {"help", "back", "skip", "language", "stop", "delete"}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"welcome": None}, "welcome"),
        ({"welcome": ""}, "welcome"),
        ({"surprise": "text"}, "surprise"),
        ({"commands": None}, "commands"),
        ({"commands": {"Help!": {"text": "a", "about": "b"}}}, "Help!"),
        ({"commands": {"help": {"text": "a"}}}, "help"),
        ({"commands": {"help": {"text": "a", "about": 5}}}, "help"),
    ],
)
def test_wrong_file_is_refused_and_the_entry_named(tmp_path: Path, change: dict[str, object], named: str) -> None:
    content = yaml.safe_load(DEFAULT_PATH.read_text("utf-8"))
    content["telegram"].update(change)
    file = tmp_path / "channels.yml"
    file.write_text(yaml.safe_dump(content), "utf-8")
    with pytest.raises(GuideError, match=named):
        load_telegram(path=file)


@pytest.mark.parametrize("content", ["", "[]", "telegram: 1", "a: [", "telegram: {}"])
def test_file_without_the_channel_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "channels.yml"
    file.write_text(content, "utf-8")
    with pytest.raises(GuideError):
        load_telegram(path=file)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(GuideError, match=r"absent\.yml"):
        load_telegram(path=tmp_path / "absent.yml")
