"""An S3-compatible server that a package brings (`rclone serve s3`), for as long as the tests run."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.ports import answers, free_port

KEY, SECRET = "key-of-the-tests", "secret-of-the-tests"
CACHED = 0.1  # seconds for which it may not see what tests do to its folders
BUCKET = "files-of-tests"
CREDENTIALS = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET}


@dataclass(frozen=True)
class ObjectStorage:
    """A running server.

    Attributes:
        endpoint: its URL.
        folder: where it keeps its buckets, a file an object.
    """

    endpoint: str
    folder: Path

    def new_place(self) -> str:
        """The address of a place in a bucket where nothing lies."""
        return f"s3://{BUCKET}/sealed/{uuid.uuid4().hex}?endpoint={self.endpoint}&region=eu-west-2"

    def objects(self, address: str) -> Path:
        """The folder that holds what lies at an address."""
        return self.folder / address.removeprefix("s3://").partition("?")[0]


def program() -> Path | None:
    """The server's program; None where its package has none for this machine."""
    file = Path(sys.executable).with_name("rclone")
    return file if file.exists() else None


@contextmanager
def running(rclone: Path) -> Iterator[ObjectStorage]:
    """Start a server on loopback that takes only requests signed with the tests' key."""
    with tempfile.TemporaryDirectory(prefix="candour-objects-") as name:
        where, folder = f"127.0.0.1:{free_port()}", Path(name)
        (folder / BUCKET).mkdir()
        keys = ("--auth-key", f"{KEY},{SECRET}")
        command = [str(rclone), "serve", "s3", *keys, "--dir-cache-time", f"{CACHED}s", "--addr", where, str(folder)]
        environment = {"PATH": os.environ["PATH"], "RCLONE_CONFIG": "", "HOME": name}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(command, env=environment, **quiet) as server:
            try:
                asyncio.run(answers(f"http://{where}", 30))
                yield ObjectStorage(f"http://{where}", folder)
            finally:
                server.terminate()
