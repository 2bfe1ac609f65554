"""Candour itself, as `candour up` starts it, in a folder of its own."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from candour.settings import Settings
from cli.bench.processes import answers, running
from cli.parts import LOOPBACK, as_environment, free_ports
from cli.places import plain_environment


@dataclass(frozen=True)
class Whole:
    """A running Candour.

    Attributes:
        url: the gateway.
        settings: where it keeps what it keeps.
        pid: the supervisor; all other processes descend from it.
        ready: seconds from starting it to `/healthz` answering 200.
    """

    url: str
    settings: Settings
    pid: int
    ready: float


@asynccontextmanager
async def running_whole(
    folder: Path, signposts: Path | None, spans: Path | None = None, shared: Settings | None = None
) -> AsyncIterator[Whole]:
    """Run Candour while the block runs.

    Args:
        folder: for its data and its log; it is started there, where no candour.toml lies.
        signposts: the operator's own, from which the model was trained.
        spans: where the times of stages are written; none unless given.
        shared: what it has in common with others that run beside it, its folder of data among it; none unless given.

    Raises:
        StartError: it does not start.
    """
    port = free_ports().rasa
    own = shared or Settings(data_dir=folder / "data", draft_keys=folder / "keys")
    settings = replace(own, port=port, signposts=signposts, spans=spans)
    command, log = str(Path(sys.executable).with_name("candour")), folder / "log.txt"
    environment = {**plain_environment(), **as_environment(settings)}
    began = time.monotonic()
    async with running((command, "up"), environment, folder, log) as process:
        url = f"http://{LOOPBACK}:{port}"
        await answers("Candour", f"{url}/healthz", process, log)
        yield Whole(url, settings, process.pid, time.monotonic() - began)
