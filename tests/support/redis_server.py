"""A Redis server from the machine's own package, on loopback, for as long as a test needs it."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import redis

from tests.support.ports import free_port


@dataclass
class RedisServer:
    """A server that can be ended, frozen and started again.

    Attributes:
        folder: where it would write, if it wrote.
        options: of its configuration, beyond keeping nothing.
    """

    folder: Path
    options: tuple[str, ...] = ()
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """As CANDOUR_REDIS_URL has it."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty, and wait until it answers."""
        self.folder.mkdir(parents=True, exist_ok=True)
        where = ("--bind", "127.0.0.1", "--port", str(self.port), "--dir", str(self.folder))
        command = ["redis-server", *where, "--save", "", "--appendonly", "no", *self.options]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        end = time.monotonic() + 10
        while not self._answers():
            assert time.monotonic() < end, "Redis did not start"
            time.sleep(0.02)

    def stop(self) -> None:
        """End it; what was in it is gone."""
        if self.process:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            self.process.wait(timeout=10)
            self.process = None

    def freeze(self) -> None:
        """Let it answer nothing, as a machine does that hangs."""
        assert self.process
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        assert self.process
        self.process.send_signal(signal.SIGCONT)

    def client(self) -> redis.Redis:
        """Somebody else's view of it."""
        return redis.Redis.from_url(self.url)

    def _answers(self) -> bool:
        try:
            with self.client() as client:
                return bool(client.ping())
        except redis.RedisError:
            return False


@contextmanager
def redis_server(folder: Path, *options: str) -> Iterator[RedisServer]:
    """Run a server that keeps nothing on a disk, unless these options say otherwise."""
    server = RedisServer(folder, options)
    server.start()
    try:
        yield server
    finally:
        server.stop()
