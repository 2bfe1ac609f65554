"""What a channel itself says to reporters, apart from the interview: read from `channels.yml` and checked."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import yaml

from candour.errors import GuideError
from interview.catalogues import Translate, translator
from interview.languages import ENGLISH

DEFAULT_PATH = Path(__file__).with_name("channels.yml")
_OFFERS = ("_web", "_onion")  # how the names of texts end that offer an address
# Bot API, BotCommand: 1-32 characters, lower-case English letters, digits and underscores.
_COMMAND = re.compile(r"[a-z0-9_]{1,32}\Z")


@dataclass(frozen=True)
class Command:
    """One entry of a channel's menu.

    Attributes:
        text: what is said for the reporter when it is chosen.
        about: how the menu describes it.
    """

    text: str
    about: str


@dataclass(frozen=True)
class TelegramWording:
    """Everything that the Telegram channel itself says; channels.yml tells when."""

    welcome: str
    sticker_not_taken: str
    location_not_taken: str
    contact_not_taken: str
    not_taken: str
    caption_taken: str
    file_too_large: str
    file_not_fetched: str
    edited: str
    keep_first: str
    use_new: str
    kept_first: str
    edited_too_late: str
    edit_unreadable: str
    old_button: str
    try_again: str
    afterwards: str
    afterwards_deleted: str
    start_about: str
    commands: Mapping[str, Command]


def load_telegram(
    web: str = "", onion: str = "", path: Path | None = None, translate: Translate = str
) -> TelegramWording:
    """Read the wording of the Telegram channel.

    Args:
        web: address of the web chat; the texts that offer it are used only where there is one.
        onion: its address in Tor Browser; the texts that offer it are used only where there are both.
        path: another file than the one shipped here.
        translate: puts a text into another language.

    Raises:
        GuideError: the file cannot be read, or an entry is missing, unknown or not text.
    """
    file = path or DEFAULT_PATH
    entries = _entries(file, "telegram")
    where = f"{file.name}, telegram"
    commands = _commands(where, entries.pop("commands", None), translate)
    texts = {name: translate(_text(where, name, value)) for name, value in entries.items()}
    plain = {name: text for name, text in texts.items() if not name.endswith(_OFFERS)}
    plain |= _ending(texts, "_web") if web else {}
    plain |= _ending(texts, "_onion") if web and onion else {}
    _complete(where, plain)
    filled = {name: text.replace("{web}", web).replace("{onion}", onion) for name, text in plain.items()}
    return TelegramWording(commands=commands, **filled)


def _ending(texts: Mapping[str, str], end: str) -> dict[str, str]:
    return {name.removesuffix(end): text for name, text in texts.items() if name.endswith(end)}


class TelegramWordings:
    """The wording of the Telegram channel in each language, read when it is first spoken.

    Args:
        web: address of the web chat.
        onion: its address in Tor Browser.
    """

    def __init__(self, web: str = "", onion: str = "") -> None:
        self._addresses = (web, onion)
        self._read: dict[str, TelegramWording] = {}

    def of(self, code: str = ENGLISH) -> TelegramWording:
        """The wording in a language."""
        if code not in self._read:
            self._read[code] = load_telegram(*self._addresses, translate=translator(code))
        return self._read[code]


def _entries(file: Path, channel: str) -> dict[str, Any]:
    try:
        read = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise GuideError(f"{file.name}: cannot be read as YAML") from error
    if not isinstance(read, dict) or not isinstance(read.get(channel), dict):
        raise GuideError(f"{file.name}: {channel} is missing")
    return dict(read[channel])


def _commands(where: str, entries: Any, translate: Translate) -> dict[str, Command]:
    if not isinstance(entries, dict):
        raise GuideError(f"{where}: commands is missing")
    read = {name: _command(f"{where}, commands", name, entry) for name, entry in entries.items()}
    return {name: replace(command, about=translate(command.about)) for name, command in read.items()}


def _command(where: str, name: Any, entry: Any) -> Command:
    if not isinstance(name, str) or not _COMMAND.match(name):
        raise GuideError(f"{where}: {name} is not a command")
    if not isinstance(entry, dict) or set(entry) != {"text", "about"}:
        raise GuideError(f"{where}: {name} needs text and about")
    return Command(**{part: _text(where, f"{name}, {part}", value) for part, value in entry.items()})


def _text(where: str, name: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise GuideError(f"{where}: {name} must be text")
    return value.strip()


def _complete(where: str, texts: Mapping[str, str]) -> None:
    wanted = {field.name for field in fields(TelegramWording)} - {"commands"}
    if wrong := sorted(wanted ^ set(texts)):
        raise GuideError(f"{where}: {wrong[0]} is missing or unknown")
