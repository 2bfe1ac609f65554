"""The three processes of a running Candour, and what each of them may know."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from candour.settings import Settings
from cli.places import MODEL_NAME, MODELS, RASA_PYTHON, ROOT, rasa_environment
from cli.supervisor import Part
from drafts.vault import replace_file

LOOPBACK = "127.0.0.1"
BOT_GRACE = 14.0  # seconds; it ends the turns under way, and then closes what is open
INNER_GRACE = 2.0  # seconds; the bot has stopped by then, so nobody waits for an answer, and turns are stored whole

# Rasa runs on a Python that gets no more fixes, so it is given only what it cannot do without.
RASA_MAY_KNOW = frozenset(
    {
        "CANDOUR_ACTIONS_URL",
        "CANDOUR_DATA_DIR",
        "CANDOUR_DRAFT_DAYS",
        "CANDOUR_DRAFT_KEYS",
        "CANDOUR_INNER_HOST",
        "CANDOUR_INTERNAL_TOKEN",
        "CANDOUR_LOG_LEVEL",
        "CANDOUR_MODE",
        "CANDOUR_RASA_URL",
        "CANDOUR_REDIS_URL",
        "CANDOUR_SIGNPOSTS",
        "CANDOUR_SPANS",
    }
)


@dataclass(frozen=True)
class Ports:
    """Loopback ports of the two inner processes."""

    rasa: int
    actions: int


def free_ports() -> Ports:
    """Choose two loopback ports that nothing listens on."""
    with socket.socket() as first, socket.socket() as second:
        first.bind((LOOPBACK, 0))
        second.bind((LOOPBACK, 0))
        return Ports(first.getsockname()[1], second.getsockname()[1])


def inner_settings(settings: Settings, ports: Ports) -> Settings:
    """The settings of this run: whole paths, the chosen ports, and a secret that the processes share."""
    return replace(
        whole_paths(settings),
        rasa_url=f"http://{LOOPBACK}:{ports.rasa}",
        actions_url=f"http://{LOOPBACK}:{ports.actions}",
        internal_token=_token(settings),
        inner_host=LOOPBACK,
    )


def _token(settings: Settings) -> str:
    """A secret that lives as long as the run; with a Redis, what is sealed there has to open after the run as well."""
    if not settings.redis_url:
        return secrets.token_urlsafe(32)
    if settings.internal_token:
        return settings.internal_token
    kept = settings.draft_keys_dir / "token"  # as the keys of drafts: in memory, and in no backup
    if not kept.is_file():
        kept.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_file(kept, secrets.token_urlsafe(32).encode())
    return kept.read_text("ascii")


def whole_paths(settings: Settings) -> Settings:
    """The same settings for processes that run in another folder."""
    return replace(
        settings,
        data_dir=settings.data_dir.absolute(),
        draft_keys=settings.draft_keys_dir.absolute(),
        recipients=_whole(settings.recipients),
        signposts=_whole(settings.signposts),
    )


def build_parts(settings: Settings, ports: Ports) -> list[Part]:
    """Describe the processes.

    Args:
        settings: with whole paths, addresses and the shared secret.
        ports: where the inner two listen.

    Returns:
        actions, rasa, bot: in the order of who calls whom, so that the bot is stopped first.
    """
    everything = as_environment(settings)
    entry = "dialogue.profiling" if settings.spans else "dialogue"
    rasa = (str(RASA_PYTHON), "-m", entry, "run", "--port", str(ports.rasa), "--interface", settings.inner_host)
    files = ("--credentials", "credentials.yml", "--endpoints", "endpoints.yml", "--model", str(model_file()))
    no_telegram = {k: "" if k.startswith("TELEGRAM_") else v for k, v in everything.items()}
    confined = {k: v if k in RASA_MAY_KNOW else "" for k, v in everything.items()}
    return [
        Part("actions", (sys.executable, "-m", "cli.action_server"), {**_outer(), **no_telegram}, ROOT, INNER_GRACE),
        Part("rasa", (*rasa, *files), {**rasa_environment(), **confined}, ROOT, INNER_GRACE),
        Part("bot", (sys.executable, "-m", "bot"), {**_outer(), **everything}, ROOT, BOT_GRACE),
    ]


def model_file() -> Path:
    """Where the one trained model lies."""
    return MODELS / f"{MODEL_NAME}.tar.gz"


def as_environment(settings: Settings) -> dict[str, str]:
    """Write settings as the environment that gives them back.

    Every variable is present: an empty one also hides what candour.toml would say.
    """
    return {f.metadata["variable"]: _as_text(getattr(settings, f.name)) for f in fields(settings)}


def _outer() -> Mapping[str, str]:
    # Proxies and certificates of this machine are passed on; settings are passed on by value, and desk keys never.
    return {k: v for k, v in os.environ.items() if not k.startswith(("CANDOUR_", "TELEGRAM_"))} | {
        "PYTHONUNBUFFERED": "1"
    }


def _whole(path: Path | None) -> Path | None:
    return path.absolute() if path else None


def _as_text(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)
