"""The whole of Candour as a user starts it: `candour up` in a folder of its own, with everything real."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from tests.support.ports import free_port

ROOT = Path(__file__).parents[2]
CANDOUR = Path(sys.executable).with_name("candour")
READY_SECONDS = 300  # a first run trains the model


@dataclass(frozen=True)
class Stack:
    """A running Candour.

    Attributes:
        url: the gateway.
        data: its data folder.
        keys: its folder of draft keys.
        log: what it printed, all processes together.
        process: the supervisor.
    """

    url: str
    data: Path
    keys: Path
    log: Path
    process: subprocess.Popen[bytes]

    def child(self, part: str) -> psutil.Process:
        """The process of a part: `bot`, `dialogue` or `cli.action_server`."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        return next(child for child in children if part in _command(child))

    def desk(self, *arguments: str) -> Any:
        """Run `candour desk ... --json` with the demo key and read its answer."""
        command = [CANDOUR, "desk", *arguments, "--json"]
        done = subprocess.run(command, env=self._environment(), cwd=ROOT, capture_output=True, check=True, timeout=60)
        return json.loads(done.stdout)

    def case(self, reference: str | None) -> Any:
        """Open the case with this reference at the desk."""
        return self.desk("show", str(reference))

    def healthy(self) -> bool:
        """Whether a turn can be answered."""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:  # noqa: S310 - loopback
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait_until_healthy(self, seconds: float = READY_SECONDS) -> None:
        """Wait for `/healthz`."""
        end = time.monotonic() + seconds
        while not self.healthy():
            if self.process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"Candour did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.2)

    async def eventually(self, look: Callable[[], Any], seconds: float = 10) -> Any:
        """Look again and again until there is something to see."""
        end = time.monotonic() + seconds
        while not (seen := look()) and time.monotonic() < end:  # noqa: ASYNC110 - a folder wakes nobody
            await asyncio.sleep(0.05)
        return seen

    def _environment(self) -> dict[str, str]:
        return {**_clean(), "CANDOUR_DATA_DIR": str(self.data), "CANDOUR_DRAFT_KEYS": str(self.keys)}


@contextmanager
def running_stack(folder: Path, **settings: str) -> Iterator[Stack]:
    """Start Candour in a folder and stop it at the end.

    Args:
        folder: for data, keys and log.
        settings: environment variables.
    """
    port, log = free_port(), folder / "log.txt"
    places = {"CANDOUR_DATA_DIR": str(folder / "data"), "CANDOUR_DRAFT_KEYS": str(folder / "keys")}
    places["TMPDIR"] = str(folder / "tmp")  # so that what a process leaves there can be searched
    Path(places["TMPDIR"]).mkdir(parents=True, exist_ok=True)
    environment = {**_clean(), **places, "CANDOUR_PORT": str(port), "CANDOUR_LOG_LEVEL": "DEBUG", **settings}
    with log.open("wb") as output:
        process = subprocess.Popen(
            [CANDOUR, "up"], cwd=ROOT, env=environment, stdout=output, stderr=output, start_new_session=True
        )
    stack = Stack(f"http://127.0.0.1:{port}", folder / "data", folder / "keys", log, process)
    try:
        stack.wait_until_healthy()
        yield stack
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _clean() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("CANDOUR_", "TELEGRAM_"))}


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""
