"""The Rasa to compare with: the same domain, stories and actions, but pipeline and policies of `rasa init`.

It is trained on a sample of the examples (sample.py). Its channel is the stock REST one, its tracker store the one in
memory.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from candour.errors import ModelError
from candour.settings import Settings
from cli.bench.processes import answers, running
from cli.bench.sample import write_sample
from cli.model import fingerprint
from cli.parts import LOOPBACK, as_environment, free_ports
from cli.places import RASA_PYTHON, ROOT, plain_environment, rasa_environment
from cli.rasa import run_rasa
from cli.stages import Stages
from drafts import DraftVault

BENCH = ROOT / ".bench"
CONFIG = "cli/bench/rasa_init.yml"
INPUTS = (CONFIG, "domain/**/*.yml", "nlu/**/*.yml", "stories/*.yml")
OWN_CONFIG = BENCH / "bare.yml"
EXAMPLES = BENCH / "bare_nlu.yml"
DATA = ("--data", str(EXAMPLES), "stories", "--domain", "domain")
MODEL = BENCH / "bare.tar.gz"
FINGERPRINT = BENCH / "bare.sha256"
NOTHING_TO_UNDERSTAND = (
    "No NLU data present"  # what Rasa says where it finds no examples; it trains the rest all the same
)
OWN_CACHE = {"RASA_MAX_CACHE_SIZE": "0"}  # Rasa's cache of parts stays as Candour's own training left it


@dataclass(frozen=True)
class Bare:
    """A running bare Rasa.

    Attributes:
        url: where it listens.
        vault: drafts of its actions; each conversation needs one.
        pids: Rasa and its action server.
    """

    url: str
    vault: DraftVault
    pids: tuple[int, int]


def ensure_bare_model(stages: Stages, examples: int, epochs: int) -> None:
    """Train the bare model if what it is made from has changed.

    Args:
        stages: told of it.
        examples: of each intent, at most.
        epochs: of each part that is trained in epochs.

    Raises:
        ModelError: it cannot be trained.
    """
    BENCH.mkdir(exist_ok=True)
    made_from = f"{fingerprint(patterns=INPUTS)} {examples} {epochs}"
    if MODEL.is_file() and FINGERPRINT.is_file() and FINGERPRINT.read_text("ascii") == made_from:
        return
    FINGERPRINT.unlink(missing_ok=True)
    with stages.stage("Training the bare model (minutes, once)") as say:
        write_sample(ROOT, EXAMPLES, examples)
        OWN_CONFIG.write_text(yaml.safe_dump(config_of(epochs)), "utf-8")
        where = ("--config", str(OWN_CONFIG), "--out", str(BENCH), "--fixed-model-name", MODEL.name)
        code, lines = run_rasa(["train", *DATA, *where], say, OWN_CACHE)
        if code != 0 or not MODEL.is_file() or any(NOTHING_TO_UNDERSTAND in line for line in lines):
            raise ModelError("the bare model cannot be trained")
        say("Bare model trained")
    FINGERPRINT.write_text(made_from, "ascii")


def config_of(epochs: int) -> dict[str, Any]:
    """What `rasa init` gives, with so many epochs in each part that is trained in epochs."""
    config: dict[str, Any] = yaml.safe_load((ROOT / CONFIG).read_text("utf-8"))
    for part in [*config["pipeline"], *config["policies"]]:
        if "epochs" in part:
            part["epochs"] = epochs
    return config


@asynccontextmanager
async def running_bare(folder: Path) -> AsyncIterator[Bare]:
    """Run the bare Rasa and its action server while the block runs.

    Args:
        folder: for its data, its configuration and its logs.

    Raises:
        StartError: it does not start.
    """
    settings = await _prepare(folder)
    actions = (sys.executable, "-m", "cli.action_server")
    environment = {**plain_environment(), **as_environment(settings)}
    log, actions_log = folder / "rasa.log", folder / "actions.log"
    async with (
        running(actions, environment, ROOT, actions_log) as server,
        running(_rasa(folder, settings), rasa_environment(), ROOT, log) as rasa,
    ):
        await answers("the bare Rasa's action server", f"{settings.actions_url}/health", server, actions_log)
        await answers("the bare Rasa", f"{settings.rasa_url}/webhooks/rest/", rasa, log)
        vault = DraftVault(settings.draft_keys_dir, settings.drafts_dir)
        yield Bare(settings.rasa_url, vault, (rasa.pid, server.pid))


async def _prepare(folder: Path) -> Settings:
    from triage.desk.demo import make_demo_keys
    from triage.store import migrate

    ports = free_ports()
    settings = Settings(
        data_dir=folder / "data",
        draft_keys=folder / "keys",
        rasa_url=f"http://{LOOPBACK}:{ports.rasa}",
        actions_url=f"http://{LOOPBACK}:{ports.actions}",
        internal_token=secrets.token_urlsafe(32),
    )
    settings.data_dir.mkdir(mode=0o700, parents=True)
    await asyncio.to_thread(make_demo_keys, settings.data_dir)
    await migrate(settings.store_url)
    return settings


def _rasa(folder: Path, settings: Settings) -> tuple[str, ...]:
    # JSON is YAML, and quotes whatever needs it.
    headers = {"Authorization": f"Bearer {settings.internal_token}"}
    endpoint = {"url": f"{settings.actions_url}/webhook", "headers": headers}
    (folder / "endpoints.yml").write_text(json.dumps({"action_endpoint": endpoint}), "utf-8")
    (folder / "credentials.yml").write_text(json.dumps({"rest": None}), "utf-8")
    files = ("--credentials", str(folder / "credentials.yml"), "--endpoints", str(folder / "endpoints.yml"))
    where = ("--port", settings.rasa_url.rpartition(":")[2], "--interface", LOOPBACK)
    return (str(RASA_PYTHON), "-m", "rasa", "run", *where, *files, "--model", str(MODEL))
