"""Settings: one pure function from the environment (and an optional candour.toml) to a frozen object.

The environment wins over the file. An error names the variable, never its value.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from dataclasses import field as dataclass_field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from candour.buckets import MOST_MEGABYTES, Bucket
from candour.errors import SettingsError
from candour.onion import is_onion_host

MODES = ("demo", "production")
LOG_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def _setting(variable: str, default: Any, help_text: str, secret: bool = False) -> Any:
    metadata = {"variable": variable, "help": help_text, "secret": secret}
    return dataclass_field(default=default, metadata=metadata)


@dataclass(frozen=True)
class Settings:
    """All settings of all processes. `describe()` lists them for the README and `candour doctor`."""

    data_dir: Path = _setting("CANDOUR_DATA_DIR", Path("data"), "folder for everything that is stored")
    host: str = _setting("CANDOUR_HOST", "127.0.0.1", "address the gateway listens on")
    port: int = _setting("CANDOUR_PORT", 8080, "port the gateway listens on")
    database_url: str = _setting(
        "CANDOUR_DATABASE_URL",
        "",
        "triage store (postgresql+asyncpg://...); SQLite in the data folder unless set",
        True,
    )
    files_url: str = _setting(
        "CANDOUR_FILES_URL",
        "",
        "sealed files (s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION); in the data folder unless set",
        True,
    )
    redis_url: str = _setting(
        "CANDOUR_REDIS_URL",
        "",
        "Redis that replicas share (redis://..., rediss://...), which keeps nothing on a disk; one machine needs none",
        True,
    )
    inner_host: str = _setting(
        "CANDOUR_INNER_HOST",
        "127.0.0.1",
        "address that Rasa and actions listen on; another than loopback must be a network that you fence",
    )
    mode: str = _setting("CANDOUR_MODE", "demo", "demo or production")
    recipients: Path | None = _setting("CANDOUR_RECIPIENTS", None, "file with the signed list of recipients")
    recipients_root: str = _setting(
        "CANDOUR_RECIPIENTS_ROOT", "", "fingerprint of the root key that must have signed the list"
    )
    embed_origins: tuple[str, ...] = _setting(
        "CANDOUR_EMBED_ORIGINS", (), "origins that may embed the chat, separated by spaces"
    )
    log_level: str = _setting("CANDOUR_LOG_LEVEL", "INFO", "DEBUG, INFO, WARNING or ERROR")
    public_url: str = _setting("CANDOUR_PUBLIC_URL", "", "address of the web chat as reporters see it")
    onion_url: str = _setting("CANDOUR_ONION_URL", "", "address of the web chat in Tor Browser; `candour onion` helps")
    draft_keys: Path | None = _setting(
        "CANDOUR_DRAFT_KEYS", None, "folder for the keys of drafts, kept out of backups; in memory (tmpfs) unless set"
    )
    draft_days: int = _setting("CANDOUR_DRAFT_DAYS", 7, "days an untouched draft is kept before it is destroyed")
    metrics: str = _setting("CANDOUR_METRICS", "", "host:port where Prometheus may ask for counts; off unless set")
    file_megabytes: int = _setting("CANDOUR_FILE_MEGABYTES", 200, "size of the largest file that a reporter can send")
    signposts: Path | None = _setting(
        "CANDOUR_SIGNPOSTS",
        None,
        "file with the telephone numbers shown; interview/signposts.yml unless set",
    )
    practice: Path | None = _setting(
        "CANDOUR_PRACTICE", None, "file with the desk's deadlines and templates; as shipped unless set"
    )
    categories: Path | None = _setting(
        "CANDOUR_CATEGORIES", None, "file with the categories that the desk codes cases with; as shipped unless set"
    )
    retention: Path | None = _setting(
        "CANDOUR_RETENTION", None, "file that says how long the desk keeps cases; as shipped unless set"
    )
    rasa_url: str = _setting("CANDOUR_RASA_URL", "", "set by `candour up`: where Rasa is reached (loopback)")
    actions_url: str = _setting("CANDOUR_ACTIONS_URL", "", "set by `candour up`: where actions are reached (loopback)")
    internal_token: str = _setting(
        "CANDOUR_INTERNAL_TOKEN",
        "",
        "set by `candour up`: secret, 32 characters, of the three processes",
        True,
    )
    spans: Path | None = _setting(
        "CANDOUR_SPANS", None, "set by `candour bench --profile`: folder for the times of stages; not in production"
    )
    telegram_token: str = _setting("TELEGRAM_BOT_TOKEN", "", "Telegram is off without it", True)
    telegram_base_url: str = _setting(
        "TELEGRAM_BASE_URL", "https://api.telegram.org/bot", "Bot API server, up to and including /bot"
    )
    telegram_base_file_url: str = _setting(
        "TELEGRAM_BASE_FILE_URL", "https://api.telegram.org/file/bot", "Bot API server for files"
    )
    telegram_webhook_url: str = _setting("TELEGRAM_WEBHOOK_URL", "", "public address of the webhook; else polling")
    telegram_webhook_secret: str = _setting(
        "TELEGRAM_WEBHOOK_SECRET", "", "secret token that Telegram must send; required with a webhook", True
    )

    @property
    def store_url(self) -> str:
        """SQLAlchemy URL of the triage store."""
        return self.database_url or f"sqlite+aiosqlite:///{self.data_dir / 'triage.sqlite3'}"

    @property
    def draft_keys_dir(self) -> Path:
        """Folder of draft keys: as set, else on tmpfs where there is one, else in the data folder."""
        if self.draft_keys:
            return self.draft_keys
        shm = Path("/dev/shm")  # noqa: S108 - tmpfs is wanted: keys of drafts must not reach a disk or a backup
        if shm.is_dir() and os.access(shm, os.W_OK):
            place = hashlib.sha256(str(self.data_dir.absolute()).encode()).hexdigest()[:16]
            return shm / f"candour-{place}"
        return self.data_dir / "draft-keys"

    @property
    def drafts_dir(self) -> Path:
        """Folder of encrypted drafts."""
        return self.data_dir / "drafts"

    @property
    def demo(self) -> bool:
        """Whether this is demo mode, which holds its own desk key and says so everywhere."""
        return self.mode == "demo"

    def describe(self) -> list[tuple[str, str, str, bool]]:
        """List every setting as (variable, default, help, secret)."""
        return [
            (f.metadata["variable"], _as_text(f.default), f.metadata["help"], f.metadata["secret"])
            for f in fields(self)
        ]


def load_settings(environment: Mapping[str, str], toml_text: str = "") -> Settings:
    """Read all settings.

    Args:
        environment: usually `os.environ`.
        toml_text: content of candour.toml, whose keys are the variables' names.

    Raises:
        SettingsError: a value cannot be used.
    """
    raw = {**_from_toml(toml_text), **environment}
    values = {
        f.name: _convert(f.metadata["variable"], raw[f.metadata["variable"]], f.default)
        for f in fields(Settings)
        if raw.get(f.metadata["variable"], "").strip()
    }
    settings = Settings(**values)
    _check(settings)
    return settings


def current_settings() -> Settings:
    """Read the settings of this process: its environment, and candour.toml in its folder if there is one.

    Raises:
        SettingsError: a value cannot be used, or the file cannot be read.
    """
    file = Path("candour.toml")
    try:
        text = file.read_text("utf-8") if file.is_file() else ""
    except (OSError, UnicodeDecodeError):
        raise SettingsError("candour.toml", "cannot be read as UTF-8 text") from None
    return load_settings(os.environ, text)


def _from_toml(text: str) -> dict[str, str]:
    if not text:
        return {}
    import tomllib  # Python 3.11+; Rasa's Python 3.10 never reads the file, `candour up` hands it the values

    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError("candour.toml", f"is not valid TOML ({error})") from None
    except RecursionError:
        raise SettingsError("candour.toml", "is nested too deeply") from None
    return {k: " ".join(map(str, v)) if isinstance(v, list) else str(v) for k, v in values.items()}


def _convert(variable: str, text: str, default: Any) -> Any:
    text = text.strip()
    if isinstance(default, int):
        if not (text.isascii() and text.isdigit() and len(text) <= 5 and int(text) <= 65535):
            raise SettingsError(variable, "must be a whole number from 0 to 65535")
        return int(text)
    if isinstance(default, tuple):
        return tuple(text.split())
    if isinstance(default, Path) or variable in _PATHS:
        return Path(text)
    return text


_PATHS = {
    "CANDOUR_SPANS",
    "CANDOUR_RECIPIENTS",
    "CANDOUR_DRAFT_KEYS",
    "CANDOUR_SIGNPOSTS",
    "CANDOUR_PRACTICE",
    "CANDOUR_CATEGORIES",
    "CANDOUR_RETENTION",
}


def _check(s: Settings) -> None:
    if s.mode not in MODES:
        raise SettingsError("CANDOUR_MODE", f"must be one of {', '.join(MODES)}")
    if s.log_level not in LOG_LEVELS:
        raise SettingsError("CANDOUR_LOG_LEVEL", f"must be one of {', '.join(LOG_LEVELS)}")
    if s.draft_days < 1:
        raise SettingsError("CANDOUR_DRAFT_DAYS", "must be at least 1")
    if s.telegram_webhook_url and not s.telegram_webhook_secret:
        raise SettingsError("TELEGRAM_WEBHOOK_SECRET", "is required when TELEGRAM_WEBHOOK_URL is set")
    if s.database_url and not s.database_url.startswith(("sqlite+aiosqlite://", "postgresql+asyncpg://")):
        raise SettingsError("CANDOUR_DATABASE_URL", "must begin with sqlite+aiosqlite:// or postgresql+asyncpg://")
    if s.files_url and not _is_bucket(s.files_url):
        raise SettingsError(
            "CANDOUR_FILES_URL", "must be s3://BUCKET/PREFIX?endpoint=https://HOST&region=REGION, and hold no key"
        )
    if s.files_url and s.file_megabytes > MOST_MEGABYTES:
        raise SettingsError("CANDOUR_FILE_MEGABYTES", f"can be at most {MOST_MEGABYTES} with CANDOUR_FILES_URL")
    if s.spans and not s.demo:
        raise SettingsError("CANDOUR_SPANS", "is for measuring, and must not be set in production")
    if s.redis_url and urlsplit(s.redis_url).scheme not in ("redis", "rediss"):
        raise SettingsError("CANDOUR_REDIS_URL", "must begin with redis:// or rediss://")
    if s.metrics and not _is_place(s.metrics):
        raise SettingsError("CANDOUR_METRICS", "must be a host and a port, such as 127.0.0.1:9108")
    if s.onion_url and not _is_onion(s.onion_url):
        raise SettingsError("CANDOUR_ONION_URL", "must be http:// and an onion address of version 3, and nothing else")


def _is_place(text: str) -> bool:
    try:
        place = urlsplit(f"//{text}")
        return bool(place.hostname and place.port) and not (place.path or place.query or place.username)
    except ValueError:
        return False


def _is_bucket(url: str) -> bool:
    try:
        return bool(Bucket.parse(url))
    except ValueError:
        return False


def _is_onion(url: str) -> bool:
    scheme, _, host = url.partition("://")
    return scheme == "http" and is_onion_host(host)


def _as_text(value: Any) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)
